"""CK206: a finalizer is a qualified name with a prefix, or one of the three that Kubernetes knows.

Upstream: k8s.io/apimachinery pkg/api/validation objectmeta.go ValidateFinalizers; pkg/apis/core/validation
validation.go validateKubeFinalizerName
"""

from __future__ import annotations

from chartkit.diagnostics import Severity
from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, strings
from chartkit.validation.names import qualified_name

from . import Report

__all__ = ["check"]

_STANDARD = ("kubernetes", "orphan", "foregroundDeletion")


def check(manifest: Manifest, report: Report) -> None:
    """Report finalizers that the server refuses."""
    _check(manifest.metadata, ("metadata", "finalizers"), report)
    if manifest.group_kind == "Namespace":
        _check(manifest.spec, ("spec", "finalizers"), report)


def _check(holder: dict[str, object], path: FieldPath, report: Report) -> None:
    names = [name for _, name in strings(holder, "finalizers")]
    for index, name in strings(holder, "finalizers"):
        if problem := qualified_name(name):
            report((*path, index), f'finalizer "{name}" {problem}')
        elif "/" not in name and name not in _STANDARD:
            # Upstream: an error for built-in types, a warning for custom resources; clusters hold many such names.
            message = f'finalizer "{name}" should have a prefix, as in example.com/{name}'
            report((*path, index), message, severity=Severity.WARNING)
    if "orphan" in names and "foregroundDeletion" in names:
        report(path, "finalizers orphan and foregroundDeletion exclude each other", at_key=True)
