"""CK702: a role binding gives a role that exists somewhere to subjects that can be named.

Upstream: pkg/apis/rbac/validation validation.go ValidateRoleBinding, ValidateClusterRoleBinding,
ValidateRoleBindingSubject
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, mapping, text
from chartkit.validation.names import dns_subdomain, path_segment

from . import Report

__all__ = ["check"]

_GROUP = "rbac.authorization.k8s.io"


def check(manifest: Manifest, report: Report) -> None:
    """Report bindings that the server refuses."""
    role = mapping(manifest.value, "roleRef")
    kinds = ("ClusterRole",) if manifest.kind == "ClusterRoleBinding" else ("ClusterRole", "Role")
    if text(role, "apiGroup") not in ("", _GROUP):
        report(("roleRef", "apiGroup"), f'apiGroup of a roleRef must be {_GROUP}, not "{text(role, "apiGroup")}"')
    kind = role.get("kind")
    if isinstance(kind, str) and kind not in kinds:
        report(("roleRef", "kind"), f'a {manifest.kind} can refer to {" or ".join(kinds)}, not "{kind}"')
    name = role.get("name")
    if name == "":
        report(("roleRef", "name"), "a roleRef must have a name")
    elif isinstance(name, str) and (problem := path_segment(name)):
        report(("roleRef", "name"), f'role name "{name}" {problem}')
    for index, subject in entries(manifest.value, "subjects"):
        _check_subject(subject, ("subjects", index), manifest.kind == "RoleBinding", report)


def _check_subject(subject: dict[str, object], path: FieldPath, is_namespaced: bool, report: Report) -> None:
    kind, name, group = text(subject, "kind"), text(subject, "name"), text(subject, "apiGroup")
    if subject.get("name") == "":
        report((*path, "name"), "a subject must have a name")
    if kind == "ServiceAccount":
        if name and (problem := dns_subdomain(name)):
            report((*path, "name"), f'service account "{name}" {problem}')
        if group:
            report((*path, "apiGroup"), f'apiGroup of a ServiceAccount must be empty, not "{group}"')
        if not is_namespaced and not text(subject, "namespace"):
            report((*path, "namespace"), "a ServiceAccount must have a namespace here", at_key=True)
    elif kind in ("User", "Group") and group not in ("", _GROUP):
        report((*path, "apiGroup"), f'apiGroup of a {kind} must be {_GROUP}, not "{group}"')
    if subject.get("kind") == "":
        report((*path, "kind"), "kind must be ServiceAccount, User or Group")
