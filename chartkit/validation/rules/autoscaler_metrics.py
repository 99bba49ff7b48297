"""CK802: a metric of an autoscaler has the source that its type names, and one target.

Upstream: pkg/apis/autoscaling/validation validation.go validateMetricSpec, validateMetricTarget
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, mapping, number, text
from chartkit.validation.quantity import parse

from . import Report

__all__ = ["check"]

_SOURCES = {
    "Object": "object", "Pods": "pods", "Resource": "resource", "ContainerResource": "containerResource",
    "External": "external",
}  # fmt: skip
#: The targets that a source can have, of which there must be exactly one.
_TARGETS = {
    "object": ("value", "averageValue"), "pods": ("averageValue",), "external": ("value", "averageValue"),
    "resource": ("averageUtilization", "averageValue"), "containerResource": ("averageUtilization", "averageValue"),
}  # fmt: skip


def check(manifest: Manifest, report: Report) -> None:
    """Report metrics that the server refuses."""
    if manifest.version == "v1":
        return
    for index, metric in entries(manifest.spec, "metrics"):
        path = ("spec", "metrics", index)
        source = _SOURCES.get(text(metric, "type"))
        if source is None:
            continue
        if not isinstance(metric.get(source), dict):
            report((*path, source), f"a metric of type {text(metric, 'type')} must have {source}", at_key=True)
        for other in _SOURCES.values():
            if other != source and isinstance(metric.get(other), dict):
                report((*path, other), f"a metric of type {text(metric, 'type')} must not have {other}", at_key=True)
        target = mapping(metric, source).get("target")
        if isinstance(target, dict):
            _check_target(target, _TARGETS[source], (*path, source, "target"), report)


def _check_target(target: dict[str, object], wanted: tuple[str, ...], path: FieldPath, report: Report) -> None:
    given = [key for key in wanted if target.get(key) is not None]
    if not given:
        report((*path, wanted[0]), f"the target must have {' or '.join(wanted)}", at_key=True)
    elif len(given) > 1:
        report((*path, given[1]), f"{' and '.join(given)} exclude each other", "keep one of them", at_key=True)
    for key in ("value", "averageValue"):
        amount = parse(target[key]) if target.get(key) is not None else None
        if amount is not None and amount <= 0:
            report((*path, key), f"{key} must be more than 0")
    utilization = number(target, "averageUtilization")
    if utilization is not None and utilization < 1:
        report((*path, "averageUtilization"), "averageUtilization must be at least 1")
