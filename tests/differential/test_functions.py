"""Template functions say what the real Helm says."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from chartkit.errors import ChartkitError
from tests.conformance.adapter import render
from tests.differential.harness import Harness, Outcome
from tests.differential.random_expressions import VALUES, random_expression
from tests.differential.random_templates import FAMILIES, random_template

_TABLES = sorted((Path(__file__).parents[1] / "functions" / "cases").glob("*.yaml"))
_TABLES_OF_HELM_3 = [table for table in _TABLES if table.stem == "helm_3"]


def ours(template: str) -> Outcome:
    """Return what chartkit makes of ``template``; unreadable bytes differ by how they were collected, so not here."""
    try:
        return Outcome(ok=True, text=render(template, VALUES, {}))
    except ChartkitError as error:
        return Outcome(ok=False, text=error.message)


@pytest.mark.parametrize("seed", range(3))
def test_random_calls_end_as_in_helm(helm: Path, seed: int) -> None:
    templates = [random_expression(number) for number in range(seed * 60, seed * 60 + 60)]
    found = [ours(template) for template in templates]
    failing = {number for number, outcome in enumerate(found) if not outcome.ok}
    wanted = Harness(helm, VALUES).evaluate(templates, failing)
    rows = zip(templates, wanted, found, strict=True)
    assert [row for row in rows if row[1] != row[2]] == []


@pytest.mark.parametrize("family", FAMILIES)
def test_random_templates_end_as_in_helm(helm: Path, family: str) -> None:
    templates = [random_template(number, family) for number in range(20)]
    found = [ours(template) for template in templates]
    failing = {number for number, outcome in enumerate(found) if family == "actions" or not outcome.ok}
    wanted = Harness(helm, VALUES).evaluate(templates, failing)
    assert [row for row in zip(templates, wanted, found, strict=True) if row[1] != row[2]] == []


@pytest.mark.parametrize(
    "table", [table for table in _TABLES if table not in _TABLES_OF_HELM_3], ids=lambda path: path.stem
)
def test_the_tables_hold_what_helm_says(helm: Path, table: Path) -> None:
    compare(helm, table)


@pytest.mark.parametrize("table", _TABLES_OF_HELM_3, ids=lambda path: path.stem)
def test_the_tables_hold_what_helm_3_says(helm3: Path, table: Path) -> None:
    compare(helm3, table)


def compare(helm: Path, table: Path) -> None:
    """Ask ``helm`` for each row of a table."""
    rows = yaml.safe_load(table.read_text(encoding="utf-8"))
    failing = {number for number, row in enumerate(rows) if "error" in row}
    batch = 1 if "define" in table.read_text(encoding="utf-8") else 200  # or definitions of one name would meet
    outcomes = Harness(helm, batch=batch).evaluate([row["template"] for row in rows], failing)
    for row, outcome in zip(rows, outcomes, strict=True):
        if "want" in row:
            assert outcome == Outcome(ok=True, text=row["want"]), row["name"]
        else:
            assert outcome.text.endswith(row["error"]), row["name"]
