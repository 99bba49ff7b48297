"""Comparisons that do not name the types that do not go together: those of the Go that Helm 3.17 is built with.

Upstream: text/template funcs.go of Go 1.23
"""

from __future__ import annotations

from collections.abc import Callable

from chartkit.errors import FunctionError
from chartkit.gotemplate import BUILTINS, IncompatibleTypesError

__all__ = ["FUNCTIONS"]


def _plainly(name: str, *values: object) -> bool:
    """Return what Go's own function ``name`` says of ``values``."""
    try:
        return bool(BUILTINS[name](*values))
    except IncompatibleTypesError as error:
        raise FunctionError("incompatible types for comparison") from error


def eq(first: object, *rest: object) -> bool:
    """Return whether ``first`` equals one of the others."""
    return _plainly("eq", first, *rest)


def ne(left: object, right: object) -> bool:
    """Return whether the two differ."""
    return _plainly("ne", left, right)


def lt(left: object, right: object) -> bool:
    """Return whether ``left`` is less than ``right``."""
    return _plainly("lt", left, right)


def le(left: object, right: object) -> bool:
    """Return whether ``left`` is less than or equal to ``right``."""
    return _plainly("le", left, right)


def gt(left: object, right: object) -> bool:
    """Return whether ``left`` is greater than ``right``."""
    return _plainly("gt", left, right)


def ge(left: object, right: object) -> bool:
    """Return whether ``left`` is greater than or equal to ``right``."""
    return _plainly("ge", left, right)


FUNCTIONS: dict[str, Callable[..., object]] = {"eq": eq, "ne": ne, "lt": lt, "le": le, "gt": gt, "ge": ge}
