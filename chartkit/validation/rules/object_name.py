"""CK201: an object's name is there and is one that the server takes for its kind.

Upstream: k8s.io/apimachinery pkg/api/validation objectmeta.go ValidateObjectMetaAccessor, and each kind's Validate*Name
"""

from __future__ import annotations

from collections.abc import Callable

from chartkit.validation.manifest import Manifest, mapping, text
from chartkit.validation.names import NAME_HINT, dns_1035_label, dns_label, dns_subdomain, path_segment

from . import Report

__all__ = ["check"]


#: Kinds whose names are not subdomains.
_RULES: dict[str, Callable[[str], str]] = {
    "Service": dns_1035_label,
    "Namespace": dns_label,
    "rbac.authorization.k8s.io/Role": path_segment,
    "rbac.authorization.k8s.io/ClusterRole": path_segment,
    "rbac.authorization.k8s.io/RoleBinding": path_segment,
    "rbac.authorization.k8s.io/ClusterRoleBinding": path_segment,
    "flowcontrol.apiserver.k8s.io/FlowSchema": path_segment,
    "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration": path_segment,
    "certificates.k8s.io/CertificateSigningRequest": path_segment,
    "certificates.k8s.io/ClusterTrustBundle": path_segment,
    "networking.k8s.io/IPAddress": path_segment,
}
#: Objects that are answers or requests and have no name.
_NAMELESS = frozenset((
    "authentication.k8s.io/TokenReview", "authentication.k8s.io/SelfSubjectReview",
    "authentication.k8s.io/TokenRequest", "authorization.k8s.io/SubjectAccessReview",
    "authorization.k8s.io/SelfSubjectAccessReview", "authorization.k8s.io/SelfSubjectRulesReview",
    "authorization.k8s.io/LocalSubjectAccessReview", "policy/Eviction", "autoscaling/Scale", "Status", "DeleteOptions",
    "WatchEvent", "APIGroup", "APIGroupList", "APIResourceList", "APIVersions", "Binding",
))  # fmt: skip


def check(manifest: Manifest, report: Report) -> None:
    """Report a missing or impossible name."""
    if manifest.group_kind in _NAMELESS or (manifest.kind.endswith("List") and "items" in manifest.value):
        return
    metadata = mapping(manifest.value, "metadata")
    name, prefix = text(metadata, "name"), text(metadata, "generateName")
    if not name and not prefix:
        hint = "give the object a metadata.name"
        report(("metadata", "name"), "an object must have a name or a generateName", hint, at_key=True)
        return
    rule = _RULES.get(manifest.group_kind, dns_subdomain)
    if name:
        problem = rule(name)
        if not problem and manifest.group_kind == "batch/CronJob" and len(name) > 52:
            problem = f"must have at most 52 characters, because its jobs' names are longer by 11, not {len(name)}"
        if problem:
            report(("metadata", "name"), f'name "{name}" {problem}', "" if rule is path_segment else NAME_HINT)
    # Upstream: the prefix is checked even where a name makes it useless; its last hyphen stands for more to come.
    if prefix and (problem := rule(prefix[:-1] + "a" if len(prefix) > 1 and prefix.endswith("-") else prefix)):
        report(("metadata", "generateName"), f'generateName "{prefix}" {problem}', NAME_HINT)
