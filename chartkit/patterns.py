"""Regular expressions that are compiled when they are first used.

Python compiles a pattern in a quarter of a millisecond, and the modules that a small chart needs have a hundred of
them, of which it uses a dozen.
"""

# PERF: 25 ms of the processor time of `chartkit template`. What every run uses, in a loop, is compiled by re itself:
# a method of the objects made here is looked up in a dict of their own.

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, AnyStr

if TYPE_CHECKING:
    from re import Pattern

__all__ = ["late_pattern"]

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")


def late_pattern(text: AnyStr, flags: int = 0) -> Pattern[AnyStr]:
    """Return what :func:`re.compile` returns, or behaves like it: the methods and attributes are the same.

    It is no instance of :class:`re.Pattern`, so the functions of :mod:`re` do not take it. That ``text`` is a regular
    expression is seen at the first use only; ``tests/test_patterns.py`` looks at them all.
    """
    made: Any = _Late(text, flags)
    return made  # type: ignore[no-any-return]  # it stands in for a Pattern


class _Late:
    """Has the attributes of the compiled pattern as soon as one of them is asked for."""

    def __init__(self, text: Any, flags: int) -> None:  # noqa: ANN401 - str or bytes
        self.source = text, flags

    def __getattr__(self, name: str) -> object:
        compiled = re.compile(*self.source)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
