"""Folders of templated manifests, in the style of kube-appdeploy: sources, variables, modes, services, targets."""

from __future__ import annotations

from .context import ProcessVariables
from .dev_annotation import ContainerNotes, DevAnnotation
from .folder import Folder
from .folder_target import FolderTarget
from .modes import ANY, CallSite, ContainerModes, mode_argument
from .rendering import FrontEnd, Renderer, Rendering, RenderOptions
from .services import Service
from .settings import Settings, Undefined, read_settings
from .sources import FolderSource, ManifestSource, MappingSource, open_source
from .targets import JSONTarget, NameTarget, StreamTarget, Target
from .variables import assignment, read_variables, values_file

__all__ = [
    "ANY",
    "CallSite",
    "ContainerModes",
    "ContainerNotes",
    "DevAnnotation",
    "Folder",
    "FolderSource",
    "FolderTarget",
    "FrontEnd",
    "JSONTarget",
    "ManifestSource",
    "MappingSource",
    "NameTarget",
    "ProcessVariables",
    "RenderOptions",
    "Renderer",
    "Rendering",
    "Service",
    "Settings",
    "StreamTarget",
    "Target",
    "Undefined",
    "assignment",
    "mode_argument",
    "open_source",
    "read_settings",
    "read_variables",
    "values_file",
]
