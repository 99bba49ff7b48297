"""Values that a chart or a folder renders with, where it does not render with its own.

A failure tells its place. What the templates read there, what stands in the conditions around it and what the message
names is set to something else, until it renders: of all tables tried so far, the one whose failure comes last in the
order of rendering is changed next. Nothing is drawn, so that the same input gives the same values.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from chartkit.patterns import late_pattern
from chartkit.values import merge_maps

from .cases import NO_FACTS, Case, Facts
from .example_values import Examples, emptied
from .failures import Failure, Failures
from .material import material_of, order_of, schemas_of
from .outcome import Outcome
from .reads import Guards, Path, Site, Truth, Uses, uses_in
from .schema_examples import ValuesSchemas
from .sides import HelmSide, Side
from .variables import laid, looked_up, shown

__all__ = ["Finder", "Found", "values_for"]

#: How many tables are tried, and how many of them in a row without coming further.
_MOST_TRIES = 300
_MOST_IN_VAIN = 80

#: So many settings are told in words.
_SHOWN = 8

#: How many places have a say in one failure.
_MOST_PLACES = 24

#: How many of the variables that a case sets have a say, too.
_MOST_SUSPECTS = 10

#: What a place further from the failure has to wait for: so many values of those that are nearer.
_STEP = 3

_DOTTED = late_pattern(r"[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*")

#: Words as short as these are in any message.
_SHORTEST_WORD = 4

#: What is set, all at once.
_Move = tuple[tuple[Path, object], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What something renders with."""

    #: To be laid over the variables.
    table: Mapping[str, object]
    #: What was set, by its place.
    settings: Mapping[Path, object]

    @property
    def words(self) -> str:
        """What was set where, in words, as far as that is short."""
        return shown(self.settings.items(), _SHOWN)


@dataclass(slots=True)
class _Tried:
    """A table that does not render. Not frozen: its moves are taken one by one."""

    settings: dict[Path, object]
    table: dict[str, object]
    failure: Failure
    moves: Iterator[_Move]
    #: How far it comes, as far as that is known.
    progress: tuple[int, ...]
    #: How often a failure was exchanged for another one at the same place, to come here.
    detours: int


def values_for(side: Side, case: Case, facts: Facts = NO_FACTS) -> Found | None:
    """Return values, to be laid over those of ``case``, that ``side`` renders with; None: none were found."""
    return Finder(side, case.environment).found(case, facts)


class Finder:
    """Finds values that one side renders with, for as many cases as are asked for. Not frozen: it keeps what it read.

    Args:
        side: What is to render.
        environment: Whose variables count.
    """

    def __init__(self, side: Side, environment: str) -> None:
        self._own = side.as_chartkit_renders if isinstance(side, HelmSide) else side.render
        rooms, self._defaults = material_of(side, environment)
        self._uses = uses_in(rooms, sites=True)
        self._schemas = schemas_of(side)
        self._failures = Failures(self._uses, order_of(side, rooms))
        #: How many tables were tried.
        self.tries = 0

    def found(self, case: Case, facts: Facts, most: int = _MOST_TRIES) -> Found | None:
        """Return values, to be laid over those of ``case``; None: none were found.

        Args:
            case: What is to render.
            facts: What is said of the release.
            most: How many tables are tried.
        """
        base = dict(case.variables)

        def render(table: Mapping[str, object]) -> Outcome:
            self.tries += 1
            return self._own(replace(case, variables=merge_maps(base, dict(table))), facts)

        defaults = merge_maps(self._defaults, base)
        suspects = list(islice(_places_of(case.variables), _MOST_SUSPECTS))
        return _Search(render, self._uses, defaults, self._schemas, self._failures, most, suspects).run()


