"""chartkit: render, validate and convert Kubernetes manifests that are Go templates, and Helm charts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chartkit.late_names import late_names

if TYPE_CHECKING:
    from chartkit.api import load, load_chart, load_folder, validate
    from chartkit.diagnostics import Diagnostic, Severity
    from chartkit.errors import ChartkitError
    from chartkit.manifests import Document
    from chartkit.source import Location

__all__ = [
    "ChartkitError",
    "Diagnostic",
    "Document",
    "Location",
    "Severity",
    "load",
    "load_chart",
    "load_folder",
    "validate",
]

__getattr__ = late_names(
    __name__,
    {
        "api": "load load_chart load_folder validate",
        "diagnostics": "Diagnostic Severity",
        "errors": "ChartkitError",
        "manifests": "Document",
        "source": "Location",
    },
)


def __dir__() -> list[str]:
    """Return what the package offers, imported or not."""
    return __all__
