"""CK202: a namespace is a DNS label.

Upstream: k8s.io/apimachinery pkg/api/validation generic.go ValidateNamespaceName
"""

from __future__ import annotations

from chartkit.validation.manifest import Manifest
from chartkit.validation.names import NAME_HINT, dns_label

from . import Report

__all__ = ["check"]


def check(manifest: Manifest, report: Report) -> None:
    """Report a namespace that cannot exist."""
    if manifest.namespace and (problem := dns_label(manifest.namespace)):
        report(("metadata", "namespace"), f'namespace "{manifest.namespace}" {problem}', NAME_HINT)
