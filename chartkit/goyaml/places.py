"""Where the parts of a document stand, and which of its keys occur twice.

Upstream: go-yaml decode.go (*decoder).setMapIndex
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from chartkit.records import dataclass

from .decode import is_merge, scalar_value
from .nodes import Node, NodeKind
from .scalars import key_text

__all__ = ["Path", "Place", "Repeated", "find_node", "repeated_keys"]

#: Keys and indexes from a document's root to a part of it.
Path: TypeAlias = "tuple[str | int, ...]"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part of a document stands.

    ``depth`` is how much of the path that was asked for leads here: less than its length if the part is missing, and
    this is the nearest part around it.
    """

    key: Node | None
    value: Node
    depth: int


@dataclass(frozen=True, slots=True)
class Repeated:
    """A key that its mapping has already had: the path of its entry, and the key."""

    path: Path
    key: Node


def find_node(root: Node, path: Sequence[str | int]) -> Place:
    """Return the place of the part at ``path``, or of the nearest part around it.

    Keys are compared as JSON has them. Of entries with the same key the last counts. Aliases and merged mappings are
    looked through.
    """
    key: Node | None = None
    node = root
    for depth, part in enumerate(path):
        found = _child(_behind_alias(node), part)
        if found is None:
            return Place(key, node, depth)
        key, node = found
    return Place(key, node, len(path))


def _behind_alias(node: Node) -> Node:
    while node.target is not None:
        node = node.target
    return node


def _child(node: Node, part: str | int) -> tuple[Node | None, Node] | None:
    """Return the key, if there is one, and the value of a collection's entry."""
    if node.kind is NodeKind.SEQUENCE:
        if isinstance(part, int) and 0 <= part < len(node.children):
            return None, node.children[part]
        return None
    if node.kind is not NodeKind.MAPPING:
        return None
    found = merged = None
    for key, value in _entries(node):
        if is_merge(key):
            merged = _merged_child(value, part) or merged
        elif json_key(key) == str(part):
            found = (key, value)
    return found or merged


def _merged_child(node: Node, part: str | int) -> tuple[Node | None, Node] | None:
    """Return an entry of what stands beside ``<<``."""
    node = _behind_alias(node)
    if node.kind is not NodeKind.SEQUENCE:
        return _child(node, part)
    for child in node.children:
        found = _child(_behind_alias(child), part)
        if found is not None:
            return found
    return None


def _entries(node: Node) -> Iterator[tuple[Node, Node]]:
    children = iter(node.children)
    return zip(children, children, strict=True)


def json_key(node: Node) -> str | None:
    """Return the key that ``node`` becomes in JSON, and None for one that cannot become a key."""
    node = _behind_alias(node)
    return key_text(scalar_value(node)) if node.kind is NodeKind.SCALAR else None


def repeated_keys(root: Node) -> list[Repeated]:
    """Return the keys that occur again in their mapping, in the order of the text."""
    found: list[Repeated] = []
    waiting: list[tuple[Path, Node]] = [((), root)]
    while waiting:
        path, node = waiting.pop()
        if node.kind is NodeKind.SEQUENCE:
            waiting += [((*path, index), child) for index, child in enumerate(node.children)][::-1]
        elif node.kind is NodeKind.MAPPING:
            inner: list[tuple[Path, Node]] = []
            seen: set[str] = set()
            for key, value in _entries(node):
                name = json_key(key)
                if name is None or is_merge(key):
                    continue
                if name in seen:
                    found.append(Repeated((*path, name), key))
                seen.add(name)
                inner.append(((*path, name), value))
            waiting += inner[::-1]
    return sorted(found, key=lambda repeated: repeated.key.start)
