"""Texts to files for a test."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

__all__ = ["written"]


def written(folder: Path, files: Mapping[str, str]) -> Path:
    """Write ``files``, by paths in ``folder``, and return that."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder
