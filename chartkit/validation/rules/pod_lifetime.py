"""CK322: how pods end and start again fits the kind that makes them.

Upstream: pkg/apis/apps/validation validation.go ValidatePodTemplateSpecForReplicaSet and the others;
pkg/apis/batch/validation validation.go validateJobSpec; pkg/apis/core/validation validation.go ValidatePodSpec
"""

from __future__ import annotations

from chartkit.diagnostics import Severity
from chartkit.validation.manifest import Manifest, number, text
from chartkit.validation.quantity import format_number

from . import Report

__all__ = ["check"]

_RUN_FOR_EVER = frozenset((
    "apps/Deployment", "apps/ReplicaSet", "apps/StatefulSet", "apps/DaemonSet", "ReplicationController",
))  # fmt: skip


def check(manifest: Manifest, report: Report) -> None:
    """Report restart policies and deadlines that the server refuses."""
    pod = manifest.pod
    policy, path = text(pod.spec, "restartPolicy"), (*pod.spec_path, "restartPolicy")
    if manifest.group_kind in _RUN_FOR_EVER:
        if policy not in ("", "Always"):
            report(path, f"restartPolicy of a {manifest.kind}'s pods must be Always, not {policy}")
        if number(pod.spec, "activeDeadlineSeconds") is not None:
            message = f"the pods of a {manifest.kind} must not have activeDeadlineSeconds"
            report((*pod.spec_path, "activeDeadlineSeconds"), message, at_key=True)
    elif manifest.group == "batch" and policy not in ("OnFailure", "Never") and pod.spec:
        what = f"not {policy}" if policy else "and Always is the default"
        report(path, f"restartPolicy of a {manifest.kind}'s pods must be OnFailure or Never, {what}", at_key=True)
    grace = number(pod.spec, "terminationGracePeriodSeconds")
    if grace is not None and grace < 0:
        # Upstream: the server takes it, and ends such a pod after one second.
        here = (*pod.spec_path, "terminationGracePeriodSeconds")
        report(here, "terminationGracePeriodSeconds should not be negative", severity=Severity.WARNING)
    deadline = number(pod.spec, "activeDeadlineSeconds")
    if deadline is not None and not 1 <= deadline <= 2**31 - 1 and manifest.group_kind not in _RUN_FOR_EVER:
        message = f"activeDeadlineSeconds must be from 1 to {2**31 - 1}, not {format_number(deadline)}"
        report((*pod.spec_path, "activeDeadlineSeconds"), message)
    if pod.ephemeral_containers:
        what = "a pod can get ephemeral containers only when it runs"
        report((*pod.spec_path, "ephemeralContainers"), what, at_key=True)
