"""CK705: the schemas of a CustomResourceDefinition are structural.

Upstream: k8s.io/apiextensions-apiserver pkg/apiserver/schema validation.go ValidateStructural, convert.go;
pkg/apis/apiextensions/validation validation.go ValidateCustomResourceDefinitionOpenAPISchema
"""

from __future__ import annotations

from chartkit.errors import ChartkitError
from chartkit.gostd import regexp
from chartkit.suggest import nearest
from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, flag, mapping, strings, text

from . import Report

__all__ = ["check"]

_TYPES = ("array", "boolean", "integer", "number", "object", "string")
_UNSUPPORTED = ("$ref", "id", "$schema", "definitions", "dependencies", "patternProperties", "additionalItems")
_JUNCTORS = ("allOf", "anyOf", "oneOf")
_NOT_IN_JUNCTORS = (
    "description", "type", "default", "additionalProperties", "nullable", "title", "example", "x-kubernetes-list-type",
    "x-kubernetes-list-map-keys", "x-kubernetes-map-type", "x-kubernetes-embedded-resource",
)  # fmt: skip
#: What the root of a schema can have when there is a subresource status; apart from $ref and id, which are refused
#: anywhere.
_AT_ROOT = frozenset((
    "description", "type", "format", "title", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength",
    "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "multipleOf", "required", "items", "properties",
    "externalDocs", "example", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-validations", *_UNSUPPORTED,
))  # fmt: skip
_REASONS = ("FieldValueInvalid", "FieldValueForbidden", "FieldValueRequired", "FieldValueDuplicate")
_DEPTH = 150


def check(manifest: Manifest, report: Report) -> None:
    """Report schemas that the server refuses."""
    for index, version in entries(manifest.spec, "versions"):
        schema = mapping(mapping(version, "schema"), "openAPIV3Schema")
        path = ("spec", "versions", index, "schema", "openAPIV3Schema")
        if not schema:
            continue
        if "type" in schema and text(schema, "type") != "object":
            report((*path, "type"), 'the type at the root must be "object"')
        elif "type" not in schema:
            report((*path, "type"), 'the schema must have type "object" at the root', at_key=True)
        if isinstance(mapping(version, "subresources").get("status"), dict):
            _check_root(schema, path, report)
        _check(schema, path, report, is_root=True, depth=0)


