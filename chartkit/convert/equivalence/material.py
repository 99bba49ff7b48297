"""A side to what cases are made of: its templates, chart by chart, and its variables as they are."""

from __future__ import annotations

from collections.abc import Iterator

from chartkit.chart import Chart
from chartkit.errors import ChartkitError, TemplateError
from chartkit.folder import Folder, read_variables
from chartkit.gotemplate import Tree, parse
from chartkit.source import SourceText
from chartkit.values import merge_maps

from .reads import Guards, Path, Room, Truth
from .sides import ChartSide, FolderSide, Side

__all__ = ["material_of"]


def material_of(side: Side, environment: str) -> tuple[list[Room], dict[str, object]]:
    """Return the templates of ``side``, and its variables in ``environment``; nothing where they cannot be read.

    What cannot be read is told when it is rendered.
    """
    try:
        if isinstance(side, FolderSide):
            folder = side.folder
            if folder.settings.helm is None:
                return [Room(_trees_of(folder))], read_variables(
                    folder.source, environment or folder.settings.environment
                )
            from chartkit.convert.chart_to_folder.imported import chart_of

            return _of_chart(chart_of(folder.source, folder.settings.helm))
        return _of_chart(side.chart) if isinstance(side, ChartSide) else ([], {})
    except ChartkitError:
        return [], {}


def _trees_of(folder: Folder) -> tuple[Tree, ...]:
    return tuple(tree for trees in folder.trees().values() for tree in trees)


def _of_chart(chart: Chart) -> tuple[list[Room], dict[str, object]]:
    rooms = list(_rooms(chart, (), ()))
    return rooms, _defaults(chart)


def _rooms(chart: Chart, prefix: Path, guards: Guards) -> Iterator[Room]:
    trees = tuple(tree for file in chart.templates for tree in _trees(file.name, file.text))
    yield Room(trees, prefix, guards)
    wanted = {dependency.name: dependency for dependency in chart.metadata.dependencies}
    for subchart in chart.dependencies:
        dependency = wanted.get(subchart.name)
        name = (dependency.alias or dependency.name) if dependency else subchart.name
        condition = dependency.condition.partition(",")[0].strip() if dependency else ""
        more: Guards = (((*prefix, *condition.split(".")), Truth.TRUE),) if condition else ()
        yield from _rooms(subchart, (*prefix, name), (*guards, *more))


def _defaults(chart: Chart) -> dict[str, object]:
    """Return the values of ``chart``, those of its subcharts under their names."""
    values = dict(chart.values)
    wanted = {dependency.name: dependency for dependency in chart.metadata.dependencies}
    for subchart in chart.dependencies:
        dependency = wanted.get(subchart.name)
        name = (dependency.alias or dependency.name) if dependency else subchart.name
        own = values.get(name)
        values[name] = merge_maps(_defaults(subchart), own) if isinstance(own, dict) else _defaults(subchart)
    return values


def _trees(name: str, text: str) -> list[Tree]:
    """Return the trees of a template; none of one that is not well formed."""
    try:
        return parse(SourceText(name, text))
    except TemplateError:
        return []
