"""Whether a schema is plainly well formed: sure to be accepted by its metaschema, and to be all that it refers to.

PERF: the metaschemas of the later drafts are rings of vocabularies, and walking a schema of a few thousand keywords
through them takes longer than rendering the chart. What is accepted here the metaschema accepts too
(tests/values/test_json_schema.py holds the two against each other); whatever looks unusual is left to the metaschema,
which also has the words for what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from chartkit.errors import FunctionError
from chartkit.gostd.kinds import JSONNumber
from chartkit.patterns import late_pattern
from chartkit.records import dataclass

from .json_types import TYPE_ORDER

__all__ = ["WellFormed", "is_well_formed", "well_formed"]

#: Schemas nested deeper than this are left to the metaschema.
_DEEPEST = 90

#: Longest text of a number that is not left to the metaschema.
_LONGEST_NUMBER = 100


@dataclass(frozen=True, slots=True)
class WellFormed:
    """What is known of a well-formed schema."""

    #: The schema and all inside it that are tables.
    schemas: list[dict[str, object]]
    #: The texts of its references, each of the form ``#/definitions/a``.
    references: set[str]


def is_well_formed(schema: object, draft: int) -> bool:
    """Return whether the metaschema of ``draft`` is sure to accept ``schema``."""
    return well_formed(schema, draft) is not None


def well_formed(schema: object, draft: int, *, is_document: bool = True) -> WellFormed | None:
    """Return what ``schema`` is made of, or None where it takes the metaschema of ``draft`` to tell.

    Args:
        schema: A schema, or what claims to be.
        draft: Number of the draft of JSON Schema.
        is_document: Whether the schema may have a dialect and an address of its own.
    """
    if not isinstance(schema, dict):
        return None
    checks, holders = _checks(draft), _holders(draft)
    found = WellFormed([], set())
    level: list[dict[str, object]] = [schema]
    for _ in range(_DEEPEST):
        inner: list[object] = []
        for one in level:
            for keyword, value in one.items():
                check = checks.get(keyword)
                if check is not None:
                    if not check(value):
                        return None
                    if keyword == "$ref":
                        found.references.add(str(value))
                    continue
                hold = holders.get(keyword)
                if hold is not None:
                    held = hold(value)
                    if held is None:
                        return None
                    inner += held
                elif keyword.startswith("$") and not _is_usual(
                    keyword, value, draft, is_root=is_document and one is schema
                ):
                    return None
        found.schemas.extend(level)
        if not inner:
            return found
        level = [one for one in inner if isinstance(one, dict)]
        if len(level) < len(inner) and (draft == 4 or not all(one.__class__ in (dict, bool) for one in inner)):
            return None
    return None


_ADDRESS = late_pattern(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?#?")
_POINTER = late_pattern(r"#/[A-Za-z0-9_./-]*")


def _is_usual(keyword: str, value: object, draft: int, *, is_root: bool) -> bool:
    """Return whether a keyword with an address gives a document its dialect or address, or means nothing."""
    if keyword not in {"$schema", "$id"} or not isinstance(value, str):
        return False
    if is_root and _ADDRESS.fullmatch(value):
        return True
    # Before draft 2019-09 an identity that is a mere pointer is passed over.
    return keyword == "$id" and draft in {6, 7} and _POINTER.fullmatch(value) is not None


# What a keyword must have that holds no schemas.


def _is_text(value: object) -> bool:
    return value.__class__ is str


def _is_flag(value: object) -> bool:
    return value.__class__ is bool


def _is_number(value: object) -> bool:
    # An exponent can make a number too large to be compared.
    return isinstance(value, JSONNumber) and len(value) < _LONGEST_NUMBER and "e" not in value and "E" not in value


def _is_count(value: object) -> bool:
    return isinstance(value, JSONNumber) and len(value) < _LONGEST_NUMBER and value.isdecimal()


def _is_positive(value: object) -> bool:
    return isinstance(value, JSONNumber) and _is_number(value) and float(value) > 0


def _is_pattern(value: object) -> bool:
    if value.__class__ is not str:
        return False
    from chartkit.gostd import regexp

    try:
        regexp.check(str(value))
    except FunctionError:
        return False
    return True


def _is_name_set(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value)) and len(set(value)) == len(value)


def _is_name_set_with_members(value: object) -> bool:
    return bool(value) and _is_name_set(value)


def _is_type(value: object) -> bool:
    if isinstance(value, list):
        return _is_name_set_with_members(value) and all(name in TYPE_ORDER for name in value)
    return value.__class__ is str and value in TYPE_ORDER


def _is_enum(value: object) -> bool:
    """Return whether ``value`` lists different scalars; lists and tables take a comparison of their own."""
    if not isinstance(value, list) or not value:
        return False
    kinds = {item.__class__ for item in value}
    if not kinds <= _SCALARS:
        return False
    if JSONNumber in kinds and not all(map(_is_number, (item for item in value if item.__class__ is JSONNumber))):
        return False
    # Equal numbers have equal floats.
    return len({(item.__class__, float(item) if isinstance(item, JSONNumber) else item) for item in value}) == len(
        value
    )


_SCALARS = {str, bool, type(None), JSONNumber}

_LOCAL_REFERENCE = late_pattern(r"#(?:/(?:[A-Za-z0-9_.$-]|~[01])+)*")


def _is_local_reference(value: object) -> bool:
    return isinstance(value, str) and _LOCAL_REFERENCE.fullmatch(value) is not None


def _is_list(value: object) -> bool:
    return value.__class__ is list


def _leave(_value: object) -> bool:
    """Leave a keyword to the metaschema."""
    return False


@cache
def _checks(draft: int) -> dict[str, Callable[[object], bool]]:
    """Return what ``draft`` asks of keywords that hold no schemas."""
    texts = ("title", "description", "format", "$comment", "contentEncoding", "contentMediaType")
    counts = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
    checks: dict[str, Callable[[object], bool]] = {
        "type": _is_type,
        "enum": _is_enum,
        "required": _is_name_set if draft > 4 else _is_name_set_with_members,
        "pattern": _is_pattern,
        "multipleOf": _is_positive,
        "$ref": _is_local_reference,
        "examples": _is_list,
        "dependentRequired": _is_table_of_name_sets,
        "contentSchema": _leave,
        **dict.fromkeys(texts, _is_text),
        **dict.fromkeys(("maximum", "minimum"), _is_number),
        **dict.fromkeys(("uniqueItems", "readOnly", "writeOnly", "deprecated"), _is_flag),
        **dict.fromkeys((*counts, "minContains", "maxContains"), _is_count),
    }
    if draft > 4:
        checks |= dict.fromkeys(("exclusiveMaximum", "exclusiveMinimum"), _is_number)
    else:
        checks |= dict.fromkeys(("exclusiveMaximum", "exclusiveMinimum", "id"), _leave)
    return checks


def _is_table_of_name_sets(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_name_set, value.values()))


# What a keyword must have that holds schemas: these return what it holds, or None where that is unusual.


def _one(value: object) -> list[object]:
    return [value]


def _one_or_flag(value: object) -> list[object]:
    return [] if value.__class__ is bool else [value]


def _several(value: object) -> list[object] | None:
    return value if isinstance(value, list) and value else None


def _one_or_several(value: object) -> list[object] | None:
    return _several(value) if isinstance(value, list) else [value]


def _named(value: object) -> list[object] | None:
    return [*value.values()] if isinstance(value, dict) else None


def _by_pattern(value: object) -> list[object] | None:
    return _named(value) if isinstance(value, dict) and all(map(_is_pattern, value)) else None


def _dependencies(value: object) -> list[object] | None:
    """Return the schemas among dependencies; the others list names."""
    if not isinstance(value, dict):
        return None
    lists = [one for one in value.values() if isinstance(one, list)]
    if not all(map(_is_name_set_with_members, lists)):
        return None
    return [one for one in value.values() if not isinstance(one, list)]


@cache
def _holders(draft: int) -> dict[str, Callable[[object], list[object] | None]]:
    """Return what ``draft`` asks of keywords that hold schemas."""
    ones = ("not", "if", "then", "else", "contains", "propertyNames", "unevaluatedItems", "unevaluatedProperties")
    return {
        **dict.fromkeys(ones, _one),
        "items": _one_or_several if draft < 2020 else _one,
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), _several),
        **dict.fromkeys(("properties", "definitions", "$defs", "dependentSchemas"), _named),
        "patternProperties": _by_pattern,
        "dependencies": _dependencies,
        **dict.fromkeys(("additionalProperties", "additionalItems"), _one_or_flag),
    }
