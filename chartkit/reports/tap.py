"""Findings to TAP 13: a test point for each object, its findings as a YAML block.

Upstream: testanything.org TAP version 13 specification
"""

from __future__ import annotations

import json
from typing import TextIO

from chartkit.validation import Report, Status

from .text import Sources

__all__ = ["write"]


def write(report: Report, stream: TextIO, *, sources: Sources, colour: bool) -> None:  # noqa: ARG001 # all formats take these
    """Write the plan and one test point for each object."""
    stream.write(f"TAP version 13\n1..{len(report.resources)}\n")
    for number, resource in enumerate(report.resources, 1):
        bad = resource.status in (Status.INVALID, Status.ERROR)
        name = "/".join(part for part in (resource.namespace, resource.name) if part)
        title = (
            " ".join(part for part in (resource.file, resource.kind, name) if part)
            .replace("#", "\\#")
            .replace("\n", " ")
        )
        skip = " # SKIP no schema" if resource.status is Status.SKIPPED else ""
        stream.write(f"{'not ok' if bad else 'ok'} {number} - {title}{skip}\n")
        if resource.findings:
            stream.write("  ---\n  findings:\n")
            for finding in resource.findings:
                # A JSON object is YAML too, and quotes whatever a message may hold.
                data = {
                    "code": finding.code, "severity": finding.severity.value, "message": finding.message,
                    "path": finding.path, "line": finding.at.line if finding.at else None, "hint": finding.hint,
                }  # fmt: skip
                stream.write(f"  - {json.dumps(data)}\n")
            stream.write("  ...\n")
