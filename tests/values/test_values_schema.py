"""values.schema.json: Helm's verdicts and Helm's words."""

from __future__ import annotations

from operator import itemgetter
from pathlib import Path

import pytest
import yaml

from chartkit.helm_versions import HELM_4_3
from chartkit.values.values_schema import schema_failures

CASES = yaml.safe_load(Path(__file__).with_name("cases").joinpath("values_schema.yaml").read_text("utf-8"))


def _as_values(value: object) -> object:
    """Values files give Go floats only."""
    if isinstance(value, dict):
        return {key: _as_values(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_values(item) for item in value]
    return float(value) if value.__class__ is int else value


@pytest.mark.parametrize("case", CASES, ids=itemgetter("name"))
def test_values_are_judged_as_helm_judges_them(case: dict[str, object]) -> None:
    schema = str(case["schema"]).encode()
    assert schema_failures(schema, _as_values(case["values"]), HELM_4_3) == case["want"]
