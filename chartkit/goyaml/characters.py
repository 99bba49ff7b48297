"""A text to the characters that may be scanned, and why the reader stops where it stops.

go-yaml decodes its input in pieces of 512 bytes, and tells of a forbidden character as soon as the scanner needs
anything of its piece. So what is wrong before that piece is told first.

Upstream: go-yaml readerc.go
"""

from __future__ import annotations

from typing import Literal

from chartkit.gostd import unicode
from chartkit.patterns import late_pattern
from chartkit.records import dataclass

__all__ = ["FORBIDDEN", "Characters", "read"]

_PIECE = 512
_BOM = "\ufeff"

#: What go-yaml refuses to read: control characters, stray bytes (which are lone surrogates here), U+FFFE and U+FFFF.
FORBIDDEN = late_pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

_CONTROL = "control characters are not allowed"


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters up to the first forbidden one's piece, and what is to say of it; empty: all is readable."""

    text: str
    problem: str = ""


def read(text: str) -> Characters:
    """Return what of ``text`` can be scanned, without its byte order mark.

    An empty text is read as an empty line.
    """
    if not text:
        return Characters("\n")
    if text[:2] in ("\udcff\udcfe", "\udcfe\udcff"):
        return _read_utf16(unicode.encode(text))
    found = FORBIDDEN.search(text)
    if found is None:
        return Characters(text.removeprefix(_BOM))
    text = unicode.canonical(text)
    found = FORBIDDEN.search(text)
    if found is None:
        return Characters(text.removeprefix(_BOM))
    raw = unicode.encode(text)
    place = len(unicode.encode(text[: found.start()]))
    problem = _CONTROL if not "\udc80" <= found[0] <= "\udcff" else _stray(raw, place)
    readable = raw[: _piece_start(raw, place)].decode("utf-8", "surrogateescape")
    return Characters(readable.removeprefix(_BOM), problem)


def _piece_start(raw: bytes, place: int) -> int:
    """Return where the piece begins that the reader decodes when it meets the byte at ``place``.

    A character that does not fit into a piece is kept for the next one, which is shorter by as much.
    """
    start, end = 0, _PIECE
    while end <= place:
        start = end
        # Everything before ``place`` is sound, so the character that the cut falls into begins at most 3 bytes before.
        while start > end - 4 and raw[start] & 0xC0 == 0x80:
            start -= 1
        end = start + _PIECE
    return place if place + _width(raw[place]) > min(end, len(raw)) else start


def _width(octet: int) -> int:
    """Return how many bytes a character has that begins with ``octet``; 0 where none begins so."""
    if octet < 0x80:
        return 1
    return 2 if octet & 0xE0 == 0xC0 else 3 if octet & 0xF0 == 0xE0 else 4 if octet & 0xF8 == 0xF0 else 0


def _stray(raw: bytes, place: int) -> str:
    """Return what is wrong with the bytes at ``place``, which are no character.

    Upstream: go-yaml readerc.go yaml_parser_update_buffer
    """
    first = raw[place]
    width = _width(first)
    if not width:
        return "invalid leading UTF-8 octet"
    if place + width > len(raw):
        return "incomplete UTF-8 octet sequence"
    value = first & (0x7F >> width)
    for octet in raw[place + 1 : place + width]:
        if octet & 0xC0 != 0x80:
            return "invalid trailing UTF-8 octet"
        value = value << 6 | octet & 0x3F
    if value < (0, 0, 0x80, 0x800, 0x10000)[width]:
        return "invalid length of a UTF-8 sequence"
    return "invalid Unicode character"


def _read_utf16(raw: bytes) -> Characters:
    """Return what can be scanned of UTF-16 with a byte order mark."""
    order: Literal["little", "big"] = "little" if raw[0] == 0xFF else "big"
    codec = "utf-16-le" if order == "little" else "utf-16-be"
    position, problem = 2, ""
    while position < len(raw) and not problem:
        unit = raw[position : position + 2]
        value = int.from_bytes(unit, order)
        width = 2
        if len(unit) < 2:
            problem = "incomplete UTF-16 character"
        elif value & 0xFC00 == 0xDC00:
            problem = "unexpected low surrogate area"
        elif value & 0xFC00 == 0xD800:
            low = raw[position + 2 : position + 4]
            width = 4
            if len(low) < 2:
                problem = "incomplete UTF-16 surrogate pair"
            elif int.from_bytes(low, order) & 0xFC00 != 0xDC00:
                problem = "expected low surrogate area"
        elif FORBIDDEN.match(chr(value)):
            problem = _CONTROL
        if not problem:
            position += width
    if problem:
        # Every piece holds whole units, so the cuts stand fixed.
        position = max(2, position - position % _PIECE)
    return Characters(raw[2:position].decode(codec, "replace"), problem)
