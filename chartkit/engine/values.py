"""``.Values``: a table with the methods that Helm gives it.

Upstream: helm pkg/chart/common/values.go
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from chartkit.errors import FunctionError
from chartkit.gostd.kinds import ANY, STRING, GoType, Kind, TypedMap
from chartkit.helm_versions import HelmBehaviour

__all__ = ["Values", "values_type"]


class Values(TypedMap[str, object]):
    """Values of a chart at the top of its templates; the tables inside are plain maps."""

    __slots__ = ()
    go_type = GoType("common.Values", Kind.MAP, elem=ANY, key=STRING)

    def as_map(self) -> dict[str, object]:
        """Return the table as a plain map."""
        return dict(self)

    def yaml(self) -> str:
        """Return the table as YAML with sorted keys."""
        from chartkit.goyaml import dump

        return dump(self)

    def table(self, name: str) -> Values:
        """Return the table at the dotted path ``name``.

        Raises:
            FunctionError: There is none.
        """
        found: dict[str, object] = self
        for part in name.split("."):
            inner = found.get(part)
            if not isinstance(inner, dict):
                raise FunctionError(f'"{part}" is not a table')
            found = inner
        return found if isinstance(found, Values) else Values(found)

    def path_value(self, path: str) -> object:
        """Return the value, not a table, at the dotted ``path``.

        Raises:
            FunctionError: There is none, or a table stands there.
        """
        if not path:
            raise FunctionError("YAML path cannot be empty")
        *tables, key = path.split(".")
        holder: object = self
        for part in tables:
            holder = holder.get(part) if isinstance(holder, dict) else None
            if not isinstance(holder, dict):
                raise FunctionError(f'"{key}" is not a value')
        if not isinstance(holder, dict) or key not in holder or holder[key].__class__ is dict:
            raise FunctionError(f'"{key}" is not a value')
        return holder[key]

    go_methods: ClassVar[Mapping[str, Callable[..., object]]] = {
        "AsMap": as_map,
        "YAML": yaml,
        "Table": table,
        "PathValue": path_value,
    }


class Values3(Values):
    """The same in Helm 3, where the type has another name."""

    __slots__ = ()
    go_type = GoType("chartutil.Values", Kind.MAP, elem=ANY, key=STRING)


def values_type(behaviour: HelmBehaviour) -> type[Values]:
    """Return the class of ``.Values`` and of the object around it."""
    return Values if behaviour.chart_is_map else Values3
