"""Rendered text to the documents in it, as Helm tells them apart.

This is not YAML's own division into documents: three dashes at the start of a line divide a text even inside a block
scalar, and the rest of such a line stays with the document that follows.

Upstream: helm pkg/release/v1/util/manifest.go SplitManifests
"""

from __future__ import annotations

from chartkit.gostd.unicode import SPACE

__all__ = ["split", "split_trimmed"]

#: What ``\s`` means in Go's regular expressions.
_REGEXP_SPACE = "\t\n\f\r "


def split(text: str) -> list[str]:
    """Return the documents of ``text``, without white space before each and with what follows it kept.

    Pieces of nothing but white space are dropped.
    """
    *before, last = f"\n{text}".split("\n---")
    pieces = [*(f"{piece}\n" for piece in before), last]
    return [document for piece in pieces if (document := piece.lstrip(SPACE))]


def split_trimmed(text: str) -> list[str]:
    r"""Return the documents of ``text`` as Helm 3 does: without white space around each.

    An empty document between two separators shows as ``---``, because the line break that the second separator needs
    already belongs to the first.

    Upstream: helm v3 pkg/releaseutil/manifest.go SplitManifests, whose separator is ``(?:^|\s*\n)---\s*``
    """
    text = text.strip(SPACE)
    pieces: list[str] = []
    start = 0  # where the current piece begins; a separator begins here or later
    at = 0
    while (at := text.find("---", at)) >= 0:
        begin = at
        if at > 0:
            begin = at - 1
            if text[begin] != "\n" or begin < start:
                at += 1
                continue
            while begin > start and text[begin - 1] in _REGEXP_SPACE:
                begin -= 1
        pieces.append(text[start:begin])
        at += 3
        while at < len(text) and text[at] in _REGEXP_SPACE:
            at += 1
        start = at
    pieces.append(text[start:])
    return [document for piece in pieces if piece and (document := piece.strip(SPACE))]
