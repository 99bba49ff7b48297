"""Findings to text for people: message, the line it is about with a caret, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TextIO, TypeAlias

from chartkit.diagnostics import Diagnostic, Severity
from chartkit.patterns import late_pattern
from chartkit.source import Location

if TYPE_CHECKING:
    from chartkit.validation import Report

__all__ = ["Sources", "write", "write_text"]

#: Gives the text of the file that goes by a name, or None if it cannot be had.
Sources: TypeAlias = Callable[[str], str | None]

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_KEY = late_pattern(r"(\"[^\"]*\"|'[^']*'|[^\s#:'\"][^#:]*?)\s*:(?=\s|$)")
_LIST_MARK = late_pattern(r"(- +)+")
_LONGEST_LINE = 160


def write(report: Report, stream: TextIO, *, sources: Sources, colour: bool) -> None:
    """Write all findings of a validation."""
    write_text(report.findings, stream, sources=sources, colour=colour)


def write_text(diagnostics: Iterable[Diagnostic], stream: TextIO, *, sources: Sources, colour: bool = False) -> None:
    """Write ``diagnostics``, each with a frame of the source where ``sources`` knows it."""
    cache: dict[str, list[str]] = {}
    for finding in diagnostics:
        label = finding.severity.value
        code = f"[{finding.code}]" if finding.code.startswith("CK") else ""
        stream.write(f"{_paint(f'{label}{code}', '1;' + _COLOURS[finding.severity], colour)}: {finding.message}\n")
        if finding.at is not None:
            _write_place(finding, finding.at, stream, colour)
            if finding.at.name not in cache:
                text = sources(finding.at.name)
                cache[finding.at.name] = text.split("\n") if text is not None else []
            _write_frame(cache[finding.at.name], finding.at, finding.severity, stream, colour)
        if finding.hint:
            stream.write(f"  {_paint('hint', '1;36', colour)}: {finding.hint}\n")
        stream.write("\n")


def _write_place(finding: Diagnostic, at: Location, stream: TextIO, colour: bool) -> None:
    place = f"{at.name}:{at.line}:{at.column + 1}" if at.line else at.name
    path = f" ({finding.path})" if finding.path else ""
    stream.write(f"  {_paint('-->', '34', colour)} {place}{path}\n")
    if finding.origin is not None:
        stream.write(f"  {_paint('made by', '34', colour)} {finding.origin.name}:{finding.origin.line}\n")


def _write_frame(lines: list[str], at: Location, severity: Severity, stream: TextIO, colour: bool) -> None:
    if not 0 < at.line <= len(lines):
        return
    line = lines[at.line - 1].rstrip("\r")
    column = len(line.encode("utf-8", "surrogateescape")[: at.column].decode("utf-8", "replace"))
    bar = _paint("|", "34", colour)
    number = str(at.line)
    shown = _printable(line[:_LONGEST_LINE])
    stream.write(f"{' ' * len(number)} {bar}\n{_paint(number, '34', colour)} {bar} {shown}\n")
    if column < _LONGEST_LINE:
        width = max(1, min(_width(line[column:]), _LONGEST_LINE - column))
        indent = "".join("\t" if char == "\t" else " " for char in line[:column])
        stream.write(f"{' ' * len(number)} {bar} {indent}{_paint('^' * width, '1;' + _COLOURS[severity], colour)}\n")


def _width(rest: str) -> int:
    """Return how much of the rest of a line is blamed: a key, or all up to a comment."""
    mark = _LIST_MARK.match(rest)
    start = mark.end() if mark else 0
    key = _KEY.match(rest, start)
    if key:
        return key.end(1)
    comment = rest.find(" #")
    return len((rest if comment < 0 else rest[:comment]).rstrip())


def _printable(text: str) -> str:
    """Return ``text`` without what would steer a terminal."""
    return "".join(char if char == "\t" or char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _paint(text: str, style: str, colour: bool) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if colour else text
