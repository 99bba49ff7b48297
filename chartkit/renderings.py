"""Paths to the documents that validation looks at: files as they are, folders and charts as they render.

Within a directory, every chart and every folder of templated manifests is rendered; what lies outside of them is read
as plain manifests.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from chartkit.errors import ChartkitError
from chartkit.records import dataclass, replace
from chartkit.source import Origin
from chartkit.validation import STDIN, Document, is_manifest, read_document, read_stdin

if TYPE_CHECKING:
    from chartkit.folder import Folder, RenderOptions
    from chartkit.release import LoadedChart

__all__ = ["RenderingChoices", "documents", "owner_of"]

_CHART, _FOLDER, _ARCHIVE = "chart", "folder", "archive"
_KIND = r"""(?m)^[\s{]*["']?(?:apiVersion|kind)["']?\s*:"""
_ARCHIVES = (".tgz", ".tar.gz", ".tar", ".zip")


@dataclass(frozen=True, slots=True)
class RenderingChoices:
    """Which renderings of a folder or a chart are looked at, and with which values."""

    #: The environment of folders; None is the one that chartkit.toml names.
    env: str | None = None
    #: All environments of a folder, and a chart with each of its ci/*-values.yaml.
    all_environments: bool = False
    #: Beside the default modes, each mode of each container alone.
    all_modes: bool = False
    #: Files laid over a folder's variables or a chart's values.
    values: tuple[str, ...] = ()
    #: The release that charts are told they run on: ``1.31``; "" is Helm's own idea.
    kube_version: str = ""


def documents(
    paths: Iterable[str],
    choices: RenderingChoices | None = None,
    *,
    changed: bool = False,
    load: Callable[[str], Folder | LoadedChart] | None = None,
) -> Iterator[Document]:
    """Yield the documents at ``paths``, each once; what cannot be rendered is a document with an error.

    Args:
        paths: Files, directories, charts, folders, archives of either, ``git:REV:PATH``; ``-`` is standard input.
        choices: What to render.
        changed: The paths are changed files: each stands for the chart or folder that it belongs to, and files that
            belong to none and do not look like manifests are passed over.
        load: Opens a chart or a folder; None opens all but imported charts.

    Raises:
        UsageError: A path does not exist or cannot be read.
    """
    chosen = choices or RenderingChoices()
    seen: set[str] = set()
    for path in paths:
        if path == STDIN:
            yield read_stdin()
            continue
        if path.startswith("git:"):
            yield from _loaded_documents(path, chosen, load or _load)
            continue
        target = Path(path)
        if changed:
            owner = owner_of(target)
            if owner is None and not _may_hold_manifests(target):
                continue
            target = owner or target
        for kind, place in _targets(target):
            name = os.fspath(place)
            if name in seen:
                continue
            seen.add(name)
            if kind:
                yield from _loaded_documents(name, chosen, load or _load)
            else:
                yield read_document(place)


def owner_of(file: Path) -> Path | None:
    """Return the outermost chart, or else the nearest folder of templated manifests, that ``file`` belongs to."""
    charts = [parent for parent in file.parents if _kind_of(parent) == _CHART]
    if charts:
        return charts[-1]
    return next((parent for parent in file.parents if _kind_of(parent) == _FOLDER), None)


def _may_hold_manifests(file: Path) -> bool:
    """Return whether a changed file is more than some YAML: it says somewhere what kind of object it holds."""
    return file.is_file() and is_manifest(file) and re.search(_KIND, read_document(file).text) is not None


def _kind_of(path: Path) -> str:
    if (path / "Chart.yaml").is_file():
        return _CHART
    return _FOLDER if (path / "variables.yaml").is_file() else ""


def _targets(path: Path) -> Iterator[tuple[str, Path]]:
    """Yield what is to be looked at below ``path``: charts, folders and manifests."""
    if not path.is_dir():
        yield (_ARCHIVE if path.name.endswith(_ARCHIVES) else ""), path
        return
    kind = _kind_of(path)
    if kind:
        yield kind, path
        return
    entries = sorted(os.scandir(path), key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_file() and is_manifest(Path(entry.path)):
            yield "", Path(entry.path)
    for entry in entries:
        if entry.is_dir() and not entry.is_symlink() and not entry.name.startswith("."):
            yield from _targets(Path(entry.path))


def _load(path: str) -> Folder | LoadedChart:
    """Open a chart or a folder."""
    from chartkit.folder import Folder, MappingSource, open_source
    from chartkit.release import LoadedChart

    if _kind_of(Path(path)) == _CHART:
        return LoadedChart(Path(path))
    source = open_source(path)
    if isinstance(source, MappingSource) and "Chart.yaml" in source.names():
        return LoadedChart(source.contents(), title=source.title)
    return Folder(source)


def _loaded_documents(
    path: str, choices: RenderingChoices, load: Callable[[str], Folder | LoadedChart]
) -> Iterator[Document]:
    """Yield what a chart or a folder renders to."""
    from chartkit.folder import Folder

    try:
        loaded = load(path)
    except ChartkitError as error:
        yield Document("", error.at.name if error.at else path, rendering=path, error=error)
        return
    if isinstance(loaded, Folder):
        yield from _folder_documents(path, loaded, choices)
    else:
        yield from _chart_documents(path, loaded, choices)


def _folder_documents(path: str, folder: Folder, choices: RenderingChoices) -> Iterator[Document]:
    from chartkit.folder import RenderOptions, values_file

    base = RenderOptions(env=choices.env, variables=[values_file(file) for file in choices.values])
    for label, options in _folder_renderings(folder, base, choices):
        name = f"{path} ({label})" if label else path
        try:
            rendering = folder.render_with(options)
        except ChartkitError as error:
            yield Document("", error.at.name if error.at else name, rendering=name, error=error)
            continue
        found: dict[str, list[_Part]] = {}
        for number, document in enumerate(rendering.documents):
            locate = partial(rendering.origin_of, number)
            found.setdefault(document.source, []).append((document.text, locate))
        for source, parts in found.items():
            yield _rendered(_inside(path, source), parts, name, label)


def _folder_renderings(
    folder: Folder, base: RenderOptions, choices: RenderingChoices
) -> Iterator[tuple[str, RenderOptions]]:
    """Yield the renderings that are asked for, each with what tells it from the others."""
    environments: list[str | None] = [*folder.environments()] if choices.all_environments else []
    for env in environments or [base.env]:
        label = env or ""
        options = replace(base, env=env)
        yield label, options
        if not choices.all_modes:
            continue
        for container in folder.containers():
            for mode in container.modes:
                if mode != "image" and "*" not in (container.workload, container.container):
                    text = f"{container.workload}/{container.container}={mode}"
                    table = {(container.workload, container.container): mode}
                    yield f"{label}, {text}" if label else text, replace(options, modes=table)


def _chart_documents(path: str, chart: LoadedChart, choices: RenderingChoices) -> Iterator[Document]:
    if chart.chart.metadata.type == "library":
        return
    yield from _release_documents(path, chart, choices, choices.values)
    if choices.all_environments or not choices.values:
        for file in sorted(Path(path, "ci").glob("*-values.yaml")) if Path(path).is_dir() else ():
            yield from _release_documents(path, chart, choices, (*choices.values, str(file)))


def _release_documents(
    path: str, chart: LoadedChart, choices: RenderingChoices, files: tuple[str, ...]
) -> Iterator[Document]:
    from chartkit.values import ValuesSources, read

    label = ", ".join(Path(file).name for file in files)
    name = f"{path} ({label})" if label else path
    version = f"{choices.kube_version}.0" if choices.kube_version else ""
    try:
        release = chart.render(values=read(ValuesSources(files=files)), kube_version=version)
    except ChartkitError as error:
        yield Document("", error.at.name if error.at else name, rendering=name, error=error)
        return
    for crd in release.crds:
        yield Document(crd.file.text, _inside(path, crd.filename.partition("/")[2]), rendering=name)
    found: dict[str, list[_Part]] = {}
    for manifest in (*release.manifests, *(hook.manifest for hook in release.hooks)):
        locate = partial(release.origin_of, manifest)
        found.setdefault(manifest.path, []).append((manifest.content, locate))
    for template, parts in found.items():
        yield _rendered(_inside(path, template.partition("/")[2]), parts, name, label)


#: A document's text, and what says where its lines were made.
_Part = tuple[str, Callable[[int, int], "Origin | None"]]


def _rendered(template: str, parts: list[_Part], rendering: str, label: str) -> Document:
    """Return what a template rendered to as one text."""
    shown = f"{template} (rendered, {label})" if label else f"{template} (rendered)"
    text = _BETWEEN.join(text for text, _ in parts) + "\n"
    return Document(text, shown, _Origins(parts), rendering)


def _inside(path: str, name: str) -> str:
    """Return how a file of a directory, an archive or a revision goes by."""
    return str(Path(path, name)) if Path(path).is_dir() else f"{path}:{name}"


_BETWEEN = "\n---\n"


class _Origins:
    """Places in a template for the lines of what it rendered to."""

    def __init__(self, parts: list[_Part]) -> None:
        self._parts = parts

    def __call__(self, line: int, column: int) -> Origin | None:
        """Return where a line (from 1) and column (from 0 in bytes) of the text was made."""
        for text, locate in self._parts:
            lines = text.count("\n") + 1
            if line <= lines:
                return locate(max(1, line), column)
            line -= lines + _BETWEEN.count("\n") - 1
        return None
