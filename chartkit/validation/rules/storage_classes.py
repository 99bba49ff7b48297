"""CK605: a StorageClass has a provisioner and settings that it takes.

Upstream: pkg/apis/storage/validation validation.go ValidateStorageClass
"""

from __future__ import annotations

from chartkit.validation.manifest import Manifest, mapping, text
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
    parameters = mapping(manifest.value, "parameters")
    size = sum(len(key) + len(value) for key, value in parameters.items() if isinstance(value, str))
    if len(parameters) > _PARAMETERS:
        report(("parameters",), f"there can be {_PARAMETERS} parameters, not {len(parameters)}", at_key=True)
    elif size > _PARAMETER_BYTES:
        report(("parameters",), f"parameters take {size} bytes; at most {_PARAMETER_BYTES} are allowed", at_key=True)
    if "" in parameters:
        report(("parameters", ""), "a parameter must have a name", at_key=True)
