"""YAML to Go values and back, as sigs.k8s.io/yaml and go-yaml do it."""

from __future__ import annotations

from .dump import dump
from .load import load, load_list, load_map, load_tree

__all__ = ["dump", "load", "load_list", "load_map", "load_tree"]
