"""CK301: a container's name is a DNS label and unique among all containers of its pod.

Upstream: pkg/apis/core/validation validation.go validateContainers, validateInitContainers, validateContainerCommon
"""

from __future__ import annotations

from chartkit.validation.manifest import Manifest, text
from chartkit.validation.names import NAME_HINT, dns_label

from . import Report

__all__ = ["check"]


def check(manifest: Manifest, report: Report) -> None:
    """Report names that the server refuses, and a pod without containers."""
    pod = manifest.pod
    if not pod.spec.get("containers"):
        report((*pod.spec_path, "containers"), "a pod must have a container", at_key=True)
    seen: set[str] = set()
    for path, container in pod.all_containers:
        name = text(container, "name")
        if "name" in container and container["name"] == "":
            report((*path, "name"), "a container must have a name")
        elif name in seen:
            # Two of the same list are reported as duplicate entries already.
            if not _same_list(manifest, path, name):
                report((*path, "name"), f'two containers of the pod have the name "{name}"', "rename one of them")
        elif name and (problem := dns_label(name)):
            report((*path, "name"), f'container name "{name}" {problem}', NAME_HINT)
        seen.add(name)


def _same_list(manifest: Manifest, path: tuple[str | int, ...], name: str) -> bool:
    return any(
        text(other, "name") == name and other_path[:-1] == path[:-1] and other_path != path
        for other_path, other in manifest.pod.all_containers
    )
