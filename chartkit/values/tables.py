"""Tables of values: copying, merging, looking up.

A table is a ``dict`` with strings as keys; lists and everything else are single values that replace each other.

Upstream: helm pkg/chart/common/util/coalesce.go, pkg/chart/common/values.go, pkg/chart/v2/loader/load.go
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from chartkit.errors import ValuesError
from chartkit.gostd import fmt
from chartkit.helm_versions import HELM_4_3, HelmBehaviour

__all__ = [
    "MAX_DEPTH",
    "NoTableError",
    "Table",
    "TableWarning",
    "copy_table",
    "copy_value",
    "drop_nulls",
    "lookup_value",
    "merge_maps",
    "merge_tables",
    "table_at",
]

Table: TypeAlias = dict[str, object]

#: Takes a warning: its text, and which of Helm's messages it is.
TableWarning: TypeAlias = Callable[[str, str], object]

#: How deeply tables and lists may be nested; Go has no bound but memory, and a value this deep is an attack.
MAX_DEPTH = 300


class NoTableError(ValuesError):
    """There is no table at a path.

    Upstream: helm pkg/chart/common/errors.go ErrNoTable
    """


def copy_table(table: Table) -> Table:
    """Return a deep copy of ``table`` that shares no table or list with it, nor has one twice.

    Raises:
        ValuesError: It is nested more than ``MAX_DEPTH`` levels deep, or contains itself.

    Upstream: helm internal/copystructure Copy
    """
    return {key: copy_value(value) if isinstance(value, (dict, list)) else value for key, value in table.items()}


def copy_value(value: object, depth: int = 1) -> object:
    """Return a deep copy of ``value``; what is neither table nor list is itself.

    Raises:
        ValuesError: It is nested more than ``MAX_DEPTH`` levels deep, or contains itself.
    """
    if depth > MAX_DEPTH:
        raise ValuesError("values are nested too deeply", hint=f"At most {MAX_DEPTH} levels are allowed.")
    copied: dict[object, object] | list[object]
    if isinstance(value, dict):
        copied = value.__class__()
        for key, item in value.items():
            copied[key] = copy_value(item, depth + 1) if isinstance(item, (dict, list)) else item
        return copied
    if isinstance(value, list):
        copied = value.__class__()
        copied.extend(copy_value(item, depth + 1) if isinstance(item, (dict, list)) else item for item in value)
        return copied
    return value


def merge_maps(under: Table, over: Table) -> Table:
    """Return ``under`` with ``over`` laid on it: tables merge, everything else, null too, replaces.

    Neither argument is changed; the result shares tables with both.

    Upstream: helm pkg/chart/v2/loader/load.go MergeMaps
    """
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(value, dict) and isinstance(below, dict):
            merged[key] = merge_maps(below, value)
        else:
            merged[key] = value
    return merged


def merge_tables(
    winner: Table,
    defaults: Table,
    *,
    keep_nulls: bool,
    prefix: str = "",
    warn: TableWarning | None = None,
    behaviour: HelmBehaviour = HELM_4_3,
) -> Table:
    """Fill ``winner`` with what only ``defaults`` has, and return it. Both are changed.

    Args:
        winner: What counts where both have a value; gets tables of ``defaults`` as they are, not as copies.
        defaults: Gets the nulls of ``winner`` in Helm 4.
        keep_nulls: A null in ``winner`` stays; else it removes its key, and the default with it.
        prefix: Dotted path of both, for warnings.
        warn: Takes what Helm would warn of.
        behaviour: The line of Helm that counts.

    Upstream: helm coalesce.go coalesceTablesFullKey
    """
    if behaviour.chart_nulls_are_removed:
        removable = {key for key, value in defaults.items() if value is not None}
        for key, value in winner.items():
            if value is None:
                defaults[key] = None
    else:
        removable = set(defaults)
    # A list of the items: with import-values one table can stand on both sides.
    for key, default in list(defaults.items()):
        if key not in winner:
            winner[key] = default
            continue
        value = winner[key]
        if value is None and not keep_nulls and key in removable:
            del winner[key]
        elif isinstance(default, dict):
            path = f"{prefix}.{key}" if prefix else key
            if isinstance(value, dict):
                merge_tables(value, default, keep_nulls=keep_nulls, prefix=path, warn=warn, behaviour=behaviour)
            elif warn is not None:
                warn(f"warning: cannot overwrite table with non table for {path} ({fmt.text(default)})", "overwrite")
        elif isinstance(value, dict) and default is not None and warn is not None:
            path = f"{prefix}.{key}" if prefix else key
            text = f"warning: destination for {path} is a table. Ignoring non-table value ({fmt.text(default)})"
            warn(text, "destination")
    return winner


def drop_nulls(table: Table) -> None:
    """Remove every null from ``table`` and the tables in it, but not from lists.

    Upstream: helm coalesce.go cleanNilValues
    """
    for key, value in list(table.items()):
        if value is None:
            del table[key]
        elif isinstance(value, dict):
            drop_nulls(value)


def table_at(table: Table, path: str) -> Table:
    """Return the table at the dotted ``path``.

    Raises:
        NoTableError: Something on the way is missing or no table.

    Upstream: helm pkg/chart/common/values.go (Values).Table
    """
    found = table
    for part in path.split("."):
        below = found.get(part)
        if not isinstance(below, dict):
            raise NoTableError(f'"{part}" is not a table')
        found = below
    return found


def lookup_value(table: Table, path: str) -> tuple[bool, object]:
    """Return whether a value that is no table stands at the dotted ``path``, and the value.

    Upstream: helm pkg/chart/common/values.go (Values).PathValue
    """
    holders, _, key = path.rpartition(".")
    try:
        holder = table_at(table, holders) if "." in path else table
    except NoTableError:
        return False, None
    value = holder.get(key)
    if key not in holder or isinstance(value, dict):
        return False, None
    return True, value
