"""Findings to JSON; schemas/validation-report.schema.json says what it looks like."""

from __future__ import annotations

import json
from typing import TextIO

from chartkit.diagnostics import Diagnostic
from chartkit.source import Location
from chartkit.validation import Report, Resource, Status

from .text import Sources

__all__ = ["as_data", "write"]


def write(report: Report, stream: TextIO, *, sources: Sources, colour: bool) -> None:  # noqa: ARG001 # all formats take these
    """Write the whole report as one JSON object."""
    json.dump(as_data(report), stream, indent=2, ensure_ascii=False)
    stream.write("\n")


def as_data(report: Report) -> dict[str, object]:
    """Return the report as JSON data."""
    return {
        "version": 1,
        "resources": [_resource(resource) for resource in report.resources],
        "conflicts": [_finding(finding) for finding in report.conflicts],
        "summary": {status.value: report.count(status) for status in Status} | {"warnings": report.warnings()},
    }


def _resource(resource: Resource) -> dict[str, object]:
    return {
        "file": resource.file,
        "apiVersion": resource.api_version,
        "kind": resource.kind,
        "name": resource.name,
        "namespace": resource.namespace,
        "status": resource.status.value,
        "line": resource.line,
        "errors": [_finding(finding) for finding in resource.findings],
    }


def _finding(finding: Diagnostic) -> dict[str, object]:
    data: dict[str, object] = {
        "file": finding.at.name if finding.at else "",
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "path": finding.path,
        "line": finding.at.line if finding.at else None,
        "column": finding.at.column + 1 if finding.at else None,
        "hint": finding.hint,
    }
    if finding.origin is not None:
        data["origin"] = _place(finding.origin)
    if finding.calls:
        data["calls"] = [_place(call) for call in finding.calls]
    if finding.rendered is not None:
        line = finding.rendered
        data["rendered"] = {"line": line.line, "column": line.column + 1, "text": line.text}
    return data


def _place(at: Location) -> dict[str, object]:
    return {"file": at.name, "line": at.line, "column": at.column + 1}
