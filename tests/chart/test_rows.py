"""Charts and values as tables: what templates see, what is refused and what is logged, as by Helm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chartkit.helm_versions import behaviour_of
from tests.chart.rows import LINES, rows, told
from tests.chart.seen import by_chartkit, write_files

ROWS = [pytest.param(row, line, id=f"{name} {line}") for name, row in rows() for line in LINES]


@pytest.mark.parametrize(("row", "line"), ROWS)
def test_a_chart_is_seen_as_by_helm(row: dict[str, Any], line: str, tmp_path: Path) -> None:
    write_files(row["files"], tmp_path)
    found, wanted = told(by_chartkit(tmp_path, row.get("arguments", []), behaviour_of(line)), row, line)
    assert found == wanted
