"""Decoded values to values that JSON has, and from there to what encoding/json reads back.

Upstream: sigs.k8s.io/yaml yaml.go convertToJSONableObject
"""

from __future__ import annotations

import math
from typing import Protocol

from chartkit.errors import YAMLError
from chartkit.gostd import strconv, unicode

from .decode import GoMap, typed
from .scalars import key_text, scalar_text

__all__ = ["Target", "as_read_back", "jsonable"]


class Target(Protocol):
    """The Go type that a document will be decoded into, as far as the conversion looks at it."""

    def is_string(self) -> bool:
        """Return whether this is a string, which numbers and truth values are converted for."""
        ...

    def member(self, key: str) -> Target | None:
        """Return the type of the struct's field or map's element that ``key`` goes to, if there is one."""
        ...

    def element(self) -> Target | None:
        """Return the type of a slice's elements; None where this is no slice."""
        ...


def jsonable(value: object, target: Target | None = None) -> object:
    """Return a decoded tree with string keys; integers stay integers.

    Scalars become strings where ``target`` has a string.

    Raises:
        YAMLError: A key is null or an integer that only an unsigned one holds.
    """
    if isinstance(value, GoMap):
        found: dict[str, object] = {}
        for key, item in value.items():
            name = key_text(key)
            if name is None:
                raise _unsupported_key(key, item)
            found[name] = jsonable(item, target.member(name) if target is not None else None)
        return found
    if isinstance(value, list):
        element = target.element() if target is not None else None
        items: list[object] = []
        for item in value:
            items.append(jsonable(item, element))  # noqa: PERF401  # A comprehension is one more call per level.
        return items
    if target is not None and target.is_string() and value is not None and value.__class__ is not str:
        return scalar_text(value)
    return value


def as_read_back(value: object) -> object:
    """Return what encoding/json makes of a JSON-able tree: numbers are floats, strings are UTF-8.

    Raises:
        YAMLError: A number is infinite or none at all. Of several such the first in JSON's order is told.
    """
    # Loops instead of comprehensions: each of those is one more call per level in Python 3.11.
    if isinstance(value, str):
        return unicode.repair(value)
    if isinstance(value, dict):
        found: dict[str, object] = {}
        for key in sorted(value):
            found[unicode.repair(key)] = as_read_back(value[key])
        return found
    if isinstance(value, list):
        items: list[object] = []
        for item in value:
            items.append(as_read_back(item))  # noqa: PERF401  # See above.
        return items
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise YAMLError(f"json: unsupported value: {strconv.format_float(value, 'g')}")
    return value


def _unsupported_key(key: object, value: object) -> YAMLError:
    # Imported here: only this error prints values so.
    from chartkit.gostd import fmt

    kind = "uint64" if key is not None else "%!s(<nil>)"
    what = fmt.sprintf("key: %+#v, value: %+#v", key, typed(value))
    return YAMLError(f"unsupported map key of type: {kind}, {what}")
