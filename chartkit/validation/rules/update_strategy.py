"""CK404: how a workload is updated: type and settings go together, and not both bounds are 0.

Upstream: pkg/apis/apps/validation validation.go ValidateDeploymentStrategy, ValidateRollingUpdateDeployment,
ValidateRollingUpdateDaemonSet, ValidateStatefulSetSpec; pkg/apis/apps/v1 defaults.go
"""

from __future__ import annotations

import re

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, mapping, number, text

from . import Report

__all__ = ["amount_problem", "check"]

_PERCENT = r"[0-9]+%\Z"


def check(manifest: Manifest, report: Report) -> None:
    """Report update strategies that the server refuses."""
    key = "strategy" if manifest.kind == "Deployment" else "updateStrategy"
    strategy, path = mapping(manifest.spec, key), ("spec", key)
    kind = text(strategy, "type") or "RollingUpdate"
    rolling, here = mapping(strategy, "rollingUpdate"), (*path, "rollingUpdate")
    if kind != "RollingUpdate":
        if isinstance(strategy.get("rollingUpdate"), dict) and manifest.kind != "DaemonSet":
            hint = "when another type came before, set rollingUpdate: null to remove it"
            report(here, f"rollingUpdate is for type RollingUpdate only, not {kind}", hint, at_key=True)
        return
    for name, most_is_whole in (("maxUnavailable", True), ("maxSurge", manifest.kind == "DaemonSet")):
        problem = amount_problem(rolling.get(name), at_most_whole=most_is_whole)
        if problem:
            report((*here, name), f"{name} {problem}")
    if manifest.kind == "StatefulSet":
        if (number(rolling, "partition") or 0) < 0:
            report((*here, "partition"), "partition must not be negative")
        if _is_zero(rolling.get("maxUnavailable")):
            report((*here, "maxUnavailable"), "maxUnavailable must not be 0")
    else:
        _check_both(manifest, rolling, here, report)


def amount_problem(value: object, *, at_most_whole: bool) -> str:
    """Return what keeps ``value`` from being a number or percentage of pods, or "".

    Upstream: ValidatePositiveIntOrPercent, IsNotMoreThan100Percent
    """
    if isinstance(value, str):
        if not re.match(_PERCENT, value):
            return f'must be a whole number or a percentage such as 25%, not "{value}"'
        if at_most_whole and int(value[:-1]) > 100:
            return "must not be above 100%"
    elif isinstance(value, (float, int)) and not isinstance(value, bool) and value < 0:
        return "must not be negative"
    return ""


def _check_both(manifest: Manifest, rolling: dict[str, object], path: FieldPath, report: Report) -> None:
    unavailable, surge = rolling.get("maxUnavailable"), rolling.get("maxSurge")
    if manifest.kind == "Deployment":
        if _is_zero(unavailable) and _is_zero(surge):
            report((*path, "maxUnavailable"), "maxUnavailable and maxSurge must not both be 0")
        return
    surge_is_zero = surge is None or _is_zero(surge)
    if _is_zero(unavailable) and surge_is_zero:
        report((*path, "maxUnavailable"), "maxUnavailable and maxSurge must not both be 0")
    elif not surge_is_zero and not _is_zero(unavailable):
        report((*path, "maxSurge"), "maxSurge needs maxUnavailable: 0", "maxUnavailable is 1 where it is not given")


def _is_zero(value: object) -> bool:
    return value in ("0%", "00%") or (isinstance(value, (float, int)) and not isinstance(value, bool) and value == 0)
