"""A chart's templates and what they see, to text."""

from __future__ import annotations

from .capabilities import Capabilities, KubeVersion, VersionSet, default_capabilities, parse_kube_version
from .render import Engine
from .scope import ReleaseFacts
from .values import Values

__all__ = [
    "Capabilities",
    "Engine",
    "KubeVersion",
    "ReleaseFacts",
    "Values",
    "VersionSet",
    "default_capabilities",
    "parse_kube_version",
]
