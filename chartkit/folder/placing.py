"""Where the parts of a rendered document stand in its text. Only errors and findings ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chartkit.errors import YAMLError
from chartkit.goyaml import NodeKind, compose, find_node
from chartkit.source import RenderedLine

if TYPE_CHECKING:
    from chartkit.goyaml import Node

    from .documents import FieldPath

__all__ = ["path_at", "place_in_scalar", "place_of"]


def place_of(text: str, path: FieldPath) -> RenderedLine:
    """Return the line of what stands at ``path`` of the document ``text``; what is missing is where its holder is."""
    root = _root(text)
    if root is None:
        return _line(text, 0, 0)
    place = find_node(root, path)
    node = place.key or place.value
    return _line(text, node.start.line, node.start.column)


def place_in_scalar(text: str, path: FieldPath, line: int, column: int) -> RenderedLine:
    """Return the line of ``text`` that holds a line (from 1) of the text at ``path``.

    In a block scalar each line has its own; in another the whole is pointed to.
    """
    root = _root(text)
    node = find_node(root, path).value if root is not None else None
    lines = text.split("\n")
    if node is None or lines[node.start.line][node.start.column : node.start.column + 1] not in ("|", ">"):
        return place_of(text, path)
    number = node.start.line + line
    if not 0 < line <= len(lines) - node.start.line - 1:
        return place_of(text, path)
    first = next((other for other in lines[node.start.line + 1 :] if other.strip()), "")
    return _line(text, number, len(first) - len(first.lstrip()) + column)


def path_at(text: str, line: int) -> FieldPath:
    """Return the path of the innermost entry of a document that begins on a line (from 1), or before it as the last."""
    path: FieldPath = ()
    node = _root(text)
    line -= 1
    while node is not None:
        best: tuple[str | int, Node] | None = None
        for part, begins, child in _entries(node):
            if begins.start.line <= line:
                best = part, child
        if best is None:
            return path
        path, node = (*path, best[0]), best[1]
    return path


def _entries(node: Node) -> list[tuple[str | int, Node, Node]]:
    """Return the entries of a collection: key or index, where they begin, and their values."""
    if node.kind is NodeKind.MAPPING:
        return [(key.value, key, value) for key, value in zip(node.children[::2], node.children[1::2], strict=True)]
    if node.kind is NodeKind.SEQUENCE:
        return [(number, child, child) for number, child in enumerate(node.children)]
    return []


def _root(text: str) -> Node | None:
    try:
        return compose(text)
    except YAMLError:
        return None


def _line(text: str, line: int, column: int) -> RenderedLine:
    """Return a line, by its number from 0 and a column in characters."""
    lines = text.split("\n")
    found = lines[line] if line < len(lines) else ""
    return RenderedLine(line + 1, len(found[:column].encode("utf-8", "surrogateescape")), found)
