"""values.schema.json: Helm's verdicts and Helm's words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

import chartkit.values.gojsonschema.evaluator as evaluator_3_17
import chartkit.values.json_schema.evaluator as evaluator_4_3
from chartkit.helm_versions import HELM_3_17, HELM_4_3, HelmBehaviour
from chartkit.values.values_schema import schema_failures

TABLES = {"values_schema": HELM_4_3, "values_schema_3_17": HELM_3_17}
CASES = [
    pytest.param(case, behaviour, id=f"{behaviour.line}: {case['name']}")
    for table, behaviour in TABLES.items()
    for case in yaml.safe_load(Path(__file__).with_name("cases").joinpath(f"{table}.yaml").read_text("utf-8"))
]


def _as_values(value: object) -> object:
    """Values files give Go floats only."""
    if isinstance(value, dict):
        return {key: _as_values(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_values(item) for item in value]
    return float(value) if value.__class__ is int else value


@pytest.mark.parametrize(("case", "behaviour"), CASES)
def test_values_are_judged_as_helm_judges_them(case: dict[str, object], behaviour: HelmBehaviour) -> None:
    schema = str(case["schema"]).encode()
    assert schema_failures(schema, _as_values(case["values"]), behaviour) == case["want"]


@pytest.mark.parametrize("behaviour", TABLES.values())
def test_references_in_a_long_chain_are_refused_and_not_crashed_on(behaviour: HelmBehaviour) -> None:
    chain = {f"d{step}": {"$ref": f"#/definitions/d{step + 1}"} for step in range(1000)}
    schema = json.dumps({"definitions": {**chain, "d1000": {}}, "$ref": "#/definitions/d0"})
    assert "nested deeper" in schema_failures(schema.encode(), {}, behaviour)


def test_deep_values_are_judged_or_refused_and_not_crashed_on() -> None:
    schema = {"additionalProperties": {"$ref": "#/$defs/a"}, "$defs": {"a": {"allOf": [{"anyOf": [{"$ref": "#"}]}]}}}
    value: object = 1.0
    for _ in range(150):
        value = {"a": value}
    assert "nested deeper" in schema_failures(json.dumps(schema).encode(), value, HELM_4_3)


def test_references_in_a_ring_are_refused_and_not_crashed_on() -> None:
    assert "nested deeper" in schema_failures(b'{"$ref": "#"}', {}, HELM_3_17)


@pytest.mark.parametrize("behaviour", TABLES.values())
def test_alternatives_that_multiply_come_to_an_end(behaviour: HelmBehaviour, monkeypatch: pytest.MonkeyPatch) -> None:
    for evaluator in (evaluator_3_17, evaluator_4_3):
        monkeypatch.setattr(evaluator, "_MOST", 10_000)
    doubled = ", ".join(
        f'"d{level}": {{"allOf": [{{"$ref": "#/definitions/d{level + 1}"}}, {{"$ref": "#/definitions/d{level + 1}"}}]}}'
        for level in range(40)
    )
    schema = f'{{"definitions": {{{doubled}, "d40": {{"minProperties": 1}}}}, "$ref": "#/definitions/d0"}}'
    assert "checks" in schema_failures(schema.encode(), {}, behaviour)


def test_a_deeply_nested_schema_is_refused_and_not_crashed_on() -> None:
    schema = '{"not":' * 2000 + "{}" + "}" * 2000
    assert "nested deeper" in schema_failures(schema.encode(), {}, HELM_3_17)
