"""CK704: a CustomResourceDefinition names its kind consistently and has one stored version.

Upstream: k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation validation.go
ValidateCustomResourceDefinition, validateCustomResourceDefinitionSpec
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, flag, mapping, strings, text
from chartkit.validation.names import dns_1035_label, dns_subdomain

from . import Report
from .webhooks import check_client

__all__ = ["check"]

_COLUMN_TYPES = ("boolean", "date", "integer", "number", "string")
_COLUMN_FORMATS = ("byte", "date", "date-time", "double", "float", "int32", "int64", "password")
_SCALE_PATHS = (
    ("specReplicasPath", (".spec.",)),
    ("statusReplicasPath", (".status.",)),
    ("labelSelectorPath", (".spec.", ".status.")),
)
_APPROVAL = "api-approved.kubernetes.io"


def check(manifest: Manifest, report: Report) -> None:
    """Report definitions that the server refuses, apart from their schemas."""
    spec = manifest.spec
    group, names = text(spec, "group"), mapping(spec, "names")
    plural = text(names, "plural")
    if group and plural and manifest.name and manifest.name != f"{plural}.{group}":
        report(("metadata", "name"), f'the name must be "{plural}.{group}" (plural and group), not "{manifest.name}"')
    if group and (problem := dns_subdomain(group)):
        report(("spec", "group"), f'group "{group}" {problem}')
    elif group and "." not in group:
        report(("spec", "group"), f'group "{group}" must be a domain with a dot')
    protected = group.endswith((".k8s.io", ".kubernetes.io")) or group in ("k8s.io", "kubernetes.io")
    if protected and not text(mapping(manifest.metadata, "annotations"), _APPROVAL):
        message = f"groups of Kubernetes itself need the annotation {_APPROVAL}"
        report(("metadata", "annotations", _APPROVAL), message, "use a domain of your own", at_key=True)
    _check_names(names, report)
    _check_versions(spec, report)
    if spec.get("preserveUnknownFields") is True:
        hint = "set x-kubernetes-preserve-unknown-fields: true in the schema"
        report(("spec", "preserveUnknownFields"), "preserveUnknownFields must be false", hint)
    _check_conversion(mapping(spec, "conversion"), report)


def _check_names(names: dict[str, object], report: Report) -> None:
    path: FieldPath = ("spec", "names")
    for key in ("plural", "singular", "kind", "listKind"):
        name = text(names, key)
        if name and (problem := dns_1035_label(name.lower() if key.lower().endswith("kind") else name)):
            report((*path, key), f'{key} "{name}" {problem}')
        elif names.get(key) == "" and key in ("plural", "kind"):
            report((*path, key), f"names must have a {key}")
    for key in ("shortNames", "categories"):
        for index, name in strings(names, key):
            if problem := dns_1035_label(name):
                report((*path, key, index), f'"{name}" {problem}')
    if text(names, "kind") and text(names, "kind") == text(names, "listKind"):
        report((*path, "listKind"), "kind and listKind must differ")


def _check_versions(spec: dict[str, object], report: Report) -> None:
    path = ("spec", "versions")
    versions = list(entries(spec, "versions"))
    if isinstance(spec.get("versions"), list) and not versions:
        report(path, "there must be a version", at_key=True)
        return
    seen: set[str] = set()
    stored = 0
    for index, version in versions:
        name = text(version, "name")
        if name and (problem := dns_1035_label(name)):
            report((*path, index, "name"), f'version "{name}" {problem}')
        elif name in seen:
            report((*path, index, "name"), f'version "{name}" is there twice')
        seen.add(name)
        stored += flag(version, "storage")
        if not isinstance(mapping(version, "schema").get("openAPIV3Schema"), dict):
            report((*path, index, "schema"), "a version must have a schema with openAPIV3Schema", at_key=True)
        if version.get("deprecationWarning") is not None and not flag(version, "deprecated"):
            report((*path, index, "deprecationWarning"), "deprecationWarning needs deprecated: true", at_key=True)
        for place, column in entries(version, "additionalPrinterColumns"):
            _check_column(column, (*path, index, "additionalPrinterColumns", place), report)
        _check_scale(
            mapping(mapping(version, "subresources"), "scale"), (*path, index, "subresources", "scale"), report
        )
    if versions and stored != 1:
        report(
            path,
            f"exactly one version must be stored, and {stored} are",
            "set storage: true in one of them",
            at_key=True,
        )


def _check_column(column: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report a column that cannot be shown (Upstream: ValidateCustomResourceColumnDefinition)."""
    for key in ("name", "jsonPath", "type"):
        if column.get(key) == "":
            report((*path, key), f"a column must have a {key}")
    route = text(column, "jsonPath")
    if route and not route.startswith((".", "{", "[")):
        report((*path, "jsonPath"), f'jsonPath must begin with ".", not "{route}"')
    for key, known in (("type", _COLUMN_TYPES), ("format", _COLUMN_FORMATS)):
        value = text(column, key)
        if value and value not in known:
            report((*path, key), f'"{value}" is not one of {", ".join(known)}')


def _check_scale(scale: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report paths that lead nowhere (Upstream: ValidateCustomResourceDefinitionSubresources)."""
    for key, roots in _SCALE_PATHS:
        route = scale.get(key)
        if isinstance(route, str) and not route.startswith(roots) and (route or key != "labelSelectorPath"):
            report((*path, key), f'{key} must begin with {" or ".join(roots)}, not "{route}"')


def _check_conversion(conversion: dict[str, object], report: Report) -> None:
    path, webhook = ("spec", "conversion"), mapping(conversion, "webhook")
    if text(conversion, "strategy") == "Webhook":
        if not webhook:
            report((*path, "webhook"), "strategy Webhook needs a webhook", at_key=True)
            return
        check_client(mapping(webhook, "clientConfig"), (*path, "webhook", "clientConfig"), report)
        if not webhook.get("conversionReviewVersions"):
            report(
                (*path, "webhook", "conversionReviewVersions"),
                "a webhook must have conversionReviewVersions",
                at_key=True,
            )
    elif webhook:
        report((*path, "webhook"), "webhook is for strategy Webhook only", at_key=True)
