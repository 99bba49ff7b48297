"""A stream of documents to its documents' texts.

This is not YAML's own division: a line that begins with three dashes divides a text even inside a block scalar. What
one document contains therefore cannot hide the next.

Upstream: k8s.io/apimachinery pkg/util/yaml decoder.go (*YAMLReader).Read, (*LineReader).Read
"""

from __future__ import annotations

import re

from chartkit.errors import YAMLError
from chartkit.gostd import unicode
from chartkit.patterns import late_pattern
from chartkit.records import dataclass
from chartkit.source import Location

__all__ = ["Piece", "split_stream"]

_SEPARATOR = late_pattern(r"^---([^\n]*)\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Piece:
    """One document of a stream: the line it begins on, from 1, and its text.

    ``problem`` is what is wrong with the separator line before it, if anything.
    """

    line: int
    text: str
    problem: YAMLError | None = None


def split_stream(text: str) -> list[Piece]:
    """Return the documents of ``text``, whose line ends become line feeds; the last line is completed.

    A separator line belongs to no document, except one before which there is nothing: that stays with the first. Only
    white space and comments may follow the dashes; upstream reads nothing more where something else does.
    """
    text = text.replace("\r\n", "\n")
    if text and not text.endswith("\n"):
        text += "\n"
    pieces: list[Piece] = []
    start, problem = 0, None
    line, counted = 1, 0
    for match in _SEPARATOR.finditer(text):
        rest = unicode.trim_space(match[1])
        wrong = rest and not rest.startswith("#")
        if match.start() == start and not wrong:
            continue
        line, counted = line + text.count("\n", counted, start), start
        if match.start() > start:
            pieces.append(Piece(line, text[start : match.start()], problem))
        start, problem = match.end(), None
        if wrong:
            at = Location("", line + text.count("\n", counted, match.start()), 3)
            problem = YAMLError(f"invalid Yaml document separator: {rest}", at=at)
    if start < len(text) or problem is not None:
        pieces.append(Piece(line + text.count("\n", counted, start), text[start:], problem))
    return pieces
