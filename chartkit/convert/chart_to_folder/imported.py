"""Imported charts rendered as Helm renders them: the folder's files are put back where the chart had them.

Templates see the values as ``.Variables``, and as ``.Values`` too: values may hold templates of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from chartkit.chart import Chart, ChartFile, load_files
from chartkit.engine import Engine, default_capabilities, parse_kube_version
from chartkit.errors import FolderError, JSONError, RenderError
from chartkit.folder import ManifestSource, Rendering, RenderOptions, Settings
from chartkit.functions import Environment
from chartkit.gostd import encoding_json
from chartkit.gostd.kinds import Int64
from chartkit.helm_versions import HELM_4_3
from chartkit.manifests import Document
from chartkit.records import replace
from chartkit.release import OutputOptions, Release, ReleaseOptions, ReleaseTracer, build_release, documents_of
from chartkit.source import Origin
from chartkit.values import merge_maps, read_table

from .layout import is_template_by_rule

__all__ = ["VALUES_NAMES", "ReleaseTable", "chart_of", "front_end"]

#: What templates of imported charts can call their values.
VALUES_NAMES = ("Values", "Variables")


@dataclass(frozen=True, slots=True)
class ReleaseTable:
    """The table ``helm.release`` of chartkit.toml; keys have dashes there."""

    name: str = "release-name"
    kube_version: str = ""
    api_versions: tuple[str, ...] = ()
    is_upgrade: bool = False
    include_crds: bool = False
    hooks: bool = True
    tests: bool = True
    #: Templates whose objects are wanted, by patterns of their paths in the chart; empty: all.
    show_only: tuple[str, ...] = ()
    checks_schema: bool = True

    @classmethod
    def read(cls, table: Mapping[str, object]) -> ReleaseTable:
        """Return what the table says.

        Raises:
            FolderError: Something in it is unknown, or of the wrong type.
        """
        found: dict[str, Any] = {}
        for key, value in table.items():
            name = key.replace("-", "_")
            default = cls.__dataclass_fields__[name].default if name in cls.__dataclass_fields__ else None
            if isinstance(default, tuple) and isinstance(value, list):
                found[name] = tuple(map(str, value))
            elif default is not None and value.__class__ is default.__class__:
                found[name] = value
            else:
                problem = "of the wrong type" if default is not None else "not known"
                raise FolderError(f"chartkit.toml: {key} below helm.release is {problem}")
        return cls(**found)


def front_end(source: ManifestSource, settings: Settings, environment: Environment) -> _Renderer:
    """Return what renders the imported chart in ``source``.

    Raises:
        ChartkitError: chartkit.toml or a file that it lists is missing or broken.
    """
    return _Renderer(source, settings, environment)


def chart_of(source: ManifestSource, helm: Mapping[str, object]) -> Chart:
    """Return the chart that the files of ``source`` make.

    Raises:
        ChartkitError: A file is missing, or the chart is broken.
    """
    return load_files([file for file, _ in _files(source, helm, "", "")])


class _Renderer:
    """Renders an imported chart any number of times."""

    def __init__(self, source: ManifestSource, settings: Settings, environment: Environment) -> None:
        helm = settings.helm or {}
        self._source = source
        self._settings = settings
        self._table = _table(helm, "release")
        self._places = {place: name for name, place in _table(helm, "files").items()}
        files = list(_files(source, helm, "", ""))
        self._chart = load_files([file for file, _ in files])
        #: The folder's file for each of the chart.
        self._origins = {file.name: name for file, name in files}
        self._engine = Engine(HELM_4_3, environment, values_names=VALUES_NAMES)

    def __call__(self, options: RenderOptions, environment: str) -> Rendering:
        """Return the documents in Helm's order."""
        if options.modes or options.only or options.skip:
            raise FolderError(f"{self._source.title} is an imported chart: it has no modes and no services")
        namespace, values = self._values(options, environment)
        table = ReleaseTable.read({**self._table, **options.release})
        version = parse_kube_version(table.kube_version, HELM_4_3) if table.kube_version else None
        facts = ReleaseOptions(
            table.name,
            namespace,
            is_upgrade=table.is_upgrade,
            capabilities=default_capabilities(HELM_4_3, version, table.api_versions),
            skip_schema_validation=not table.checks_schema,
        )
        tracer = ReleaseTracer(self._chart, values, facts, self._engine, self._place_of)
        try:
            release = build_release(self._chart, values, facts, engine=self._engine)
        except RenderError as error:
            tracer.locate(error)
            raise
        release = replace(release, tracer=tracer)
        output = OutputOptions(table.include_crds, table.hooks, table.tests)
        documents = documents_of(release, output, table.show_only)
        places = tuple(partial(_origin_of, release, document) for document in documents)
        return Rendering(tuple(map(self._placed, documents)), namespace=namespace, _places=places)

    def _place_of(self, path: str) -> str:
        """Return how a file of the chart goes by in messages."""
        name = self._origins.get(path)
        return self._source.place(name) if name is not None else path

    def _values(self, options: RenderOptions, environment: str) -> tuple[str, dict[str, object]]:
        """Return the namespace, and what Helm would be given as values."""
        of_environment = self._settings.environments.get(environment)
        configured = of_environment.namespace if of_environment else None
        namespace = configured or self._settings.general.namespace or "default"
        values: dict[str, object] = {}
        if environment and f"{environment}.yaml" in self._source.names("environments"):
            values = read_table(_bytes(self._source.read(f"environments/{environment}.yaml")))
        for table in options.variables:
            values = merge_maps(values, _as_read(table))
        for path, value in options.assignments:
            if path == ("namespace",):
                namespace = str(value)
                continue
            assigned: object = Int64(value) if value.__class__ is int else value
            for name in reversed(path):
                assigned = {name: assigned}
            values = merge_maps(values, assigned) if isinstance(assigned, dict) else values
        return namespace, values

    def _placed(self, document: Document) -> Document:
        """Return ``document`` with the folder's file as its source."""
        path = document.source.partition("/")[2]
        place = self._places.get(path)
        source = place if isinstance(place, str) else path.replace("charts/", "parts/").replace("templates/", "", 1)
        return Document(document.kind, document.name, source, document.text, document.api_version, document.namespace)


