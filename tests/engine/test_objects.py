"""The objects that templates see, and the errors they make, beside what Helm's two lines print."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from chartkit.cli.application import application

CASES = [
    case
    for table in sorted(Path(__file__).with_name("cases").glob("*.yaml"))
    for case in yaml.safe_load(table.read_text("utf-8"))
]


@pytest.fixture
def chart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("SECRET_X", "secret")
    files = {
        "Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\nappVersion: '1'\nkeywords: [k]\n"
        "maintainers: [{name: n, email: e}]\n",
        "values.yaml": "a: {b: {c: 1}}\nl: [1, x]\n",
        "f.txt": "one\ntwo\n",
        "d/a.txt": "a\n",
    }
    for name, text in files.items():
        path = tmp_path / "c" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "c" / "d" / "b.bin").write_bytes(b"\xff\x00")
    (tmp_path / "c" / "templates").mkdir()
    return tmp_path / "c"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['helm']} {case['template'][2:]}")
def test_templates_see_what_they_see_in_helm(chart: Path, case: dict[str, str]) -> None:
    (chart / "templates" / "t.yaml").write_text(case["template"])
    (chart / "templates" / "t.txt").write_text("")
    arguments = ["template", "rel", "c", "--namespace", "ns", "--helm-version", case["helm"]]
    result = CliRunner().invoke(application, arguments)
    assert result.stderr == case.get("error", "")
    assert result.stdout == case.get("want", "")
    assert result.exit_code == ("error" in case)
