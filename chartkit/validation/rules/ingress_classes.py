"""CK507: an IngressClass names a controller, and parameters within their scope.

Upstream: pkg/apis/networking/validation validation.go validateIngressClassSpec,
validateIngressClassParametersReference; k8s.io/apimachinery pkg/util/validation IsDomainPrefixedPath
"""

from __future__ import annotations

from chartkit.validation.manifest import Manifest, mapping, text
from chartkit.validation.names import dns_label, domain_path, path_segment

from . import Report

__all__ = ["check"]

_LONGEST = 250


def check(manifest: Manifest, report: Report) -> None:
    """Report classes that the server refuses."""
    controller = manifest.spec.get("controller")
    if isinstance(controller, str):
        too_long = f"must have at most {_LONGEST} characters" if len(controller) > _LONGEST else ""
        if problem := too_long or domain_path(controller):
            report(("spec", "controller"), f'controller "{controller}" {problem}')
    parameters, path = mapping(manifest.spec, "parameters"), ("spec", "parameters")
    if not parameters:
        return
    for key in ("kind", "name"):
        value = parameters.get(key)
        if isinstance(value, str) and (problem := path_segment(value) if value else "must not be empty"):
            report((*path, key), f'{key} "{value}" {problem}')
    namespace = text(parameters, "namespace")
    if text(parameters, "scope") == "Namespace":
        if problem := dns_label(namespace) if namespace else "is needed":
            report((*path, "namespace"), f'namespace "{namespace}" {problem}, because scope is Namespace', at_key=True)
    elif parameters.get("namespace") is not None:
        report((*path, "namespace"), "namespace is for scope Namespace only", at_key=True)
