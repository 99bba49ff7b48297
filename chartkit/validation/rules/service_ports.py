"""CK501: a Service has ports, with possible numbers and unique names.

Upstream: pkg/apis/core/validation validation.go ValidateService, validateServicePort
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, number, text
from chartkit.validation.names import dns_label, qualified_name
from chartkit.validation.quantity import format_number

from . import Report
from .handlers import port_problem

__all__ = ["check"]

#: What a server uses that was not told otherwise (--service-node-port-range).
_NODE_PORTS = (30000, 32767)


def check(manifest: Manifest, report: Report) -> None:
    """Report ports that the server refuses."""
    spec = manifest.spec
    kind = text(spec, "type") or "ClusterIP"
    ports = list(entries(spec, "ports"))
    if not ports and kind != "ExternalName" and text(spec, "clusterIP") != "None":
        hint = "add a port, or set clusterIP: None for a headless Service"
        report(("spec", "ports"), "a Service must have a port", hint, at_key=True)
    names: set[str] = set()
    node_ports: set[tuple[str, float]] = set()
    for index, port in ports:
        path = ("spec", "ports", index)
        _check_name(port, path, names, len(ports), report)
        value = number(port, "port")
        if value is not None and not 1 <= value <= 65535:
            report((*path, "port"), f"port must be from 1 to 65535, not {format_number(value)}")
        # Upstream: defaults.go takes "" and 0 for the port itself.
        if port.get("targetPort") not in ("", 0) and (problem := port_problem(port.get("targetPort"))):
            report((*path, "targetPort"), f"targetPort: {problem}")
        protocol = text(port, "appProtocol")
        if isinstance(port.get("appProtocol"), str) and (problem := qualified_name(protocol)):
            report((*path, "appProtocol"), f'appProtocol "{protocol}" {problem}')
        _check_node_port(port, path, kind, node_ports, report)


def _check_name(port: dict[str, object], path: FieldPath, names: set[str], count: int, report: Report) -> None:
    name = text(port, "name")
    if not name:
        if count > 1:
            report((*path, "name"), "each port must have a name where there are several", at_key=True)
    elif problem := dns_label(name):
        report((*path, "name"), f'port name "{name}" {problem}')
    elif name in names:
        report((*path, "name"), f'two ports have the name "{name}"')
    names.add(name)


def _check_node_port(
    port: dict[str, object], path: FieldPath, kind: str, used: set[tuple[str, float]], report: Report
) -> None:
    value = number(port, "nodePort")
    if not value:
        return
    if kind in ("ClusterIP", "ExternalName"):
        report(
            (*path, "nodePort"),
            f"nodePort cannot be used with type {kind}",
            "use type NodePort or LoadBalancer",
            at_key=True,
        )
    elif not _NODE_PORTS[0] <= value <= _NODE_PORTS[1]:
        message = f"nodePort must be from {_NODE_PORTS[0]} to {_NODE_PORTS[1]}, not {format_number(value)}"
        report((*path, "nodePort"), message, "ignore this check if your cluster has another range")
    key = (text(port, "protocol") or "TCP", value)
    if key in used:
        report((*path, "nodePort"), f"nodePort {format_number(value)} is taken twice")
    used.add(key)
