"""A chart and its values to the templates of the whole tree, each with what it sees.

Upstream: helm pkg/engine/engine.go allTemplates, recAllTpls, sortTemplates
"""

from __future__ import annotations

from collections.abc import Sequence

from chartkit.chart import Chart
from chartkit.gostd.kinds import ANY_MAP
from chartkit.helm_versions import HelmBehaviour
from chartkit.records import dataclass

from .capabilities import Capabilities
from .files import Files
from .metadata import chart_object
from .values import Values, values_type

__all__ = ["ReleaseFacts", "Renderable", "all_templates"]


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
    """A template with its dot. All templates of one chart share the dot, so that what one changes the next sees."""

    #: Path by which templates know it: ``c/charts/s/templates/x.yaml``.
    name: str
    text: str
    dot: Values
    base_path: str

    @property
    def is_partial(self) -> bool:
        """Whether the template only defines what others use, and is not rendered itself."""
        return self.name.rpartition("/")[2].startswith("_")


class SubchartValues(Values):
    """Values of a subchart: one object for ``.Values`` below and for the table in the parent's values.

    DEVIATION: in Go the two are one map under two types. Here ``.Values`` of a subchart has the type of the parent's
    table, ``map[string]interface {}``, which only ``typeOf`` and functions that refuse ``common.Values`` can tell.
    """

    __slots__ = ()
    go_type = ANY_MAP


def all_templates(
    chart: Chart,
    values: Values,
    release: ReleaseFacts,
    capabilities: Capabilities,
    behaviour: HelmBehaviour,
    values_names: Sequence[str] = ("Values",),
) -> list[Renderable]:
    """Return the templates of ``chart`` and all charts below it, in the order of parsing and of rendering.

    Deeper paths come first, and within one depth the end of the alphabet: a parent's definitions replace those of its
    subcharts because they are read later. Dot has the values under each of ``values_names``.
    """
    tree = _Tree(release.table(), capabilities, behaviour, values_names)
    tree.add(chart, values, chart.name, is_root=True)
    return [tree.found[name] for name in sorted(tree.found, key=lambda name: (name.count("/"), name), reverse=True)]


class _Tree:
    """Collects templates while it walks down."""

    def __init__(
        self,
        release: dict[str, object],
        capabilities: Capabilities,
        behaviour: HelmBehaviour,
        values_names: Sequence[str],
    ) -> None:
        self.found: dict[str, Renderable] = {}
        self._release = release
        self._capabilities = capabilities
        self._behaviour = behaviour
        self._values_type = values_type(behaviour)
        self._values_names = values_names

    def add(self, chart: Chart, values: Values, path: str, *, is_root: bool) -> Values:
        """Take in ``chart`` and return the dot of its templates."""
        subcharts: dict[str, object] = {}
        dot = self._values_type(
            {
                "Chart": chart_object(chart.metadata, is_root=is_root, behaviour=self._behaviour),
                "Files": Files({file.name: file.data for file in chart.files}),
                "Release": self._release,
                "Capabilities": self._capabilities,
                **dict.fromkeys(self._values_names, values),
                "Subcharts": subcharts,
            }
        )
        for subchart in chart.dependencies:
            own = _shared(values, subchart.name)
            subcharts[subchart.name] = self.add(subchart, own, subchart.full_path(path), is_root=False)
        is_library = chart.metadata.type.lower() == "library"
        base_path = f"{path}/templates"
        for file in chart.templates:
            if not is_library or file.name.rpartition("/")[2].startswith("_"):
                name = f"{path}/{file.name}"
                self.found[name] = Renderable(name, file.text, dot, base_path)
        return dot


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
