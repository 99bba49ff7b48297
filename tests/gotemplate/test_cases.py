"""Rows with Go's answers (``generate.py`` makes them) through this engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

Row = dict[str, Any]
TABLES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


def rows() -> Iterator[Any]:
    for table in TABLES:
        content = yaml.safe_load(table.read_text(encoding="utf-8"))
        for number, row in enumerate(content["rows"]):
            shared = {"data": content.get("data"), "defs": content.get("defs")}
            yield pytest.param({**shared, **row}, id=f"{table.stem}-{number}")


@pytest.mark.parametrize("row", list(rows()))
def test_a_template_gives_what_go_gives(row: Row, engine: Callable[[Row], dict[str, str]]) -> None:
    want = {key: row[key] for key in ("output", "error") if key in row}
    assert engine(row) == want


@pytest.mark.parametrize("row", list(rows()))
def test_so_does_one_whose_branches_are_functions(
    row: Row, engine: Callable[[Row], dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By themselves only long branches become functions, and the rows' are short."""
    monkeypatch.setattr("chartkit.gotemplate.scopes.LONG", 0)
    want = {key: row[key] for key in ("output", "error") if key in row}
    assert engine(row) == want
