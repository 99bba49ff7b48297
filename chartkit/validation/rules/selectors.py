"""CK402: label selectors have possible keys and values, and their operators have the values they need.

Upstream: k8s.io/apimachinery pkg/apis/meta/v1/validation validation.go ValidateLabelSelector
"""

from __future__ import annotations

from collections.abc import Iterator

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import POD_TEMPLATES, Manifest, entries, mapping, strings, text
from chartkit.validation.names import label_value, qualified_name

from . import Report
from .labels import check_labels

__all__ = ["check", "check_selector"]


def check(manifest: Manifest, report: Report) -> None:
    """Report selectors that the server refuses."""
    if manifest.group_kind in ("Service", "ReplicationController"):
        check_labels(mapping(manifest.spec, "selector"), ("spec", "selector"), report)
    for selector, path in _selectors(manifest):
        check_selector(selector, path, report)


def _selectors(manifest: Manifest) -> Iterator[tuple[dict[str, object], FieldPath]]:
    """Yield every label selector of the kinds that this rule looks at; pods' affinities have a rule of their own."""
    if manifest.kind == "NetworkPolicy":
        yield from _of_policy(manifest)
    elif manifest.kind.endswith("WebhookConfiguration"):
        for index, webhook in entries(manifest.value, "webhooks"):
            for key in ("namespaceSelector", "objectSelector"):
                yield mapping(webhook, key), ("webhooks", index, key)
    elif manifest.kind == "ClusterRole":
        yield from _aggregated(manifest)
    elif manifest.group:
        yield mapping(manifest.spec, "selector"), ("spec", "selector")
    if manifest.group_kind in POD_TEMPLATES:
        pod = manifest.pod
        for index, constraint in entries(pod.spec, "topologySpreadConstraints"):
            yield (
                mapping(constraint, "labelSelector"),
                (*pod.spec_path, "topologySpreadConstraints", index, "labelSelector"),
            )
        for term, path in pod_affinity_terms(manifest):
            for key in ("labelSelector", "namespaceSelector"):
                yield mapping(term, key), (*path, key)


def _of_policy(manifest: Manifest) -> Iterator[tuple[dict[str, object], FieldPath]]:
    yield mapping(manifest.spec, "podSelector"), ("spec", "podSelector")
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for rule_index, rule in entries(manifest.spec, direction):
            for index, peer in entries(rule, peers):
                for key in ("podSelector", "namespaceSelector"):
                    yield mapping(peer, key), ("spec", direction, rule_index, peers, index, key)


def _aggregated(manifest: Manifest) -> Iterator[tuple[dict[str, object], FieldPath]]:
    rule = mapping(manifest.value, "aggregationRule")
    for index, selector in entries(rule, "clusterRoleSelectors"):
        yield selector, ("aggregationRule", "clusterRoleSelectors", index)


def pod_affinity_terms(manifest: Manifest) -> Iterator[tuple[dict[str, object], FieldPath]]:
    """Yield the terms of a pod's affinity and anti-affinity to other pods."""
    pod = manifest.pod
    affinity = mapping(pod.spec, "affinity")
    for kind in ("podAffinity", "podAntiAffinity"):
        held, path = mapping(affinity, kind), (*pod.spec_path, "affinity", kind)
        for index, term in entries(held, "requiredDuringSchedulingIgnoredDuringExecution"):
            yield term, (*path, "requiredDuringSchedulingIgnoredDuringExecution", index)
        for index, weighted in entries(held, "preferredDuringSchedulingIgnoredDuringExecution"):
            here = (*path, "preferredDuringSchedulingIgnoredDuringExecution", index, "podAffinityTerm")
            yield mapping(weighted, "podAffinityTerm"), here


def check_selector(selector: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report what is wrong with one label selector."""
    if not selector:
        return
    check_labels(mapping(selector, "matchLabels"), (*path, "matchLabels"), report)
    for index, requirement in entries(selector, "matchExpressions"):
        here = (*path, "matchExpressions", index)
        operator, key = text(requirement, "operator"), text(requirement, "key")
        values = requirement.get("values")
        count = len(values) if isinstance(values, list) else 0
        if operator in ("In", "NotIn") and not count:
            report((*here, "values"), f"operator {operator} needs values", at_key=True)
        elif operator in ("Exists", "DoesNotExist") and count:
            report((*here, "values"), f"operator {operator} takes no values", at_key=True)
        elif not operator and "operator" in requirement:
            report((*here, "operator"), "a requirement must have an operator")
        if problem := qualified_name(key):
            report((*here, "key"), f'label key "{key}" {problem}')
        for number, value in strings(requirement, "values"):
            if problem := label_value(value):
                report((*here, "values", number), f'label value "{value}" {problem}')
