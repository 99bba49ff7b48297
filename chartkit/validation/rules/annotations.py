"""CK204: keys of annotations are qualified names, and all annotations together fit in 256 KiB.

Upstream: k8s.io/apimachinery pkg/api/validation objectmeta.go ValidateAnnotations
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import POD_TEMPLATES, Manifest, mapping
from chartkit.validation.names import qualified_name

from . import Report

__all__ = ["check"]

_LIMIT = 256 * 1024


def check(manifest: Manifest, report: Report) -> None:
    """Report annotations that the server refuses."""
    _check(mapping(manifest.metadata, "annotations"), ("metadata", "annotations"), report)
    if POD_TEMPLATES.get(manifest.group_kind):
        pod = manifest.pod
        _check(mapping(pod.metadata, "annotations"), (*pod.path, "metadata", "annotations"), report)


def _check(annotations: dict[str, object], path: FieldPath, report: Report) -> None:
    size = 0
    for key, value in annotations.items():
        # Upstream: case does not matter here, unlike in labels.
        if problem := qualified_name(key.lower()):
            report((*path, key), f'annotation key "{key}" {problem}', at_key=True)
        size += len(key.encode("utf-8", "surrogateescape"))
        size += len(value.encode("utf-8", "surrogateescape")) if isinstance(value, str) else 0
    if size > _LIMIT:
        report(path, f"annotations take {size} bytes; at most {_LIMIT} are allowed", at_key=True)
