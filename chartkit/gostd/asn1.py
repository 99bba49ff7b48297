"""Go's encoding/asn1, as much of it as certificates and keys need: values to DER, and DER's headers checked.

Upstream: encoding/asn1 marshal.go, asn1.go
"""

from __future__ import annotations

from typing import NamedTuple

from chartkit.errors import FunctionError
from chartkit.patterns import late_pattern

from .time import UTC, Time

__all__ = [
    "bit_string",
    "boolean",
    "context",
    "integer",
    "null",
    "object_identifier",
    "octet_string",
    "read",
    "sequence",
    "set_of",
    "string",
    "time",
    "unexpected",
]

_SEQUENCE = 0x10
_PRINTABLE = late_pattern(r"[A-Za-z0-9 '()+,\-./:=?]*")


class Value(NamedTuple):
    """A value in DER: the first byte of its tag, what it holds, and where it ends."""

    tag: int
    content: bytes
    end: int


def _encode(tag: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + length.to_bytes(size, "big") + content


def boolean(value: bool) -> bytes:
    """Return a BOOLEAN."""
    return _encode(1, b"\xff" if value else b"\0")


def integer(value: int) -> bytes:
    """Return an INTEGER."""
    return _encode(2, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def bit_string(content: bytes, unused: int = 0) -> bytes:
    """Return a BIT STRING whose last byte has ``unused`` bits."""
    return _encode(3, bytes([unused]) + content)


def octet_string(content: bytes) -> bytes:
    """Return an OCTET STRING."""
    return _encode(4, content)


def null() -> bytes:
    """Return a NULL."""
    return _encode(5, b"")


def object_identifier(dotted: str) -> bytes:
    """Return an OBJECT IDENTIFIER."""
    first, second, *rest = (int(part) for part in dotted.split("."))
    content = bytearray()
    for part in (first * 40 + second, *rest):
        digits = [part & 0x7F]
        while part := part >> 7:
            digits.append(part & 0x7F | 0x80)
        content += bytes(reversed(digits))
    return _encode(6, bytes(content))


def sequence(*items: bytes) -> bytes:
    """Return a SEQUENCE."""
    return _encode(0x20 | _SEQUENCE, b"".join(items))


def set_of(*items: bytes) -> bytes:
    """Return a SET."""
    return _encode(0x31, b"".join(items))


def context(tag: int, content: bytes, *, constructed: bool = False) -> bytes:
    """Return a value with a tag of the context's own."""
    return _encode(0x80 | (0x20 if constructed else 0) | tag, content)


def string(text: str) -> bytes:
    """Return a PrintableString or, where that has not the characters, a UTF8String.

    Raises:
        FunctionError: The text is not UTF-8.
    """
    if _PRINTABLE.fullmatch(text):
        return _encode(0x13, text.encode("ascii"))
    try:
        return _encode(0x0C, text.encode())
    except UnicodeEncodeError as error:
        raise FunctionError("asn1: string not valid UTF-8") from error


def time(moment: Time) -> bytes:
    """Return a UTCTime, or a GeneralizedTime where two digits do not say the year.

    Raises:
        FunctionError: The year has more than four digits.
    """
    at = moment.within(UTC)
    year = at.civil().year
    if 1950 <= year < 2050:
        return _encode(0x17, at.format("060102150405Z").encode("ascii"))
    if not 0 <= year <= 9999:
        raise FunctionError("asn1: structure error: cannot represent time as GeneralizedTime")
    return _encode(0x18, at.format("20060102150405Z").encode("ascii"))


def read(data: bytes, start: int = 0) -> Value:
    """Return the value that begins at ``start``.

    Raises:
        FunctionError: None begins there; the message is Go's.
    """
    length, position = _length(data, start)
    if position + length > len(data):
        raise FunctionError("asn1: syntax error: data truncated")
    return Value(data[start], data[position : position + length], position + length)


def _length(data: bytes, start: int) -> tuple[int, int]:
    """Return the length that the value at ``start`` declares, and where what it holds begins.

    Upstream: encoding/asn1 asn1.go parseTagAndLength
    """
    if start >= len(data):
        raise FunctionError("asn1: syntax error: sequence truncated")
    if start + 1 >= len(data):
        raise FunctionError("asn1: syntax error: truncated tag or length")
    length = data[start + 1]
    position = start + 2
    if length & 0x80:
        size = length & 0x7F
        if size == 0:
            raise FunctionError("asn1: syntax error: indefinite length found (not DER)")
        if position + size > len(data):
            raise FunctionError("asn1: syntax error: truncated tag or length")
        length = int.from_bytes(data[position : position + size], "big")
        position += size
    return length, position


def unexpected(data: bytes, type_name: str) -> str:
    """Return what Go says of ``data``, which is not the struct ``type_name``.

    Go reads on to the first part that does not fit; here all faults past the header have one name.

    Upstream: encoding/asn1 asn1.go parseField
    """
    if len(data) >= 2 and data[0] != 0x20 | _SEQUENCE:
        try:
            length, _ = _length(data, 0)
        except FunctionError as error:
            return error.message
        tag = (
            f"class:{data[0] >> 6} tag:{data[0] & 0x1F} length:{length} isCompound:{str(bool(data[0] & 0x20)).lower()}"
        )
        parameters = (
            "optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> "
            "stringType:0 timeType:0 set:false omitEmpty:false"
        )
        return f"asn1: structure error: tags don't match (16 vs {{{tag}}}) {{{parameters}}} {type_name} @2"
    try:
        read(data)
    except FunctionError as error:
        return error.message
    return "asn1: syntax error: sequence truncated"
