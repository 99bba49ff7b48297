"""CK902: what pods of a rendering refer to is in the rendering: ConfigMaps, Secrets, claims, and their keys.

A reference that is marked optional may lead nowhere. Only renderings are looked at: a lone file says nothing about
what else is in the cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from chartkit.suggest import nearest
from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import POD_TEMPLATES, Manifest, Object, entries, flag, mapping, text

__all__ = ["check_all"]

ReportOn = Callable[..., None]


def check_all(manifests: list[Manifest], report: ReportOn) -> None:
    """Report references from pods to objects that the rendering does not hold."""
    held: dict[tuple[str, str], list[Manifest]] = {}
    for manifest in manifests:
        if manifest.group_kind in ("ConfigMap", "Secret"):
            held.setdefault((manifest.kind, manifest.name), []).append(manifest)
    for manifest in manifests:
        if manifest.group_kind not in POD_TEMPLATES:
            continue
        for kind, name, path in _references(manifest):
            if (kind, name) in held:
                continue
            names = [known for known_kind, known in held if known_kind == kind]
            meant = nearest(name, names)
            hint = f'did you mean "{meant}"?' if meant else "it must be in the cluster already"
            report(manifest, path, f'no {kind} "{name}" is in this rendering', hint)


def _references(manifest: Manifest) -> Iterator[tuple[str, str, FieldPath]]:
    """Yield kind and name of what a pod cannot start without, and where it says so."""
    pod = manifest.pod
    for path, container in pod.all_containers:
        for index, variable in entries(container, "env"):
            source, here = mapping(variable, "valueFrom"), (*path, "env", index, "valueFrom")
            for key, kind in (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")):
                yield from _named(mapping(source, key), "name", kind, (*here, key))
        for index, entry in entries(container, "envFrom"):
            for key, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
                yield from _named(mapping(entry, key), "name", kind, (*path, "envFrom", index, key))
    for index, volume in entries(pod.spec, "volumes"):
        here = (*pod.spec_path, "volumes", index)
        yield from _named(mapping(volume, "configMap"), "name", "ConfigMap", (*here, "configMap"))
        yield from _named(mapping(volume, "secret"), "secretName", "Secret", (*here, "secret"))
        for place, source in entries(mapping(volume, "projected"), "sources"):
            for key, kind in (("configMap", "ConfigMap"), ("secret", "Secret")):
                yield from _named(mapping(source, key), "name", kind, (*here, "projected", "sources", place, key))


def _named(reference: Object, key: str, kind: str, path: FieldPath) -> Iterator[tuple[str, str, FieldPath]]:
    name = text(reference, key)
    if name and not flag(reference, "optional") and not (kind == "ConfigMap" and name == "kube-root-ca.crt"):
        yield kind, name, (*path, key)
