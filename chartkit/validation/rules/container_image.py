"""CK302: a container has an image, and the image has no space around it.

Upstream: pkg/apis/core/validation validation.go validateContainers, validateContainerCommon; the templates of workloads
are validated as pods
"""

from __future__ import annotations

from chartkit.validation.manifest import Manifest

from . import Report

__all__ = ["check"]


def check(manifest: Manifest, report: Report) -> None:
    """Report a missing image and space around one."""
    for path, container in manifest.pod.all_containers:
        image = container.get("image")
        if image is None or image == "":
            report((*path, "image"), "a container must have an image", "add image: name:tag", at_key=True)
        elif isinstance(image, str) and image != image.strip():
            report((*path, "image"), "an image must not have space before or after it")
