"""A text and places in it: what every later room points into.

Offsets count characters of the text; a :class:`Location` counts as Go does.
"""

from __future__ import annotations

from bisect import bisect_right

from chartkit.records import dataclass, field

__all__ = ["Location", "Origin", "RenderedLine", "SourceText", "Span"]


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a named text: ``line`` from 1, ``column`` from 0 in bytes of UTF-8, as Go counts."""

    name: str
    line: int
    column: int = 0

    def __str__(self) -> str:
        """Return ``name:line:column``, the form in which Go prints a place."""
        return f"{self.name}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The characters from ``start`` up to, not including, ``end`` of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where rendered text was made: the place in a template, and the calls that led there, the innermost first."""

    at: Location
    calls: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True)
class RenderedLine:
    """A line of a rendered document: ``line`` from 1, ``column`` of what is blamed, from 0 in bytes, and its text."""

    line: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text with the name it goes by in messages.

    Bytes that are not UTF-8 are held as lone surrogates (``surrogateescape``), so that no input is refused here.
    """

    name: str
    text: str
    #: Offsets at which the lines start; made when the first place is asked for.
    _line_starts: list[int] = field(default_factory=list, repr=False, compare=False)

    def location(self, offset: int) -> Location:
        """Return the place of the character at ``offset``.

        Upstream: text/template/parse parse.go (*Tree).ErrorContext
        """
        starts = self._line_starts
        if not starts:
            starts.append(0)
            position = self.text.find("\n")
            while position >= 0:
                starts.append(position + 1)
                position = self.text.find("\n", position + 1)
        line = bisect_right(starts, offset)
        before = self.text[starts[line - 1] : offset]
        column = len(before) if before.isascii() else len(before.encode("utf-8", "surrogateescape"))
        return Location(self.name, line, column)

    def excerpt(self, span: Span) -> str:
        """Return the text that ``span`` covers."""
        return self.text[span.start : span.end]
