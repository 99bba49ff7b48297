"""CK802: a metric of an autoscaler has the source that its type names, and one target.

Upstream: pkg/apis/autoscaling/validation validation.go validateMetricSpec, validateMetricTarget
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, mapping, number, text
from chartkit.validation.names import dns_label, path_segment
from chartkit.validation.quantity import parse

from . import Report
from .autoscalers import check_reference
from .container_resources import container_resource_problem

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
        _check_names(mapping(metric, source), (*path, source), report)
        target = mapping(metric, source).get("target")
        if isinstance(target, dict):
            _check_target(target, _TARGETS[source], (*path, source, "target"), report)


def _check_names(source: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report metrics, resources and objects that cannot be named so."""
    kind = path[-1]
    if isinstance(source.get("describedObject"), dict):
        check_reference(mapping(source, "describedObject"), (*path, "describedObject"), report)
    name = mapping(source, "metric").get("name")
    if name == "":
        report((*path, "metric", "name"), "a metric must have a name")
    elif isinstance(name, str) and (problem := path_segment(name)):
        report((*path, "metric", "name"), f'metric "{name}" {problem}')
    if source.get("name") == "":
        report((*path, "name"), "a metric of resources must name the resource")
    elif kind == "containerResource" and (problem := container_resource_problem(text(source, "name"))):
        report((*path, "name"), problem)
    if kind == "containerResource" and (problem := dns_label(text(source, "container"))):
        report((*path, "container"), f'container "{text(source, "container")}" {problem}')


def _check_target(target: dict[str, object], wanted: tuple[str, ...], path: FieldPath, report: Report) -> None:
    given = [key for key in wanted if target.get(key) is not None]
    # Upstream: validateObjectSource is the only one that takes both.
    both = path[-2] == "object"
    if not given:
        report((*path, wanted[0]), f"the target must have {' or '.join(wanted)}", at_key=True)
    elif len(given) > 1 and not both:
        report((*path, given[1]), f"{' and '.join(given)} exclude each other", "keep one of them", at_key=True)
    for key in ("value", "averageValue"):
        amount = parse(target[key]) if target.get(key) is not None else None
        if amount is not None and amount <= 0:
            report((*path, key), f"{key} must be more than 0")
    utilization = number(target, "averageUtilization")
    if utilization is not None and utilization < 1:
        report((*path, "averageUtilization"), "averageUtilization must be at least 1")
