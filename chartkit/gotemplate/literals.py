"""Literals of templates to values: numbers, characters, strings.

Upstream: text/template/parse node.go newNumber; strconv quote.go Unquote
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from chartkit.errors import FunctionError
from chartkit.gostd import strconv
from chartkit.patterns import late_pattern

from .nodes import Number

__all__ = ["LiteralError", "char", "complex_number", "number", "string"]

#: An int that Go reads as Python does.
_PLAIN_INT = late_pattern(r"[+-]?(?:0|[1-9][0-9]{0,17})", re.ASCII)
_MAX_INT = 2**63 - 1
_MIN_INT = -(2**63)
_MAX_UINT = 2**64 - 1
_HEX = r"0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?"
_DECIMAL = r"[0-9_]*(?:\.[0-9_]*)?(?:[eEpP][+-]?[0-9_]*)?"
_FLOAT = rf"[+-]?(?:{_HEX}|{_DECIMAL})"
#: A complex constant as Go's Sscan reads it.
_COMPLEX = late_pattern(rf"({_FLOAT})([+-])({_FLOAT})i")


class LiteralError(FunctionError):
    """A literal is not well formed; ``message`` is what the parser says of it."""

    code = "literal"


def string(quoted: str) -> str:
    """Return the value of a quoted or raw string.

    Raises:
        LiteralError: It has a bad escape.
    """
    body = quoted[1:-1]
    if quoted[0] == "`":
        return body.replace("\r", "") if "\r" in body else body
    if "\\" not in body and body.isascii():
        return body
    try:
        return strconv.unquote(quoted)
    except FunctionError as error:
        raise LiteralError("invalid syntax") from error


def char(start: int, end: int, text: str) -> Number:
    """Return the number that a character constant stands for.

    Raises:
        LiteralError: It is not one character.
    """
    body = text[1:-1]
    if len(body) == 1 and body not in "\\'" and not "\ud800" <= body <= "\udfff":
        return _rune(start, end, text, ord(body))
    if not body:
        # Go: UnquoteChar finds the closing quote where the character should be.
        raise LiteralError("invalid syntax")
    try:
        # Go: within single quotes \" is no escape, as \' is none within double quotes.
        value = _char_value(body)
    except FunctionError as error:
        raise LiteralError("invalid syntax") from error
    if value is None:
        raise LiteralError(f"malformed character constant: {text}")
    return _rune(start, end, text, value)


_CHAR = late_pattern(
    r"\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\[0-7]{3}|\\[abfnrtv\\']|[^\\]",
    re.DOTALL,
)
_SIMPLE = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92, "'": 39}


def _char_value(body: str) -> int | None:
    """Return the first character's number; None where more follows it.

    Raises:
        LiteralError: The first is no character.
    """
    match = _CHAR.match(body)
    if match is None:
        raise LiteralError("invalid syntax")
    text = match.group()
    if text[0] != "\\":
        value = 0xFFFD if "\udc80" <= text <= "\udcff" else ord(text)
    elif text[1] in "xuU":
        value = int(text[2:], 16)  # noqa: FURB166 # Python's prefixes are not these
        if text[1] != "x" and (value > 0x10FFFF or 0xD800 <= value < 0xE000):
            raise LiteralError("invalid syntax")
    elif text[1] in _SIMPLE:
        value = _SIMPLE[text[1]]
    else:
        value = int(text[1:], 8)
        if value > 255:
            raise LiteralError("invalid syntax")
    return value if match.end() == len(body) else None


def _rune(start: int, end: int, text: str, value: int) -> Number:
    return Number(start, end, start, text, value, value, float(value))


def complex_number(start: int, end: int, text: str) -> Number:
    """Return the number ``a+bi``.

    Raises:
        LiteralError: One of the parts is not a number.
    """
    parts = _COMPLEX.fullmatch(text)
    if parts is None:
        raise LiteralError("syntax error scanning complex number")
    try:
        value = complex(_scanned(parts[1]), _scanned(parts[2] + parts[3]))
    except FunctionError as error:
        raise LiteralError(error.message) from error
    return _complex(start, end, text, value)


def _scanned(text: str) -> float:
    """Return a number as Go's Sscan reads it, which knows decimal numbers with a binary exponent.

    Upstream: fmt scan.go (*ss).convertFloat
    """
    number, mark, exponent = text.partition("p")
    if not mark or "x" in text or "X" in text:
        return strconv.parse_float(text)
    return math.ldexp(strconv.parse_float(number), strconv.atoi(exponent))


def number(start: int, end: int, text: str) -> Number:
    """Return the number under every kind that can hold it.

    Raises:
        LiteralError: It is not a number, or no kind can hold it.
    """
    if _PLAIN_INT.fullmatch(text):
        value = int(text)
        # Go: an unsigned number has no sign, except that -0 is allowed.
        unsigned = value if text[0] not in "+-" or value == 0 else None
        return Number(start, end, start, text, value, unsigned, float(value))
    if text.endswith("i"):
        imaginary = _float(text[:-1])
        if imaginary is not None:
            return _complex(start, end, text, complex(0, imaginary))
    as_uint = _integer(strconv.parse_uint, text)
    as_int = _integer(strconv.parse_int, text)
    if as_int == 0:
        as_uint = 0
    if as_int is not None or as_uint is not None:
        as_float = float(as_int) if as_int is not None else float(as_uint or 0)
        return Number(start, end, start, text, as_int, as_uint, as_float)
    found = _float(text)
    if found is None:
        raise LiteralError(f"illegal number syntax: {strconv.quote(text)}")
    if not any(mark in text for mark in ".eEpP"):
        raise LiteralError(f"integer overflow: {strconv.quote(text)}")
    return Number(start, end, start, text, *_whole(found), found)


def _complex(start: int, end: int, text: str, value: complex) -> Number:
    if value.imag != 0:
        return Number(start, end, start, text, as_complex=value)
    return Number(start, end, start, text, *_whole(value.real), value.real, value)


def _whole(value: float) -> tuple[int | None, int | None]:
    """Return ``value`` as int64 and as uint64, where they hold it exactly."""
    if not value.is_integer():
        return None, None
    whole = int(value)
    return (whole if _MIN_INT <= whole <= _MAX_INT else None, whole if 0 <= whole <= _MAX_UINT else None)


def _integer(parse: Callable[[str, int, int], int], text: str) -> int | None:
    try:
        return parse(text, 0, 64)
    except FunctionError:
        return None


def _float(text: str) -> float | None:
    try:
        return strconv.parse_float(text)
    except FunctionError:
        return None
