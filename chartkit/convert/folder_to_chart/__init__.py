"""A folder of templated manifests -> a Helm chart that renders the same; what was written by hand survives."""

from __future__ import annotations

from .export import export_folder, exported
from .exported_chart import ExportedChart
from .options import ExportOptions, Secrets, Style
from .origin import restore
from .report import ExportReport, Note

__all__ = [
    "ExportOptions",
    "ExportReport",
    "ExportedChart",
    "Note",
    "Secrets",
    "Style",
    "export_folder",
    "exported",
    "restore",
]
