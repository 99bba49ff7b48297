"""What one rendering of a chart leaves for the next."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping, Sequence

from chartkit.chart import Chart, Log, LogRecord, coalesce_values, discard, process_dependencies
from chartkit.helm_versions import HelmBehaviour
from chartkit.manifests import Head
from chartkit.records import dataclass, replace
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
        prepared = self._prepared
        if prepared is not None and prepared.holds_for(chart, values, behaviour):
            for notice in prepared.notices:
                log(notice)
            coalesced = prepared.coalesced()
        else:
            prepared, coalesced = _prepare(chart, values, behaviour, log)
        if check_schema and not prepared.is_checked:
            from chartkit.values import check_values

            check_values(prepared.processed, coalesced, behaviour)
            prepared = replace(prepared, is_checked=True)
        self._prepared = prepared
        return prepared.processed, coalesced

    @property
    def heads(self) -> Mapping[str, Head]:
        """The heads of the documents of the last rendering by their text."""
        return self._heads

    def keep_heads(self, manifests: Iterable[Manifest]) -> None:
        """Remember the heads of a release's documents."""
        self._heads = {manifest.content: manifest.head for manifest in manifests}


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A chart and values that fit together, and what comes of them before anything is rendered."""

    chart: Chart
    values: Table
    behaviour: HelmBehaviour
    processed: Chart
    #: The coalesced values as marshalled data; None where they cannot be marshalled.
    snapshot: bytes | None
    notices: Sequence[LogRecord]
    #: Whether the values meet the schemas; if not, nobody looked.
    is_checked: bool = False

    def holds_for(self, chart: Chart, values: Table, behaviour: HelmBehaviour) -> bool:
        """Return whether the same would come of other arguments."""
        return chart is self.chart and behaviour is self.behaviour and _alike(values, self.values)

    def coalesced(self) -> Table:
        """Return the coalesced values anew: templates may change them.

        PERF: marshal copies plain values several times as quickly as they are coalesced, and tables that are there
        twice, as globals are, stay one table.
        """
        if self.snapshot is None:
            return coalesce_values(self.processed, self.values, self.behaviour, discard)
        table: Table = marshal.loads(self.snapshot)  # noqa: S302 # our own
        return table


def _prepare(chart: Chart, values: Table, behaviour: HelmBehaviour, log: Log) -> tuple[_Prepared, Table]:
    notices: list[LogRecord] = []

    def note(record: LogRecord) -> None:
        notices.append(record)
        log(record)

    processed = process_dependencies(chart, values, behaviour, note)
    coalesced = coalesce_values(processed, values, behaviour, note)
    try:
        snapshot = marshal.dumps(coalesced)
    except ValueError:  # among them are integers of ``--set``, which have a class of their own
        snapshot = None
    return _Prepared(chart, values, behaviour, processed, snapshot, notices), coalesced


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
