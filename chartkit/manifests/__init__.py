"""Rendered text to documents: where one ends, what it is, and where it came from."""

from __future__ import annotations

from .document import Document
from .head import Head, read_head
from .split import split, split_trimmed

__all__ = ["Document", "Head", "read_head", "split", "split_trimmed"]
