"""The verdict on values against the evaluator that it stands for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chartkit.errors import ValuesSchemaError
from chartkit.gostd import encoding_json
from chartkit.gostd.kinds import Int64
from chartkit.values.json_schema import compile_schema, compiler, evaluate, read
from chartkit.values.json_schema.drafts import DRAFTS

NAMES = ("a", "b", "ab")
TYPES = ("null", "boolean", "number", "integer", "string", "array", "object")
SCALARS = st.sampled_from([None, True, False, 0, 1, 2, -1, 1.5, 0.1, 2**60, "", "a", "ab", "x", "1.2.3.4"])


def _tables(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.dictionaries(st.sampled_from(NAMES), inner, min_size=1, max_size=2)


def _keywords(inner: st.SearchStrategy[object]) -> dict[str, st.SearchStrategy[object]]:
    """Return what usually stands under each keyword; ``inner`` makes schemas."""
    lists = st.lists(inner, min_size=1, max_size=2)
    names = st.lists(st.sampled_from(NAMES), max_size=2)
    count = st.integers(0, 3)
    bound = st.sampled_from([0, 1, 2, -1, 1.5, 1e3])
    return {
        "type": st.one_of(st.sampled_from(TYPES), st.lists(st.sampled_from(TYPES), min_size=1, max_size=2)),
        "enum": st.lists(SCALARS, max_size=3),
        "const": st.one_of(SCALARS, st.just([]), st.just({"a": 1})),
        "required": names,
        "pattern": st.sampled_from(["^a", "b$", "^[a-z]{1,2}$", "("]),
        "format": st.sampled_from(["ipv4", "date", "int32"]),
        "multipleOf": st.sampled_from([1, 2, 0.1, 0]),
        "$ref": st.sampled_from(["#", "#/definitions/a", "#/properties/b", "#/own/a", "#/definitions", "a.json"]),
        "uniqueItems": st.booleans(),
        "items": st.one_of(inner, lists),
        "dependencies": _tables(st.one_of(names, inner)),
        "dependentRequired": _tables(names),
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "b", "."]), inner, max_size=1),
        **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), count),
        **dict.fromkeys(("minContains", "maxContains"), count),
        **dict.fromkeys(("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum"), bound),
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), lists),
        **dict.fromkeys(("not", "if", "then", "else", "contains", "propertyNames", "unevaluatedProperties"), inner),
        **dict.fromkeys(("properties", "definitions", "dependentSchemas", "own"), _tables(inner)),
        **dict.fromkeys(("additionalProperties", "additionalItems"), st.one_of(st.booleans(), inner)),
    }


@st.composite
def _objects(draw: st.DrawFn, inner: st.SearchStrategy[object]) -> object:
    usual = _keywords(inner)
    chosen = draw(st.lists(st.sampled_from(sorted(usual)), max_size=4))
    return {keyword: draw(usual[keyword]) for keyword in chosen}


SCHEMAS = st.recursive(st.one_of(st.booleans(), _objects(st.booleans())), _objects, max_leaves=6)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)),
    max_leaves=6,
)


def _as_values(value: object) -> object:
    """Values files give Go floats only."""
    if isinstance(value, dict):
        return {key: _as_values(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_values(item) for item in value]
    return float(value) if value.__class__ is int else value


def _is_accepted(schema: dict[str, object], value: object) -> bool:
    verdict = read(json.dumps(schema))
    return verdict is not None and verdict.accepts(value)


def _is_met(schema: dict[str, object], value: object) -> bool:
    """Return what the metaschema, the compiler and the evaluator have to say."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiler, "is_well_formed", lambda _content, _draft: False)
        try:
            compiled = compile_schema(encoding_json.unmarshal(json.dumps(schema), numbers="json"))
        except ValuesSchemaError:
            return False
    return evaluate(compiled, value) == []


