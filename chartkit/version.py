"""The version of chartkit, for the package and for ``chartkit --version``."""

from __future__ import annotations

__all__ = ["VERSION"]

VERSION = "0.1.0"
