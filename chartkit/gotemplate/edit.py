"""Changes to a text by span, which leave every other byte as it is."""

from __future__ import annotations

from collections.abc import Iterable

from chartkit.source import Span

__all__ = ["splice"]


def splice(text: str, edits: Iterable[tuple[Span, str]]) -> str:
    """Return ``text`` with the characters of each span replaced; the spans' order does not matter.

    Two insertions at the same place stand in the order in which they are given.

    Raises:
        ValueError: Two spans overlap, or one is not within the text.
    """
    parts: list[str] = []
    position = 0
    for span, replacement in sorted(edits, key=lambda edit: (edit[0].start, edit[0].end)):
        if not position <= span.start <= span.end <= len(text):
            message = f"{span} overlaps what ends at {position}, or is not within the text"
            raise ValueError(message)
        parts += (text[position : span.start], replacement)
        position = span.end
    parts.append(text[position:])
    return "".join(parts)
