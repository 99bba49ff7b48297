"""CK706: a PriorityClass of a user stays below those of the system.

Upstream: pkg/apis/scheduling/validation validation.go ValidatePriorityClass
"""

from __future__ import annotations

from chartkit.validation.manifest import Manifest, number
from chartkit.validation.quantity import format_number

from . import Report

__all__ = ["check"]

_HIGHEST = 1_000_000_000
_SYSTEM = {"system-node-critical": _HIGHEST * 2 + 1000, "system-cluster-critical": _HIGHEST * 2}


def check(manifest: Manifest, report: Report) -> None:
    """Report classes that the server refuses."""
    value = number(manifest.value, "value")
    if manifest.name.startswith("system-"):
        if _SYSTEM.get(manifest.name) != value:
            report(("metadata", "name"), "names that begin with system- are reserved")
    elif value is not None and value > _HIGHEST:
        report(("value",), f"value must be at most {_HIGHEST}, not {format_number(value)}")
