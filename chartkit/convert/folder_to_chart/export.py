"""A folder -> a Helm chart that renders the same."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from chartkit.convert.written import Written, write
from chartkit.errors import ChartkitError, ConvertError
from chartkit.folder import (
    Folder,
    ManifestSource,
    MappingSource,
    RenderOptions,
    Settings,
    open_source,
    read_variables,
)
from chartkit.manifests import Document

from .analysis import analyse
from .chart_templates import add_templates
from .chart_values import SETTINGS_FILE, VARIABLES_FILE, add_values
from .decided_folder import DecidedFolder
from .documents import chart_yaml, has_app_version, helm_ignore, notes_txt, readme, value_rows, values_schema
from .exported_chart import ExportedChart, recorded
from .findings import Analysis
from .idioms import Idioms, find_idioms
from .kinds import VariableKinds
from .layout import chart_name, check_environments, check_names, naming_of, template_files
from .meanings import Path as VariablePath
from .modes import apply_decisions, decided_modes
from .options import ExportOptions, Secrets, Style
from .outline import outline
from .presets import PresetUse, plain_renderings, preset_use
from .proof import differences
from .rendered import Rendered
from .report import ExportReport, Note
from .rewriting import Edit, Naming, rewrite
from .secrets import marked_paths, secret_paths, top_paths
from .templates_of import FolderTemplates, parse_folder
from .written_presets import written_presets
from .yaml_places import BYTE_ORDER_MARK

__all__ = ["export_folder", "exported"]


def export_folder(where: object, chart: str | Path, options: ExportOptions | None = None) -> ExportReport:
    """Write the chart that the folder at ``where`` becomes, and say what was done.

    Args:
        where: A directory, an archive, ``git:REV:PATH``, or a mapping of paths to contents.
        chart: The directory to write to.
        options: How to export.

    Raises:
        ChartkitError: The folder cannot be read or exported, or the chart cannot be written; nothing has changed then.
    """
    chosen = options or ExportOptions()
    source = open_source(where)  # type: ignore[arg-type] # checked there
    target = Path(chart)
    _check_apart(where, target)
    exporting = _Export(source, chosen)
    made = exporting.run()
    found = None
    if chosen.verify:
        made, found = exporting.proved(made)
    if found:
        return _report(target, made, Written(), found)
    extra = {"origin": made.origin, "chart": made.name, **recorded(made)}
    written = write(
        target, made.data(chosen.secrets), tool="export-helm", extra=extra, force=chosen.force, dry=chosen.dry
    )
    return _report(target, made, written, found)


def exported(source: ManifestSource, options: ExportOptions) -> ExportedChart:
    """Return the chart that the folder becomes, in memory.

    Raises:
        ChartkitError: The folder cannot be read or exported.
    """
    return _Export(source, options).run()


def _report(target: Path, made: ExportedChart, written: Written, differences: Sequence[str] | None) -> ExportReport:
    return ExportReport(
        str(target),
        tuple(made.notes),
        created=written.created,
        updated=written.updated,
        unchanged=written.unchanged,
        kept=written.kept,
        removed=written.removed,
        verified=None if differences is None else not differences,
        differences=tuple(differences or ()),
    )


def _check_apart(where: object, target: Path) -> None:
    if not isinstance(where, (str, Path)) or not Path(where).is_dir():
        return
    # Not Path.resolve, which fails where links lead in a circle.
    source, destination = Path(os.path.realpath(where)), Path(os.path.realpath(target))
    if source == destination or source in destination.parents or destination in source.parents:
        raise ConvertError(
            f"{target} and {where} lie within each other", hint="Write the chart to a folder of its own."
        )


class _Export:
    """One export: the steps, and what they share."""

    def __init__(self, source: ManifestSource, options: ExportOptions) -> None:
        self.options = options
        self.names = list(source.names())
        if "Chart.yaml" in self.names and "values.yaml" in self.names:
            raise ConvertError(f"{source.title} is a chart already")
        self.title = source.title
        self.environment_files = [name for name in source.names("environments") if name.endswith(".yaml")]
        wanted = [name for name in self.names if _is_source(name)]
        self.texts = {name: source.read(name) for name in wanted}
        self.texts |= {f"environments/{name}": source.read(f"environments/{name}") for name in self.environment_files}
        check_names(self.texts_of_top())
        check_names(self.environment_files)
        check_environments(self.environment_files)
        self.folder = Folder(MappingSource(self.texts, source.title))
        self.settings: Settings = self.folder.settings
        #: The variables that templates read.
        self.read: frozenset[VariablePath] = frozenset()
        #: Files that deciding modes changed: they do not come back.
        self.decided: set[str] = set()
        #: Files that stay as they are in an idiomatic chart, and why.
        self.left: dict[str, str] = {}
        #: Files for which writing pod presets out was not proved.
        self.unproved_presets: set[str] = set()
        self.tables = [self._variables(env) for env in ("", *self.folder.environments())]

    def texts_of_top(self) -> list[str]:
        """Return the names of the files at the top of the folder."""
        return [name for name in self.texts if "/" not in name]

    def run(self) -> ExportedChart:
        """Carry out the export."""
        if not any(name.endswith(".yaml") and _is_template(name) for name in self.texts_of_top()):
            self.folder.render()  # which says what is wrong
        templates = parse_folder({name: self.texts[name] for name in self.texts_of_top() if _is_template(name)})
        if self.options.modes and not self.decided:
            templates = self._decide(templates)
        mains = [templates.main(name) for name in templates.manifests]
        kinds = VariableKinds(self.tables)
        analysis = analyse(templates.trees, mains, templates.resolve, kinds)
        self.read = frozenset().union(*analysis.touched.values())
        made = ExportedChart(chart_name(self.options.name or self._setting("name"), self.title))
        naming = naming_of(made.name, templates, analysis, self.tables, self.settings)
        plain = plain_renderings(self.folder)
        if self.options.style is Style.IDIOMATIC:
            made.idioms = self._idioms(templates, naming, Rendered(documents for _, documents in plain))
            made.notes += made.idioms.notes
            keys = tuple(workload.key for workload in made.idioms.workloads)
            naming = replace(naming, extra_keys=(*naming.extra_keys, *keys))
        made.naming, made.paths = naming, template_files(templates)
        rewriting = rewrite(templates, analysis, kinds, naming)
        for name, edits in made.idioms.edits.items():
            rewriting.edits.setdefault(name, []).extend(edits)
        if self.options.style is Style.IDIOMATIC:
            rewriting.helpers.add("labels")
        made.notes += rewriting.notes
        presets = preset_use(self.folder, plain)
        made.written_presets = self._written_presets(templates, presets)
        add_templates(made, templates, rewriting, presets)
        secrets = self._secrets(templates, analysis, plain)
        environments = self.folder.environments()
        add_values(made, self.texts, self.settings, environments, secrets, self.options.secrets)
        self._documents(made, analysis, secrets)
        for name in self.decided:
            made.origin.pop(name, None)
        for name in self.names:
            if name not in self.texts:
                made.notes.append(Note("file", f"{name} is no template of the folder, and no part of the chart"))
        return made

    def _written_presets(self, templates: FolderTemplates, presets: PresetUse) -> dict[str, list[Edit]]:
        """Return the edits that write pod presets out, for the files in which nothing about that depends on values."""
        if not presets.changed:
            return {}
        outlines = {}
        for name in templates.manifests:
            main = templates.main(name)
            own = [tree for tree in templates.trees if tree.source.name == name and tree is not main]
            outlines[name] = outline(main, own, ())
        found = written_presets(outlines, presets)
        return {name: edits for name, edits in found.items() if name not in self.unproved_presets}

    def _secrets(
        self,
        templates: FolderTemplates,
        analysis: Analysis,
        plain: Iterable[tuple[RenderOptions, Sequence[Document]]],
    ) -> list[VariablePath]:
        """Return the variables that flow into Secrets, in as far as any file of variables has them."""
        read = secret_paths(templates.texts, analysis)
        tables = dict(zip(("", *self.folder.environments()), self.tables, strict=True))
        documents = (document for _, rendered in plain for document in rendered)

        def folder_of(texts: Mapping[str, str]) -> Folder:
            # Some of the files need not ask for every mode that the settings name.
            return DecidedFolder(MappingSource(dict(texts), self.title))

        return top_paths([*read, *marked_paths(self.texts, folder_of, tables, documents, read)])

    def _idioms(self, templates: FolderTemplates, naming: Naming, rendered: Rendered) -> Idioms:
        taken = {key for table in self.tables for key in table}
        taken |= {naming.image_pull_secrets, naming.manage_cronjobs, naming.modes, "global"}
        taken |= {"nameOverride", "fullnameOverride"}
        version = has_app_version(self.settings.chart)
        return find_idioms(templates, rendered, naming, taken=taken, version=version, left=self.left)

    def proved(self, made: ExportedChart) -> tuple[ExportedChart, list[str]]:
        """Return the chart, without the idioms of files that cannot be proved, and how it differs from the folder."""
        found = self.differences(made)
        while found and (made.written_presets or made.idioms.sources):
            if made.written_presets:
                self.unproved_presets |= _blamed(made, set(made.written_presets), found)
            else:
                blamed = _blamed(made, made.idioms.sources, found)
                self.left |= dict.fromkeys(blamed, f"it would render otherwise: {found[0][1]}")
            made = self.run()
            found = self.differences(made)
        return made, [line for _, line in found]

    def _decide(self, templates: FolderTemplates) -> FolderTemplates:
        """Decide the modes in the templates, and make sure that what is left renders as before."""
        modes = decided_modes(self.options.modes)
        decided = {
            name: apply_decisions(text, [tree for tree in templates.trees if tree.source.name == name], modes)
            for name, text in templates.texts.items()
        }
        texts = {**self.texts, **decided}
        folder = DecidedFolder(MappingSource(texts, self.title))
        for env in ("", *self.folder.environments()):
            try:
                before = self.folder.render_with(RenderOptions(env=env, modes=modes.over(self.folder)))
            except ChartkitError:
                continue  # what cannot be rendered cannot change
            after = folder.render_with(RenderOptions(env=env))
            if [document.text for document in before] != [document.text for document in after]:
                raise ConvertError(
                    f"deciding the modes would change what environment {env or 'variables.yaml'} renders to"
                )
        self.decided = {name for name, text in decided.items() if text != self.texts[name]}
        self.texts, self.folder, self.settings = texts, folder, folder.settings
        return parse_folder(decided)

    def _setting(self, key: str) -> str:
        value = self.settings.chart.get(key)
        return value if isinstance(value, str) else ""

    def _variables(self, env: str) -> dict[str, object]:
        return read_variables(self.folder.source, env)

    def differences(self, made: ExportedChart) -> list[tuple[str, str]]:
        """Return how the chart renders otherwise than the folder does: the template, and a line."""
        with TemporaryDirectory(prefix="chartkit-") as temporary:
            chart = Path(temporary) / made.name
            write(chart, made.data(Secrets.SPLIT), tool="export-helm", extra=recorded(made))
            return differences(self.folder, chart, self.read, VariableKinds(self.tables), made.notes)

    # Documents

    def _documents(self, made: ExportedChart, analysis: Analysis, secrets: Sequence[VariablePath]) -> None:
        naming = made.naming
        assert naming is not None  # noqa: S101 - run has set it
        made.files["Chart.yaml"] = chart_yaml(made.name, self.options.version, self.settings.chart)
        split = bool(made.secret_files) and self.options.secrets is Secrets.SPLIT
        made.files[".helmignore"] = helm_ignore(secrets=split)
        if split:
            made.files[".gitignore"] = "# Secrets are not for everyone who may read this.\n/values-secrets*.yaml\n"
        made.files["templates/NOTES.txt"] = notes_txt(made.name)
        used: dict[VariablePath, set[str]] = {}
        for (source, _), paths in analysis.touched.items():
            for path in paths:
                used.setdefault(path, set()).add(source)
        workloads = {workload.key: workload.values for workload in made.idioms.workloads}
        made.files["values.schema.json"] = values_schema([{**self.tables[0], **workloads}, *self.tables[1:]], used)
        made.files["README.md"] = readme(
            made.name,
            self._setting("description") or f"The manifests of {made.name}.",
            commands=self._commands(made),
            secrets=[".".join(path) for path in secrets] if self.options.secrets is not Secrets.KEEP else (),
            external=self.options.secrets is Secrets.EXTERNAL,
            containers=[c for c in self.folder.containers() if naming.modes in naming.extra_keys],
            values=value_rows(made.files["values.yaml"].removeprefix(BYTE_ORDER_MARK)),
            notes=[str(note) for note in made.notes if note.warning],
        )

    def _commands(self, made: ExportedChart) -> list[str]:
        found = []
        for env in self.folder.environments() or [""]:
            settings = self.settings.environments.get(env)
            namespace = (settings.namespace if settings else None) or self.settings.general.namespace
            variables = self._variables(env).get("namespace")
            namespace = variables if isinstance(variables, str) else namespace
            given = [f"values-{env}.yaml"] if env else []
            if self.options.secrets is Secrets.SPLIT:
                files = ("values-secrets.yaml", f"values-secrets-{env}.yaml")
                given += [path for path in files if path in made.secret_files]
            flags = "".join(f" -f {path}" for path in given)
            where = f" --namespace {namespace}" if namespace else ""
            found.append(f"helm upgrade --install {made.name} .{where}{flags} --take-ownership")
        return found


def _blamed(made: ExportedChart, names: set[str], found: Sequence[tuple[str, str]]) -> set[str]:
    """Return which of the files ``names`` render otherwise; all where that is not known."""
    differing = {source for source, _ in found}
    paths = {name: {name, path.removeprefix("templates/")} for name, path in made.paths.items()}
    return {name for name in names if paths[name] & differing} or names


def _is_template(name: str) -> bool:
    return (name.endswith(".yaml") and name != VARIABLES_FILE) or (name.startswith("_") and name.endswith(".tpl"))


def _is_source(name: str) -> bool:
    return _is_template(name) or name in (VARIABLES_FILE, SETTINGS_FILE)