class _Search:
    def __init__(
        self,
        render: Callable[[Mapping[str, object]], Outcome],
        uses: Uses,
        defaults: Mapping[str, object],
        schemas: ValuesSchemas,
        failures: Failures,
        most: int,
        suspects: Sequence[Path],
    ) -> None:
        self._most = most
        self._suspects = suspects
        self._render = render
        self._uses = uses
        self._defaults = defaults
        self._schemas = schemas
        self._failures = failures
        self._tables: set[str] = set()
        self._reasons: set[str] = set()
        self._by_last_name: dict[str, list[Path]] = {}
        for path in sorted({*uses.read, *uses.conditions}):
            if path:
                self._by_last_name.setdefault(path[-1].lower(), []).append(path)

    def run(self) -> Found | None:
        tried = [first] if isinstance(first := self._try({}, {}, None), _Tried) else []
        found = first if isinstance(first, Found) else None
        in_vain = 0
        while found is None and tried and len(self._tables) < self._most and in_vain < _MOST_IN_VAIN:
            last = max(tried, key=lambda one: (one.progress, -one.detours))
            move = next(last.moves, None)
            if move is None:
                tried.remove(last)
                continue
            table: object = last.table
            for path, value in move:
                table = laid(table, self._defaults, path, value)
            kept = {path: value for path, value in last.settings.items() if not any(_within(path, p) for p, _ in move)}
            result = self._try(table if isinstance(table, dict) else {}, {**kept, **dict(move)}, last)
            in_vain += 1
            if isinstance(result, Found):
                found = result
            elif result is not None:
                in_vain = in_vain if result.detours else 0
                tried.append(result)
        return found

    def _try(
        self, table: dict[str, object], settings: dict[Path, object], last: _Tried | None
    ) -> Found | _Tried | None:
        """Return what it renders with, or a table that fails later than, or otherwise than ``last``."""
        key = json.dumps(table, sort_keys=True, default=str)
        if key in self._tables:
            return None
        self._tables.add(key)
        outcome = self._render(table)
        if not outcome.error:
            return Found(table, settings)
        failure = self._failures.of(outcome)
        if failure is None:
            return None
        key = str((failure.progress, failure.places, failure.reason))
        if key in self._reasons:
            return None
        self._reasons.add(key)
        if last is None:
            return _Tried(settings, table, failure, self._moves(table, settings, failure), failure.progress, 0)
        progress, detours = failure.progress, 0
        if progress[1] < 0 and progress[0] == last.progress[0]:
            # Where it fails now is not told; that it is elsewhere is good news.
            progress = (*last.progress, 1) if failure.places != last.failure.places else last.progress
        if progress < last.progress:
            return None
        if progress == last.progress:
            detours = last.detours + 1
        return _Tried(settings, table, failure, self._moves(table, settings, failure), progress, detours)

    def _moves(self, table: dict[str, object], settings: Mapping[Path, object], failure: Failure) -> Iterator[_Move]:
        """Yield what may help against ``failure``, what is nearest first."""
        present = merge_maps(dict(self._defaults), table)
        yield from self._schemas.moves(failure.reason, present)
        examples = Examples(self._uses, present, self._schemas, failure.reason)
        listed: list[tuple[int, int, _Move]] = []
        places = [*self._own(settings, failure.reason), *self._places(failure, present)]
        # What was set may be of the wrong kind.
        places[_MOST_PLACES - len(self._suspects) :] = [(path, None, 1) for path in self._suspects]
        places = list(dict.fromkeys(places))[:_MOST_PLACES]
        nearest = [(path, values[0]) for path, how, rank in places if not rank and (values := examples.of(path, how))]
        if len(nearest) > 1:
            listed.append((_STEP, -1, tuple(nearest)))
        for number, (path, how, nearness) in enumerate(places):
            # What is turned off is proven less.
            rank = nearness + (how is Truth.FALSE)
            listed += [
                (rank * _STEP + order, number, ((path, value),)) for order, value in enumerate(examples.of(path, how))
            ]
        yield from (move for *_, move in sorted(listed, key=lambda one: one[:2]))

    @staticmethod
    def _own(settings: Mapping[Path, object], reason: str) -> Iterator[tuple[Path, object, int]]:
        """Yield what was set already, and the message complains about."""
        words = {word for match in _DOTTED.finditer(reason) for word in match[0].split(".")}
        yield from ((path, Truth.TRUE, 0) for path in settings if path[-1] in words)

    def _places(self, failure: Failure, present: Mapping[str, object]) -> Iterator[tuple[Path, object, int]]:
        """Yield variables that may be to blame, what is known of them there, and how far they are from the failure.

        What is known is a truth or a value that they have at the place; None: nothing.
        """
        if failure.is_said:
            yield from ((path, None, 0) for path in self._named(failure.reason, dotted=True))
        for rank, sites in enumerate(failure.sites[:4]):
            for site in sites:
                reads = sorted(site.reads, key=lambda path: bool(looked_up(present, path)))
                yield from ((path, None, rank) for path in reads)
            yield from _of_conditions(sites, rank or int(any(site.reads for site in sites)))
            if not rank and failure.is_said:
                yield from _of_conditions(self._failures.saying(failure.reason), 0)
                yield from ((path, None, 1) for path in self._named(failure.reason, dotted=False))

    def _named(self, reason: str, *, dotted: bool) -> Iterator[Path]:
        """Yield the variables that a message names."""
        for match in _DOTTED.finditer(reason):
            parts = tuple(match[0].split("."))
            while parts and parts[0] in ("Values", "Variables", "values"):
                parts = parts[1:]
            if not parts or (len(parts) > 1) is not dotted or len(parts[-1]) < _SHORTEST_WORD:
                continue
            known = [path for path in self._by_last_name.get(parts[-1].lower(), ()) if path[-len(parts) :] == parts]
            yield from known[:3] if known or not dotted else [parts]


def _of_conditions(sites: Sequence[Site], rank: int) -> Iterator[tuple[Path, object, int]]:
    """Yield the variables that decide whether ``sites`` are reached, the innermost condition first."""
    for site in sites:
        guards: Guards = site.guards
        told = {path for path, _ in guards}
        # The opposite of what brought us here.
        yield from ((path, emptied(wanted), rank) for path, wanted in reversed(guards))
        yield from ((path, None, rank) for path in reversed(site.around) if path not in told)


def _places_of(values: object, path: Path = ()) -> Iterator[Path]:
    """Yield the places of what is set in tables."""
    if isinstance(values, Mapping) and values:
        for name, below in values.items():
            yield from _places_of(below, (*path, str(name)))
    elif path:
        yield path


def _within(path: Path, other: Path) -> bool:
    return path[: len(other)] == other
