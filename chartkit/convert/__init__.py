"""Folders to charts and charts to folders, and the proof that both render the same.

What is here is imported when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .chart_to_folder import ImportOptions, ImportReport, front_end, import_chart
    from .difference import Rendered, difference_between
    from .equivalence import (
        CaseResult,
        ChartSide,
        Difference,
        Facts,
        FolderSide,
        HelmSide,
        Verification,
        VerifyOptions,
        find_helm,
        open_side,
        verify,
    )
    from .folder_to_chart import ExportOptions, ExportReport, Secrets, Style, export_folder, restore

__all__ = [
    "CaseResult",
    "ChartSide",
    "Difference",
    "ExportOptions",
    "ExportReport",
    "Facts",
    "FolderSide",
    "HelmSide",
    "ImportOptions",
    "ImportReport",
    "Rendered",
    "Secrets",
    "Style",
    "Verification",
    "VerifyOptions",
    "difference_between",
    "export_folder",
    "find_helm",
    "front_end",
    "import_chart",
    "open_side",
    "restore",
    "verify",
]

#: Public names by the module that has them.
_LATE = {
    **dict.fromkeys(("Rendered", "difference_between"), "difference"),
    **dict.fromkeys(("ImportOptions", "ImportReport", "front_end", "import_chart"), "chart_to_folder"),
    **dict.fromkeys(
        (
            "CaseResult",
            "ChartSide",
            "Difference",
            "Facts",
            "FolderSide",
            "HelmSide",
            "Verification",
            "VerifyOptions",
            "find_helm",
            "open_side",
            "verify",
        ),
        "equivalence",
    ),
    **dict.fromkeys(
        ("ExportOptions", "ExportReport", "Secrets", "Style", "export_folder", "restore"), "folder_to_chart"
    ),
}


def __getattr__(name: str) -> object:
    """Return a name that is imported late."""
    module = _LATE.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{module}", __name__), name)
