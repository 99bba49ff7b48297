"""What one rendering of a chart leaves for the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chartkit.chart import Chart, Log, LogRecord, coalesce_values, process_dependencies
from chartkit.helm_versions import HelmBehaviour
from chartkit.manifests import Head
from chartkit.records import dataclass
from chartkit.values import Table

from .manifest import Manifest

__all__ = ["Memory"]


class Memory:
    """What was found out while a chart was rendered, and holds in the next rendering where that has the same before it.

    A chart is mostly rendered again with the same values, as another release or for another cluster, and most of its
    documents do not depend on what changed. Only one rendering is remembered, so that memory stays bounded; everything
    is replaced whole, so that threads may share it. It belongs to one chart, under one line of Helm.
    """

    __slots__ = ("_heads", "_prepared")

    def __init__(self) -> None:
        self._prepared: _Prepared | None = None
        self._heads: Mapping[str, Head] = {}

    def prepare(
        self, chart: Chart, values: Table, behaviour: HelmBehaviour, log: Log, *, check_schema: bool
    ) -> tuple[Chart, Table]:
        """Return the chart with its dependencies processed, and the values that it renders with, which are new.

        Neither argument is changed, and ``values`` must not be later.

        Raises:
            ValuesError: Chart and values contradict each other.
        """
        last = self._prepared
        known = last is not None and last.chart is chart and last.behaviour is behaviour and _alike(last.values, values)
        if last is not None and known:
            processed, notices = last.processed, last.notices
            for notice in notices:
                log(notice)
        else:
            noted: list[LogRecord] = []

            def note(record: LogRecord) -> None:
                noted.append(record)
                log(record)

            processed, notices = process_dependencies(chart, values, behaviour, note), noted
        coalesced = coalesce_values(processed, values, behaviour, log)
        is_checked = last is not None and known and last.is_checked
        if check_schema and not is_checked:
            from chartkit.values import check_values

            check_values(processed, coalesced, behaviour)
        self._prepared = _Prepared(chart, values, behaviour, processed, notices, is_checked or check_schema)
        return processed, coalesced

    @property
    def heads(self) -> Mapping[str, Head]:
        """The heads of the documents of the last rendering by their text."""
        return self._heads

    def keep_heads(self, manifests: Iterable[Manifest]) -> None:
        """Remember the heads of a release's documents."""
        self._heads = {manifest.content: manifest.head for manifest in manifests}


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A chart and values that fit together."""

    chart: Chart
    values: Table
    behaviour: HelmBehaviour
    processed: Chart
    #: What was logged while dependencies were processed.
    notices: list[LogRecord]
    #: Whether the values meet the schemas; if not, nobody looked.
    is_checked: bool


def _alike(one: object, other: object) -> bool:
    """Return whether nothing can tell two values of a chart apart, their kinds and the order of keys included."""
    if one.__class__ is not other.__class__:
        return False
    if isinstance(one, dict):
        assert isinstance(other, dict)  # noqa: S101 - for the type checker
        return list(one) == list(other) and all(_alike(value, other[key]) for key, value in one.items())
    if isinstance(one, list):
        assert isinstance(other, list)  # noqa: S101 - for the type checker
        return len(one) == len(other) and all(map(_alike, one, other))
    return repr(one) == repr(other) if isinstance(one, float) else one == other  # 0.0 is not -0.0
