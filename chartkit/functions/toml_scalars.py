"""TOML's values that are no arrays and no tables: strings, numbers, dates, true and false.

Upstream: github.com/BurntSushi/toml lex.go, parse.go
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from chartkit.errors import FunctionError
from chartkit.gostd import strconv, unicode
from chartkit.gostd.kinds import Int64
from chartkit.gostd.time import Location, Time, parse_in_location
from chartkit.patterns import late_pattern

from .toml_scan import FORBIDDEN, Scanner, quote_rune

__all__ = ["ScalarReader"]

_DATETIME = late_pattern(r"(?:0[0-9]+|[1-9][0-9]*)[-:][-0-9:Tt .Zz+]*")
_FLOAT = late_pattern(r"[0-9]+(?:_[0-9_]*)?[.eE][-0-9_.+eE]*")
_INTEGER = late_pattern(r"[0-9]+(?:_[0-9_]*)?")
_SIGNED = late_pattern(r"[0-9][0-9_]*(?:([.eE])[-0-9_.+eE]*)?")
#: Letters after "0": digits of the base, its name in errors.
_BASES = {
    "b": (late_pattern("[01]"), late_pattern("[01_]*"), "a binary"),
    "o": (late_pattern("[0-7]"), late_pattern("[0-7_]*"), "an octal"),
    "x": (late_pattern("[0-9A-Fa-f]"), late_pattern("[0-9A-Fa-f_]*"), "a hexadecimal"),
}
_SIMPLE_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}
_HEX_ESCAPES = {"x": (2, "two"), "u": (4, "four"), "U": (8, "eight")}


_HEX_DIGIT = late_pattern("[0-9A-Fa-f]")
_LITERAL_STOP = late_pattern("['\n\r\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BASIC_STOP = late_pattern('["\\\\\n\r\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]')
_LITERAL_MULTILINE_STOP = late_pattern(f"'|{FORBIDDEN.pattern}")
_BASIC_MULTILINE_STOP = late_pattern(f'["\\\\]|{FORBIDDEN.pattern}')
_ESCAPE = late_pattern(r"\\(?:x..|u....|U........|.)", re.DOTALL)
_ESCAPED_NEWLINE = late_pattern(r"\\(?:\\|[ \t\r\n]+)")
_DATETIME_LETTERS = str.maketrans("zt ", "ZTT")


class ScalarReader(Scanner):
    """Reads values that begin at the place in the document."""

    #: Layouts of dates and times, and the place that is meant where they name none.
    times: list[tuple[str, Location]]

    def _boolean(self) -> bool:
        start = self.position
        while (character := self._look()) and unicode.is_letter(character):
            self.position += 1
        word = self.text[start : self.position]
        if word not in ("true", "false"):
            raise self._error(f"expected value but found {strconv.quote(word)} instead")
        return word == "true"

    # Numbers and dates

    def _number(self, start: int) -> object:
        """Read what begins with a digit at ``start``: an integer, a float or a date.

        Upstream: lex.go lexNumberOrDateStart
        """
        base = _BASES.get(self._look()) if self.text[start] == "0" else None
        if base is not None:
            return self._based_integer(start, *base)
        readers: dict[re.Pattern[str], Callable[[str], object]] = {
            _DATETIME: self._datetime,
            _FLOAT: self._float,
            _INTEGER: self._integer,
        }
        for pattern, read in readers.items():
            found = pattern.match(self.text, start)
            if found is not None:
                self.position = found.end()
                self._look()
                return read(found[0])
        raise AssertionError("a digit is an integer")

    def _based_integer(self, start: int, digit: re.Pattern[str], digits: re.Pattern[str], name: str) -> Int64:
        self.position += 1
        character = self._look()
        if not digit.match(character):
            raise self._error(f"not {name} number: '{self.text[start : self.position]}{character or chr(0)}'")
        found = digits.match(self.text, self.position)
        self.position = found.end() if found else self.position
        self._look()
        return self._integer(self.text[start : self.position])

    def _signed_number(self, start: int) -> object:
        """Read what follows a sign.

        Upstream: lex.go lexDecimalNumberStart
        """
        character = self._next()
        rest = {"i": "nf", "n": "an"}.get(character)
        if rest is not None:
            if not self._accept(rest):
                raise self._error(f"invalid float: '{self.text[start : self.position]}'")
            return self._float(self.text[start : self.position])
        if character == "0" and self._look() in _BASES:
            number = self.text[start : self.position + 1]
            raise self._error(f"cannot use sign with non-decimal numbers: '{number}'")
        if character == ".":
            raise self._error("floats must start with a digit, not '.'")
        found = _SIGNED.match(self.text, self.position - 1) if character else None
        if found is None:
            raise self._unexpected(f"expected a digit but got {quote_rune(character)}", character)
        self.position = found.end()
        self._look()
        return (self._float if found[1] else self._integer)(self.text[start : self.position])

    def _integer(self, text: str) -> Int64:
        """Return the integer that ``text`` is.

        Upstream: parse.go valueInteger
        """
        if not _underscores_are_fine(text):
            raise self._error(f"Invalid integer {strconv.quote(text)}: underscores must be surrounded by digits")
        if _has_leading_zero(text):
            raise self._error(f"Invalid integer {strconv.quote(text)}: cannot have leading zeroes")
        try:
            return Int64(strconv.parse_int(text, 0))
        except strconv.NumError as error:
            raise self._error(f"{text} is out of range for int64") from error

    def _float(self, text: str) -> float:
        """Return the float that ``text`` is.

        Upstream: parse.go valueFloat
        """
        parts = [part for part in re.split("[.eE]", text) if part]
        if not all(map(_underscores_are_fine, parts)):
            raise self._error(f"Invalid float {strconv.quote(text)}: underscores must be surrounded by digits")
        if parts and _has_leading_zero(parts[0]):
            raise self._error(f"Invalid float {strconv.quote(text)}: cannot have leading zeroes")
        if re.search(r"\.(?![0-9])", text):
            reason = "'.' must be followed by one or more digits"
            raise self._error(f"Invalid float {strconv.quote(text)}: {reason}")
        if text.lstrip("+-") == "nan":
            return -math.nan if text[0] == "-" else math.nan
        try:
            return strconv.parse_float(text.replace("_", ""))
        except strconv.NumError as error:
            if error.value:
                raise self._error(f"{text} is out of range for float64") from error
            raise self._error(f"Invalid float value: {strconv.quote(text)}") from error

    def _datetime(self, text: str) -> Time:
        """Return the moment, date or time of day that ``text`` is.

        Upstream: parse.go valueDatetime
        """
        text = text.strip().translate(_DATETIME_LETTERS)
        for layout, place in self.times:
            try:
                moment = parse_in_location(layout, text, place)
            except FunctionError:
                continue
            if not _misses_zero(text, layout):
                return moment
            break
        raise self._error(f"invalid datetime: {strconv.quote(text)}")

    # Strings

    def _string(self, quote: str) -> str:
        """Read what follows a quote in place of a value: a string, or two more quotes and a string of many lines."""
        if self._look() == quote:
            self.position += 1
            if self._look() == quote:
                self.position += 1
                return self._multiline_string(quote)
            self.position -= 1
        if quote == "'":
            return self._literal_string()
        raw, escaped = self._basic_string()
        return self._unescape(raw, self.position - 1) if escaped else raw

    def _literal_string(self) -> str:
        """Read up to and over the closing apostrophe.

        Upstream: lex.go lexRawString
        """
        start = self.position
        self._find(_LITERAL_STOP, 'unexpected EOF; expected "\'"')
        return self.text[start : self.position - 1]

    def _basic_string(self) -> tuple[str, bool]:
        """Read up to and over the closing quote; return what is before it, and whether that has escapes.

        Upstream: lex.go lexString
        """
        start = self.position
        escaped = False
        while self._find(_BASIC_STOP, "unexpected EOF; expected '\"'") == "\\":
            escaped = True
            self._escape(start)
        return self.text[start : self.position - 1], escaped

    def _find(self, stop: re.Pattern[str], at_end: str) -> str:
        """Read up to and over a character of ``stop``, which it returns; ``at_end`` is the error without one."""
        found = stop.search(self.text, self.position)
        if found is None:
            self.position = len(self.text)
            raise self._unexpected(at_end, "")
        self.position = found.start()
        character = self._next()
        if character in ("\n", "\r"):
            raise self._error("strings cannot contain newlines", lines_back=1)
        return character

    def _escape(self, start: int) -> None:
        """Read what follows a backslash in the string that begins at ``start``.

        Upstream: lex.go lexStringEscape
        """
        character = self._next()
        known = self.release_1_1 or character not in ("e", "x")
        if known and character and (character in _SIMPLE_ESCAPES or character in " \t"):
            return
        if not known or character not in _HEX_ESCAPES:
            message = f"invalid escape in string '\\{character or chr(0)}'"
            raise self._error(message, lines_back=0 if character else 1)
        count, word = _HEX_ESCAPES[character]
        for _ in range(count):
            digit = self._next()
            if not _HEX_DIGIT.match(digit):
                found = strconv.quote(self.text[start : self.position])
                message = f"expected {word} hexadecimal digits after '\\{character}', but got {found} instead"
                raise self._unexpected(message, digit)

    def _multiline_string(self, quote: str) -> str:
        """Read up to and over three closing quotes, before which two more may stand.

        Upstream: lex.go lexMultilineString, lexMultilineRawString
        """
        start = self.position
        stop = _BASIC_MULTILINE_STOP if quote == '"' else _LITERAL_MULTILINE_STOP
        while True:
            found = stop.search(self.text, self.position)
            if found is None:
                self.position = len(self.text)
                outer = "'" if quote == '"' else '"'
                raise self._unexpected(f"unexpected EOF; expected {outer}{quote * 3}{outer}", "")
            self.position = found.start()
            if self._next() == "\\":
                if self._look() in ("\n", "\r"):
                    self.position += 1
                else:
                    self._escape(start)
            elif self._three_quotes(start, quote):
                break
        raw = self.text[start : self.position - 3]
        raw = raw.removeprefix("\r\n") if raw.startswith("\r") else raw.removeprefix("\n")
        if quote == "'":
            return raw
        return self._unescape(_ESCAPED_NEWLINE.sub(_without_newline, raw), self.position - 3)

    def _three_quotes(self, start: int, quote: str) -> bool:
        """Read two more quotes after one; return whether the string ends with them, else unread them."""
        for read in range(2):
            if self._look() != quote:
                self.position -= read
                return False
            self.position += 1
        if self._look() != quote:
            return True
        five = quote * 5
        if self.text.endswith(five, start, self.position) and (
            quote == "'" or not self.text.endswith("\\" + five, start, self.position)
        ):
            outer = "'" if quote == '"' else '"'
            raise self._error(f"unexpected {outer}{quote * 6}{outer}")
        self.position -= 2
        return False

    def _unescape(self, text: str, end: int) -> str:
        """Return a basic string without its escapes; ``end`` is where it ended, the place of errors.

        Upstream: parse.go replaceEscapes
        """
        if "\\" not in text:
            return text

        def character(escape: re.Match[str]) -> str:
            letter, digits = escape[0][1], escape[0][2:]
            if letter in " \t":
                raise self._error(f"invalid escape: '\\{letter}'", end)
            if not digits:
                return _SIMPLE_ESCAPES[letter]
            code = int(digits, 16)
            if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
                raise self._error(f"Escaped character '\\u{digits}' is not valid UTF-8.", end)
            return chr(code)

        return _ESCAPE.sub(character, text)


def _without_newline(escape: re.Match[str]) -> str:
    """Return nothing for a backslash with the end of its line and white space after that."""
    return "" if "\n" in escape[0] else escape[0]


def _underscores_are_fine(text: str) -> bool:
    """Return whether each underscore stands between digits, those of hexadecimal numbers included.

    Upstream: parse.go numUnderscoresOK
    """
    if text in ("nan", "+nan", "-nan", "inf", "-inf", "+inf"):
        return True
    fine = False
    for character in text:
        if character == "_" and not fine:
            return False
        fine = _HEX_DIGIT.match(character) is not None
    return fine


def _has_leading_zero(text: str) -> bool:
    if len(text) > 1 and text[0] == "0" and text[1] not in "box":
        return True
    return len(text) > 2 and text[0] in "+-" and text[1] == "0"


def _misses_zero(text: str, layout: str) -> bool:
    """Return whether a number of ``text`` has fewer digits than in ``layout``, which Go's time does not refuse.

    Upstream: parse.go missingLeadingZero
    """
    for index, character in enumerate(layout):
        if character in ".Z":
            return False
        if not character.isdigit() and text[index : index + 1] != character:
            return True
    return False
