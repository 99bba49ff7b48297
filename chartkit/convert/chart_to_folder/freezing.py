"""A chart to plain manifests, one object a file; chosen values stay variables, and so do the conditions on them.

What depends on a value is not read from the templates but from what they render to with other values
(:mod:`.specialising`). So a value is kept only if several others, put into the manifests, give what the chart renders
with them (:mod:`.proving`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
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
from chartkit.gostd import strconv
from chartkit.goyaml import dump
from chartkit.values import merge_maps

from .conditionals import begins_late, has_variables, template_of
from .constants import Constants
from .kept import Kept, Kind, dotted, kept_in, leaves_of, split_path
from .printing import Printer, filters_in
from .proving import Disproof, Proof, combined, disproof_of, variables_of
from .specialising import Entangled, Specialised, specialised
from .toml_text import toml_text
from .trying import FILE, Trials

__all__ = ["Frozen", "frozen"]

#: Another day than the one that stands still otherwise: what differs then depends on the time or on chance.
_LATER = 1_800_000_000_000_000_000

#: Stands for a value that is not there.
_ABSENT = object()


#: What pairs of values tell is known already.
_FEWEST_TOGETHER = 3

#: With so many samples the manifests are compared with what the real Helm renders.
_MOST_CASES = 48


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
    choosing = _Choosing(trials, uses_in(rooms), Constants(trees))
    choosing.choose(merge_maps(chart.values, dict(values)), keep)
    files, proof = choosing.together()
    notes = [proof.note(one, is_used=_is_used(one, files)) for one in choosing.kept] + choosing.notes
    if not facts.include_crds:
        for crd in (crd for _, part in chart.walk() for crd in part.files if crd.name.startswith("crds/")):
            if crd.data not in (data for name, data in files.items() if name.startswith("crds/")):
                files[_free(crd.name, files)] = crd.data
    settings = {"namespace": facts.namespace or "default", "pod-presets": False}
    files["chartkit.toml"] = toml_text(settings).encode()
    return Frozen(files, tuple(notes), tuple(_cases(values, choosing.kept)))


def _cases(values: Mapping[str, object], kept: Sequence[Kept]) -> Iterator[Case]:
    """Yield the values as they are, and with samples of what is kept."""
    yield Case(variables=values)
    alone = ({one: sample} for one in kept for sample in one.samples())
    for number, changed in enumerate(islice(combined(kept) if len(kept) > 1 else alone, _MOST_CASES), 1):
        table = dict(values)
        for one, value in changed.items():
            # A table would be laid over the one that is there, and null would delete.
            if not isinstance(value, (dict, type(None))):
                table = merge_maps(table, one.table(value))
        yield Case(variables=table, trial=f"sample {number}")


class _Choosing:
    """Finds out which values can be kept, and makes the files."""

    def __init__(self, trials: Trials, uses: Uses, constants: Constants) -> None:
        self.kept: list[Kept] = []
        self.notes: list[str] = []
        self._trials = trials
        self._uses = uses
        self._constants = constants
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
        candidates = kept_in(path, value, self._number, self._uses, self._constants)
        for one in () if self._is_read_in_part(path, value) else candidates:
            disproof = self._refusal(one)
            if disproof is None:
                self.kept.append(one)
                self._number += 1
                return
            reasons.append(disproof.reason)
        if isinstance(value, dict) and value:
            # Not as a whole, but maybe what it holds.
            if reasons:
                self.notes.append(f"{dotted(path)} is frozen as a whole: {reasons[0]}")
            for place, below in leaves_of(path, value):
                self._choose(place, below)
            return
        self.notes.append(f"{dotted(path)} is frozen: {next(iter(reasons), 'it is no whole number')}")

    def _is_read_in_part(self, path: tuple[str, ...], value: object) -> bool:
        """Return whether templates read what stands below ``path``, so that the table is nothing by itself."""
        below = (other for other in self._uses.read if other[: len(path)] == path and len(other) > len(path))
        return isinstance(value, dict) and any(other[len(path)] in value for other in below)

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
        files, disproof, _ = self._attempt([one])
        if disproof is None and isinstance(one.value, dict) and one.value and not _is_used(one, files):
            return Disproof(one, "nothing that is rendered depends on it as a whole")
        return disproof

    def _attempt(self, kept: Sequence[Kept]) -> tuple[dict[str, bytes], Disproof | None, Proof]:
        """Return the files that keep ``kept``, or why one of them cannot be kept, and what was proven."""
        together: list[tuple[Kept, ...]] = []
        while True:
            try:
                manifests = specialised(self._trials, kept, together)
            except Entangled as found:
                return {}, Disproof(found.one, found.reason), Proof()
            files = self._files(manifests, kept)
            if kept:
                files["variables.yaml"] = dump(variables_of(kept)).encode("utf-8", "surrogateescape")
            disproof, proof = disproof_of(self._trials, files, kept)
            # Three values may do together what no two of them do.
            if disproof is None or len(disproof.involved) < _FEWEST_TOGETHER or disproof.involved in together:
                return files, disproof, proof
            together.append(disproof.involved)

    def _files(self, manifests: Mapping[Identity, Specialised], kept: Sequence[Kept]) -> dict[str, bytes]:
        """Return the manifests as files, and the definitions that they need."""
        texts = {identity.name: found for identity, found in manifests.items() if identity.kind == FILE}
        defined = {path: found for path, found in texts.items() if has_variables(found.items, found.base)}
        definitions: dict[str, str] = {}
        sources: dict[str, str] = {}
        for path, found in defined.items():
            template = template_of(found.items, found.base)
            name = strconv.quote(f"text of {path.partition('/')[2]}")
            definitions[path] = f'include {name} . | trimPrefix "\\n"' if begins_late(template) else f"include {name} ."
            start = " -}}\n" if template == template.lstrip() and not begins_late(template) else " }}"
            sources[path] = f"{{{{ define {name}{start}{template}{{{{ end }}}}\n"
        names = self._trials.usual_names(list(manifests), kept)
        owners = Counter(found.source for identity, found in manifests.items() if identity.kind != FILE)
        files: dict[str, bytes] = {}
        for identity, found in manifests.items():
            if identity.kind == FILE:
                continue
            if found.source in definitions and owners[found.source] == 1 and self._trials.is_alone(found.source):
                text = f"{{{{ {definitions[found.source]} }}}}"
            else:
                text = template_of(found.items, found.base, definitions)
            files[_file_name(names.get(identity, identity), files)] = f"{text}\n".encode("utf-8", "surrogateescape")
        if sources:
            files["_texts.tpl"] = "".join(sources.values()).encode("utf-8", "surrogateescape")
        return files

    def together(self) -> tuple[dict[str, bytes], Proof]:
        """Return the files that keep everything that can be kept together, and what was proven."""
        while True:
            files, disproof, proof = self._attempt(self.kept)
            if disproof is None:
                return files, proof
            self.kept.remove(disproof.one)
            self.notes.append(f"{dotted(disproof.one.path)} is frozen: {disproof.reason}")


def _is_used(one: Kept, files: Mapping[str, bytes]) -> bool:
    return any(one.expression.encode("utf-8", "surrogateescape") in text for text in files.values())


def _refuse_chance(other: ChartSide, base: Outcome, values: Mapping[str, object]) -> None:
    found = compare(base, other.render(Case(variables=dict(values)), Facts()))
    if found:
        names = ", ".join(sorted({difference.subject for difference in found})[:5])
        raise ConvertError(
            f"what the chart renders depends on time or chance: {names}", hint="--seed N makes it the same each time."
        )


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
