"""A chart rendered with several values of what is to stay variable: to lines with expressions, kept for later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from chartkit.convert.equivalence import NO_FACTS, Case, ChartSide, Facts, Identity, Outcome, RepeatedWorld
from chartkit.values import merge_maps

from .kept import Kept
from .printing import Line, Printer

__all__ = ["Rendering", "Trials"]

#: The lines of each object; None: the chart refuses the values.
Rendering = dict[Identity, list[Line]] | None


class Trials:
    """Renders the chart; each set of values once."""

    def __init__(self, path: Path, facts: Facts, values: Mapping[str, object], seed: int, printer: Printer) -> None:
        self.values = dict(values)
        self.seed = seed
        self._printer = printer
        self._side = ChartSide(path, facts, world=RepeatedWorld(seed, few_keys=False))
        self._known: dict[frozenset[tuple[tuple[str, ...], str]], Outcome] = {}

    def rendered(self, values: Mapping[Kept, object]) -> Outcome:
        """Return what the chart renders to with ``values``."""
        changed = {one: value for one, value in values.items() if not _is_same(value, one.value)}
        key = frozenset((one.path, repr(value)) for one, value in changed.items())
        if key not in self._known:
            table = self.values
            for one, value in changed.items():
                table = merge_maps(table, one.table(value))
            # The schema need not be ready for markers and samples.
            self._known[key] = self._side.render(
                Case(variables=table), Facts(checks_schema=False) if changed else NO_FACTS
            )
        return self._known[key]

    def lines(self, kept: Sequence[Kept], states: Mapping[Kept, int], base: Sequence[Identity]) -> Rendering:
        """Return the objects with ``states`` of ``kept``, others in their first one.

        Args:
            kept: What stays variable.
            states: The numbers of their states.
            base: How objects are called that are known: markers in their names stand for values.
        """
        values = {one: one.states[states.get(one, 0)] for one in kept}
        outcome = self.rendered(values)
        if outcome.error:
            return None
        concrete = {one: values[one] for one in kept if states.get(one, 0) or not one.is_marked}
        marked = [one for one in kept if one not in concrete]
        named = {_with_values(identity, concrete): identity for identity in reversed(base)}
        found: dict[Identity, list[Line]] = {}
        for identity, document in outcome.objects().items():

            def probe(one: Kept, value: object, identity: Identity = identity) -> list[str] | None:
                other = self.rendered({**values, one: value})
                there = other.objects().get(_with_values(identity, {one: value})) if not other.error else None
                return there.text.split("\n") if there is not None else None

            lines = self._printer.lines(document.text.split("\n"), marked, probe)
            found[named.get(identity, identity)] = lines
        return found


def _is_same(value: object, other: object) -> bool:
    if isinstance(value, bool) is not isinstance(other, bool):
        return False
    return value == other and isinstance(value, str) is isinstance(other, str)


def _with_values(identity: Identity, values: Mapping[Kept, object]) -> Identity:
    """Return ``identity`` as it is called with ``values`` instead of markers."""
    name, namespace = identity.name, identity.namespace
    for one, value in values.items():
        if one.is_marked and isinstance(one.marker, (str, int)) and not isinstance(one.marker, bool):
            name = name.replace(str(one.marker), str(value))
            namespace = namespace.replace(str(one.marker), str(value))
    return Identity(identity.api_version, identity.kind, namespace, name, identity.number)
