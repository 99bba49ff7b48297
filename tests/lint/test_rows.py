"""What is found in charts that are wrong in one way or another, against what Helm finds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from chartkit.cli.lint import command

LINES = ("4.3", "3.17")
ROWS = yaml.safe_load(Path(__file__).with_name("cases").joinpath("charts.yaml").read_text("utf-8"))
CASES = [
    pytest.param(row, line, id=f"{line}: {row['name']}")
    for row in ROWS
    for line in LINES
    if "both" in row or line in row
]


@pytest.mark.parametrize(("row", "line"), CASES)
def test_a_chart_is_found_fault_with_as_helm_does(
    row: dict[str, Any],
    line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HELM_NAMESPACE", raising=False)
    for name, text in row["files"].items():
        file = tmp_path / "c" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    status = command.run([*row["arguments"], "--helm-version", line])
    sys.stdout.flush()
    printed = capfd.readouterr()
    want = row.get("both") or row[line]
    directory = str(tmp_path)
    assert printed.out.replace(directory, "DIR") == want["out"]
    assert _without_log(printed.err).replace(directory, "DIR") == want["err"]
    assert status == want["status"]


def _without_log(text: str) -> str:
    """Return what is not logged; other tests look at the log."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("level="))


#: Two charts, one in the other, whose templates tell what values they see.
_TELLING = {
    "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\nicon: http://h/i.png\n",
    "c/values.yaml": "a: {b: {c: 1}}\ns: {q: 2}\n",
    "c/templates/t.yaml": "{{ fail (toJson .Values) }}",
    "c/charts/s/Chart.yaml": "apiVersion: v2\nname: s\nversion: 0.1.0\nicon: http://h/i.png\n",
    "c/charts/s/values.yaml": "q: {r: 1}\nz: 5\n",
    "c/charts/s/templates/t.yaml": "{{ required (toJson .Values) nil }}",
}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["c", "--set", "a=null"], ['{"a":{"b":{"c":1}},"s":{"global":{},"q":2,"z":5}}']),
        (["c", "--set", "a.b=null,s.q=1"], ['{"a":{"b":{"c":1}},"s":{"global":{},"q":1,"z":5}}']),
        (["c/charts/s", "c", "--set", "q.w=2"], ['{"q":{"r":1,"w":2},"z":5}', '"q":{"r":1,"w":2}']),
        (["c", "c/charts/s", "--set", "a.b.c=null"], ['{"a":{"b":{"c":1}},"s"', '{"a":{"b":{}},"q":{"r":1},"z":5}']),
    ],
)
def test_values_of_the_user_are_used_and_changed_as_in_helm(
    arguments: list[str],
    told: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in _TELLING.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    command.run([*arguments, "--helm-version", "3.17"])
    lines = [line for line in capfd.readouterr().err.splitlines() if "{" in line]
    place = 0
    for text in told:
        found = [number for number, line in enumerate(lines) if text in line and number >= place]
        assert found, (text, lines)
        place = found[0]
