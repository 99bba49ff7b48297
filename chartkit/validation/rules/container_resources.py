"""CK309: resources have known names and fitting amounts, and requests are not above limits.

Upstream: pkg/apis/core/validation validation.go ValidateContainerResourceRequirements, validateResourceName,
ValidateResourceQuantityValue; pkg/apis/core/v1/helper helpers.go
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, mapping, text
from chartkit.validation.names import qualified_name
from chartkit.validation.quantity import ONE, format_number, parse

from . import Report

__all__ = ["check"]

_STANDARD = ("cpu", "memory", "ephemeral-storage")


def check(manifest: Manifest, report: Report) -> None:
    """Report resources that the server refuses."""
    pod = manifest.pod
    claims = {text(claim, "name") for _, claim in entries(pod.spec, "resourceClaims")}
    for path, container in pod.all_containers:
        resources, here = mapping(container, "resources"), (*path, "resources")
        if path[-2] == "ephemeralContainers" and resources:
            report(here, "an ephemeral container must not have resources", at_key=True)
        check_requirements(resources, here, report)
        for index, claim in entries(resources, "claims"):
            if text(claim, "name") and text(claim, "name") not in claims:
                report((*here, "claims", index, "name"), f'the pod has no resource claim "{text(claim, "name")}"')
    if isinstance(pod.spec.get("resources"), dict):
        check_requirements(mapping(pod.spec, "resources"), (*pod.spec_path, "resources"), report)


def check_requirements(resources: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report what is wrong with limits and requests."""
    limits, requests = mapping(resources, "limits"), mapping(resources, "requests")
    for group, amounts in (("limits", limits), ("requests", requests)):
        for name, amount in amounts.items():
            _check_amount(name, amount, (*path, group, name), report)
    for name, amount in requests.items():
        _check_request(name, amount, limits.get(name), (*path, "requests", name), report)
    names = [*limits, *requests]
    if any(name.startswith("hugepages-") for name in names) and not {"cpu", "memory"} & set(names):
        report(path, "huge pages need a request or limit of cpu or memory", at_key=True)


def _check_amount(name: str, amount: object, path: FieldPath, report: Report) -> None:
    if problem := qualified_name(name):
        report(path, f'resource name "{name}" {problem}', at_key=True)
    elif "/" not in name and name not in _STANDARD and not name.startswith("hugepages-"):
        hint = f"known are {', '.join(_STANDARD)}, hugepages-<size>, and names with a prefix such as nvidia.com/gpu"
        report(path, f'containers have no resource "{name}"', hint, at_key=True)
    value = parse(amount)
    if value is None:
        return
    if value < 0:
        report(path, f"must not be negative, and is {format_number(amount)}")
    elif _is_extended(name) and value % ONE:
        report(path, f"{name} comes in whole numbers, not {format_number(amount)}")


def _check_request(name: str, amount: object, limit: object, path: FieldPath, report: Report) -> None:
    wanted, most = parse(amount), parse(limit)
    if wanted is None:
        return
    fixed = _is_extended(name) or name.startswith("hugepages-")
    if most is None:
        if fixed and limit is None:
            report(path, f"a request of {name} needs a limit of the same amount")
    elif fixed and wanted != most:
        report(path, f"the request of {name} must be the same as its limit {format_number(limit)}")
    elif wanted > most:
        report(path, f"the request {format_number(amount)} is above the limit {format_number(limit)}")


def _is_extended(name: str) -> bool:
    return "/" in name and "kubernetes.io/" not in name
