"""CK509: Endpoints and EndpointSlices hold addresses of one kind and possible ports.

Upstream: pkg/apis/core/validation validation.go ValidateEndpoints; pkg/apis/discovery/validation validation.go
"""

from __future__ import annotations

import ipaddress

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, number, strings, text
from chartkit.validation.names import dns_label, dns_subdomain, qualified_name
from chartkit.validation.quantity import format_number

from . import Report
from .pod_network import is_address

__all__ = ["check"]


def check(manifest: Manifest, report: Report) -> None:
    """Report addresses and ports that the server refuses."""
    if manifest.kind == "EndpointSlice":
        _check_slice(manifest, report)
        return
    for index, subset in entries(manifest.value, "subsets"):
        path = ("subsets", index)
        if not subset.get("addresses") and not subset.get("notReadyAddresses"):
            report(path, "a subset must have addresses or notReadyAddresses", at_key=True)
        for key in ("addresses", "notReadyAddresses"):
            for place, address in entries(subset, key):
                _check_address(address, (*path, key, place), report)
        _check_ports(subset, path, report)


def _check_address(address: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report an address that cannot be that of a pod (Upstream: validateEndpointAddress, ValidateEndpointIP)."""
    value = text(address, "ip")
    if not is_address(value):
        report((*path, "ip"), f'"{value}" is not an IP address')
    else:
        place = ipaddress.ip_address(value)
        if place.is_unspecified or place.is_loopback or place.is_link_local or place.is_multicast:
            report((*path, "ip"), f"{value} cannot be the address of an endpoint")
    for key, rule in (("hostname", dns_label), ("nodeName", dns_subdomain)):
        name = address.get(key)
        if isinstance(name, str) and (name or key == "nodeName") and (problem := rule(name)):
            report((*path, key), f'{key} "{name}" {problem}')


def _check_slice(manifest: Manifest, report: Report) -> None:
    kind = text(manifest.value, "addressType")
    for index, endpoint in entries(manifest.value, "endpoints"):
        path = ("endpoints", index, "addresses")
        addresses = endpoint.get("addresses")
        if isinstance(addresses, list) and not addresses:
            report(path, "an endpoint must have an address", at_key=True)
        for key, rule in (("hostname", dns_label), ("nodeName", dns_subdomain)):
            name = endpoint.get(key)
            if isinstance(name, str) and (problem := rule(name)):
                report(("endpoints", index, key), f'{key} "{name}" {problem}')
        for place, address in strings(endpoint, "addresses"):
            if kind in ("IPv4", "IPv6") and not _is_of_family(address, kind):
                report((*path, place), f'"{address}" is not an {kind} address')
            elif kind == "FQDN" and dns_subdomain(address.removesuffix(".")):
                report((*path, place), f'"{address}" is not a domain name')
    _check_ports(manifest.value, (), report)


def _check_ports(holder: dict[str, object], path: FieldPath, report: Report) -> None:
    names: set[str] = set()
    ports = list(entries(holder, "ports"))
    for index, port in ports:
        here = (*path, "ports", index)
        name, value = text(port, "name"), number(port, "port")
        if not name and len(ports) > 1:
            report((*here, "name"), "each port must have a name where there are several", at_key=True)
        elif name and (problem := dns_label(name)):
            report((*here, "name"), f'port name "{name}" {problem}')
        elif name in names:
            report((*here, "name"), f'two ports have the name "{name}"')
        names.add(name)
        protocol = port.get("appProtocol")
        if isinstance(protocol, str) and (problem := qualified_name(protocol)):
            report((*here, "appProtocol"), f'appProtocol "{protocol}" {problem}')
        if value is not None and not 1 <= value <= 65535:
            report((*here, "port"), f"port must be from 1 to 65535, not {format_number(value)}")


def _is_of_family(address: str, kind: str) -> bool:
    try:
        ipaddress.IPv4Address(address) if kind == "IPv4" else ipaddress.IPv6Address(address)
    except ValueError:
        return False
    return True
