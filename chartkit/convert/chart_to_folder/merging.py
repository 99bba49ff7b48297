"""Texts of one object under several values to one template: lines that are the same everywhere, and conditions.

Lines that the object has as it is first looked at are *base lines*, known by their numbers; all other renderings of the
object are aligned with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TypeAlias

from .kept import Kept
from .printing import Line, Printed, text_of, with_value

__all__ = ["Base", "Choice", "Conflict", "Hunk", "Item", "aligned", "evaluated", "hunks_of", "merged", "spliced"]


@dataclass(frozen=True, slots=True)
class Base:
    """A base line, by its number."""

    number: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several texts, as a value goes: each with the numbers of the value's states that it stands for."""

    one: Kept
    branches: tuple[tuple[tuple[int, ...], tuple[Item, ...]], ...]


#: A line, or several of them under conditions.
Item: TypeAlias = "Base | Line | Choice"


@dataclass(frozen=True, slots=True)
class Hunk:
    """What stands instead of base lines ``[start:end]``."""

    start: int
    end: int
    items: tuple[Item, ...]


class Conflict(Exception):  # noqa: N818 - it is an answer, and never leaves this package
    """Two hunks need each other's lines."""


def aligned(lines: Sequence[Line], base: Sequence[Line], values: Mapping[Kept, object]) -> tuple[Item, ...]:
    """Return ``lines``, which an object has with ``values``, with base lines where they are the same."""
    expected = [_with_values(line, values) for line in base]
    found: list[Item] = list(lines)
    for low, high, size in SequenceMatcher(None, expected, lines, autojunk=False).get_matching_blocks():
        for shift in range(size):
            found[high + shift] = Base(low + shift)
    return tuple(found)


def _with_values(line: Line, values: Mapping[Kept, object]) -> Line:
    for part in line:
        if isinstance(part, Printed) and part.one in values:
            line = with_value(line, part.one, values[part.one])
    return line


def merged(one: Kept, branches: Sequence[tuple[int, tuple[Item, ...]]]) -> tuple[Item, ...]:
    """Return one list of items from those that there are under states of ``one``, with choices where they differ."""
    marked = next((items for state, items in branches if state == 0), None) if one.is_marked else None
    if marked is not None:
        branches = [
            (state, _as_marked(items, marked, one, one.states[state]) if state else items) for state, items in branches
        ]
    groups: dict[tuple[Item, ...], list[int]] = {}
    for state, items in branches:
        groups.setdefault(items, []).append(state)
    if len(groups) <= 1:
        return next(iter(groups), ())
    texts = list(groups)
    found: list[Item] = []
    for spans, anchor in _between_anchors(texts):
        found += _choices(one, spans, [tuple(states) for states in groups.values()])
        if anchor is not None:
            found.append(anchor)
    return tuple(found)


def _as_marked(items: tuple[Item, ...], marked: tuple[Item, ...], one: Kept, value: object) -> tuple[Item, ...]:
    """Return ``items``, which are there with ``value``, with those of ``marked`` that print the same then."""
    expected = [_item_with(item, one, value) for item in marked]
    found = list(items)
    for low, high, size in SequenceMatcher(None, expected, items, autojunk=False).get_matching_blocks():
        found[high : high + size] = marked[low : low + size]
    return tuple(found)


def _item_with(item: Item, one: Kept, value: object) -> Item:
    if isinstance(item, Base):
        return item
    if isinstance(item, Choice):
        branches = (
            (states, tuple(_item_with(below, one, value) for below in items)) for states, items in item.branches
        )
        return Choice(item.one, tuple(branches))
    return with_value(item, one, value)


def _between_anchors(
    texts: Sequence[tuple[Item, ...]],
) -> Iterator[tuple[list[tuple[Item, ...]], Item | None]]:
    """Yield what each text has before an item that all texts have, and that item; at last what stands at the end."""
    first = texts[0]
    places = [[number] for number in range(len(first))]
    for text in texts[1:]:
        there: dict[int, int] = {}
        for low, high, size in SequenceMatcher(None, first, text, autojunk=False).get_matching_blocks():
            there.update((low + shift, high + shift) for shift in range(size))
        places = [[*place, there[place[0]]] for place in places if place[0] in there]
    position = [0] * len(texts)
    for place in places:
        yield [text[start:end] for text, start, end in zip(texts, position, place, strict=True)], first[place[0]]
        position = [number + 1 for number in place]
    yield [text[start:] for text, start in zip(texts, position, strict=True)], None


