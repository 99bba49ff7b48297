"""A path as it is given to a command -> a side."""

from __future__ import annotations

from pathlib import Path

from chartkit.folder import Folder, open_source

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
    from chartkit.convert.chart_to_folder import front_end

    world = RepeatedWorld()
    return FolderSide(Folder(open_source(where), environment=world.environment, front_end=front_end), world)
