"""Texts to numbers and back, and Go string literals.

What Go returns as an error beside a value is raised as :class:`NumError`, which has the value.

Upstream: strconv number.go, quote.go; internal/strconv atoi.go, atof.go, atob.go
"""

from __future__ import annotations

import math
import re
import sys

from chartkit.errors import FunctionError
from chartkit.patterns import late_pattern

from . import unicode
from .strconv_float import format_float

__all__ = [
    "NumError",
    "atoi",
    "can_backquote",
    "format_float",
    "is_print",
    "parse_bool",
    "parse_float",
    "parse_int",
    "parse_uint",
    "quote",
    "quote_rune",
    "quote_rune_to_ascii",
    "quote_to_ascii",
    "unquote",
]

_SYNTAX = "invalid syntax"
_RANGE = "value out of range"
_TRUE = frozenset({"1", "t", "T", "true", "TRUE", "True"})
_FALSE = frozenset({"0", "f", "F", "false", "FALSE", "False"})

is_print = unicode.is_print


class NumError(FunctionError):
    """A text is not the number that was asked for.

    ``value`` is what Go returns beside the error: the nearest value where the number is out of range, else zero.
    """

    code = "number"

    def __init__(self, function: str, text: str, reason: str, value: float = 0) -> None:
        super().__init__(f"strconv.{function}: parsing {quote(text)}: {reason}")
        self.args = (function, text, reason, value)  # pickle rebuilds an exception from args
        self.value = value
        self.reason = reason


def parse_bool(text: str) -> bool:
    """Return the truth value that ``text`` spells: ``1``, ``t``, ``true``, ``0``, ``f``, ``false`` and the like.

    Raises:
        NumError: ``text`` is none of the twelve spellings.

    Upstream: internal/strconv atob.go ParseBool
    """
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise NumError("ParseBool", text, _SYNTAX, value=False)


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_ASCII_INTEGER = late_pattern(r"[+-]?[0-9]{1,18}")
_PREFIXES = {"0b": 2, "0o": 8, "0x": 16}


def atoi(text: str) -> int:
    """Return the decimal integer that ``text`` is.

    Raises:
        NumError: ``text`` is not one, or does not fit into 64 bits.

    Upstream: internal/strconv atoi.go Atoi
    """
    if _ASCII_INTEGER.fullmatch(text):
        return int(text)
    return _signed("Atoi", text, 10, 64)


def parse_int(text: str, base: int = 10, bits: int = 64) -> int:
    """Return the integer that ``text`` is in ``base``; base 0 goes by the prefix and allows underscores.

    Raises:
        NumError: ``text`` is not one, or does not fit into ``bits`` bits (0: 64) with a sign.

    Upstream: internal/strconv atoi.go ParseInt
    """
    return _signed("ParseInt", text, base, bits)


def parse_uint(text: str, base: int = 10, bits: int = 64) -> int:
    """Return the integer without a sign that ``text`` is in ``base``.

    Raises:
        NumError: ``text`` is not one, or does not fit into ``bits`` bits (0: 64).

    Upstream: internal/strconv atoi.go ParseUint
    """
    value, reason = _unsigned(text, base, bits)
    if reason:
        raise NumError("ParseUint", text, reason, value)
    return value


def _signed(function: str, text: str, base: int, bits: int) -> int:
    value, reason = _unsigned(text[1:] if text[:1] in {"+", "-"} else text, base, bits)
    if reason not in {"", _RANGE}:
        raise NumError(function, text, reason)
    bound = 1 << ((bits or 64) - 1)
    if text[0] == "-":
        if value > bound:
            raise NumError(function, text, _RANGE, -bound)
        return -value
    if value >= bound:
        raise NumError(function, text, _RANGE, bound - 1)
    return value


def _unsigned(text: str, base: int, bits: int) -> tuple[int, str]:
    """Return the value of ``text`` and what is wrong with it; where it is too large, the largest that fits.

    Go reads from the left: an overflow is found before a wrong character that comes later.
    """
    wrong = "" if text else _SYNTAX
    if text and base not in range(2, 37) and base != 0:
        wrong = f"invalid base {base}"
    elif text and bits not in range(65):
        wrong = f"invalid bit size {bits}"
    if wrong:
        return 0, wrong
    digits = text
    spaced = base == 0
    if base == 0:
        base, digits = _radix(text)
    largest = (1 << (bits or 64)) - 1
    value = 0
    for char in digits:
        if char == "_" and spaced:
            continue
        digit = _DIGITS.find(char.lower()) if char.isascii() else -1
        if not 0 <= digit < base:
            return 0, _SYNTAX
        value = value * base + digit
        if value > largest:
            return largest, _RANGE
    if "_" in digits and not _underscores_are_fine(text):
        return 0, _SYNTAX
    return value, ""


