"""CK305: mounts and devices name volumes of the pod, and their paths are possible and unique in the container.

Upstream: pkg/apis/core/validation validation.go ValidateVolumeMounts, ValidateVolumeDevices
"""

from __future__ import annotations

from chartkit.suggest import nearest
from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, flag, mapping, text

from . import Report

__all__ = ["check", "local_path_problem"]

_RECURSION = ("Disabled", "IfPossible", "Enabled")


def check(manifest: Manifest, report: Report) -> None:
    """Report mounts that the server refuses."""
    pod = manifest.pod
    volumes = {text(volume, "name"): volume for _, volume in entries(pod.spec, "volumes")}
    # A StatefulSet's claims become volumes of its pods.
    for _, claim in entries(manifest.spec, "volumeClaimTemplates") if manifest.kind == "StatefulSet" else ():
        volumes[text(mapping(claim, "metadata"), "name")] = {"persistentVolumeClaim": {}}
    for path, container in pod.all_containers:
        devices = {
            text(device, "name"): text(device, "devicePath") for _, device in entries(container, "volumeDevices")
        }
        mounts = {text(mount, "name") for _, mount in entries(container, "volumeMounts")}
        for index, mount in entries(container, "volumeMounts"):
            _check_mount(mount, (*path, "volumeMounts", index), volumes, devices, container, report)
        for index, device in entries(container, "volumeDevices"):
            _check_device(device, (*path, "volumeDevices", index), volumes, mounts, report)


def local_path_problem(path: str) -> str:
    """Return what keeps ``path`` from being a path below another (Upstream: validateLocalDescendingPath)."""
    if path.startswith("/"):
        return "must be a relative path"
    return "must not contain '..'" if ".." in path.split("/") else ""


def _check_mount(
    mount: dict[str, object],
    path: FieldPath,
    volumes: dict[str, dict[str, object]],
    devices: dict[str, str],
    container: dict[str, object],
    report: Report,
) -> None:
    name = text(mount, "name")
    _check_volume(name, path, volumes, report)
    if name in devices:
        report((*path, "name"), f'volume "{name}" is a device of this container already')
    if mount.get("mountPath") == "":
        report((*path, "mountPath"), "a mount must have a mountPath")
    for key in ("subPath", "subPathExpr"):
        value = text(mount, key)
        if value and (problem := local_path_problem(value)):
            report((*path, key), f"{key} {problem}")
    if text(mount, "subPath") and text(mount, "subPathExpr"):
        report((*path, "subPathExpr"), "subPath and subPathExpr exclude each other", at_key=True)
    if text(mount, "mountPropagation") == "Bidirectional" and not flag(
        mapping(container, "securityContext"), "privileged"
    ):
        report((*path, "mountPropagation"), "Bidirectional is for privileged containers only")
    _check_recursion(mount, path, report)


def _check_recursion(mount: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report a wrong recursiveReadOnly (Upstream: validateMountRecursiveReadOnly)."""
    recursive, here = mount.get("recursiveReadOnly"), (*path, "recursiveReadOnly")
    if not isinstance(recursive, str):
        return
    if recursive not in _RECURSION:
        report(here, f'"{recursive}" is not one of {", ".join(_RECURSION)}')
    elif recursive != "Disabled" and not flag(mount, "readOnly"):
        report(here, "recursiveReadOnly needs readOnly: true")
    elif recursive != "Disabled" and text(mount, "mountPropagation") not in ("", "None"):
        report(here, "recursiveReadOnly needs mountPropagation: None")


def _check_device(
    device: dict[str, object], path: FieldPath, volumes: dict[str, dict[str, object]], mounts: set[str], report: Report
) -> None:
    name = text(device, "name")
    if device.get("name") == "":
        report((*path, "name"), "a device must name a volume")
    _check_volume(name, path, volumes, report)
    volume = volumes.get(name)
    if volume is not None and not any(
        isinstance(volume.get(key), dict) for key in ("persistentVolumeClaim", "ephemeral")
    ):
        report((*path, "name"), f'volume "{name}" is no claim, and only claims can be devices')
    if name in mounts:
        report((*path, "name"), f'volume "{name}" is mounted in this container already')
    if device.get("devicePath") == "":
        report((*path, "devicePath"), "a device must have a devicePath")
    elif ".." in text(device, "devicePath").split("/"):
        report((*path, "devicePath"), "devicePath must not contain '..'")


def _check_volume(name: str, path: FieldPath, volumes: dict[str, dict[str, object]], report: Report) -> None:
    if name and name not in volumes:
        meant = nearest(name, volumes)
        hint = f'did you mean "{meant}"?' if meant else "add it to the pod's volumes"
        report((*path, "name"), f'there is no volume "{name}"', hint)
