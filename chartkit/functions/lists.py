"""Lists: taking apart, putting together, searching. A function never changes the list that it is given.

Lists of all element types are taken; new ones are ``[]interface {}``. What is no list is refused in the words of the
function that was called, and nil as Go's crash reads.

Upstream: sprig list.go
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from chartkit.errors import FunctionError
from chartkit.gostd.kinds import Kind, ListList, NilList, StringList, TypedList, kind_of
from chartkit.gostd.unicode import encode

from .cast import items_of, to_int64, to_string, to_strings
from .limits import check_items
from .reflect import Identities, deep_equal

__all__ = ["FUNCTIONS"]

#: How many pairs of values are compared one by one where a value contains itself, or is nested too deeply to number.
_MAX_PAIRS = 10_000


def _items(value: object, refusal: str) -> list[object]:
    """Return the elements of a list; ``refusal`` has a place for the kind of what is none."""
    if value.__class__ is list:
        return value
    if value is None:
        raise FunctionError("runtime error: invalid memory address or nil pointer dereference")
    kind = kind_of(value)
    if kind is not Kind.SLICE:
        raise FunctionError(refusal.format(kind.value))
    return items_of(value)


def list_(*values: object) -> list[object]:
    """Return ``values`` as a list."""
    return [*values]


def first(values: object) -> object:
    """Return the first element, or nil."""
    items = _items(values, "Cannot find first on type {}")
    return items[0] if items else None


def last(values: object) -> object:
    """Return the last element, or nil."""
    items = _items(values, "Cannot find last on type {}")
    return items[-1] if items else None


def rest(values: object) -> list[object]:
    """Return all elements but the first; a nil list where there are none."""
    items = _items(values, "Cannot find rest on type {}")
    return items[1:] if items else NilList()


def initial(values: object) -> list[object]:
    """Return all elements but the last; a nil list where there are none."""
    items = _items(values, "Cannot find initial on type {}")
    return items[:-1] if items else NilList()


def append(values: object, value: object) -> list[object]:
    """Return the elements and ``value`` after them."""
    return [*_items(values, "Cannot push on type {}"), value]


def prepend(values: object, value: object) -> list[object]:
    """Return the elements and ``value`` before them."""
    return [value, *_items(values, "Cannot prepend on type {}")]


def concat(*lists: object) -> object:
    """Return the elements of all ``lists``; a nil list where there are none."""
    parts = [_items(values, "Cannot concat type {} as list") for values in lists]
    check_items(sum(map(len, parts)))
    return [item for part in parts for item in part] or NilList()


def reverse(values: object) -> list[object]:
    """Return the elements from the last to the first."""
    return _items(values, "Cannot find reverse on type {}")[::-1]


def compact(values: object) -> list[object]:
    """Return the elements that are not empty."""
    return [item for item in _items(values, "Cannot compact on type {}") if item]


def uniq(values: object) -> list[object]:
    """Return the elements, each once."""
    items = _items(values, "Cannot find uniq on type {}")
    identities = Identities()
    found: dict[int, object] = {}
    try:
        for item in items:
            found.setdefault(identities.of(item), item)
    except FunctionError:
        if len(items) ** 2 > _MAX_PAIRS:
            raise
        kept: list[object] = []
        for item in items:
            if not _is_among(item, kept):
                kept.append(item)
        return kept
    return list(found.values())


def without(values: object, *omitted: object) -> list[object]:
    """Return the elements that are not among ``omitted``."""
    items = _items(values, "Cannot find without on type {}")
    identities = Identities()
    try:
        unwanted = set(map(identities.of, omitted))
        return [item for item in items if identities.of(item) not in unwanted]
    except FunctionError:
        if len(items) * len(omitted) > _MAX_PAIRS:
            raise
        return [item for item in items if not _is_among(item, omitted)]


def _is_among(item: object, others: Sequence[object]) -> bool:
    return any(deep_equal(item, other) for other in others)


def has(needle: object, values: object) -> bool:
    """Return whether ``needle`` is an element; it must also be of the element's type."""
    if values is None:
        return False
    return any(deep_equal(needle, item) for item in _items(values, "Cannot find has on type {}"))


def chunk(size: int, values: object) -> ListList:
    """Return the elements in lists of ``size``, the last one of what is left.

    Go: the numbers of lists and elements are computed as floats, which decides what becomes of odd sizes.

    Upstream: sprig list.go mustChunk
    """
    items = _items(values, "Cannot chunk type {}")
    if size == 0:
        raise FunctionError("runtime error: makeslice: len out of range")
    count = math.floor((len(items) - 1) / size) + 1
    remainder = int(math.fmod(len(items), size)) or size
    if count < 0 or (count > 0 and (remainder < 0 or (count > 1 and size < 0))):
        raise FunctionError("runtime error: makeslice: len out of range")
    return ListList(
        list(items[index * size : index * size + size]) if size > 0 else list(items) for index in range(count)
    )


def slice_(values: object, *bounds: object) -> object:
    """Return the elements from the first bound up to, not including, the second, as a list of the same type.

    Upstream: sprig list.go mustSlice
    """
    items = _items(values, "list should be type of slice or array but {}")
    if not items:
        return None
    start = to_int64(bounds[0]) if bounds else 0
    end = to_int64(bounds[1]) if len(bounds) > 1 else len(items)
    if not 0 <= start <= end <= len(items):
        raise FunctionError("reflect.Value.Slice: slice index out of bounds")
    if isinstance(values, TypedList):
        return values.__class__(values[start:end])
    return values[start:end]  # type: ignore[index] # a list or bytes


def sort_alpha(values: object) -> StringList:
    """Return the elements, but the nils, as texts in the order of their bytes; what is no list as one text.

    Go: a []string is sorted where it is, so that the caller's list changes too.

    Upstream: sprig list.go sortAlpha
    """
    if values is None or kind_of(values) is not Kind.SLICE:
        return StringList([to_string(values)])
    texts = to_strings(values)
    texts.sort(key=encode)
    return texts


_PLAIN: dict[str, Callable[..., object]] = {
    "first": first,
    "last": last,
    "rest": rest,
    "initial": initial,
    "append": append,
    "push": append,
    "prepend": prepend,
    "reverse": reverse,
    "uniq": uniq,
    "compact": compact,
    "without": without,
    "has": has,
    "chunk": chunk,
    "slice": slice_,
}

FUNCTIONS: dict[str, Callable[..., object]] = {
    **_PLAIN,
    # Go: these return their errors where the plain ones panic, which a template cannot tell.
    **{f"must{name[0].upper()}{name[1:]}": function for name, function in _PLAIN.items()},
    "list": list_,
    "tuple": list_,
    "concat": concat,
    "sortAlpha": sort_alpha,
}
