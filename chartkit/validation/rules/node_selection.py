"""CK327: node selectors and node affinity can match a node: keys, operators and values go together.

Upstream: pkg/apis/core/validation validation.go ValidateNodeSelectorRequirement, ValidateNodeSelector,
ValidatePreferredSchedulingTerms
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, mapping, number, strings, text
from chartkit.validation.names import label_value, qualified_name
from chartkit.validation.quantity import format_number

from . import Report
from .labels import check_labels

__all__ = ["check", "check_node_selector", "weight_problem"]


def check(manifest: Manifest, report: Report) -> None:
    """Report node selections that the server refuses."""
    pod = manifest.pod
    check_labels(mapping(pod.spec, "nodeSelector"), (*pod.spec_path, "nodeSelector"), report)
    affinity = mapping(mapping(pod.spec, "affinity"), "nodeAffinity")
    path = (*pod.spec_path, "affinity", "nodeAffinity")
    key = "requiredDuringSchedulingIgnoredDuringExecution"
    if isinstance(affinity.get(key), dict):
        check_node_selector(mapping(affinity, key), (*path, key), report)
    key = "preferredDuringSchedulingIgnoredDuringExecution"
    for index, weighted in entries(affinity, key):
        here = (*path, key, index)
        if problem := weight_problem(weighted):
            report((*here, "weight"), problem)
        _check_term(mapping(weighted, "preference"), (*here, "preference"), report, values=False)


def weight_problem(weighted: dict[str, object]) -> str:
    """Return what is wrong with a preference's weight, or ""."""
    weight = number(weighted, "weight")
    return "" if weight is None or 1 <= weight <= 100 else f"weight must be from 1 to 100, not {format_number(weight)}"


def check_node_selector(selector: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report what is wrong with a node selector, of a pod or of a volume."""
    if isinstance(selector.get("nodeSelectorTerms"), list) and not selector["nodeSelectorTerms"]:
        report((*path, "nodeSelectorTerms"), "there must be a term", at_key=True)
    for index, term in entries(selector, "nodeSelectorTerms"):
        _check_term(term, (*path, "nodeSelectorTerms", index), report, values=True)


def _check_term(term: dict[str, object], path: FieldPath, report: Report, *, values: bool) -> None:
    """Report what is wrong with a term; ``values`` says whether values must be those of labels.

    Upstream: a preference may name values that no label can have, because clusters hold such objects.
    """
    for index, requirement in entries(term, "matchExpressions"):
        here = (*path, "matchExpressions", index)
        key = text(requirement, "key")
        if problem := qualified_name(key):
            report((*here, "key"), f'label key "{key}" {problem}')
        _check_values(requirement, here, report, values=values)
    for index, requirement in entries(term, "matchFields"):
        here = (*path, "matchFields", index)
        if text(requirement, "key") != "metadata.name":
            report((*here, "key"), "the only field that can be matched is metadata.name")
        if text(requirement, "operator") not in ("In", "NotIn"):
            report((*here, "operator"), "a field can be matched with In and NotIn only")


def _check_values(requirement: dict[str, object], path: FieldPath, report: Report, *, values: bool) -> None:
    operator = text(requirement, "operator")
    listed = requirement.get("values")
    count = len(listed) if isinstance(listed, list) else 0
    if operator in ("In", "NotIn"):
        if not count:
            report((*path, "values"), f"operator {operator} needs values", at_key=True)
        for index, value in strings(requirement, "values") if values else ():
            if problem := label_value(value):
                report((*path, "values", index), f'label value "{value}" {problem}')
    elif operator in ("Exists", "DoesNotExist") and count:
        report((*path, "values"), f"operator {operator} takes no values", at_key=True)
    elif requirement.get("operator") == "":
        report((*path, "operator"), "a requirement must have an operator", "for example In or Exists")
    elif operator in ("Gt", "Lt") and count != 1:
        report((*path, "values"), f"operator {operator} needs exactly one value", at_key=True)
