"""Bounds on what is read and written."""

from __future__ import annotations

from typing import Final

__all__ = ["MAX_NESTING", "TOO_DEEP"]

#: How deep the values of a document may nest.
# DEVIATION: go-yaml nests 10000 deep. Nothing reads such values, and Python's stack would not bear them.
MAX_NESTING: Final = 250

#: What is said of a document that nests deeper, in the words that go-yaml has for its own bound.
TOO_DEEP: Final = f"exceeded max depth of {MAX_NESTING}"
