"""A document of a rendered chart.

Upstream: helm pkg/release/v1/util/manifest_sorter.go Manifest
"""

from __future__ import annotations

from chartkit.manifests import Head
from chartkit.records import dataclass

__all__ = ["Manifest"]


@dataclass(frozen=True, slots=True)
class Manifest:
    """One document: the template file it came from, its text, and what it is."""

    #: Path of the template, as ``# Source:`` names it: ``c/templates/deployment.yaml``.
    path: str
    content: str
    head: Head
