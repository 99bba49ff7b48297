"""CK502: a Service's type, addresses and traffic settings go together.

Upstream: pkg/apis/core/validation validation.go ValidateService, validateServiceExternalTrafficPolicy
"""

from __future__ import annotations

import ipaddress

from chartkit.diagnostics import Severity
from chartkit.validation.manifest import Manifest, flag, mapping, number, strings, text
from chartkit.validation.names import dns_subdomain, qualified_name
from chartkit.validation.quantity import format_number

from . import Report
from .pod_network import is_address

__all__ = ["check"]

_DAY = 86400
_DISTRIBUTIONS = ("PreferClose", "PreferSameZone", "PreferSameNode")


def check(manifest: Manifest, report: Report) -> None:
    """Report settings of a Service that the server refuses."""
    spec = manifest.spec
    kind = text(spec, "type") or "ClusterIP"
    if kind == "ExternalName":
        _check_external_name(spec, report)
    elif kind in ("NodePort", "LoadBalancer") and text(spec, "clusterIP") == "None":
        report(("spec", "clusterIP"), f"a Service of type {kind} cannot be headless")
    _check_addresses(spec, report)
    _check_affinity(spec, report)
    _check_load_balancer(spec, kind, report)
    policy = text(spec, "externalTrafficPolicy")
    if policy and kind not in ("NodePort", "LoadBalancer") and not spec.get("externalIPs"):
        message = f"externalTrafficPolicy is for Services that can be reached from outside, not type {kind}"
        report(("spec", "externalTrafficPolicy"), message, at_key=True)
    if number(spec, "healthCheckNodePort") and not (kind == "LoadBalancer" and policy == "Local"):
        message = "healthCheckNodePort is for type LoadBalancer with externalTrafficPolicy Local"
        report(("spec", "healthCheckNodePort"), message, at_key=True)
    families = [name for _, name in strings(spec, "ipFamilies")]
    if len(families) > 2 or len(set(families)) != len(families):
        report(("spec", "ipFamilies"), "ipFamilies can hold IPv4 and IPv6 once each", at_key=True)
    if text(spec, "ipFamilyPolicy") == "SingleStack" and len(families) > 1:
        report(("spec", "ipFamilies"), "ipFamilyPolicy SingleStack takes one family", at_key=True)
    traffic = spec.get("trafficDistribution")
    if isinstance(traffic, str) and traffic not in _DISTRIBUTIONS:
        report(("spec", "trafficDistribution"), f'"{traffic}" is not one of {", ".join(_DISTRIBUTIONS)}')


def _check_external_name(spec: dict[str, object], report: Report) -> None:
    for key in ("ipFamilyPolicy", "ipFamilies"):
        if spec.get(key):
            report(("spec", key), f"a Service of type ExternalName has no {key}", at_key=True)
    name = text(spec, "externalName")
    if not name:
        report(("spec", "externalName"), "a Service of type ExternalName must have an externalName", at_key=True)
    elif problem := dns_subdomain(name.removesuffix(".")):
        report(("spec", "externalName"), f'externalName "{name}" {problem}')
    address = text(spec, "clusterIP")
    if address and address != "None":
        report(("spec", "clusterIP"), "a Service of type ExternalName has no clusterIP", at_key=True)


def _check_addresses(spec: dict[str, object], report: Report) -> None:
    address = text(spec, "clusterIP")
    if address not in ("", "None") and not is_address(address):
        report(("spec", "clusterIP"), f'clusterIP must be an IP address, None or empty, not "{address}"')
    _check_cluster_addresses(spec, address, report)
    for index, value in strings(spec, "externalIPs"):
        if not is_address(value):
            report(("spec", "externalIPs", index), f'"{value}" is not an IP address')
            continue
        place = ipaddress.ip_address(value)
        if place.is_unspecified or place.is_loopback or place.is_link_local:
            report(("spec", "externalIPs", index), f"{value} cannot be reached from outside")


def _check_cluster_addresses(spec: dict[str, object], first: str, report: Report) -> None:
    """Report clusterIPs that do not go with clusterIP (Upstream: ValidateServiceClusterIPsRelatedFields)."""
    addresses = list(strings(spec, "clusterIPs"))
    if not addresses:
        return
    path = ("spec", "clusterIPs")
    if text(spec, "type") == "ExternalName":
        report(path, "a Service of type ExternalName has no clusterIPs", at_key=True)
    elif not first:
        report(path, "clusterIPs need a clusterIP, which is the first of them", at_key=True)
    elif addresses[0][1] != first:
        report((*path, 0), f'the first of clusterIPs must be clusterIP "{first}", not "{addresses[0][1]}"')
    elif len(addresses) > 2 or (first == "None" and len(addresses) > 1):
        report(path, "clusterIPs can hold an address of IPv4 and one of IPv6, or None alone", at_key=True)
    for index, value in addresses:
        if value != "None" and not is_address(value):
            report((*path, index), f'"{value}" is not an IP address')


def _check_affinity(spec: dict[str, object], report: Report) -> None:
    config = spec.get("sessionAffinityConfig")
    if not isinstance(config, dict):
        return
    path = ("spec", "sessionAffinityConfig")
    if text(spec, "sessionAffinity") != "ClientIP":
        # Upstream: defaults.go drops it.
        message = "sessionAffinityConfig is for sessionAffinity ClientIP only"
        report(path, message, at_key=True, severity=Severity.WARNING)
        return
    seconds = number(mapping(config, "clientIP"), "timeoutSeconds")
    if seconds is not None and not 0 < seconds <= _DAY:
        message = f"timeoutSeconds must be from 1 to {_DAY}, not {format_number(seconds)}"
        report((*path, "clientIP", "timeoutSeconds"), message)


def _check_load_balancer(spec: dict[str, object], kind: str, report: Report) -> None:
    for index, value in strings(spec, "loadBalancerSourceRanges"):
        try:
            ipaddress.ip_interface(value.strip())
            known = "/" in value
        except ValueError:
            known = False
        if not known:
            report(("spec", "loadBalancerSourceRanges", index), f'"{value}" is not a range such as 10.0.0.0/8')
    if kind == "LoadBalancer":
        name = text(spec, "loadBalancerClass")
        if isinstance(spec.get("loadBalancerClass"), str) and (problem := qualified_name(name)):
            report(("spec", "loadBalancerClass"), f'loadBalancerClass "{name}" {problem}')
        return
    for key in ("loadBalancerSourceRanges", "loadBalancerClass"):
        if spec.get(key):
            report(("spec", key), f"{key} is for type LoadBalancer only, not {kind}", at_key=True)
    if flag(spec, "allocateLoadBalancerNodePorts") or spec.get("allocateLoadBalancerNodePorts") is False:
        message = f"allocateLoadBalancerNodePorts is for type LoadBalancer only, not {kind}"
        report(("spec", "allocateLoadBalancerNodePorts"), message, at_key=True)
