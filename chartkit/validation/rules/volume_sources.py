"""CK321: what a volume's source needs is there: names, paths, modes.

Upstream: pkg/apis/core/validation validation.go validateHostPathVolumeSource, validateSecretVolumeSource and the others
"""

from __future__ import annotations

from collections.abc import Callable

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, mapping, number, text
from chartkit.validation.names import dns_subdomain
from chartkit.validation.quantity import parse

from . import Report
from .volume_mounts import local_path_problem

__all__ = ["check"]


def check(manifest: Manifest, report: Report) -> None:
    """Report sources of volumes that the server refuses."""
    pod = manifest.pod
    for index, volume in entries(pod.spec, "volumes"):
        for kind, source in volume.items():
            look = _SOURCES.get(kind)
            if look is not None and isinstance(source, dict):
                look(source, (*pod.spec_path, "volumes", index, kind), report)


def _need(source: dict[str, object], path: FieldPath, report: Report, *keys: str) -> None:
    for key in keys:
        if source.get(key) in (None, ""):
            report((*path, key), f"{path[-1]} must have {key}", at_key=True)


def _host_path(source: dict[str, object], path: FieldPath, report: Report) -> None:
    _need(source, path, report, "path")
    if ".." in text(source, "path").split("/"):
        report((*path, "path"), "path must not contain '..'")


def _empty_dir(source: dict[str, object], path: FieldPath, report: Report) -> None:
    size = parse(source.get("sizeLimit")) if source.get("sizeLimit") is not None else None
    if size is not None and size < 0:
        report((*path, "sizeLimit"), "sizeLimit must not be negative")


def _secret(source: dict[str, object], path: FieldPath, report: Report) -> None:
    _need(source, path, report, "secretName")
    _files(source, path, report)


def _config_map(source: dict[str, object], path: FieldPath, report: Report) -> None:
    _need(source, path, report, "name")
    _files(source, path, report)


def _claim(source: dict[str, object], path: FieldPath, report: Report) -> None:
    _need(source, path, report, "claimName")
    name = text(source, "claimName")
    if name and (problem := dns_subdomain(name)):
        report((*path, "claimName"), f'claimName "{name}" {problem}')


def _nfs(source: dict[str, object], path: FieldPath, report: Report) -> None:
    _need(source, path, report, "server", "path")
    if text(source, "path") and not text(source, "path").startswith("/"):
        report((*path, "path"), "path must be absolute")


def _csi(source: dict[str, object], path: FieldPath, report: Report) -> None:
    _need(source, path, report, "driver")
    driver = text(source, "driver")
    if driver and (len(driver) > 63 or dns_subdomain(driver.lower())):
        report(
            (*path, "driver"), f'"{driver}" is not the name of a driver', "at most 63 characters, as in csi.example.com"
        )


def _downward(source: dict[str, object], path: FieldPath, report: Report) -> None:
    _mode(source, "defaultMode", path, report)
    _downward_items(source, path, report)


def _downward_items(source: dict[str, object], path: FieldPath, report: Report) -> None:
    for index, item in entries(source, "items"):
        here = (*path, "items", index)
        _file_path(item, here, report)
        _mode(item, "mode", here, report)
        given = [key for key in ("fieldRef", "resourceFieldRef") if isinstance(item.get(key), dict)]
        if len(given) != 1:
            report(here, "must have exactly one of fieldRef and resourceFieldRef", at_key=True)


def _projected(source: dict[str, object], path: FieldPath, report: Report) -> None:
    _mode(source, "defaultMode", path, report)
    for index, entry in entries(source, "sources"):
        here = (*path, "sources", index)
        given = [key for key, value in entry.items() if isinstance(value, dict)]
        if len(given) > 1:
            report(here, f"has {len(given)} sources: {', '.join(given)}", "give each an entry of its own", at_key=True)
        for kind in given:
            inner = mapping(entry, kind)
            if kind in ("secret", "configMap"):
                _need(inner, (*here, kind), report, "name")
                _files(inner, (*here, kind), report)
            elif kind == "downwardAPI":
                _downward_items(inner, (*here, kind), report)
            elif kind == "serviceAccountToken":
                _token(inner, (*here, kind), report)


def _token(source: dict[str, object], path: FieldPath, report: Report) -> None:
    seconds = number(source, "expirationSeconds")
    if seconds is not None and not 600 <= seconds <= 2**32:
        report((*path, "expirationSeconds"), "expirationSeconds must be at least 600 (10 minutes)")
    _file_path(source, path, report)


def _ephemeral(source: dict[str, object], path: FieldPath, report: Report) -> None:
    if not isinstance(source.get("volumeClaimTemplate"), dict):
        report((*path, "volumeClaimTemplate"), "ephemeral must have a volumeClaimTemplate", at_key=True)
        return
    from .volume_claims import check_claim_spec

    template = mapping(source, "volumeClaimTemplate")
    check_claim_spec(mapping(template, "spec"), (*path, "volumeClaimTemplate", "spec"), report)


def _files(source: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report what is wrong with keys that become files."""
    _mode(source, "defaultMode", path, report)
    for index, item in entries(source, "items"):
        here = (*path, "items", index)
        if item.get("key") == "":
            report((*here, "key"), "an item must have a key")
        _file_path(item, here, report)
        _mode(item, "mode", here, report)


def _file_path(item: dict[str, object], path: FieldPath, report: Report) -> None:
    value = item.get("path")
    if value == "":
        report((*path, "path"), "a file must have a path")
    elif isinstance(value, str) and (problem := local_path_problem(value)):
        report((*path, "path"), f"path {problem}")
    elif isinstance(value, str) and value.startswith(".."):
        report((*path, "path"), "path must not begin with '..'")


def _mode(holder: dict[str, object], key: str, path: FieldPath, report: Report) -> None:
    value = number(holder, key)
    if value is not None and not 0 <= value <= 0o777:
        report((*path, key), f"{key} must be from 0 to 0777 (octal)", "write file modes as 0644, without quotes")


def _simple(*keys: str) -> Callable[[dict[str, object], FieldPath, Report], None]:
    return lambda source, path, report: _need(source, path, report, *keys)


_SOURCES: dict[str, Callable[[dict[str, object], FieldPath, Report], None]] = {
    "awsElasticBlockStore": _simple("volumeID"),
    "azureDisk": _simple("diskName", "diskURI"),
    "azureFile": _simple("secretName", "shareName"),
    "cephfs": _simple("monitors"),
    "cinder": _simple("volumeID"),
    "configMap": _config_map,
    "csi": _csi,
    "downwardAPI": _downward,
    "emptyDir": _empty_dir,
    "ephemeral": _ephemeral,
    "flexVolume": _simple("driver"),
    "gcePersistentDisk": _simple("pdName"),
    "gitRepo": _simple("repository"),
    "glusterfs": _simple("endpoints", "path"),
    "hostPath": _host_path,
    "iscsi": _simple("targetPortal", "iqn"),
    "nfs": _nfs,
    "persistentVolumeClaim": _claim,
    "portworxVolume": _simple("volumeID"),
    "projected": _projected,
    "rbd": _simple("monitors", "image"),
    "secret": _secret,
    "vsphereVolume": _simple("volumePath"),
}
