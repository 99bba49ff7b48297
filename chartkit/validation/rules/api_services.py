"""CK708: an APIService is named after what it serves, and its priorities are in range.

Upstream: k8s.io/kube-aggregator pkg/apis/apiregistration/validation validation.go ValidateAPIService
"""

from __future__ import annotations

from chartkit.validation.manifest import Manifest, flag, mapping, number, text
from chartkit.validation.names import dns_1035_label, dns_subdomain
from chartkit.validation.quantity import format_number

from . import Report

__all__ = ["check"]


def check(manifest: Manifest, report: Report) -> None:
    """Report APIServices that the server refuses."""
    spec = manifest.spec
    group, version = text(spec, "group"), text(spec, "version")
    if version and manifest.name and manifest.name != f"{version}.{group}":
        report(("metadata", "name"), f'an APIService for this must have the name "{version}.{group}"')
    if group and (problem := dns_subdomain(group)):
        report(("spec", "group"), f'group "{group}" {problem}')
    if not version or (problem := dns_1035_label(version)):
        shown = f'version "{version}" {problem}' if version else "an APIService must have a version"
        report(("spec", "version"), shown, at_key=not version)
    for key, most in (("groupPriorityMinimum", 20000), ("versionPriority", 1000)):
        value = number(spec, key)
        if value is None or not 1 <= value <= most:
            shown = "is missing" if value is None else f"is {format_number(value)}"
            report(("spec", key), f"{key} must be from 1 to {most}, and {shown}", at_key=value is None)
    service = mapping(spec, "service")
    for key in ("namespace", "name") if service else ():
        if not text(service, key):
            report(("spec", "service", key), f"a service must have a {key}", at_key=True)
    if flag(spec, "insecureSkipTLSVerify") and spec.get("caBundle"):
        report(("spec", "insecureSkipTLSVerify"), "insecureSkipTLSVerify and caBundle exclude each other")
    if not service and (flag(spec, "insecureSkipTLSVerify") or spec.get("caBundle")):
        key = "insecureSkipTLSVerify" if flag(spec, "insecureSkipTLSVerify") else "caBundle"
        report(("spec", key), f"{key} is for APIServices with a service only", at_key=True)
