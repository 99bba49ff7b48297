"""Differences between two sides to those that chance and the clock do not explain.

A side that does not repeat, such as the real Helm, makes other passwords each time. So what differs is rendered in more
worlds: lines that differ between the worlds of one side say nothing about the other side, and all other lines have to
be equal. Objects whose names are drawn are compared in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import count, groupby

from chartkit.manifests import Document
from chartkit.patterns import late_pattern

from .comparison import Difference, Kind
from .outcome import Identity, Outcome

__all__ = ["Judgement", "Worlds", "equal_but_for_chance", "judge"]

#: What a random value may be made of: where texts begin to differ may lie within it.
_WORD = late_pattern(r"[A-Za-z0-9+/=_-]*\Z")


@dataclass(slots=True)
class Worlds:
    """The renderings of one case by one side, made as they are asked for. Not frozen: it keeps them."""

    first: Outcome
    #: Renders in the world of that number.
    render: Callable[[int], Outcome]
    #: How many worlds are looked at, and how many where those do not suffice: the order of a map's keys, which Helm
    #: draws, is often the same.
    count: int
    most: int
    _known: list[Outcome] | None = None

    def all(self) -> list[Outcome]:
        """Return the renderings, those that failed left out."""
        if self._known is None:
            self._known = [self.first]
            self._add(range(1, self.count))
        return self._known

    def grow(self) -> None:
        """Look at all worlds from now on."""
        self.all()
        self._add(range(self.count, self.most))
        self.count = self.most

    def _add(self, numbers: Iterable[int]) -> None:
        outcomes = [self.render(number) for number in numbers]
        self._known = [*(self._known or ()), *(outcome for outcome in outcomes if not outcome.error)]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What remains of differences."""

    differences: tuple[Difference, ...]
    #: Objects that are equal but for what chance and the clock decide, as the first side calls them.
    excused: tuple[Identity, ...] = ()


def judge(differences: Sequence[Difference], a: Worlds, b: Worlds) -> Judgement:
    """Return what chance does not explain of ``differences``, which are those of ``a.first`` and ``b.first``."""
    pairs = dict(_pairs(a.first, b.first))
    if not pairs:
        return Judgement(tuple(differences))
    excused = {one: other for one, other in pairs.items() if _is_explained(a, b, one, other)}
    left_over = [pair for pair in pairs.items() if pair[0] not in excused]
    if left_over:
        a.grow()
        b.grow()
        excused |= {one: other for one, other in left_over if _is_explained(a, b, one, other)}
    explained = {str(identity) for pair in excused.items() for identity in pair}
    left = tuple(found for found in differences if found.kind is Kind.ORDER or found.subject not in explained)
    return Judgement(left, tuple(excused))


def _is_explained(a: Worlds, b: Worlds, one: Identity, other: Identity) -> bool:
    # The side that is cheap to render is asked first.
    return any(
        equal_but_for_chance(_texts(ours, a, one), _texts(theirs, b, other))
        for ours, theirs in ((a, None), (None, b), (a, b))
    )


def equal_but_for_chance(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Return whether two texts, each the first of the same text from several worlds, differ by chance alone."""
    a, b = ours[0].split("\n"), theirs[0].split("\n")
    left, right = _Drawn.among(ours), _Drawn.among(theirs)

    def is_explained(start: int, end: int, low: int, high: int) -> bool:
        return left.explains(a[start:end], start, b[low:high]) or right.explains(b[low:high], low, a[start:end])

    return all(
        tag == "equal"
        # Of two lines one after the other, chance may explain the one and the clock the other.
        or (end - start == high - low and all(is_explained(n, n + 1, m, m + 1) for n, m in _lines(start, end, low)))
        or is_explained(start, end, low, high)
        for tag, start, end, low, high in SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    )


def _lines(start: int, end: int, low: int) -> Iterator[tuple[int, int]]:
    return zip(range(start, end), count(low), strict=False)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The lines of a text that are others in other worlds: by number, what of the line is always there."""

    fixed: dict[int, tuple[str, str]]
    #: Lines before which other worlds have more.
    gaps: frozenset[int]
    #: Lines that have no counterpart in some world.
    loose: frozenset[int]

    @classmethod
    def among(cls, texts: Sequence[str]) -> _Drawn:
        lines = texts[0].split("\n")
        fixed: dict[int, tuple[str, str]] = {}
        gaps: set[int] = set()
        loose: set[int] = set()
        for text in texts[1:]:
            other = text.split("\n")
            for tag, start, end, low, high in SequenceMatcher(None, lines, other, autojunk=False).get_opcodes():
                if tag == "insert":
                    gaps.add(start)
                elif tag != "equal" and end - start == high - low:
                    for number, line in enumerate(other[low:high], start):
                        before, after = fixed.get(number, (lines[number], lines[number]))
                        fixed[number] = _common_start(before, line), _common_end(after, line)
                elif tag != "equal":
                    loose.update(range(start, end))
        return cls(fixed, frozenset(gaps), frozenset(loose - fixed.keys()))

    def explains(self, mine: Sequence[str], start: int, other: Sequence[str]) -> bool:
        """Return whether other lines than ``mine``, which begin at ``start``, can stand there in another world."""
        numbers = range(start, start + len(mine))
        if not mine:
            return start in self.gaps
        if not all(number in self.fixed or number in self.loose for number in numbers):
            return False
        if len(mine) != len(other) or not self.loose.isdisjoint(numbers):
            return not self.loose.isdisjoint(numbers) or start in self.gaps or numbers.stop in self.gaps
        return all(
            line.startswith(self.fixed[number][0]) and line.endswith(self.fixed[number][1])
            for number, line in zip(numbers, other, strict=True)
        )


def _common_start(one: str, other: str) -> str:
    """Return what both begin with, up to the word in which they part."""
    size = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return _WORD.sub("", one[:size]) if size < len(one) or size < len(other) else one


def _common_end(one: str, other: str) -> str:
    return _common_start(one[::-1], other[::-1])[::-1]


def _pairs(a: Outcome, b: Outcome) -> Iterator[tuple[Identity, Identity]]:
    """Yield the objects whose texts differ, and those that only one side has, in their order within a template."""
    ours, theirs = a.objects(), b.objects()
    for identity, document in ours.items():
        if identity in theirs and theirs[identity].text != document.text:
            yield identity, identity
    lonely = _by_place({identity: found for identity, found in ours.items() if identity not in theirs})
    others = _by_place({identity: found for identity, found in theirs.items() if identity not in ours})
    for place, identities in lonely.items():
        if len(identities) == len(others.get(place, ())):
            yield from zip(identities, others[place], strict=True)


def _by_place(documents: dict[Identity, Document]) -> dict[tuple[str, str], list[Identity]]:
    """Return the objects by their kind and API version."""
    ordered = sorted(documents, key=lambda identity: (identity.api_version, identity.kind))
    return {
        place: list(group) for place, group in groupby(ordered, lambda identity: (identity.api_version, identity.kind))
    }


def _texts(worlds: Worlds | None, side: Worlds, identity: Identity) -> list[str]:
    """Return the object's text in all worlds, or in the first one alone.

    Of an object whose name is drawn, other worlds have one of its kind at the same place.
    """
    found = [side.first.objects()[identity].text]
    if worlds is None:
        return found
    number = list(side.first.objects()).index(identity)
    for outcome in worlds.all()[1:]:
        objects = outcome.objects()
        same = objects.get(identity)
        if same is None and len(objects) == len(side.first.objects()):
            drawn = list(objects)[number]
            same = objects[drawn] if drawn.kind == identity.kind else None
        if same is not None:
            found.append(same.text)
    return found
