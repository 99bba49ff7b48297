"""CK203: keys and values of labels are what the server takes, on the object and on the pods it makes.

Upstream: k8s.io/apimachinery pkg/apis/meta/v1/validation validation.go ValidateLabels
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import POD_TEMPLATES, Manifest, mapping
from chartkit.validation.names import label_value, qualified_name

from . import Report

__all__ = ["check", "check_labels"]

_VALUE_HINT = "labels are for selecting; put free text into an annotation"


def check(manifest: Manifest, report: Report) -> None:
    """Report labels that the server refuses."""
    check_labels(mapping(manifest.metadata, "labels"), ("metadata", "labels"), report)
    if POD_TEMPLATES.get(manifest.group_kind):
        pod = manifest.pod
        check_labels(mapping(pod.metadata, "labels"), (*pod.path, "metadata", "labels"), report)


def check_labels(labels: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report what is wrong with one set of labels, or of ``matchLabels``."""
    for key, value in labels.items():
        if problem := qualified_name(key):
            report((*path, key), f'label key "{key}" {problem}', at_key=True)
        if isinstance(value, str) and (problem := label_value(value)):
            report((*path, key), f'label value "{_short(value)}" {problem}', _VALUE_HINT)


def _short(value: str) -> str:
    return value if len(value) <= 70 else f"{value[:70]}..."
