"""Whether a schema is plainly well formed, so that it need not be held against its metaschema.

PERF: the metaschemas of the later drafts are rings of vocabularies, and walking a schema of a few thousand keywords
through them takes longer than rendering the chart. What is accepted here the metaschema accepts too
(tests/values/test_json_schema.py holds the two against each other); whatever looks unusual is left to the metaschema,
which also has the words for what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from chartkit.errors import FunctionError
from chartkit.gostd import regexp
from chartkit.gostd.kinds import JSONNumber

from .numbers import exact
from .schema import TYPE_ORDER

__all__ = ["is_well_formed"]

#: Schemas nested deeper than this are left to the metaschema.
_DEEPEST = 100


def is_well_formed(schema: object, draft: int) -> bool:
    """Return whether the metaschema of ``draft`` is sure to accept ``schema``."""
    if not isinstance(schema, dict):
        return False
    return _is_object(schema, draft, 0, is_root=True)


def _is_schema(schema: object, draft: int, depth: int) -> bool:
    if isinstance(schema, dict):
        return depth < _DEEPEST and _is_object(schema, draft, depth + 1, is_root=False)
    return schema.__class__ is bool and draft > 4


def _is_object(schema: dict[str, object], draft: int, depth: int, *, is_root: bool) -> bool:
    return all(
        _is_keyword(keyword, value, draft, depth) or (is_root and keyword == "$schema")
        for keyword, value in schema.items()
    )


def _is_keyword(keyword: str, value: object, draft: int, depth: int) -> bool:
    check = _VALUES.get(keyword)
    if check is not None:
        return check(value)
    if keyword in _SCHEMAS:
        return _is_schema(value, draft, depth)
    if keyword in _SCHEMA_LISTS:
        return isinstance(value, list) and bool(value) and all(_is_schema(item, draft, depth) for item in value)
    if keyword in _SCHEMA_TABLES:
        return _is_table(keyword, value, draft, depth)
    if keyword in _FLAGS_OR_SCHEMAS:
        return value.__class__ is bool or _is_schema(value, draft, depth)
    if keyword in {"exclusiveMaximum", "exclusiveMinimum"}:
        return draft > 4 and _is_number(value)
    # Addresses, anchors and vocabularies have rules of their own.
    return keyword not in _UNUSUAL and not keyword.startswith("$")


def _is_table(keyword: str, value: object, draft: int, depth: int) -> bool:
    if not isinstance(value, dict) or not all(_is_schema(item, draft, depth) for item in value.values()):
        return False
    return keyword != "patternProperties" or all(map(_is_pattern, value))


def _is_text(value: object) -> bool:
    return value.__class__ is str


def _is_flag(value: object) -> bool:
    return value.__class__ is bool


def _is_number(value: object) -> bool:
    return isinstance(value, JSONNumber) and exact(value) is not None


def _is_count(value: object) -> bool:
    return isinstance(value, JSONNumber) and value.isdecimal() and value.isascii()


def _is_positive(value: object) -> bool:
    size = exact(value)
    return size is not None and size > 0


def _is_pattern(value: object) -> bool:
    if value.__class__ is not str:
        return False
    try:
        regexp.compile(str(value))
    except FunctionError:
        return False
    return True


def _is_name_list(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_text, value)) and len(set(value)) == len(value)


def _is_type(value: object) -> bool:
    if isinstance(value, list):
        return _is_name_list(value) and all(name in TYPE_ORDER for name in value)
    return value in TYPE_ORDER


def _is_enum(value: object) -> bool:
    return _is_name_list(value)  # other values need a comparison of their own


_LOCAL_REFERENCE = re.compile(r"#(?:/[A-Za-z0-9_.$-]+)*")


def _is_local_reference(value: object) -> bool:
    return isinstance(value, str) and _LOCAL_REFERENCE.fullmatch(value) is not None


_VALUES: dict[str, Callable[[object], bool]] = {
    "type": _is_type,
    "enum": _is_enum,
    "required": _is_name_list,
    "pattern": _is_pattern,
    "multipleOf": _is_positive,
    "$ref": _is_local_reference,
    **dict.fromkeys(("title", "description", "format", "$comment", "contentEncoding", "contentMediaType"), _is_text),
    **dict.fromkeys(("maximum", "minimum"), _is_number),
    **dict.fromkeys(("uniqueItems", "readOnly", "writeOnly", "deprecated"), _is_flag),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), _is_count),
    **dict.fromkeys(("minContains", "maxContains"), _is_count),
    "examples": lambda value: isinstance(value, list),
}
_SCHEMAS = frozenset(
    ("not", "if", "then", "else", "contains", "propertyNames", "items", "unevaluatedItems", "unevaluatedProperties")
)
_SCHEMA_LISTS = frozenset(("allOf", "anyOf", "oneOf", "prefixItems"))
_SCHEMA_TABLES = frozenset(("properties", "patternProperties", "definitions", "$defs", "dependentSchemas"))
_FLAGS_OR_SCHEMAS = frozenset(("additionalProperties", "additionalItems"))

#: Keywords left to the metaschema whenever they occur.
_UNUSUAL = frozenset(("dependencies", "dependentRequired", "id", "contentSchema"))