@settings(max_examples=100, deadline=None)
@given(_objects(SCHEMAS), VALUES, st.sampled_from(DRAFTS))
def test_what_the_verdict_accepts_the_evaluator_accepts(
    schema: dict[str, object], value: object, draft: object
) -> None:
    schema["$schema"] = draft.url
    value = _as_values(value)
    if _is_accepted(schema, value):
        assert _is_met(schema, value)


DRAFT_4, DRAFT_6, DRAFT_7, DRAFT_2019, DRAFT_2020 = (draft.url for draft in DRAFTS)

#: A schema, values that meet it, and values that do not; the verdict answers without the evaluator.
USUAL = [
    ({"type": "object", "required": ["a"]}, {"a": None}, {}),
    ({"properties": {"a": {"type": ["integer", "null"]}}}, {"a": 1e22}, {"a": 1.5}),
    ({"properties": {"a": {"enum": ["x", None, True, 1]}}}, {"a": 1.0}, {"a": False}),
    ({"properties": {"a": {"const": "1"}}}, {"a": "1"}, {"a": 1.0}),
    ({"properties": {"a": {"multipleOf": 0.1}}}, {"a": 0.3}, {"a": 0.25}),
    ({"properties": {"a": {"minimum": 1, "exclusiveMaximum": 65536}}}, {"a": 65535.5}, {"a": 65536.0}),
    ({"properties": {"a": {"maximum": 1}}}, {"a": Int64(1)}, {"a": Int64(2)}),
    ({"properties": {"a": {"pattern": "^x", "minLength": 2, "maxLength": 2}}}, {"a": "xé"}, {"a": "yé"}),
    ({"properties": {"a": {}}, "additionalProperties": False}, {"a": {}}, {"b": {}}),
    ({"patternProperties": {"^a": {"type": "null"}}, "additionalProperties": {"type": "string"}}, {"b": ""}, {"a": ""}),
    ({"propertyNames": {"maxLength": 1}, "maxProperties": 1}, {"a": 1.0}, {"ab": 1.0}),
    ({"dependencies": {"a": ["b"], "c": {"required": ["d"]}}}, {"a": 1.0, "b": 1.0}, {"c": 1.0}),
    ({"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": {"minProperties": 2}}}, {"b": 1.0}, {"c": 1.0}),
    ({"properties": {"a": {"prefixItems": [{"type": "string"}], "items": False}}}, {"a": ["x"]}, {"a": ["x", "y"]}),
    ({"properties": {"a": {"contains": {"type": "null"}, "maxContains": 1}}}, {"a": [None]}, {"a": [None, None]}),
    ({"properties": {"a": {"uniqueItems": True, "maxItems": 2}}}, {"a": ["x", "y"]}, {"a": ["x", "x"]}),
    ({"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": False}, {"a": 1.0, "b": 1.0}, {"b": 1.0}),
    ({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"a": 1.0}, {"a": 1.0, "b": 1.0}),
    ({"anyOf": [False, {"allOf": [True, {"not": {"required": ["a"]}}]}]}, {}, {"a": 1.0}),
    ({"$ref": "#/$defs/a~1b", "$defs": {"a/b": {"required": ["a"]}}}, {"a": 1.0}, {}),
    ({"$ref": "#/own/group/0", "own": {"group": [{"required": ["a"]}]}}, {"a": 1.0}, {}),
    ({"$schema": DRAFT_4, "properties": {"a": {"const": 1, "format": "ipv4"}}}, {"a": "1.2.3.4"}, {"a": "1.2.3"}),
    ({"$schema": DRAFT_6, "properties": {"a": {"contains": {"const": 1}}}}, {"a": [1.0]}, {"a": [2.0]}),
    ({"$schema": DRAFT_7, "$ref": "#/definitions/a", "definitions": {"a": {}}, "type": "array"}, {}, None),
    ({"$schema": DRAFT_7, "$id": "https://example.com/a.json", "items": [True], "additionalItems": False}, [], [1, 2]),
    ({"$schema": DRAFT_7, "properties": {"a": {"$id": "#/properties/a", "type": "null"}}}, {"a": None}, {"a": ""}),
    ({"$schema": DRAFT_2019, "properties": {"a": {"format": "ipv4"}}, "minProperties": 1}, {"a": "x"}, {}),
]


