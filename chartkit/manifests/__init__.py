"""Rendered text to documents: where one ends, what it is, and where it came from."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .document import Document
from .head import Head, read_head
from .split import split, split_trimmed

if TYPE_CHECKING:
    from .origins import Placed, origin_of, position, steps_of

__all__ = [
    "Document",
    "Head",
    "Placed",
    "origin_of",
    "position",
    "read_head",
    "split",
    "split_trimmed",
    "steps_of",
]


def __getattr__(name: str) -> object:
    """Return a name that is imported late: nobody asks where text was made as long as nothing is wrong with it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(".origins", __name__), name)
