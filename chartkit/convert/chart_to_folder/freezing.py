"""A chart to plain manifests, one object a file; chosen values stay variables.

What depends on a value is not read from the templates but from what they render to. A marker in the value's place
shows where it is printed, and rendering without the value shows what its conditions decide. So a value is kept only
if several others, put into the manifests, give what the chart renders with them.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import chain
from pathlib import Path
from typing import Any

from chartkit.chart import Chart
from chartkit.convert.equivalence import (
    NO_FACTS,
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
from chartkit.gostd import encoding_json, fmt, strconv
from chartkit.goyaml import dump
from chartkit.patterns import late_pattern
from chartkit.values import merge_maps

from .toml_text import toml_text

__all__ = ["Frozen", "frozen"]

_NAME = late_pattern(r"[A-Za-z_][A-Za-z0-9_]*")
#: Another day than the one that stands still otherwise: what differs then depends on the time or on chance.
_LATER = 1_800_000_000_000_000_000

#: Values that a kept one is proven with: those that the two worlds print, quote or read differently are among them.
_TEXTS = (
    "other",
    "1.2.3",
    "v2-rc.1",
    "123",
    "yes",
    "1e3",
    'with "quotes" and: colon',
    "first line\nsecond line\n",
    "{{ x",
)
_NUMBERS = (1, 2, 7, 250, 1_000_000, 12_345_678)

#: With fewer of the samples nothing is proven.
_FEWEST_RENDERED = 2

#: Stands for a value that is not there.
_ABSENT = object()

#: What tells the ways to print a text apart: they print all of these differently.
_PROBES = ('a"b', "yes", "b\\nc")


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
        return f"(index .Variables {' '.join(map(strconv.quote, self.path))})"

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

    def forms_in(self, line: str) -> list[Form]:
        """Return the ways in which the marker may be printed in ``line``."""
        if isinstance(self.marker, bool):
            return []
        known = _NUMBER_FORMS if isinstance(self.marker, int) else _TEXT_FORMS
        return [form for form in known if form.of(self.marker) in line]

    def form_in(self, line: str, probed: Mapping[object, str]) -> Form | None:
        """Return how ``line`` prints the marker; None: it does not.

        Args:
            line: A line.
            probed: What the line is with other values.
        """
        fitting = self.forms_in(line)
        for form in fitting:
            if all(self.printed(line, form, probe) == other for probe, other in probed.items()):
                return form
        return _likely(fitting)

    def printed(self, line: str, form: Form, value: object) -> str:
        """Return ``line`` with ``value`` for the marker, in that form where it has it, in others elsewhere."""
        for one in (form, *self.forms_in(line)):
            line = line.replace(one.of(self.marker), one.of(value))
        return line

    def template(self, line: str, form: Form) -> str:
        """Return ``line`` with expressions for the marker, in that form where it has it, in others elsewhere."""
        for one in (form, *self.forms_in(line)):
            found = one.template.replace("X", self.expression).replace("N", str(_depth_of(line)))
            line = line.replace(one.of(self.marker), found)
        return line


@dataclass(frozen=True, slots=True)
class Form:
    """A way to print a value: what comes out, and the template for it (X is the value, N the indentation)."""

    of: Callable[[Any], str]
    template: str


def _depth_of(line: str) -> int:
    """Return by how much what hangs on the key in ``line`` is indented: dashes of lists count."""
    return len(line) - len(line.lstrip(" -"))


def _likely(fitting: Sequence[Form]) -> Form | None:
    """Return the form that is meant where nothing tells them apart."""
    return _PLAIN if _PLAIN in fitting else next(iter(fitting), None)


_PLAIN = Form(str, "{{ X }}")
_NUMBER_FORMS = (
    # In Helm a number from a values file is a float, unless a template makes it an integer.
    Form(lambda value: fmt.text(float(value)), "{{ float64 X }}"),
    _PLAIN,
)
_TEXT_FORMS = (
    Form(lambda value: base64.b64encode(str(value).encode()).decode(), "{{ X | b64enc }}"),
    Form(lambda value: str(value).upper(), "{{ X | upper }}"),
    Form(lambda value: str(value).lower(), "{{ X | lower }}"),
    _PLAIN,
    Form(lambda value: strconv.quote(str(value)), "{{ X | quote }}"),
    Form(lambda value: encoding_json.marshal(str(value)), "{{ X | toJson }}"),
    # Part of a text that is quoted as a whole.
    Form(lambda value: strconv.quote(str(value))[1:-1], '{{ X | quote | trimPrefix `"` | trimSuffix `"` }}'),
    Form(lambda value: dump(str(value)).removesuffix("\n"), "{{ X | toYaml | indent N | trim }}"),
)


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
    if not facts.include_crds:
        for crd in (crd for _, part in chart.walk() for crd in part.files if crd.name.startswith("crds/")):
            if crd.data not in (data for name, data in files.items() if name.startswith("crds/")):
                files[_free(crd.name, files)] = crd.data
    settings = {"namespace": facts.namespace or "default", "pod-presets": False}
    files["chartkit.toml"] = toml_text(settings).encode()
    return Frozen(files, tuple(notes), tuple(_cases(values, kept)))


def _cases(values: Mapping[str, object], kept: Sequence[Kept]) -> Iterator[Case]:
    """Yield the values as they are, and with each sample of one kept value or other."""
    yield Case(variables=values)
    for turn in range(max((len(one.samples()) for one in kept), default=0)):
        table = dict(values)
        for shift, one in enumerate(kept):
            table = merge_maps(table, one.table(one.samples()[(turn + shift) % len(one.samples())]))
        yield Case(variables=table, trial=f"sample {turn + 1}")


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
        # The schema need not be ready for markers and samples.
        return self._side.render(Case(variables=table), Facts(checks_schema=False) if kept else NO_FACTS)

    def attempt(self, kept: Sequence[Kept]) -> tuple[dict[str, bytes], Kept | None, str]:
        """Return the files that keep ``kept``, or the one that cannot be kept, with the reason."""
        marked = self.rendered(kept, {})
        if marked.error:
            return {}, self._breaking(kept), f"the chart does not render with another value: {marked.error}"
        pieces = self._pieces(kept, marked)
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
        refused, sample = self._disproved(files, kept)
        return files, refused, f"with {sample!r} it would not render as the chart does"

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
            # It may still be printed wherever it is something; proving decides.
            return ""
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
            pieces[identity] = _Piece(lines, self._plain_forms(kept, lines), absent_with=one)
        return ""

    def _pieces(self, kept: Sequence[Kept], marked: Outcome) -> dict[Identity, _Piece]:
        """Return the manifests with markers, and how each of their lines prints them."""
        found = {identity: document.text.split("\n") for identity, document in marked.objects().items()}
        forms: dict[Identity, dict[tuple[str, Kept], Form]] = {
            identity: self._plain_forms(kept, lines) for identity, lines in found.items()
        }
        for one in kept:
            if not isinstance(one.marker, str):
                continue
            outcomes = {probe: self.rendered(kept, {one.path: probe}).objects() for probe in _PROBES}
            for identity, lines in found.items():
                probed = {
                    probe: document.text.split("\n")
                    for probe, objects in outcomes.items()
                    if (document := objects.get(identity)) is not None
                }
                alike = {probe: other for probe, other in probed.items() if len(other) == len(lines)}
                for number, line in enumerate(lines):
                    form = one.form_in(line, {probe: other[number] for probe, other in alike.items()})
                    if form is not None:
                        forms[identity][line, one] = form
        return {identity: _Piece(lines, forms[identity]) for identity, lines in found.items()}

    def _plain_forms(self, kept: Sequence[Kept], lines: Sequence[str]) -> dict[tuple[str, Kept], Form]:
        """Return how ``lines`` print markers, as far as the lines alone tell it."""
        return {(line, one): form for one in kept for line in lines if (form := _likely(one.forms_in(line)))}

    def _disproved(self, files: Mapping[str, bytes], kept: Sequence[Kept]) -> tuple[Kept | None, object]:
        """Return a kept value that does not render as the chart does, and with what; None if all do."""
        world = RepeatedWorld(self._seed, few_keys=False)
        side = FolderSide(Folder(MappingSource({**files, "chartkit.toml": b"pod-presets = false\n"})), world)
        usual = {one.path: one.value for one in kept}
        if self._differs(side, kept, usual) is not False:
            if not kept:
                raise ConvertError("the manifests would not read as the chart's: some object has no name or kind")
            culprits = (one for one in kept if len(kept) > 1 and self.attempt([one])[1] is not None)
            culprit = next(culprits, kept[-1])
            return culprit, culprit.value
        for one in kept:
            rendered = 0
            for sample in one.samples():
                found = self._differs(side, kept, {**usual, one.path: sample})
                if found:
                    return one, sample
                rendered += found is False
            if rendered < _FEWEST_RENDERED:
                return one, one.samples()[-1]
        for turn in range(max((len(one.samples()) for one in kept), default=0)):
            chosen = {one.path: one.samples()[(turn + shift) % len(one.samples())] for shift, one in enumerate(kept)}
            if self._differs(side, kept, chosen):
                return kept[-1], chosen[kept[-1].path]
        return None, None

    def _differs(self, side: FolderSide, kept: Sequence[Kept], values: Mapping[tuple[str, ...], object]) -> bool | None:
        """Return whether manifests and chart differ; None: the chart refuses the values, and nothing is to be said."""
        table: dict[str, object] = {}
        for one in kept:
            table = merge_maps(table, one.table(values[one.path]))
        theirs = self.rendered(kept, values)
        if theirs.error:
            return None
        return bool(compare(theirs, side.render(Case(variables=table), Facts()), order=False))


@dataclass(slots=True)
class _Piece:
    """A manifest in lines, and what of it depends on which value. Not frozen: conditions are added."""

    lines: list[str]
    #: How lines print what is kept.
    forms: dict[tuple[str, Kept], Form] = field(default_factory=dict)
    #: The object is there only with this value, or only without it.
    only_with: Kept | None = None
    absent_with: Kept | None = None
    #: Lines ``[start:end]`` that stand there with a value, and those without it.
    hunks: tuple[tuple[int, int, list[str], Kept], ...] = ()

    def divide(self, one: Kept, without: list[str]) -> bool:
        """Note the lines that are others ``without`` the value; return whether no other value decides about them."""
        here = [self._without(line, one) for line in self.lines]
        found = []
        for tag, start, end, low, high in SequenceMatcher(None, here, without, autojunk=False).get_opcodes():
            if tag != "equal":
                if any(_meet((start, end), other[:2]) for other in self.hunks):
                    return False
                self._note_forms(self.lines[start:end], without[low:high])
                found.append((start, end, without[low:high], one))
        self.hunks = (*self.hunks, *found)
        return True

    def _note_forms(self, lines: Sequence[str], others: Sequence[str]) -> None:
        """Note how ``others``, which stand in the place of ``lines`` at times, print what these print, too."""
        for (line, one), form in list(self.forms.items()):
            if line in lines:
                self.forms |= {
                    (other, one): form
                    for other in others
                    if (other, one) not in self.forms and form in one.forms_in(other)
                }

    def _without(self, line: str, one: Kept) -> str:
        form = self.forms.get((line, one))
        return line if form is None else one.printed(line, form, one.nothing)

    def text(self, kept: Sequence[Kept]) -> str:
        """Return the template."""
        parts: list[str] = []
        position = 0
        for start, end, without, one in sorted(self.hunks, key=lambda hunk: hunk[:2]):
            parts.append(_template(self.lines[position:start], kept, self.forms))
            with_it, otherwise = (_template(lines, kept, self.forms) for lines in (self.lines[start:end], without))
            parts.append(_condition(one, with_it, otherwise))
            position = end
        text = "".join([*parts, _template(self.lines[position:], kept, self.forms)])
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


def _template(lines: Sequence[str], kept: Sequence[Kept], forms: Mapping[tuple[str, Kept], Form]) -> str:
    """Return a template that prints ``lines``, with variables where the markers are."""
    return "".join(f"{_line(line, kept, forms)}\n" for line in lines)


def _line(line: str, kept: Sequence[Kept], forms: Mapping[tuple[str, Kept], Form]) -> str:
    text = line.replace("{{", '{{"{{"}}')
    for one in kept:
        form = forms.get((line, one)) or _likely(one.forms_in(line))
        if form is not None:
            text = one.template(text, form)
    return text


def _candidates(chart: Chart, values: Mapping[str, object], keep: Sequence[str]) -> tuple[list[Kept], list[str]]:
    merged = merge_maps(chart.values, dict(values))
    kept: list[Kept] = []
    notes: list[str] = []
    for text in keep:
        path = tuple(part.replace("\\.", ".") for part in re.split(r"(?<!\\)\.", text))
        for place, value in _values_below(merged, path):
            one = _candidate(place, value, len(kept))
            if one is None:
                notes.append(f"{'.'.join(place)} is frozen: {_reason_of(value)}")
            elif all(place != other.path for other in kept):
                kept.append(one)
    return kept, notes


def _values_below(table: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield what stands at ``path``: of a table all that it holds."""
    value = table
    for name in path:
        value = value.get(name, _ABSENT) if isinstance(value, dict) else _ABSENT
    if not isinstance(value, dict) or not value:
        yield path, value
        return
    for name in value:
        yield from _values_below(table, (*path, name))


def _candidate(path: tuple[str, ...], value: object, number: int) -> Kept | None:
    if isinstance(value, bool):
        return Kept(path, value, True, False)
    if isinstance(value, str):
        return Kept(path, value, f"zQ{number}mArker{number}Qz", "")
    if isinstance(value, (int, float)) and value == int(value):
        return Kept(path, int(value), 7_701_371 + 111 * number, 0)
    return None


def _reason_of(value: object) -> str:
    """Return why a value cannot be kept."""
    if value is _ABSENT:
        return "the chart has no such value"
    return "it is no text, no whole number, and not true or false"


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


def _without_marker(identity: Identity, one: Kept) -> Identity:
    return Identity(
        identity.api_version,
        identity.kind,
        one.without_marker(identity.namespace, one.nothing),
        one.without_marker(identity.name, one.nothing),
        identity.number,
    )
