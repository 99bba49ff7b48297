"""CK326: tolerations have possible keys, and operator, value and effect go together.

Upstream: pkg/apis/core/validation validation.go ValidateTolerations
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, number, text
from chartkit.validation.names import label_value, qualified_name

from . import Report

__all__ = ["check"]


def check(manifest: Manifest, report: Report) -> None:
    """Report tolerations that the server refuses."""
    pod = manifest.pod
    for index, toleration in entries(pod.spec, "tolerations"):
        check_toleration(toleration, (*pod.spec_path, "tolerations", index), report)


def check_toleration(toleration: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report what is wrong with one toleration."""
    key, operator, value = text(toleration, "key"), text(toleration, "operator"), text(toleration, "value")
    if key and (problem := qualified_name(key)):
        report((*path, "key"), f'key "{key}" {problem}')
    if not key and operator != "Exists":
        hint = "set operator: Exists to tolerate everything"
        report((*path, "operator"), "a toleration without a key must have operator Exists", hint, at_key=True)
    if operator == "Exists" and value:
        report((*path, "value"), "operator Exists takes no value", "remove the value, or use operator: Equal")
    elif operator in ("", "Equal") and (problem := label_value(value)):
        report((*path, "value"), f'value "{value}" {problem}')
    elif operator in ("Gt", "Lt") and not value.removeprefix("-").isdigit():
        report((*path, "value"), f"operator {operator} needs an integer as value", at_key=True)
    if number(toleration, "tolerationSeconds") is not None and text(toleration, "effect") != "NoExecute":
        report((*path, "effect"), "tolerationSeconds needs effect NoExecute", at_key=True)
