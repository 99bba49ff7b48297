"""CK604: a PersistentVolume has a size, access modes and one source.

Upstream: pkg/apis/core/validation validation.go ValidatePersistentVolumeSpec
"""

from __future__ import annotations

from chartkit.validation.manifest import Manifest, mapping, text
from chartkit.validation.names import dns_subdomain
from chartkit.validation.quantity import format_number, parse

from . import Report
from .node_selection import check_node_selector
from .volume_claims import check_access_modes

__all__ = ["check"]

_SETTINGS = frozenset(("capacity", "claimRef", "nodeAffinity"))


def check(manifest: Manifest, report: Report) -> None:
    """Report volumes that the server refuses."""
    spec = manifest.spec
    check_access_modes(spec, ("spec",), report)
    capacity = mapping(spec, "capacity")
    if capacity.get("storage") is None:
        report(("spec", "capacity", "storage"), "a volume must have a capacity of storage", at_key=True)
    for name, amount in capacity.items():
        if name != "storage":
            report(("spec", "capacity", name), f"a volume has a capacity of storage only, not {name}", at_key=True)
        elif (size := parse(amount)) is not None and size <= 0:
            report(("spec", "capacity", "storage"), f"storage must be more than 0, not {format_number(amount)}")
    sources = [key for key, value in spec.items() if isinstance(value, dict) and key not in _SETTINGS]
    if len(sources) != 1:
        problem = f"has {', '.join(sources)}" if sources else "has none"
        report(("spec",), f"a volume must have exactly one source; it {problem}", at_key=True)
    host_path = mapping(spec, "hostPath")
    if ".." in text(host_path, "path").split("/"):
        report(("spec", "hostPath", "path"), "path must not contain '..'")
    if text(host_path, "path") == "/" and text(spec, "persistentVolumeReclaimPolicy") == "Recycle":
        report(("spec", "persistentVolumeReclaimPolicy"), "a host's root cannot be recycled")
    affinity = mapping(spec, "nodeAffinity")
    if "local" in sources and not affinity:
        report(("spec", "nodeAffinity"), "a local volume must have a nodeAffinity", at_key=True)
    if isinstance(spec.get("nodeAffinity"), dict):
        if not isinstance(affinity.get("required"), dict):
            report(("spec", "nodeAffinity", "required"), "a nodeAffinity must have required", at_key=True)
        check_node_selector(mapping(affinity, "required"), ("spec", "nodeAffinity", "required"), report)
    _check_driver(mapping(spec, "csi"), report)
    attributes = spec.get("volumeAttributesClassName")
    if isinstance(attributes, str) and "csi" not in sources:
        message = "volumeAttributesClassName is for volumes of a CSI driver only"
        report(("spec", "volumeAttributesClassName"), message, at_key=True)
    elif isinstance(attributes, str) and (problem := dns_subdomain(attributes)):
        report(("spec", "volumeAttributesClassName"), f'volumeAttributesClassName "{attributes}" {problem}')
    name = text(spec, "storageClassName")
    if name and (problem := dns_subdomain(name)):
        report(("spec", "storageClassName"), f'storageClassName "{name}" {problem}')


def _check_driver(csi: dict[str, object], report: Report) -> None:
    """Report a CSI driver that cannot be named so (Upstream: ValidateCSIDriverName)."""
    name = text(csi, "driver")
    if name and (problem := "must have at most 63 characters" if len(name) > 63 else dns_subdomain(name.lower())):
        report(("spec", "csi", "driver"), f'driver "{name}" {problem}')
    if csi.get("volumeHandle") == "":
        report(("spec", "csi", "volumeHandle"), "a CSI volume must have a volumeHandle")
