"""CK311: restartPolicy of a container is Always in init containers, and newer than 1.34 in others; hooks of fate.

Upstream: pkg/apis/core/validation validation.go validateInitContainerRestartPolicy, validateContainerRestartPolicy
"""

from __future__ import annotations

from chartkit.validation.manifest import Manifest, entries, text

from . import Report

__all__ = ["check"]

_POLICIES = ("Always", "Never", "OnFailure")


def check(manifest: Manifest, report: Report) -> None:
    """Report restart policies of containers that the server refuses."""
    for path, container in manifest.pod.all_containers:
        policy = text(container, "restartPolicy")
        if not policy:
            if any(True for _ in entries(container, "restartPolicyRules")):
                report((*path, "restartPolicyRules"), "restartPolicyRules need a restartPolicy", at_key=True)
        elif manifest.since("1.34") and path[-2] != "ephemeralContainers":
            if policy not in _POLICIES:
                report((*path, "restartPolicy"), f'"{policy}" is not one of {", ".join(_POLICIES)}')
        elif path[-2] != "initContainers":
            report((*path, "restartPolicy"), "only init containers can have a restartPolicy", at_key=True)
        elif policy != "Always":
            report((*path, "restartPolicy"), f'restartPolicy of an init container must be Always, not "{policy}"')
