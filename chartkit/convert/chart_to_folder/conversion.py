"""A chart on disk to a folder on disk, with the proof that both render the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from chartkit.chart import Chart, check_dependencies, check_installable, load
from chartkit.convert.equivalence import (
    NO_FACTS,
    ChartSide,
    Facts,
    FolderSide,
    HelmSide,
    RepeatedWorld,
    Verification,
    VerifyOptions,
    compare_cases,
    verify,
)
from chartkit.convert.folder_to_chart import restore
from chartkit.convert.written import RECORD, Written, write
from chartkit.errors import ChartError, ChartkitError, ConvertError
from chartkit.folder import Folder, MappingSource
from chartkit.release import OutputOptions
from chartkit.values import read_table

from .freezing import frozen
from .imported import front_end
from .layout import Layout, lay_out
from .renaming import Reach, reach_in, renamed
from .toml_text import toml_text

__all__ = ["ImportOptions", "ImportReport", "folder_of", "import_chart"]

#: More files than these are not rendered for the proof.
_MOST_FILES_OF_CI = 8


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a chart is to be imported."""

    #: What templates are told as ``.Release.Name``.
    release: str = "release-name"
    namespace: str = "default"
    #: Empty: the version that Helm assumes without a cluster.
    kube_version: str = ""
    api_versions: tuple[str, ...] = ()
    #: Tell templates that the release is upgraded, not installed.
    is_upgrade: bool = False
    #: Which objects there are beside the manifests of templates.
    output: OutputOptions = field(default_factory=OutputOptions)
    #: Whether values have to meet values.schema.json.
    checks_schema: bool = True
    #: Files ``ci/NAME-values.yaml`` that become environments, by their NAME.
    ci: tuple[str, ...] = ()
    #: Write over files that were edited by hand.
    force: bool = False
    #: Write nothing; say what would be written.
    dry: bool = False
    verify: bool = True
    #: Renders the chart for the proof; None: chartkit does.
    helm: Path | None = None
    samples: int = 50
    #: Values that the proof renders with, over the chart's: some charts render nothing without.
    values: Mapping[str, object] = field(default_factory=dict)
    #: Write plain manifests; ``values`` and the values of ``keep`` are all that counts of the chart's.
    freeze: bool = False
    #: Values, by dotted paths, that stay variables in plain manifests.
    keep: tuple[str, ...] = ()
    #: What random values in plain manifests follow from; None: a chart with any is refused.
    seed: int | None = None

    @property
    def facts(self) -> Facts:
        """What templates are told; what is as Helm has it is left out."""
        return Facts(
            self.release,
            self.namespace,
            self.kube_version or None,
            self.api_versions,
            is_upgrade=self.is_upgrade or None,
            include_crds=self.output.include_crds or None,
            hooks=None if self.output.hooks else False,
            tests=None if self.output.tests else False,
            checks_schema=None if self.checks_schema else False,
        )


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did."""

    folder: str
    notes: tuple[str, ...]
    written: Written
    #: None: not verified.
    verification: Verification | None
    #: Plain manifests, each proven to read as the chart's.
    frozen: bool = False
    #: The chart is an unchanged export, and the folder that it was exported from.
    restored: bool = False

    @property
    def summary(self) -> str:
        """What was done, in a line."""
        if self.frozen:
            proof = f" ({self.verification.summary()})" if self.verification else ""
            return f"{self.folder}: plain manifests that read as the chart's do{proof}"
        if self.restored:
            return f"{self.folder}: the folder that the chart was exported from"
        if self.verification is None:
            return f"{self.folder}: NOT VERIFIED: nothing says that it renders as the chart does"
        return f"{self.folder}: {self.verification.summary()}"


def import_chart(chart: Path, folder: Path, options: ImportOptions | None = None) -> ImportReport:
    """Write the folder that ``chart`` becomes.

    Raises:
        ConvertError: It does not render as the chart does, or cannot be written; nothing has changed then.
        ChartkitError: The chart is broken.
    """
    options = options or ImportOptions()
    loaded = load(chart)
    if options.freeze:
        return _frozen(chart, loaded, folder, options)
    restored = _restored(chart)
    if restored is not None:
        # The export proved that it renders the same, and hashes say that nothing was changed since.
        written = write(folder, restored, tool="import-helm", force=options.force, dry=options.dry)
        notes = ["nothing was changed since this chart was exported: the folder is given back as it was"]
        return ImportReport(str(folder), tuple(notes), written, None, restored=True)
    files, notes = folder_of(loaded, options, environments=_environments(chart, options))
    verification = None
    if options.verify:
        files, verification = _proven(chart, loaded, files, options, notes)
    written = write(folder, files, tool="import-helm", force=options.force, dry=options.dry)
    return ImportReport(str(folder), tuple(notes), written, verification)


def folder_of(
    chart: Chart, options: ImportOptions, *, reach: Reach | None = None, environments: Mapping[str, str] | None = None
) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of the folder that ``chart`` becomes, and what there is to say.

    Args:
        chart: The chart as loaded.
        options: Names and versions that templates are told.
        reach: Where ``.Values`` is renamed; None: where it is sure to change nothing.
        environments: Environments by the file of the chart with their values.

    Raises:
        ConvertError: Something in it cannot be written down.
    """
    layout = lay_out(chart, environments or {})
    chosen = reach_in(layout.templates.values()) if reach is None else reach
    notes: list[str] = []
    if chosen is not Reach.EVERYWHERE:
        where = "in definitions" if chosen is Reach.FILES else "anywhere"
        notes.append(f".Values is not renamed {where}: templates put tables together under that name, or copy them")
    for place, text in layout.templates.items():
        layout.files[place] = renamed(text, chosen).encode("utf-8", "surrogateescape")
    layout.files["chartkit.toml"] = _settings(chart, layout, options).encode()
    return layout.files, notes


