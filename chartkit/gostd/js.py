"""Text inside a JavaScript string, the way the template function ``js`` writes it.

Upstream: text/template funcs.go JSEscapeString
"""

from __future__ import annotations

from . import unicode

__all__ = ["escape"]


class _Escapes(dict[int, "int | str"]):
    """What stands for each character, found when it is first needed; made for ``str.translate``."""

    def __missing__(self, char: int) -> int | str:
        """Return what stands for ``char``: itself where it can be printed."""
        plain = 0x20 <= char < 0x80 or (char >= 0x80 and unicode.is_print(chr(char)))
        return char if plain else f"\\u{char:04X}"


_ESCAPES = _Escapes(
    {ord(char): "\\" + char for char in "\\'\""} | {ord(char): f"\\u{ord(char):04X}" for char in "<>&="}
)


def escape(text: str) -> str:
    """Return ``text`` with quotes, back-slashes, ``<>&=`` and what cannot be printed replaced.

    Upstream: text/template funcs.go JSEscape
    """
    return unicode.canonical(text).translate(_ESCAPES)
