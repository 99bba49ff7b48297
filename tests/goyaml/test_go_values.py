"""Loading without JSON in between."""

from __future__ import annotations

import pytest

from chartkit.errors import YAMLError
from chartkit.gostd import fmt
from chartkit.gostd.kinds import AnyKeyMap
from chartkit.goyaml import load_go

# What gopkg.in/yaml.v1 makes of each, printed by Go's %#v.
_MAP = 'map[interface {}]interface {}{"x":1}'
_VALUES = [
    ("a: 1\nb: [1.5, no, x]", 'map[string]interface {}{"a":1, "b":[]interface {}{1.5, false, "x"}}'),
    ("yes: 1\n1: x\n~: z", 'map[string]interface {}{"":"z", "1":"x", "yes":1}'),
    ("a: {2: x, 3: z}", 'map[string]interface {}{"a":map[interface {}]interface {}{2:"x", 3:"z"}}'),
    ("a: 017\nb: 0x1F\nc: 1_000", 'map[string]interface {}{"a":15, "b":31, "c":1000}'),
    ("a: 18446744073709551615", 'map[string]interface {}{"a":1.8446744073709552e+19}'),
    ("a: 2001-01-01\nb: 12:30", 'map[string]interface {}{"a":"2001-01-01", "b":"12:30"}'),
    ("a: +Inf\nb: 0x1p4", 'map[string]interface {}{"a":+Inf, "b":16}'),
    ("a: !!binary aGk=\n!!binary aGk=: b", 'map[string]interface {}{"a":"hi", "hi":"b"}'),
    ("<<: {x: 1}\ny: 2", 'map[string]interface {}{"x":1, "y":2}'),
    ("a: &a {x: 1}\nb: *a\n*a : c", f'map[string]interface {{}}{{"a":{_MAP}, "b":{_MAP}}}'),
    ("[k]: v\na: 1", 'map[string]interface {}{"a":1}'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "syntax"), _VALUES, ids=lambda value: value[:30])
def test_a_text_loads_as_in_go(text: str, syntax: str) -> None:
    assert fmt.sprintf("%#v", load_go(text)) == syntax


def test_other_documents_than_mappings_are_returned_as_they_are() -> None:
    assert load_go("- 1\n- {a: 2}") == [1, AnyKeyMap({"a": 2})]
    assert load_go("x") == "x"
    assert load_go("") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "YAML error: did not find expected node content"),
        ("a: *x", "YAML error: unknown anchor 'x' referenced"),
        ("a: !!float 3", "YAML error: cannot decode !!int `3` as a !!float"),
        ("a: !!int x", "YAML error: cannot decode !!str `x` as a !!int"),
        ("[a]\n[b]", "YAML error: did not find expected <document start>"),
    ],
)
def test_what_is_no_yaml_is_an_error(text: str, message: str) -> None:
    with pytest.raises(YAMLError) as found:
        load_go(text)
    assert found.value.message.removeprefix("YAML error: line 1: ") in message
