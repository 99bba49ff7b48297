"""What ``package`` and ``dependency`` say of odd charts; expected is what Helm 4.3.1 and 3.17.3 said."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest

from chartkit.cli.commands import COMMANDS

_ODD = "dependencies: [{name: s, version: 1.x.x, repository: '%s'}]\n"
FILES = {
    "s/Chart.yaml": "apiVersion: v2\nname: s\nversion: 1.2.3\n",
    "plain/Chart.yaml": "apiVersion: v2\nname: plain\nversion: 1.0.0\n",
    "none/Chart.yaml": "apiVersion: v2\nname: none\nversion: 1.0.0\ndependencies: []\n",
    "local/Chart.yaml": "apiVersion: v2\nname: local\nversion: 1.0.0\n" + _ODD % "file://../s",
    "upper/Chart.yaml": "apiVersion: v2\nname: upper\nversion: 1.0.0\n" + _ODD % "FILE://../s",
    "path/Chart.yaml": "apiVersion: v2\nname: path\nversion: 1.0.0\n" + _ODD % "/s",
    "range/Chart.yaml": "apiVersion: v2\nname: range\nversion: 1.0.0\n"
    "dependencies: [{name: s, version: no version, repository: 'file://../s'}]\n",
    "locked/Chart.yaml": "apiVersion: v2\nname: locked\nversion: 1.0.0\n" + _ODD % "file://../s",
    "locked/Chart.lock": "dependencies: []\ndigest: sha256:x\ngenerated: '2020-01-01T00:00:00Z'\n",
    "schema/Chart.yaml": "apiVersion: v2\nname: schema\nversion: 1.0.0\n",
    "schema/values.schema.json": "{",
    "three/Chart.yaml": "apiVersion: v3\nname: three\nversion: 1.0.0\n",
    "list/Chart.yaml": "- a\n",
    "empty/values.yaml": "",
    "file": "x",
}
_UNMANAGED = "Getting updates for unmanaged Helm repositories...\n"
_INVALID = 'dependency "s" has an invalid version/constraint format: improper constraint'
_LOCK = (
    "the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml). Please update the dependencies"
)
_LIST = (
    "cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: "
    "json: cannot unmarshal array into Go value of"
)
#: Words, line, what is printed, what is wrong.
ROWS = [
    ("dependency update none", "4.3", "Saving 0 charts\nDeleting outdated charts\n", ""),
    ("dependency update plain", "4.3", "", ""),
    ("dependency build upper", "4.3", _UNMANAGED, "could not find protocol handler for: file"),
    ("dependency update path", "3.17", _UNMANAGED, "could not find protocol handler for: "),
    ("dependency update range", "4.3", "", f'{_INVALID}: "no version"'),
    ("dependency update range", "3.17", "", f"{_INVALID}: no version"),
    ("dependency build locked", "4.3", "", f"{_LOCK} with 'helm dependency update'"),
    ("dependency build locked", "3.17", "", _LOCK),
    ("dependency list empty", "4.3", "", "Chart.yaml file is missing"),
    ("dependency list list", "4.3", "", f"{_LIST} type v2.Metadata"),
    ("show chart list", "4.3", "", f"{_LIST} type v2.Metadata"),
    ("show chart list", "3.17", "", f"{_LIST} type chart.Metadata"),
    ("show all empty", "4.3", "", "Chart.yaml file is missing"),
    ("package list", "4.3", "", f"{_LIST} type loader.chartBase"),
    (
        "package empty",
        "4.3",
        "",
        "unable to detect chart at DIR/empty/Chart.yaml: open DIR/empty/Chart.yaml: no such file or directory",
    ),
    (
        "package file",
        "4.3",
        "",
        "unable to detect chart at DIR/file/Chart.yaml: open DIR/file/Chart.yaml: not a directory",
    ),
    ("package file", "3.17", "", "Chart.yaml file is missing"),
    ("package three", "4.3", "", "invalid chart apiVersion"),
    ("package schema", "4.3", "", "failed to save: invalid JSON in values.schema.json"),
    ("package schema", "3.17", "", "failed to save: Invalid JSON in values.schema.json"),
    ("package plain --version x", "4.3", "", "invalid semantic version"),
    ("package plain --version x", "3.17", "", "Invalid Semantic Version"),
    ("package plain -d file", "4.3", "", "failed to save: is not a directory: file"),
    ("package plain --sign", "4.3", "", "--key is required for signing a package"),
    (
        "package local -u -d out",
        "4.3",
        "Successfully packaged chart and saved it to: out/local-1.0.0.tgz\n",
        "",
    ),
]


@pytest.mark.parametrize(("words", "line", "printed", "wrong"), ROWS, ids=lambda value: str(value)[:40])
def test_odd_charts_are_treated_as_by_helm(
    words: str,
    line: str,
    printed: str,
    wrong: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    name, *rest = words.split()
    status = import_module(f".{COMMANDS[name][0]}", "chartkit.cli").command.run([*rest, "--helm-version", line])
    sys.stdout.flush()
    seen = capfd.readouterr()
    assert seen.err.replace(str(tmp_path), "DIR") == (f"Error: {wrong}\n" if wrong else "")
    assert seen.out == printed
    assert status == bool(wrong)


def test_a_chart_that_lists_no_dependencies_gets_a_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Chart.yaml").write_text(FILES["none/Chart.yaml"])
    monkeypatch.chdir(tmp_path)
    assert import_module(f".{COMMANDS['dependency'][0]}", "chartkit.cli").command.run(["update", "."]) == 0
    digest = "643d5437104296e21d906ecb15b2c96ad278f20cfc4af53b12bb6069bd853726"
    assert (tmp_path / "Chart.lock").read_text().startswith(f"dependencies: []\ndigest: sha256:{digest}\n")
