"""A path as it is given to a command -> a side."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path

from chartkit.errors import ConvertError
from chartkit.folder import Folder, MappingSource, open_source

from .sides import ChartSide, FolderSide, HelmSide, Side
from .world import RepeatedWorld

__all__ = ["open_side"]


def open_side(where: str, helm: Path | None = None) -> Side:
    """Return what is at ``where``: a chart (what has a Chart.yaml, or a ``.tgz``), else a folder of manifests.

    Args:
        where: A directory, an archive or ``git:REV:PATH``.
        helm: Renders charts; None: chartkit does.

    Raises:
        ChartkitError: Nothing is there, or it cannot be read.
    """
    path = Path(where)
    if (path / "Chart.yaml").is_file() or (path.is_file() and path.suffix == ".tgz"):
        return ChartSide(path) if helm is None else HelmSide(path, helm)
    source = open_source(where)
    if isinstance(source, MappingSource) and "Chart.yaml" in source.names():
        return _RevisionOfChart(source)
    from chartkit.convert.chart_to_folder import front_end

    world = RepeatedWorld()
    return FolderSide(Folder(source, environment=world.environment, front_end=front_end), world)


class _RevisionOfChart(ChartSide):
    """A chart that is not on disk: its files are written to a folder that lives as long as this."""

    def __init__(self, source: MappingSource) -> None:
        self._title = source.title
        super().__init__(Path(tempfile.mkdtemp(prefix="chartkit-")))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)
        for name in source.paths():
            parts = name.split("/")
            if name.startswith("/") or "\\" in name or not {"", ".", ".."}.isdisjoint(parts):
                raise ConvertError(f"{source.title} holds a file with an unsafe name: {name!r}")
            place = self.path.joinpath(*parts)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(source.read(name).encode("utf-8", "surrogateescape"))

    @property
    def title(self) -> str:
        """Where the chart is."""
        return self._title
