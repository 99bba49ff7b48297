"""CK323: names and addresses in a pod's network settings are possible: DNS, host aliases, host name, host namespaces.

Upstream: pkg/apis/core/validation validation.go validatePodDNSConfig, validateHostAliases, ValidatePodSpec,
validateHostUsers, ValidatePodSecurityContext
"""

from __future__ import annotations

import ipaddress
import re

from chartkit.validation.manifest import Manifest, Pod, entries, flag, mapping, strings, text
from chartkit.validation.names import NAME_HINT, dns_label, dns_subdomain

from . import Report

__all__ = ["check", "is_address"]

_SEARCH = r"_?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?(?:\._?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?)*\Z"


def check(manifest: Manifest, report: Report) -> None:
    """Report network settings that the server refuses."""
    pod = manifest.pod
    _check_dns(pod, report)
    for index, alias in entries(pod.spec, "hostAliases"):
        here = (*pod.spec_path, "hostAliases", index)
        if isinstance(alias.get("ip"), str) and not is_address(text(alias, "ip")):
            report((*here, "ip"), f'"{text(alias, "ip")}" is not an IP address')
        for number, name in strings(alias, "hostnames"):
            if problem := dns_subdomain(name):
                report((*here, "hostnames", number), f'host name "{name}" {problem}')
    for key in ("hostname", "subdomain"):
        name = text(pod.spec, key)
        if name and (problem := dns_label(name)):
            report((*pod.spec_path, key), f'{key} "{name}" {problem}', NAME_HINT)
    name = text(pod.spec, "hostnameOverride")
    if name and (problem := "must have at most 64 characters" if len(name) > 64 else dns_subdomain(name)):
        report((*pod.spec_path, "hostnameOverride"), f'hostnameOverride "{name}" {problem}', NAME_HINT)
    if flag(pod.spec, "hostPID") and flag(pod.spec, "shareProcessNamespace"):
        message = "hostPID and shareProcessNamespace exclude each other"
        report((*pod.spec_path, "shareProcessNamespace"), message)
    if pod.spec.get("hostUsers") is False:
        for key in ("hostNetwork", "hostPID", "hostIPC"):
            if flag(pod.spec, key):
                report((*pod.spec_path, key), f"{key} and hostUsers: false exclude each other")


def is_address(value: str) -> bool:
    """Return whether ``value`` is an IP address."""
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return "%" not in value


def _check_dns(pod: Pod, report: Report) -> None:
    config, path = mapping(pod.spec, "dnsConfig"), (*pod.spec_path, "dnsConfig")
    servers = list(strings(config, "nameservers"))
    if text(pod.spec, "dnsPolicy") == "None" and not servers:
        report((*path, "nameservers"), "dnsPolicy None needs nameservers in dnsConfig", at_key=True)
    if len(servers) > 3:
        report((*path, "nameservers"), f"there can be 3 nameservers, not {len(servers)}", at_key=True)
    for index, server in servers:
        if not is_address(server):
            report((*path, "nameservers", index), f'"{server}" is not an IP address')
    searches = list(strings(config, "searches"))
    if len(searches) > 32:
        report((*path, "searches"), f"there can be 32 search domains, not {len(searches)}", at_key=True)
    for index, domain in searches:
        if len(domain) > 253 or (domain != "." and not re.match(_SEARCH, domain.removesuffix("."))):
            report((*path, "searches", index), f'"{domain}" is not a domain')
    for index, option in entries(config, "options"):
        if not text(option, "name"):
            report((*path, "options", index, "name"), "an option must have a name", at_key=True)
