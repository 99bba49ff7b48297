"""CK603: a claim asks for some storage in a possible way.

Upstream: pkg/apis/core/validation validation.go ValidatePersistentVolumeClaimSpec
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, mapping, strings, text
from chartkit.validation.names import dns_label, dns_subdomain
from chartkit.validation.quantity import format_number, parse

from . import Report
from .selectors import check_selector

__all__ = ["check", "check_access_modes", "check_claim_spec"]


def check(manifest: Manifest, report: Report) -> None:
    """Report claims that the server refuses, and templates of claims that it would refuse."""
    if manifest.kind == "PersistentVolumeClaim":
        check_claim_spec(manifest.spec, ("spec",), report)
        return
    for index, claim in entries(manifest.spec, "volumeClaimTemplates"):
        check_claim_spec(mapping(claim, "spec"), ("spec", "volumeClaimTemplates", index, "spec"), report)


def check_claim_spec(spec: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report what is wrong with a claim's spec."""
    check_access_modes(spec, path, report)
    check_selector(mapping(spec, "selector"), (*path, "selector"), report)
    requests = mapping(mapping(spec, "resources"), "requests")
    if requests.get("storage") is None:
        report((*path, "resources", "requests", "storage"), "a claim must request storage", at_key=True)
    else:
        size = parse(requests["storage"])
        if size is not None and size <= 0:
            report(
                (*path, "resources", "requests", "storage"),
                f"storage must be more than 0, not {format_number(requests['storage'])}",
            )
    name = text(spec, "storageClassName")
    if name and (problem := dns_subdomain(name)):
        report((*path, "storageClassName"), f'storageClassName "{name}" {problem}')
    for key in ("dataSource", "dataSourceRef"):
        _check_source(mapping(spec, key), (*path, key), report)


def _check_source(source: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report a source of data that cannot be named so (Upstream: validateDataSource, validateDataSourceRef)."""
    if not source:
        return
    group, namespace = text(source, "apiGroup"), text(source, "namespace")
    if not group and text(source, "kind") != "PersistentVolumeClaim":
        report((*path, "apiGroup"), f"a {path[-1]} that is no claim must have an apiGroup", at_key=True)
    elif group and (problem := dns_subdomain(group)):
        report((*path, "apiGroup"), f'apiGroup "{group}" {problem}')
    for key in ("kind", "name"):
        if source.get(key) == "":
            report((*path, key), f"a {path[-1]} must have a {key}")
    if namespace and (problem := dns_label(namespace)):
        report((*path, "namespace"), f'namespace "{namespace}" {problem}')


def check_access_modes(spec: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report access modes that are missing or exclude each other."""
    modes = [mode for _, mode in strings(spec, "accessModes")]
    if not modes and not isinstance(spec.get("accessModes"), (str, dict)):
        report((*path, "accessModes"), "there must be an access mode", "for example ReadWriteOnce", at_key=True)
    if "ReadWriteOncePod" in modes and len(set(modes)) > 1:
        report((*path, "accessModes"), "ReadWriteOncePod excludes other access modes", at_key=True)