def _frozen(chart: Path, loaded: Chart, folder: Path, options: ImportOptions) -> ImportReport:
    made = frozen(chart, loaded, options.facts, options.values, keep=options.keep, seed=options.seed)
    found = None
    if options.verify and options.helm is not None:
        # Freezing has compared everything with what chartkit renders.
        seed = 1 if options.seed is None else options.seed
        side = HelmSide(chart, options.helm, options.facts, world=RepeatedWorld(seed, few_keys=False))
        source = MappingSource(made.files, "folder")
        found = compare_cases(FolderSide(Folder(source), RepeatedWorld()), side, made.cases)
        # Samples that the chart refuses say nothing of the manifests.
        telling = (case for number, case in enumerate(found.cases) if not (number and case.b_error))
        found = replace(found, cases=tuple(telling))
        if not found.clean:
            hint = "; ".join(list(found.differences())[:5])
            raise ConvertError(f"the manifests would not read as {chart}'s do: {found.summary()}", hint=hint)
    written = write(folder, made.files, tool="import-helm", force=options.force, dry=options.dry)
    return ImportReport(str(folder), made.notes, written, found, frozen=True)


def _settings(chart: Chart, layout: Layout, options: ImportOptions) -> str:
    table = {"namespace": options.namespace, "helm": {"release": options.facts.table(), **layout.facts}}
    name = f"{chart.metadata.name} {chart.metadata.version}".strip()
    return (
        f"# Imported from the chart {name}. The tables below helm say what its templates are told.\n{toml_text(table)}"
    )


def _environments(chart: Path, options: ImportOptions) -> dict[str, str]:
    """Return environments by the file with their values, a path in the chart.

    Raises:
        ConvertError: A file that was chosen is not there.
    """
    side = ChartSide(chart)
    found = {f"values-{name}.yaml": name for name in side.environments() if (chart / f"values-{name}.yaml").is_file()}
    for name in options.ci:
        path = f"ci/{name}-values.yaml"
        if not (chart / path).is_file():
            raise ConvertError(f"{chart / path} is not there", hint="Give the NAME of a file ci/NAME-values.yaml.")
        if name in found.values():
            raise ConvertError(f"there are two environments {name}: values-{name}.yaml and {path}")
        found[path] = name
    return found


def _restored(chart: Path) -> dict[str, bytes] | None:
    """Return the folder that the chart was exported from, if all that it was made of is still there."""
    try:
        record = json.loads((chart / RECORD).read_bytes())
        origin = record["extra"]["origin"]
        paths = [path for path in record["files"] if (chart / path).is_file()]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    found = restore({path: (chart / path).read_bytes() for path in paths}, record)
    complete = set(found) == set(origin) and len(paths) == len(record["files"])
    return found if found and complete else None


def _proven(
    chart: Path, loaded: Chart, files: dict[str, bytes], options: ImportOptions, notes: list[str]
) -> tuple[dict[str, bytes], Verification]:
    """Return the files that were proven to render as the chart does, and the proof.

    Raises:
        ConvertError: They do not, or nothing renders, though other values might.
    """
    found = _verified(chart, files, options)
    if found.clean and found.rendered:
        return files, found
    if not any(found.differences()):
        # Nothing renders.
        without = _verified(chart, files, options, checks_schema=False)
        if without.clean and without.rendered:
            notes.append(f"proven without values.schema.json, which refuses all values: {found.cases[0].b_error}")
            return files, without
        refusal = _refusal(loaded)
        if refusal and found.clean:
            notes.append(f"no values make the chart render, nor the folder: {refusal}")
            return files, found
        hint = "Give values that it renders with (-f, --set); --no-verify imports it unproven."
        raise ConvertError(f"{chart} does not render, so nothing is proven: {found.cases[0].b_error}", hint=hint)
    plain, _ = folder_of(loaded, options, reach=Reach.NOWHERE, environments=_environments(chart, options))
    again = _verified(chart, plain, options)
    if again.clean and again.rendered:
        notes.append(".Values is not renamed anywhere: some template would render otherwise")
        return plain, again
    shown = list(found.differences())
    hint = "; ".join(shown[:5]) + (f"; and {len(shown) - 5} more" if len(shown) > 5 else "")
    raise ConvertError(f"the folder would not render as {chart} does: {found.summary()}", hint=hint)


def _refusal(chart: Chart) -> str:
    """Return why Helm refuses to render the chart whatever its values are; empty: it depends."""
    try:
        check_installable(chart)
        check_dependencies(chart)
    except ChartError as error:
        return error.message
    return ""


def _verified(
    chart: Path, files: Mapping[str, bytes], options: ImportOptions, *, checks_schema: bool = True
) -> Verification:
    world = RepeatedWorld()
    folder = Folder(MappingSource(files, "folder"), environment=world.environment, front_end=front_end)
    side = HelmSide(chart, options.helm) if options.helm else ChartSide(chart)
    facts = NO_FACTS if checks_schema else Facts(checks_schema=False)
    tables = _tables_of_ci(chart)
    chosen = VerifyOptions(samples=options.samples, variables=options.values, facts=facts, tables=tables)
    return verify(FolderSide(folder, world), side, chosen)


def _tables_of_ci(chart: Path) -> dict[str, dict[str, object]]:
    """Return what stands in the chart's ``ci/*-values.yaml``, which show what it is meant to render with."""
    found: dict[str, dict[str, object]] = {}
    for file in sorted(chart.glob("ci/*-values.yaml"))[:_MOST_FILES_OF_CI]:
        with suppress(ChartkitError, OSError):
            found[f"ci/{file.name}"] = read_table(file.read_bytes())
    return found
