"""How keys and strings are written in TOML.

Upstream: github.com/BurntSushi/toml encode.go dblQuotedReplacer, meta.go Key
"""

from __future__ import annotations

from collections.abc import Sequence

from chartkit.patterns import late_pattern

__all__ = ["join", "quote", "quoted_if_needed"]

_BARE = late_pattern(r"[A-Za-z0-9_-]+")
_ESCAPES = str.maketrans(
    {code: f"\\u{code:04x}" for code in (*range(32), 0x7F)}
    | {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
)


def quote(text: str) -> str:
    """Return ``text`` as a basic string."""
    return f'"{text.translate(_ESCAPES)}"'


def quoted_if_needed(key: str) -> str:
    """Return one part of a key, bare where it may be."""
    return key if _BARE.fullmatch(key) else quote(key)


def join(key: Sequence[str]) -> str:
    """Return a dotted key."""
    return ".".join(map(quoted_if_needed, key))
