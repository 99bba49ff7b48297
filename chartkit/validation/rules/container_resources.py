"""CK309: resources have known names and fitting amounts, and requests are not above limits.

Upstream: pkg/apis/core/validation validation.go ValidateContainerResourceRequirements, validateResourceName,
ValidateResourceQuantityValue; pkg/apis/core/v1/helper helpers.go
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, Pod, entries, mapping, text
from chartkit.validation.names import qualified_name
from chartkit.validation.quantity import ONE, format_number, parse

from . import Report

__all__ = ["check", "check_requirements", "container_resource_problem"]

_STANDARD = ("cpu", "memory", "ephemeral-storage")
_OF_PODS = ("cpu", "memory")
_HUGE = "hugepages-"


def check(manifest: Manifest, report: Report) -> None:
    """Report resources that the server refuses."""
    pod = manifest.pod
    claims = {text(claim, "name") for _, claim in entries(pod.spec, "resourceClaims")}
    for path, container in pod.all_containers:
        resources, here = mapping(container, "resources"), (*path, "resources")
        if path[-2] == "ephemeralContainers" and resources:
            report(here, "an ephemeral container must not have resources", at_key=True)
        check_requirements(resources, here, report)
        _check_resizing(container, path, report)
        for index, claim in entries(resources, "claims"):
            if "name" in claim and text(claim, "name") not in claims:
                report((*here, "claims", index, "name"), f'the pod has no resource claim "{text(claim, "name")}"')
    # Upstream: an overhead is checked as the limits of a container are.
    for name, amount in mapping(pod.spec, "overhead").items():
        _check_amount(name, amount, (*pod.spec_path, "overhead", name), report)
    if isinstance(pod.spec.get("resources"), dict):
        _check_pod(pod, report)


def check_requirements(
    resources: dict[str, object], path: FieldPath, report: Report, standard: tuple[str, ...] = _STANDARD
) -> None:
    """Report what is wrong with limits and requests; ``standard`` are the names without a prefix."""
    limits, requests = mapping(resources, "limits"), mapping(resources, "requests")
    for group, amounts in (("limits", limits), ("requests", requests)):
        for name, amount in amounts.items():
            _check_amount(name, amount, (*path, group, name), report, standard)
    for name, amount in requests.items():
        _check_request(name, amount, limits.get(name), (*path, "requests", name), report)
    names = [*limits, *requests]
    if any(name.startswith(_HUGE) for name in names) and not {"cpu", "memory"} & set(names):
        report(path, "huge pages need a request or limit of cpu or memory", at_key=True)


def _check_resizing(container: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report resize policies of resources that cannot change while a container runs.

    Upstream: validateResizePolicy
    """
    for index, policy in entries(container, "resizePolicy"):
        name = policy.get("resourceName")
        if isinstance(name, str) and name not in _OF_PODS:
            here = (*path, "resizePolicy", index, "resourceName")
            report(here, f'"{name}" cannot be resized', f"one of {', '.join(_OF_PODS)}")


def _check_pod(pod: Pod, report: Report) -> None:
    """Report resources of a pod as a whole, which bound those of its containers."""
    resources, path = mapping(pod.spec, "resources"), (*pod.spec_path, "resources")
    if resources.get("claims") is not None:
        report((*path, "claims"), "a pod's own resources must not have claims", at_key=True)
    check_requirements(resources, path, report, _OF_PODS)
    for name, amount in mapping(resources, "limits").items():
        most = parse(amount)
        for here, container in pod.containers if most is not None else ():
            limit = mapping(mapping(container, "resources"), "limits").get(name)
            if most is not None and (parse(limit) or 0) > most:
                message = f"the limit {format_number(limit)} is above the pod's limit {format_number(amount)}"
                report((*here, "resources", "limits", name), message)


def _check_amount(
    name: str, amount: object, path: FieldPath, report: Report, standard: tuple[str, ...] = _STANDARD
) -> None:
    if problem := container_resource_problem(name, standard):
        report(path, problem, "" if "/" in name else _hint(standard), at_key=True)
    value = parse(amount)
    if value is None:
        return
    if value < 0:
        report(path, f"must not be negative, and is {format_number(amount)}")
    elif _is_extended(name) and value % ONE:
        report(path, f"{name} comes in whole numbers, not {format_number(amount)}")
    elif name.startswith(_HUGE) and (size := parse(name.removeprefix(_HUGE))) and (value % size or not value):
        # Upstream: validateResourceQuantityHugePageValue
        report(path, f"must be a multiple of {name.removeprefix(_HUGE)}, not {format_number(amount)}")


def container_resource_problem(name: str, standard: tuple[str, ...] = _STANDARD) -> str:
    """Return what keeps ``name`` from being a resource that containers have, or "".

    Upstream: validateContainerResourceName, validatePodResourceName
    """
    if problem := qualified_name(name):
        return f'resource name "{name}" {problem}'
    if name.startswith(_HUGE) or name in standard:
        return ""
    if "/" not in name or standard is _OF_PODS:
        return f'{"pods" if standard is _OF_PODS else "containers"} have no resource "{name}"'
    # Upstream: IsExtendedResourceName; a quota puts the prefix before the name, which must stay a qualified one.
    if "kubernetes.io/" not in name and (name.startswith("requests.") or qualified_name(f"requests.{name}")):
        return f'resource name "{name}" cannot have the prefix that quotas give it'
    return ""


def _hint(standard: tuple[str, ...]) -> str:
    known = f"known are {', '.join(standard)} and hugepages-<size>"
    return known if standard is _OF_PODS else f"{known}, and names with a prefix such as nvidia.com/gpu"


def _check_request(name: str, amount: object, limit: object, path: FieldPath, report: Report) -> None:
    wanted, most = parse(amount), parse(limit)
    if wanted is None:
        return
    fixed = _is_extended(name) or name.startswith(_HUGE)
    if most is None:
        if fixed and limit is None:
            report(path, f"a request of {name} needs a limit of the same amount")
    elif fixed and wanted != most:
        report(path, f"the request of {name} must be the same as its limit {format_number(limit)}")
    elif wanted > most:
        report(path, f"the request {format_number(amount)} is above the limit {format_number(limit)}")


def _is_extended(name: str) -> bool:
    return "/" in name and "kubernetes.io/" not in name
