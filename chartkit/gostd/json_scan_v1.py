"""Complaints about JSON in the words that Go had before 1.27, which Helm 3.17 has.

What is JSON and what is not has not changed, nor what it is read as.

Upstream: encoding/json scanner.go, decode.go of Go 1.23
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from chartkit.errors import JSONError

from . import strconv, unicode
from .json_scan import Reader, misfit_text

__all__ = ["V1Reader"]


class V1Reader(Reader):
    """A :class:`Reader` with the older complaints."""

    _in_place_of_misfit: ClassVar[object] = None

    def __init__(self, text: str, number: Callable[[str], object]) -> None:
        # Go found out whether the text may end where it does by reading one more space.
        super().__init__(text + " ", number)

    def _misfit(self, number: str) -> str:
        return misfit_text(f"number {number}", (), "float64")

    def _too_deep(self) -> JSONError:
        return self._unexpected("exceeded max depth")

    def _wrong_number(self, begun: str) -> JSONError:
        if begun == "-":
            return self._unexpected("in numeric literal")
        where = "after decimal point in" if begun.endswith(".") else "in exponent of"
        return self._unexpected(f"{where} numeric literal")

    def _wrong_string(self) -> JSONError:
        return self._unexpected("in string literal")

    def _wrong_escape(self, length: int) -> JSONError:
        """Return the error for the first character that makes the escape one that is none.

        Upstream: encoding/json scanner.go stateInStringEsc, stateInStringEscU and its neighbours
        """
        self.position += 1
        if length > 2:
            self.position += 1
            while self.text[self.position] in _HEX_DIGITS:
                self.position += 1
        return self._unexpected("in string escape code" if length == 2 else r"in \u hexadecimal character escape")

    def _unexpected(self, where: str) -> JSONError:
        """Return the error for a character; of one that is not ASCII the first byte is shown as a character.

        Upstream: encoding/json scanner.go quoteChar
        """
        char = chr(unicode.encode(self.text[self.position])[0])
        shown = char if char == '"' else strconv.quote_rune(ord(char))[1:-1]
        return JSONError(f"invalid character '{shown}' {where}")


_HEX_DIGITS = frozenset("0123456789abcdefABCDEF")
