"""What chartkit offers to Python code. The command line has nothing beyond it.

Importing this is quick: what a function needs is imported when it is called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from chartkit.folder import Folder, ManifestSource
    from chartkit.functions import Environment

__all__ = ["Where", "is_chart", "load", "load_folder"]

#: A path; ``git:REV:PATH``; files in memory; or a source of one's own.
Where: TypeAlias = "str | Path | Mapping[str, str | bytes] | ManifestSource"


def load(where: Where) -> Folder:
    """Return the folder of manifests or the chart at ``where``, ready to be rendered many times.

    A directory or archive with a Chart.yaml is a chart.

    Raises:
        ChartkitError: It is not there, or not readable.
    """
    return load_folder(where)


def load_folder(
    where: Where,
    *,
    functions: Mapping[str, Callable[..., object]] | None = None,
    environment: Environment | None = None,
) -> Folder:
    """Return the folder of manifests at ``where``.

    Args:
        where: A directory, a ``.tar.gz`` or ``.zip`` file, ``git:REV:PATH``, or a mapping of paths to contents.
        functions: Template functions of your own by name. Their annotations are their Go signatures: ``str``, ``int``,
            ``float``, ``bool``, ``list[object]``, ``dict[str, object]`` and ``object`` for what takes anything.
        environment: What template functions learn of the world (clock, random numbers); None is this machine.

    Raises:
        FolderError: Nothing is there, or it cannot be read.
    """
    from chartkit.folder import Folder, open_source

    return Folder(open_source(where), functions, environment)


def is_chart(where: Where) -> bool:
    """Return whether ``where`` is a Helm chart: it has a Chart.yaml."""
    from chartkit.folder import open_source

    return "Chart.yaml" in open_source(where).names()
