"""fmt, strconv, unicode, encoding_json, html and js against tables of Go's answers."""

from __future__ import annotations

from operator import attrgetter
from pathlib import Path

import pytest

from tests.gostd import text_cases
from tests.gostd.go_text import GoText, our_answer, question
from tests.gostd.text_cases import Row


@pytest.mark.parametrize(
    "row", [row for path in text_cases.files() for row in text_cases.read(path)], ids=attrgetter("name")
)
def test_chartkit_answers_as_the_table_says(row: Row) -> None:
    assert our_answer(row.ask, *row.arguments()) == row.want


@pytest.mark.parametrize("path", text_cases.files(), ids=attrgetter("stem"))
def test_the_table_says_what_go_answers(
    path: Path, go_text: GoText, go_text_v1: GoText, pytestconfig: pytest.Config
) -> None:
    rows = text_cases.read(path)
    answers = (go_text_v1 if path.stem.startswith("text_v1") else go_text).ask_all(
        question(row.ask, *row.arguments()) for row in rows
    )
    found = [Row(row.ask, row.given, answer) for row, answer in zip(rows, answers, strict=True)]
    if pytestconfig.getoption("--update-golden"):
        text_cases.write(path, found)
    assert found == text_cases.read(path)
