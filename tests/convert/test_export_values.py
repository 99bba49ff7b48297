"""What numbers, nulls and all variables at once become in a chart: it renders the same, or a warning says not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from chartkit.convert import ExportOptions, Style, export_folder
from tests.convert.export_laws import broken_laws

CASES = yaml.safe_load((Path(__file__).parent / "cases/export_values.yaml").read_text("utf-8"))
VARIABLES = """\
count: 3
large: 12000000
ports: [80, 443, 3000000]
nested: {port: 8080}
other: 4
"""
NULLS = "nulls: {none: null, a: 1}\n"
OPTIONS = ExportOptions(name="random", verify=False)


def folder(case: dict[str, Any]) -> dict[str, str]:
    text = f"kind: A\nmetadata:\n  name: a\nmode: '{{{{ ismode . `a` `b` `c` }}}}'\nx: |-\n  {case['text']}\n"
    files = {"variables.yaml": VARIABLES + (NULLS if ".nulls" in text else ""), "a.yaml": case.get("before", "") + text}
    # The other environment has one more kind of number.
    return {**files, "environments/qa.yaml": "other: 1.5\nelsewhere: 1\n"} if case.get("warning") else files


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_chart_prints_what_the_folder_does_or_says_that_it_does_not(case: dict[str, Any], tmp_path: Path) -> None:
    files = folder(case)
    report = export_folder(files, tmp_path / "random", OPTIONS)
    assert {note.code for note in report.notes if note.warning} == ({case["warning"]} if "warning" in case else set())
    assert list(broken_laws(files, OPTIONS)) == []
    if "chart" in case:
        assert case["chart"] in (tmp_path / "random/templates/a.yaml").read_text("utf-8")


def test_an_integer_that_helm_rounds_is_warned_of(tmp_path: Path) -> None:
    files = {"variables.yaml": "huge: 9007199254740993\nexact: 9007199254740992\n", "a.yaml": "kind: A\n"}
    report = export_folder(files, tmp_path / "random", OPTIONS)
    assert [str(note.at) for note in report.notes if note.warning] == ["variables.yaml:1:6"]


def test_a_byte_order_mark_moves_no_place(tmp_path: Path) -> None:
    mark = "\ufeff"
    secret = "kind: Secret\nmetadata: {name: s}\nstringData: {p: '{{ .Variables.password }}'}\n"
    web = "kind: Deployment\nmetadata: {name: web}\nspec: {replicas: 2}\n"
    files = {
        "variables.yaml": f"{mark}on: true\npassword: first\n",
        "environments/qa.yaml": f"{mark}password: secret\n",
        "secret.yaml": secret,
        "web.yaml": mark + web,
    }
    options = ExportOptions(name="random", style=Style.IDIOMATIC, verify=False)
    export_folder(files, tmp_path / "random", options)
    assert list(broken_laws(files, options)) == []
    chart = tmp_path / "random"
    assert (chart / "values.yaml").read_text("utf-8").startswith(f'{mark}"on": true\n')
    assert (chart / "values-secrets-qa.yaml").read_text("utf-8") == "password: secret\n"
    assert "replicas: {{ .Values.web.replicas | int }}" in (chart / "templates/web.yaml").read_text("utf-8")
