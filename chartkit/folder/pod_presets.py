"""Pod presets, applied to the pods and pod templates among rendered manifests.

Kubernetes did this when a pod was created, until 1.20 removed it. All presets that match a pod are applied together or,
if anything conflicts, none of them is.

Upstream: kubernetes plugin/pkg/admission/podpreset admission.go
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from chartkit.diagnostics import Diagnostic, Severity
from chartkit.goyaml import dump
from chartkit.records import dataclass, replace
from chartkit.source import Origin

from .documents import FieldPath, Locate, Manifest, exact_content
from .preset import PRESET_LISTS, Entry, PodPreset, is_pod_preset, read_pod_preset

__all__ = ["apply_pod_presets"]

_EXCLUDE = "podpreset.admission.kubernetes.io/exclude"
_RECORD = "podpreset.admission.kubernetes.io/podpreset-"
_MIRROR = "kubernetes.io/config.mirror"

#: Where a manifest of each kind holds a pod: the way to the map with the pod's ``metadata`` and ``spec``.
_POD_PATHS: dict[str, tuple[str, ...]] = {
    "Pod": (),
    "PodTemplate": ("template",),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    **dict.fromkeys(
        ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"), ("spec", "template")
    ),
}

Table = dict[str, object]


def apply_pod_presets(
    manifests: Sequence[Manifest], namespace: str, places: Mapping[str, str]
) -> tuple[list[Manifest], list[Diagnostic]]:
    """Return the manifests with the pod presets among them applied, without the presets, and what conflicts.

    A manifest that a preset changes is written anew as YAML with sorted keys; all others keep their text.

    Args:
        manifests: All manifests of a rendering.
        namespace: The namespace of manifests that name none.
        places: How template files go by in messages.

    Raises:
        FolderError: A preset is not valid.
    """
    presets = sorted(
        (
            read_pod_preset(manifest, places.get(manifest.document.source, manifest.document.source))
            for manifest in manifests
            if is_pod_preset(manifest)
        ),
        key=lambda preset: preset.name,
    )
    if not presets:
        return list(manifests), []
    changed: list[Manifest] = []
    conflicts: list[Diagnostic] = []
    for manifest in manifests:
        if is_pod_preset(manifest):
            continue
        pod = _pod(manifest.document.kind, manifest.content)
        matching = [] if pod is None else _matching(pod, presets, manifest.document.namespace or namespace, namespace)
        if not matching:
            changed.append(manifest)
            continue
        # The text is read again with its integers as integers, which are written back as they were.
        content = exact_content(manifest.document)
        found = _apply(cast("Table", _pod(manifest.document.kind, content)), matching)
        if found:
            conflicts.append(_conflict(manifest, matching, found, places))
            changed.append(manifest)
        else:
            text = dump(content).rstrip("\n")
            changed.append(manifest.rewritten(content, text, _located(text, content, manifest, manifests)))
    return changed, conflicts


def _located(text: str, content: Table, original: Manifest, manifests: Sequence[Manifest]) -> Locate:
    """Return what says where the lines of a manifest were made that presets have changed.

    Args:
        text: The manifest as it is now.
        content: What it holds.
        original: The manifest as it was rendered.
        manifests: All manifests, the presets among them.
    """

    def locate(line: int, _column: int) -> Origin | None:
        from .placing import path_at, place_of

        path = path_at(text, line)
        number = next((number for number, part in enumerate(path) if part in PRESET_LISTS), len(path))
        entry, before = _value_at(content, path[: number + 2]), _value_at(original.content, path[: number + 1])
        source = original
        if isinstance(before, list) and entry in before:
            path = (*path[: number + 1], before.index(entry), *path[number + 2 :])
        else:
            path, source = _added(entry, path, number, manifests) or (path, original)
        at = place_of(source.document.text, path)
        return source.locate(at.line, at.column)

    return locate


def _added(
    entry: object, path: FieldPath, number: int, manifests: Sequence[Manifest]
) -> tuple[FieldPath, Manifest] | None:
    """Return the place of ``entry``, which stands in the list at ``path[number]``, in the preset that has it."""
    if number + 1 >= len(path):
        return None
    for preset in filter(is_pod_preset, manifests):
        listed = _value_at(exact_content(preset.document), ("spec", path[number]))
        if isinstance(listed, list) and entry in listed:
            return ("spec", path[number], listed.index(entry), *path[number + 2 :]), preset
    return None


def _value_at(content: object, path: FieldPath) -> object:
    for part in path:
        try:
            content = content[part]  # type: ignore[index] # what cannot be indexed has nothing there
        except (KeyError, IndexError, TypeError):
            return None
    return content


def _pod(kind: str, content: object) -> Table | None:
    """Return the map that holds the pod's metadata and spec."""
    if kind not in _POD_PATHS:
        return None
    for key in _POD_PATHS[kind]:
        content = content.get(key) if isinstance(content, dict) else None
    return content if isinstance(content, dict) and isinstance(content.get("spec"), dict) else None


