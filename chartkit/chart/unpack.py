"""A packaged chart to a directory.

Upstream: helm pkg/chart/v2/util/expand.go Expand
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chartkit.errors import ChartError
from chartkit.gostd import path as go_path
from chartkit.gostd import strconv
from chartkit.helm_versions import HelmBehaviour

from .archive import read_archive
from .chart_file import read_chart_file

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["unpack"]


def unpack(data: bytes, folder: Path, behaviour: HelmBehaviour) -> Path:
    """Write the files of the packaged chart ``data`` into a new directory of ``folder``, and return that.

    The directory has the chart's name. ``folder`` is the caller's own and has no symbolic links in it.

    Raises:
        ChartError: The archive is damaged, too large, or names files outside the chart, or its chart has no name.
    """
    files = read_archive(data, behaviour)
    name = ""
    for file in files:
        if file.name == "Chart.yaml":
            try:
                name = read_chart_file(file.data, behaviour).name
            except ChartError as error:
                raise ChartError(f"cannot load Chart.yaml: {error.message}", hint=error.hint) from error
    if not name:
        raise ChartError("chart name not specified")
    if name in (".", ".."):
        raise ChartError(f"chart name {strconv.quote(name)} is not allowed")
    if name != go_path.base(name):
        raise ChartError(f"chart name {strconv.quote(name)} must not contain path separators")
    directory = folder / name
    for file in files:
        target = directory / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.data)
    return directory
