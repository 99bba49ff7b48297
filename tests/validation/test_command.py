"""``chartkit validate`` and ``chartkit rule`` as a user calls them."""

# ruff: noqa: E501 - a row of a table is a line

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chartkit.cli.application import application
from chartkit.validation.rules import RULES

Run = Callable[..., Result]
GOOD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
BAD = GOOD + "dta: {}\n"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "bad.yaml").write_text(BAD)

    def invoke(*arguments: str, given: str | None = None) -> Result:
        return CliRunner().invoke(application, arguments, input=given, prog_name="chartkit")

    return invoke


@pytest.mark.parametrize(
    ("arguments", "status", "summary"),
    [
        (["good.yaml"], 0, "1 resource: 1 valid"),
        (["bad.yaml"], 1, "1 resource: 1 invalid"),
        (["."], 1, "2 resources: 1 valid, 1 invalid"),
        (["bad.yaml", "--no-strict"], 0, "1 resource: 1 valid"),
        (["bad.yaml", "--ignore", "CK103"], 0, "1 resource: 1 valid"),
        (["bad.yaml", "--skip", "Secret,ConfigMap"], 0, "1 resource: 1 skipped"),
        (["bad.yaml", "--kube-version", "1.25..1.37"], 1, "1 resource: 1 invalid"),
    ],
)
def test_exit_status_and_summary(run: Run, arguments: list[str], status: int, summary: str) -> None:
    result = run("validate", *arguments)
    assert (result.exit_code, result.stderr.strip()) == (status, summary)


@pytest.mark.parametrize(
    "arguments",
    [
        ["none.yaml"],
        ["good.yaml", "--kube-version", "1.1"],
        ["good.yaml", "--select", "X"],
        ["good.yaml", "-o", "xml"],
        [],
    ],
)
def test_wrong_usage_is_status_2(run: Run, arguments: list[str]) -> None:
    assert run("validate", *arguments).exit_code == 2


def test_standard_input(run: Run) -> None:
    result = run("validate", "-", "-o", "concise", given=BAD)
    assert result.stdout == '<stdin>:4:1: error CK103 unknown field "dta" (did you mean "data"?)\n'


def test_settings_beside_the_files_count(run: Run, tmp_path: Path) -> None:
    (tmp_path / "chartkit.toml").write_text('[validate]\nignore = ["CK103"]\n')
    assert run("validate", "bad.yaml").exit_code == 0
    assert run("validate", "bad.yaml", "--ignore", "CK104").exit_code == 1
    (tmp_path / "other.toml").write_text("")
    assert run("validate", "bad.yaml", "--config", "other.toml").exit_code == 1


def test_json_goes_to_standard_output_alone(run: Run) -> None:
    result = run("validate", "bad.yaml", "-o", "json")
    assert json.loads(result.stdout)["resources"][0]["errors"][0]["path"] == "/dta"


def test_a_rule_is_explained(run: Run) -> None:
    for name in ("CK201", "ck201", "object-name"):
        result = run("rule", name)
        assert result.exit_code == 0
        assert result.stdout.startswith("# CK201 object-name\n")


def test_all_rules_are_listed(run: Run) -> None:
    lines = run("rule").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(RULES)


def test_an_unknown_rule_is_answered_with_the_nearest(run: Run) -> None:
    result = run("rule", "object-nam")
    assert result.exit_code == 2
    assert "object-name" in result.stderr


def test_the_program_reads_a_file_fast_enough_to_be_a_hook(tmp_path: Path) -> None:
    """Nothing heavy is imported for one small valid file."""
    (tmp_path / "good.yaml").write_text(GOOD)
    code = (
        "import sys\nfrom chartkit.cli.application import application\n"
        "try: application(['validate', 'good.yaml'], prog_name='chartkit')\nexcept SystemExit: pass\n"
        "print(sorted(name for name in ('jsonschema', 'jinja2', 'cryptography', 're2', 'bcrypt', 'chartkit.gotemplate', "
        "'chartkit.validation.structural', 'chartkit.validation.explain') if name in sys.modules))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().endswith("[]")
