"""Findings to JUnit XML: a suite for each file, a case for each object."""

from __future__ import annotations

from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from chartkit.diagnostics import Diagnostic, Severity
from chartkit.source import Location
from chartkit.validation import Report, Resource, Status

from .text import Sources

__all__ = ["write"]


def write(report: Report, stream: TextIO, *, sources: Sources, colour: bool) -> None:  # noqa: ARG001 # all formats take these
    """Write one testsuites element."""
    files: dict[str, list[Resource]] = {}
    for resource in report.resources:
        files.setdefault(resource.file, []).append(resource)
    counts = _counts(report.resources)
    stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="chartkit validate" {counts}>\n')
    for file, resources in files.items():
        stream.write(f"  <testsuite name={_attribute(file)} {_counts(resources)}>\n")
        for resource in resources:
            _write_case(resource, stream)
        stream.write("  </testsuite>\n")
    stream.write("</testsuites>\n")


def _counts(resources: list[Resource] | tuple[Resource, ...]) -> str:
    by_status = {status: sum(resource.status is status for resource in resources) for status in Status}
    return (
        f'tests="{len(resources)}" failures="{by_status[Status.INVALID]}" errors="{by_status[Status.ERROR]}"'
        f' skipped="{by_status[Status.SKIPPED]}"'
    )


def _write_case(resource: Resource, stream: TextIO) -> None:
    name = "/".join(part for part in (resource.namespace, resource.name) if part) or "(no name)"
    title = f"{resource.kind or 'document'} {name}"
    kind = f"{resource.api_version}/{resource.kind}"
    stream.write(
        f"    <testcase name={_attribute(title)} classname={_attribute(kind)}"
        f' file={_attribute(resource.file)} line="{resource.line}"'
    )
    errors = [finding for finding in resource.findings if finding.severity is Severity.ERROR]
    others = [finding for finding in resource.findings if finding.severity is not Severity.ERROR]
    if not errors and not others and resource.status is not Status.SKIPPED:
        stream.write("/>\n")
        return
    stream.write(">\n")
    if resource.status is Status.SKIPPED:
        stream.write("      <skipped/>\n")
    element = "error" if resource.status is Status.ERROR else "failure"
    stream.writelines(
        f"      <{element} type={_attribute(finding.code)} message={_attribute(finding.message)}>"
        f"{_text(_describe(finding))}</{element}>\n"
        for finding in errors
    )
    if others:
        lines = "\n".join(_describe(finding) for finding in others)
        stream.write(f"      <system-out>{_text(lines)}</system-out>\n")
    stream.write("    </testcase>\n")


def _describe(finding: Diagnostic) -> str:
    place = f"{_shown(finding.at)}: " if finding.at else ""
    hint = f"\nmade by {_shown(finding.origin)}" if finding.origin else ""
    hint += f"\nhint: {finding.hint}" if finding.hint else ""
    return f"{place}{finding.severity.value} {finding.code} {finding.message} ({finding.path or '/'}){hint}"


def _shown(at: Location) -> str:
    return f"{at.name}:{at.line}:{at.column + 1}"


def _attribute(text: str) -> str:
    return quoteattr(_allowed(text))


def _text(text: str) -> str:
    return escape(_allowed(text))


def _allowed(text: str) -> str:
    """Return ``text`` without the characters that XML 1.0 cannot hold."""
    return "".join(
        char
        if char in "\t\n\r" or "\x20" <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char > "\uffff"
        else "\ufffd"
        for char in text
    )
