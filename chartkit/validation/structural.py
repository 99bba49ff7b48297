"""A schema of a custom resource to findings: the OpenAPI schema of a CRD, or a JSON schema from a folder.

Both are read by the same walk. They differ in what an unknown field means: a CRD prunes it (so it is reported when
validation is strict), a JSON schema says with ``additionalProperties`` whether it is allowed.

Upstream: k8s.io/apiextensions-apiserver pkg/apiserver/schema (structural schemas, pruning, list types),
pkg/apiserver/validation validation.go; JSON Schema validation, draft 4 to 2020-12
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction

from chartkit.errors import ChartkitError
from chartkit.gostd import regexp
from chartkit.suggest import nearest

from . import quantity
from .catalogue import Catalogue
from .explain import describe_value, metadata_findings
from .findings import FieldPath, Finding
from .formats import FORMATS

__all__ = ["SUPPORTED_KEYWORDS", "SchemaWalk", "defaulted"]

Schema = Mapping[str, object]

_DEPTH_LIMIT = 200
_KINDS = {
    "string": "a string", "integer": "an integer", "number": "a number", "boolean": "a boolean", "array": "a list",
    "object": "an object", "null": "null",
}  # fmt: skip
_JSON_KINDS: dict[type, str] = {str: "string", dict: "object", list: "array"}
_IMPLICIT = ("apiVersion", "kind", "metadata")

#: What the walk understands; a schema with other keywords is left to the library jsonschema.
SUPPORTED_KEYWORDS = frozenset((
    "$schema", "$id", "id", "$defs", "definitions", "$ref", "$comment", "title", "description", "default", "example",
    "examples", "externalDocs", "deprecated", "readOnly", "writeOnly", "type", "nullable", "format", "enum", "const",
    "properties", "additionalProperties", "patternProperties", "required", "minProperties", "maxProperties",
    "propertyNames", "items", "minItems", "maxItems", "uniqueItems", "minLength", "maxLength", "pattern", "minimum",
    "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "allOf", "anyOf", "oneOf", "not",
))  # fmt: skip


def defaulted(schema: object, value: object, depth: int = 0) -> object:
    """Return ``value`` as the server sees it when it checks a custom resource: defaults filled in, nulls dropped.

    A null is dropped from an object unless its schema is nullable, and replaced if there is a default.

    Upstream: k8s.io/apiextensions-apiserver pkg/apiserver/schema/defaulting prunenulls.go, algorithm.go
    """
    if not isinstance(schema, Mapping) or depth > _DEPTH_LIMIT:
        return value
    if isinstance(value, list):
        items = schema.get("items")
        return [defaulted(items, item, depth + 1) for item in value] if isinstance(items, Mapping) else value
    if not isinstance(value, dict):
        return value
    properties, additional = _schema_at(schema, "properties"), schema.get("additionalProperties")
    result = {}
    for key, item in value.items():
        held = properties.get(key, additional)
        if item is None and isinstance(held, Mapping) and held.get("nullable") is not True:
            continue
        result[key] = defaulted(held, item, depth + 1)
    for key, held in properties.items():
        if key not in result and isinstance(held, Mapping) and "default" in held:
            result[key] = defaulted(held, held["default"], depth + 1)
    return result


class SchemaWalk:
    """Checks values against one schema document."""

    def __init__(self, root: Schema, *, prunes: bool, strict: bool, catalogue: Catalogue | None = None) -> None:
        self._root = root
        #: Whether fields that the schema does not name are dropped by the server.
        self._prunes = prunes
        self._strict = strict
        self._catalogue = catalogue
        #: CEL rules met on the way: rule, value and path; evaluated by the caller.
        self.rules: list[tuple[Schema, Schema, object, FieldPath]] = []

    def findings(self, value: object) -> list[Finding]:
        """Return what is wrong with a whole object."""
        self.rules = []
        return list(self._value(self._root, value, (), is_object=True, depth=0))

    def _value(
        self, schema: Schema, value: object, path: FieldPath, *, depth: int, is_object: bool = False
    ) -> Iterator[Finding]:
        """Yield what is wrong with a value; ``is_object`` says that it has apiVersion, kind and metadata."""
        schema = self._follow(schema)
        if depth > _DEPTH_LIMIT:
            yield Finding("CK119", path, "this is nested too deeply to be checked")
            return
        problem = self._type_problem(schema, value, path)
        if problem is not None:
            yield problem
            return
        if value is None:
            return
        is_object = is_object or schema.get("x-kubernetes-embedded-resource") is True
        yield from self._bounds(schema, value, path)
        if isinstance(value, dict):
            yield from self._object(schema, value, path, is_object, depth)
        elif isinstance(value, list):
            yield from self._list(schema, value, path, depth)
        yield from self._combinations(schema, value, path, depth)
        rules = schema.get("x-kubernetes-validations")
        if isinstance(rules, list):
            self.rules += [(rule, schema, value, path) for rule in rules if isinstance(rule, dict)]

    def _follow(self, schema: Schema) -> Schema:
        """Return what a local ``$ref`` points to."""
        for _ in range(20):
            target = schema.get("$ref")
            if not isinstance(target, str) or not target.startswith("#"):
                return schema
            node: object = self._root
            for part in target.lstrip("#/").split("/") if target.lstrip("#/") else []:
                name = part.replace("~1", "/").replace("~0", "~")
                node = node.get(name) if isinstance(node, Mapping) else None
            if not isinstance(node, Mapping):
                return {}
            schema = node
        return {}

    def _type_problem(self, schema: Schema, value: object, path: FieldPath) -> Finding | None:
        wanted = schema.get("type")
        kinds = [wanted] if isinstance(wanted, str) else [kind for kind in wanted if isinstance(kind, str)] if (
            isinstance(wanted, list)
        ) else []  # fmt: skip
        if value is None:
            allowed = schema.get("nullable") is True or not kinds or "null" in kinds
            if allowed or schema.get("x-kubernetes-int-or-string") is True:
                return None
        if schema.get("x-kubernetes-int-or-string") is True:
            if isinstance(value, str) or _is_kind(value, "integer"):
                return None
            return Finding("CK104", path, f"an integer or a string is wanted here, not {describe_value(value)}")
        if not kinds or any(_is_kind(value, kind) for kind in kinds):
            return None
        wanted_text = " or ".join(_KINDS.get(kind, kind) for kind in kinds if kind != "null")
        hint = ""
        if "string" in kinds and isinstance(value, (bool, float, int)):
            hint = "put it in quotes"
        elif isinstance(value, str) and "boolean" in kinds and value.lower() in ("true", "false"):
            hint = f"write {value.lower()} without quotes"
        elif isinstance(value, str) and kinds[0] in ("integer", "number") and value.lstrip("-").isdigit():
            hint = f"write {value} without quotes"
        return Finding("CK104", path, f"{wanted_text} is wanted here, not {describe_value(value)}", hint)

    def _bounds(self, schema: Schema, value: object, path: FieldPath) -> Iterator[Finding]:
        enum = schema.get("enum")
        if isinstance(enum, list) and not any(_equal(value, item) for item in enum):
            shown = ", ".join(_show(item) for item in enum[:20])
            meant = nearest(value, [item for item in enum if isinstance(item, str)]) if isinstance(value, str) else ""
            yield Finding(
                "CK106", path, f"{_show(value)} is not one of {shown}", f'did you mean "{meant}"?' if meant else ""
            )
        if "const" in schema and not _equal(value, schema["const"]):
            yield Finding("CK106", path, f"{_show(value)} is not {_show(schema['const'])}")
        if isinstance(value, str):
            yield from self._string(schema, value, path)
        elif isinstance(value, (float, int)) and not isinstance(value, bool):
            yield from _number(schema, value, path)

    def _string(self, schema: Schema, value: str, path: FieldPath) -> Iterator[Finding]:
        shortest, longest = schema.get("minLength"), schema.get("maxLength")
        if _is_kind(shortest, "integer") and len(value) < shortest:  # type: ignore[operator] # a number
            least = quantity.format_number(shortest)
            yield Finding(
                "CK115", path, "must not be empty" if shortest == 1 else f"must have at least {least} characters"
            )
        if _is_kind(longest, "integer") and len(value) > longest:  # type: ignore[operator] # a number
            most = quantity.format_number(longest)
            yield Finding("CK115", path, f"must have at most {most} characters, not {len(value)}")
        pattern = schema.get("pattern")
        if isinstance(pattern, str):
            try:
                matches = regexp.compile(pattern).match(value)
            except ChartkitError:
                yield Finding("CK119", path, f"the schema's pattern {pattern} is no regular expression")
            else:
                if not matches:
                    yield Finding("CK114", path, f"{_show(value)} does not match {pattern}")
        name = schema.get("format")
        check = FORMATS.get(name) if isinstance(name, str) else None
        if check is not None and not check(value) and not (name == "byte" and not self._prunes):
            yield Finding("CK116", path, f"{_show(value)} is not in the format {name}")

    def _object(
        self, schema: Schema, value: dict[str, object], path: FieldPath, is_object: bool, depth: int
    ) -> Iterator[Finding]:
        properties = _schema_at(schema, "properties")
        required = schema.get("required")
        for name in required if isinstance(required, list) else ():
            if name not in value:
                yield Finding("CK105", path, f'missing required field "{name}"', f"add {name}", at_key=True)
        if is_object and path:
            for name in ("apiVersion", "kind"):
                if name not in value:
                    yield Finding(
                        "CK105",
                        path,
                        f'missing required field "{name}"',
                        "an object in an object has both",
                        at_key=True,
                    )
        yield from _counted(len(value), schema.get("minProperties"), schema.get("maxProperties"), "field", path)
        additional = schema.get("additionalProperties")
        patterns = _schema_at(schema, "patternProperties")
        names = schema.get("propertyNames")
        for key, item in value.items():
            here = (*path, key)
            if isinstance(names, Mapping):
                yield from self._value(names, key, here, depth=depth + 1)
            held = properties.get(key)
            if is_object and key in _IMPLICIT:
                wrong = list(self._metadata(item, here)) if key == "metadata" else []
                yield from wrong
                if isinstance(held, Mapping) and not wrong:
                    yield from self._branch(held, item, here, depth)
            elif isinstance(held, Mapping):
                yield from self._value(held, item, here, depth=depth + 1)
            elif held is True:
                continue
            elif patterns and self._patterned(patterns, key) is not None:
                yield from self._value(self._patterned(patterns, key) or {}, item, here, depth=depth + 1)
            elif isinstance(additional, Mapping):
                yield from self._value(additional, item, here, depth=depth + 1)
            elif self._refuses_unknown(schema, additional, properties):
                yield _unknown(key, value, properties, here)

    def _refuses_unknown(self, schema: Schema, additional: object, properties: Schema) -> bool:
        if not self._prunes:
            return additional is False
        if additional is True or schema.get("x-kubernetes-preserve-unknown-fields") is True:
            return False
        return self._strict and (schema.get("type") == "object" or bool(properties))

    def _metadata(self, value: object, path: FieldPath) -> Iterator[Finding]:
        """Yield what is wrong with an object's metadata, which no schema of its own describes."""
        if self._catalogue is not None:
            yield from metadata_findings(self._catalogue, value, path, strict=self._strict)

    def _patterned(self, patterns: Schema, key: str) -> Schema | None:
        for pattern, schema in patterns.items():
            try:
                if regexp.compile(pattern).match(key):
                    return schema if isinstance(schema, Mapping) else {}
            except ChartkitError:
                continue
        return None

    def _list(self, schema: Schema, value: list[object], path: FieldPath, depth: int) -> Iterator[Finding]:
        yield from _counted(len(value), schema.get("minItems"), schema.get("maxItems"), "entry", path)
        items = schema.get("items")
        for index, item in enumerate(value):
            if isinstance(items, Mapping):
                yield from self._value(items, item, (*path, index), depth=depth + 1)
        kind = schema.get("x-kubernetes-list-type")
        if kind == "map":
            keys = schema.get("x-kubernetes-list-map-keys")
            names = [key for key in keys if isinstance(key, str)] if isinstance(keys, list) else []
            defaults = _schema_at(items, "properties") if isinstance(items, Mapping) else {}
            yield from _duplicates(value, path, lambda item: _map_identity(item, names, defaults))
        elif kind == "set" or schema.get("uniqueItems") is True:
            yield from _duplicates(value, path, _show)

    def _combinations(self, schema: Schema, value: object, path: FieldPath, depth: int) -> Iterator[Finding]:
        branches = schema.get("allOf")
        for branch in branches if isinstance(branches, list) else ():
            if isinstance(branch, Mapping):
                yield from self._branch(branch, value, path, depth)
        for keyword in ("anyOf", "oneOf"):
            branches = schema.get(keyword)
            if not isinstance(branches, list) or not branches:
                continue
            tried = [
                list(self._branch(branch, value, path, depth)) for branch in branches if isinstance(branch, Mapping)
            ]
            fitting = sum(not found for found in tried)
            if not fitting and tried:
                yield from _none_fits(branches, tried, path)
            elif keyword == "oneOf" and fitting > 1:
                yield Finding(
                    "CK117",
                    path,
                    f"fits {fitting} of the alternatives that exclude each other",
                    _alternatives(branches),
                )
        refused = schema.get("not")
        if isinstance(refused, Mapping) and not list(self._branch(refused, value, path, depth)):
            named = refused.get("required")
            what = (
                f"must not have {' and '.join(map(str, named))}"
                if isinstance(named, list)
                else "is what the schema excludes"
            )
            yield Finding("CK117", path, what)

    def _branch(self, schema: Schema, value: object, path: FieldPath, depth: int) -> Iterator[Finding]:
        """Yield what one alternative says; alternatives of a CRD never prune."""
        inner = SchemaWalk(self._root, prunes=self._prunes, strict=False)
        return inner._value(schema, value, path, depth=depth + 1)


