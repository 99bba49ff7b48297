"""Where Helm reads a values file otherwise than a folder reads its variables: the edits that make both read the same.

Folders read YAML as yaml.v1 does, with the keys at the top as they are written; Helm by way of JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from chartkit.goyaml import Node, NodeKind, compose, load_go, load_map
from chartkit.source import Location, Span

from .report import Note
from .rewriting import Edit
from .yaml_places import line_starts

__all__ = ["reading_edits"]


def reading_edits(text: str, name: str) -> tuple[list[Edit], list[Note]]:
    """Return the edits that make Helm read ``text``, the file ``name``, as a folder does; and what there is to know."""
    root = compose(text)
    ours, theirs = load_go(text), load_map(text)
    edits: list[Edit] = []
    notes: list[Note] = []
    if root is None or root.kind is not NodeKind.MAPPING or not isinstance(ours, dict):
        return edits, notes
    starts = line_starts(text)
    for node, value, found in _pairs(root, ours, theirs, notes, name):
        span = Span(starts[node.start.line] + node.start.column, starts[node.end.line] + node.end.column)
        edits.append((span, json.dumps(value, ensure_ascii=False)))
        at = Location(name, node.start.line + 1, node.start.column)
        if isinstance(value, int) and isinstance(found, float):
            edits.pop()
            text_of = f"Helm reads {value} as {int(found)}: numbers in values are floats, with 53 bits"
            notes.append(Note("value", text_of, at, warning=True))
            continue
        notes.append(
            Note("value", f"Helm reads {text[span.start : span.end]} as {found!r}; it is written {edits[-1][1]}", at)
        )
    return edits, notes


def _pairs(
    node: Node, ours: object, theirs: object, notes: list[Note], name: str, depth: int = 0
) -> Iterator[tuple[Node, object, object]]:
    """Yield scalars that are read differently: the node, and what each side reads."""
    if node.kind is NodeKind.MAPPING and isinstance(ours, dict) and isinstance(theirs, dict):
        for key, value in zip(node.children[::2], node.children[1::2], strict=True):
            known = next((k for k in ours if _key_text(k) == key.value or k == key.value), None)
            if depth == 0 and key.implicit and isinstance(known, str) and known not in theirs:
                yield key, known, next(iter(load_map(f"{key.value}: 0")), None)
            elif known is not None and not isinstance(known, str):
                at = Location(name, key.start.line + 1, key.start.column)
                text = f"the key {key.value} is no text; Helm makes it one, which changes the order in which keys come"
                notes.append(Note("value", text, at, warning=True))
            elif known is not None and known in theirs:
                yield from _pairs(value, ours[known], theirs[known], notes, name, depth + 1)
    elif node.kind is NodeKind.SEQUENCE and isinstance(ours, list) and isinstance(theirs, list):
        for inner, our, their in zip(node.children, ours, theirs, strict=False):
            yield from _pairs(inner, our, their, notes, name, depth + 1)
    elif node.kind is NodeKind.SCALAR and _differ(ours, theirs):
        yield node, ours, theirs


def _key_text(key: object) -> str:
    return str(key).lower() if isinstance(key, bool) else str(key)


def _differ(ours: object, theirs: object) -> bool:
    if isinstance(ours, (dict, list)) or isinstance(theirs, (dict, list)):
        return False
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is not theirs
    return ours != theirs and not (ours != ours and theirs != theirs)  # noqa: PLR0124 - not a number