@pytest.mark.parametrize(("schema", "good", "bad"), USUAL)
def test_a_usual_schema_is_judged_without_the_evaluator(schema: dict[str, object], good: object, bad: object) -> None:
    assert _is_accepted(schema, good)
    assert _is_met(schema, good)
    if bad is not None:
        assert not _is_accepted(schema, bad)
        assert not _is_met(schema, bad)


#: Schemas and values that are left to the evaluator, though some of them go together.
UNUSUAL = [
    (True, {}),
    ({"$schema": 5}, {}),
    ({"$schema": "http://example.com/own"}, {}),
    ({"$schema": "json-schema.org/draft-07/schema"}, {}),
    ({"$id": "#a"}, {}),
    ({"$anchor": "a"}, {}),
    ({"properties": {"a": {"$schema": DRAFT_4}}}, {}),
    ({"$ref": "other.json"}, {}),
    ({"$ref": "#/$defs/b", "$defs": {"a": {}}}, {}),
    ({"$ref": "#/$defs/a", "$defs": {"a": True}}, {}),
    ({"$ref": "#/own", "own": {"type": "wrong"}}, {}),
    ({"$ref": "#/a" + "/a" * 20}, {}),
    ({"$ref": "#"}, {}),
    ({"required": "a"}, {}),
    ({"$schema": DRAFT_4, "required": []}, {}),
    ({"$schema": DRAFT_4, "properties": {"a": True}}, {}),
    ({"$schema": DRAFT_4, "minimum": 1, "exclusiveMinimum": True}, {}),
    ({"properties": {"a": None}}, {}),
    ({"items": [{}]}, {}),
    ({"type": []}, {}),
    ({"enum": []}, {}),
    ({"enum": [1, 1.0]}, {}),
    ({"enum": [[]]}, {}),
    ({"pattern": "("}, {}),
    ({"patternProperties": {"(": {}}}, {}),
    ({"patternProperties": []}, {}),
    ({"dependencies": {"a": []}}, {}),
    ({"dependencies": []}, {}),
    ({"minLength": -1}, {}),
    ({"multipleOf": 0}, {}),
    ({"contentSchema": {}}, {}),
    ({"unevaluatedProperties": False}, {"a": 1.0}),
    ({"const": {}}, {}),
    ({"properties": {"a": {"uniqueItems": True}}}, {"a": [1.0, 2.0]}),
    ({}, {"a": (1,)}),
]


@pytest.mark.parametrize(("schema", "value"), UNUSUAL)
def test_what_is_unusual_is_left_to_the_evaluator(schema: dict[str, object], value: object) -> None:
    schema = {"additionalProperties": {}, **schema} if isinstance(schema, dict) else schema
    assert not _is_accepted(schema, value)


@pytest.mark.parametrize("text", ["", "{", "{}{}", "[]"])
def test_a_text_that_is_no_usual_schema_is_left_to_the_compiler(text: str) -> None:
    assert read(text) is None


def test_deep_values_and_schemas_are_left_to_the_evaluator() -> None:
    value: object = {}
    for _ in range(200):
        value = {"a": value}
    assert not _is_accepted({"additionalProperties": {"$ref": "#"}}, value)
    assert read('{"not":' * 200 + "{}" + "}" * 200) is None


def test_alternatives_that_multiply_come_to_an_end() -> None:
    doubled = {f"d{level}": {"allOf": [{"$ref": f"#/definitions/d{level + 1}"}] * 2} for level in range(40)}
    assert _is_accepted({"definitions": {**doubled, "d40": {}}, "$ref": "#/definitions/d0"}, {})
