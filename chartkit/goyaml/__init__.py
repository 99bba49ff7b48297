"""YAML to Go values and back, as sigs.k8s.io/yaml and go-yaml do it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .dump import dump
from .load import load, load_list, load_map, load_tree, load_with_repeated

if TYPE_CHECKING:
    from .documents import Piece, split_stream
    from .go_values import load_go
    from .nodes import Node, NodeKind, compose
    from .places import Path, Place, Repeated, find_node, repeated_keys
    from .pretty import dump_pretty

__all__ = [
    "Node",
    "NodeKind",
    "Path",
    "Piece",
    "Place",
    "Repeated",
    "compose",
    "dump",
    "dump_pretty",
    "find_node",
    "load",
    "load_go",
    "load_list",
    "load_map",
    "load_tree",
    "load_with_repeated",
    "repeated_keys",
    "split_stream",
]

# PERF: the parser of our own and what is built on it are imported when they are first asked for.
_LATE = {
    **dict.fromkeys(("Piece", "split_stream"), "documents"),
    "load_go": "go_values",
    **dict.fromkeys(("Node", "NodeKind", "compose"), "nodes"),
    **dict.fromkeys(("Path", "Place", "Repeated", "find_node", "repeated_keys"), "places"),
    "dump_pretty": "pretty",
}


def __getattr__(name: str) -> object:
    """Return a name that is imported late."""
    module = _LATE.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{module}", __name__), name)
