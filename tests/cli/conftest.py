"""Running the command line inside the test's process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chartkit.cli.application import application

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run ``chartkit`` with arguments, in the repository's folder unless the test has gone elsewhere."""
    monkeypatch.chdir(ROOT)

    def invoke(*arguments: str, given: str | bytes | None = None) -> Result:
        return CliRunner().invoke(application, arguments, input=given, prog_name="chartkit")

    return invoke
