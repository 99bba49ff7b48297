"""CK308: a lifecycle hook has one handler; init containers have no hooks unless they keep running.

Upstream: pkg/apis/core/validation validation.go validateLifecycle, validateInitContainers
"""

from __future__ import annotations

from chartkit.validation.manifest import Manifest, mapping, number, text

from . import Report
from .handlers import check_handler

__all__ = ["check"]


def check(manifest: Manifest, report: Report) -> None:
    """Report hooks that the server refuses."""
    given = number(manifest.pod.spec, "terminationGracePeriodSeconds")
    grace = 30 if given is None else given
    for path, container in manifest.pod.all_containers:
        if not isinstance(container.get("lifecycle"), dict):
            continue
        here = (*path, "lifecycle")
        if path[-2] == "ephemeralContainers":
            report(here, "an ephemeral container must not have lifecycle hooks", at_key=True)
        elif path[-2] == "initContainers" and text(container, "restartPolicy") != "Always":
            report(here, "an init container must not have lifecycle hooks", at_key=True)
        lifecycle = mapping(container, "lifecycle")
        for hook in ("postStart", "preStop"):
            if isinstance(lifecycle.get(hook), dict):
                kinds = ("exec", "httpGet", "tcpSocket", "sleep")
                check_handler(mapping(lifecycle, hook), (*here, hook), kinds, report, grace)
        if (
            "stopSignal" in lifecycle
            and lifecycle["stopSignal"] is not None
            and not text(mapping(manifest.pod.spec, "os"), "name")
        ):
            report((*here, "stopSignal"), "stopSignal needs the pod's os.name", at_key=True)
