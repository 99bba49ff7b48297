"""A Helm chart to a folder of templated manifests that renders the same."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conversion import ImportOptions, ImportReport, import_chart
    from .imported import front_end

__all__ = ["ImportOptions", "ImportReport", "front_end", "import_chart"]

_LATE = {
    "front_end": "imported",
    **dict.fromkeys(("ImportOptions", "ImportReport", "import_chart"), "conversion"),
}


def __getattr__(name: str) -> object:
    """Return a name that is imported late: rendering an imported chart needs no importer."""
    module = _LATE.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{module}", __name__), name)
