"""Manifests against schemas and rules: documents in, a report with findings out."""

from .catalogue import built_in
from .inputs import STDIN, is_manifest, read_document, read_stdin
from .options import Options, find_settings, read_settings
from .results import Document, Report, Resource, Status
from .rules import RULES, Rule, page
from .validate import Validator, validate

__all__ = [
    "RULES",
    "STDIN",
    "Document",
    "Options",
    "Report",
    "Resource",
    "Rule",
    "Status",
    "Validator",
    "built_in",
    "find_settings",
    "is_manifest",
    "page",
    "read_document",
    "read_settings",
    "read_stdin",
    "validate",
]
