"""CK803: a PodDisruptionBudget has one bound, and it is a number or a percentage.

Upstream: pkg/apis/policy/validation validation.go ValidatePodDisruptionBudgetSpec
"""

from __future__ import annotations

from chartkit.validation.manifest import Manifest

from . import Report
from .update_strategy import amount_problem

__all__ = ["check"]


def check(manifest: Manifest, report: Report) -> None:
    """Report budgets that the server refuses."""
    spec = manifest.spec
    if spec.get("minAvailable") is not None and spec.get("maxUnavailable") is not None:
        report(("spec",), "minAvailable and maxUnavailable exclude each other", "keep one of them", at_key=True)
    for key in ("minAvailable", "maxUnavailable"):
        if problem := amount_problem(spec.get(key), at_most_whole=True):
            report(("spec", key), f"{key} {problem}")