def _matching(pod: Table, presets: Iterable[PodPreset], namespace: str, default: str) -> list[PodPreset]:
    metadata = _table(pod, "metadata")
    annotations, labels = _table(metadata, "annotations"), _table(metadata, "labels")
    if _MIRROR in annotations or annotations.get(_EXCLUDE) == "true":
        return []
    return [
        preset for preset in presets if (preset.namespace or default) == namespace and preset.selector.matches(labels)
    ]


def _apply(pod: Table, presets: Sequence[PodPreset]) -> list[str]:
    """Change ``pod`` as the presets say, or return what conflicts; the pod is then not to be used."""
    spec = _table(pod, "spec")
    conflicts: list[str] = []
    for key in ("containers", "initContainers"):
        containers = spec.get(key)
        for container in containers if isinstance(containers, list) else ():
            if isinstance(container, dict):
                _apply_to_container(container, presets, conflicts)
    merge = _Merge(_entries(spec, "volumes"), conflicts, "volumes", " in pod")
    for preset in presets:
        for entry in preset.volumes:
            merge.by_name(preset, entry)
    _store(spec, "volumes", merge.entries)
    metadata = cast("Table", pod.setdefault("metadata", {}))
    annotations = metadata.get("annotations")
    recorded = {_RECORD + preset.name: preset.resource_version for preset in presets}
    metadata["annotations"] = (annotations if isinstance(annotations, dict) else {}) | recorded
    return conflicts


def _apply_to_container(container: Table, presets: Sequence[PodPreset], conflicts: list[str]) -> None:
    env = _Merge(_entries(container, "env"), conflicts, "env")
    mounts = _Merge(_entries(container, "volumeMounts"), conflicts, "volume mounts")
    env_from = _entries(container, "envFrom")
    for preset in presets:
        for entry in preset.env:
            env.by_name(preset, entry)
        for entry in preset.volume_mounts:
            mounts.mount(preset, entry)
        env_from += preset.env_from
    _store(container, "env", env.entries)
    _store(container, "envFrom", env_from)
    _store(container, "volumeMounts", mounts.entries)


@dataclass(slots=True)
class _Merge:
    """One list that presets are merged into. Where a key stands twice in the list, the last entry is compared."""

    entries: list[Entry]
    conflicts: list[str]
    what: str
    where: str = " in container"

    def by_name(self, preset: PodPreset, entry: Entry) -> None:
        """Append ``entry``, or compare it with what has its name."""
        known = [other for other in self.entries if other.get("name") == entry.get("name")]
        if not known:
            self.entries.append(entry)
        elif _plain(known[-1]) != _plain(entry):
            self._complain(preset, str(entry.get("name")))

    def mount(self, preset: PodPreset, entry: Entry) -> None:
        """Append ``entry`` by its volume, and compare it with what is mounted at its path."""
        path = entry.get("mountPath")
        known = [other for other in self.entries if other.get("mountPath") == path]
        self.by_name(preset, entry)
        if known and _plain(known[-1]) != _plain(entry):
            self._complain(preset, f"mount path {path}")

    def _complain(self, preset: PodPreset, subject: str) -> None:
        self.conflicts.append(
            f"merging {self.what} for {preset.name} has a conflict on {subject}: it does not match{self.where}"
        )


def _plain(value: object) -> object:
    """Return ``value`` without what reads as absent, so that two spellings of one entry are equal.

    Go: entries are compared as structs, where an empty text, false and null are a field that was left out.
    """
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items() if inner not in (None, "") and inner is not False}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _conflict(
    manifest: Manifest, presets: Sequence[PodPreset], found: Sequence[str], places: Mapping[str, str]
) -> Diagnostic:
    document = manifest.document
    names = ", ".join(preset.name for preset in presets)
    error = manifest.error(
        f"pod presets {names} are not applied to {document.kind} {document.name}: {'; '.join(dict.fromkeys(found))}",
        places.get(document.source, document.source),
        (*_POD_PATHS[document.kind], "spec"),
        f'Remove the difference, or exclude the pod with the annotation {_EXCLUDE}: "true".',
    )
    return replace(Diagnostic.from_error(error), code="pod-preset-conflict", severity=Severity.WARNING)


def _table(holder: Mapping[str, object], key: str) -> Table:
    found = holder.get(key)
    return found if isinstance(found, dict) else {}


def _entries(holder: Table, key: str) -> list[Entry]:
    found = holder.get(key)
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _store(holder: Table, key: str, entries: Sequence[object]) -> None:
    if entries:
        holder[key] = list(entries)
