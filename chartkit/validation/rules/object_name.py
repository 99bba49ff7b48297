"""CK201: an object's name is there and is one that the server takes for its kind.

Upstream: k8s.io/apimachinery pkg/api/validation objectmeta.go ValidateObjectMetaAccessor, and each kind's Validate*Name
"""

from __future__ import annotations

from collections.abc import Callable

from chartkit.validation.manifest import Manifest, mapping, text
from chartkit.validation.names import NAME_HINT, dns_1035_label, dns_label, dns_subdomain

from . import Report

__all__ = ["check"]


def _path_segment(name: str) -> str:
    """Return what keeps ``name`` from being part of a URL's path (Upstream: api/validation/path name.go)."""
    if name in (".", ".."):
        return "must not be '.' or '..'"
    return next((f"must not contain {char!r}" for char in "/%" if char in name), "")


#: Kinds whose names are not subdomains.
_RULES: dict[str, Callable[[str], str]] = {
    "Service": dns_1035_label,
    "Namespace": dns_label,
    "rbac.authorization.k8s.io/Role": _path_segment,
    "rbac.authorization.k8s.io/ClusterRole": _path_segment,
    "rbac.authorization.k8s.io/RoleBinding": _path_segment,
    "rbac.authorization.k8s.io/ClusterRoleBinding": _path_segment,
    "flowcontrol.apiserver.k8s.io/FlowSchema": _path_segment,
    "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration": _path_segment,
    "certificates.k8s.io/CertificateSigningRequest": _path_segment,
    "certificates.k8s.io/ClusterTrustBundle": _path_segment,
    "networking.k8s.io/IPAddress": _path_segment,
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
            report(("metadata", "name"), f'name "{name}" {problem}', "" if rule is _path_segment else NAME_HINT)
    elif problem := rule(prefix[:-1] + "a" if len(prefix) > 1 and prefix.endswith("-") else prefix):
        report(("metadata", "generateName"), f'generateName "{prefix}" {problem}', NAME_HINT)