def _check_root(schema: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report keywords that the root of a schema cannot have beside the subresource status.

    Upstream: ValidateCustomResourceDefinitionValidation, allowedFieldsAtRootSchema
    """
    for key, value in schema.items():
        if key not in _AT_ROOT and value not in (None, False, "", [], {}):
            report(
                (*path, key), f"{key} must not stand at the root where the subresource status is enabled", at_key=True
            )


def _check(schema: dict[str, object], path: FieldPath, report: Report, *, is_root: bool = False, depth: int) -> None:
    """Report what is wrong with a schema and those in it."""
    if depth > _DEPTH:
        return
    kind = text(schema, "type")
    open_type = flag(schema, "x-kubernetes-int-or-string") or flag(schema, "x-kubernetes-preserve-unknown-fields")
    if kind and kind not in _TYPES:
        meant = nearest(kind, _TYPES)
        report(
            (*path, "type"),
            f'type "{kind}" is not one of {", ".join(_TYPES)}',
            f'did you mean "{meant}"?' if meant else "",
        )
    elif not kind and not open_type and not is_root:
        report((*path, "type"), "a schema must have a type", at_key=True)
    _check_keywords(schema, path, report)
    if schema.get("properties") and isinstance(schema.get("additionalProperties"), dict):
        report((*path, "additionalProperties"), "properties and additionalProperties exclude each other", at_key=True)
    for name, inner in mapping(schema, "properties").items():
        if isinstance(inner, dict):
            implicit = is_root and name in ("apiVersion", "kind", "metadata")
            _check(inner, (*path, "properties", name), report, is_root=implicit and not inner, depth=depth + 1)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            _check(mapping(schema, key), (*path, key), report, depth=depth + 1)
    if kind == "array" and not isinstance(schema.get("items"), dict):
        report((*path, "items"), "a schema of type array must have items", at_key=True)
    _check_list_type(schema, path, report)
    _check_rules(schema, path, report)
    for junctor in _JUNCTORS:
        for index, inner in entries(schema, junctor):
            _check_branch(inner, (*path, junctor, index), report, depth=depth + 1)
    if isinstance(schema.get("not"), dict):
        _check_branch(mapping(schema, "not"), (*path, "not"), report, depth=depth + 1)


def _check_keywords(schema: dict[str, object], path: FieldPath, report: Report) -> None:
    for key in _UNSUPPORTED:
        if schema.get(key):
            report((*path, key), f"{key} is not supported in a CRD", at_key=True)
    if schema.get("uniqueItems") is True:
        report((*path, "uniqueItems"), "uniqueItems cannot be true", "use x-kubernetes-list-type: set")
    if schema.get("additionalProperties") is False:
        report(
            (*path, "additionalProperties"), "additionalProperties cannot be false", "unknown fields are dropped anyway"
        )
    if schema.get("x-kubernetes-preserve-unknown-fields") is False:
        report(
            (*path, "x-kubernetes-preserve-unknown-fields"),
            "x-kubernetes-preserve-unknown-fields must be true or absent",
        )
    pattern = text(schema, "pattern")
    if pattern:
        try:
            regexp.compile(pattern)
        except ChartkitError as error:
            report((*path, "pattern"), f"the pattern is no regular expression: {error.message}")


def _check_list_type(schema: dict[str, object], path: FieldPath, report: Report) -> None:
    kind, keys = (
        text(schema, "x-kubernetes-list-type"),
        [key for _, key in strings(schema, "x-kubernetes-list-map-keys")],
    )
    if not kind:
        if keys:
            report(
                (*path, "x-kubernetes-list-map-keys"),
                "x-kubernetes-list-map-keys needs x-kubernetes-list-type: map",
                at_key=True,
            )
        return
    if kind not in ("atomic", "set", "map"):
        report((*path, "x-kubernetes-list-type"), f'"{kind}" is not one of atomic, set, map')
    if text(schema, "type") not in ("array", ""):
        report((*path, "x-kubernetes-list-type"), "x-kubernetes-list-type is for type array only")
    if kind != "map":
        return
    if not keys:
        report(
            (*path, "x-kubernetes-list-map-keys"),
            "x-kubernetes-list-type map needs x-kubernetes-list-map-keys",
            at_key=True,
        )
    items = mapping(schema, "items")
    required = [name for _, name in strings(items, "required")]
    for index, key in enumerate(keys):
        here = (*path, "x-kubernetes-list-map-keys", index)
        held = mapping(mapping(items, "properties"), key)
        if not held:
            report(here, f'items have no property "{key}"')
        elif key not in required and "default" not in held:
            report(here, f'the key "{key}" must be required or have a default')


def _check_rules(schema: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report CEL rules that the server cannot compile (Upstream: ValidateCustomResourceDefinitionOpenAPISchema)."""
    for index, rule in entries(schema, "x-kubernetes-validations"):
        here = (*path, "x-kubernetes-validations", index)
        source, reason = text(rule, "rule"), rule.get("reason")
        if not source.strip():
            report((*here, "rule"), "a rule must have an expression", at_key=True)
            continue
        if "\n" in source.strip() and not text(rule, "message").strip():
            report((*here, "message"), "a rule of several lines must have a message", at_key=True)
        if "\n" in text(rule, "message").strip():
            report((*here, "message"), "message must be one line")
        if isinstance(reason, str) and reason not in _REASONS:
            report((*here, "reason"), f'"{reason}" is not one of {", ".join(_REASONS)}')
        from chartkit.validation.cel import CELError, compile_expression

        for key in ("rule", "messageExpression"):
            if text(rule, key).strip():
                try:
                    compile_expression(text(rule, key))
                except CELError as error:
                    report((*here, key), f"this is no CEL expression: {error}")


def _check_branch(schema: dict[str, object], path: FieldPath, report: Report, *, depth: int) -> None:
    """Report keywords that may not stand inside a junctor."""
    if depth > _DEPTH:
        return
    for key in _NOT_IN_JUNCTORS:
        if key == "type" and flag(schema, "x-kubernetes-int-or-string"):
            continue
        if key in schema and not (key == "type" and text(schema, "type") in ("integer", "string")):
            report((*path, key), f"{key} must not stand inside allOf, anyOf, oneOf or not", at_key=True)
    _check_keywords(schema, path, report)
    for name, inner in mapping(schema, "properties").items():
        if isinstance(inner, dict):
            _check_branch(inner, (*path, "properties", name), report, depth=depth + 1)
    for junctor in _JUNCTORS:
        for index, inner in entries(schema, junctor):
            _check_branch(inner, (*path, junctor, index), report, depth=depth + 1)
