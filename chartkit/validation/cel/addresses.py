"""Addresses, networks and URLs of Kubernetes' CEL.

Upstream: k8s.io/apiserver pkg/cel/library ip.go, cidr.go, urls.go
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from .values import CELError, Cidr, Ip, Url

__all__ = ["LOCAL_MULTICAST", "cidr", "contains_cidr", "contains_ip", "ip", "is_global_unicast", "url"]

_BROADCAST = ipaddress.IPv4Address("255.255.255.255")
#: By version of the protocol: the addresses that are for one link only.
LOCAL_MULTICAST = {4: ipaddress.ip_network("224.0.0.0/24"), 6: ipaddress.ip_network("ff02::/16")}


def ip(value: object) -> Ip:
    """Return the address that a text is; addresses with zones are none."""
    if not isinstance(value, str) or "%" in value:
        raise CELError("this is no IP address")
    try:
        return Ip(ipaddress.ip_address(value))
    except ValueError as error:
        raise CELError(f"{value!r} is no IP address") from error


def cidr(value: object) -> Cidr:
    """Return the network, with its address, that a text such as ``10.0.0.1/8`` is."""
    if not isinstance(value, str) or "/" not in value:
        raise CELError(f"{value!r} is no CIDR")
    try:
        return Cidr(ipaddress.ip_interface(value))
    except ValueError as error:
        raise CELError(f"{value!r} is no CIDR") from error


def is_global_unicast(value: Ip) -> bool:
    """Return whether an address is no special one (Upstream: net/netip (Addr).IsGlobalUnicast; private ones count)."""
    address = value.address
    special = address.is_unspecified or address.is_loopback or address.is_multicast or address.is_link_local
    return not special and address != _BROADCAST


def contains_ip(outer: Cidr, other: object) -> bool:
    """Return whether an address, or a text that is one, lies in a network."""
    address = other if isinstance(other, Ip) else ip(other)
    return address.address in outer.interface.network


def contains_cidr(outer: Cidr, other: object) -> bool:
    """Return whether a network, or a text that is one, lies in a network."""
    inner = other if isinstance(other, Cidr) else cidr(other)
    network, whole = inner.interface.network, outer.interface.network
    return (
        network.version == whole.version and network.network_address in whole and network.prefixlen >= whole.prefixlen
    )


def url(value: str) -> Url:
    """Return the parts of an absolute URL or an absolute path."""
    try:
        parts = urlsplit(value)
    except ValueError as error:
        raise CELError(f"{value!r} is no URL") from error
    # Go: url.ParseRequestURI takes a space in the path.
    if not (parts.scheme or value.startswith("/")) or any(char < " " for char in value) or " " in parts.netloc:
        raise CELError(f"{value!r} is no URL")
    return Url(parts)
