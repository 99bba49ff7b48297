"""A side to what cases are made of: its templates, chart by chart, and its variables as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from chartkit.chart import Chart
from chartkit.errors import ChartkitError, TemplateError
from chartkit.folder import Folder, read_variables
from chartkit.gotemplate import Tree, parse
from chartkit.source import SourceText
from chartkit.values import merge_maps

from .reads import Guards, Path, Room, Truth
from .schema_examples import ValuesSchemas
from .sides import ChartSide, FolderSide, Side

__all__ = ["material_of", "order_of", "schemas_of"]


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


def schemas_of(side: Side) -> ValuesSchemas:
    """Return what the variables of ``side`` have to meet."""
    if not isinstance(side, ChartSide):
        return ValuesSchemas()
    try:
        found = list(_schemas(side.chart, ()))
    except ChartkitError:
        return ValuesSchemas()
    texts = {path: schema for _, path, schema in found if schema}
    return ValuesSchemas.read(texts, {name: path for name, path, _ in reversed(found)})


def order_of(side: Side, rooms: Iterable[Room]) -> list[str]:
    """Return the names of the files in ``rooms`` in the order in which they are rendered."""
    names = list(dict.fromkeys(tree.source.name for room in rooms for tree in room.trees))
    if isinstance(side, ChartSide):
        names.sort(key=lambda name: (name.count("/"), name), reverse=True)
    return names


def _schemas(chart: Chart, prefix: Path) -> Iterator[tuple[str, Path, bytes | None]]:
    yield chart.name, prefix, chart.schema
    for name, subchart in _subcharts(chart):
        yield from _schemas(subchart, (*prefix, name))


def _trees_of(folder: Folder) -> tuple[Tree, ...]:
    return tuple(tree for trees in folder.trees().values() for tree in trees)


def _of_chart(chart: Chart) -> tuple[list[Room], dict[str, object]]:
    rooms = list(_rooms(chart, chart.name, (), ()))
    return rooms, _defaults(chart)


def _rooms(chart: Chart, place: str, prefix: Path, guards: Guards) -> Iterator[Room]:
    trees = tuple(tree for file in chart.templates for tree in _trees(f"{place}/{file.name}", file.text))
    yield Room(trees, prefix, guards)
    wanted = {dependency.name: dependency for dependency in chart.metadata.dependencies}
    for name, subchart in _subcharts(chart):
        dependency = wanted.get(subchart.name)
        condition = dependency.condition.partition(",")[0].strip() if dependency else ""
        more: Guards = (((*prefix, *condition.split(".")), Truth.TRUE),) if condition else ()
        where = subchart.stray_path or f"{place}/charts/{name}"
        yield from _rooms(subchart, where, (*prefix, name), (*guards, *more))


def _defaults(chart: Chart) -> dict[str, object]:
    """Return the values of ``chart``, those of its subcharts under their names."""
    values = dict(chart.values)
    for name, subchart in _subcharts(chart):
        own = values.get(name)
        values[name] = merge_maps(_defaults(subchart), own) if isinstance(own, dict) else _defaults(subchart)
    return values


def _subcharts(chart: Chart) -> Iterator[tuple[str, Chart]]:
    """Yield the subcharts of ``chart``, each with the name that its values are under."""
    wanted = {dependency.name: dependency for dependency in chart.metadata.dependencies}
    for subchart in chart.dependencies:
        dependency = wanted.get(subchart.name)
        yield (dependency.alias or dependency.name) if dependency else subchart.name, subchart


def _trees(name: str, text: str) -> list[Tree]:
    """Return the trees of a template; none of one that is not well formed."""
    try:
        return parse(SourceText(name, text))
    except TemplateError:
        return []
