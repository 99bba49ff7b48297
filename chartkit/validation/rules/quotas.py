"""CK707: quotas and limit ranges name possible resources, in fitting amounts and scopes.

Upstream: pkg/apis/core/validation validation.go ValidateResourceQuotaSpec, validateResourceQuotaScopes,
validateScopedResourceSelectorRequirement, ValidateLimitRange; pkg/apis/core/helper helpers.go
"""

from __future__ import annotations

from chartkit.diagnostics import Severity
from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, mapping, strings, text
from chartkit.validation.names import qualified_name
from chartkit.validation.quantity import ONE, format_number, parse

from . import Report
from .container_resources import container_resource_problem

__all__ = ["check"]

_ORDER = (("min", "max"), ("min", "default"), ("min", "defaultRequest"), ("default", "max"), ("defaultRequest", "max"),
          ("defaultRequest", "default"))  # fmt: skip
_GROUPS = ("min", "max", "default", "defaultRequest", "maxLimitRequestRatio")
_LIMIT_TYPES = ("Pod", "Container", "PersistentVolumeClaim")
#: What is counted, and so comes in whole numbers.
_COUNTED = frozenset((
    "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims",
    "services.nodeports", "services.loadbalancers",
))  # fmt: skip
_COMPUTED = frozenset(("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"))
_STORED = frozenset((
    "ephemeral-storage", "requests.storage", "requests.ephemeral-storage", "limits.ephemeral-storage",
))  # fmt: skip
#: The resources that a quota with a scope can bound, apart from those with a prefix.
_OF_SCOPE = {
    "BestEffort": frozenset(("pods",)),
    **dict.fromkeys(
        ("NotBestEffort", "Terminating", "NotTerminating", "PriorityClass", "CrossNamespacePodAffinity"),
        frozenset(("pods", *_COMPUTED)),
    ),
    "VolumeAttributesClass": frozenset(("persistentvolumeclaims", "requests.storage")),
}
_WITHOUT_VALUES = ("BestEffort", "NotBestEffort", "Terminating", "NotTerminating", "CrossNamespacePodAffinity")


def check(manifest: Manifest, report: Report) -> None:
    """Report amounts that the server refuses."""
    if manifest.kind == "ResourceQuota":
        _check_quota(manifest.spec, report)
        return
    kinds: set[str] = set()
    for index, limit in entries(manifest.spec, "limits"):
        path, kind = ("spec", "limits", index), text(limit, "type")
        if kind in kinds:
            report((*path, "type"), f"limits of type {kind} are there twice")
        kinds.add(kind)
        _check_limit(limit, kind, path, report)


def _check_quota(spec: dict[str, object], report: Report) -> None:
    hard = mapping(spec, "hard")
    for name, amount in hard.items():
        path = ("spec", "hard", name)
        if problem := _resource_problem(name, _is_quota_resource(name)):
            report(path, problem, at_key=True)
        _check_amount(amount, path, report)
        value = parse(amount)
        if value is not None and value % ONE and (name in _COUNTED or _is_extended(name)):
            report(path, f"{name} is counted in whole numbers, not {format_number(amount)}")
    scopes: list[tuple[FieldPath, str]] = [
        (("spec", "scopes", index), scope) for index, scope in strings(spec, "scopes")
    ]
    for index, wanted in entries(mapping(spec, "scopeSelector"), "matchExpressions"):
        here: FieldPath = ("spec", "scopeSelector", "matchExpressions", index)
        scopes.append(((*here, "scopeName"), text(wanted, "scopeName")))
        _check_expression(wanted, here, report)
    _check_scopes(scopes, list(hard), report)


def _check_scopes(scopes: list[tuple[FieldPath, str]], names: list[str], report: Report) -> None:
    given = {scope for _, scope in scopes}
    for path, scope in scopes:
        fitting = _OF_SCOPE.get(scope)
        if not scope:
            report(path, "a scope must have a name", f"one of {', '.join(_OF_SCOPE)}")
        for name in names if fitting else ():
            if fitting and _is_quota_resource(name) and name not in fitting:
                report(path, f"scope {scope} cannot be applied to {name}")
    for one, other in (("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating")):
        if {one, other} <= given:
            report(scopes[-1][0], f"scopes {one} and {other} exclude each other")


