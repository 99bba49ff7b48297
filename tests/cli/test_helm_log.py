"""What Helm logs while it reads a chart: every command that reads one says it, as often as Helm does."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest

from chartkit.cli.commands import COMMANDS


def run(words: str) -> int:
    name, *rest = words.split()
    status: int = import_module(f".{COMMANDS[name][0]}", "chartkit.cli").command.run(rest)
    sys.stdout.flush()
    return status


@pytest.mark.parametrize(
    ("words", "times"),
    [
        ("template c", 1),
        ("lint c", 3),  # templates, dependencies and crds/ are looked at one after another
        ("lint --helm-version 3.17 c", 2),
        ("show all c", 1),
        ("show values --helm-version 3.17 c", 1),
        ("package c -d out", 1),
        ("dependency list c", 1),
        ("dependency update c", 1),
        ("dependency build c", 2),
    ],
)
def test_links_that_are_followed_are_logged(
    words: str, times: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    chart = tmp_path / "c"
    for folder in ("templates", "crds", "d"):
        (chart / folder).mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 0.1.0\n")
    (chart / "crds" / "a.yaml").write_text("apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n")
    (chart / "d" / "v.yaml").write_text("a: 1\n")
    (chart / "values.yaml").symlink_to("d/v.yaml")
    monkeypatch.chdir(tmp_path)
    assert run(words) == 0
    link, real = chart / "values.yaml", chart / "d" / "v.yaml"
    if "3.17" in words:
        line = f"walk.go:75: found symbolic link in path: {link} resolves to {real}. "
        line += "Contents of linked file included and used\n"
    else:
        told = "found symbolic link in path. Contents of linked file included and used"
        line = f'level=INFO msg="{told}" path={link} resolved={real}\n'
    assert capfd.readouterr().err == line * times


def test_helm_3_shows_one_separator_before_all_definitions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "c" / "crds").mkdir(parents=True)
    (tmp_path / "c" / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 0.1.0\n")
    for name in ("a", "b"):
        (tmp_path / "c" / "crds" / f"{name}.yaml").write_text(f"kind: {name}\n")
    monkeypatch.chdir(tmp_path)
    head = "apiVersion: v2\nname: c\nversion: 0.1.0\n\n"
    for words, want in (
        ("show all --helm-version 3.17 c", f"{head}---\nkind: a\n\nkind: b\n\n"),
        ("show crds --helm-version 3.17 c", "kind: a\n\nkind: b\n\n"),
        ("show all c", f"{head}---\nkind: a\n\n---\nkind: b\n\n"),
    ):
        assert run(words) == 0
        assert capfd.readouterr().out == want


@pytest.mark.parametrize(
    ("line", "logged"),
    [
        ("4.3", 'level=INFO msg="skipping unknown hooks" hookTypes=nope\n'),
        ("3.17", 'manifest_sorter.go:190: info: skipping unknown hook: "nope"\n'),
    ],
)
def test_hooks_that_are_dropped_are_logged_before_a_later_document_fails(
    line: str, logged: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    templates = tmp_path / "c" / "templates"
    templates.mkdir(parents=True)
    (tmp_path / "c" / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 0.1.0\n")
    (templates / "a.yaml").write_text("kind: Job\nmetadata:\n  annotations:\n    helm.sh/hook: nope\n")
    (templates / "b.yaml").write_text("text only\n")
    monkeypatch.chdir(tmp_path)
    assert run(f"template r c --helm-version {line}") == 1
    said = capfd.readouterr().err
    assert said.startswith(f"{logged}Error: YAML parse error on c/templates/b.yaml: ")


def test_a_deprecated_flag_is_told_as_often_as_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 0.1.0\n")
    monkeypatch.chdir(tmp_path)
    assert run("template r c --validate=false --validate=false") == 0
    told = "Flag --validate has been deprecated, use '--dry-run=server' instead\n"
    assert capfd.readouterr().err == told * 2
    assert run("template r c --helm-version 3.17 --validate=false --atomic") == 0
    assert not capfd.readouterr().err


@pytest.mark.parametrize(
    "flag",
    "color=never colour=never content-cache=x force-conflicts force-replace rollback-on-failure server-side".split(),
)
def test_flags_of_helm_4_are_unknown_to_helm_3(
    flag: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 0.1.0\n")
    monkeypatch.chdir(tmp_path)
    assert run(f"template r c --{flag}") == 0
    assert run(f"template r c --helm-version 3.17 --{flag}") == 1
    assert capfd.readouterr().err == f"Error: unknown flag: --{flag.partition('=')[0]}\n"


@pytest.mark.parametrize(
    ("value", "line", "error"),
    [
        ("client", "4.3", ""),
        ("none", "4.3", 'invalid dry-run value ("none"). Must be "server" or "client"'),
        ("x", "4.3", 'invalid dry-run value ("x"). Must be "none", "server", or "client"'),
        ("none", "3.17", ""),
        ("false", "3.17", ""),
        ("x", "3.17", "Invalid dry-run flag. Flag must one of the following: false, true, none, client, server"),
    ],
)
def test_a_dry_run_has_the_values_that_helm_knows(
    value: str,
    line: str,
    error: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 0.1.0\n")
    monkeypatch.chdir(tmp_path)
    assert run(f"template r c --dry-run={value} --helm-version {line}") == bool(error)
    assert capfd.readouterr().err == (f"Error: {error}\n" if error else "")
