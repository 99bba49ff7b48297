"""YAML to Go values and back, as sigs.k8s.io/yaml and go-yaml do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chartkit.late_names import late_names

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

# The parser of our own and what is built on it are imported when they are first asked for.
__getattr__ = late_names(
    __name__,
    {
        "documents": "Piece split_stream",
        "go_values": "load_go",
        "nodes": "Node NodeKind compose",
        "places": "Path Place Repeated find_node repeated_keys",
        "pretty": "dump_pretty",
    },
)