def _choices(one: Kept, spans: Sequence[tuple[Item, ...]], states: Sequence[tuple[int, ...]]) -> list[Item]:
    """Return what chooses between ``spans``."""
    if not any(spans):
        return []
    groups: dict[tuple[Item, ...], tuple[int, ...]] = {}
    for span, numbers in zip(spans, states, strict=True):
        groups[span] = (*groups.get(span, ()), *numbers)
    if len(groups) == 1:
        return list(spans[0])
    return [Choice(one, tuple((tuple(sorted(numbers)), span) for span, numbers in groups.items()))]


def hunks_of(items: Sequence[Item], count: int) -> list[Hunk]:
    """Return what ``items`` have instead of some of ``count`` base lines."""
    found: list[Hunk] = []
    position = 0
    pending: list[Item] = []
    for item in [*items, Base(count)]:
        if not isinstance(item, Base):
            pending.append(item)
            continue
        if pending or item.number > position:
            found.append(Hunk(position, item.number, tuple(pending)))
        pending = []
        position = item.number + 1
    return found


def spliced(count: int, hunks: Iterable[Hunk]) -> tuple[Item, ...]:
    """Return ``count`` base lines with ``hunks`` in them; a hunk may stand within the lines of another.

    Raises:
        Conflict: Two hunks share lines otherwise, or stand at the same place.
    """
    found: tuple[Item, ...] = tuple(map(Base, range(count)))
    ordered = sorted(hunks, key=lambda hunk: (hunk.start - hunk.end, hunk.start))
    for one, other in pairwise(sorted(ordered, key=lambda hunk: (hunk.start, hunk.end))):
        if other.start < one.end < other.end or (one.start, one.end) == (other.start, other.end):
            raise Conflict
    for hunk in ordered:
        found, times = _with_hunk(found, hunk)
        if not times:
            raise Conflict
    return found


def _with_hunk(items: tuple[Item, ...], hunk: Hunk) -> tuple[tuple[Item, ...], int]:
    """Return ``items`` with ``hunk`` wherever its base lines stand together, and how often that is."""
    found: list[Item] = []
    times = 0
    for item in items:
        if isinstance(item, Choice):
            branches = []
            for states, below in item.branches:
                changed, more = _with_hunk(below, hunk)
                branches.append((states, changed))
                times += more
            item = Choice(item.one, tuple(branches))  # noqa: PLW2901 - the same item, with the hunk in it
        found.append(item)
    numbers = [item.number if isinstance(item, Base) else None for item in found]
    size = hunk.end - hunk.start
    if not size:
        place = _place_of_insertion(numbers, hunk.start, is_last=not times)
    elif hunk.start in numbers:
        place = numbers.index(hunk.start)
        if numbers[place : place + size] != list(range(hunk.start, hunk.end)):
            raise Conflict
    elif any(number is not None and hunk.start <= number < hunk.end for number in numbers):
        raise Conflict
    else:
        place = None
    if place is not None:
        found[place : place + size] = hunk.items
        times += 1
    return tuple(found), times


def _place_of_insertion(numbers: Sequence[int | None], start: int, *, is_last: bool) -> int | None:
    """Return where lines before base line ``start`` go: between two lines that are neighbours."""
    if not numbers:
        return 0 if not start else None
    if start in numbers:
        place = numbers.index(start)
        is_between = numbers[place - 1] == start - 1 if place else not start
        return place if is_between else None
    return len(numbers) if is_last and numbers[-1] == start - 1 else None


def evaluated(items: Iterable[Item], base: Sequence[Line], states: Mapping[Kept, int]) -> Iterator[str]:
    """Yield the lines of ``items`` with values in ``states``, others in their first one."""
    values = {one: one.states[number] for one, number in states.items()}
    for item in items:
        if isinstance(item, Choice):
            state = states.get(item.one, 0)
            branch = next((below for numbers, below in item.branches if state in numbers), ())
            yield from evaluated(branch, base, states)
        else:
            yield text_of(base[item.number] if isinstance(item, Base) else item, values)
