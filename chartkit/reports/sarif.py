"""Findings to SARIF 2.1.0, which code scanning services read.

Upstream: OASIS SARIF 2.1.0
"""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version
from typing import TextIO
from urllib.parse import quote

from chartkit.diagnostics import Diagnostic, Severity
from chartkit.validation import RULES, Report

from .text import Sources

__all__ = ["write"]

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def write(report: Report, stream: TextIO, *, sources: Sources, colour: bool) -> None:  # noqa: ARG001 # all formats take these
    """Write one run with the checks that found something."""
    findings = report.findings
    codes = sorted({finding.code for finding in findings})
    rules = [
        {
            "id": code,
            "name": RULES[code].name if code in RULES else code,
            "shortDescription": {"text": RULES[code].summary if code in RULES else code},
            "defaultConfiguration": {"level": _LEVELS[RULES[code].severity] if code in RULES else "error"},
        }
        for code in codes
    ]
    driver = {"name": "chartkit", "semanticVersion": _version(), "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, codes.index(finding.code)) for finding in findings],
    }
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    json.dump(log, stream, indent=2, ensure_ascii=False)
    stream.write("\n")


def _result(finding: Diagnostic, rule_index: int) -> dict[str, object]:
    text = f"{finding.message}. {finding.hint[:1].upper()}{finding.hint[1:]}." if finding.hint else finding.message
    result: dict[str, object] = {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
    }
    place = _place(finding)
    if place:
        result["locations"] = [
            {"physicalLocation": place, "logicalLocations": [{"fullyQualifiedName": finding.path or "/"}]}
        ]
    return result


def _place(finding: Diagnostic) -> dict[str, object]:
    """Return the place in a file that exists: for rendered text, in the template."""
    region: dict[str, object] = {}
    if finding.origin is not None:
        name = finding.origin.name
        region = {"startLine": max(1, finding.origin.line), "startColumn": finding.origin.column + 1}
    elif finding.at is not None:
        name = finding.at.name
        region = {"startLine": max(1, finding.at.line), "startColumn": finding.at.column + 1}
    else:
        return {}
    return {"artifactLocation": {"uri": quote(name.replace("\\", "/"), safe="/:")}, "region": region}


def _version() -> str:
    try:
        return version("chartkit")
    except PackageNotFoundError:  # Run from a checkout without installation.
        return "0.0.0"
