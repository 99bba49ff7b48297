"""Go's encoding/pem: bytes in base64 between two lines that name what they are.

Upstream: encoding/pem pem.go
"""

from __future__ import annotations

import base64
import binascii
from typing import NamedTuple

from . import unicode

__all__ = ["Block", "decode", "encode"]

_BEGIN = "-----BEGIN "
#: In a block without content, its line feed is the one that ends the block's first line.
_END = "\n-----END "
_DASHES = "-----"


class Block(NamedTuple):
    """What a PEM text holds."""

    type: str
    data: bytes


def encode(block: Block) -> str:
    """Return the block as text, 64 digits a line."""
    digits = base64.b64encode(block.data).decode("ascii")
    lines = "".join(digits[start : start + 64] + "\n" for start in range(0, len(digits), 64))
    return f"{_BEGIN}{block.type}{_DASHES}\n{lines}{_END[1:]}{block.type}{_DASHES}\n"


def decode(text: str) -> Block | None:
    """Return the first block in ``text``; None: there is none.

    Upstream: encoding/pem pem.go Decode
    """
    start = 0
    while (end := text.find(_END, start)) >= 0:
        begin = text.rfind(_BEGIN, start, end + 1)
        if begin >= 0 and (begin == 0 or text[begin - 1] == "\n"):
            block = _block(text, begin + len(_BEGIN), end)
            if block is not None:
                return block
        start = end + len(_END)
    return None


def _block(text: str, start: int, end: int) -> Block | None:
    """Return the block whose type begins at ``start`` and whose content ends at ``end``; None: it is malformed."""
    line_end = text.find("\n", start)
    first = text[start:line_end].removesuffix("\r").rstrip(" \t")
    if line_end < 0 or not first.endswith(_DASHES):
        return None
    kind = first.removesuffix(_DASHES)
    closing, _, _ = text[end + len(_END) :].partition("\n")
    if closing.removesuffix("\r").rstrip(" \t") != kind + _DASHES:
        return None
    body = text[line_end + 1 : end + 1]
    while ":" in (line := body.partition("\n")[0]):
        body = body[len(line) + 1 :]
    try:
        return Block(kind, base64.b64decode(unicode.encode("".join(body.split())), validate=True))
    except binascii.Error:
        return None
