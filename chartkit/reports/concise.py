"""Findings to one line each: ``file:line:column: CODE message (hint)``, as compilers write them."""

from __future__ import annotations

from typing import TextIO

from chartkit.source import Location
from chartkit.validation import Report

from .text import Sources

__all__ = ["write"]


def write(report: Report, stream: TextIO, *, sources: Sources, colour: bool) -> None:  # noqa: ARG001 # all formats take these
    """Write each finding on a line of its own."""
    for finding in report.findings:
        at = finding.at
        place = f"{_shown(at)}: " if at else ""
        hint = f" ({finding.hint})" if finding.hint else ""
        made = f" [made by {_shown(finding.origin)}]" if finding.origin else ""
        message = f"{finding.message}{hint}{made}".replace("\n", " ")
        stream.write(f"{place}{finding.severity.value} {finding.code} {message}\n")


def _shown(at: Location) -> str:
    return f"{at.name}:{at.line}:{at.column + 1}"
