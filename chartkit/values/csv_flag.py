"""The argument of a flag that takes a comma-separated list, such as ``-f``, to its items.

Upstream: spf13/pflag string_slice.go readAsCSV; encoding/csv reader.go
"""

from __future__ import annotations

from chartkit.errors import ValuesError
from chartkit.gostd import unicode

__all__ = ["split_csv_flag"]

_BARE_QUOTE = 'bare " in non-quoted-field'
_STRAY_QUOTE = 'extraneous or missing " in quoted-field'


def split_csv_flag(argument: str) -> tuple[str, ...]:
    """Return the items of ``argument``; an empty argument has none.

    Only the first record counts: the first line that is not empty, and further lines that its quotes hold together.

    Raises:
        ValuesError: Quotes are used wrongly, or all lines are empty; the text is that of encoding/csv.

    Upstream: encoding/csv reader.go (*Reader).readRecord
    """
    if not argument:
        return ()
    # PERF: quotes and line ends are rare.
    if '"' not in argument and "\n" not in argument and "\r" not in argument:
        return tuple(argument.split(","))
    return _Record(_lines(argument)).items()


def _lines(text: str) -> list[str]:
    """Return the lines of ``text`` with plain line feeds at their ends.

    Upstream: encoding/csv reader.go (*Reader).readLine
    """
    *lines, last = text.split("\n")
    ended = [line.removesuffix("\r") + "\n" for line in lines]
    return [*ended, last.removesuffix("\r")] if last else ended


class _Record:
    """Reads the first record of a list of lines."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        #: Number of lines read, and of the line that an error is in.
        self._read = 0
        self._line = ""
        self._column = 1

    def items(self) -> tuple[str, ...]:
        """Return the record's items.

        Raises:
            ValuesError: Quotes are used wrongly, or there is no record.
        """
        while self._line in {"", "\n"}:
            if self._read == len(self._lines):
                raise ValuesError("EOF")
            self._next_line()
        start = self._read
        found: list[str] = []
        more = True
        while more:
            item, more = self._quoted(start) if self._line.startswith('"') else self._plain(start)
            found.append(item)
        return tuple(found)

    def _next_line(self) -> None:
        self._line = self._lines[self._read]
        self._read += 1
        self._column = 1

    def _advance(self, count: int) -> str:
        """Take ``count`` characters of the line."""
        taken, self._line = self._line[:count], self._line[count:]
        self._column += unicode.byte_length(taken)
        return taken

    def _plain(self, start: int) -> tuple[str, bool]:
        """Return an item without quotes, and whether another one follows."""
        item, comma, _ = self._line.partition(",")
        item = item if comma else item.removesuffix("\n")
        quote = item.find('"')
        if quote >= 0:
            self._advance(quote)
            raise _parse_error(start, self._read, self._column, _BARE_QUOTE)
        self._advance(len(item) + len(comma))
        return item, bool(comma)

    def _quoted(self, start: int) -> tuple[str, bool]:
        """Return an item in quotes, and whether another one follows."""
        self._advance(1)
        pieces: list[str] = []
        while True:
            quote = self._line.find('"')
            if quote < 0:
                pieces.append(self._advance(len(self._line)))
                if self._read == len(self._lines):
                    raise _parse_error(start, self._read, self._column, _STRAY_QUOTE)
                self._next_line()
                continue
            pieces.append(self._advance(quote))
            self._advance(1)
            if self._line.startswith('"'):
                pieces.append(self._advance(1))
            elif self._line.startswith(","):
                self._advance(1)
                return "".join(pieces), True
            elif self._line in {"", "\n"}:
                return "".join(pieces), False
            else:
                raise _parse_error(start, self._read, self._column - 1, _STRAY_QUOTE)


def _parse_error(start: int, line: int, column: int, what: str) -> ValuesError:
    """Return encoding/csv's error.

    Upstream: encoding/csv reader.go (*ParseError).Error
    """
    if start != line:
        return ValuesError(f"record on line {start}; parse error on line {line}, column {column}: {what}")
    return ValuesError(f"parse error on line {line}, column {column}: {what}")
