"""CK324: names that a pod gives of other objects are names that such objects can have.

Upstream: pkg/apis/core/validation validation.go ValidatePodSpec
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, text
from chartkit.validation.names import NAME_HINT, dns_label, dns_subdomain, qualified_name

from . import Report

__all__ = ["check"]


def check(manifest: Manifest, report: Report) -> None:
    """Report references that cannot lead anywhere."""
    pod = manifest.pod
    for key in ("serviceAccountName", "serviceAccount", "nodeName", "priorityClassName", "runtimeClassName"):
        name = text(pod.spec, key)
        if name and (problem := dns_subdomain(name)):
            report((*pod.spec_path, key), f'{key} "{name}" {problem}', NAME_HINT)
    _check_gates(pod.spec, pod.spec_path, report)
    seen: set[str] = set()
    for index, claim in entries(pod.spec, "resourceClaims"):
        path = (*pod.spec_path, "resourceClaims", index)
        name = text(claim, "name")
        if name and (problem := dns_label(name)):
            report((*path, "name"), f'claim name "{name}" {problem}')
        given = [key for key in ("resourceClaimName", "resourceClaimTemplateName") if text(claim, key)]
        for key in given:
            if problem := dns_subdomain(text(claim, key)):
                report((*path, key), f'{key} "{text(claim, key)}" {problem}', NAME_HINT)
        if len(given) != 1 and manifest.since("1.31"):
            report(path, "must have exactly one of resourceClaimName and resourceClaimTemplateName", at_key=True)
        seen.add(name)


def _check_gates(spec: dict[str, object], path: FieldPath, report: Report) -> None:
    for index, gate in entries(spec, "readinessGates"):
        kind = text(gate, "conditionType")
        if "conditionType" in gate and (problem := qualified_name(kind)):
            report((*path, "readinessGates", index, "conditionType"), f'conditionType "{kind}" {problem}')
    for index, gate in entries(spec, "schedulingGates"):
        name = text(gate, "name")
        if "name" in gate and (problem := qualified_name(name)):
            report((*path, "schedulingGates", index, "name"), f'gate "{name}" {problem}')
