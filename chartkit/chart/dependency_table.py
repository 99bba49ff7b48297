"""The dependencies that a chart declares, each with what has become of it, as ``helm dependency list`` prints them.

Upstream: helm pkg/action/dependency.go
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from chartkit import semver
from chartkit.errors import ChartkitError, FunctionError, SemverError
from chartkit.gostd import path as go_path
from chartkit.gostd import strconv
from chartkit.helm_versions import HelmBehaviour

from .loader import load
from .metadata import Dependency
from .model import Chart

__all__ = ["dependency_list"]

_HEADER = ("NAME", "VERSION", "REPOSITORY", "STATUS")


def dependency_list(path: str, chart: Chart, behaviour: HelmBehaviour, *, widest: int = 80) -> str:
    """Return the table of what ``chart``, loaded from ``path``, declares, and warnings of what lies beside.

    Args:
        path: The chart's directory or archive, as messages show it.
        chart: The chart.
        behaviour: The line of Helm that counts.
        widest: Characters that a column has at most.
    """
    if not chart.metadata.declares_dependencies:
        return f"WARNING: no dependencies at {go_path.join(path, 'charts')}\n"
    rows = [_HEADER]
    for dependency in chart.metadata.dependencies:
        status = _status(path, dependency, chart, behaviour)
        rows.append((dependency.name, dependency.version, dependency.repository, status))
    warnings = "".join(f"WARNING: {line}\n" for line in _strays(path, chart, behaviour))
    return f"{_table(rows, widest)}\n\n{warnings}"


def _table(rows: Sequence[tuple[str, ...]], widest: int) -> str:
    """Return rows with their columns filled up with spaces and tabs between.

    Upstream: gosuri/uitable table.go
    """
    cut = [tuple(cell if len(cell) <= widest else f"{cell[: widest - 3]}..." for cell in row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*cut, strict=True)]
    return "\n".join("\t".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cut)


def _status(path: str, dependency: Dependency, chart: Chart, behaviour: HelmBehaviour) -> str:
    try:
        archives = _matching(Path(path, "charts"), f"{dependency.name}-*.tgz")
    except FunctionError:
        return "bad pattern"
    if len(archives) > 1:
        archives = [archive for archive in archives if _has_version(archive, dependency.name)]
        if len(archives) > 1:
            return "too many matches"
    if archives:
        told = _archive_status(archives[0], dependency, behaviour)
        if told:
            return told
    present = [subchart for subchart in chart.dependencies if subchart.name == dependency.name]
    if not present:
        return "missing"
    return _version_status(present[-1], dependency) or "unpacked"


def _matching(folder: Path, pattern: str) -> list[Path]:
    """Return the entries of ``folder`` whose names match, in order.

    Raises:
        FunctionError: The pattern is not well formed.
    """
    go_path.match(pattern, "")
    if not folder.is_dir():
        return []
    return sorted((entry for entry in folder.iterdir() if go_path.match(pattern, entry.name)), key=str)


def _has_version(archive: Path, name: str) -> bool:
    try:
        semver.parse_strict(archive.name.removesuffix(".tgz").removeprefix(f"{name}-"))
    except SemverError:
        return False
    return True


def _archive_status(archive: Path, dependency: Dependency, behaviour: HelmBehaviour) -> str:
    if not archive.exists():
        return ""
    try:
        chart = load(archive, behaviour=behaviour)
    except ChartkitError:
        return "corrupt"
    if chart.name != dependency.name:
        return "misnamed"
    return _version_status(chart, dependency) or "ok"


def _version_status(chart: Chart, dependency: Dependency) -> str:
    if chart.metadata.version == dependency.version:
        return ""
    try:
        wanted = semver.Constraint.parse(dependency.version)
        is_met = wanted.check(semver.parse(chart.metadata.version))
    except SemverError:
        return "invalid version"
    return "" if is_met else "wrong version"


def _strays(path: str, chart: Chart, behaviour: HelmBehaviour) -> Iterator[str]:
    """Yield what is to say of charts that are there without being declared."""
    declared = {dependency.name for dependency in chart.metadata.dependencies}
    folder = Path(path, "charts")
    for entry in _matching(folder, "*") if folder.is_dir() else ():
        shown = strconv.quote(go_path.join(path, "charts", entry.name))
        if not entry.exists() or not (stat.S_ISDIR(entry.stat().st_mode) or entry.suffix == ".tgz"):
            continue
        try:
            found = load(entry, behaviour=behaviour)
        except ChartkitError:
            yield f"{shown} is not a chart."
            continue
        if found.name not in declared:
            yield f"{shown} is not in Chart.yaml."
