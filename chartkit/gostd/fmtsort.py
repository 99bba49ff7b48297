"""The order in which Go prints a map, and in which a template ranges over it.

Upstream: internal/fmtsort sort.go
"""

from __future__ import annotations

from collections.abc import Mapping

from . import unicode
from .kinds import type_of

__all__ = ["sorted_keys"]

#: Go orders keys of different types by the addresses of their types; the compiler lays these out in this order.
_TYPE_ORDER = (
    "<nil> string int8 uint8 int16 uint16 int32 uint32 int64 uint64 int uint complex128 float32 float64 bool"
).split()


def sorted_keys(mapping: Mapping[object, object]) -> list[object]:
    """Return the keys of ``mapping`` as Go sorts them: strings by their bytes, numbers by value, nil first.

    PERF: the keys are strings nearly always, and Python's order of code points is then the order of the bytes.

    Upstream: internal/fmtsort sort.go Sort
    """
    keys = list(mapping)
    try:
        text = "".join(keys)  # type: ignore[arg-type] # Keys that are no strings are what the except is for.
    except TypeError:
        keys.sort(key=_rank)
        return keys
    if text.isascii():
        keys.sort()
    else:
        keys.sort(key=unicode.encode)  # type: ignore[arg-type] # They are strings.
    return keys


def _rank(key: object) -> tuple[int, str, object]:
    """Return what orders ``key`` among keys of any type.

    Upstream: internal/fmtsort sort.go compare
    """
    name = type_of(key).name
    place = _TYPE_ORDER.index(name) if name in _TYPE_ORDER else len(_TYPE_ORDER)
    if isinstance(key, str):
        return place, name, unicode.encode(key)
    if isinstance(key, complex):
        return place, name, (key.real, key.imag)
    if isinstance(key, float):
        return place, name, (key == key, key)  # noqa: PLR0124 - NaN, which differs from itself, comes first.
    return place, name, key if isinstance(key, int) else 0
