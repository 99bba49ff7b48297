"""What is to stay variable to manifests with conditions: a chart specialised to all of its other values.

Each value is changed alone, and each two together. Two values that change an object independently of each other make
conditions of their own, beside each other or one within the other. Values of which one changes what the other does are
tried in all combinations, and their conditions are nested.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

from chartkit.convert.equivalence import Identity

from .kept import Kept, Kind
from .merging import Base, Conflict, Hunk, Item, aligned, evaluated, hunks_of, merged, spliced
from .printing import Line, text_of
from .trying import Rendering, Trials

__all__ = ["Entangled", "Specialised", "specialised"]

#: In so many combinations values are tried together that depend on each other.
_MOST_COMBINATIONS = 192

#: With more pairs than this, of states that change nothing by themselves only one is tried with others.
_MOST_PAIRS = 500

States = Mapping[Kept, int]


class Entangled(Exception):  # noqa: N818 - it is an answer, and never leaves this package
    """A value cannot be kept together with the others."""

    def __init__(self, one: Kept, reason: str) -> None:
        super().__init__(reason)
        self.one = one
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Specialised:
    """A manifest."""

    items: tuple[Item, ...]
    base: tuple[Line, ...]
    #: The chart's file that it comes from.
    source: str


def specialised(
    trials: Trials, kept: Sequence[Kept], together: Sequence[Sequence[Kept]] = ()
) -> dict[Identity, Specialised]:
    """Return the manifests, as far as pairs of values and what hangs together tell.

    Args:
        trials: Renders the chart.
        kept: What stays variable.
        together: Values that are known to hang together, though pairs of them do not tell it.

    Raises:
        Entangled: Too many values hang together, or the chart does not render with what stands for values.
    """
    return _Specialising(trials, kept, together).manifests()


class _Specialising:
    """Renders what is needed, and keeps it."""

    def __init__(self, trials: Trials, kept: Sequence[Kept], together: Sequence[Sequence[Kept]]) -> None:
        self.together = together
        self._trials = trials
        self._kept = kept
        self._views: dict[frozenset[tuple[Kept, int]], Rendering] = {}
        self._base: dict[Identity, list[Line]] = {}
        #: All objects, in the order in which they were first seen.
        self._identities: dict[Identity, None] = {}
        self._begin()

    def _begin(self) -> None:
        base = self._view({})
        if base is None:
            # Not everything can be switched on at once.
            for one in self._kept:
                if one.kind is Kind.TRUTH and one.value is False:
                    one.states.reverse()
            self._views.clear()
            self._identities.clear()
            base = self._view({})
        if base is None:
            raise Entangled(self._kept[-1], "the chart does not render when all that is kept has other values")
        self._base = base

    def manifests(self) -> dict[Identity, Specialised]:
        """Return all manifests that were seen."""
        flips = [(one, state) for one in self._kept for state in range(1, len(one.states))]
        for one, state in flips:
            self._view({one: state})
        pairs = list(self._pairs(flips))
        for pair in pairs:
            self._view(dict(pair))
        return {
            identity: Specialised(
                _Object(self, identity, pairs).items(),
                tuple(self._base.get(identity, ())),
                self._trials.sources.get(identity, ""),
            )
            for identity in self._identities
        }

    def _pairs(self, flips: Sequence[tuple[Kept, int]]) -> Iterator[tuple[tuple[Kept, int], tuple[Kept, int]]]:
        """Yield the states of two values that are tried together: at least one of them changes something by itself."""
        seen: set[tuple[Kept, str]] = set()
        telling: list[tuple[Kept, int]] = []
        silent: list[tuple[Kept, int]] = []
        for one, state in flips:
            effect = repr(sorted(self._effect(one, state).items()))
            if (one, effect) not in seen:
                telling.append((one, state)) if effect != "[]" else silent.append((one, state))
            elif effect == "[]":
                silent.append((one, state))
            seen.add((one, effect))
        if len(telling) * len(flips) > _MOST_PAIRS:
            silent = [found for n, found in enumerate(silent) if found[0] not in {one for one, _ in silent[:n]}]
        for pair in combinations(telling, 2):
            if pair[0][0] is not pair[1][0]:
                yield pair
        yield from ((first, second) for first in telling for second in silent if first[0] is not second[0])

    def _effect(self, one: Kept, state: int) -> dict[Identity, str]:
        """Return what a state changes by itself, by object; texts that are printed in it do not count."""
        view = self._view({one: state})
        if view is None:
            return {}
        found: dict[Identity, str] = {}
        for identity in {*view, *self._base}:
            base = self._base.get(identity, [])
            items = aligned(view.get(identity, []), base, {one: one.states[state]})
            if items != tuple(map(Base, range(len(base)))):
                found[identity] = repr(items)
        return found

    def _view(self, states: States) -> Rendering:
        key = frozenset(states.items())
        if key not in self._views:
            view = self._views[key] = self._trials.lines(self._kept, states, list(self._identities))
            self._identities |= dict.fromkeys(view or ())
        return self._views[key]

    def lines(self, identity: Identity, states: States) -> list[Line] | None:
        """Return the lines of an object, none if it is not there; None: the chart does not render."""
        view = self._view(states)
        return None if view is None else view.get(identity, [])

    def knows(self, states: States) -> bool:
        """Return whether ``states`` were rendered already."""
        return frozenset(states.items()) in self._views

    @property
    def kept(self) -> Sequence[Kept]:
        """What stays variable."""
        return self._kept


class _Object:
    """One object: what of it depends on what."""

    def __init__(
        self,
        whole: _Specialising,
        identity: Identity,
        pairs: Sequence[tuple[tuple[Kept, int], tuple[Kept, int]]],
    ) -> None:
        self._whole = whole
        self._identity = identity
        self._pairs = pairs
        self._base = whole.lines(identity, {}) or []
        self._alone = {one: self._tree({}, [one]) or () for one in whole.kept}

    def items(self) -> tuple[Item, ...]:
        """Return the manifest."""
        groups: list[list[Kept]] = [[one] for one in self._whole.kept]
        for one, other in self._entangled():
            groups = _joined(groups, one, other)
        for found in self._whole.together:
            for one in found[1:]:
                groups = _joined(groups, found[0], one)
        while True:
            hunks = [hunk for group in groups for hunk in self._hunks(group)]
            try:
                return spliced(len(self._base), hunks)
            except Conflict:
                telling = [group for group in groups if self._hunks(group)]
                if len(telling) < 2:
                    raise Entangled(self._whole.kept[-1], f"{self._identity} cannot be divided into lines") from None
                groups = _joined(groups, telling[-2][0], telling[-1][0])

    def _entangled(self) -> Iterator[tuple[Kept, Kept]]:
        """Yield values that do not change the object independently of each other."""
        by_values: dict[tuple[Kept, Kept], list[dict[Kept, int]]] = {}
        for (one, state), (other, second) in self._pairs:
            by_values.setdefault((one, other), []).append({one: state, other: second})
        for (one, other), all_states in by_values.items():
            try:
                items = spliced(len(self._base), [*self._hunks([one]), *self._hunks([other])])
            except Conflict:
                yield one, other
                continue
            for states in all_states:
                lines = self._whole.lines(self._identity, states)
                if lines is None:
                    continue
                expected = "\n".join(evaluated(items, self._base, states))
                if expected != "\n".join(text_of(line, {}) for line in lines):
                    yield one, other
                    break

    def _hunks(self, group: Sequence[Kept]) -> list[Hunk]:
        if len(group) == 1:
            return hunks_of(self._alone[group[0]], len(self._base))
        # What decides about most stands outermost.
        ordered = sorted(group, key=self._rank)
        count = prod(len(self._tried(one)) for one in ordered)
        if count > _MOST_COMBINATIONS:
            names = ", ".join(".".join(one.path) for one in group[:-1])
            raise Entangled(group[-1], f"{self._identity} depends on it together with {names}: {count} combinations")
        return hunks_of(self._tree({}, ordered) or (), len(self._base))

    def _rank(self, one: Kept) -> tuple[int, bool]:
        return -sum(hunk.end - hunk.start for hunk in self._hunks([one])), one.kind is not Kind.TRUTH

    def _tree(self, states: States, rest: Sequence[Kept]) -> tuple[Item, ...] | None:
        """Return the object in ``states``, with conditions on the values ``rest``; None: the chart does not render."""
        if not rest:
            lines = self._whole.lines(self._identity, states)
            values = {one: one.states[state] for one, state in states.items()}
            return None if lines is None else aligned(lines, self._base, values)
        one = rest[0]
        branches = []
        for alike in self._tried(one):
            below = {**states, one: alike[0]} if alike[0] else states
            items = self._tree(below, rest[1:])
            if items is not None:
                branches += [(state, items) for state in alike]
        return merged(one, branches) if branches else None

    def _tried(self, one: Kept) -> list[list[int]]:
        """Return the states of a value that are tried with others, each with those that are like it."""
        found = self._classes(one)
        is_silent = len(found) == 1 and any(one in group for group in self._whole.together)
        return [[state] for state in range(len(one.states))] if is_silent else found

    def _classes(self, one: Kept) -> list[list[int]]:
        """Return the states of a value in groups: those that do the same to the object wherever they were tried."""
        signatures: list[list[object]] = []
        for state in range(len(one.states)):
            signature: list[object] = []
            for pair in [(), *(pair for pair in self._pairs if any(one is value for value, _ in pair))]:
                others = {value: number for value, number in pair if value is not one}
                if len(pair) and not others:
                    continue
                states = {**others, one: state} if state else others
                if not self._whole.knows(states):
                    continue
                lines = self._whole.lines(self._identity, states)
                values = {value: value.states[number] for value, number in states.items()}
                signature.append((tuple(others.items()), None if lines is None else aligned(lines, self._base, values)))
            signatures.append(signature)
        most = max(map(len, signatures))
        found: dict[object, list[int]] = {}
        for state, signature in enumerate(signatures):
            # What was not tried with everything may be like no other.
            found.setdefault((tuple(signature), state if len(signature) < most else -1), []).append(state)
        return list(found.values())


def _joined(groups: list[list[Kept]], one: Kept, other: Kept) -> list[list[Kept]]:
    """Return ``groups`` with those of two values as one; values stay in their order."""
    first = next(group for group in groups if one in group)
    second = next(group for group in groups if other in group)
    if first is second:
        return groups
    return [[*first, *second] if group is first else group for group in groups if group is not second]
