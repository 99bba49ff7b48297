"""CK709: a RuntimeClass names a handler, and schedules its pods as pods can be.

Upstream: pkg/apis/node/validation validation.go ValidateRuntimeClass, validateOverhead, validateScheduling
"""

from __future__ import annotations

from typing import Any

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, mapping
from chartkit.validation.names import dns_label

from . import Report
from .container_resources import check_requirements
from .labels import check_labels
from .tolerations import check_toleration

__all__ = ["check"]


def check(manifest: Manifest, report: Report) -> None:
    """Report classes that the server refuses."""
    handler = manifest.value.get("handler")
    if isinstance(handler, str) and (problem := dns_label(handler)):
        report(("handler",), f'handler "{handler}" {problem}')
    fixed = mapping(mapping(manifest.value, "overhead"), "podFixed")
    check_requirements({"limits": fixed}, ("overhead",), _under(report))
    scheduling = mapping(manifest.value, "scheduling")
    check_labels(mapping(scheduling, "nodeSelector"), ("scheduling", "nodeSelector"), report)
    seen: list[dict[str, object]] = []
    for index, toleration in entries(scheduling, "tolerations"):
        path = ("scheduling", "tolerations", index)
        check_toleration(toleration, path, report)
        if toleration in seen:
            report(path, "the same toleration is there twice", at_key=True)
        seen.append(toleration)


def _under(report: Report) -> Report:
    """Return a report that calls the limits of an overhead by their name."""

    def renamed(path: FieldPath, message: str, hint: str = "", **named: Any) -> None:  # noqa: ANN401 - passed on
        report(("overhead", "podFixed", *path[2:]), message, hint, **named)

    return renamed
