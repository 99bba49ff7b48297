"""What templates read to the cases that two sides are compared in.

Each variable in a condition is tried the other way round, and with what it is compared to; each variable that is read
is tried with values that the two worlds print differently. What has to hold for a variable to be read at all is set
with it. Where there are too many, one case tries several variables, and is divided if it differs or does not render.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations, product

from .cases import Case
from .example_values import is_switch_by_name
from .reads import ELEMENT, Guards, Path, Truth, Uses
from .variables import laid, looked_up, shown

__all__ = ["combinations_of_modes", "sampled"]

#: Values that are printed, quoted or read differently in one world or the other.
BOUNDARIES: tuple[object, ...] = (1000000, "", None, "yes", "1e3", "first line\nsecond line\n", "text {{ with braces")

#: Up to so many, all combinations of modes are tried; beyond it, all pairs.
_ALL_COMBINATIONS = 64

#: Of the cases, so much at most is for conditions.
_FOR_CONDITIONS = 0.6

#: Dividing cases that fail takes cases, too: so much is left for it.
_FOR_DIVIDING = 0.4

#: How many variables one case tries at most: conditions that are turned, and values that are changed.
_MOST_TURNED = 10
_MOST_CHANGED = 6

_ATTEMPTS = 8
_SHOWN = 3
_DEEPEST_EXAMPLE = 6

#: What is tried of one variable: its place, the value, what has to hold.
_Trial = tuple[Path, object, Guards]


def combinations_of_modes(choices: Mapping[tuple[str, str], Sequence[str]]) -> Iterator[dict[tuple[str, str], str]]:
    """Yield assignments of modes: all of them, or, where that is too many, such that every pair occurs."""
    keys = sorted(choices)
    total = 1
    for key in keys:
        total *= len(choices[key])
    if total <= _ALL_COMBINATIONS:
        for chosen in product(*(choices[key] for key in keys)):
            yield dict(zip(keys, chosen, strict=True))
        return
    yield from _pairwise(choices)


def sampled(uses: Uses, defaults: Mapping[str, object], seed: int, limit: int) -> list[Case]:
    """Return cases that vary variables, such that ``limit`` renderings should do; conditions come first.

    Args:
        uses: What the templates do.
        defaults: The variables as they are.
        seed: Decides which variables are tried together; the same seed gives the same cases.
        limit: How many cases at most.
    """
    if limit <= 0:
        return []
    draw = random.Random(seed)  # noqa: S311 # no secret
    builder = _Builder(uses, defaults)
    turned = [trial for path in sorted(uses.conditions) if builder.can_be(path) for trial in builder.turned(path)]
    leaves = [path for path in sorted({*uses.read, *_leaves(defaults)}) if builder.is_leaf(path)]
    # What is read only under conditions, and is nothing as it is, may be what a template cannot do without.
    turned += [
        (path, "text", guards) for path in leaves if (guards := uses.read.get(path)) and builder.value(path) is None
    ]
    others = [
        (path, value, uses.read.get(path, ()))
        for value in BOUNDARIES
        for path in leaves
        if value != builder.value(path)
    ]
    if len(turned) + len(others) <= limit:
        return [builder.case([trial]) for trial in (*turned, *others)]
    room = max(2, int(limit * (1 - _FOR_DIVIDING)))
    groups = _groups(turned, int(room * _FOR_CONDITIONS), _MOST_TURNED, draw)
    # Values of another kind are refused more often: they are not to spoil the cases of those that are not.
    alike = [trial for trial in others if _is_of_kind(trial[1], builder.value(trial[0]))]
    unlike = [trial for trial in others if not _is_of_kind(trial[1], builder.value(trial[0]))]
    groups += _groups(alike, max(1, (room - len(groups)) * 2 // 3), _MOST_CHANGED, draw)
    groups += _groups(unlike, room - len(groups), _MOST_CHANGED, draw)
    return [builder.case(group) for group in groups][:limit]


def _groups(trials: Sequence[_Trial], count: int, size: int, draw: random.Random) -> list[list[_Trial]]:
    """Return ``trials`` in at most ``count`` groups of at most ``size``; what is too much is left out by chance.

    No group tries two values of one variable.
    """
    if len(trials) <= count:
        return [[trial] for trial in trials]
    groups: list[list[_Trial]] = [[] for _ in range(count)]
    for trial in draw.sample(trials, len(trials)):
        for number in draw.sample(range(count), min(count, _ATTEMPTS)):
            if len(groups[number]) < size and not any(_overlap(trial[0], other[0]) for other in groups[number]):
                groups[number].append(trial)
                break
    return [group for group in groups if group]


def _is_of_kind(value: object, present: object) -> bool:
    """Return whether ``value`` could stand where ``present`` does: where nothing is, anything can."""
    if present is None or isinstance(value, str):
        return present is None or isinstance(present, str)
    is_number = isinstance(present, (int, float)) and not isinstance(present, bool)
    return value is not None and is_number


def _overlap(one: Path, other: Path) -> bool:
    size = min(len(one), len(other))
    return one[:size] == other[:size]


class _Builder:
    """Makes tables that set variables."""

    def __init__(self, uses: Uses, defaults: Mapping[str, object]) -> None:
        self._uses = uses
        self._defaults = defaults
        self._below: dict[Path, set[str]] = {}
        # Nothing is below a text or a number, whatever some definition may read there for other callers.
        for path in filter(self.can_be, uses.read):
            for size in range(len(path)):
                self._below.setdefault(path[:size], set()).add(path[size])

    def value(self, path: Path) -> object:
        """Return what stands at ``path``; None where there is nothing."""
        return looked_up(self._defaults, path)

    def is_leaf(self, path: Path) -> bool:
        """Return whether a text could stand there: nothing is read below, and no table or list stands there."""
        if not path or path in self._below or isinstance(self.value(path), (dict, list)):
            return False
        return self.can_be(path)

    def can_be(self, path: Path) -> bool:
        """Return whether something can be at ``path``: nothing above is a text or a number."""
        return not any(self._is_scalar(path[:size]) for size in range(1, len(path)))

    def _is_scalar(self, path: Path) -> bool:
        return isinstance(self.value(path), (str, bool, int, float))

    def turned(self, path: Path) -> Iterator[_Trial]:
        """Yield what turns a condition on ``path``."""
        value = self.value(path)
        compared = [other for other in sorted(self._uses.compared.get(path, ()), key=repr) if other != value]
        for guards in self._uses.conditions[path]:
            for other in (*compared, self._opposite(path)):
                yield path, other, guards

    def case(self, trials: Sequence[_Trial]) -> Case:
        """Return the case that tries ``trials`` together."""
        table: dict[str, object] = {}
        for _, _, guards in trials:
            for place, wanted in guards:
                if not any(_overlap(place, other) for other, *_ in trials):
                    table = self._guarded(table, place, wanted)
        for path, value, _ in trials:
            changed = laid(table, self._defaults, path, value)
            table = changed if isinstance(changed, dict) else table
        words = shown([(path, value) for path, value, _ in trials], _SHOWN)
        halves = partial(self._halves, trials) if len(trials) > 1 else None
        return Case(variables=table, trial=words, halves=halves)

    def _halves(self, trials: Sequence[_Trial]) -> tuple[Case, Case]:
        middle = len(trials) // 2
        return self.case(trials[:middle]), self.case(trials[middle:])

    def _guarded(self, table: dict[str, object], path: Path, wanted: object) -> dict[str, object]:
        value = self.value(path)
        if isinstance(wanted, Truth):
            if bool(value) is (wanted is Truth.TRUE):
                return table
            wanted = self._opposite(path)
        changed = laid(table, self._defaults, path, wanted)
        return changed if isinstance(changed, dict) else table

    def _opposite(self, path: Path) -> object:
        """Return a value that is true where the present one is not, and the other way round, of the same kind."""
        value = self.value(path)
        if isinstance(value, bool):
            return not value
        if isinstance(value, str):
            return "" if value else "text"
        if isinstance(value, (int, float)):
            return 0 if value else 1
        if value:
            return [] if isinstance(value, list) else None
        return self._example(path, value)

    def _example(self, path: Path, value: object = None, depth: int = 0) -> object:
        """Return something true that has what templates read below ``path``."""
        names = self._below.get(path, set())
        if ELEMENT in names and depth < _DEEPEST_EXAMPLE:
            element = self._example((*path, ELEMENT), None, depth + 1)
            is_map = isinstance(value, dict) or (path in self._uses.keyed and not isinstance(value, list))
            return {"key": element} if is_map else [element]
        if names and depth < _DEEPEST_EXAMPLE:
            return {name: self._example((*path, name), None, depth + 1) for name in sorted(names)}
        if isinstance(value, dict):
            return {"key": "text"}
        if isinstance(value, list):
            return ["text"]
        is_switch = path in self._uses.conditions and path not in self._uses.compared and not depth
        return True if is_switch and is_switch_by_name(path) else "text"


def _leaves(values: object, path: Path = ()) -> Iterator[Path]:
    """Yield the places of texts, numbers and the like in tables; lists are one."""
    if isinstance(values, dict) and values:
        for name, below in values.items():
            yield from _leaves(below, (*path, str(name)))
    else:
        yield path


def _pairwise(choices: Mapping[tuple[str, str], Sequence[str]]) -> Iterator[dict[tuple[str, str], str]]:
    """Yield assignments until every two modes of every two containers have stood together."""
    keys = sorted(choices)
    open_pairs = {
        ((one, first), (other, second))
        for one, other in combinations(keys, 2)
        for first in choices[one]
        for second in choices[other]
    }
    while open_pairs:
        chosen = dict(min(open_pairs))
        for key in keys:
            if key not in chosen:
                chosen[key] = max(choices[key], key=lambda mode: _covered(open_pairs, chosen, key, mode))
        yield {key: chosen[key] for key in keys}
        open_pairs -= {(one, other) for one, other in combinations(sorted(chosen.items()), 2)}


def _covered(
    open_pairs: set[tuple[tuple[tuple[str, str], str], tuple[tuple[str, str], str]]],
    chosen: Mapping[tuple[str, str], str],
    key: tuple[str, str],
    mode: str,
) -> int:
    """Return how many open pairs ``mode`` of ``key`` would make with what is chosen."""
    new = (key, mode)
    return sum(((old, new) if old < new else (new, old)) in open_pairs for old in chosen.items())
