"""CK508: rules of a NetworkPolicy have possible ports and peers of one sort.

Upstream: pkg/apis/networking/validation validation.go ValidateNetworkPolicySpec, ValidateNetworkPolicyPeer,
ValidateNetworkPolicyPort, ValidateIPBlock
"""

from __future__ import annotations

import ipaddress

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, mapping, number, strings, text

from . import Report
from .handlers import port_problem

__all__ = ["check"]


def check(manifest: Manifest, report: Report) -> None:
    """Report policies that the server refuses."""
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for index, rule in entries(manifest.spec, direction):
            path = ("spec", direction, index)
            for place, port in entries(rule, "ports"):
                _check_port(port, (*path, "ports", place), report)
            for place, peer in entries(rule, peers):
                _check_peer(peer, (*path, peers, place), report)
    types = [name for _, name in strings(manifest.spec, "policyTypes")]
    if len(types) > 2 or len(set(types)) != len(types):
        report(("spec", "policyTypes"), "policyTypes can hold Ingress and Egress once each", at_key=True)


def _check_port(port: dict[str, object], path: FieldPath, report: Report) -> None:
    start, end = port.get("port"), number(port, "endPort")
    if start is not None and (problem := port_problem(start)):
        report((*path, "port"), problem)
    if end is None:
        return
    if not isinstance(start, (float, int)) or isinstance(start, bool):
        report((*path, "endPort"), "endPort needs a port that is a number", at_key=True)
    elif end < start:
        report((*path, "endPort"), "endPort must not be below port")
    elif end > 65535:
        report((*path, "endPort"), "endPort must be at most 65535")


def _check_peer(peer: dict[str, object], path: FieldPath, report: Report) -> None:
    given = [key for key in ("podSelector", "namespaceSelector", "ipBlock") if isinstance(peer.get(key), dict)]
    if not given:
        hint = "an empty peer is no peer; use podSelector: {} for all pods of the namespace"
        report(path, "a peer must have a podSelector, a namespaceSelector or an ipBlock", hint, at_key=True)
    elif "ipBlock" in given and len(given) > 1:
        report(path, "ipBlock and selectors exclude each other", "give each a peer of its own", at_key=True)
    if "ipBlock" not in given:
        return
    block, here = mapping(peer, "ipBlock"), (*path, "ipBlock")
    whole = _network(text(block, "cidr"))
    if whole is None:
        report(
            (*here, "cidr"), f'"{text(block, "cidr")}" is not a range such as 10.0.0.0/8', at_key="cidr" not in block
        )
    for index, value in strings(block, "except"):
        part = _network(value)
        if part is None:
            report((*here, "except", index), f'"{value}" is not a range such as 10.0.0.0/8')
        elif whole is not None and (part.version != whole.version or not _is_inside(part, whole)):
            report((*here, "except", index), f"{value} is not inside {text(block, 'cidr')}")


def _network(value: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(value, strict=False) if "/" in value else None
    except ValueError:
        return None


def _is_inside(
    part: ipaddress.IPv4Network | ipaddress.IPv6Network, whole: ipaddress.IPv4Network | ipaddress.IPv6Network
) -> bool:
    return part.network_address in whole and part.prefixlen > whole.prefixlen
