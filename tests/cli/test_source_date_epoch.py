"""SOURCE_DATE_EPOCH: which commands look at it, when, and what they refuse. What is expected is what Helm does."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest

from chartkit.cli.commands import COMMANDS

#: What Helm 4.3.1 says of a setting, behind ``invalid SOURCE_DATE_EPOCH: ``; empty: it takes it.
REASONS = {
    "x": 'strconv.ParseInt: parsing "x": invalid syntax',
    " 5": 'strconv.ParseInt: parsing " 5": invalid syntax',
    "1_000": 'strconv.ParseInt: parsing "1_000": invalid syntax',
    "\uff11": 'strconv.ParseInt: parsing "\uff11": invalid syntax',
    "99999999999999999999": 'strconv.ParseInt: parsing "99999999999999999999": value out of range',
    "-5": "must not be negative",
    "": "",
    "+5": "",
    "-0": "",
    "007": "",
}

_CHART = "apiVersion: v2\nname: c\nversion: 0.1.0\n"
_DECLARED = "dependencies: [{name: s, version: 1.x.x, repository: ''}]\n"


@pytest.fixture
def charts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "c/Chart.yaml": _CHART + _DECLARED,
        "c/charts/s/Chart.yaml": "apiVersion: v2\nname: s\nversion: 1.0.0\n",
        "alone/Chart.yaml": _CHART,
        "lacking/Chart.yaml": _CHART + _DECLARED,
        "old/Chart.yaml": f"{_CHART}{_DECLARED}deprecated: true\n",
        "odd/Chart.yaml": f"{_CHART}{_DECLARED}type: odd\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)


def run(capfd: pytest.CaptureFixture[str], words: str) -> tuple[int, str]:
    name, *rest = words.split()
    status = import_module(f".{COMMANDS[name][0]}", "chartkit.cli").command.run(rest)
    sys.stdout.flush()
    return status, capfd.readouterr().err


@pytest.mark.usefixtures("charts")
@pytest.mark.parametrize("setting", REASONS)
@pytest.mark.parametrize("words", ["template c", "package c -d out", "dependency update alone"])
def test_a_setting_that_is_no_time_is_refused(
    words: str, setting: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", setting)
    reason = REASONS[setting]
    want = (1, f"Error: invalid SOURCE_DATE_EPOCH: {reason}\n") if reason else (0, "")
    assert run(capfd, words) == want
    assert run(capfd, f"{words} --helm-version 3.17") == (0, "")


_REFUSED = "Error: invalid SOURCE_DATE_EPOCH: must not be negative\n"


@pytest.mark.usefixtures("charts")
@pytest.mark.parametrize(
    ("words", "want"),
    [
        ("template alone", ""),
        ("template lacking", _REFUSED),
        ("template A_B c", _REFUSED),
        ("template old", f'level=WARN msg="this chart is deprecated"\n{_REFUSED}'),
        ("template odd", "Error: validation: chart.metadata.type must be application or library\n"),
        ("lint c", ""),
        ("show chart c", ""),
        ("dependency list c", ""),
        ("dependency build nowhere", _REFUSED),
        ("package nowhere", _REFUSED),
        ("package", "Error: need at least one argument, the path to the chart\n"),
    ],
)
def test_it_is_looked_at_where_helm_looks_at_it(
    words: str, want: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "-5")
    assert run(capfd, words) == (bool(want), want)
