"""What ``helm template`` prints: a chart and values to manifests and hooks, in order, as one stream."""

from __future__ import annotations

from .build import Release, ReleaseOptions, build_release
from .hooks import Hook, HookEvent
from .loaded import LoadedChart
from .manifest import Manifest
from .name import name_from_template
from .output import OutputFile, OutputOptions, documents_of, files_of, show_only, stream
from .template import TemplateRequest, template

__all__ = [
    "Hook",
    "HookEvent",
    "LoadedChart",
    "Manifest",
    "OutputFile",
    "OutputOptions",
    "Release",
    "ReleaseOptions",
    "TemplateRequest",
    "build_release",
    "documents_of",
    "files_of",
    "name_from_template",
    "show_only",
    "stream",
    "template",
]
