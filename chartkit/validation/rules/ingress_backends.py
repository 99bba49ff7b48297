"""CK506: a backend of an Ingress is either a service with one port, or a resource.

Upstream: pkg/apis/networking/validation validation.go validateIngressBackend
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, mapping, number, text
from chartkit.validation.names import dns_1035_label, port_name
from chartkit.validation.quantity import format_number

from . import Report

__all__ = ["check"]


def check(manifest: Manifest, report: Report) -> None:
    """Report backends that the server refuses."""
    if isinstance(manifest.spec.get("defaultBackend"), dict):
        _check_backend(mapping(manifest.spec, "defaultBackend"), ("spec", "defaultBackend"), report)
    for index, rule in entries(manifest.spec, "rules"):
        for place, entry in entries(mapping(rule, "http"), "paths"):
            path = ("spec", "rules", index, "http", "paths", place, "backend")
            if isinstance(entry.get("backend"), dict):
                _check_backend(mapping(entry, "backend"), path, report)


def _check_backend(backend: dict[str, object], path: FieldPath, report: Report) -> None:
    has_service, has_resource = (isinstance(backend.get(key), dict) for key in ("service", "resource"))
    if has_service == has_resource:
        problem = "not both" if has_service else "and has neither"
        report(path, f"a backend must have a service or a resource, {problem}", at_key=True)
    if has_service:
        _check_service(mapping(backend, "service"), (*path, "service"), report)


def _check_service(service: dict[str, object], path: FieldPath, report: Report) -> None:
    name = text(service, "name")
    if service.get("name") == "":
        report((*path, "name"), "a backend's service must have a name")
    elif name and (problem := dns_1035_label(name)):
        report((*path, "name"), f'service name "{name}" {problem}')
    port = mapping(service, "port")
    port_text, port_number = text(port, "name"), number(port, "number")
    if port_text and port_number:
        report((*path, "port"), "port has a name and a number", "keep one of them", at_key=True)
    elif port_text and (problem := port_name(port_text)):
        report((*path, "port", "name"), f'port name "{port_text}" {problem}')
    elif not port_text and not port_number:
        report((*path, "port"), "a backend's service must have a port with a name or a number", at_key=True)
    if port_number and not 1 <= port_number <= 65535:
        report((*path, "port", "number"), f"port must be from 1 to 65535, not {format_number(port_number)}")
