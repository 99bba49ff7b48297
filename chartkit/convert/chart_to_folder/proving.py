"""Manifests with variables against their chart: do they render the same with values that nobody looked at before?"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chartkit.convert.equivalence import Case, Difference, Facts, FolderSide, RepeatedWorld, compare
from chartkit.errors import ConvertError
from chartkit.folder import Folder, MappingSource
from chartkit.goyaml import dump
from chartkit.patterns import late_pattern
from chartkit.values import merge_maps

from .kept import Kept, Kind, dotted
from .trying import Trials

__all__ = ["Disproof", "Proof", "combined", "disproof_of", "variables_of"]

#: With fewer of the samples nothing is proven.
_FEWEST_RENDERED = 2

#: How often values are tried that are drawn for all of what is kept: so often, and more for each value.
_DRAWS = 24
_DRAWS_OF_EACH = 8
_MOST_DRAWS = 160
#: How often a value that is drawn is the usual one, and one that conditions ask for.
_USUALLY = 0.2
_TELLING = 0.6

_DIGEST = late_pattern(r"\"?[0-9a-f]{32,128}\"?")
_LONGEST_SHOWN = 70
_MOST_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Disproof:
    """Why a value cannot be kept."""

    one: Kept
    reason: str
    #: What has to have another value than the first one that was tried, for the difference to show.
    involved: tuple[Kept, ...] = ()


@dataclass(slots=True)
class Proof:
    """What was compared. Not frozen: it is counted up."""

    #: With how many values of each the two sides rendered the same.
    values: dict[Kept, int] = field(default_factory=dict)
    #: With how many drawn for all together.
    draws: int = 0

    def note(self, one: Kept, *, is_used: bool) -> str:
        """Return what was proven of a kept value, in words."""
        unused = "" if is_used else "; nothing that is rendered depends on it"
        draws = f", and {self.draws} combinations with others" if len(self.values) > 1 and self.draws else ""
        return f"{dotted(one.path)} is kept: {self.values[one]} values{draws} render as the chart does{unused}"


def variables_of(kept: Sequence[Kept]) -> dict[str, object]:
    """Return what is kept as it is in the chart."""
    found: dict[str, object] = {}
    for one in kept:
        found = merge_maps(found, one.exactly(one.value))
    return found


def combined(kept: Sequence[Kept]) -> Iterator[dict[Kept, object]]:
    """Yield values for all that is kept, drawn from what is tried of each; always the same ones."""
    draw = random.Random(len(kept))  # noqa: S311 # no secret
    samples = {one: one.samples() for one in kept}
    telling = {one: one.states[1:] if one.is_marked and one.kind is not Kind.TRUTH else one.states for one in kept}
    for _ in range(min(_DRAWS + _DRAWS_OF_EACH * len(kept), _MOST_DRAWS)):
        values: dict[Kept, object] = {}
        for one in kept:
            pool = telling[one] if draw.random() < _TELLING else samples[one]
            values[one] = one.value if draw.random() < _USUALLY else draw.choice(pool)
        yield values


class Comparison:
    """Renders both sides with the same values."""

    def __init__(self, trials: Trials, files: Mapping[str, bytes], kept: Sequence[Kept]) -> None:
        self._trials = trials
        self._files = {**files, "chartkit.toml": b"pod-presets = false\n"}
        self._kept = kept
        self._side = self._side_with(self._files)

    def _side_with(self, files: Mapping[str, bytes]) -> FolderSide:
        return FolderSide(Folder(MappingSource(files)), RepeatedWorld(self._trials.seed, few_keys=False))

    def difference(self, values: Mapping[Kept, object]) -> str | None:
        """Return how the manifests differ from the chart with ``values``, or nothing; None: the chart refuses them."""
        theirs = self._trials.rendered(values)
        if theirs.error:
            return None
        side, table = self._side, dict[str, object]()
        if any(isinstance(value, (dict, type(None))) and value != one.value for one, value in values.items()):
            # Tables would be merged, and null would delete.
            whole: dict[str, object] = {}
            for one, value in values.items():
                whole = merge_maps(whole, one.exactly(value))
            side = self._side_with({**self._files, "variables.yaml": dump(whole).encode("utf-8", "surrogateescape")})
        else:
            for one, value in values.items():
                table = merge_maps(table, one.exactly(value)) if value != one.value else table
        ours = side.render(Case(variables=table), Facts())
        if not ours.error and sorted(one.text for one in ours.documents) == sorted(
            one.text for one in theirs.documents
        ):
            # Also where a name is no text, and so no name.
            return ""
        found = compare(theirs, ours, order=False)
        return _in_words(found[0]) if found else ""


def disproof_of(trials: Trials, files: Mapping[str, bytes], kept: Sequence[Kept]) -> tuple[Disproof | None, Proof]:
    """Return a value with which the manifests would not render as the chart does, and what was compared.

    Raises:
        ConvertError: They do not even with the values that the chart has.
    """
    comparison = Comparison(trials, files, kept)
    proof = Proof()
    usual = {one: one.value for one in kept}
    if not kept and comparison.difference(usual):
        raise ConvertError("the manifests would not read as the chart's: some object has no name or kind")
    if comparison.difference(usual):
        return _fewest(comparison, usual), proof
    for one in kept:
        proof.values[one] = 0
        for sample in one.samples():
            found = comparison.difference({**usual, one: sample})
            if found:
                return _fewest(comparison, {**usual, one: sample}), proof
            proof.values[one] += found is not None
        if proof.values[one] < _FEWEST_RENDERED:
            error = trials.rendered({**usual, one: one.samples()[-1]}).error
            return Disproof(one, f"the chart does not render with other values: {error}"), proof
    for values in combined(kept) if len(kept) > 1 else ():
        found = comparison.difference(values)
        if found:
            return _fewest(comparison, values), proof
        proof.draws += found is not None
    return None, proof


def _fewest(comparison: Comparison, values: Mapping[Kept, object]) -> Disproof:
    """Return what is wrong with ``values``, with as few of them as possible other than usual."""
    chosen = _narrowed(comparison, values, {one: one.value for one in values})
    left = [(one, value) for one, value in chosen.items() if value != one.value] or list(chosen.items())
    *others, (culprit, value) = left
    beside = "".join(f" and {dotted(one.path)} = {_shown(other)}" for one, other in others[:_MOST_SHOWN])
    reason = f"with {_shown(value)}{beside} {comparison.difference(chosen)}"
    first = {one: one.states[0] for one in values}
    involved = [one for one, value in _narrowed(comparison, values, first).items() if value is not first[one]]
    return Disproof(culprit, reason, tuple(involved))


def _narrowed(
    comparison: Comparison, values: Mapping[Kept, object], others: Mapping[Kept, object]
) -> dict[Kept, object]:
    """Return ``values`` with as many of ``others`` as possible such that there still is a difference."""
    chosen = dict(values)
    for one, value in others.items():
        fewer = {**chosen, one: value}
        if comparison.difference(fewer):
            chosen = fewer
    return chosen


def _in_words(found: Difference) -> str:
    if not found.changes:
        return f"{found} from what the chart renders"
    change = found.changes[0]
    values = [value for value in (change.a, change.b) if value is not None]
    if values and all(_DIGEST.fullmatch(value) for value in values):
        return f"{found.subject} would differ: {change.path} is a checksum that changes with it"
    wanted = _cut(change.a) if change.a is not None else "missing"
    return f"{found.subject} would differ: {change.path} would have to be {wanted}"


def _shown(value: object) -> str:
    return _cut(repr(value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."
