"""What is left of templates whose modes are decided."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from chartkit.convert.folder_to_chart.modes import apply_decisions, decided_modes
from chartkit.convert.folder_to_chart.templates_of import parse_folder

CASES = yaml.safe_load((Path(__file__).parent / "cases/decided_modes.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_production_leaves(case: dict[str, str]) -> None:
    text = case["template"]
    templates = parse_folder({"t.yaml": text})
    assert apply_decisions(text, templates.trees, decided_modes(["production"])) == case["want"]
