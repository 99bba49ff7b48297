"""What ``helm template`` prints: a chart and values to manifests and hooks, in order, as one stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chartkit.late_names import late_names

from .build import Release, ReleaseOptions, build_release
from .hooks import Hook, HookEvent
from .manifest import Manifest
from .name import name_from_template
from .output import OutputFile, OutputOptions, documents_of, files_of, show_only, stream
from .template import TemplateRequest, template

if TYPE_CHECKING:
    from .loaded import LoadedChart
    from .origins import ReleaseTracer
    from .post_render import PostRenderer, find_post_renderer

__all__ = [
    "Hook",
    "HookEvent",
    "LoadedChart",
    "Manifest",
    "OutputFile",
    "OutputOptions",
    "PostRenderer",
    "Release",
    "ReleaseOptions",
    "ReleaseTracer",
    "TemplateRequest",
    "build_release",
    "documents_of",
    "files_of",
    "find_post_renderer",
    "name_from_template",
    "show_only",
    "stream",
    "template",
]

# PERF: `chartkit template` loads a chart for one rendering, and tells of errors as Helm does.
__getattr__ = late_names(
    __name__, {"loaded": "LoadedChart", "origins": "ReleaseTracer", "post_render": "PostRenderer find_post_renderer"}
)
