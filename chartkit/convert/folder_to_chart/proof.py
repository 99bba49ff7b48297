"""Folder and chart rendered and compared, over environments, modes and values of the kinds that variables have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from chartkit.errors import ConvertError
from chartkit.folder import Folder
from chartkit.values import merge_maps

from .kinds import VariableKinds, kind_of
from .meanings import Path as VariablePath
from .presets import renderings
from .report import Note

__all__ = ["differences"]

#: A value of a kind may become any of these; of another kind it may not, which values.schema.json says, too.
_BOUNDARIES: Mapping[str, tuple[object, ...]] = {
    "int": (1000000, 0),
    "str": ("", "first line\nsecond line\n", "text {{ with braces"),
    "bool": (True, False),
}
_MOST_TRIALS = 40


def differences(
    folder: Folder, chart: Path, paths: frozenset[VariablePath], kinds: VariableKinds, notes: list[Note] | None = None
) -> list[tuple[str, str]]:
    """Return how ``chart`` renders otherwise than ``folder`` does: the template file, where there is one, and a line.

    Args:
        folder: The folder.
        chart: The chart that was made of it.
        paths: The variables that its templates read.
        kinds: The kinds of its variables.
        notes: Gets a note if the folder renders only with values that had to be found.

    Raises:
        ConvertError: The folder renders in no environment, and with no values that were searched for.
    """
    from chartkit.convert.equivalence import Case, ChartSide, FolderSide, Kind, compare_cases, values_for

    side, other = FolderSide(folder), ChartSide(chart)
    cases = [Case(options.env or "", options.modes) for options in renderings(folder)]
    found = compare_cases(side, other, cases)
    results = list(found.cases)
    start = next((case for case, result in zip(cases, results, strict=True) if not result.a_error), None)
    if start is None:
        values = values_for(side, cases[0])
        if values is None:
            hint = "Give what it needs in variables.yaml or an environment; --no-verify exports it unproven."
            problem = f"{folder.source.title} does not render, so nothing is proven: {results[0].a_error}"
            raise ConvertError(problem, hint=hint)
        start = Case("", variables=values.table)
        note = Note("value", f"the folder does not render by itself; proven with {values.words}")
        if notes is not None and note not in notes:
            notes.append(note)
        results += compare_cases(side, other, [start]).cases
    base = dict(start.variables)
    trials = [Case(start.environment, variables=merge_maps(base, trial)) for trial in _trials(paths, kinds)]
    results += compare_cases(side, other, trials).cases
    return [
        (difference.source.rpartition("/templates/")[2], f"{case.label}: {difference}")
        for case in results
        for difference in case.differences
        # Helm sorts objects by kind; and what the folder refuses, it says nothing of.
        if difference.kind is not Kind.ORDER and not (case.is_trial and case.a_error)
    ]


def _trials(paths: frozenset[VariablePath], kinds: VariableKinds) -> Iterator[dict[str, object]]:
    """Yield tables that set one variable to another value of its kind, spread evenly where there are too many."""
    found: list[dict[str, object]] = []
    for path in sorted(path for path in paths if "*" not in path):
        kind = kinds.at(path) - {"nil"}
        if len(kind) == 1:
            present = [value for value in kinds.values(path) if kind_of(value) != "nil"]
            values = _BOUNDARIES.get(next(iter(kind)), ())
            found += [_table(path, value) for value in values if value != present[0]]
    step = max(1, -(-len(found) // _MOST_TRIALS))
    yield from found[::step]


def _table(path: VariablePath, value: object) -> dict[str, object]:
    table: object = value
    for name in reversed(path):
        table = {name: table}
    return table if isinstance(table, dict) else {}
