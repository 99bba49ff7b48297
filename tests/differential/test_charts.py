"""Charts through the real helm: the tables of tests/chart are true, and random charts are seen alike.

``CHARTKIT_RANDOM_CHARTS`` says how many random charts are compared, and from which seed on: ``1000`` or ``1000@5000``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from chartkit.helm_versions import HELM_3_17, HELM_4_3, HelmBehaviour
from tests.chart.rows import rows, told
from tests.chart.seen import Seen, by_chartkit, by_helm, write_files
from tests.differential.random_charts import random_case

ROWS = [pytest.param(row, id=name) for name, row in rows()]

#: How often helm is asked again where the order of a Go map may have decided.
_ATTEMPTS = 6

_count, _, _first = os.environ.get("CHARTKIT_RANDOM_CHARTS", "40").partition("@")
SEEDS = range(int(_first or 0), int(_first or 0) + int(_count))


@pytest.mark.parametrize("row", ROWS)
def test_the_tables_tell_what_helm_4_does(row: dict[str, Any], helm: Path, tmp_path: Path) -> None:
    write_files(row["files"], tmp_path)
    found, wanted = told(by_helm(helm, tmp_path, row.get("arguments", [])), row, "4.3")
    assert found == wanted


@pytest.mark.parametrize("row", ROWS)
def test_the_tables_tell_what_helm_3_does(row: dict[str, Any], helm3: Path, tmp_path: Path) -> None:
    write_files(row["files"], tmp_path)
    found, wanted = told(by_helm(helm3, tmp_path, row.get("arguments", [])), row, "3.17")
    assert found == wanted


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_chart_is_seen_as_by_helm_4(seed: int, helm: Path, tmp_path: Path) -> None:
    compare_random(seed, helm, tmp_path, HELM_4_3)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_chart_is_seen_as_by_helm_3(seed: int, helm3: Path, tmp_path: Path) -> None:
    compare_random(seed, helm3, tmp_path, HELM_3_17)


def compare_random(seed: int, program: Path, folder: Path, behaviour: HelmBehaviour) -> None:
    case = random_case(seed)
    write_files(case.files, folder)
    ours = by_chartkit(folder, case.arguments, behaviour)
    if "nested too deeply" in ours.error:
        pytest.skip("Helm overflows its stack: a chart imports values into themselves")
    theirs = Seen()
    for _ in range(_ATTEMPTS):
        theirs = by_helm(program, folder, case.arguments)
        if _essence(ours) == _essence(theirs):
            return
    assert _essence(ours) == _essence(theirs)


def _essence(seen: Seen) -> tuple[dict[str, str], str]:
    return seen.values, seen.error
