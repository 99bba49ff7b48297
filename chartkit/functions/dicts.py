"""Maps: making, reading, changing and merging them.

``set``, ``unset`` and the merging functions change the map that they are given, and everyone who holds it sees that.
Where Go's order is random (``keys``, ``values``), ours is that of the keys.

Upstream: sprig dict.go; mitchellh/copystructure copystructure.go
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy

from chartkit.errors import FunctionError
from chartkit.gostd.kinds import StringList, Struct, TypedList, TypedMap, is_nil, type_of

from . import merging
from .cast import to_string
from .limits import MAX_DEPTH, MAX_ITEMS

__all__ = ["FUNCTIONS"]


def dict_(*items: object) -> dict[str, object]:
    """Return a map of keys and values in turn; a last key without a value gets an empty text."""
    keys = map(to_string, items[::2])
    values = items[1::2]
    return dict(zip(keys, values if len(items) % 2 == 0 else (*values, ""), strict=True))


def get(table: dict[str, object], key: str) -> object:
    """Return the value under ``key``, or an empty text."""
    return table.get(key, "")


def set_(table: dict[str, object], key: str, value: object) -> dict[str, object]:
    """Put ``value`` under ``key`` and return the map.

    Raises:
        FunctionError: The map is nil.
    """
    if is_nil(table):
        raise FunctionError("assignment to entry in nil map")
    table[key] = value
    return table


def unset(table: dict[str, object], key: str) -> dict[str, object]:
    """Take ``key`` out and return the map."""
    table.pop(key, None)
    return table


def has_key(table: dict[str, object], key: str) -> bool:
    """Return whether there is something under ``key``, even nil."""
    return key in table


def pluck(key: str, *tables: dict[str, object]) -> list[object]:
    """Return what the maps have under ``key``."""
    return [table[key] for table in tables if key in table]


def keys(*tables: dict[str, object]) -> StringList:
    """Return the keys of each map."""
    return StringList([key for table in tables for key in sorted(table)])


def values(table: dict[str, object]) -> list[object]:
    """Return the values of a map in the order of their keys."""
    return [table[key] for key in sorted(table)]


def pick(table: dict[str, object], *wanted: str) -> dict[str, object]:
    """Return a map of the ``wanted`` keys that are there."""
    return {key: table[key] for key in wanted if key in table}


def omit(table: dict[str, object], *unwanted: str) -> dict[str, object]:
    """Return a map of all keys but the ``unwanted`` ones."""
    return {key: value for key, value in table.items() if key not in unwanted}


def dig(*path: object) -> object:
    """Return what maps inside of maps have under one key after the other, or the default where a key is missing.

    The last argument is the outermost map, the one before it the default.

    Upstream: sprig dict.go dig
    """
    if len(path) < 3:
        raise FunctionError("dig needs at least three arguments")
    *names, fallback, value = path
    _demand_map(value)
    for name in names:
        if name.__class__ is not str:
            raise _conversion(name, "string")
    for name in names:
        table = _demand_map(value)
        if name not in table:
            return fallback
        value = table[name]
    return value


def _demand_map(value: object) -> dict[str, object]:
    # Go: a type assertion takes no named map type, such as that of .Values.
    if type_of(value).name != "map[string]interface {}" or not isinstance(value, dict):
        raise _conversion(value, "map[string]interface {}")
    return value


def _conversion(value: object, wanted: str) -> FunctionError:
    found = "nil" if value is None else type_of(value).name
    return FunctionError(f"interface conversion: interface {{}} is {found}, not {wanted}")


def merge(table: dict[str, object], *others: dict[str, object]) -> object:
    """Fill what is missing or empty in ``table`` from ``others`` and return it; an empty text where that fails."""
    return _merged(table, others, overwrite=False)


def merge_overwrite(table: dict[str, object], *others: dict[str, object]) -> object:
    """Put all of ``others`` over ``table`` and return it; an empty text where that fails."""
    return _merged(table, others, overwrite=True)


def _merged(table: dict[str, object], others: tuple[dict[str, object], ...], *, overwrite: bool) -> object:
    try:
        return merging.merge(table, others, overwrite=overwrite)
    except merging.TypesDifferError:  # Go: the error is swallowed inside a template.
        return ""


def must_merge(table: dict[str, object], *others: dict[str, object]) -> object:
    """Fill what is missing or empty in ``table`` from ``others`` and return it."""
    return merging.merge(table, others, overwrite=False)


def must_merge_overwrite(table: dict[str, object], *others: dict[str, object]) -> object:
    """Put all of ``others`` over ``table`` and return it."""
    return merging.merge(table, others, overwrite=True)


def deep_copy(value: object) -> object:
    """Return a copy that shares no list or map with ``value``; types are kept.

    Go: fields of structs that are not exported cannot be copied, and come out empty: a version becomes 0.0.0.

    Raises:
        FunctionError: ``value`` is nil, or nested too deeply, or too large to copy.

    Upstream: mitchellh/copystructure copystructure.go Copy
    """
    if value is None:
        raise FunctionError("reflect: call of reflect.Value.Type on zero Value")
    return _Copier().copy(value, 0)


class _Copier:
    """Counts what it copies: a value may hold the same map many times, and gets as many copies of it."""

    def __init__(self) -> None:
        self._count = 0

    def copy(self, value: object, depth: int) -> object:
        if isinstance(value, Struct) and type_of(value).name != "time.Time":
            return self._copy_struct(value, depth)
        if not isinstance(value, (dict, list)):
            return value
        self._count += len(value)
        if depth > MAX_DEPTH or self._count > MAX_ITEMS:
            raise FunctionError(
                f"the value is nested more than {MAX_DEPTH} levels deep or has more than {MAX_ITEMS} elements"
            )
        if isinstance(value, dict):
            table = {key: self.copy(item, depth + 1) for key, item in value.items()}
            return value.__class__(table) if isinstance(value, TypedMap) else table
        items = [self.copy(item, depth + 1) for item in value]
        return value.__class__(items) if isinstance(value, TypedList) else items

    def _copy_struct(self, value: Struct, depth: int) -> Struct:
        copied = copy(value)
        for name, field in value.go_fields.items():
            before = getattr(value, field.attribute)
            after = self.copy(before, depth + 1) if name[0].isupper() else _zero(before)
            object.__setattr__(copied, field.attribute, after)  # structs are frozen, and this one is not known yet
        return copied


def _zero(value: object) -> object:
    return value.__class__() if isinstance(value, (str, int, float)) else None


FUNCTIONS: dict[str, Callable[..., object]] = {
    "dict": dict_,
    "get": get,
    "set": set_,
    "unset": unset,
    "hasKey": has_key,
    "pluck": pluck,
    "keys": keys,
    "values": values,
    "pick": pick,
    "omit": omit,
    "dig": dig,
    "merge": merge,
    "mustMerge": must_merge,
    "mergeOverwrite": merge_overwrite,
    "mustMergeOverwrite": must_merge_overwrite,
    "deepCopy": deep_copy,
    "mustDeepCopy": deep_copy,
}
