"""Rendered text to documents: where one ends, what it is, and where it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chartkit.late_names import late_names

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

# PERF: nobody asks where text was made as long as nothing is wrong with it.
__getattr__ = late_names(__name__, {"origins": "Placed origin_of position steps_of"})
