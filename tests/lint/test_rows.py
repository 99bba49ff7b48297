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
