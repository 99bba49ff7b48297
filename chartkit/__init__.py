"""chartkit: render, validate and convert Kubernetes manifests that are Go templates, and Helm charts."""

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
