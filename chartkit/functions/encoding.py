"""Base64 and base32, with Go's words for what is neither.

Upstream: sprig strings.go; encoding/base64 base64.go, encoding/base32 base32.go
"""

from __future__ import annotations

import base64
from collections.abc import Callable

from chartkit.errors import FunctionError
from chartkit.gostd.unicode import decode, encode
from chartkit.patterns import late_pattern

__all__ = ["FUNCTIONS", "base64_bytes"]


def b64enc(text: str) -> str:
    """Return the bytes of ``text`` in base64."""
    return base64.b64encode(encode(text)).decode("ascii")


def b64dec(text: str) -> str:
    """Return the bytes that ``text`` holds in base64 (line breaks do not count), or what is wrong with it."""
    try:
        return decode(base64_bytes(text))
    except FunctionError as error:
        return error.message


def base64_bytes(text: str) -> bytes:
    """Return the bytes that ``text`` holds in base64; line breaks do not count.

    Raises:
        FunctionError: ``text`` is no base64.
    """
    raw = encode(text)
    digits = raw.translate(None, b"\r\n")
    if not _BASE64.fullmatch(digits):
        raise FunctionError(f"illegal base64 data at input byte {_base64_fault(raw)}")
    return base64.b64decode(digits)


def b32enc(text: str) -> str:
    """Return the bytes of ``text`` in base32."""
    return base64.b32encode(encode(text)).decode("ascii")


def b32dec(text: str) -> str:
    """Return the bytes that ``text`` holds in base32 (line breaks do not count), or what is wrong with it."""
    raw = encode(text).translate(None, b"\r\n")
    try:
        digits = raw[: _base32_length(raw)]
    except _FaultError as fault:
        return f"illegal base32 data at input byte {fault.offset}"
    return decode(base64.b32decode(digits + b"=" * (-len(digits) % 8)))


_BASE64 = late_pattern(rb"(?:[A-Za-z0-9+/]{4})*+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_BASE64_DIGITS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_BASE32_DIGITS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_PAD = ord("=")
_BREAKS = b"\r\n"


def _base64_fault(raw: bytes) -> int:
    """Return the offset that Go blames in ``raw``, which is no base64.

    Upstream: encoding/base64 base64.go decodeQuantum
    """
    digits = 0
    for offset, byte in enumerate(raw):
        if byte in _BASE64_DIGITS:
            digits = (digits + 1) % 4
        elif byte not in _BREAKS:
            if byte != _PAD or digits < 2:
                return offset
            after = _skip_breaks(raw, offset + 1)
            if digits == 2:
                if after == len(raw):
                    return after
                if raw[after] != _PAD:
                    return after - 1
                after = _skip_breaks(raw, after + 1)
            return after
    return len(raw) - digits


def _skip_breaks(raw: bytes, offset: int) -> int:
    while raw[offset : offset + 1] in (b"\r", b"\n"):
        offset += 1
    return offset


class _FaultError(Exception):
    """A text is no base32; ``offset`` is the byte that Go blames."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


def _base32_length(raw: bytes) -> int:
    """Return how many digits ``raw`` holds before the padding. What follows the padding is not always looked at.

    Upstream: encoding/base32 base32.go decode
    """
    for offset, byte in enumerate(raw):
        if byte in _BASE32_DIGITS:
            continue
        place = offset % 8
        left = len(raw) - offset - 1
        if byte != _PAD or place < 2 or left >= 8:
            raise _FaultError(offset)
        if left + place < 7:
            raise _FaultError(len(raw))
        for index in range(7 - place):
            if index < left and raw[offset + 1 + index] != _PAD:
                raise _FaultError(offset + index)
        if place in (3, 6):
            raise _FaultError(offset)
        return offset
    if len(raw) % 8:
        raise _FaultError(len(raw) - len(raw) % 8)
    return len(raw)


FUNCTIONS: dict[str, Callable[..., object]] = {"b64enc": b64enc, "b64dec": b64dec, "b32enc": b32enc, "b32dec": b32dec}
