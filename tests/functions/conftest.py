"""Templates with Helm's functions, and tables of what Helm makes of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from chartkit.engine.files import Files
from chartkit.engine.values import Values
from chartkit.functions import Environment, helm_functions
from chartkit.gotemplate import TemplateSet
from chartkit.helm_versions import HELM_4_3, HelmBehaviour, behaviour_of

_CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    """A row of a table: a template, and its text or its function's error, as the program ``origin`` printed it."""

    name: str
    template: str
    origin: str
    want: str = ""
    error: str = ""

    @property
    def behaviour(self) -> HelmBehaviour:
        """The line of Helm that ``origin`` names: ``helm`` is the newer one."""
        return behaviour_of(self.origin.removeprefix("helm").strip() or "4.3")


def rows() -> list[Any]:
    """Return all rows of all tables, as parameters of a test."""
    return [
        pytest.param(Case(**row), id=f"{path.stem}: {row['name']}")
        for path in sorted(_CASES.glob("*.yaml"))
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for a ``case`` every row."""
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", rows())


def render(
    template: str,
    dot: object = None,
    environment: Environment | None = None,
    behaviour: HelmBehaviour = HELM_4_3,
) -> str:
    """Return what ``template`` makes of ``dot``, or of an empty chart's values and files."""
    functions = helm_functions(environment or replace(Environment.seeded(0), timezone="UTC"), behaviour)
    templates = TemplateSet(functions, missingkey="zero")
    parsed = templates.parse("t", template)
    text = templates.execute(parsed, Values(Values=Values(), Files=Files()) if dot is None else dot)
    return text.replace("<no value>", "")
