"""What a template writes out as plain values, and the expressions that take their place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chartkit.goyaml import Node, NodeKind, load
from chartkit.source import Span

from .outline import Entry, Outline

__all__ = [
    "camel_case",
    "content_span",
    "integer_of",
    "is_text",
    "items_of",
    "literal_of",
    "number_reference",
    "reference",
]

_WORD = re.compile(r"[A-Za-z0-9]+")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_INTEGER = re.compile(r"0|[1-9][0-9]{0,8}")


def items_of(entry: Entry | None) -> list[Node]:
    """Return the maps in a list that is written out."""
    if entry is None or entry.value.kind is not NodeKind.SEQUENCE or entry.value.anchor:
        return []
    return [item for item in entry.value.children if item.kind is NodeKind.MAPPING and not item.anchor]


def literal_of(outlined: Outline, entry: Entry) -> str | None:
    """Return the text of a scalar that stands on one line without escapes; None for anything else."""
    node = entry.value
    if (
        node.kind is not NodeKind.SCALAR
        or node.anchor
        or node.tag
        or not outlined.is_literal(entry.start, entry.value_end)
    ):
        return None
    span = content_span(outlined, entry)
    text = outlined.text[span.start : span.end]
    return text if text == node.value and "\n" not in text and "{{" not in text else None


def is_text(entry: Entry, text: str) -> bool:
    """Return whether a scalar with this content is no number, and nothing else that is not text."""
    if not entry.value.implicit:
        return True
    value = load(f"x: {text}")
    return isinstance(value, dict) and isinstance(value.get("x"), str)


def content_span(outlined: Outline, entry: Entry) -> Span:
    """Return where the content of a scalar is written: within its quotes."""
    quotes = 1 if outlined.text[entry.value_start : entry.value_start + 1] in ("'", '"') else 0
    return Span(entry.value_start + quotes, entry.value_end - quotes)


def integer_of(outlined: Outline, entry: Entry) -> int | None:
    """Return the integer that a plain scalar is, in the form in which Go prints it."""
    text = literal_of(outlined, entry)
    return int(text) if text is not None and entry.value.implicit and _INTEGER.fullmatch(text) else None


def number_reference(outlined: Outline, at: int, path: Sequence[str]) -> str:
    """Return the action that prints the integer at ``path`` of values."""
    return f"{{{{ {reference(outlined, at, path)} | int }}}}"


def reference(outlined: Outline, at: int, path: Sequence[str]) -> str:
    """Return the expression for the value at ``path``."""
    root = outlined.root(at)
    if all(map(_IDENTIFIER.fullmatch, path)):
        return ".".join((f"{root}.Values", *path))
    plain = 0
    while _IDENTIFIER.fullmatch(path[plain]):
        plain += 1
    rest = " ".join(f'"{part}"' for part in path[plain:])
    return f"(index {'.'.join((f'{root}.Values', *path[:plain]))} {rest})"


def camel_case(name: str) -> str:
    """Return a name as it is written in values."""
    words = _WORD.findall(name) or ["workload"]
    joined = words[0] + "".join(word[:1].upper() + word[1:] for word in words[1:])
    return joined if _IDENTIFIER.fullmatch(joined) else f"workload{joined}"