def _origin_of(release: Release, document: Document, line: int, column: int) -> Origin | None:
    """Return where a line and column of a document of ``release`` was made; of definitions in ``crds/`` nothing is."""
    for manifest in (*release.manifests, *(hook.manifest for hook in release.hooks)):
        if manifest.path == document.source and manifest.content.strip() == document.text.strip():
            return release.origin_of(manifest, line, column)
    return None


def _files(
    source: ManifestSource, helm: Mapping[str, object], prefix: str, below: str
) -> Iterator[tuple[ChartFile, str]]:
    """Yield the files of the chart, or of the part at ``prefix``, whose path in the whole chart is ``below``.

    Each is there with the folder's file that it comes from.
    """
    chart = _table(helm, "chart")
    yield ChartFile(f"{below}Chart.yaml", encoding_json.marshal(chart).encode()), "chartkit.toml"
    listed = _table(helm, "files")
    names = source.names(prefix.removesuffix("/"))
    if "variables.yaml" in names:
        name = f"{prefix}variables.yaml"
        yield ChartFile(f"{below}values.yaml", _bytes(source.read(name))), name
    for name in names:
        if is_template_by_rule(name) and name not in listed:
            yield ChartFile(f"{below}templates/{name}", _bytes(source.read(prefix + name))), prefix + name
    for name, place in listed.items():
        yield ChartFile(f"{below}{place}", _bytes(source.read(prefix + name))), prefix + name
    for name, part in _table(helm, "parts").items():
        if isinstance(part, Mapping):
            yield from _files(source, part, f"{prefix}parts/{name}/", f"{below}charts/{name}/")


def _table(table: Mapping[str, object], key: str) -> dict[str, object]:
    found = table.get(key, {})
    if not isinstance(found, dict):
        raise FolderError(f"chartkit.toml: {key} below helm is not a table")
    return found


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _as_read(values: Mapping[str, object]) -> dict[str, object]:
    """Return ``values`` as they would come out of a values file, and integers of ``--set`` as they are.

    Raises:
        FolderError: Something in them has no form in JSON.
    """
    return {str(key): _one_as_read(value) for key, value in values.items()}


def _one_as_read(value: object) -> object:
    if value is None or value.__class__ in (bool, str, float, Int64):
        return value
    if isinstance(value, Mapping):
        return _as_read(value)
    if value.__class__ in (list, tuple):
        return [_one_as_read(item) for item in value]
    try:
        return encoding_json.unmarshal(encoding_json.marshal(value))
    except JSONError as error:
        raise FolderError(f"the variables have no form in JSON: {error.message}") from error
