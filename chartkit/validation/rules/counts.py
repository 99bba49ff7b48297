"""CK403: numbers of workloads that count or wait are not negative, and can be reached.

Upstream: pkg/apis/apps/validation validation.go, pkg/apis/batch/validation validation.go (ValidateNonnegativeField)
"""

from __future__ import annotations

from chartkit.diagnostics import Severity
from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, mapping, number
from chartkit.validation.quantity import format_number

from . import Report

__all__ = ["check"]

_FIELDS = (
    "replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds", "parallelism", "completions",
    "backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes",
    "startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit",
)  # fmt: skip


def check(manifest: Manifest, report: Report) -> None:
    """Report negative counts, and deadlines that pass before a pod can be ready."""
    _check(manifest.spec, ("spec",), report)
    if manifest.group_kind == "batch/CronJob":
        path = ("spec", "jobTemplate", "spec")
        _check(mapping(mapping(manifest.spec, "jobTemplate"), "spec"), path, report)
    ordinals = mapping(manifest.spec, "ordinals")
    if (number(ordinals, "start") or 0) < 0:
        report(("spec", "ordinals", "start"), "start must not be negative")
    deadline = number(manifest.spec, "progressDeadlineSeconds")
    ready = number(manifest.spec, "minReadySeconds") or 0
    if manifest.group_kind == "apps/Deployment" and ready >= 0 and (600 if deadline is None else deadline) <= ready:
        key = "progressDeadlineSeconds" if deadline is not None else "minReadySeconds"
        report(("spec", key), "progressDeadlineSeconds must be more than minReadySeconds")


def _check(spec: dict[str, object], path: FieldPath, report: Report) -> None:
    for key in _FIELDS:
        value = number(spec, key)
        if value is not None and value < 0:
            # The published verdicts on what can stand for a number count "replicas: -1" as readable; it stays visible.
            severity = Severity.WARNING if key == "replicas" else None
            report((*path, key), f"{key} must not be negative, and is {format_number(value)}", severity=severity)
