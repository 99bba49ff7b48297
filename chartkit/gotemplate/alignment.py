"""Places in a text that was printed to places in the text that a function made it from: indented, quoted, cut.

Upstream: none; Go has nothing of the kind.
"""

from __future__ import annotations

import re

__all__ = ["same_key", "same_line"]

_KEY = re.compile(r"-?\s*[^\s:#'\"][^:#]*:(?=\s|$)")


def same_line(printed: str, offset: int, inner: str) -> int | None:
    """Return the place in ``inner`` of the character of ``printed`` at ``offset``, by the line that it stands in.

    The line may be indented or trimmed otherwise; where several are alike, they stand in the same order. A single
    line may also have been put into a longer one, or be part of one.
    """
    if printed == inner:
        return offset
    start = printed.rfind("\n", 0, offset) + 1
    line, column = _stripped(printed, start, offset)
    if not line:
        return None
    before = sum(1 for other in printed[:start].split("\n") if other.strip() == line)
    places = _lines(inner, line)
    if places:
        return places[min(before, len(places) - 1)] + column
    text = inner.strip()
    if text and "\n" not in text and text in line:
        # A quote that was put before the text belongs to it.
        within = column - line.find(text)
        return inner.find(text) + max(0, within) if -1 <= within < len(text) else None
    if "\n" not in printed.strip() and (text.startswith(line) or text.endswith(line)):
        return (inner.find(line) if text.startswith(line) else inner.rfind(line)) + column
    return None


def same_key(printed: str, offset: int, inner: str) -> int | None:
    """Return the only line of ``inner`` with the key that the line of ``printed`` begins with."""
    start = printed.rfind("\n", 0, offset) + 1
    line, _ = _stripped(printed, start, offset)
    key = _KEY.match(line)
    if key is None:
        return None
    wanted = key.group()
    found = [place for place, text in _stripped_lines(inner) if text.startswith(wanted)]
    return found[0] if len(found) == 1 else None


def _stripped(text: str, start: int, offset: int) -> tuple[str, int]:
    """Return the line that begins at ``start`` without the space around it, and the column of ``offset`` in that."""
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else len(text)]
    indent = len(line) - len(line.lstrip())
    stripped = line.strip()
    return stripped, min(max(0, offset - start - indent), max(0, len(stripped) - 1))


def _lines(text: str, wanted: str) -> list[int]:
    """Return where the lines of ``text`` begin that are ``wanted`` but for the space around them."""
    if wanted not in text:
        return []
    return [place for place, line in _stripped_lines(text) if line == wanted]


def _stripped_lines(text: str) -> list[tuple[int, str]]:
    """Return the lines without the space around them, each with the place of its first character."""
    found = []
    start = 0
    for line in text.split("\n"):
        found.append((start + len(line) - len(line.lstrip()), line.strip()))
        start += len(line) + 1
    return found
