"""The fast check of schemas against the metaschemas that it stands for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chartkit.errors import ValuesSchemaError
from chartkit.gostd import encoding_json
from chartkit.values.json_schema import evaluate
from chartkit.values.json_schema.compiler import compile_schema, metaschema_of
from chartkit.values.json_schema.drafts import DRAFTS
from chartkit.values.json_schema.resources import Dialect
from chartkit.values.json_schema.well_formed import is_well_formed

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 3),
    st.sampled_from([0.5, "string", "number", "x", "(", "#/definitions/a"]),
)
KEYWORDS = st.sampled_from(
    [
        *("type", "enum", "required", "pattern", "multipleOf", "$ref", "title", "maximum", "minLength", "uniqueItems"),
        *("not", "if", "items", "contains", "allOf", "anyOf", "prefixItems", "properties", "patternProperties"),
        *("definitions", "additionalProperties", "additionalItems", "exclusiveMaximum", "dependencies", "$id", "id"),
        *("format", "default", "const", "examples", "$defs", "propertyNames", "readOnly", "x-own"),
    ]
)
SCHEMAS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(KEYWORDS, inner, max_size=3),
        st.dictionaries(st.sampled_from(["a", "(", "x"]), inner, max_size=2),
    ),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(KEYWORDS, SCHEMAS, max_size=4), st.sampled_from(DRAFTS))
def test_what_the_fast_check_accepts_the_metaschema_accepts(schema: dict[str, object], draft: object) -> None:
    content = encoding_json.unmarshal(json.dumps(schema), numbers="json")
    if is_well_formed(content, draft.version):
        assert evaluate(metaschema_of(Dialect(draft)), content) == []


def test_a_usual_schema_passes_the_fast_check() -> None:
    schema = """{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "required": ["a"],
      "properties": {"a": {"type": ["string", "null"], "pattern": "^x", "minLength": 1, "title": "A"},
                     "b": {"items": {"$ref": "#/definitions/c"}, "maximum": 3.5}},
      "definitions": {"c": {"enum": ["x"], "additionalProperties": false}}}"""
    assert is_well_formed(encoding_json.unmarshal(schema, numbers="json"), 7)


def test_a_deeply_nested_schema_is_refused_and_not_crashed_on() -> None:
    text = '{"not":' * 2000 + "{}" + "}" * 2000
    with pytest.raises(ValuesSchemaError, match="nested deeper"):
        compile_schema(encoding_json.unmarshal(text, numbers="json"))
