"""What the package offers is what it lists."""

from __future__ import annotations

import inspect
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import chartkit
from chartkit import errors
from chartkit.source import Location


def test_what_is_listed_is_there_and_documented() -> None:
    assert chartkit.__all__ == sorted(chartkit.__all__, key=lambda name: (name[0].islower(), name))
    for name in chartkit.__all__:
        assert inspect.getdoc(getattr(chartkit, name)), name


def test_nothing_else_is_public() -> None:
    assert dir(chartkit) == sorted(chartkit.__all__)
    with pytest.raises(AttributeError, match="module 'chartkit' has no attribute 'nothing'"):
        _ = chartkit.nothing  # type: ignore[attr-defined]  # that is the point


@pytest.mark.parametrize("name", errors.__all__)
def test_every_error_survives_pickling(name: str) -> None:
    error = getattr(errors, name)("what is wrong", Location("a.yaml", 3, 4), "do this")
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - made on this line
    assert (type(copy), copy.message, copy.at, copy.hint, str(copy)) == (
        type(error), "what is wrong", Location("a.yaml", 3, 4), "do this", "what is wrong"
    )  # fmt: skip


def test_a_chart_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 1.0.0\n")
    chart = chartkit.load(tmp_path)
    assert type(chart).__name__ == "LoadedChart"
    assert type(chartkit.load({"a.yaml": ""})).__name__ == "Folder"
    with pytest.raises(chartkit.ChartkitError, match="validation: chart.metadata.name is required"):
        chartkit.load({"Chart.yaml": ""})


def test_importing_the_package_is_cheap() -> None:
    program = (
        "import sys, chartkit; print(sorted(name for name in sys.modules if name.startswith(('chartkit.', 'yaml'))))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    for heavy in ("gotemplate", "folder", "functions", "chart'", "validation", "'yaml"):
        assert heavy not in answer.stdout


def test_findings_are_data() -> None:
    findings = chartkit.validate(
        ["kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndta: {}\n"], kube_version="1.37"
    )
    assert [(finding.code, finding.path, finding.severity) for finding in findings] == [
        ("CK103", "/dta", chartkit.Severity.ERROR)
    ]
    assert chartkit.validate(chartkit.load_folder("charts/ticketing").render(env="qa")) == []
