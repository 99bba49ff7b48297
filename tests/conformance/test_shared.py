"""Everything that was recorded of the real Go and Helm, where the shared data is at hand.

``make conformance`` runs all of it; otherwise the charts are a sample.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

#: Rows that print the date of the day on which they were recorded.
DATED = {"fn-date_in_zone-029", "fn-date_in_zone-030", "fn-values-input-362", "fn-values-input-363"}

CHARTS_IN_A_SAMPLE = 60


def run(tool: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TZ": "UTC"}
    command = [sys.executable, str(tool), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)
    return done.stdout + done.stderr


def test_the_language_sets_pass(shared: Path, tmp_path: Path) -> None:
    failures = tmp_path / "failures.jsonl"
    adapter = "tests.conformance.adapter"
    text = run(
        shared / "tools" / "langconf.py",
        *("--data", str(shared / "conformance"), "--failures", str(failures), "--jobs", "2"),
        *("--callable", f"{adapter}:render", "--go-callable", f"{adapter}:render_go"),
    )
    assert "all: total" in text, text
    failed = {row["id"] for row in map(json.loads, failures.read_text().splitlines())}
    assert failed <= DATED


@pytest.mark.parametrize("line", ["4.3", "3.17"])
def test_recorded_charts_render_as_helm_rendered_them(shared: Path, tmp_path: Path, line: str) -> None:
    cases = {"4.3": "cases.json", "3.17": "cases-3.17.3.json"}[line]
    report = tmp_path / "report.json"
    arguments = ["--corpus", str(shared / "corpus"), "--cases", cases, "--json", str(report), "--jobs", "2"]
    if not os.environ.get("CHARTKIT_CONFORMANCE"):
        arguments += ["--sample", str(CHARTS_IN_A_SAMPLE)]
    command = f"{sys.executable} -m chartkit template {{name}} {{chart}} --namespace {{namespace}} {{args}}"
    text = run(
        shared / "tools" / "conformance.py",
        *arguments,
        "--command",
        f"{command} --helm-version {line}",
        "--timeout",
        "300",
    )
    assert report.exists(), text
    incomplete = without_dependencies(shared / "corpus")
    results = json.loads(report.read_text())
    rows = results["results"] if isinstance(results, dict) else results
    failed = [row["id"] for row in rows if row["status"] not in {"exact", "masked", "error-exact"}]
    assert [name for name in failed if name.partition("/")[0] not in incomplete] == []


def without_dependencies(corpus: Path) -> set[str]:
    """Return the charts whose copy lacks a declared dependency, so that nothing can render them."""
    from chartkit.chart import check_all_present, load
    from chartkit.errors import ChartkitError

    found = set()
    for path in (corpus / "charts").iterdir():
        try:
            check_all_present(load(path))
        except ChartkitError:
            found.add(path.name)
    return found
