"""A scalar's text and tag to the Go value that it stands for.

The third version of go-yaml resolves fewer words as booleans; only whether it reads a text as a string matters here,
because nothing is loaded by it.

Upstream: go-yaml resolve.go (v2.4 and v3.0)
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from typing import cast

from chartkit.errors import YAMLError
from chartkit.gostd import strconv
from chartkit.gostd.kinds import Uint64
from chartkit.patterns import late_pattern

from . import tags
from .timestamps import is_timestamp

__all__ = [
    "WORDS",
    "float_text",
    "is_plain_string",
    "is_plain_string_v3",
    "key_text",
    "number",
    "resolve",
    "resolve_v1",
    "scalar_text",
]

_INF = math.inf

#: Words with a value of their own, and that value.
WORDS: dict[str, object] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), _INF),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -_INF),
}

_NUMBER_STARTS = frozenset("+-.0123456789")
_INTEGER = late_pattern(
    r"(?P<sign>[-+]?)(?:0[xX](?P<hex>[0-9a-fA-F]+)|0[bB](?P<binary>[01]+)|0[oO]?(?P<octal>[0-7]+)|(?P<decimal>0|[1-9][0-9]*))",
)
_NUMBER_CHARACTERS = "0123456789abcdefABCDEFxXoO_+-."
_SHORT_INTEGER = 19
_BASES = {"hex": 16, "binary": 2, "octal": 8, "decimal": 10}
_FLOAT = late_pattern(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
# Go: what follows the prefix goes through ParseInt once more, which takes a sign there.
_SIGN_AFTER_PREFIX = late_pattern(r"0b(?P<number>[-+][01]+)")
_SIGN_AFTER_PREFIX_V3 = late_pattern(r"0o[-+][0-7]+")
_SEXAGESIMAL = late_pattern(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")
# Longer integers are out of range in every base; Python would take quadratic time to find that out.
_LONGEST_INTEGER = 70
_MAX_INT64 = (1 << 63) - 1
_MAX_UINT64 = (1 << 64) - 1


def resolve(tag: str, text: str) -> tuple[str, object]:
    """Return the tag and value of a scalar whose own tag is ``tag`` (empty: none, and the scalar is plain).

    An integer is an ``int``, or a ``Uint64`` where only that holds it. The value of a timestamp is its text.

    Raises:
        YAMLError: The text does not have the kind that its tag demands.

    Upstream: go-yaml resolve.go resolve
    """
    if tag not in tags.RESOLVABLE:
        return tag, text
    if tag == tags.STRING:
        return tag, text
    found, value = _untagged(text, timestamps=tag in ("", tags.TIMESTAMP))
    if tag in ("", found):
        return found, value
    # A float tag widens a signed integer; an unsigned one is refused, as upstream does.
    if tag == tags.FLOAT and isinstance(value, int) and value.__class__ is int:
        return tag, float(value)
    raise YAMLError(f"yaml: cannot decode {tags.short(found)} `{text}` as a {tags.short(tag)}")


def _untagged(text: str, *, timestamps: bool) -> tuple[str, object]:
    """Return the tag and the value that a plain text resolves to."""
    if text in WORDS:
        value = WORDS[text]
        return (tags.NULL if value is None else tags.BOOL if value.__class__ is bool else tags.FLOAT), value
    if text[0] not in _NUMBER_STARTS:
        return tags.STRING, text
    if timestamps and is_timestamp(text):
        return tags.TIMESTAMP, text
    found = number(text)
    if found is None:
        return tags.STRING, text
    return (tags.FLOAT if found.__class__ is float else tags.INT), found


def number(text: str) -> int | float | None:
    """Return the number that ``text`` spells, and None where it spells none; infinities and words are none."""
    if text[0] == ".":
        try:
            return strconv.parse_float(text)
        except strconv.NumError:
            return None
    # PERF: most texts are small integers, or begin like a number only; no pattern need be compiled for them.
    if text.isdigit() and text.isascii() and len(text) < _SHORT_INTEGER and (text[0] != "0" or text == "0"):
        return int(text)
    if text.strip(_NUMBER_CHARACTERS) or text.count(".") > 1:
        return None
    plain = text.replace("_", "")
    match = _INTEGER.fullmatch(plain)
    if match is not None:
        integer = _integer(match)
        if integer is not None:
            return integer
    if _FLOAT.fullmatch(plain) is not None:
        # Python reads the same decimals as Go, and both round correctly; only the overflow is told differently.
        value = float(plain)
        return value if abs(value) != _INF else None
    match = _SIGN_AFTER_PREFIX.fullmatch(plain)
    if match is not None and len(plain) < _LONGEST_INTEGER:
        signed = int(match["number"], 2)
        return signed if -_MAX_INT64 - 1 <= signed <= _MAX_INT64 else None
    return None


def resolve_v1(tag: str, text: str) -> tuple[str, object]:
    """Return the tag and value of a scalar as the first version of go-yaml resolves it.

    It knows neither timestamps nor unsigned integers, and takes what Go's ParseFloat takes for a float.

    Raises:
        YAMLError: The text does not have the kind that its tag demands.

    Upstream: gopkg.in/yaml.v1 resolve.go resolve
    """
    if tag not in tags.RESOLVABLE or tag in (tags.STRING, tags.TIMESTAMP):
        return tag, text
    found, value = tags.STRING, cast("object", text)
    if text in WORDS:
        found, value = _untagged(text, timestamps=False)
    elif text[0] in _NUMBER_STARTS:
        integer = number(text)
        if integer.__class__ is int:
            found, value = tags.INT, integer
        else:
            with suppress(strconv.NumError):
                found, value = tags.FLOAT, strconv.parse_float(text if text[0] == "." else text.replace("_", ""))
    if tag in ("", found):
        return found, value
    raise YAMLError(f"yaml: cannot decode {tags.short(found)} `{text}` as a {tags.short(tag)}")


def _integer(match: re.Match[str]) -> int | None:
    """Return the integer that was matched, if 64 bits hold it."""
    group = match.lastgroup
    digits = match[group or ""].lstrip("0") or "0"
    if len(digits) > _LONGEST_INTEGER:
        return None
    value = int(digits, _BASES[group or ""])
    sign = match["sign"]
    if sign == "-":
        value = -value
    if -_MAX_INT64 - 1 <= value <= _MAX_INT64:
        return value
    return Uint64(value) if not sign and value <= _MAX_UINT64 else None


def float_text(value: float) -> str:
    """Return a float as a key or a string: with the precision of 32 bits."""
    return strconv.format_float(value, "g", -1, 32)


def scalar_text(value: object) -> str:
    """Return the string that a number or a truth value becomes where a string is wanted."""
    if value.__class__ is bool:
        return "true" if value else "false"
    return float_text(value) if isinstance(value, float) else str(value)


_SPECIAL_KEYS = {"+Inf": ".inf", "-Inf": "-.inf", "NaN": ".nan"}


def key_text(key: object) -> str | None:
    """Return the string that a key becomes, and None for a key that cannot become one."""
    if isinstance(key, str):
        return key
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, float):
        text = float_text(key)
        return _SPECIAL_KEYS.get(text, text)
    return str(key) if key.__class__ is int else None


def is_plain_string(text: str) -> bool:
    """Return whether ``text`` without quotes reads as a string, for readers of YAML 1.1 too.

    Upstream: go-yaml v2 encode.go stringv
    """
    if text in WORDS:
        return False
    if text[0] not in _NUMBER_STARTS:
        return True
    if number(text) is not None or is_timestamp(text):
        return False
    return ":" not in text or _SEXAGESIMAL.fullmatch(text) is None


def is_plain_string_v3(text: str) -> bool:
    """Return the same as :func:`is_plain_string` by the rules of version 3.

    Upstream: go-yaml v3 encode.go stringv
    """
    # The words that version 3 no longer resolves are quoted all the same; and it reads octals of YAML 1.2 as well.
    return is_plain_string(text) and _SIGN_AFTER_PREFIX_V3.fullmatch(text.replace("_", "")) is None
