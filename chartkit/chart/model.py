"""A loaded chart: what its files hold, and the charts below it.

Upstream: helm pkg/chart/v2/chart.go, file.go
"""

from __future__ import annotations

from collections.abc import Iterator

from chartkit.gostd import path as go_path
from chartkit.records import dataclass, field

from .log import LogRecord
from .metadata import Lock, Metadata

__all__ = ["CRD", "Chart", "ChartFile"]

_MANIFEST_EXTENSIONS = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class ChartFile:
    """A file of a chart. ``name`` is relative to the chart, with slashes."""

    name: str
    data: bytes = field(repr=False)
    #: Time of the last change in nanoseconds since 1970; 0 where nobody knows.
    modified_ns: int = field(default=0, repr=False)

    @property
    def text(self) -> str:
        """The data as text; bytes that are not UTF-8 are lone surrogates."""
        return self.data.decode("utf-8", "surrogateescape")


@dataclass(frozen=True, slots=True)
class CRD:
    """A file below ``crds/``; ``filename`` begins with the full path of its chart."""

    name: str
    filename: str
    file: ChartFile


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """A chart and the charts below it.

    Nothing in it changes after loading: who needs other values, names or subcharts makes another chart
    (``records.replace``). Charts are equal only if they are the same object, so a chart can be a key.
    """

    metadata: Metadata
    #: Default values of the chart; the owner never changes them, and neither may anybody else.
    values: dict[str, object] = field(default_factory=dict, repr=False)
    #: Chart.lock, or requirements.lock.
    lock: Lock | None = None
    #: values.schema.json as it stands.
    schema: bytes | None = field(default=None, repr=False)
    #: Files below templates/, in the order of loading.
    templates: tuple[ChartFile, ...] = field(default=(), repr=False)
    #: All other files but those with a meaning of their own and those of subcharts: ``.Files``.
    files: tuple[ChartFile, ...] = field(default=(), repr=False)
    #: Every file, those of subcharts too, as it was found.
    raw: tuple[ChartFile, ...] = field(default=(), repr=False)
    #: Subcharts that are present.
    dependencies: tuple[Chart, ...] = ()
    #: What Helm logs while it loads this chart and its subcharts; complete in the root only.
    notices: tuple[LogRecord, ...] = field(default=(), repr=False)
    #: The chart's full path where it is not that of the chart above with the name added; else empty. Helm does not
    #: correct the paths far below a chart that gets an alias.
    stray_path: str = ""

    @property
    def name(self) -> str:
        """The chart's name, or its alias once dependencies are processed."""
        return self.metadata.name

    def full_path(self, parent: str = "") -> str:
        """Return the path of this chart, such as ``c/charts/s``, below the chart at the path ``parent``.

        Upstream: helm chart.go (*Chart).ChartFullPath
        """
        if self.stray_path:
            return self.stray_path
        return f"{parent}/charts/{self.name}" if parent else self.name

    def walk(self, parent: str = "") -> Iterator[tuple[str, Chart]]:
        """Yield this chart and all below it, parents first, each with its full path."""
        path = self.full_path(parent)
        yield path, self
        for subchart in self.dependencies:
            yield from subchart.walk(path)

    def crds(self) -> Iterator[CRD]:
        """Yield the custom resource definitions of this chart and of all below it.

        Upstream: helm chart.go (*Chart).CRDObjects
        """
        for path, chart in self.walk():
            for file in chart.files:
                if file.name.startswith("crds/") and go_path.ext(file.name).lower() in _MANIFEST_EXTENSIONS:
                    yield CRD(file.name, f"{path}/{file.name}", file)
