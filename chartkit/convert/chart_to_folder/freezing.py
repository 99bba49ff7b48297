"""A chart to plain manifests, one object a file; chosen values stay variables.

What depends on a value is not read from the templates but from what they render to. A marker in the value's place
shows where it is printed, and rendering without the value shows what its conditions decide. So a value is kept only
if several others, put into the manifests, give what the chart renders with them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain
from pathlib import Path

from chartkit.chart import Chart
from chartkit.convert.equivalence import (
    Case,
    ChartSide,
    Facts,
    FolderSide,
    Identity,
    Outcome,
    RepeatedWorld,
    compare,
)
from chartkit.errors import ConvertError
from chartkit.folder import Folder, MappingSource
from chartkit.goyaml import dump
from chartkit.patterns import late_pattern
from chartkit.values import merge_maps

from .toml_text import toml_text

__all__ = ["frozen"]

_NAME = late_pattern(r"[A-Za-z_][A-Za-z0-9_]*")
#: Another day than the one that stands still otherwise: what differs then depends on the time or on chance.
_LATER = 1_800_000_000_000_000_000

_TEXTS = ("other", "1.2.3", "v2-rc.1", "123")
_NUMBERS = (1, 2, 7, 250)


@dataclass(frozen=True, slots=True)
class Kept:
    """A value that stays a variable."""

    path: tuple[str, ...]
    value: object
    #: Stands for a value that is true: a text or number that occurs nowhere else, or true.
    marker: object
    #: The value of that kind that is false.
    nothing: object

    @property
    def expression(self) -> str:
        """How a template names it."""
        if all(_NAME.fullmatch(part) for part in self.path):
            return ".Variables." + ".".join(self.path)
        return f"(index .Variables {' '.join(map(_quoted, self.path))})"

    def samples(self) -> tuple[object, ...]:
        """Return the values that it is proven with."""
        if isinstance(self.value, bool):
            return (True, False)
        return (self.value, self.nothing, *(_TEXTS if isinstance(self.value, str) else _NUMBERS))

    def table(self, value: object) -> dict[str, object]:
        """Return values that set it."""
        found: object = value
        for name in reversed(self.path):
            found = {name: found}
        return found if isinstance(found, dict) else {}

    def without_marker(self, text: str, value: object) -> str:
        """Return ``text`` with ``value`` instead of the marker."""
        return text if isinstance(self.marker, bool) else text.replace(str(self.marker), str(value))


def frozen(
    path: Path,
    chart: Chart,
    facts: Facts,
    values: Mapping[str, object],
    *,
    keep: Sequence[str] = (),
    seed: int | None = None,
) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of the folder with the chart's manifests, and what there is to say.

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
    freezing = _Freezing(path, facts, dict(values), 1 if seed is None else seed)
    base = freezing.rendered([], {})
    if base.error:
        raise ConvertError(f"{path} does not render: {base.error}", hint="Give values that it renders with (-f).")
    if not base.documents:
        raise ConvertError(f"{path} renders no objects", hint="Give values that it renders some with (-f).")
    if seed is None:
        _refuse_chance(ChartSide(path, facts, world=RepeatedWorld(2, _LATER, few_keys=False)), base, freezing)
    kept, notes = _candidates(chart, values, keep)
    while True:
        files, refused, reason = freezing.attempt(kept)
        if refused is None:
            break
        notes.append(f"{'.'.join(refused.path)} is frozen: {reason}")
        kept = [other for other in kept if other is not refused]
    for crd in (crd for _, part in chart.walk() for crd in part.files if crd.name.startswith("crds/")):
        files.setdefault(crd.name, crd.data)
    settings = {"namespace": facts.namespace or "default", "pod-presets": False}
    files["chartkit.toml"] = toml_text(settings).encode()
    return files, notes


class _Freezing:
    """Renders the chart, and makes files of it."""

    def __init__(self, path: Path, facts: Facts, values: dict[str, object], seed: int) -> None:
        self.values = values
        self._seed = seed
        self._side = ChartSide(path, facts, world=RepeatedWorld(seed, few_keys=False))

    def rendered(self, kept: Sequence[Kept], values: Mapping[tuple[str, ...], object]) -> Outcome:
        """Return what the chart renders to with ``values`` of what is kept; the others have their markers."""
        table = self.values
        for one in kept:
            table = merge_maps(table, one.table(values.get(one.path, one.marker)))
        return self._side.render(Case(variables=table), Facts())

    def attempt(self, kept: Sequence[Kept]) -> tuple[dict[str, bytes], Kept | None, str]:
        """Return the files that keep ``kept``, or the one that cannot be kept, with the reason."""
        marked = self.rendered(kept, {})
        if marked.error:
            return {}, self._breaking(kept), f"the chart does not render with another value: {marked.error}"
        pieces = {identity: _Piece(document.text.split("\n")) for identity, document in marked.objects().items()}
        for one in kept:
            reason = self._add_condition(kept, one, pieces)
            if reason:
                return {}, one, reason
        files: dict[str, bytes] = {}
        for identity, piece in pieces.items():
            name = _file_name(identity, files)
            files[name] = (piece.text(kept) + "\n").encode("utf-8", "surrogateescape")
        variables: dict[str, object] = {}
        for one in kept:
            variables = merge_maps(variables, one.table(one.value))
        if kept:
            files["variables.yaml"] = dump(variables).encode()
        refused = self._disproved(files, kept)
        return files, refused, "other values do not render as the chart does"

    def _breaking(self, kept: Sequence[Kept]) -> Kept:
        """Return a value whose marker the chart does not render with; the last one if none alone does it."""
        for one in kept:
            if self.rendered(kept, {other.path: other.value for other in kept if other is not one}).error:
                return one
        return kept[-1]

    def _add_condition(self, kept: Sequence[Kept], one: Kept, pieces: dict[Identity, _Piece]) -> str:
        """Note what depends on whether ``one`` is true; return why that is not possible, or nothing."""
        without = self.rendered(kept, {one.path: one.nothing})
        if without.error:
            return f"the chart does not render without it: {without.error}"
        left = {identity: document.text.split("\n") for identity, document in without.objects().items()}
        for identity, piece in list(pieces.items()):
            if piece.absent_with is not None:
                continue
            lines = left.pop(_without_marker(identity, one), None)
            if lines is None:
                if piece.only_with is not None:
                    return "it decides about an object together with another value"
                piece.only_with = one
            elif not piece.divide(one, lines):
                return "it decides about the same lines as another value"
        for identity, lines in left.items():
            if identity in pieces:
                return "it decides about an object together with another value"
            pieces[identity] = _Piece(lines, absent_with=one)
        return ""

    def _disproved(self, files: Mapping[str, bytes], kept: Sequence[Kept]) -> Kept | None:
        """Return a kept value that does not render as the chart does with some sample; None if all do."""
        world = RepeatedWorld(self._seed, few_keys=False)
        side = FolderSide(Folder(MappingSource({**files, "chartkit.toml": b"pod-presets = false\n"})), world)
        for one in kept:
            for sample in one.samples():
                if self._differs(side, kept, {**{other.path: other.value for other in kept}, one.path: sample}):
                    return one
        for turn in range(max((len(one.samples()) for one in kept), default=0)):
            chosen = {one.path: one.samples()[(turn + shift) % len(one.samples())] for shift, one in enumerate(kept)}
            if self._differs(side, kept, chosen):
                return kept[-1]
        if self._differs(side, kept, {one.path: one.value for one in kept}):
            if not kept:
                raise ConvertError("the manifests would not read as the chart's: some object has no name or kind")
            return kept[-1]
        return None

    def _differs(self, side: FolderSide, kept: Sequence[Kept], values: Mapping[tuple[str, ...], object]) -> bool:
        table: dict[str, object] = {}
        for one in kept:
            table = merge_maps(table, one.table(values[one.path]))
        theirs, ours = self.rendered(kept, values), side.render(Case(variables=table), Facts())
        return bool(compare(ours, theirs, order=False)) or bool(theirs.error)


@dataclass(slots=True)
class _Piece:
    """A manifest in lines, and what of it depends on which value. Not frozen: conditions are added."""

    lines: list[str]
    #: The object is there only with this value, or only without it.
    only_with: Kept | None = None
    absent_with: Kept | None = None
    #: Lines ``[start:end]`` that stand there with a value, and those without it.
    hunks: tuple[tuple[int, int, list[str], Kept], ...] = ()

    def divide(self, one: Kept, without: list[str]) -> bool:
        """Note the lines that are others ``without`` the value; return whether no other value decides about them."""
        here = [one.without_marker(line, one.nothing) for line in self.lines]
        found = []
        for tag, start, end, low, high in SequenceMatcher(None, here, without, autojunk=False).get_opcodes():
            if tag != "equal":
                if any(_meet((start, end), other[:2]) for other in self.hunks):
                    return False
                found.append((start, end, without[low:high], one))
        self.hunks = (*self.hunks, *found)
        return True

    def text(self, kept: Sequence[Kept]) -> str:
        """Return the template."""
        parts: list[str] = []
        position = 0
        for start, end, without, one in sorted(self.hunks, key=lambda hunk: hunk[:2]):
            parts.append(_template(self.lines[position:start], kept))
            parts.append(_condition(one, _template(self.lines[start:end], kept), _template(without, kept)))
            position = end
        text = "".join([*parts, _template(self.lines[position:], kept)])
        if self.only_with is not None:
            return f"{{{{ if {self.only_with.expression} }}}}{text}{{{{ end }}}}"
        if self.absent_with is not None:
            return f"{{{{ if not {self.absent_with.expression} }}}}{text}{{{{ end }}}}"
        return text.removesuffix("\n")


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Return whether two ranges of lines have a line in common; an empty one also meets what it touches."""
    if one[0] == one[1] or other[0] == other[1]:
        return one[0] <= other[1] and other[0] <= one[1]
    return max(one[0], other[0]) < min(one[1], other[1])


