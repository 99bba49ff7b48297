"""CK401: a workload's selector is not empty and matches the labels of the pods that it makes.

Upstream: pkg/apis/apps/validation validation.go ValidateDeploymentSpec, ValidatePodTemplateSpecForReplicaSet
"""

from __future__ import annotations

from chartkit.validation.manifest import Manifest, entries, mapping, text

from . import Report

__all__ = ["check", "matches"]


def check(manifest: Manifest, report: Report) -> None:
    """Report selectors that would not find the workload's own pods."""
    labels = mapping(manifest.pod.metadata, "labels")
    path = ("spec", "selector")
    if manifest.group_kind == "ReplicationController":
        wanted = mapping(manifest.spec, "selector")
        wrong = [key for key, value in wanted.items() if labels.get(key) != value]
        if wrong:
            _report_labels(manifest, wrong, wanted, labels, report)
        return
    selector = manifest.spec.get("selector")
    if not isinstance(selector, dict):
        return
    wanted, requirements = mapping(selector, "matchLabels"), list(entries(selector, "matchExpressions"))
    if not wanted and not requirements:
        report(
            path,
            f"the selector of a {manifest.kind} must not be empty",
            "select the labels of its template",
            at_key=True,
        )
        return
    wrong = [key for key, value in wanted.items() if isinstance(value, str) and labels.get(key) != value]
    if wrong:
        _report_labels(manifest, wrong, wanted, labels, report)
    for index, requirement in requirements:
        if not _requirement_holds(requirement, labels):
            key = text(requirement, "key")
            report(
                (*path, "matchExpressions", index),
                f"the template's labels do not meet the requirement on {key}",
                at_key=True,
            )


def matches(selector: dict[str, object], labels: dict[str, object]) -> bool:
    """Return whether a label selector matches ``labels``."""
    return all(labels.get(key) == value for key, value in mapping(selector, "matchLabels").items()) and all(
        _requirement_holds(requirement, labels) for _, requirement in entries(selector, "matchExpressions")
    )


def _report_labels(
    manifest: Manifest, wrong: list[str], wanted: dict[str, object], labels: dict[str, object], report: Report
) -> None:
    key = wrong[0]
    found = f'has "{labels[key]}"' if key in labels else "lacks it"
    message = f'the selector wants label {key}: "{wanted[key]}", and the template {found}'
    path = (*manifest.pod.path, "metadata", "labels")
    report((*path, key) if key in labels else path, message, "selector and template labels must agree", at_key=True)


def _requirement_holds(requirement: dict[str, object], labels: dict[str, object]) -> bool:
    key, operator = text(requirement, "key"), text(requirement, "operator")
    listed = requirement.get("values")
    values = listed if isinstance(listed, list) else []
    if operator == "In":
        return not values or labels.get(key) in values  # A list without values is reported elsewhere.
    if operator == "NotIn":
        return labels.get(key) not in values
    if operator == "Exists":
        return key in labels
    return operator != "DoesNotExist" or key not in labels
