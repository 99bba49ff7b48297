"""Which subcharts take part, under which names, and what their parents import from them.

Helm changes charts in place here, and some of what it does shows only because two charts share a piece. So this works
on mutable nodes that share what Helm shares, and makes charts of them at the end.

Upstream: helm pkg/chart/v2/util/dependencies.go
"""

from __future__ import annotations

from collections.abc import Sequence

from chartkit.errors import ChartError, ValuesError
from chartkit.gostd import fmt, unicode
from chartkit.gostd.kinds import StringMap
from chartkit.helm_versions import HELM_4_3, HelmBehaviour
from chartkit.records import dataclass, field, replace
from chartkit.values import NoTableError, Table, copy_table, lookup_value, merge_tables, table_at

from .coalesce import coalesce_values, merge_values, table_warning
from .log import Log, LogLevel, LogRecord, discard
from .metadata import Dependency
from .model import Chart
from .version_range import is_in_range

__all__ = ["process_dependencies"]


def process_dependencies(chart: Chart, values: Table, behaviour: HelmBehaviour = HELM_4_3, log: Log = discard) -> Chart:
    """Return ``chart`` with the subcharts that ``values`` enable, under their aliases, and with imported values.

    Neither argument is changed. A chart that declares no dependencies is returned as it is.

    Raises:
        ValuesError: What stands under a subchart's name is no table. The text and the log record are Helm's.

    Upstream: helm dependencies.go ProcessDependencies
    """
    root = _Node.of(chart)
    try:
        _enable(root, values, "", behaviour, log)
        _import_all(root, behaviour, log)
    except ValuesError as error:
        if not behaviour.dependency_errors_are_announced:
            raise
        text = "chart dependencies processing failed"
        log(LogRecord(LogLevel.ERROR, text, (("error", error.message),)))
        raise ValuesError(f"{text}: {error.message}", error.at, error.hint) from error
    return root.freeze("")


@dataclass(slots=True)
class _Request:
    """A declared dependency while it is processed. Not frozen: Helm renames it and flags it."""

    declared: Dependency
    name: str
    enabled: bool
    import_values: list[object]


@dataclass(slots=True)
class _Metadata:
    """The part of a chart's metadata that changes, shared by charts that Helm makes of one another."""

    name: str
    #: None: none are declared, and nothing below the chart is processed.
    requests: list[_Request] | None


@dataclass(slots=True, eq=False)
class _Node:
    """A chart while it is processed."""

    chart: Chart
    metadata: _Metadata
    values: Table
    dependencies: list[_Node] = field(default_factory=list)
    #: The chart that last took this one in. Helm makes paths of it, and does not set it anew for charts below a copy
    #: that it does not process: their paths go on to have the names of the charts that were copied.
    parent: _Node | None = None

    @classmethod
    def of(cls, chart: Chart) -> _Node:
        """Return the tree of nodes for ``chart``."""
        declared = chart.metadata.dependencies
        requests = [
            _Request(dependency, dependency.name, dependency.enabled, list(dependency.import_values))
            for dependency in declared
        ]
        metadata = _Metadata(chart.name, requests if chart.metadata.declares_dependencies else None)
        node = cls(chart, metadata, chart.values)
        node.take_in([cls.of(subchart) for subchart in chart.dependencies])
        return node

    @property
    def name(self) -> str:
        """The chart's name or alias."""
        return self.metadata.name

    @property
    def path(self) -> str:
        """The full path that Helm gives the chart.

        Upstream: helm chart.go (*Chart).ChartFullPath
        """
        return f"{self.parent.path}/charts/{self.name}" if self.parent is not None else self.name

    def take_in(self, subcharts: list[_Node]) -> None:
        """Replace the subcharts.

        Upstream: helm chart.go (*Chart).SetDependencies
        """
        self.dependencies = subcharts
        for subchart in subcharts:
            subchart.parent = self

    def freeze(self, parent_path: str) -> Chart:
        """Return the chart that the node has become, below the chart at ``parent_path``."""
        path = self.path
        expected = f"{parent_path}/charts/{self.name}" if parent_path else self.name
        requests = self.metadata.requests or []
        dependencies = tuple(
            replace(
                request.declared,
                name=request.name,
                enabled=request.enabled,
                import_values=tuple(request.import_values),
            )
            for request in requests
        )
        metadata = replace(self.chart.metadata, name=self.metadata.name, dependencies=dependencies)
        return replace(
            self.chart,
            metadata=metadata,
            values=self.values,
            dependencies=tuple(node.freeze(path) for node in self.dependencies),
            stray_path=path if path != expected else "",
        )


