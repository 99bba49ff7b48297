"""Manifests against schemas and rules: documents in, a report with findings out."""

from .options import Options, find_settings, read_settings
from .results import Document, Report, Resource, Status
from .validate import Validator, validate

__all__ = [
    "Document",
    "Options",
    "Report",
    "Resource",
    "Status",
    "Validator",
    "find_settings",
    "read_settings",
    "validate",
]
