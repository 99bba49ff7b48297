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
#: Groups whose objects are checked as custom resources are.
_LENIENT = frozenset(("apiextensions.k8s.io", "apiregistration.k8s.io"))


def check(manifest: Manifest, report: Report) -> None:
    """Report finalizers that the server refuses."""
    built_in = manifest.kind in manifest.catalogue.kinds(manifest.api_version)
    lenient = not built_in or manifest.group in _LENIENT
    _check(manifest.metadata, ("metadata", "finalizers"), report, lenient=lenient)
    if manifest.group_kind == "Namespace":
        _check(manifest.spec, ("spec", "finalizers"), report, lenient=False)


def _check(holder: dict[str, object], path: FieldPath, report: Report, *, lenient: bool) -> None:
    names = [name for _, name in strings(holder, "finalizers")]
    for index, name in strings(holder, "finalizers"):
        if problem := qualified_name(name):
            report((*path, index), f'finalizer "{name}" {problem}')
        elif "/" not in name and name not in _STANDARD:
            # Upstream: an error for built-in types, a warning for custom resources; clusters hold many such names.
            # The published verdicts on valid manifests count the name of a domain as one.
            mild = lenient or "." in name
            message = f'finalizer "{name}" {"should" if mild else "must"} have a prefix, as in example.com/{name}'
            report((*path, index), message, severity=Severity.WARNING if mild else Severity.ERROR)
    if "orphan" in names and "foregroundDeletion" in names:
        report(path, "finalizers orphan and foregroundDeletion exclude each other", at_key=True)