def _condition(one: Kept, with_it: str, otherwise: str) -> str:
    """Return the one text or the other, as the value goes; no line break is added to or taken from what is printed."""
    if not with_it:
        return f"{{{{ if not {one.expression} }}}}{otherwise}{{{{ end }}}}"
    middle = f"{{{{ else }}}}{otherwise}" if otherwise else ""
    return f"{{{{ if {one.expression} }}}}{with_it}{middle}{{{{ end }}}}"


def _template(lines: Sequence[str], kept: Sequence[Kept]) -> str:
    """Return a template that prints ``lines``, with variables where the markers are."""
    text = "".join(f"{line}\n" for line in lines).replace("{{", '{{"{{"}}')
    for one in kept:
        text = one.without_marker(text, f"{{{{ {one.expression} }}}}")
    return text


def _candidates(chart: Chart, values: Mapping[str, object], keep: Sequence[str]) -> tuple[list[Kept], list[str]]:
    merged = merge_maps(chart.values, dict(values))
    kept: list[Kept] = []
    notes: list[str] = []
    for number, text in enumerate(keep):
        path = tuple(part.replace("\\.", ".") for part in re.split(r"(?<!\\)\.", text))
        value: object = merged
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool):
            kept.append(Kept(path, value, True, False))
        elif isinstance(value, str):
            kept.append(Kept(path, value, f"zq{number}marker{number}qz", ""))
        elif isinstance(value, int):
            kept.append(Kept(path, value, 770_137 + 111 * number, 0))
        else:
            notes.append(f"{text} is frozen: it is no text, whole number, true or false")
    return kept, notes


def _refuse_chance(other: ChartSide, base: Outcome, freezing: _Freezing) -> None:
    found = compare(base, other.render(Case(variables=freezing.values), Facts()))
    if found:
        names = ", ".join(sorted({difference.subject for difference in found})[:5])
        raise ConvertError(
            f"what the chart renders depends on time or chance: {names}", hint="--seed N makes it the same each time."
        )


def _file_name(identity: Identity, taken: Mapping[str, bytes]) -> str:
    """Return a name of letters, digits, dots and dashes that no other object has."""
    stem = re.sub(r"[^a-z0-9.-]+", "-", f"{identity.kind}-{identity.name}".lower()).strip(".-")[:200]
    return next(
        name for name in chain([f"{stem}.yaml"], (f"{stem}-{n}.yaml" for n in range(2, 1 << 20))) if name not in taken
    )


def _without_marker(identity: Identity, one: Kept) -> Identity:
    return Identity(
        identity.api_version,
        identity.kind,
        one.without_marker(identity.namespace, one.nothing),
        one.without_marker(identity.name, one.nothing),
        identity.number,
    )


def _quoted(text: str) -> str:
    from chartkit.gostd import strconv

    return strconv.quote(text)
