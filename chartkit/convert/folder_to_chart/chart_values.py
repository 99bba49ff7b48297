"""variables.yaml and the files of environments -> the chart's values, and values with secrets apart from the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from chartkit.errors import ConvertError
from chartkit.folder import Settings
from chartkit.gotemplate import splice
from chartkit.goyaml import load_map

from .exported_chart import ExportedChart
from .meanings import Path as VariablePath
from .options import Secrets
from .readings import reading_edits
from .report import Note
from .secrets import MovedSecrets, move_secrets
from .values_files import Extra, extra_values, extras_edit, mode_values
from .workloads import WorkloadValues

__all__ = ["SETTINGS_FILE", "VARIABLES_FILE", "add_values"]

VARIABLES_FILE = "variables.yaml"
SETTINGS_FILE = "chartkit.toml"


def add_values(
    made: ExportedChart,
    texts: Mapping[str, str],
    settings: Settings,
    environments: Iterable[str],
    secrets: Sequence[VariablePath],
    how: Secrets,
) -> None:
    """Put the files of variables into the chart as values.

    Args:
        made: The chart.
        texts: The folder's files.
        settings: What its chartkit.toml says.
        environments: The environments that there are.
        secrets: The variables that flow into Secrets.
        how: What becomes of these.

    Raises:
        ConvertError: A file has a form in which values cannot be added or moved.
    """
    naming = made.naming
    assert naming is not None  # noqa: S101 - run has set it
    for env in (None, *environments):
        name = VARIABLES_FILE if env is None else f"environments/{env}.yaml"
        path = "values.yaml" if env is None else f"values-{env}.yaml"
        text = texts.get(name, "")
        modes = {}
        if env is None or env in settings.environments:
            modes = mode_values(settings, env)
        edits, notes = reading_edits(text, name)
        made.notes += notes
        # Edits of the text itself come before its end, where what was no variable is added.
        extras = extra_values(naming, settings, env, modes)
        if env is None:
            extras += [_workload_extra(workload) for workload in made.idioms.workloads]
        edits += extras_edit(text, extras, name)
        moved = None
        if secrets and how is not Secrets.KEEP:
            moved = move_secrets(text, secrets, name)
            edits = [*moved.edits, *edits]
        made.add(name, path, text, edits)
        if moved is not None and moved.edits:
            _move(made, name, path, text, moved, how)
        if name not in texts:
            del made.origin[name]
        if env is not None:
            made.files[f"ci/{env}-values.yaml"] = made.files[path]
    if SETTINGS_FILE in texts:
        made.origin[SETTINGS_FILE] = {"text": texts[SETTINGS_FILE]}
    for secret in secrets:
        where = "stays in values.yaml" if how is Secrets.KEEP else "is no part of values.yaml"
        if how is Secrets.EXTERNAL:
            where = "has to be given from outside"
        made.notes.append(Note("secret", f"{'.'.join(secret)} flows into a Secret, and {where}"))


def _move(made: ExportedChart, name: str, path: str, text: str, moved: MovedSecrets, how: Secrets) -> None:
    """Put the secrets of a values file into a file of their own, and note where they come back from."""
    secret_path = path.replace("values", "values-secrets", 1)
    if _merged(load_map(splice(text, moved.edits)), load_map(moved.text)) != load_map(text):
        hint = "Use --secrets keep."
        raise ConvertError(f"{name}: the values that flow into Secrets cannot be told from the others", hint=hint)
    made.secret_files[secret_path] = moved.text
    places = {text[span.start : span.end]: place for (span, _), place in zip(moved.edits, moved.places, strict=True)}
    edits = made.origin[name]["edits"]
    assert isinstance(edits, list)  # noqa: S101 - add has made it so
    for edit in edits:
        if edit[2] in places and edit[2]:
            place = places[edit[2]]
            edit[2] = {"from": secret_path, "span": [place.start, place.end]}
    if how is Secrets.EXTERNAL:
        del made.origin[name]


def _workload_extra(workload: WorkloadValues) -> Extra:
    return Extra(
        workload.key,
        f"{workload.kind} {workload.name or 'of ' + workload.source}, in {workload.source}.",
        workload.values,
        is_block=True,
    )


def _merged(base: object, over: object) -> object:
    """Return ``over`` laid over ``base``."""
    if not isinstance(base, dict) or not isinstance(over, dict):
        return over
    return {**base, **{key: _merged(base.get(key), value) for key, value in over.items()}}
