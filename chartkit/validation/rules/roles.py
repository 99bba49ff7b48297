"""CK701: a role's rules say what may be done with what.

Upstream: pkg/apis/rbac/validation validation.go ValidatePolicyRule, ValidateClusterRole
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, mapping

from . import Report

__all__ = ["check"]


def check(manifest: Manifest, report: Report) -> None:
    """Report rules that the server refuses."""
    for index, rule in entries(manifest.value, "rules"):
        _check_rule(rule, ("rules", index), manifest.kind == "Role", report)
    aggregation = manifest.value.get("aggregationRule")
    if isinstance(aggregation, dict) and not mapping(manifest.value, "aggregationRule").get("clusterRoleSelectors"):
        path = ("aggregationRule", "clusterRoleSelectors")
        report(path, "an aggregationRule must have clusterRoleSelectors", at_key=True)


def _check_rule(rule: dict[str, object], path: FieldPath, is_namespaced: bool, report: Report) -> None:
    if not rule.get("verbs"):
        report((*path, "verbs"), "a rule must have verbs", at_key=True)
    if rule.get("nonResourceURLs"):
        here = (*path, "nonResourceURLs")
        if is_namespaced:
            report(here, "a Role cannot be about URLs; use a ClusterRole", at_key=True)
        if any(rule.get(key) for key in ("apiGroups", "resources", "resourceNames")):
            report(here, "a rule is about resources or about URLs, not both", at_key=True)
        return
    if not rule.get("apiGroups"):
        report((*path, "apiGroups"), "a rule about resources must have apiGroups", 'the core group is ""', at_key=True)
    if not rule.get("resources"):
        report((*path, "resources"), "a rule must have resources or nonResourceURLs", at_key=True)
