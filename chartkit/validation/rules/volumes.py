"""CK320: a volume has a possible and unique name and one source.

Upstream: pkg/apis/core/validation validation.go ValidateVolumes, validateVolumeSource
"""

from __future__ import annotations

from chartkit.validation.manifest import Manifest, entries, text
from chartkit.validation.names import NAME_HINT, dns_label

from . import Report

__all__ = ["check"]


def check(manifest: Manifest, report: Report) -> None:
    """Report volumes that the server refuses for their name or number of sources."""
    pod = manifest.pod
    for index, volume in entries(pod.spec, "volumes"):
        path = (*pod.spec_path, "volumes", index)
        name = text(volume, "name")
        if volume.get("name") == "":
            report((*path, "name"), "a volume must have a name")
        elif name and (problem := dns_label(name)):
            report((*path, "name"), f'volume name "{name}" {problem}', NAME_HINT)
        sources = [key for key, value in volume.items() if key != "name" and isinstance(value, dict)]
        if len(sources) > 1:
            report(
                path,
                f'volume "{name}" has {len(sources)} sources: {", ".join(sources)}',
                "keep one of them",
                at_key=True,
            )