def _radix(text: str) -> tuple[int, str]:
    """Return the base that the prefix of ``text`` stands for, and the rest."""
    if text[0] != "0":
        return 10, text
    base = _PREFIXES.get(text[:2].lower()) if len(text) >= 3 else None
    return (base, text[2:]) if base else (8, text[1:])


def _underscores_are_fine(text: str) -> bool:
    """Return whether each underscore stands between digits, or between a base prefix and a digit.

    Upstream: internal/strconv atoi.go underscoreOK
    """
    seen = "^"
    start = 1 if text[:1] in {"+", "-"} else 0
    digits = "0123456789"
    if text[start : start + 2].lower() in _PREFIXES:
        if text[start + 1] in "xX":
            digits = "0123456789abcdefABCDEF"
        start += 2
        seen = "0"
    for char in text[start:]:
        if char in digits:
            seen = "0"
        elif char == "_":
            if seen != "0":
                return False
            seen = "_"
        elif seen == "_":
            return False
        else:
            seen = "!"
    return seen != "_"


# A decimal or hexadecimal number; that it has a digit before its exponent is checked apart.
_FLOAT = late_pattern(
    r"""[+-]? (?: 0[xX] (?P<hexadecimal> [0-9a-fA-F_]*+ (?:\.[0-9a-fA-F_]*+)? ) [pP] [+-]?[0-9][0-9_]*
              | (?P<decimal> [0-9_]*+ (?:\.[0-9_]*+)? ) (?:[eE] [+-]?[0-9][0-9_]*)? )""",
    re.VERBOSE,
)
_SPECIAL = late_pattern(r"[+-]?inf(?:inity)?|nan", re.IGNORECASE)


def parse_float(text: str) -> float:
    """Return the float64 nearest to the number that ``text`` is.

    Hexadecimal numbers need an exponent (``0x1p-2``); ``inf``, ``infinity`` and ``nan`` count in any case; digits may
    be parted by underscores.

    Raises:
        NumError: ``text`` is not a number, or too large for a float64.

    Upstream: internal/strconv atof.go ParseFloat
    """
    found = _FLOAT.fullmatch(text)
    if found is None:
        if _SPECIAL.fullmatch(text):
            return float(text)
        raise NumError("ParseFloat", text, _SYNTAX)
    if not (found["decimal"] or found["hexadecimal"] or "").strip("._"):
        raise NumError("ParseFloat", text, _SYNTAX)
    plain = text
    if "_" in text:
        if not _underscores_are_fine(text):
            raise NumError("ParseFloat", text, _SYNTAX)
        plain = text.replace("_", "")
    try:
        value = float(plain) if found["decimal"] is not None else float.fromhex(plain)
    except OverflowError:
        value = math.inf if text[0] != "-" else -math.inf
    if math.isinf(value):
        raise NumError("ParseFloat", text, _RANGE, value)
    return value


_NAMED_ESCAPES = {7: r"\a", 8: r"\b", 9: r"\t", 10: r"\n", 11: r"\v", 12: r"\f", 13: r"\r", 92: r"\\"}


class _Escapes(dict[int, "int | str"]):
    """What stands in a literal for each code point, found when it is first needed; made for ``str.translate``."""

    def __init__(self, quote: str, *, ascii_only: bool) -> None:
        super().__init__(_NAMED_ESCAPES)
        self[ord(quote)] = "\\" + quote
        self._ascii_only = ascii_only

    def __missing__(self, char: int) -> int | str:
        """Return what stands for ``char``.

        Upstream: strconv quote.go appendEscapedRune
        """
        escape = _escape(char, ascii_only=self._ascii_only)
        if char <= 0xFFFF:  # So that a long text of rare characters does not stay in memory.
            self[char] = escape
        return escape


def _escape(char: int, *, ascii_only: bool) -> int | str:
    if 0xDC80 <= char <= 0xDCFF:  # a byte that is not UTF-8
        return f"\\x{char - 0xDC00:02x}"
    if char < 0x80:
        return char if 0x20 <= char < 0x7F else f"\\x{char:02x}"
    if not ascii_only and is_print(chr(char)):
        return char
    return f"\\u{char:04x}" if char <= 0xFFFF else f"\\U{char:08x}"


_IN_STRING = _Escapes('"', ascii_only=False)
_IN_STRING_ASCII = _Escapes('"', ascii_only=True)
_IN_RUNE = _Escapes("'", ascii_only=False)
_IN_RUNE_ASCII = _Escapes("'", ascii_only=True)


