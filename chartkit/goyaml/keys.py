"""The order in which go-yaml writes the keys of a mapping.

Upstream: go-yaml sorter.go keyList.Less
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cmp_to_key

from chartkit.gostd.unicode import is_digit, is_letter
from chartkit.patterns import late_pattern

__all__ = ["compare", "in_order", "in_order_v3"]

# Where no key has a digit or a character beyond ASCII, keys differ only in letters, which come last, and the rest.
_UNUSUAL = late_pattern(r"[^\x00-/:-\x7f]")
_LETTERS_LAST = {letter: 0x100 + letter for letter in range(0x80) if chr(letter).isalpha()}
_CACHED_KEYS, _LONG = 20_000, 64


class _SortTexts(dict[str, str]):
    """Keys with their letters moved behind all other characters, by key."""

    __slots__ = ()

    def __missing__(self, key: str) -> str:
        text = key.translate(_LETTERS_LAST)
        if len(self) < _CACHED_KEYS and len(key) < _LONG:
            self[key] = text
        return text


_SORT_TEXTS = _SortTexts()


def in_order(keys: Iterable[str]) -> list[str]:
    """Return ``keys`` in the order of go-yaml v2."""
    return _sorted(list(keys), _V2)


def in_order_v3(keys: Iterable[str]) -> list[str]:
    """Return ``keys`` in the order of go-yaml v3."""
    return _sorted(list(keys), _V3)


def _sorted(keys: list[str], key: Callable[[str], object]) -> list[str]:
    """Return ``keys`` in order.

    PERF: keys of letters alone are in the order of their characters, and keys without digits in that of a translated
    copy; only others are compared in pairs (tests/goyaml/test_keys.py compares the ways).
    """
    if len(keys) < 2:
        return keys
    joined = "".join(keys)
    if joined.isascii():
        if joined.isalpha():
            return sorted(keys)
        if _UNUSUAL.search(joined) is None:
            return sorted(keys, key=_SORT_TEXTS.__getitem__)
    return sorted(keys, key=key)  # type: ignore[arg-type]  # what cmp_to_key makes is comparable


def compare(a: str, b: str, *, letters_after_digits: bool = False) -> int:
    """Return whether ``a`` comes before (negative) or after (positive) ``b``.

    Letters come after other characters, except, if ``letters_after_digits`` (v3), behind a digit, where they come
    before. Numbers are compared as numbers, but only from the first difference on.
    """
    at = 0
    for left, right in zip(a, b, strict=False):
        if left != right:
            break
        at += 1
    else:
        return len(a) - len(b)
    # PERF: nearly all keys are ASCII, where Python's own test is Go's.
    letter = left.isalpha() if left.isascii() else is_letter(left)
    other_letter = right.isalpha() if right.isascii() else is_letter(right)
    if letter and other_letter:
        return -1 if left < right else 1
    if letter or other_letter:
        # Go: ``digits`` is true if the character before, which both have, is one.
        behind_digit = letters_after_digits and at > 0 and is_digit(a[at - 1])
        return -1 if (letter if behind_digit else other_letter) else 1
    return _compare_numbers(a, b, at)


def _compare_numbers(a: str, b: str, at: int) -> int:
    """Return how two keys compare that differ first ``at`` a place where neither has a letter."""
    start = 0
    if "0" in (a[at], b[at]):
        before = at
        while before > 0 and is_digit(a[before - 1]):
            before -= 1
            if a[before] != "0":
                start = 1
                break
    number, length = _number(a, at, start)
    other_number, other_length = _number(b, at, start)
    if number != other_number:
        return -1 if number < other_number else 1
    if length != other_length:
        return length - other_length
    return -1 if a[at] < b[at] else 1


def _number(text: str, at: int, value: int) -> tuple[int, int]:
    """Return the number that begins ``at`` a place, after the digits that ``value`` stands for, and its length."""
    length = 0
    while at + length < len(text) and is_digit(text[at + length]):
        # Go: int64 overflows, and digits beyond ASCII count by their code point.
        value = (value * 10 + ord(text[at + length]) - 0x30 + (1 << 63)) % (1 << 64) - (1 << 63)
        length += 1
    return value, length


def _compare_v3(a: str, b: str) -> int:
    return compare(a, b, letters_after_digits=True)


_V2 = cmp_to_key(compare)
_V3 = cmp_to_key(_compare_v3)
