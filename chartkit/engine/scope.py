"""A chart and its values to the templates of the whole tree, each with what it sees.

Upstream: helm pkg/engine/engine.go allTemplates, recAllTpls, sortTemplates
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chartkit.chart import Chart
from chartkit.gostd.kinds import ANY_MAP
from chartkit.helm_versions import HelmBehaviour
from chartkit.records import dataclass
from chartkit.values import copy_table

from .capabilities import Capabilities
from .files import Files
from .metadata import chart_object
from .values import Values, values_type

__all__ = ["Layout", "ReleaseFacts", "Renderable"]


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """What ``.Release`` tells."""

    name: str
    namespace: str
    is_install: bool = True
    is_upgrade: bool = False
    revision: int = 1

    def table(self) -> dict[str, object]:
        """Return the facts as the table that templates see."""
        return {
            "Name": self.name,
            "Namespace": self.namespace,
            "IsUpgrade": self.is_upgrade,
            "IsInstall": self.is_install,
            "Revision": self.revision,
            "Service": "Helm",
        }


@dataclass(frozen=True, slots=True)
class Renderable:
    """A template and where it belongs."""

    #: Path by which templates know it: ``c/charts/s/templates/x.yaml``.
    name: str
    text: str
    base_path: str
    #: Whether it only defines what others use, and is not rendered itself.
    is_partial: bool
    #: Number of its dot. All templates of one chart share the dot, so that what one changes the next sees.
    dot: int


class SubchartValues(Values):
    """Values of a subchart: one object for ``.Values`` below and for the table in the parent's values.

    DEVIATION: in Go the two are one map under two types. Here ``.Values`` of a subchart has the type of the parent's
    table, ``map[string]interface {}``, which only ``typeOf`` and functions that refuse ``common.Values`` can tell.
    """

    __slots__ = ()
    go_type = ANY_MAP


class Layout:
    """The templates of a chart and of all charts below it, and the dots that they see.

    Deeper paths come first, and within one depth the end of the alphabet: a parent's definitions replace those of its
    subcharts because they are read later.

    Args:
        chart: The chart with its dependencies processed.
        behaviour: The line of Helm that counts.
        values_names: The dots have the values under each of these.
    """

    def __init__(self, chart: Chart, behaviour: HelmBehaviour, values_names: Sequence[str] = ("Values",)) -> None:
        self._behaviour = behaviour
        self._values_type = values_type(behaviour)
        self._values_names = values_names
        self._charts = 0
        found: dict[str, Renderable] = {}
        self._root = self._part(chart, chart.name, found)
        order = sorted(found, key=lambda name: (name.count("/"), name), reverse=True)
        #: In the order of parsing and of rendering.
        self.templates = [found[name] for name in order]

    def dots(self, values: Values, release: ReleaseFacts, capabilities: Capabilities) -> list[Values]:
        """Return the dots of one rendering by their numbers."""
        dots: list[Values] = []
        shared = {"Release": release.table(), "Capabilities": capabilities}
        self._add_dots(self._root, values, shared, dots)
        return dots

    def _part(self, chart: Chart, path: str, found: dict[str, Renderable]) -> _Part:
        """Take in ``chart`` and what is below it, and its templates into ``found``."""
        number = self._charts
        self._charts += 1
        is_root = number == 0
        below = [self._part(subchart, subchart.full_path(path), found) for subchart in chart.dependencies]
        is_library = chart.metadata.type.lower() == "library"
        base_path = f"{path}/templates"
        for file in chart.templates:
            is_partial = file.name.rpartition("/")[2].startswith("_")
            if is_partial or not is_library:
                name = f"{path}/{file.name}"
                found[name] = Renderable(name, file.text, base_path, is_partial, number)
        about = chart_object(chart.metadata, is_root=is_root, behaviour=self._behaviour)
        return _Part(chart.name, about, Files({file.name: file.data for file in chart.files}), below)

    def _add_dots(self, part: _Part, values: Values, shared: Mapping[str, object], dots: list[Values]) -> Values:
        """Add the dot of a chart and those of the charts below it, and return the first."""
        subcharts: dict[str, object] = {}
        dot = self._values_type(
            {
                "Chart": copy_table(part.about) if isinstance(part.about, dict) else part.about,
                "Files": part.files,
                **shared,
                **dict.fromkeys(self._values_names, values),
                "Subcharts": subcharts,
            }
        )
        dots.append(dot)
        for subpart in part.below:
            own = _shared(values, subpart.name)
            subcharts[subpart.name] = self._add_dots(subpart, own, shared, dots)
        return dot


@dataclass(frozen=True, slots=True)
class _Part:
    """A chart of the tree."""

    name: str
    #: ``.Chart``: a table, of which each rendering gets a copy, or Helm 3's struct, which no template can change.
    about: object
    #: ``.Files``, which no template can change either.
    files: Files
    below: list[_Part]


def _shared(values: Values, name: str) -> Values:
    """Return the subchart's table as ``.Values``, and leave the same object in the parent's values.

    A name with a dot is looked up as a path, as Helm does, and is not found.
    """
    table = values.get(name) if "." not in name else None
    if not isinstance(table, dict):
        return Values()
    shared = table if isinstance(table, SubchartValues) else SubchartValues(table)
    values[name] = shared
    return shared
