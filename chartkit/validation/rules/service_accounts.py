"""CK903: service accounts that pods and bindings of a rendering name are in the rendering."""

from __future__ import annotations

from collections.abc import Callable

from chartkit.suggest import nearest
from chartkit.validation.manifest import POD_TEMPLATES, Manifest, entries, text

__all__ = ["check_all"]


def check_all(manifests: list[Manifest], report: Callable[..., None]) -> None:
    """Report accounts that the rendering does not hold; ``default`` is in every namespace."""
    accounts = {manifest.name for manifest in manifests if manifest.group_kind == "ServiceAccount"} | {"default"}
    for manifest in manifests:
        if manifest.group_kind in POD_TEMPLATES:
            pod = manifest.pod
            key = "serviceAccountName" if text(pod.spec, "serviceAccountName") else "serviceAccount"
            name = text(pod.spec, key)
            if name and name not in accounts:
                report(
                    manifest,
                    (*pod.spec_path, key),
                    f'no ServiceAccount "{name}" is in this rendering',
                    _hint(name, accounts),
                )
        elif manifest.group == "rbac.authorization.k8s.io":
            for index, subject in entries(manifest.value, "subjects"):
                name = text(subject, "name")
                if text(subject, "kind") == "ServiceAccount" and name and name not in accounts:
                    message = f'no ServiceAccount "{name}" is in this rendering'
                    report(manifest, ("subjects", index, "name"), message, _hint(name, accounts))


def _hint(name: str, accounts: set[str]) -> str:
    meant = nearest(name, accounts - {"default"})
    return f'did you mean "{meant}"?' if meant else "it must be in the cluster already"
