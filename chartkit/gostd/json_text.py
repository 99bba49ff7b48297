"""Strings and numbers as JSON text.

Upstream: encoding/json internal/jsonwire encode.go
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from . import unicode
from .strconv_float import format_float, to_float32

__all__ = ["float_text", "quote"]

_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ALWAYS = str.maketrans(
    {chr(char): f"\\u{char:04x}" for char in (*range(0x20), 0x2028, 0x2029)}
    | _SHORT
    | {chr(char): unicode.REPLACEMENT for char in range(0xDC80, 0xDD00)}
)
_HTML = _ALWAYS | str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&"})


_V1_STRAY = str.maketrans({chr(char): "\\ufffd" for char in range(0xDC80, 0xDD00)})

#: By whether HTML is escaped, and whether as before Go 1.27.
_ESCAPES = {
    (False, False): _ALWAYS,
    (True, False): _HTML,
    (False, True): _ALWAYS | _V1_STRAY,
    (True, True): _HTML | _V1_STRAY,
}


def quote(text: str, *, escape_html: bool = True, v1: bool = False) -> str:
    """Return ``text`` as a JSON string; bytes that are not UTF-8 become U+FFFD.

    PERF: ASCII text is quoted by Python's own C function, which escapes as Go does, but for HTML.

    Args:
        text: Any string.
        escape_html: Whether ``<``, ``>`` and ``&`` are escaped too.
        v1: Whether that U+FFFD is escaped, as it was before Go 1.27.

    Upstream: internal/jsonwire encode.go AppendQuote
    """
    if text.isascii() and not (escape_html and ("<" in text or ">" in text or "&" in text)):
        return _ascii_quote()(text)
    return f'"{unicode.canonical(text).translate(_ESCAPES[escape_html, v1])}"'


@cache
def _ascii_quote() -> Callable[[str], str]:
    from json.encoder import encode_basestring  # most charts write no JSON

    return encode_basestring


def float_text(value: float, *, bits: int = 64) -> str:
    """Return the finite ``value`` as a JSON number: with an exponent below 1e-6 and from 1e21.

    PERF: what nearly every number needs is cut from Python's own ``repr``.

    Upstream: internal/jsonwire encode.go AppendFloat
    """
    least = 1e-6
    if bits == 32:
        value, least = to_float32(value), to_float32(least)
    elif 1e-4 <= value < 1e16 or -1e16 < value <= -1e-4:
        return repr(value).removesuffix(".0")
    if value == 0 or least <= abs(value) < 1e21:
        return format_float(value, "f", bits=bits)
    return format_float(value, "e", bits=bits).replace("e-0", "e-")
