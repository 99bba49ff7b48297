"""Characters as Go classifies and maps them, and the bytes behind a string.

A Go string is bytes; ours is a ``str`` in which a byte that is not part of valid UTF-8 stands as a lone surrogate
(``surrogateescape``). Go's loops see such a byte as the rune U+FFFD, and so do the classes here. They are those of
Go's Unicode version, whatever version the running Python has.

Upstream: unicode letter.go, graphic.go; unicode/utf8; strings strings.go
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import cache

from . import unicode_tables as tables

__all__ = [
    "REPLACEMENT",
    "SPACE",
    "byte_length",
    "canonical",
    "decode",
    "encode",
    "fold",
    "is_digit",
    "is_letter",
    "is_lower",
    "is_number",
    "is_print",
    "is_punct",
    "is_space",
    "is_title",
    "is_upper",
    "repair",
    "title",
    "to_lower",
    "to_title",
    "to_upper",
    "trim_left_space",
    "trim_space",
]

#: What stands for a rune that is none, and for a byte that is not UTF-8.
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

#: Every character that is white space, as a set for ``str.strip``.
SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)

_STRAY = range(0xDC80, 0xDD00)


def encode(text: str) -> bytes:
    """Return the bytes that Go holds for ``text``."""
    return text.encode("utf-8", "surrogateescape")


def decode(raw: bytes) -> str:
    """Return the string that holds ``raw``."""
    return raw.decode("utf-8", "surrogateescape")


def byte_length(text: str) -> int:
    """Return Go's ``len(text)``."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogateescape"))


def canonical(text: str) -> str:
    """Return ``text`` with each character that its stray bytes make up as that character.

    Bytes that are no UTF-8 alone can be so together, after two pieces were joined; whoever joins pieces that may have
    been cut inside a character calls this.
    """
    if text.isascii() or not _has_stray_bytes(text):
        return text
    return decode(encode(text))


def repair(text: str) -> str:
    """Return ``text`` with U+FFFD for each byte that is not UTF-8, as Go's loops over a string see it."""
    if text.isascii() or not _has_stray_bytes(text):
        return text
    return canonical(text).translate(_STRAY_TO_REPLACEMENT)


def _has_stray_bytes(text: str) -> bool:
    """Return whether ``text`` holds lone surrogates, the only characters that UTF-8 cannot encode."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _members(table: str) -> Callable[[str], bool]:
    """Return the test for membership in a class of ``unicode_tables``."""
    bounds: list[int] = []

    def test(char: str) -> bool:
        if not bounds:
            position = 0
            for step in table.split():
                position += int(step, 36)
                bounds.append(position)
        return bisect_right(bounds, ord(char)) % 2 == 1

    return test


_digit = _members(tables.DIGIT)
_letter = _members(tables.LETTER)
_lower = _members(tables.LOWER)
_number = _members(tables.NUMBER)
_print = _members(tables.PRINT)
_punct = _members(tables.PUNCT)
_title = _members(tables.TITLE)
_upper = _members(tables.UPPER)


def is_digit(char: str) -> bool:
    """Return whether ``char`` is a decimal digit of any script."""
    return _digit(char)


def is_letter(char: str) -> bool:
    """Return whether ``char`` is a letter."""
    return _letter(char)


def is_lower(char: str) -> bool:
    """Return whether ``char`` is a lower case letter."""
    return _lower(char)


def is_number(char: str) -> bool:
    """Return whether ``char`` is a number: a digit, a fraction, a Roman numeral, ..."""
    return _number(char)


def is_print(char: str) -> bool:
    """Return whether Go prints ``char`` as it is: a letter, mark, number, punctuation, symbol or the ASCII space."""
    return _print(char) or ord(char) in _STRAY


def is_punct(char: str) -> bool:
    """Return whether ``char`` is punctuation."""
    return _punct(char)


def is_space(char: str) -> bool:
    """Return whether ``char`` is white space.

    Upstream: unicode graphic.go IsSpace
    """
    return char in SPACE


def is_title(char: str) -> bool:
    """Return whether ``char`` is a title case letter."""
    return _title(char)


def is_upper(char: str) -> bool:
    """Return whether ``char`` is an upper case letter."""
    return _upper(char)


_STRAY_TO_REPLACEMENT = dict.fromkeys(_STRAY, REPLACEMENT)


@cache
def _mapping(table: str) -> dict[int, int | str]:
    """Return a mapping of ``unicode_tables`` for ``str.translate``; stray bytes become U+FFFD, as in Go."""
    changes: dict[int, int | str] = dict(_STRAY_TO_REPLACEMENT)
    numbers = [int(number, 36) for number in table.split()]
    position = 0
    for index in range(0, len(numbers), 4):
        gap, stride, count, difference = numbers[index : index + 4]
        position += gap
        for char in range(position, position + stride * count, stride):
            changes[char] = char + difference
        position += stride * (count - 1)
    return changes


def to_lower(text: str) -> str:
    """Return ``text`` in lower case, one character for one.

    Upstream: strings strings.go ToLower
    """
    return text.lower() if text.isascii() else canonical(text).translate(_mapping(tables.TO_LOWER))


def to_upper(text: str) -> str:
    """Return ``text`` in upper case, one character for one: ``ß`` stays.

    Upstream: strings strings.go ToUpper
    """
    return text.upper() if text.isascii() else canonical(text).translate(_mapping(tables.TO_UPPER))


def to_title(text: str) -> str:
    """Return ``text`` with every character in title case, one for one.

    Upstream: strings strings.go ToTitle
    """
    return text.upper() if text.isascii() else canonical(text).translate(_mapping(tables.TO_TITLE))


def fold(text: str) -> str:
    """Return ``text`` with each character as the least one that equals it when case is ignored.

    Two strings are equal for Go's ``strings.EqualFold`` exactly when they fold to the same.

    Upstream: unicode letter.go SimpleFold
    """
    return text.upper() if text.isascii() else canonical(text).translate(_mapping(tables.FOLD))


def title(text: str) -> str:
    """Return ``text`` with the first letter of each word in title case.

    Upstream: strings strings.go Title
    """
    out: list[str] = []
    before = " "
    for char in repair(text):
        out.append(to_title(char) if _separates(before) else char)
        before = char
    return "".join(out)


def _separates(char: str) -> bool:
    """Return whether a word can begin after ``char``.

    Upstream: strings strings.go isSeparator
    """
    if char.isascii():
        return not (char.isalnum() or char == "_")
    return char in SPACE  # Go asks first whether it is a letter or a digit; white space is neither.


def trim_space(text: str) -> str:
    """Return ``text`` without leading and trailing white space.

    Upstream: strings strings.go TrimSpace
    """
    return text.strip(SPACE)


def trim_left_space(text: str) -> str:
    """Return ``text`` without leading white space."""
    return text.lstrip(SPACE)