def _is_kind(value: object, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if isinstance(value, (float, int)):
        return kind == "number" or (kind == "integer" and float(value).is_integer())
    if value is None:
        return kind == "null"
    return kind == _JSON_KINDS.get(type(value))


def _equal(left: object, right: object) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return left == right


def _show(value: object) -> str:
    if isinstance(value, str):
        return f'"{value if len(value) <= 60 else value[:60] + "..."}"'
    if isinstance(value, float):
        return quantity.format_number(value)
    return json.dumps(value, default=str)[:100]


def _number(schema: Schema, value: float, path: FieldPath) -> Iterator[Finding]:
    shown = quantity.format_number(value)
    for keyword, exclusive, sign, word in (
        ("minimum", "exclusiveMinimum", 1, "least"),
        ("maximum", "exclusiveMaximum", -1, "most"),
    ):
        bound, open_bound = schema.get(keyword), schema.get(exclusive)
        if _is_kind(bound, "number"):
            gap = (value - bound) * sign  # type: ignore[operator] # numbers
            if gap < 0 or (gap == 0 and open_bound is True):
                least = quantity.format_number(bound)
                phrase = (
                    f"must be {'more' if sign > 0 else 'less'} than {least}"
                    if open_bound is True
                    else f"must be at {word} {least}"
                )
                yield Finding("CK115", path, f"{phrase}, not {shown}")
        if _is_kind(open_bound, "number") and (value - open_bound) * sign <= 0:  # type: ignore[operator] # numbers
            yield Finding(
                "CK115",
                path,
                f"must be {'more' if sign > 0 else 'less'} than {quantity.format_number(open_bound)}, not {shown}",
            )
    step = schema.get("multipleOf")
    if _is_kind(step, "number") and step and Fraction(value) % Fraction(str(step)):
        yield Finding("CK115", path, f"must be a multiple of {quantity.format_number(step)}, not {shown}")
    if schema.get("format") in ("int32", "int64"):
        bits = 32 if schema["format"] == "int32" else 64
        if not -(2 ** (bits - 1)) <= value < 2 ** (bits - 1):
            yield Finding("CK115", path, f"{shown} does not fit in {bits} bits")


def _counted(count: int, least: object, most: object, word: str, path: FieldPath) -> Iterator[Finding]:
    plural = {"entry": "entries", "field": "fields"}[word]
    if _is_kind(least, "integer") and count < least:  # type: ignore[operator] # a number
        amount = quantity.format_number(least)
        yield Finding("CK115", path, f"must have at least {amount} {word if amount == '1' else plural}, not {count}")
    if _is_kind(most, "integer") and count > most:  # type: ignore[operator] # a number
        amount = quantity.format_number(most)
        yield Finding("CK115", path, f"must have at most {amount} {word if amount == '1' else plural}, not {count}")


def _unknown(key: str, value: dict[str, object], properties: Schema, path: FieldPath) -> Finding:
    meant = nearest(key, [name for name in properties if name not in value]) or nearest(key, properties)
    return Finding("CK103", path, f'unknown field "{key}"', f'did you mean "{meant}"?' if meant else "", at_key=True)


def _duplicates(items: list[object], path: FieldPath, identity: object) -> Iterator[Finding]:
    seen: dict[object, int] = {}
    for index, item in enumerate(items):
        known_by = identity(item)  # type: ignore[operator] # a function
        if known_by is None:
            continue
        first = seen.setdefault(known_by, index)
        if first != index:
            yield Finding(
                "CK108",
                (*path, index),
                f"entry {index} is the same as entry {first}: {known_by}",
                "remove one",
                at_key=True,
            )


def _map_identity(item: object, keys: list[str], properties: Schema) -> str | None:
    if not isinstance(item, dict):
        return None
    parts = []
    for key in keys:
        part = item.get(key)
        if part is None:
            part = _schema_at(properties, key).get("default")
        parts.append(f"{key}: {_show(part)}")
    return ", ".join(parts) or None


def _none_fits(branches: list[object], tried: list[list[Finding]], path: FieldPath) -> Iterator[Finding]:
    """Yield the best account of why no alternative fits."""
    deep = [found for found in tried if any(len(finding.path) > len(path) for finding in found)]
    if len(tried) == 1:
        yield from tried[0]
    elif len(deep) == 1 and len(deep[0]) == 1:
        yield from deep[0]
    else:
        yield Finding("CK117", path, "fits none of the alternatives", _alternatives(branches) or tried[0][0].message)


def _alternatives(branches: list[object]) -> str:
    required = [
        branch["required"]
        for branch in branches
        if isinstance(branch, Mapping) and isinstance(branch.get("required"), list)
    ]
    if len(required) != len(branches):
        return ""
    return "give one of " + ", ".join(" and ".join(map(str, names)) for names in required)


def _schema_at(schema: object, key: str) -> Schema:
    held = schema.get(key) if isinstance(schema, Mapping) else None
    return held if isinstance(held, Mapping) else {}