def _enable(node: _Node, values: Table, path: str, behaviour: HelmBehaviour, log: Log) -> None:
    """Choose the subcharts of ``node`` and of all below it.

    Args:
        node: The chart.
        values: The values at the top, which know about this chart under ``path``.
        path: Dotted path of the chart, with a dot at its end; empty for the root.
        behaviour: The line of Helm that counts.
        log: Takes the warnings.

    Upstream: helm dependencies.go processDependencyEnabled
    """
    requests = node.metadata.requests
    if requests is None:
        return
    node.take_in(_requested(node, requests, behaviour))
    for request in requests:
        request.enabled = True
    # Also for a chart below the root the lookups go to the values at the top, into which the chart's own are laid:
    # so its ``tags`` count there.
    coalesced = coalesce_values(node, values, behaviour, log)
    _apply_tags(requests, coalesced, log)
    _apply_conditions(requests, coalesced, path, log)
    disabled = {request.name for request in requests if not request.enabled}
    enabled = [subchart for subchart in node.dependencies if subchart.name not in disabled]
    for subchart in enabled:
        _enable(subchart, coalesced, f"{path}{subchart.name}.", behaviour, log)
    node.take_in(enabled)
    # Helm appends to a nil list: without a request that is left none were declared.
    node.metadata.requests = [request for request in requests if request.name not in disabled] or None


def _requested(node: _Node, requests: Sequence[_Request], behaviour: HelmBehaviour) -> list[_Node]:
    """Return the subcharts that nobody declared, and then one for each request that a subchart meets.

    Upstream: helm dependencies.go processDependencyEnabled, getAliasDependency
    """
    chosen = [
        subchart
        for subchart in node.dependencies
        if not any(request.name == subchart.name and _is_in_range(request, subchart) for request in requests)
    ]
    for request in requests:
        alias = request.declared.alias
        for subchart in node.dependencies:
            if subchart.name == request.name and _is_in_range(request, subchart):
                chosen.append(_renamed(subchart, alias or subchart.name, behaviour))
                break
        request.name = alias or request.name
    return chosen


def _is_in_range(request: _Request, subchart: _Node) -> bool:
    return is_in_range(subchart.chart.metadata.version, request.declared.version)


def _renamed(node: _Node, name: str, behaviour: HelmBehaviour) -> _Node:
    """Return a copy of ``node`` under ``name``, which can be processed without changing ``node``.

    In Helm 3 the copy shares its requests with ``node``, so that a second alias of one chart sees what the first one
    made of them.

    Upstream: helm dependencies.go getAliasDependency, copyMetadata
    """
    requests = node.metadata.requests
    if not behaviour.aliases_are_copies:
        return replace(node, metadata=_Metadata(name, requests))
    copies = [replace(request) for request in requests] if requests is not None else None
    renamed = replace(node, metadata=_Metadata(name, copies))
    renamed.take_in([replace(subchart) for subchart in node.dependencies])
    return renamed


def _apply_tags(requests: Sequence[_Request], values: Table, log: Log) -> None:
    """Enable or disable by the booleans in the table ``tags``.

    Upstream: helm dependencies.go processDependencyTags
    """
    tags = values.get("tags")
    if not isinstance(tags, dict):
        return
    for request in requests:
        known: list[bool] = []
        for tag in request.declared.tags:
            if tag not in tags:
                continue
            value = tags[tag]
            if isinstance(value, bool):
                known.append(value)
            else:
                _warn_of_kind(log, ("tag", tag), request.name)
        request.enabled = any(known) or not known


def _apply_conditions(requests: Sequence[_Request], values: Table, path: str, log: Log) -> None:
    """Enable or disable by the first condition that is a boolean.

    Upstream: helm dependencies.go processDependencyConditions
    """
    for request in requests:
        for condition in unicode.trim_space(request.declared.condition).split(","):
            found, value = lookup_value(values, path + condition) if condition else (False, None)
            if isinstance(value, bool):
                request.enabled = value
                break
            if found:
                _warn_of_kind(log, ("path", condition), request.name)


