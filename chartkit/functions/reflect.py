"""What kind of value a value is, and whether two are the same through and through.

Upstream: sprig reflect.go; reflect deepequal.go
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable

from chartkit.errors import FunctionError
from chartkit.gostd.kinds import Struct, is_nil, kind_of, type_of

from .limits import MAX_DEPTH

__all__ = ["FUNCTIONS", "Identities", "deep_equal"]


def type_name(value: object) -> str:
    """Return the name of the Go type of ``value``, as ``%T`` prints it."""
    return type_of(value).name


def type_is(target: str, value: object) -> bool:
    """Return whether ``value`` is of the Go type called ``target``."""
    return type_of(value).name == target


def type_is_like(target: str, value: object) -> bool:
    """Return whether ``value`` is of the Go type called ``target``, or a pointer to one."""
    return type_of(value).name in (target, f"*{target}")


def kind_name(value: object) -> str:
    """Return the name of the Go kind of ``value``."""
    return kind_of(value).value


def kind_is(target: str, value: object) -> bool:
    """Return whether ``value`` is of the Go kind called ``target``."""
    return kind_of(value).value == target


def deep_equal(one: object, other: object) -> bool:
    """Return whether two values are of the same type and equal, and so are all values inside them.

    A nil list is not an empty one, and an int is no float. Values that contain themselves are equal where no
    difference is found.

    Upstream: reflect deepequal.go DeepEqual
    """
    pending = [(one, other)]
    seen: set[tuple[int, int]] = set()
    while pending:
        left, right = pending.pop()
        if left.__class__ is str:
            if right.__class__ is not str or left != right:
                return False
            continue
        if left is right and left.__class__ is not float:
            continue
        if type_of(left) != type_of(right) or is_nil(left) != is_nil(right):
            return False
        if isinstance(left, dict) and isinstance(right, dict):
            if len(left) != len(right) or not left.keys() <= right.keys():
                return False
            inner = [(value, right[key]) for key, value in left.items()]
        elif isinstance(left, list) and isinstance(right, list):
            if len(left) != len(right):
                return False
            inner = list(zip(left, right, strict=True))
        elif isinstance(left, Struct) and left.go_fields:
            attributes = [field.attribute for field in left.go_fields.values()]
            inner = [(getattr(left, name), getattr(right, name)) for name in attributes]
        elif left != right:
            return False
        else:
            continue
        pair = (id(left), id(right))
        if pair not in seen:
            seen.add(pair)
            pending += inner
    return True


class Identities:
    """Numbers values: two get the same number exactly when :func:`deep_equal` holds between them.

    PERF: to find a value among many costs one pass over it instead of a comparison with each of them.
    """

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}
        self._known: dict[int, int] = {}
        #: Keeps what ``_known`` speaks of from being replaced by something else at the same place in memory.
        self._kept: list[object] = []

    def of(self, value: object, depth: int = 0) -> int:
        """Return the number of ``value``.

        Raises:
            FunctionError: ``value`` is nested too deeply, or contains itself.
        """
        if isinstance(value, (dict, list)) or (isinstance(value, Struct) and value.go_fields):
            known = self._known.get(id(value))
            if known is None:
                if depth > MAX_DEPTH:
                    raise FunctionError(f"the value is nested more than {MAX_DEPTH} levels deep")
                known = self._numbers.setdefault(self._key(value, depth + 1), len(self._numbers))
                self._known[id(value)] = known
                self._kept.append(value)
            return known
        key: object = (type_of(value), is_nil(value), value)
        if isinstance(value, float) and math.isnan(value):
            key = object()  # Go: NaN equals nothing, not even itself.
        elif not isinstance(value, Hashable):
            key = id(value)
        return self._numbers.setdefault(key, len(self._numbers))

    def _key(self, value: dict[object, object] | list[object] | Struct, depth: int) -> object:
        head = (type_of(value), is_nil(value))
        if isinstance(value, Struct):
            fields = value.go_fields.values()
            return (*head, tuple([self.of(getattr(value, field.attribute), depth) for field in fields]))
        if isinstance(value, dict):
            return (*head, frozenset((key, self.of(item, depth)) for key, item in value.items()))
        return (*head, tuple([self.of(item, depth) for item in value]))


FUNCTIONS: dict[str, Callable[..., object]] = {
    "typeOf": type_name,
    "typeIs": type_is,
    "typeIsLike": type_is_like,
    "kindOf": kind_name,
    "kindIs": kind_is,
    "deepEqual": deep_equal,
}
