"""The first bytes of a file to the MIME type that Helm calls it in messages.

Upstream: net/http internal/sniff.go
"""

from __future__ import annotations

import re
from functools import cache

__all__ = ["SNIFFED", "content_type"]

#: Number of bytes that count.
SNIFFED = 512

_UTF8_TEXT = "text/plain; charset=utf-8"

_TAGS = b"!DOCTYPE HTML|HTML|HEAD|SCRIPT|IFRAME|H1|DIV|FONT|TABLE|A|STYLE|TITLE|B|BODY|BR|P|!--"

#: Each pattern is matched at the start of the data, in this order.
_SIGNATURES = (
    (rb"[\t\n\f\r ]*<(?i:" + _TAGS + rb")[ >]", "text/html; charset=utf-8"),
    (rb"[\t\n\f\r ]*<\?xml", "text/xml; charset=utf-8"),
    (rb"%PDF-", "application/pdf"),
    (rb"%!PS-Adobe-", "application/postscript"),
    (rb"\xfe\xff..", "text/plain; charset=utf-16be"),
    (rb"\xff\xfe..", "text/plain; charset=utf-16le"),
    (rb"\xef\xbb\xbf.", _UTF8_TEXT),
    (rb"\x00\x00[\x01\x02]\x00", "image/x-icon"),
    (rb"BM", "image/bmp"),
    (rb"GIF8[79]a", "image/gif"),
    (rb"RIFF....WEBPVP", "image/webp"),
    (rb"\x89PNG\r\n\x1a\n", "image/png"),
    (rb"\xff\xd8\xff", "image/jpeg"),
    (rb"FORM....AIFF", "audio/aiff"),
    (rb"ID3", "audio/mpeg"),
    (rb"OggS\x00", "application/ogg"),
    (rb"MThd\x00\x00\x00\x06", "audio/midi"),
    (rb"RIFF....AVI ", "video/avi"),
    (rb"RIFF....WAVE", "audio/wave"),
    (rb"....ftyp", "video/mp4"),
    (rb"\x1a\x45\xdf\xa3", "video/webm"),
    (rb".{34}LP", "application/vnd.ms-fontobject"),
    (rb"\x00\x01\x00\x00", "font/ttf"),
    (rb"OTTO", "font/otf"),
    (rb"ttcf", "font/collection"),
    (rb"wOFF", "font/woff"),
    (rb"wOF2", "font/woff2"),
    (rb"\x1f\x8b\x08", "application/x-gzip"),
    (rb"PK\x03\x04", "application/zip"),
    (rb"Rar!\x1a\x07(?:\x00|\x01\x00)", "application/x-rar-compressed"),
    (rb"\x00asm", "application/wasm"),
    (rb"[\t\n\f\r ]*[^\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]*\Z", _UTF8_TEXT),
)


@cache
def _patterns() -> tuple[tuple[re.Pattern[bytes], str], ...]:
    """Return the signatures, compiled: few archives are asked for theirs."""
    return tuple((re.compile(pattern, re.DOTALL), name) for pattern, name in _SIGNATURES)


def content_type(data: bytes) -> str:
    """Return the MIME type of a file that begins with ``data``.

    Upstream: net/http internal/sniff.go DetectContentType
    """
    head = data[:SNIFFED]
    for pattern, name in _patterns():
        if pattern.match(head) and (name != "video/mp4" or _is_mp4(head)):
            return name
    return "application/octet-stream"


def _is_mp4(head: bytes) -> bool:
    """Return whether the first box of ``head`` names a kind of MP4.

    Upstream: net/http internal/sniff.go mp4Sig
    """
    size = int.from_bytes(head[:4], "big")
    if len(head) < 12 or len(head) < size or size % 4:
        return False
    # Bytes 12 to 15 are a version, not a name.
    return any(head[start : start + 3] == b"mp4" for start in range(8, size, 4) if start != 12)
