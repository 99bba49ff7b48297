"""CK329: topology spread constraints have a positive skew, a topology key, and are not there twice.

Upstream: pkg/apis/core/validation validation.go validateTopologySpreadConstraints
"""

from __future__ import annotations

from chartkit.validation.manifest import Manifest, entries, number, strings, text
from chartkit.validation.names import qualified_name

from . import Report

__all__ = ["check"]


def check(manifest: Manifest, report: Report) -> None:
    """Report constraints that the server refuses."""
    pod = manifest.pod
    seen: set[tuple[str, str]] = set()
    for index, constraint in entries(pod.spec, "topologySpreadConstraints"):
        path = (*pod.spec_path, "topologySpreadConstraints", index)
        skew, domains = number(constraint, "maxSkew"), number(constraint, "minDomains")
        action, key = text(constraint, "whenUnsatisfiable"), text(constraint, "topologyKey")
        if skew is not None and skew <= 0:
            report((*path, "maxSkew"), "maxSkew must be more than 0")
        if constraint.get("topologyKey") == "":
            report((*path, "topologyKey"), "topologyKey must not be empty")
        if constraint.get("whenUnsatisfiable") == "":
            report((*path, "whenUnsatisfiable"), "whenUnsatisfiable must be DoNotSchedule or ScheduleAnyway")
        if domains is not None and domains <= 0:
            report((*path, "minDomains"), "minDomains must be more than 0")
        elif domains is not None and action != "DoNotSchedule":
            report((*path, "minDomains"), "minDomains is for whenUnsatisfiable: DoNotSchedule only", at_key=True)
        for number_, name in strings(constraint, "matchLabelKeys"):
            if problem := qualified_name(name):
                report((*path, "matchLabelKeys", number_), f'label key "{name}" {problem}')
        seen.add((key, action))
