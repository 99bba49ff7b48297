"""CK303: container ports have possible names and numbers, and names and host ports are unique.

Upstream: pkg/apis/core/validation validation.go validateContainerPorts, checkHostPortConflicts
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, number, text
from chartkit.validation.names import port_name
from chartkit.validation.quantity import format_number

from . import Report

__all__ = ["check"]


def check(manifest: Manifest, report: Report) -> None:
    """Report ports that the server refuses."""
    host_network = manifest.pod.spec.get("hostNetwork") is True
    host_ports: dict[str, set[str]] = {}
    for path, container in manifest.pod.all_containers:
        names: set[str] = set()
        for index, port in entries(container, "ports"):
            here = (*path, "ports", index)
            _check_name(text(port, "name"), names, here, report)
            _check_number(port, "containerPort", here, report)
            if number(port, "hostPort") not in (None, 0):
                _check_number(port, "hostPort", here, report)
                used = host_ports.setdefault(str(path[-2]), set())
                key = f"{text(port, 'protocol') or 'TCP'}/{text(port, 'hostIP')}/{port['hostPort']}"
                if key in used and path[-2] == "containers":
                    report(
                        (*here, "hostPort"), f"host port {format_number(port['hostPort'])} is taken twice in this pod"
                    )
                used.add(key)
                if host_network and port["hostPort"] != port.get("containerPort"):
                    report((*here, "hostPort"), "with hostNetwork, hostPort must be the same as containerPort")


def _check_name(name: str, names: set[str], path: FieldPath, report: Report) -> None:
    if not name:
        return
    if problem := port_name(name):
        report((*path, "name"), f'port name "{name}" {problem}')
    elif name in names:
        report((*path, "name"), f'two ports of the container have the name "{name}"')
    names.add(name)


def _check_number(port: dict[str, object], key: str, path: FieldPath, report: Report) -> None:
    value = number(port, key)
    if value is not None and not 1 <= value <= 65535:
        report((*path, key), f"{key} must be from 1 to 65535, not {format_number(value)}")
