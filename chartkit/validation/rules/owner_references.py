"""CK205: owner references are complete, and one owner at most is the controller.

Upstream: k8s.io/apimachinery pkg/api/validation objectmeta.go ValidateOwnerReferences
"""

from __future__ import annotations

from chartkit.validation.manifest import Manifest, entries, flag, text

from . import Report

__all__ = ["check"]


def check(manifest: Manifest, report: Report) -> None:
    """Report owner references that the server refuses."""
    controllers = []
    for index, reference in entries(manifest.metadata, "ownerReferences"):
        path = ("metadata", "ownerReferences", index)
        for key in ("apiVersion", "kind", "name", "uid"):
            if key in reference and reference[key] == "":
                report((*path, key), f"{key} of an owner must not be empty")
        if text(reference, "apiVersion").count("/") > 1:
            report((*path, "apiVersion"), "apiVersion of an owner must be group/version or version")
        if text(reference, "apiVersion") == "v1" and text(reference, "kind") == "Event":
            report(path, "an Event cannot own anything", at_key=True)
        if flag(reference, "controller"):
            controllers.append(index)
    if len(controllers) > 1:
        report(("metadata", "ownerReferences", controllers[1]), "only one owner can be the controller", at_key=True)
