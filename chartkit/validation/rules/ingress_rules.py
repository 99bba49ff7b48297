"""CK505: an Ingress has rules or a default backend, with possible hosts and paths.

Upstream: pkg/apis/networking/validation validation.go ValidateIngressSpec, validateHTTPIngressPath
"""

from __future__ import annotations

from chartkit.diagnostics import Severity
from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, mapping, strings, text
from chartkit.validation.names import dns_subdomain, wildcard_subdomain

from . import Report
from .pod_network import is_address

__all__ = ["check"]

_CLASS_ANNOTATION = "kubernetes.io/ingress.class"
_BAD_PARTS = ("//", "/./", "/../", "%2f", "%2F")
_BAD_ENDS = ("/..", "/.")


def check(manifest: Manifest, report: Report) -> None:
    """Report Ingresses that the server refuses."""
    spec = manifest.spec
    if not spec.get("rules") and not isinstance(spec.get("defaultBackend"), dict):
        report(("spec",), "an Ingress must have rules or a defaultBackend", at_key=True)
    for index, rule in entries(spec, "rules"):
        path = ("spec", "rules", index)
        _check_host(text(rule, "host"), (*path, "host"), report)
        if not isinstance(rule.get("http"), dict):
            continue
        http = mapping(rule, "http")
        if isinstance(http.get("paths"), list) and not http["paths"]:
            report((*path, "http", "paths"), "there must be a path", at_key=True)
        for number, entry in entries(http, "paths"):
            _check_path(entry, (*path, "http", "paths", number), report)
    for index, tls in entries(spec, "tls"):
        for number, host in strings(tls, "hosts"):
            problem = wildcard_subdomain(host) if "*" in host else dns_subdomain(host)
            if problem:
                report(("spec", "tls", index, "hosts", number), f'host "{host}" {problem}')
        secret = text(tls, "secretName")
        if secret and (problem := dns_subdomain(secret)):
            report(("spec", "tls", index, "secretName"), f'secretName "{secret}" {problem}')
    name = text(spec, "ingressClassName")
    if isinstance(spec.get("ingressClassName"), str) and (problem := dns_subdomain(name)):
        report(("spec", "ingressClassName"), f'ingressClassName "{name}" {problem}')
    annotated = mapping(manifest.metadata, "annotations").get(_CLASS_ANNOTATION)
    if name and annotated is not None:
        # Upstream: newer releases take the annotation if it says the same.
        severity = Severity.WARNING if annotated == name else Severity.ERROR
        message = f"annotation {_CLASS_ANNOTATION} and spec.ingressClassName exclude each other"
        here = ("metadata", "annotations", _CLASS_ANNOTATION)
        report(here, message, "keep spec.ingressClassName", at_key=True, severity=severity)


def _check_host(host: str, path: FieldPath, report: Report) -> None:
    if not host:
        return
    if is_address(host):
        report(path, f"a host must be a DNS name, not the address {host}")
    elif problem := wildcard_subdomain(host) if "*" in host else dns_subdomain(host):
        report(path, f'host "{host}" {problem}', "use lower case, without port or scheme")


def _check_path(entry: dict[str, object], path: FieldPath, report: Report) -> None:
    kind, value = text(entry, "pathType"), text(entry, "path")
    here = (*path, "path")
    if entry.get("pathType") == "":
        report((*path, "pathType"), "pathType must be Exact, Prefix or ImplementationSpecific")
    if kind in ("Exact", "Prefix"):
        if not value.startswith("/"):
            shown = f', not "{value}"' if value else ""
            report(here, f"a path of type {kind} must begin with '/'{shown}", at_key="path" not in entry)
        for part in _BAD_PARTS:
            if part in value:
                report(here, f"a path of type {kind} must not contain '{part}'")
        for end in _BAD_ENDS:
            if value.endswith(end):
                report(here, f"a path of type {kind} must not end with '{end}'")
    elif kind == "ImplementationSpecific" and value and not value.startswith("/"):
        report(here, f'a path must begin with "/", not "{value}"')
