"""A place in the characters of a text, and how it moves.

Upstream: go-yaml readerc.go, yamlprivateh.go
"""

from __future__ import annotations

import re

from chartkit.errors import YAMLError
from chartkit.patterns import late_pattern

from .characters import Characters
from .problems import scanner_problem
from .tokens import Mark

__all__ = ["BLANKS", "BLANK_OR_END", "BREAKS", "BREAK_OR_END", "END", "HEX", "LINE", "SPACES", "Cursor"]

END = "\0"
#: The farthest that the scanner looks ahead at the end: the eight digits of an escape.
_PADDING = END * 9
BREAKS = "\r\n\x85\u2028\u2029"
BLANK_OR_END = " \t" + BREAKS + END
BREAK_OR_END = BREAKS + END

BLANKS = late_pattern(r"[ \t]*")
SPACES = late_pattern(r" *")
HEX = late_pattern(r"[0-9A-Fa-f]*")
LINE = late_pattern(f"[^{BREAK_OR_END}]*")


class Cursor:
    """Where in a text, whose first line has the number ``line``, the scanner stands."""

    def __init__(self, characters: Characters, line: int) -> None:
        self._problem = characters.problem
        # Where the reader has a problem, the text ends early, and looking past its end raises IndexError.
        self._text = characters.text if self._problem else characters.text + _PADDING
        self._position = 0
        self._line = line
        self._line_start = 0

    def _look_ahead(self, count: int) -> None:
        """Meet the reader's problem if it is less than ``count`` characters away.

        Elsewhere the scanner meets it by looking at a character that is not there; go-yaml asks for more at once.
        """
        if self._problem and len(self._text) - self._position < count:
            raise IndexError

    def _mark(self) -> Mark:
        return Mark(self._line, self._position - self._line_start, self._position)

    def _error(self, problem: str) -> YAMLError:
        return scanner_problem(problem, self._mark())

    def _skip_line(self) -> None:
        """Pass the line break that stands here, if one does."""
        char = self._text[self._position]
        if char == "\r" and self._text[self._position + 1] == "\n":
            self._position += 2
        elif char in BREAKS:
            self._position += 1
        else:
            return
        self._line += 1
        self._line_start = self._position

    def _read_line(self) -> str:
        """Pass the line break that stands here and return it: a line feed for all but U+2028 and U+2029."""
        char = self._text[self._position]
        if char not in BREAKS:
            return ""
        self._skip_line()
        return char if char in "\u2028\u2029" else "\n"

    def _run(self, pattern: re.Pattern[str]) -> str:
        """Pass and return what ``pattern`` matches here."""
        match = pattern.match(self._text, self._position)
        # Every pattern used here matches the empty text as well.
        run = match[0] if match else ""
        self._position += len(run)
        return run

    def _skip_comment(self) -> None:
        if self._text[self._position] == "#":
            self._run(LINE)

    def _at_document_marker(self) -> bool:
        """Return whether a line begins here with ``---`` or ``...`` on its own."""
        position = self._position
        return (
            position == self._line_start
            and self._text[position : position + 3] in ("---", "...")
            and self._text[position + 3] in BLANK_OR_END
        )
