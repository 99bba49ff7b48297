"""CK707: quotas and limit ranges have fitting amounts.

Upstream: pkg/apis/core/validation validation.go ValidateResourceQuotaSpec, ValidateLimitRange
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, mapping, text
from chartkit.validation.names import qualified_name
from chartkit.validation.quantity import ONE, format_number, parse

from . import Report

__all__ = ["check"]

_ORDER = (("min", "max"), ("min", "default"), ("min", "defaultRequest"), ("default", "max"), ("defaultRequest", "max"),
          ("defaultRequest", "default"))  # fmt: skip


def check(manifest: Manifest, report: Report) -> None:
    """Report amounts that the server refuses."""
    if manifest.kind == "ResourceQuota":
        for name, amount in mapping(manifest.spec, "hard").items():
            path = ("spec", "hard", name)
            if problem := qualified_name(name):
                report(path, f'resource name "{name}" {problem}', at_key=True)
            _check_amount(amount, path, report)
        return
    for index, limit in entries(manifest.spec, "limits"):
        _check_limit(limit, ("spec", "limits", index), report)


def _check_limit(limit: dict[str, object], path: FieldPath, report: Report) -> None:
    kind = text(limit, "type")
    if kind == "Pod":
        for key in ("default", "defaultRequest"):
            if mapping(limit, key):
                report((*path, key), f"{key} is not for limits of type Pod", at_key=True)
    elif kind == "PersistentVolumeClaim" and not any("storage" in mapping(limit, key) for key in ("min", "max")):
        report(path, "a limit of type PersistentVolumeClaim must have min or max of storage", at_key=True)
    for key in ("min", "max", "default", "defaultRequest"):
        for name, amount in mapping(limit, key).items():
            _check_amount(amount, (*path, key, name), report)
    for low, high in _ORDER:
        for name, amount in mapping(limit, low).items():
            least, most = parse(amount), parse(mapping(limit, high).get(name))
            if least is not None and most is not None and least > most:
                above = format_number(mapping(limit, high)[name])
                message = f"{low} {format_number(amount)} of {name} is above {high} {above}"
                report((*path, low, name), message)
    for name, amount in mapping(limit, "maxLimitRequestRatio").items():
        ratio = parse(amount)
        if ratio is not None and ratio < ONE:
            report((*path, "maxLimitRequestRatio", name), "a ratio must be at least 1")


def _check_amount(amount: object, path: FieldPath, report: Report) -> None:
    value = parse(amount)
    if value is not None and value < 0:
        report(path, f"must not be negative, and is {format_number(amount)}")
