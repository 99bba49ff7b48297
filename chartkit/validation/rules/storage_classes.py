"""CK605: a StorageClass has a provisioner and settings that it takes.

Upstream: pkg/apis/storage/validation validation.go ValidateStorageClass; pkg/apis/core/validation validation.go
ValidateTopologySelectorTerm
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, mapping, strings, text
from chartkit.validation.names import qualified_name

from . import Report

__all__ = ["check"]

_PARAMETERS = 512
_PARAMETER_BYTES = 256 * 1024


def check(manifest: Manifest, report: Report) -> None:
    """Report classes that the server refuses."""
    provisioner = manifest.value.get("provisioner")
    if provisioner == "":
        report(("provisioner",), "a StorageClass must have a provisioner")
    elif isinstance(provisioner, str) and (problem := qualified_name(provisioner.lower())):
        report(("provisioner",), f'provisioner "{provisioner}" {problem}')
    if text(manifest.value, "reclaimPolicy") == "Recycle":
        report(("reclaimPolicy",), "reclaimPolicy of a StorageClass must be Delete or Retain")
    for index, term in entries(manifest.value, "allowedTopologies"):
        _check_topology(term, ("allowedTopologies", index), report)
    parameters = mapping(manifest.value, "parameters")
    size = sum(len(key) + len(value) for key, value in parameters.items() if isinstance(value, str))
    if len(parameters) > _PARAMETERS:
        report(("parameters",), f"there can be {_PARAMETERS} parameters, not {len(parameters)}", at_key=True)
    elif size > _PARAMETER_BYTES:
        report(("parameters",), f"parameters take {size} bytes; at most {_PARAMETER_BYTES} are allowed", at_key=True)
    if "" in parameters:
        report(("parameters", ""), "a parameter must have a name", at_key=True)


def _check_topology(term: dict[str, object], path: FieldPath, report: Report) -> None:
    keys: set[str] = set()
    for index, requirement in entries(term, "matchLabelExpressions"):
        here = (*path, "matchLabelExpressions", index)
        key, values = text(requirement, "key"), [value for _, value in strings(requirement, "values")]
        if problem := qualified_name(key):
            report((*here, "key"), f'label key "{key}" {problem}')
        elif key in keys:
            report((*here, "key"), f'label key "{key}" is there twice')
        keys.add(key)
        if not values:
            report((*here, "values"), "there must be a value", at_key=True)
        elif len(set(values)) != len(values):
            report((*here, "values"), "a value is there twice", at_key=True)
