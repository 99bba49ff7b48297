"""CK307: a probe or hook that names a port names one of its container.

The server accepts the name; the probe then fails for ever.
"""

from __future__ import annotations

from chartkit.suggest import nearest
from chartkit.validation.manifest import Manifest, entries, mapping, text

from . import Report

__all__ = ["check"]

_HOLDERS = (
    ("livenessProbe",), ("readinessProbe",), ("startupProbe",), ("lifecycle", "postStart"), ("lifecycle", "preStop"),
)  # fmt: skip


def check(manifest: Manifest, report: Report) -> None:
    """Report names of ports that the container does not have."""
    for path, container in manifest.pod.all_containers:
        names = {text(port, "name") for _, port in entries(container, "ports")}
        for holder in _HOLDERS:
            probe = container
            for key in holder:
                probe = mapping(probe, key)
            for action in ("httpGet", "tcpSocket"):
                port = text(mapping(probe, action), "port")
                if port and port not in names and not port.isdigit():
                    meant = nearest(port, names)
                    hint = f'did you mean "{meant}"?' if meant else "name the port in the container's ports"
                    report((*path, *holder, action, "port"), f'the container has no port named "{port}"', hint)
