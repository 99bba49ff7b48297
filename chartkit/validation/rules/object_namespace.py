"""CK202: a namespace is a DNS label.

Upstream: k8s.io/apimachinery pkg/api/validation generic.go ValidateNamespaceName; k8s.io/apiserver
pkg/registry/rest create.go BeforeCreate (which clears the namespace of objects that have none)
"""

from __future__ import annotations

from chartkit.validation.manifest import Manifest
from chartkit.validation.names import NAME_HINT, dns_label

from . import Report

__all__ = ["check"]

#: Kinds that have no namespace and are often given one.
_CLUSTER_WIDE = frozenset((
    "Namespace", "Node", "PersistentVolume", "apiextensions.k8s.io/CustomResourceDefinition",
    "rbac.authorization.k8s.io/ClusterRole", "rbac.authorization.k8s.io/ClusterRoleBinding",
    "storage.k8s.io/StorageClass", "scheduling.k8s.io/PriorityClass",
))  # fmt: skip


def check(manifest: Manifest, report: Report) -> None:
    """Report a namespace that cannot exist."""
    if manifest.group_kind in _CLUSTER_WIDE:
        return
    if manifest.namespace and (problem := dns_label(manifest.namespace)):
        report(("metadata", "namespace"), f'namespace "{manifest.namespace}" {problem}', NAME_HINT)
