"""``chartkit render`` as a user meets it: output, errors, exit status."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result

Run = Callable[..., Result]

ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "render_errors.yaml").read_text())
OBJECT = "kind: A\nmetadata: {name: a}\nx: {{ .Variables.x }}"


@pytest.fixture
def folder(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write(tmp_path / "f", {"a.yaml": OBJECT, "variables.yaml": "x: 1", "environments/qa.yaml": "x: 2"})


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_an_error_says_what_where_and_what_to_do(
    row: dict[str, Any], run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "f", row["files"])
    result = run("render", "f", "--output-dir", "out", *row.get("arguments", ()))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert not (tmp_path / "out").exists()
    if "stderr" in row:
        assert result.stderr.rstrip("\n") == row["stderr"].rstrip("\n")
    else:
        assert result.stderr.startswith(row["stderr_begins"])
        assert row["stderr_has"] in result.stderr


def test_documents_go_to_stdout_with_their_source(run: Run, folder: Path) -> None:
    result = run("render", "f")
    assert result.stdout == "---\n# Source: a.yaml\nkind: A\nmetadata: {name: a}\nx: 1\n"
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize(("arguments", "want"), [
    (["-e", "qa"], "x: 2"),
    (["-e", "qa", "-f", "more.yaml"], "x: 3"),
    (["-f", "more.yaml", "-f", "most.yaml"], "x: 4"),
    (["-f", "more.yaml", "-v", "x=5", "-v", "x=6"], "x: 6"),
    (["-v", "x:a=b"], "x: a=b"),
    (["--variable", "x=a:b"], "x: a:b"),
])  # fmt: skip
def test_each_option_counts_before_the_one_before_it(arguments: list[str], want: str, run: Run, folder: Path) -> None:
    Path("more.yaml").write_text("x: 3")
    Path("most.yaml").write_text("x: 4")
    assert run("render", "f", *arguments).stdout.splitlines()[-1] == want


def test_values_may_come_from_stdin(run: Run, folder: Path) -> None:
    assert run("render", "f", "-f", "-", given="x: 7").stdout.endswith("x: 7\n")


def test_the_namespace_is_an_option(run: Run, folder: Path) -> None:
    (folder / "a.yaml").write_text(
        "kind: A\nmetadata: {name: a, namespace: {{ .Namespace }}}\nx: {{ .Variables.namespace }}"
    )
    assert "namespace: web}\nx: web\n" in run("render", "f", "-n", "web").stdout


def test_pull_secrets_and_cronjobs_are_options(run: Run, folder: Path) -> None:
    (folder / "a.yaml").write_text("kind: A\nmetadata: {name: a}\nx: s{{ .ImagePullSecrets }} {{ .ManageCronjobs }}")
    assert run("render", "f", "-i", "a", "-i", "b", "--manage-cronjobs").stdout.endswith("x: s[a b] true\n")
    assert run("render", "f").stdout.endswith("x: s[] false\n")


def test_json_and_names_are_formats(run: Run, folder: Path) -> None:
    listing = json.loads(run("render", "f", "-o", "json").stdout)
    assert listing["items"] == [{"kind": "A", "metadata": {"name": "a"}, "x": 1}]
    assert run("render", "f", "-o", "name").stdout == "a/a\n"


def test_a_folder_of_files_is_a_target(run: Run, folder: Path) -> None:
    result = run("render", "f", "--output-dir", "out")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert Path("out/a--a.yaml").read_text() == "kind: A\nmetadata: {name: a}\nx: 1"


def test_the_path_is_here_unless_given(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert run("render").stdout.endswith("x: 1\n")


def test_an_archive_is_a_folder(run: Run, folder: Path) -> None:
    with tarfile.open("f.tar.gz", "w:gz") as archive:
        archive.add("f")
    assert run("render", "f.tar.gz").stdout == run("render", "f").stdout
    (folder / "a.yaml").write_text("{{ .Variables.y }}")
    with tarfile.open("f.tar.gz", "w:gz") as archive:
        archive.add("f")
    assert "--> f.tar.gz:a.yaml:1:4\n  |\n1 | {{ .Variables.y }}\n" in run("render", "f.tar.gz").stderr


def test_what_is_not_valid_is_not_printed_when_it_is_to_be_validated(run: Run, folder: Path) -> None:
    (folder / "a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndaat: {}\n")
    assert run("render", "f").exit_code == 0
    result = run("render", "f", "--validate", "--output-dir", "out")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "daat" in result.stderr
    assert not Path("out").exists()
    (folder / "a.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {}\n")
    result = run("render", "f", "--validate")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith("data: {}\n")


def test_warnings_go_to_stderr_and_the_result_to_stdout(run: Run, folder: Path) -> None:
    (folder / "a.yaml").write_text(OBJECT + "\ny: {{ .Variables.y }}")
    result = run("render", "f", "--undefined", "warn")
    assert result.exit_code == 0
    assert result.stdout.endswith("y: <no value>\n")
    assert result.stderr.startswith("warning: .Variables.y is not defined\n  --> f/a.yaml:4:7\n")


CHART = {
    "Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
    "values.yaml": "x: 1",
    "templates/a.yaml": "kind: A\nmetadata: {name: {{ .Release.Name }}}\nx: {{ .Values.x }} {{ .Release.Namespace }}",
}


def test_a_chart_is_rendered_as_well(run: Run, folder: Path) -> None:
    write(Path("c"), CHART)
    Path("more.yaml").write_text("x: 2")
    head = "---\n# Source: c/templates/a.yaml\nkind: A\n"
    assert run("render", "c").stdout == head + "metadata: {name: release-name}\nx: 1 default\n"
    assert run("render", "c", "-f", "more.yaml", "-n", "ns", "--name", "r").stdout == (
        head + "metadata: {name: r}\nx: 2 ns\n"
    )
    assert run("render", "c", "-f", "more.yaml", "-v", "x=3").stdout.endswith("x: 3 default\n")
    with tarfile.open("c.tgz", "w:gz") as archive:
        archive.add("c")
    assert run("render", "c.tgz").stdout == run("render", "c").stdout


@pytest.mark.parametrize(("arguments", "message"), [
    (["c", "-e", "qa"], "--env means nothing for a chart"),
    (["c", "-m", "a=b"], "--mode means nothing for a chart"),
    (["c", "-i", "a"], "--imagepullsecret means nothing for a chart"),
    (["c", "--no-pod-presets"], "--pod-presets means nothing for a chart"),
    (["f", "--name", "r"], "--name means nothing for a folder of manifests"),
])  # fmt: skip
def test_an_option_of_the_other_kind_is_wrong_usage(arguments: list[str], message: str, run: Run, folder: Path) -> None:
    write(Path("c"), CHART)
    result = run("render", *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"error: {message}\n\n")


@pytest.mark.parametrize(("arguments", "message"), [
    (["rendre"], "No such command 'rendre'. Did you mean 'render'?"),
    (["zzz"], "No such command 'zzz'."),
    (["render", "--nope"], "--nope"),
    (["render", "-o", "xml"], "'xml' is not one of 'yaml', 'json', 'name'"),
    (["render", "a", "b"], "Got unexpected extra argument (b)"),
    (["render", "-e"], "Option '-e' requires an argument"),
])  # fmt: skip
def test_wrong_usage_ends_with_status_2(arguments: list[str], message: str, run: Run) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_a_folder_that_is_not_there(run: Run, folder: Path) -> None:
    result = run("render", "ff")
    assert (result.exit_code, result.stderr) == (
        1,
        "error: open ff: no such file or directory\n  hint: Did you mean f?\n\n",
    )


def test_help_lists_the_commands_without_importing_them(run: Run) -> None:
    result = run("--help")
    assert result.exit_code == 0
    for name in ("render", "modes", "services"):
        assert f"\n  {name} " in result.stdout
