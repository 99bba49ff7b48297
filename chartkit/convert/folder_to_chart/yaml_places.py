"""Where what the YAML reader has read stands in the text that it was given."""

from __future__ import annotations

import re

__all__ = ["BYTE_ORDER_MARK", "line_starts"]

BYTE_ORDER_MARK = "\ufeff"


def line_starts(text: str) -> list[int]:
    """Return where each line begins; the reader does not count a byte order mark."""
    first = 1 if text.startswith(BYTE_ORDER_MARK) else 0
    return [first, *(match.end() for match in re.finditer("\n", text))]