def quote(text: str) -> str:
    """Return ``text`` as a Go string literal in double quotes.

    PERF: most texts need no escape or that of quotes alone, which is done here sooner than by a translation.

    Upstream: strconv quote.go Quote
    """
    if text.isascii():
        if text.isprintable():
            if "\\" in text:
                text = text.replace("\\", "\\\\")
            if '"' in text:
                text = text.replace('"', '\\"')
            return f'"{text}"'
        return f'"{text.translate(_IN_STRING)}"'
    return f'"{unicode.canonical(text).translate(_IN_STRING)}"'


def quote_to_ascii(text: str) -> str:
    """Return ``text`` as a Go string literal of ASCII characters.

    Upstream: strconv quote.go QuoteToASCII
    """
    return f'"{unicode.canonical(text).translate(_IN_STRING_ASCII)}"'


def quote_rune(char: int) -> str:
    """Return the code point ``char`` as a Go character literal; what is none counts as U+FFFD.

    Upstream: strconv quote.go QuoteRune
    """
    return f"'{_valid_rune(char).translate(_IN_RUNE)}'"


def quote_rune_to_ascii(char: int) -> str:
    """Return the code point ``char`` as a Go character literal of ASCII characters.

    Upstream: strconv quote.go QuoteRuneToASCII
    """
    return f"'{_valid_rune(char).translate(_IN_RUNE_ASCII)}'"


def _valid_rune(char: int) -> str:
    if 0 <= char < 0xD800 or 0xDFFF < char <= sys.maxunicode:
        return chr(char)
    return unicode.REPLACEMENT


# Tabs are allowed, the other control characters are not; nor are byte order marks, for they cannot be seen.
_NOT_IN_BACKQUOTES = late_pattern("[\0-\x08\x0a-\x1f`\x7f\ufeff\udc80-\udcff]")


def can_backquote(text: str) -> bool:
    """Return whether ``text`` can stand between back-quotes as it is, on one line.

    Upstream: strconv quote.go CanBackquote
    """
    return _NOT_IN_BACKQUOTES.search(unicode.canonical(text)) is None


_NAMED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}

# A stretch of plain characters, or one escape.
_LITERAL_PIECE = late_pattern(
    r"""(?P<plain>[^\\\n'"]+) | (?P<quote>['"]) | \\ (?: x(?P<byte>[0-9a-fA-F]{2}) | (?P<octal>[0-3][0-7]{2})
         | (?: u(?P<short>[0-9a-fA-F]{4}) | U(?P<long>[0-9a-fA-F]{8}) ) | (?P<named>[abfnrtv\\'"]) )""",
    re.VERBOSE,
)


def unquote(text: str) -> str:
    """Return the string that the Go literal ``text`` stands for; a character literal counts as a string.

    Bytes that are not UTF-8 become U+FFFD, except between back-quotes.

    Raises:
        FunctionError: ``text`` is not one literal (``invalid syntax``).

    Upstream: strconv quote.go Unquote
    """
    mark = text[:1]
    if len(text) < 2 or mark not in {"`", '"', "'"} or text[-1] != mark:
        raise FunctionError(_SYNTAX)
    inner = text[1:-1]
    if mark == "`":
        if "`" in inner:
            raise FunctionError(_SYNTAX)
        return inner.replace("\r", "")
    out = bytearray()
    position = 0
    repaired = unicode.repair(inner)
    while position < len(repaired):
        piece = _LITERAL_PIECE.match(repaired, position)
        if piece is None:
            raise FunctionError(_SYNTAX)
        position = piece.end()
        if mark == "'" and (position != len(repaired) or len(piece["plain"] or "'") > 1):
            raise FunctionError(_SYNTAX)
        out += _unescape(piece, mark)
    return unicode.decode(bytes(out))


def _unescape(piece: re.Match[str], mark: str) -> bytes:
    """Return the bytes that one piece of a literal between ``mark`` stands for.

    Upstream: strconv quote.go UnquoteChar
    """
    kind, text = str(piece.lastgroup), piece[str(piece.lastgroup)]
    if kind == "plain":
        return text.encode()
    if kind == "byte":
        return bytes.fromhex(text)
    if kind == "octal":
        return bytes([int(text, 8)])
    if kind in {"short", "long"}:
        char = int(text, 16)
        if char > sys.maxunicode or 0xD800 <= char <= 0xDFFF:
            raise FunctionError(_SYNTAX)
        return chr(char).encode()
    if text in {"'", '"'} and (text == mark) != (kind == "named"):
        raise FunctionError(_SYNTAX)
    return _NAMED.get(text, text).encode()
