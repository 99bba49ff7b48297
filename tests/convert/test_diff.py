"""What ``chartkit diff`` shows, and its exit status."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from chartkit.cli.diff import command
from chartkit.convert import ExportOptions, export_folder
from chartkit.errors import ConvertError, UsageError

TEMPLATE = """kind: A
metadata: {name: a}
size: {{ .Variables.size }}
---
kind: B
metadata: {name: {{ .Variables.name }}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "environments").mkdir()
    (tmp_path / "x.yaml").write_text(TEMPLATE, "utf-8")
    (tmp_path / "variables.yaml").write_text("size: 1\nname: b\n", "utf-8")
    (tmp_path / "environments" / "qa.yaml").write_text("size: 2\nname: c\n", "utf-8")
    (tmp_path / "environments" / "live.yaml").write_text("{}", "utf-8")
    return tmp_path


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(command, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_environments_are_compared(folder: Path) -> None:
    status, output = run(folder, "-e", "live", "-e", "qa")
    assert status == 1
    assert output.endswith("\n1 object only in A, 1 only in B, 1 differ, 0 the same\n")
    for line in ("B b (x.yaml): only in A", "B c (x.yaml): only in B", "A a (x.yaml): values differ", "size: 1 -> 2"):
        assert line in output


def test_what_is_the_same_has_status_0(folder: Path) -> None:
    status, output = run(folder, folder, "-e", "qa")
    assert (status, output.splitlines()[-1]) == (0, "2 objects: no difference")


def test_values_files_are_compared(folder: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one.txt", tmp_path / "other.txt"
    one.write_text("size: 3", "utf-8")
    other.write_text("size: 4", "utf-8")
    status, output = run(folder, "-f", one, "-f", other, "-o", "json")
    [case] = json.loads(output)["cases"]
    [change] = case["differences"][0]["changes"]
    assert (status, change) == (1, {"path": "size", "a": "3", "b": "4"})


def test_a_chart_is_compared_with_its_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chart = tmp_path / "c"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 0.1.0\n", "utf-8")
    template = chart / "templates" / "x.yaml"
    template.write_text("kind: A\nmetadata: {name: a}\nsize: 1\n", "utf-8")
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *words], cwd=tmp_path, check=True, capture_output=True)
    monkeypatch.chdir(tmp_path)
    assert run("git:HEAD:c", "c")[0] == 0
    template.write_text("kind: A\nmetadata: {name: a}\nsize: 2\n", "utf-8")
    status, output = run("git:HEAD:c", "c")
    assert status == 1
    assert "size: 1 -> 2" in output


def test_a_side_that_does_not_render_is_an_error(folder: Path) -> None:
    with pytest.raises(ConvertError, match="no environment 'life'") as raised:
        run(folder, "-e", "qa", "-e", "life")
    assert "live" in raised.value.hint


def test_a_chart_is_told_what_the_folder_says(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    chart = tmp_path_factory.mktemp("exported") / "chart"
    (folder / "x.yaml").write_text("kind: A\nmetadata: {name: a, namespace: {{ .Namespace }}}\n", "utf-8")
    (folder / "chartkit.toml").write_text('namespace = "ns"\n', "utf-8")
    export_folder(str(folder), chart, ExportOptions(verify=False))
    assert run(folder, chart)[0] == 0
    assert run(chart, folder)[0] == 0
    assert run(chart, chart, "-n", "other", "-o", "html")[0] == 0


@pytest.mark.parametrize("options", [(), ("-e", "a"), ("-e", "a", "-e", "b", "-e", "c")])
def test_there_have_to_be_two_sides(folder: Path, options: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        run(folder, *options)
