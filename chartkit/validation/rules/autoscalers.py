"""CK801: a HorizontalPodAutoscaler has bounds in order, a target, and a behaviour that it can follow.

Upstream: pkg/apis/autoscaling/validation validation.go validateHorizontalPodAutoscalerSpec, validateScalingRules
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, mapping, number, text
from chartkit.validation.names import path_segment
from chartkit.validation.quantity import format_number

from . import Report

__all__ = ["check", "check_reference"]


def check(manifest: Manifest, report: Report) -> None:
    """Report autoscalers that the server refuses."""
    spec = manifest.spec
    least, most = number(spec, "minReplicas"), number(spec, "maxReplicas")
    if least is not None and least < 1 and not _scales_to_zero(spec, least):
        report(("spec", "minReplicas"), f"minReplicas must be at least 1, not {format_number(least)}")
    if most is not None and most < 1:
        report(("spec", "maxReplicas"), f"maxReplicas must be at least 1, not {format_number(most)}")
    elif most is not None and least is not None and most < least:
        report(
            ("spec", "maxReplicas"), f"maxReplicas {format_number(most)} is below minReplicas {format_number(least)}"
        )
    target = mapping(spec, "scaleTargetRef")
    check_reference(target, ("spec", "scaleTargetRef"), report)
    # Upstream: since 1.34; only a ReplicationController, which has no group, is named without one.
    grouped = "/" in text(target, "apiVersion") or text(target, "kind") == "ReplicationController"
    if target and not grouped and manifest.since("1.34"):
        hint = "for example apps/v1"
        report(("spec", "scaleTargetRef", "apiVersion"), "apiVersion must name the group", hint, at_key=True)
    percentage = number(spec, "targetCPUUtilizationPercentage")
    if percentage is not None and percentage < 1:
        report(("spec", "targetCPUUtilizationPercentage"), "targetCPUUtilizationPercentage must be at least 1")
    behavior = mapping(spec, "behavior")
    for key in ("scaleUp", "scaleDown"):
        if isinstance(behavior.get(key), dict):
            _check_rules(mapping(behavior, key), ("spec", "behavior", key), report)


def check_reference(target: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report an object that cannot be named so (Upstream: ValidateCrossVersionObjectReference)."""
    for key in ("kind", "name"):
        value = target.get(key)
        if value == "":
            report((*path, key), f"{path[-1]} must have a {key}")
        elif isinstance(value, str) and (problem := path_segment(value)):
            report((*path, key), f'{key} "{value}" {problem}')
    if text(target, "apiVersion").count("/") > 1:
        report((*path, "apiVersion"), "apiVersion must be a group and a version", "for example apps/v1")


def _scales_to_zero(spec: dict[str, object], least: float) -> bool:
    """Return whether 0 is possible: a metric that is there without pods says when to scale up again."""
    return least == 0 and any(text(metric, "type") in ("Object", "External") for _, metric in entries(spec, "metrics"))


def _check_rules(rules: dict[str, object], path: FieldPath, report: Report) -> None:
    window = number(rules, "stabilizationWindowSeconds")
    if window is not None and not 0 <= window <= 3600:
        here = (*path, "stabilizationWindowSeconds")
        report(here, f"stabilizationWindowSeconds must be from 0 to 3600, not {format_number(window)}")
    if isinstance(rules.get("policies"), list) and not rules["policies"]:
        report((*path, "policies"), "there must be a policy", at_key=True)
    for index, policy in entries(rules, "policies"):
        here = (*path, "policies", index)
        value, period = number(policy, "value"), number(policy, "periodSeconds")
        if value is not None and value <= 0:
            report((*here, "value"), f"value must be more than 0, not {format_number(value)}")
        if period is not None and not 0 < period <= 1800:
            report((*here, "periodSeconds"), f"periodSeconds must be from 1 to 1800, not {format_number(period)}")
