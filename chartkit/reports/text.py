"""Findings to text for people: message, the line it is about with a caret, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TextIO, TypeAlias

from chartkit.diagnostics import Diagnostic, Severity
from chartkit.patterns import late_pattern
from chartkit.source import Location, RenderedLine

if TYPE_CHECKING:
    from chartkit.validation import Report

__all__ = ["Sources", "write", "write_text"]

#: Gives the text of the file that goes by a name, or None if it cannot be had.
Sources: TypeAlias = Callable[[str], str | None]

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}
_KEY = late_pattern(r"(\"[^\"]*\"|'[^']*'|[^\s#:'\"][^#:]*?)\s*:(?=\s|$)")
_ACTION_END = late_pattern(r"\s*-?\}\}")
_LIST_MARK = late_pattern(r"(- +)+")
_LONGEST_LINE = 160
_LONGEST_MESSAGE = 1200


def write(report: Report, stream: TextIO, *, sources: Sources, colour: bool) -> None:
    """Write all findings of a validation."""
    write_text(report.findings, stream, sources=sources, colour=colour)


def write_text(diagnostics: Iterable[Diagnostic], stream: TextIO, *, sources: Sources, colour: bool = False) -> None:
    """Write ``diagnostics``, each with a frame of the source where ``sources`` knows it."""
    page = _Page(stream, sources, colour)
    for finding in diagnostics:
        page.write(finding)


class _Page:
    """Writes findings. Not frozen: it keeps the texts that it has shown lines of."""

    def __init__(self, stream: TextIO, sources: Sources, colour: bool) -> None:
        self._stream = stream
        self._sources = sources
        self._colour = colour
        self._lines: dict[str, list[str]] = {}

    def write(self, finding: Diagnostic) -> None:
        """Write one finding: message, places with their lines, what to do."""
        label = finding.severity.value
        code = f"[{finding.code}]" if finding.code.startswith("CK") else ""
        style = "1;" + _COLOURS[finding.severity]
        self._stream.write(f"{self._paint(f'{label}{code}', style)}: {_shortened(finding.message)}\n")
        if finding.at is not None:
            self._place("-->", finding.at, f" ({finding.path})" if finding.path else "")
            self._frame(finding.at, style)
        if finding.rendered is not None:
            self._rendered(finding.rendered, self._text(finding.at), style)
        if finding.origin is not None:
            self._place("made by", finding.origin)
            self._frame(finding.origin, style)
        for call in finding.calls:
            self._place("called from", call)
        if finding.hint:
            self._stream.write(f"  {self._paint('hint', '1;36')}: {finding.hint}\n")
        self._stream.write("\n")

    def _place(self, words: str, at: Location, more: str = "") -> None:
        place = f"{at.name}:{at.line}:{at.column + 1}" if at.line else at.name
        self._stream.write(f"  {self._paint(words, '34')} {place}{more}\n")

    def _text(self, at: Location | None) -> str | None:
        """Return the line at a place, if its text can be had."""
        if at is None:
            return None
        if at.name not in self._lines:
            text = self._sources(at.name)
            self._lines[at.name] = text.split("\n") if text is not None else []
        lines = self._lines[at.name]
        return lines[at.line - 1] if 0 < at.line <= len(lines) else None

    def _frame(self, at: Location, style: str) -> None:
        text = self._text(at)
        if text is not None:
            self._line(text, at.line, at.column, style)

    def _rendered(self, line: RenderedLine, template: str | None, style: str) -> None:
        """Write what a template's line renders to: its number alone, where it is the same text."""
        self._stream.write(f"  {self._paint('rendered as line', '34')} {line.line}\n")
        if template is None or template.strip() != line.text.strip():
            self._line(line.text, line.line, line.column, style)

    def _line(self, text: str, number: int, at: int, style: str) -> None:
        line = text.rstrip("\r")
        column = len(line.encode("utf-8", "surrogateescape")[:at].decode("utf-8", "replace"))
        bar, margin = self._paint("|", "34"), " " * len(str(number))
        shown = _printable(line[:_LONGEST_LINE])
        framed = f"{self._paint(str(number), '34')} {bar} {shown}".rstrip()
        self._stream.write(f"{margin} {bar}\n{framed}\n")
        if column < _LONGEST_LINE:
            width = max(1, min(_width(line[column:]), _LONGEST_LINE - column))
            indent = "".join("\t" if char == "\t" else " " for char in line[:column])
            self._stream.write(f"{margin} {bar} {indent}{self._paint('^' * width, style)}\n")

    def _paint(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self._colour else text


def _width(rest: str) -> int:
    """Return how much of the rest of a line is blamed: a key, the rest of an action, or all up to a comment."""
    mark = _LIST_MARK.match(rest)
    start = mark.end() if mark else 0
    key = _KEY.match(rest, start)
    if key and "{{" not in key.group() and "}}" not in key.group():
        return key.end(1)
    action = _ACTION_END.search(rest)
    opening = rest.find("{{")
    if action and opening != 0 and (opening < 0 or action.start() < opening):
        return action.start()
    if action and opening == 0:
        return action.end()
    comment = rest.find(" #")
    return len((rest if comment < 0 else rest[:comment]).rstrip())


def _shortened(message: str) -> str:
    """Return a message without its middle, where it tells of a thousand calls within each other."""
    if len(message) <= _LONGEST_MESSAGE:
        return message
    half = _LONGEST_MESSAGE // 2
    return f"{message[:half]} [...] {message[-half:]}"


def _printable(text: str) -> str:
    """Return ``text`` without what would steer a terminal."""
    return "".join(char if char == "\t" or char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
