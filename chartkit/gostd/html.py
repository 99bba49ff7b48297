"""Text as HTML, the way the template function ``html`` writes it.

Upstream: text/template funcs.go HTMLEscapeString
"""

from __future__ import annotations

from .unicode import REPLACEMENT

__all__ = ["escape"]

#: What stands for a character; what stands for the others holds the first.
_ESCAPES = (("&", "&amp;"), ("\0", REPLACEMENT), ('"', "&#34;"), ("'", "&#39;"), ("<", "&lt;"), (">", "&gt;"))


def escape(text: str) -> str:
    """Return ``text`` with ``"``, ``'``, ``&``, ``<``, ``>`` and NUL replaced.

    PERF: one replacement after the other is many times as fast as a translation.

    Upstream: text/template funcs.go HTMLEscape
    """
    for char, escaped in _ESCAPES:
        text = text.replace(char, escaped)
    return text
