"""Values in place of empty ones.

Empty are nil, false, zero, and texts, lists and maps without content; a struct, such as a time, never is. Those are
the values that Python counts as false, and the classes of the other Go values define no truth of their own.

Upstream: sprig defaults.go
"""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["FUNCTIONS"]


def empty(value: object) -> bool:
    """Return whether ``value`` is empty."""
    return not value


def default(fallback: object, *given: object) -> object:
    """Return the first of ``given``, or ``fallback`` where it is empty or missing."""
    return given[0] if given and given[0] else fallback


def coalesce(*values: object) -> object:
    """Return the first of ``values`` that is not empty, or nil."""
    return next(filter(None, values), None)


def all_(*values: object) -> bool:
    """Return whether none of ``values`` is empty."""
    return all(values)


def any_(*values: object) -> bool:
    """Return whether one of ``values`` is not empty."""
    return any(values)


def ternary(if_true: object, if_false: object, condition: bool) -> object:
    """Return the first value where ``condition`` holds, else the second."""
    return if_true if condition else if_false


FUNCTIONS: dict[str, Callable[..., object]] = {
    "empty": empty,
    "default": default,
    "coalesce": coalesce,
    "all": all_,
    "any": any_,
    "ternary": ternary,
}
