"""A line of rendered text to the places in templates that made it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from chartkit.gotemplate import Step, Trace
from chartkit.source import Location, Origin

__all__ = ["Placed", "origin_of", "position", "steps_of"]

#: How the place of a step goes by in messages; None for a text that stands in no file, such as one given to tpl.
Placed = Callable[[Step], Location | None]


def steps_of(trace: Trace, line: int, column: int, removed: str = "") -> tuple[Step, ...]:
    """Return what led to a character of a rendered text: where it was printed, then the calls, the innermost first.

    Args:
        trace: The text, and where it comes from.
        line: From 1; what the text has not is taken for its last line.
        column: From 0 in bytes of UTF-8.
        removed: What was taken out of the text after it had been rendered.
    """
    if not trace.text:
        return ()
    start, raw = trace.line(max(1, line))
    kept = raw.replace(removed, "") if removed else raw
    at = len(kept.encode("utf-8", "surrogateescape")[:column].decode("utf-8", "ignore"))
    if kept != raw:
        at = _with_removed(raw, at, removed)
    return trace.steps_to(min(start + min(at, max(0, len(raw) - 1)), len(trace.text) - 1))


def origin_of(steps: Sequence[Step], placed: Placed) -> Origin | None:
    """Return the places of ``steps``: the innermost that is in a file, and the calls that led there."""
    places = [place for place in map(placed, steps) if place is not None]
    return Origin(places[0], tuple(places[1:])) if places else None


def position(text: str, offset: int) -> tuple[int, int]:
    """Return line, from 1, and column, from 0 in bytes, of the character of ``text`` at ``offset``."""
    start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + 1, len(text[start:offset].encode("utf-8", "surrogateescape"))


def _with_removed(raw: str, at: int, removed: str) -> int:
    """Return the place in ``raw`` of what stands at ``at`` once ``removed`` is taken out."""
    start = 0
    while (found := raw.find(removed, start)) >= 0 and found <= at:
        at += len(removed)
        start = found + len(removed)
    return at
