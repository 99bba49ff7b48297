"""A chart's templates and what they see, to text."""

from __future__ import annotations

from .capabilities import Capabilities, KubeVersion, VersionSet, default_capabilities, parse_kube_version
from .render import RenderOptions, render
from .scope import ReleaseFacts
from .values import Values

__all__ = [
    "Capabilities",
    "KubeVersion",
    "ReleaseFacts",
    "RenderOptions",
    "Values",
    "VersionSet",
    "default_capabilities",
    "parse_kube_version",
    "render",
]
