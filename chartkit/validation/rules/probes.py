"""CK306: a probe has one handler and thresholds that can be met; init containers have none unless they keep running.

Upstream: pkg/apis/core/validation validation.go validateProbe, validateLivenessProbe, validateInitContainers
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, mapping, number, text
from chartkit.validation.quantity import format_number

from . import Report
from .handlers import check_handler

__all__ = ["check"]

_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc")
_COUNTS = ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")


def check(manifest: Manifest, report: Report) -> None:
    """Report probes that the server refuses."""
    pod = manifest.pod
    for path, container in pod.all_containers:
        for name in _PROBES:
            if not isinstance(container.get(name), dict):
                continue
            here = (*path, name)
            if path[-2] == "ephemeralContainers":
                report(here, f"an ephemeral container must not have a {name}", at_key=True)
            elif path[-2] == "initContainers" and text(container, "restartPolicy") != "Always":
                hint = "set restartPolicy: Always if it is to keep running beside the others"
                report(here, f"an init container must not have a {name}", hint, at_key=True)
            else:
                _check_probe(name, mapping(container, name), here, report)


def _check_probe(name: str, probe: dict[str, object], path: FieldPath, report: Report) -> None:
    check_handler(probe, path, _HANDLERS, report)
    for key in _COUNTS:
        value = number(probe, key)
        if value is not None and value < 0:
            report((*path, key), f"{key} must not be negative, and is {format_number(value)}")
    threshold = number(probe, "successThreshold")
    if name != "readinessProbe" and threshold is not None and threshold > 1:
        report((*path, "successThreshold"), f"successThreshold of a {name} must be 1")
    grace = number(probe, "terminationGracePeriodSeconds")
    if grace is not None and name == "readinessProbe":
        report(
            (*path, "terminationGracePeriodSeconds"),
            "a readinessProbe must not have terminationGracePeriodSeconds",
            at_key=True,
        )
    elif grace is not None and grace <= 0:
        report((*path, "terminationGracePeriodSeconds"), "terminationGracePeriodSeconds must be more than 0")
