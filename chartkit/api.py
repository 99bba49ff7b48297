"""What chartkit offers to Python code. The command line has nothing beyond it.

Importing this is quick: what a function needs is imported when it is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from chartkit.errors import ChartError

if TYPE_CHECKING:
    from chartkit.diagnostics import Diagnostic
    from chartkit.folder import Folder, ManifestSource, Renderer, Settings
    from chartkit.functions import Environment
    from chartkit.manifests import Document
    from chartkit.release import LoadedChart

__all__ = ["Where", "load", "load_chart", "load_folder", "validate"]

#: A path; ``git:REV:PATH``; the bytes of an archive; files in memory by their paths; or a source of one's own.
Where: TypeAlias = "str | Path | bytes | Mapping[str, str | bytes] | ManifestSource"


def load(where: Where) -> Folder | LoadedChart:
    """Return the folder of manifests or the Helm chart at ``where``, ready to be rendered many times.

    What has a Chart.yaml is a chart. Where it is known which of the two is there, :func:`load_folder` and
    :func:`load_chart` say so to type checkers too.

    Raises:
        ChartkitError: It is not there, or not readable.
    """
    from chartkit.folder import open_source

    if isinstance(where, (str, Path)) and (Path(where) / "Chart.yaml").is_file():
        return load_chart(where)
    source = open_source(where)
    if "Chart.yaml" not in source.names():
        return load_folder(source)
    # Of a packaged chart, the bytes themselves are read again: as Helm reads them.
    return load_chart(where if _is_packaged(where) else source)


def load_folder(
    where: Where,
    *,
    functions: Mapping[str, Callable[..., object]] | None = None,
    environment: Environment | None = None,
) -> Folder:
    """Return the folder of manifests at ``where``.

    Args:
        where: A directory, a ``.tar.gz`` or ``.zip`` file or the bytes of one, ``git:REV:PATH``, or a mapping of paths
            to contents.
        functions: Template functions of your own by name. Their annotations are their Go signatures: ``str``, ``int``,
            ``float``, ``bool``, ``list[object]``, ``dict[str, object]`` and ``object`` for what takes anything.
        environment: What template functions learn of the world (clock, random numbers); None is this machine.

    Raises:
        FolderError: Nothing is there, or it cannot be read.
    """
    from chartkit.folder import Folder, open_source

    return Folder(open_source(where), functions, environment, _front_end)


def load_chart(where: Where, *, environment: Environment | None = None) -> LoadedChart:
    """Return the Helm chart at ``where``.

    Args:
        where: A directory, a packaged chart or the bytes of one, a ``.zip`` file or its bytes, ``git:REV:PATH``, or a
            mapping of paths to contents.
        environment: What template functions learn of the world (clock, random numbers); None is this machine.

    Raises:
        ChartError: There is no chart, or it is broken. The text is Helm's.
        FolderError: What should hold the chart cannot be read.
    """
    from chartkit.folder import MappingSource, open_source
    from chartkit.release import LoadedChart

    if isinstance(where, (str, Path)) and not str(where).startswith("git:") and not _is_zip(where):
        return LoadedChart(Path(where), environment=environment)
    if isinstance(where, bytes) and not _is_zip(where):
        return LoadedChart(where, environment=environment)
    source = open_source(where)
    if not isinstance(source, MappingSource):
        hint = "A chart is read from a directory, an archive, a git revision or a mapping of paths to contents."
        raise ChartError(f"{source.title} is a chart, which cannot be read from there", hint=hint)
    return LoadedChart(source.contents(), title=source.title, environment=environment)


def _is_packaged(where: Where) -> bool:
    return isinstance(where, (str, Path, bytes)) and not str(where).startswith("git:") and not _is_zip(where)


def _is_zip(where: str | Path | bytes) -> bool:
    """Return whether an archive is a zip file, which Helm does not know, by how it begins."""
    if isinstance(where, bytes):
        return where.startswith(_ZIP)
    if not Path(where).is_file():
        return False
    with Path(where).open("rb") as stream:
        return stream.read(len(_ZIP)) == _ZIP


#: How zip files begin.
_ZIP = b"PK\x03\x04"


def validate(
    documents: Iterable[Document | str],
    kube_version: str = "",
    *,
    strict: bool = True,
    ignore_missing_schemas: bool = False,
    crds: Iterable[str] = (),
) -> list[Diagnostic]:
    """Return what is wrong with ``documents``, which are taken to come from one rendering.

    Args:
        documents: Objects as a rendering returns them, or texts of one or several YAML documents. Findings in what
            :meth:`Folder.render` returned have the template's place as their ``origin``.
        kube_version: ``1.29``, ``1.29,1.31`` or ``1.29..1.37``; empty: the newest release.
        strict: Whether unknown fields and repeated keys are errors.
        ignore_missing_schemas: Pass over kinds that nothing describes.
        crds: Files or folders with definitions of custom resources.

    Raises:
        SchemaError: The version is not known, or a definition cannot be read.
    """
    from chartkit import validation

    find = getattr(documents, "origin_of", None)
    inputs = [
        validation.Document(one)
        if isinstance(one, str)
        else validation.Document(one.text, one.source, partial(find, number) if find else None, rendering="-")
        for number, one in enumerate(documents)
    ]
    options = validation.Options(
        kube_version=kube_version,
        strict=strict,
        ignore_missing_schemas=ignore_missing_schemas,
        crds=tuple(crds),
    )
    return list(validation.validate(inputs, options).findings)


def _front_end(source: ManifestSource, settings: Settings, environment: Environment) -> Renderer:
    """Return what renders an imported chart; other folders need nothing of it."""
    from chartkit.convert import front_end

    return front_end(source, settings, environment)
