"""YAML to Go values and back, as sigs.k8s.io/yaml and go-yaml do it."""

from __future__ import annotations

from .documents import Piece, split_stream
from .dump import dump
from .load import load, load_list, load_map, load_tree, load_with_repeated
from .load_go import load_go
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
