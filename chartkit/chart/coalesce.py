"""A chart's defaults and a user's values to the values that templates see.

Upstream: helm pkg/chart/common/util/coalesce.go
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from chartkit.errors import ValuesError
from chartkit.gostd import fmt, strconv
from chartkit.helm_versions import HELM_4_3, HelmBehaviour
from chartkit.values import Table, TableWarning, copy_table, drop_nulls, merge_tables

from .log import Log, LogLevel, LogRecord, discard

__all__ = ["GLOBAL", "HasValues", "coalesce_values", "merge_values", "table_warning"]

#: The key that every subchart shares with its parent.
GLOBAL = "global"

#: Lines of Helm 3's coalesce.go that log, by message.
_LINES = {
    "destination globals": 138,
    "source globals": 145,
    "conflict": 161,
    "global table": 175,
    "skipped": 237,
    "overwrite": 298,
    "destination": 301,
}


class HasValues(Protocol):
    """What coalescing needs to know of a chart."""

    @property
    def name(self) -> str:
        """The chart's name or alias."""
        ...

    @property
    def values(self) -> Table:
        """The chart's defaults."""
        ...

    @property
    def dependencies(self) -> Sequence[HasValues]:
        """The charts below it."""
        ...


def coalesce_values(chart: HasValues, values: Table, behaviour: HelmBehaviour = HELM_4_3, log: Log = discard) -> Table:
    """Return the values that ``chart`` renders with: ``values`` over the chart's defaults.

    Tables merge and everything else replaces. A null in ``values`` removes the default under its key. Subcharts get
    the table under their name, and what stands under ``global``. Neither argument is changed, and the result shares
    nothing with them.

    Raises:
        ValuesError: What stands under a subchart's name is no table.

    Upstream: helm coalesce.go CoalesceValues
    """
    return _Coalescing(behaviour, log, keep_nulls=False).chart(chart, copy_table(values), "")


def merge_values(chart: HasValues, values: Table, behaviour: HelmBehaviour = HELM_4_3, log: Log = discard) -> Table:
    """Return ``values`` over the chart's defaults as :func:`coalesce_values` does, but with every null kept.

    Raises:
        ValuesError: What stands under a subchart's name is no table.

    Upstream: helm coalesce.go MergeValues
    """
    return _Coalescing(behaviour, log, keep_nulls=True).chart(chart, copy_table(values), "")


def table_warning(log: Log) -> TableWarning:
    """Return what writes into ``log`` the warnings of tables that are merged."""

    def warn(text: str, message: str) -> None:
        log(LogRecord(LogLevel.INFO, text, helm3=f"coalesce.go:{_LINES[message]}: {text}"))

    return warn


class _Coalescing:
    """One run over a tree of charts."""

    def __init__(self, behaviour: HelmBehaviour, log: Log, *, keep_nulls: bool) -> None:
        self._behaviour = behaviour
        self._warn = table_warning(log)
        self._keep_nulls = keep_nulls

    def chart(self, chart: HasValues, values: Table, prefix: str) -> Table:
        """Fill ``values`` with the defaults of ``chart`` and of the charts below it, and return it.

        ``prefix`` is the dotted path of the chart's parent.

        Upstream: helm coalesce.go coalesce, coalesceDeps
        """
        path = f"{prefix}.{chart.name}" if prefix else chart.name
        self._defaults(chart, values, path)
        for subchart in chart.dependencies:
            table = values.setdefault(subchart.name, {})
            if not isinstance(table, dict):
                raise ValuesError(f"type mismatch on {subchart.name}: {fmt.sprintf('%t', table)}")
            self._globals(table, values, path)
            values[subchart.name] = self.chart(subchart, table, path)
        return values

    def _defaults(self, chart: HasValues, values: Table, path: str) -> None:
        """Fill ``values`` with the chart's own defaults.

        Upstream: helm coalesce.go coalesceValues
        """
        subcharts = {subchart.name for subchart in chart.dependencies}
        drops_nulls = self._behaviour.chart_nulls_are_removed and not self._keep_nulls
        for key, default in copy_table(chart.values).items():
            if key not in values:
                if drops_nulls and default is None:
                    continue
                if drops_nulls and isinstance(default, dict):
                    drop_nulls(default)
                values[key] = default
                continue
            value = values[key]
            if value is None and not self._keep_nulls:
                del values[key]
            elif isinstance(value, dict) and isinstance(default, dict):
                # A null for a subchart must reach the subchart, whose defaults it removes.
                keeps_nulls = self._keep_nulls or key in subcharts
                if self._behaviour.chart_nulls_are_removed and not keeps_nulls:
                    drop_nulls(default)
                merge_tables(
                    value,
                    default,
                    keep_nulls=keeps_nulls,
                    prefix=f"{path}.{key}",
                    warn=self._warn,
                    behaviour=self._behaviour,
                )
            elif isinstance(value, dict) and default is not None:
                self._warn(f"warning: skipped value for {path}.{key}: Not a table.", "skipped")

    def _globals(self, table: Table, parent: Table, path: str) -> None:
        """Lay the parent's globals over those in ``table``, the values of a subchart.

        Upstream: helm coalesce.go coalesceGlobals
        """
        own = table.get(GLOBAL, {})
        if not isinstance(own, dict):
            self._warn("warning: skipping globals because destination global is not a table.", "destination globals")
            return
        shared = parent.get(GLOBAL, {})
        if not isinstance(shared, dict):
            self._warn("warning: skipping globals because source global is not a table.", "source globals")
            return
        for key, value in shared.items():
            below = own.get(key)
            if not isinstance(value, dict):
                if isinstance(below, dict):
                    self._warn(f"key {key} is table. Skipping", "global table")
                else:
                    own[key] = value
            elif key not in own:
                own[key] = dict(value)
            elif not isinstance(below, dict):
                text = f"Conflict: cannot merge map onto non-map for {strconv.quote(key)}. Skipping."
                self._warn(text, "conflict")
            else:
                # Nulls are kept: those that count go when the subchart is coalesced.
                own[key] = merge_tables(
                    dict(value),
                    below,
                    keep_nulls=True,
                    prefix=f"{path}.{key}",
                    warn=self._warn,
                    behaviour=self._behaviour,
                )
        table[GLOBAL] = own
