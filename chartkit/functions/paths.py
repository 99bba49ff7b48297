"""Paths with slashes, taken apart. The names for the machine's own paths mean the same, as on Linux.

Upstream: sprig functions.go; path path.go
"""

from __future__ import annotations

from collections.abc import Callable

from chartkit.gostd import path

__all__ = ["FUNCTIONS"]

_PLAIN: dict[str, Callable[..., object]] = {
    "base": path.base,
    "dir": path.dir,
    "clean": path.clean,
    "ext": path.ext,
    "isAbs": path.is_abs,
}

FUNCTIONS: dict[str, Callable[..., object]] = {
    **_PLAIN,
    **{f"os{name[0].upper()}{name[1:]}": function for name, function in _PLAIN.items()},
}
