"""CK304: environment variables have possible names, and a value from one source.

Upstream: pkg/apis/core/validation validation.go ValidateEnv, validateEnvVarValueFrom, ValidateEnvFrom
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, mapping, text
from chartkit.validation.names import config_key, dns_subdomain, env_name, qualified_name

from . import Report

__all__ = ["check"]

_SOURCES = ("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef")
_FIELDS = frozenset((
    "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP",
    "status.podIP", "status.hostIPs", "status.podIPs",
))  # fmt: skip
#: Fields that the server renames to today's names.
_OLD_FIELDS = frozenset(("spec.host",))
_RESOURCES = ("limits.cpu", "limits.memory", "limits.ephemeral-storage", "requests.cpu", "requests.memory",
              "requests.ephemeral-storage")  # fmt: skip


def check(manifest: Manifest, report: Report) -> None:
    """Report variables that the server refuses."""
    for path, container in manifest.pod.all_containers:
        for index, variable in entries(container, "env"):
            _check_variable(variable, (*path, "env", index), report)
        for index, source in entries(container, "envFrom"):
            _check_from(source, (*path, "envFrom", index), report)


def _check_variable(variable: dict[str, object], path: FieldPath, report: Report) -> None:
    name = variable.get("name")
    if isinstance(name, str) and (problem := env_name(name)):
        report((*path, "name"), f'environment variable "{name}" {problem}')
    if not isinstance(variable.get("valueFrom"), dict):
        return
    source, here = mapping(variable, "valueFrom"), (*path, "valueFrom")
    given = [key for key in _SOURCES if source.get(key) is not None]
    if text(variable, "value"):
        report(here, "value and valueFrom exclude each other", "keep one of them", at_key=True)
    if len(given) != 1:
        problem = f"has {' and '.join(given)}" if given else "is empty"
        report(
            here,
            f"valueFrom must have exactly one source; it {problem}",
            f"one of {', '.join(_SOURCES[:4])}",
            at_key=True,
        )
    if "fieldRef" in given:
        check_field_reference(mapping(source, "fieldRef"), (*here, "fieldRef"), report)
    if "resourceFieldRef" in given:
        _check_resource(mapping(source, "resourceFieldRef"), (*here, "resourceFieldRef"), report)
    for key in ("configMapKeyRef", "secretKeyRef"):
        if key in given:
            check_key_reference(mapping(source, key), (*here, key), report)


def check_field_reference(reference: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report a path that the downward API does not offer to environment variables."""
    field = text(reference, "fieldPath")
    base, bracket, rest = field.partition("['")
    if bracket and base in ("metadata.labels", "metadata.annotations"):
        if not rest.endswith("']") or qualified_name(rest[:-2].lower()):
            report((*path, "fieldPath"), f'"{field}" does not name a label or annotation')
    elif field and field not in _FIELDS and field not in _OLD_FIELDS:
        known = ", ".join(sorted(_FIELDS))
        report(
            (*path, "fieldPath"), f'"{field}" is not a field that can be passed to a container', f"known are {known}"
        )


def check_key_reference(reference: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report a reference to a key of a ConfigMap or Secret that cannot exist."""
    name, key = text(reference, "name"), text(reference, "key")
    if not name:
        report((*path, "name"), "a reference must have a name", at_key=True)
    elif problem := dns_subdomain(name):
        report((*path, "name"), f'name "{name}" {problem}')
    if reference.get("key") == "":
        report((*path, "key"), "a reference must have a key")
    elif key and (problem := config_key(key)):
        report((*path, "key"), f'key "{key}" {problem}')


def _check_resource(reference: dict[str, object], path: FieldPath, report: Report) -> None:
    resource = text(reference, "resource")
    if (
        resource
        and resource not in _RESOURCES
        and not resource.startswith(("limits.hugepages-", "requests.hugepages-"))
    ):
        report(
            (*path, "resource"), f'"{resource}" cannot be passed to a container', f"known are {', '.join(_RESOURCES)}"
        )


def _check_from(source: dict[str, object], path: FieldPath, report: Report) -> None:
    prefix = text(source, "prefix")
    if prefix and (problem := env_name(prefix)):
        report((*path, "prefix"), f'prefix "{prefix}" {problem}')
    given = [key for key in ("configMapRef", "secretRef") if source.get(key) is not None]
    if len(given) != 1:
        message = "envFrom must have exactly one of configMapRef and secretRef"
        report(path, message, "put the second into an entry of its own" if given else "", at_key=True)
    for key in given:
        name = text(mapping(source, key), "name")
        if not name:
            report((*path, key, "name"), "a reference must have a name", at_key=True)
        elif problem := dns_subdomain(name):
            report((*path, key, "name"), f'name "{name}" {problem}')
