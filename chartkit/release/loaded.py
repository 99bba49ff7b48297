"""A chart that is loaded once and rendered many times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from chartkit.chart import Chart, LogRecord, load, load_tree
from chartkit.engine import Engine, default_capabilities, parse_kube_version
from chartkit.errors import RenderError
from chartkit.functions import Environment
from chartkit.gostd import encoding_json
from chartkit.gostd.kinds import Integer
from chartkit.gotemplate import Limits
from chartkit.helm_versions import HELM_4_3, HelmBehaviour
from chartkit.records import replace

from .build import Release, ReleaseOptions, build_release
from .memory import Memory
from .origins import ReleaseTracer

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["LoadedChart"]


class LoadedChart:
    """A chart, ready to be rendered. Everything parsed and compiled is kept; threads may share one.

    Args:
        source: A directory, an archive, the bytes of an archive, or the files of a directory by their paths in it.
        title: How the chart goes by in messages; empty: by its path, or as ``memory``.
        behaviour: The line of Helm that counts.
        environment: What template functions learn of the world: clock, random numbers, names on the network.
        limits: What one template may use up.
        allow_outside_links: Follow symbolic links out of the chart's directory.

    Raises:
        ChartError: There is no chart there, or a broken one.
    """

    def __init__(
        self,
        source: Path | bytes | Mapping[str, bytes],
        *,
        title: str = "",
        behaviour: HelmBehaviour = HELM_4_3,
        environment: Environment | None = None,
        limits: Limits | None = None,
        allow_outside_links: bool = False,
    ) -> None:
        self.chart: Chart = (
            load_tree(source, behaviour=behaviour)
            if isinstance(source, Mapping)
            else load(source, behaviour=behaviour, allow_outside_links=allow_outside_links)
        )
        self.behaviour = behaviour
        self._where = f"{title}:" if title else _where(source)
        self._engine = Engine(behaviour, environment, limits)
        self._memory = Memory()
        self._capabilities = default_capabilities(behaviour)

    @property
    def name(self) -> str:
        """The chart's name."""
        return self.chart.name

    @property
    def notices(self) -> tuple[LogRecord, ...]:
        """What Helm logs while it loads the chart."""
        return self.chart.notices

    def place(self, name: str) -> str:
        """Return how a file of the chart goes by in messages."""
        return self._where + name

    def render(
        self,
        name: str = "release-name",
        namespace: str = "default",
        values: Mapping[str, object] | None = None,
        *,
        is_upgrade: bool = False,
        kube_version: str = "",
        api_versions: Sequence[str] = (),
        skip_schema_validation: bool = False,
    ) -> Release:
        """Return what the chart renders to.

        Args:
            name: The release's name.
            namespace: Where it goes.
            values: Over the chart's own, as if they stood in a values file: numbers are floats, but for those that
                ``--set`` made integers.
            is_upgrade: Set ``.Release.IsUpgrade`` instead of ``.Release.IsInstall``.
            kube_version: Kubernetes version that templates see; empty: the one that Helm assumes.
            api_versions: API versions to take for known beside those.
            skip_schema_validation: Do not check values.schema.json.

        Raises:
            ChartError: The chart cannot be installed at all.
            ValuesError: Chart and values contradict each other.
            RenderError: A template failed, or what it made is not a manifest.
        """
        capabilities = self._capabilities
        if kube_version or api_versions:
            version = parse_kube_version(kube_version, self.behaviour) if kube_version else None
            capabilities = default_capabilities(self.behaviour, version, api_versions)
        options = ReleaseOptions(
            name=name,
            namespace=namespace,
            is_upgrade=is_upgrade,
            capabilities=capabilities,
            behaviour=self.behaviour,
            skip_schema_validation=skip_schema_validation,
        )
        given = _as_read(values or {})
        tracer = ReleaseTracer(self.chart, given, options, self._engine, self.place)
        try:
            release = build_release(self.chart, given, options, engine=self._engine, memory=self._memory)
        except RenderError as error:
            tracer.locate(error)
            raise
        return replace(release, tracer=tracer)


def _where(source: Path | bytes | Mapping[str, bytes]) -> str:
    """Return what stands before the names of a chart's files in messages."""
    if isinstance(source, (bytes, Mapping)):
        return "memory:"
    return f"{source}/" if source.is_dir() else f"{source}:"


def _as_read(values: Mapping[str, object]) -> dict[str, object]:
    """Return ``values`` as they would come out of a values file, with the integers of ``--set`` as they are."""
    if not values:
        return {}
    read = encoding_json.unmarshal_object(encoding_json.marshal(dict(values)))
    return {key: _with_integers(value, values.get(key)) for key, value in read.items()}


def _with_integers(read: object, given: object) -> object:
    if isinstance(given, Integer):
        return given
    if isinstance(read, dict) and isinstance(given, Mapping):
        return {key: _with_integers(value, given.get(key)) for key, value in read.items()}
    if isinstance(read, list) and isinstance(given, (list, tuple)):
        return [_with_integers(*pair) for pair in zip(read, given, strict=True)]
    return read