def _check_expression(wanted: dict[str, object], path: FieldPath, report: Report) -> None:
    scope, operator, values = text(wanted, "scopeName"), text(wanted, "operator"), wanted.get("values")
    if scope in _WITHOUT_VALUES and operator != "Exists":
        report((*path, "operator"), f"scope {scope} can only be asked for with operator Exists")
    elif operator in ("In", "NotIn") and not values:
        report((*path, "values"), f"operator {operator} needs values", at_key=True)
    elif operator in ("Exists", "DoesNotExist") and values:
        report((*path, "values"), f"operator {operator} takes no values", at_key=True)
    elif wanted.get("operator") == "":
        report((*path, "operator"), "a requirement must have an operator", "for example In or Exists")


def _check_limit(limit: dict[str, object], kind: str, path: FieldPath, report: Report) -> None:
    if isinstance(limit.get("type"), str) and kind not in _LIMIT_TYPES:
        problem = qualified_name(kind) or ("" if "/" in kind else f"must be one of {', '.join(_LIMIT_TYPES)}")
        if problem:
            report((*path, "type"), f'type "{kind}" {problem}')
    if kind == "Pod":
        for key in ("default", "defaultRequest"):
            if mapping(limit, key):
                report((*path, key), f"{key} is not for limits of type Pod", at_key=True)
    elif kind == "PersistentVolumeClaim" and not any("storage" in mapping(limit, key) for key in ("min", "max")):
        report(path, "a limit of type PersistentVolumeClaim must have min or max of storage", at_key=True)
    for key in _GROUPS:
        for name, amount in mapping(limit, key).items():
            of_container = kind in ("Pod", "Container")
            problem = container_resource_problem(name) if of_container else _resource_problem(name, _is_known(name))
            if problem:
                report((*path, key, name), problem, at_key=True)
            # Upstream: only the order of the amounts is checked.
            _check_amount(amount, (*path, key, name), report, Severity.WARNING)
    _check_order(limit, path, report)


def _check_order(limit: dict[str, object], path: FieldPath, report: Report) -> None:
    for low, high in _ORDER:
        for name, amount in mapping(limit, low).items():
            least, most = parse(amount), parse(mapping(limit, high).get(name))
            if least is not None and most is not None and least > most:
                above = format_number(mapping(limit, high)[name])
                message = f"{low} {format_number(amount)} of {name} is above {high} {above}"
                report((*path, low, name), message)
    for name, amount in mapping(limit, "maxLimitRequestRatio").items():
        ratio, here = parse(amount), (*path, "maxLimitRequestRatio", name)
        least, most = parse(mapping(limit, "min").get(name)), parse(mapping(limit, "max").get(name))
        if ratio is not None and ratio < ONE:
            report(here, "a ratio must be at least 1")
        elif ratio and least and most and ratio * least > most * ONE:
            report(here, f"the ratio {format_number(amount)} is above what max and min allow")


def _check_amount(amount: object, path: FieldPath, report: Report, severity: Severity = Severity.ERROR) -> None:
    value = parse(amount)
    if value is not None and value < 0:
        report(path, f"must not be negative, and is {format_number(amount)}", severity=severity)


def _resource_problem(name: str, known: bool) -> str:
    if problem := qualified_name(name):
        return f'resource name "{name}" {problem}'
    return "" if known or "/" in name else f'there is no resource "{name}"'


def _is_quota_resource(name: str) -> bool:
    return name in _COUNTED or name in _COMPUTED or name in _STORED or _is_huge(name)


def _is_known(name: str) -> bool:
    return name == "storage" or _is_quota_resource(name)


def _is_huge(name: str) -> bool:
    return name.removeprefix("requests.").startswith("hugepages-")


def _is_extended(name: str) -> bool:
    """Return whether ``name`` is an extended resource (Upstream: IsExtendedResourceName)."""
    return "/" in name and "kubernetes.io/" not in name and not name.startswith("requests.")
