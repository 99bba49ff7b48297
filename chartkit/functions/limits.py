"""Bounds on what one call of a function may make, so that a short hostile template cannot fill the memory.

They are far above what charts do: a Kubernetes object has at most about one and a half megabytes.
"""

from __future__ import annotations

from chartkit.errors import FunctionError

__all__ = ["MAX_DEPTH", "MAX_ITEMS", "MAX_LENGTH", "check_items", "check_length"]

#: Longest text that a function makes, in characters.
MAX_LENGTH = 1 << 26

#: Longest list that a function makes.
MAX_ITEMS = 1_000_000

#: Deepest nesting of lists and maps that a function follows; Go has no bound, and dies of a cycle.
MAX_DEPTH = 250


def check_length(length: int) -> None:
    """Refuse to make a text of ``length`` characters where that is too much.

    Raises:
        FunctionError: It is.
    """
    if length > MAX_LENGTH:
        raise FunctionError(
            f"the result would have {length} characters, more than {MAX_LENGTH}",
            hint="chartkit bounds the texts that a function makes, so that a template cannot fill the memory.",
        )


def check_items(count: int) -> None:
    """Refuse to make a list of ``count`` items where that is too much.

    Raises:
        FunctionError: It is.
    """
    if count > MAX_ITEMS:
        raise FunctionError(
            f"the result would have {count} items, more than {MAX_ITEMS}",
            hint="chartkit bounds the lists that a function makes, so that a template cannot fill the memory.",
        )
