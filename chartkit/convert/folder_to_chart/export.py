"""A folder -> a Helm chart that renders the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count
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
from chartkit.gotemplate import splice
from chartkit.goyaml import load_map
from chartkit.manifests import Document
from chartkit.source import Span

from .analysis import analyse
from .decided_folder import DecidedFolder
from .documents import chart_yaml, has_app_version, helm_ignore, notes_txt, readme, value_rows, values_schema
from .exported_chart import ExportedChart, recorded
from .findings import Analysis, key_of
from .helpers import helpers_text
from .idioms import Idioms, find_idioms
from .kinds import VariableKinds
from .layout import chart_name, check_environments, check_names, define_names, template_files
from .meanings import Path as VariablePath
from .modes import apply_decisions, decided_modes
from .options import ExportOptions, Secrets, Style
from .outline import outline
from .presets import PresetUse, plain_renderings, preset_use
from .proof import differences
from .readings import reading_edits
from .rendered import Rendered
from .report import ExportReport, Note
from .rewriting import Edit, Naming, Rewriting, rewrite
from .secrets import MovedSecrets, marked_paths, move_secrets, secret_paths, top_paths
from .templates_of import FolderTemplates, parse_folder
from .values_files import Extra, extra_values, extras_edit, mode_values
from .workloads import WorkloadValues
from .wrapping import context_expression, wrapped
from .written_presets import written_presets

__all__ = ["export_folder", "exported"]

VARIABLES_FILE = "variables.yaml"
SETTINGS_FILE = "chartkit.toml"


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
    source, destination = Path(where).resolve(), target.resolve()
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
        files = template_files(templates)
        naming = self._naming(made.name, templates, analysis, files)
        plain = plain_renderings(self.folder)
        if self.options.style is Style.IDIOMATIC:
            made.idioms = self._idioms(templates, naming, Rendered(documents for _, documents in plain))
            made.notes += made.idioms.notes
            keys = tuple(workload.key for workload in made.idioms.workloads)
            naming = replace(naming, extra_keys=(*naming.extra_keys, *keys))
        made.naming, made.paths = naming, files
        rewriting = rewrite(templates, analysis, kinds, naming)
        for name, edits in made.idioms.edits.items():
            rewriting.edits.setdefault(name, []).extend(edits)
        if self.options.style is Style.IDIOMATIC:
            rewriting.helpers.add("labels")
        made.notes += rewriting.notes
        presets = preset_use(self.folder, plain)
        made.written_presets = self._written_presets(templates, presets)
        self._templates(made, templates, files, rewriting, presets)
        secrets = self._secrets(templates, analysis, plain)
        self._values(made, secrets)
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
            return differences(self.folder, chart, self.read, VariableKinds(self.tables))

    # Names

    def _naming(self, chart: str, templates: FolderTemplates, analysis: Analysis, files: Mapping[str, str]) -> Naming:
        prefix = chart
        if any(tree.name.startswith(f"{chart}.") for tree in templates.trees):
            prefix = f"{chart}.chartkit"
        taken = {key for table in self.tables for key in table}
        keys = [_free(key, taken) for key in ("imagePullSecrets", "manageCronjobs", "modes")]
        general = [self.settings.general, *self.settings.environments.values()]
        names = {access.name for access in analysis.accesses}
        whole = bool(analysis.evaluated) or any(not access.proven for access in analysis.accesses)
        needed = (
            "ImagePullSecrets" in names or (whole and any(s.image_pull_secrets for s in general)),
            "ManageCronjobs" in names or (whole and any(s.manage_cronjobs for s in general)),
            bool(analysis.modes),
        )
        extra = tuple(key for key, is_needed in zip(keys, needed, strict=True) if is_needed)
        return Naming(
            chart,
            prefix,
            image_pull_secrets=keys[0],
            manage_cronjobs=keys[1],
            modes=keys[2],
            defines=define_names(templates, chart, files),
            extra_keys=extra,
        )

    # Templates

    def _templates(
        self,
        made: ExportedChart,
        templates: FolderTemplates,
        files: Mapping[str, str],
        rewriting: Rewriting,
        presets: PresetUse,
    ) -> None:
        naming = made.naming
        assert naming is not None  # noqa: S101 - run has set it
        for name in templates.shared:
            made.add(name, files[name], self.texts[name], rewriting.edits.get(name, []))
        for name in templates.manifests:
            path = files[name]
            edits = [*_byte_order_mark(self.texts[name]), *rewriting.edits.get(name, [])]
            if path != f"templates/{name}":
                made.notes.append(Note("file", f"{name} is called {path}: Helm renders no file with that name"))
            define = f"{naming.prefix}.file.{name}"
            old = name in rewriting.old_context
            context = f"({context_expression(naming)})" if old else "."
            call = ""
            if name in made.written_presets:
                edits = [*edits, *made.written_presets[name]]
                made.notes.append(Note("preset", f"{path}: pod presets are written out"))
            elif name in presets.changed or (name in presets.presets and name in presets.others):
                helper = (
                    f'{{{{ include "{naming.prefix}.with-pod-presets" (list . (include "{define}" {context})) }}}}\n'
                )
                call = helper
                made.notes.append(Note("preset", f"{path}: pod presets are applied when it is rendered"))
            if not call and name in presets.presets:
                stem = path.removeprefix("templates/").removesuffix(".yaml")
                path = _free_path(f"_{stem}", {**made.files, **dict.fromkeys(files.values(), "")})
                made.notes.append(Note("preset", f"{name} is {path}: Kubernetes has no pod presets any more"))
            elif not call and old:
                call = f'{{{{ include "{define}" {context} }}}}\n'
            elif not call:
                made.add(name, path, self.texts[name], edits)
                continue
            own = [tree for tree in templates.trees if tree.source.name == name and key_of(tree)[1] >= 0]
            made.add(name, path, self.texts[name], wrapped(templates.main(name), own, edits, define, call))
        # The helper is there for files in which presets are not written out.
        helped = (presets.changed - made.written_presets.keys()) | (presets.presets & presets.others)
        includes = [
            f'include "{naming.prefix}.file.{name}" '
            + (f"({context_expression(naming)})" if name in rewriting.old_context else ".")
            for name in (sorted(presets.presets) if helped else ())
        ]
        text = helpers_text(naming, rewriting.helpers, includes)
        if text:
            made.files[_free_path("_helpers", made.files)] = text

    # Values

    def _values(self, made: ExportedChart, secrets: Sequence[VariablePath]) -> None:
        naming = made.naming
        assert naming is not None  # noqa: S101 - run has set it
        for env in (None, *self.folder.environments()):
            name = VARIABLES_FILE if env is None else f"environments/{env}.yaml"
            path = "values.yaml" if env is None else f"values-{env}.yaml"
            text = self.texts.get(name, "")
            modes = {}
            if env is None or env in self.settings.environments:
                modes = mode_values(self.settings, env)
            edits, notes = reading_edits(text, name)
            made.notes += notes
            # Edits of the text itself come before its end, where what was no variable is added.
            extras = extra_values(naming, self.settings, env, modes)
            if env is None:
                extras += [_workload_extra(workload) for workload in made.idioms.workloads]
            edits += extras_edit(text, extras, name)
            moved = None
            if secrets and self.options.secrets is not Secrets.KEEP:
                moved = move_secrets(text, secrets, name)
                edits = [*moved.edits, *edits]
            made.add(name, path, text, edits)
            if moved is not None and moved.edits:
                self._move(made, name, path, text, moved)
            if name not in self.texts:
                del made.origin[name]
            if env is not None:
                made.files[f"ci/{env}-values.yaml"] = made.files[path]
        if SETTINGS_FILE in self.texts:
            made.origin[SETTINGS_FILE] = {"text": self.texts[SETTINGS_FILE]}
        for secret in secrets:
            where = "stays in values.yaml" if self.options.secrets is Secrets.KEEP else "is no part of values.yaml"
            if self.options.secrets is Secrets.EXTERNAL:
                where = "has to be given from outside"
            made.notes.append(Note("secret", f"{'.'.join(secret)} flows into a Secret, and {where}"))

    def _move(self, made: ExportedChart, name: str, path: str, text: str, moved: MovedSecrets) -> None:
        """Put the secrets of a values file into a file of their own, and note where they come back from."""
        secret_path = path.replace("values", "values-secrets", 1)
        if _merged(load_map(splice(text, moved.edits)), load_map(moved.text)) != load_map(text):
            hint = "Use --secrets keep."
            raise ConvertError(f"{name}: the values that flow into Secrets cannot be told from the others", hint=hint)
        made.secret_files[secret_path] = moved.text
        places = {
            text[span.start : span.end]: place for (span, _), place in zip(moved.edits, moved.places, strict=True)
        }
        edits = made.origin[name]["edits"]
        assert isinstance(edits, list)  # noqa: S101 - add has made it so
        for edit in edits:
            if edit[2] in places and edit[2]:
                place = places[edit[2]]
                edit[2] = {"from": secret_path, "span": [place.start, place.end]}
        if self.options.secrets is Secrets.EXTERNAL:
            del made.origin[name]

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
            values=value_rows(made.files["values.yaml"]),
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


def _workload_extra(workload: WorkloadValues) -> Extra:
    return Extra(
        workload.key,
        f"{workload.kind} {workload.name or 'of ' + workload.source}, in {workload.source}.",
        workload.values,
        is_block=True,
    )


def _byte_order_mark(text: str) -> list[Edit]:
    """Return the edit that prints the byte order mark of a file, which Helm takes from it."""
    return [(Span(0, 1), '{{ "\\ufeff" }}')] if text.startswith("\ufeff") else []


def _free_path(stem: str, taken: Iterable[str]) -> str:
    """Return a path for a file of templates that no other file has, even where case does not count."""
    known = {path.casefold() for path in taken}
    candidates = chain([stem], (f"{stem}-{number}" for number in count(2)))
    return next(path for name in candidates if (path := f"templates/{name}.tpl").casefold() not in known)


def _free(key: str, taken: set[str]) -> str:
    """Return ``key``, or a name like it that no variable has."""
    while key in taken:
        key = f"chartkit{key[0].upper()}{key[1:]}"
    return key


def _merged(base: object, over: object) -> object:
    """Return ``over`` laid over ``base``."""
    if not isinstance(base, dict) or not isinstance(over, dict):
        return over
    return {**base, **{key: _merged(base.get(key), value) for key, value in over.items()}}


def _is_template(name: str) -> bool:
    return (name.endswith(".yaml") and name != VARIABLES_FILE) or (name.startswith("_") and name.endswith(".tpl"))


def _is_source(name: str) -> bool:
    return _is_template(name) or name in (VARIABLES_FILE, SETTINGS_FILE)