def _warn_of_kind(log: Log, what: tuple[str, str], chart: str) -> None:
    """Log that a tag or the value at a condition's path is no boolean."""
    kind, name = what
    if kind == "tag":
        helm3 = f"dependencies.go:94: Warning: Tag '{name}' for chart {chart} returned non-bool value"
    else:
        helm3 = f"dependencies.go:63: Warning: Condition path '{name}' for chart {chart} returned non-bool value"
    log(LogRecord(LogLevel.WARN, "returned non-bool value", (what, ("chart", chart)), helm3))


def _import_all(node: _Node, behaviour: HelmBehaviour, log: Log) -> None:
    """Import values into ``node`` and all below it, the lowest charts first.

    Upstream: helm dependencies.go processDependencyImportValues
    """
    for subchart in node.dependencies:
        _import_all(subchart, behaviour, log)
    if node.metadata.requests is not None:
        _import_values(node, node.metadata.requests, behaviour, log)


def _import_values(node: _Node, requests: Sequence[_Request], behaviour: HelmBehaviour, log: Log) -> None:
    """Lay the defaults of all subcharts, and what ``node`` imports of them, under the defaults of ``node``.

    Upstream: helm dependencies.go processImportValues
    """
    defaults = merge_values(node, {}, behaviour, log)
    # What is imported are the very tables of the subcharts, not copies: a table that two subcharts import into goes
    # on to be the first one's own, which so gets the values of the second one.
    imported: Table = {}
    warn = table_warning(log)
    for request in requests:
        resolved: list[object] = []
        for item in request.import_values:
            paths = _import_paths(item, behaviour)
            if paths is None:
                continue
            child, parent = paths
            resolved.append(StringMap({"child": child, "parent": parent}))
            try:
                table = table_at(defaults, f"{request.name}.{child}")
            except NoTableError as error:
                _warn_of_import(log, request.name, error.message, named=isinstance(item, dict))
                continue
            # An empty table is the exception: Helm puts a new one in its place.
            at_parent = _at_path(parent, table or {})
            imported = merge_tables(imported, at_parent, keep_nulls=True, warn=warn, behaviour=behaviour)
        request.import_values = resolved
    node.values = merge_tables(copy_table(defaults), imported, keep_nulls=True, warn=warn, behaviour=behaviour)


def _import_paths(item: object, behaviour: HelmBehaviour) -> tuple[str, str] | None:
    """Return the paths of an item of import-values: in the child, and in the parent; None if it is to be ignored.

    Raises:
        ChartError: A path is missing where Helm 3 crashes without it.
    """
    if isinstance(item, str):
        return f"exports.{item}", "."
    if item.__class__ is not dict:
        # Among them what this function made of an item when it saw it under another alias, in Helm 3.
        return None
    assert isinstance(item, dict)  # noqa: S101 - for the type checker
    paths = (item.get("child"), item.get("parent"))
    if not behaviour.import_without_parent and not all(isinstance(path, str) for path in paths):
        # DEVIATION: Helm 3 ends with a Go panic here.
        raise ChartError("import-values needs the strings child and parent")
    child, parent = (path if isinstance(path, str) else fmt.text(path) for path in paths)
    return child, parent


def _at_path(path: str, table: Table) -> Table:
    """Return a table that holds ``table`` at the dotted ``path``; ``table`` itself for the path ``.``.

    Upstream: helm dependencies.go pathToMap
    """
    if path == ".":
        return table
    for part in reversed(path.split(".")):
        table = {part: table}
    return table


def _warn_of_import(log: Log, chart: str, error: str, *, named: bool) -> None:
    """Log that there is nothing to import; ``named``: the item gave both paths."""
    attributes: tuple[tuple[str, str], ...] = (("error", error),)
    if named:
        text, attributes = "ImportValues missing table from chart", (("chart", chart), *attributes)
        helm3 = f"dependencies.go:269: Warning: ImportValues missing table from chart {chart}: {error}"
    else:
        text = "ImportValues missing table"
        helm3 = f"dependencies.go:286: Warning: ImportValues missing table: {error}"
    log(LogRecord(LogLevel.WARN, text, attributes, helm3))
