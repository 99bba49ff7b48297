"""Which JSON values are the same: numbers are compared by size, objects without order.

Upstream: santhosh-tekuri/jsonschema util.go
"""

from __future__ import annotations

from .json_types import type_name
from .numbers import exact

__all__ = ["duplicates", "equal"]


def equal(one: object, other: object) -> bool:
    """Return whether two JSON values are the same; numbers are compared by size."""
    name = type_name(one)
    if name != type_name(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(equal(item, other[key]) for key, item in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(equal, one, other))
    if name == "number":
        size = exact(one)
        return size is not None and size == exact(other)
    return one == other


def duplicates(items: list[object]) -> tuple[int, int] | None:
    """Return the places of the first two equal items."""
    seen: dict[object, list[int]] = {}
    for index, item in enumerate(items):
        alike = seen.setdefault(_fingerprint(item), [])
        for earlier in alike:
            if equal(items[earlier], item):
                return earlier, index
        alike.append(index)
    return None


def _fingerprint(value: object) -> object:
    """Return something hashable that equal JSON values share."""
    if isinstance(value, dict):
        return "object", frozenset((key, _fingerprint(item)) for key, item in value.items())
    if isinstance(value, list):
        return "array", tuple(map(_fingerprint, value))
    name = type_name(value)
    return name, exact(value) if name == "number" else value
