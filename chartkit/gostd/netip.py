"""IP addresses as Go's net/netip reads them: text in, bytes out, or Go's reason why not.

Upstream: net/netip netip.go ParseAddr
"""

from __future__ import annotations

from chartkit.errors import FunctionError
from chartkit.records import dataclass

from . import strconv

__all__ = ["Address", "parse_address"]


@dataclass(frozen=True, slots=True)
class Address:
    """An IP address."""

    #: 4 bytes, or 16.
    packed: bytes
    #: Zone of an IPv6 address; empty: none.
    zone: str = ""


def parse_address(text: str) -> Address:
    """Return the address that ``text`` names, such as ``192.0.2.1`` or ``fe80::1%eth0``.

    Raises:
        FunctionError: It names none; the message is Go's.
    """
    for character in text:
        if character == ".":
            return Address(_parse_ipv4(text, text))
        if character == ":":
            return _parse_ipv6(text)
        if character == "%":
            raise _error(text, "missing IPv6 address")
    raise _error(text, "unable to parse IP")


def _error(text: str, reason: str, at: str = "") -> FunctionError:
    place = f" (at {strconv.quote(at)})" if at else ""
    return FunctionError(f"ParseAddr({strconv.quote(text)}): {reason}{place}")


def _parse_ipv4(whole: str, text: str) -> bytes:
    """Return the four bytes of ``text``; errors quote ``whole``."""
    fields: list[int] = []
    value = digits = 0
    for index, character in enumerate(text):
        if "0" <= character <= "9":
            if digits == 1 and value == 0:
                raise _error(whole, "IPv4 field has octet with leading zero")
            value = value * 10 + int(character)
            digits += 1
            if value > 255:
                raise _error(whole, "IPv4 field has value >255")
        elif character != ".":
            raise _error(whole, "unexpected character", text[index:])
        elif index == 0 or index == len(text) - 1 or text[index - 1] == ".":
            raise _error(whole, "IPv4 field must have at least one digit", text[index:])
        elif len(fields) == 3:
            raise _error(whole, "IPv4 address too long")
        else:
            fields.append(value)
            value = digits = 0
    if len(fields) < 3:
        raise _error(whole, "IPv4 address too short")
    return bytes([*fields, value])


def _parse_ipv6(text: str) -> Address:
    rest, percent, zone = text.partition("%")
    if percent and not zone:
        raise _error(text, "zone must be a non-empty string")
    packed = bytearray()
    ellipsis = -1
    if rest.startswith("::"):
        ellipsis = 0
        rest = rest[2:]
        if not rest:
            return Address(bytes(16), zone)
    while len(packed) < 16:
        length = _field_length(text, rest)
        if rest.startswith(".", length):
            _check_ipv4_place(text, rest, len(packed), ellipsis)
            packed += _parse_ipv4(text, rest)
            rest = ""
            break
        packed += int(rest[:length], 16).to_bytes(2, "big")
        rest = rest[length:]
        if not rest:
            break
        rest = _after_colon(text, rest)
        if rest[0] == ":":
            if ellipsis >= 0:
                raise _error(text, "multiple :: in address", rest)
            ellipsis = len(packed)
            rest = rest[1:]
            if not rest:
                break
    if rest:
        raise _error(text, "trailing garbage after address", rest)
    if len(packed) < 16:
        if ellipsis < 0:
            raise _error(text, "address string too short")
        packed[ellipsis:ellipsis] = bytes(16 - len(packed))
    elif ellipsis >= 0:
        raise _error(text, "the :: must expand to at least one field of zeros")
    return Address(bytes(packed), zone)


_HEX = frozenset("0123456789abcdefABCDEF")


def _field_length(text: str, rest: str) -> int:
    """Return the number of hexadecimal digits that ``rest`` begins with: from 1 to 4."""
    length = 0
    while length < len(rest) and rest[length] in _HEX:
        if length > 3:
            raise _error(text, "each group must have 4 or less digits", rest)
        length += 1
    if length == 0:
        raise _error(text, "each colon-separated field must have at least one digit", rest)
    return length


def _after_colon(text: str, rest: str) -> str:
    if rest[0] != ":":
        raise _error(text, "unexpected character, want colon", rest)
    if len(rest) == 1:
        raise _error(text, "colon must be followed by more characters", rest)
    return rest[1:]


def _check_ipv4_place(text: str, rest: str, count: int, ellipsis: int) -> None:
    if ellipsis < 0 and count != 12:
        raise _error(text, "embedded IPv4 address must replace the final 2 fields of the address", rest)
    if count + 4 > 16:
        raise _error(text, "too many hex fields to fit an embedded IPv4 at the end of the address", rest)
