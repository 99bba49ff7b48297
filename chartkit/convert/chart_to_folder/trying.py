"""A chart rendered with several values of what is to stay variable: to lines with expressions, kept for later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from chartkit.convert.equivalence import NO_FACTS, Case, ChartSide, Facts, Identity, Outcome, RepeatedWorld
from chartkit.gostd.unicode import SPACE
from chartkit.manifests import Document
from chartkit.release import LoadedChart, Release
from chartkit.values import merge_maps

from .checksums import Checksums
from .kept import Kept
from .printing import Line, Printer, with_checksums

__all__ = ["FILE", "Rendering", "Trials"]

#: The kind of what is no object, but the text of a file that some checksum is of.
FILE = "text of a file"

#: The lines of each object; None: the chart refuses the values.
Rendering = dict[Identity, list[Line]] | None


class _TellingChart(LoadedChart):
    """A chart that also tells the texts of its files, before they were divided into objects."""

    files: Mapping[str, str] = {}

    def render(self, *args: Any, **options: Any) -> Release:  # noqa: ANN401 - what the base class takes
        """Return what the chart renders to."""
        release = super().render(*args, **options)
        self.files = release.files
        return release


class _TellingSide(ChartSide):
    """A side whose chart is such a one."""

    @cached_property
    def _loaded(self) -> _TellingChart:
        return _TellingChart(self.path, environment=self._world.environment)

    @property
    def files(self) -> Mapping[str, str]:
        """What was rendered last, by the paths of templates."""
        return self._loaded.files


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an object stands: as which one of its kind, of how many, in which file."""

    source: str
    kind: str
    number: int
    count: int

    @classmethod
    def of(cls, identity: Identity, outcome: Outcome) -> _Place:
        objects = outcome.objects()
        source = objects[identity].source if identity in objects else ""
        alike = [one for one, document in objects.items() if (document.source, one.kind) == (source, identity.kind)]
        return cls(source, identity.kind, alike.index(identity) if identity in alike else 0, len(alike))

    def document_in(self, outcome: Outcome) -> Document | None:
        """Return what stands there in another outcome, if that has as many of its kind in the file."""
        alike = [one for one in outcome.documents if (one.source, one.kind) == (self.source, self.kind)]
        return alike[self.number] if self.count and len(alike) == self.count else None


class Trials:
    """Renders the chart; each set of values once."""

    def __init__(self, path: Path, facts: Facts, values: Mapping[str, object], seed: int, printer: Printer) -> None:
        self.values = dict(values)
        self.seed = seed
        #: The chart's files that objects come from.
        self.sources: dict[Identity, str] = {}
        self._printer = printer
        self._side = _TellingSide(path, facts, world=RepeatedWorld(seed, few_keys=False))
        self._known: dict[frozenset[tuple[tuple[str, ...], str]], tuple[Outcome, Mapping[str, str]]] = {}
        self._checksums = Checksums()

    def rendered(self, values: Mapping[Kept, object]) -> Outcome:
        """Return what the chart renders to with ``values``."""
        return self._rendered(values)[0]

    def is_alone(self, path: str) -> bool:
        """Return whether the file at ``path`` was always one object, or none."""
        for outcome, files in self._known.values():
            texts = [document.text for document in outcome.documents if document.source == path]
            if len(texts) > 1 or (texts and texts[0] != files.get(path, "").strip(SPACE)):
                return False
        return True

    def _rendered(self, values: Mapping[Kept, object]) -> tuple[Outcome, Mapping[str, str]]:
        changed = {one: value for one, value in values.items() if not _is_same(value, one.value)}
        key = frozenset((one.path, repr(value)) for one, value in changed.items())
        if key not in self._known:
            table = self.values
            for one, value in changed.items():
                table = merge_maps(table, one.table(value))
            # The schema need not be ready for markers and samples.
            facts = Facts(checks_schema=False) if changed else NO_FACTS
            outcome = self._side.render(Case(variables=table), facts)
            self._known[key] = outcome, ({} if outcome.error else self._side.files)
        return self._known[key]

    def lines(self, kept: Sequence[Kept], states: Mapping[Kept, int], base: Sequence[Identity]) -> Rendering:
        """Return the objects with ``states`` of ``kept``, others in their first one.

        Args:
            kept: What stays variable.
            states: The numbers of their states.
            base: How objects are called that are known: markers in their names stand for values.
        """
        values = {one: one.states[states.get(one, 0)] for one in kept}
        outcome, files = self._rendered(values)
        if outcome.error:
            return None
        concrete = {one: values[one] for one in kept if states.get(one, 0) or not one.is_marked}
        marked = [one for one in kept if one not in concrete]
        texts = {identity: document.text for identity, document in outcome.objects().items()}
        sources = {identity: document.source for identity, document in outcome.objects().items()}
        named = self._names(list(texts), sources, base, concrete)
        checksums = self._checksums.found_in((line for text in texts.values() for line in text.split("\n")), files)
        texts |= {Identity("", FILE, "", checksum.path): files[checksum.path] for checksum in checksums.values()}
        found: dict[Identity, list[Line]] = {}
        for identity, text in texts.items():

            def probe(one: Kept, value: object, identity: Identity = identity) -> list[str] | None:
                place = _Place.of(identity, outcome)
                return self._lines_with({**values, one: value}, _with_values(identity, {one: value}), place)

            lines = self._printer.lines(text.split("\n"), marked, probe)
            name = named.get(identity, identity)
            self.sources.setdefault(name, sources.get(identity, ""))
            found[name] = [with_checksums(line, checksums) for line in lines]
        return found

    def _names(
        self,
        found: Sequence[Identity],
        sources: Mapping[Identity, str],
        base: Sequence[Identity],
        values: Mapping[Kept, object],
    ) -> dict[Identity, Identity]:
        """Return how objects are called that are known by other names: what is kept may be part of the names."""
        named = {changed: one for one in reversed(base) if (changed := _with_values(one, values)) in found}
        lonely = [identity for identity in found if identity not in named]
        missing = [identity for identity in base if identity not in named.values()]
        by_place: dict[tuple[str, str], list[Identity]] = {}
        for identity in missing:
            by_place.setdefault((self.sources.get(identity, ""), identity.kind), []).append(identity)
        for place, known in by_place.items():
            others = [identity for identity in lonely if (sources.get(identity, ""), identity.kind) == place]
            if len(others) == len(known):
                named.update(zip(others, known, strict=True))
        return named

    def usual_names(self, known: Sequence[Identity], kept: Sequence[Kept]) -> dict[Identity, Identity]:
        """Return how objects are called with the values that the chart has."""
        values = {one: one.value for one in kept}
        objects = self.rendered({}).objects()
        sources = {identity: document.source for identity, document in objects.items()}
        found = {identity: _with_values(identity, values) for identity in known}
        return found | {name: usual for usual, name in self._names(list(objects), sources, known, values).items()}

    def _lines_with(self, values: Mapping[Kept, object], identity: Identity, place: _Place) -> list[str] | None:
        """Return the lines of an object or file with ``values``; None: it is not there."""
        outcome, files = self._rendered(values)
        if identity.kind == FILE:
            return files[identity.name].split("\n") if identity.name in files else None
        document = outcome.objects().get(identity) or place.document_in(outcome)
        return None if document is None else document.text.split("\n")


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
