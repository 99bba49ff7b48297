"""Findings to GitHub workflow commands, which show as annotations beside the lines of a pull request.

Upstream: GitHub Actions documentation, workflow commands for error and warning messages
"""

from __future__ import annotations

from typing import TextIO

from chartkit.diagnostics import Severity
from chartkit.validation import Report

from .text import Sources

__all__ = ["write"]

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def write(report: Report, stream: TextIO, *, sources: Sources, colour: bool) -> None:  # noqa: ARG001 # all formats take these
    """Write one command for each finding."""
    for finding in report.findings:
        properties = f"title={_property(f'chartkit {finding.code}')}"
        if finding.origin is not None:
            at = finding.origin
            properties = f"file={_property(at.name)},line={max(1, at.line)},col={at.column + 1},{properties}"
        elif finding.at is not None:
            at = finding.at
            properties = f"file={_property(at.name)},line={at.line},col={at.column + 1},{properties}"
        hint = f"\n{finding.hint}" if finding.hint else ""
        stream.write(f"::{_COMMANDS[finding.severity]} {properties}::{_message(finding.message + hint)}\n")


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
