"""The order in which kinds are installed, and so printed.

Upstream: helm pkg/release/v1/util/kind_sorter.go InstallOrder, lessByKind
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from chartkit.helm_versions import HelmBehaviour

__all__ = ["sorted_by_kind"]

_INSTALL_ORDER = (
    *("PriorityClass", "Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "PodSecurityPolicy"),
    *("PodDisruptionBudget", "ServiceAccount", "Secret", "SecretList", "ConfigMap", "StorageClass"),
    *("PersistentVolume", "PersistentVolumeClaim", "CustomResourceDefinition"),
    *("ClusterRole", "ClusterRoleList", "ClusterRoleBinding", "ClusterRoleBindingList"),
    *("Role", "RoleList", "RoleBinding", "RoleBindingList"),
    *("Service", "DaemonSet", "Pod", "ReplicationController", "ReplicaSet", "Deployment"),
    *("HorizontalPodAutoscaler", "StatefulSet", "Job", "CronJob", "IngressClass", "Ingress", "APIService"),
)

_T = TypeVar("_T")


def sorted_by_kind(items: Iterable[_T], kind_of: Callable[[_T], str], behaviour: HelmBehaviour) -> list[_T]:
    """Return ``items`` in install order; kinds that Helm does not know come last, by name. Ties keep their order."""
    ranks = {kind: rank for rank, kind in enumerate((*_INSTALL_ORDER, *behaviour.last_kinds))}
    unknown = len(ranks)

    def key(item: _T) -> tuple[int, str]:
        kind = kind_of(item)
        rank = ranks.get(kind, unknown)
        return rank, kind if rank == unknown else ""

    return sorted(items, key=key)
