"""Text as HTML, the way the template function ``html`` writes it.

Upstream: text/template funcs.go HTMLEscapeString
"""

from __future__ import annotations

from .unicode import REPLACEMENT

__all__ = ["escape"]

_ESCAPES = str.maketrans({"\0": REPLACEMENT, '"': "&#34;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escape(text: str) -> str:
    """Return ``text`` with ``"``, ``'``, ``&``, ``<``, ``>`` and NUL replaced.

    Upstream: text/template funcs.go HTMLEscape
    """
    return text.translate(_ESCAPES)
