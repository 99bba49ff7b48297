"""A chart to plain manifests, one object a file; chosen values stay variables, and so do the conditions on them.

What depends on a value is not read from the templates but from what they render to with other values
(:mod:`.specialising`). So a value is kept only if several others, put into the manifests, give what the chart renders
with them (:mod:`.proving`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from chartkit.chart import Chart
from chartkit.convert.equivalence import (
    Case,
    ChartSide,
    Facts,
    Identity,
    Outcome,
    RepeatedWorld,
    Uses,
    compare,
    material_of,
    uses_in,
)
from chartkit.errors import ConvertError
from chartkit.gotemplate import Tree, nodes
from chartkit.goyaml import dump
from chartkit.values import merge_maps

from .conditionals import template_of
from .kept import Kept, Kind, dotted, kept_in, leaves_of, split_path
from .printing import Printer, filters_in
from .proving import Disproof, Proof, combined, disproof_of, variables_of
from .specialising import Entangled, specialised
from .toml_text import toml_text
from .trying import Trials

__all__ = ["Frozen", "frozen"]

#: Another day than the one that stands still otherwise: what differs then depends on the time or on chance.
_LATER = 1_800_000_000_000_000_000

#: Stands for a value that is not there.
_ABSENT = object()

_COMPARING_NUMBERS = frozenset({"gt", "ge", "lt", "le", "eq", "ne"})


@dataclass(frozen=True, slots=True)
class Frozen:
    """Plain manifests."""

    files: dict[str, bytes]
    notes: tuple[str, ...]
    #: The user's values, and samples of what is kept: what the manifests read as the chart's with.
    cases: tuple[Case, ...]


def frozen(
    path: Path,
    chart: Chart,
    facts: Facts,
    values: Mapping[str, object],
    *,
    keep: Sequence[str] = (),
    seed: int | None = None,
) -> Frozen:
    """Return the chart's manifests as files of a folder.

    Args:
        path: Where the chart is.
        chart: The chart as loaded.
        facts: What its templates are told.
        values: The user's values.
        keep: Values, by dotted paths, that stay variables.
        seed: What random values follow from; None: they are refused.

    Raises:
        ConvertError: The chart does not render, or, without a seed, not always the same.
    """
    rooms = material_of(ChartSide(path, facts), "")[0] if keep else []
    trees = [tree for room in rooms for tree in room.trees]
    trials = Trials(path, facts, values, 1 if seed is None else seed, Printer(filters_in(trees)))
    base = trials.rendered({})
    if base.error:
        raise ConvertError(f"{path} does not render: {base.error}", hint="Give values that it renders with (-f).")
    if not base.documents:
        raise ConvertError(f"{path} renders no objects", hint="Give values that it renders some with (-f).")
    if seed is None:
        _refuse_chance(ChartSide(path, facts, world=RepeatedWorld(2, _LATER, few_keys=False)), base, values)
    choosing = _Choosing(trials, uses_in(rooms), trees)
    choosing.choose(merge_maps(chart.values, dict(values)), keep)
    files, proof = choosing.together()
    notes = [*map(proof.note, choosing.kept), *choosing.notes]
    if not facts.include_crds:
        for crd in (crd for _, part in chart.walk() for crd in part.files if crd.name.startswith("crds/")):
            if crd.data not in (data for name, data in files.items() if name.startswith("crds/")):
                files[_free(crd.name, files)] = crd.data
    settings = {"namespace": facts.namespace or "default", "pod-presets": False}
    files["chartkit.toml"] = toml_text(settings).encode()
    return Frozen(files, tuple(notes), tuple(_cases(values, choosing.kept)))


def _cases(values: Mapping[str, object], kept: Sequence[Kept]) -> Iterator[Case]:
    """Yield the values as they are, with samples of what is kept one by one, and with some drawn for all of it."""
    yield Case(variables=values)
    alone = ({one: sample} for one in kept for sample in one.samples())
    for number, changed in enumerate(chain(alone, combined(kept) if len(kept) > 1 else ()), 1):
        # A table would be laid over the one that is there, and null would delete.
        if not any(isinstance(value, (dict, type(None))) for value in changed.values()):
            table = dict(values)
            for one, value in changed.items():
                table = merge_maps(table, one.table(value))
            yield Case(variables=table, trial=f"sample {number}")


class _Choosing:
    """Finds out which values can be kept, and makes the files."""

    def __init__(self, trials: Trials, uses: Uses, trees: Sequence[Tree]) -> None:
        self.kept: list[Kept] = []
        self.notes: list[str] = []
        self._trials = trials
        self._uses = uses
        self._trees = trees
        self._number = 0

    def choose(self, values: Mapping[str, object], keep: Sequence[str]) -> None:
        """Keep what can be kept by itself of the values at the paths ``keep``."""
        for text in keep:
            path = split_path(text)
            value = self._value(values, path)
            if value is _ABSENT:
                self.notes.append(f"{dotted(path)} is frozen: the chart has no such value")
            elif not any(path == one.path for one in self.kept):
                self._choose(path, value)

    def _value(self, values: object, path: Sequence[str]) -> object:
        for name in path:
            values = values.get(name, _ABSENT) if isinstance(values, dict) else _ABSENT
        # What has no default may be read all the same.
        return None if values is _ABSENT and tuple(path) in self._uses.read else values

    def _choose(self, path: tuple[str, ...], value: object) -> None:
        reasons: list[str] = []
        for one in kept_in(path, value, self._number, self._uses, _thresholds(self._trees, path[-1])):
            disproof = self._refusal(one)
            if disproof is None:
                self.kept.append(one)
                self._number += 1
                return
            reasons.append(disproof.reason)
        if isinstance(value, dict) and value:
            # Not as a whole, but maybe what it holds.
            self.notes.append(f"{dotted(path)} is frozen as a whole: {reasons[0]}")
            for place, below in leaves_of(path, value):
                self._choose(place, below)
            return
        self.notes.append(f"{dotted(path)} is frozen: {next(iter(reasons), 'it is no whole number')}")

    def _refusal(self, one: Kept) -> Disproof | None:
        """Return why ``one`` cannot be kept by itself."""
        error = self._trials.rendered({one: one.marker}).error
        if error:
            if one.kind in (Kind.TABLE, Kind.LIST, Kind.TRUTH):
                return Disproof(one, f"the chart does not render with {one.marker!r}: {error}")
            # Only certain values are allowed.
            one.is_marked = False
            others = [state for state in one.states[1:] if state != one.value]
            one.states = [one.value, *(state for state in others if not self._trials.rendered({one: state}).error)]
            if len(one.states) == 1:
                return Disproof(one, f"the chart does not render with other values: {error}")
        return self._attempt([one])[1]

    def _attempt(self, kept: Sequence[Kept]) -> tuple[dict[str, bytes], Disproof | None, Proof]:
        """Return the files that keep ``kept``, or why one of them cannot be kept, and what was proven."""
        try:
            manifests = specialised(self._trials, kept)
        except Entangled as found:
            return {}, Disproof(found.one, found.reason), Proof()
        files: dict[str, bytes] = {}
        for identity, manifest in manifests.items():
            name = _file_name(_usual(identity, kept), files)
            files[name] = f"{template_of(manifest.items, manifest.base)}\n".encode("utf-8", "surrogateescape")
        if kept:
            files["variables.yaml"] = dump(variables_of(kept)).encode("utf-8", "surrogateescape")
        disproof, proof = disproof_of(self._trials, files, kept)
        return files, disproof, proof

    def together(self) -> tuple[dict[str, bytes], Proof]:
        """Return the files that keep everything that can be kept together, and what was proven."""
        while True:
            files, disproof, proof = self._attempt(self.kept)
            if disproof is None:
                return files, proof
            self.kept.remove(disproof.one)
            self.notes.append(f"{dotted(disproof.one.path)} is frozen: {disproof.reason}")


def _thresholds(trees: Iterable[Tree], name: str) -> list[int]:
    """Return the numbers that templates compare something called ``name`` with."""
    found: set[int] = set()
    for tree in trees:
        for node in nodes.walk(tree.root):
            if isinstance(node, nodes.Command) and isinstance(node.args[0], nodes.Identifier):
                below = list(nodes.walk(node)) if node.args[0].name in _COMPARING_NUMBERS else []
                fields = (each for each in below if isinstance(each, (nodes.Field, nodes.Variable, nodes.Chain)))
                if any(each.path and each.path[-1] == name for each in fields):
                    numbers = (each.as_int for each in below if isinstance(each, nodes.Number))
                    found.update(number for number in numbers if number is not None)
    return sorted(found)


def _refuse_chance(other: ChartSide, base: Outcome, values: Mapping[str, object]) -> None:
    found = compare(base, other.render(Case(variables=dict(values)), Facts()))
    if found:
        names = ", ".join(sorted({difference.subject for difference in found})[:5])
        raise ConvertError(
            f"what the chart renders depends on time or chance: {names}", hint="--seed N makes it the same each time."
        )


def _usual(identity: Identity, kept: Sequence[Kept]) -> Identity:
    """Return ``identity`` as it is called with the values that the chart has."""
    name = identity.name
    for one in kept:
        if one.is_marked and one.kind in (Kind.TEXT, Kind.NUMBER):
            name = name.replace(str(one.marker), str(one.value))
    return Identity(identity.api_version, identity.kind, identity.namespace, name, identity.number)


def _file_name(identity: Identity, taken: Mapping[str, bytes]) -> str:
    """Return a name of letters, digits, dots and dashes that no other object has."""
    stem = re.sub(r"[^a-z0-9.-]+", "-", f"{identity.kind}-{identity.name}".lower()).strip(".-")[:200]
    return _free(f"{stem}.yaml", taken)


def _free(name: str, taken: Iterable[str]) -> str:
    """Return ``name``, or one like it where that is taken; case does not count, as in some file systems."""
    known = {other.casefold() for other in taken}
    stem, dot, extension = name.rpartition(".")
    return next(
        found
        for found in chain([name], (f"{stem}-{n}{dot}{extension}" for n in range(2, 1 << 20)))
        if found.casefold() not in known
    )
