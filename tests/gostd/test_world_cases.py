"""regexp, time, path, url, netip and pem against tables of Go's answers, and against Go itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path

import pytest

from tests.gostd import world_cases, world_questions
from tests.gostd.go_world import Question, ask_go, our_answer
from tests.gostd.world_cases import Row


@pytest.fixture(scope="session")
def go_world(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[Question]], list[str]]:
    """Go's answers to questions; skips where ``CHARTKIT_GO`` names no go command."""
    if not os.environ.get("CHARTKIT_GO"):
        pytest.skip("CHARTKIT_GO names no go command to compare with")
    folder = tmp_path_factory.mktemp("go")
    return lambda questions: ask_go(folder, questions)


@pytest.mark.parametrize(
    "row", [row for path in world_cases.files() for row in world_cases.read(path)], ids=attrgetter("name")
)
def test_chartkit_answers_as_the_table_says(row: Row) -> None:
    assert our_answer(row.ask, *row.given) == row.want


@pytest.mark.parametrize("path", world_cases.files(), ids=attrgetter("stem"))
def test_the_table_says_what_go_answers(
    path: Path, go_world: Callable[[list[Question]], list[str]], pytestconfig: pytest.Config
) -> None:
    rows = world_cases.read(path)
    answers = go_world([(row.ask, *row.given) for row in rows])
    found = [Row(row.ask, row.given, answer) for row, answer in zip(rows, answers, strict=True)]
    if pytestconfig.getoption("--update-golden"):
        world_cases.write(path, found)
    assert found == world_cases.read(path)


@pytest.mark.parametrize("make", world_questions.MAKERS, ids=lambda make: make.__name__)
def test_chartkit_answers_random_questions_as_go_does(
    make: Callable[[world_questions.Random], Question], go_world: Callable[[list[Question]], list[str]]
) -> None:
    random = world_questions.Random(world_questions.SEED)
    questions = [make(random) for _ in range(1500)]
    found = {question: our_answer(*question) for question in questions}
    assert found == dict(zip(questions, go_world(questions), strict=True))
