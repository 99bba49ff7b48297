"""Variables that flow into Secrets: all of them are found, and each way to keep them works."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from chartkit.convert import ExportOptions, Secrets, export_folder
from chartkit.release import LoadedChart
from chartkit.values import merge_maps, read_table
from tests.convert.export_laws import content

VARIABLES = """\
name: shop
on: true
db:
  password: s3cret-db
  port: 5432
token: 's3cret-token'
keys: {one: s3cret-one, two: s3cret-two}
users:
  - {name: ann, secret: s3cret-ann}
line: "{{ .Variables.token }}"
"""
HELPERS = """\
{{- define "password" }}{{ .Variables.db.password }}{{ end }}
{{- define "data" }}
stringData:
  p: {{ include "password" . }}
{{- end }}
{{- define "second" }}{{ index . 1 }}{{ end }}
"""
CASES = yaml.safe_load((Path(__file__).parent / "cases/secrets.yaml").read_text("utf-8"))


def folder(case: dict[str, Any]) -> dict[str, str]:
    template = case["template"]
    metadata = "" if "metadata:" in template else "metadata:\n  name: s\n"
    secret = f"apiVersion: v1\nkind: {case.get('kind', 'Secret')}\n{metadata}{template}"
    return {"variables.yaml": VARIABLES, "_helpers.tpl": HELPERS, "secret.yaml": secret}


def leaves(value: object, path: str = "") -> dict[str, object]:
    if not isinstance(value, dict):
        return {path: value}
    found: dict[str, object] = {}
    for key, inner in value.items():
        found |= leaves(inner, f"{path}.{key}" if path else key)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_flows_into_a_secret_is_split_off_and_nothing_else(case: dict[str, Any], tmp_path: Path) -> None:
    report = export_folder(folder(case), tmp_path / "chart", ExportOptions(name="shop"))
    assert report.verified, report.differences
    found = sorted(note.text.partition(" flows")[0] for note in report.notes if note.code == "secret")
    assert found == case["want"]
    values = yaml.safe_load((tmp_path / "chart/values.yaml").read_text())
    for path in case["want"]:
        for place, value in leaves(values).items():
            if place == path or place.startswith(f"{path}."):
                assert value in ("", 0, [], {}), place


@pytest.mark.parametrize("modes", [(), ("production",)])
def test_secrets_are_found_whatever_modes_the_settings_name(modes: tuple[str, ...], tmp_path: Path) -> None:
    case = next(case for case in CASES if case["name"] == "in a text that is run as a template")
    asking = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ ismode . "web" "web" "source" }}}\n'
    files = {**folder(case), "a.yaml": asking, "chartkit.toml": '[modes]\nweb = "source"\n'}
    report = export_folder(files, tmp_path / "chart", ExportOptions(name="shop", modes=modes))
    found = sorted(note.text.partition(" flows")[0] for note in report.notes if note.code == "secret")
    assert found == case["want"]


@pytest.mark.parametrize("secrets", Secrets)
def test_a_chart_renders_alike_however_it_gets_its_secrets(secrets: Secrets, tmp_path: Path) -> None:
    files = folder(CASES[0])
    chart = tmp_path / "chart"
    export_folder(files, chart, ExportOptions(name="shop", secrets=secrets))
    given: dict[str, object] = {}
    readme = (chart / "README.md").read_text()
    assert ("-f values-secrets.yaml" in readme) == (secrets is Secrets.SPLIT)
    assert ("give them with `-f`" in readme) == (secrets is Secrets.EXTERNAL)
    if secrets is Secrets.SPLIT:
        given = read_table((chart / "values-secrets.yaml").read_bytes())
    if secrets is Secrets.EXTERNAL:
        assert not any(b"s3cret-db" in data for data in content(chart).values())
        given = {"db": {"password": "s3cret-db"}}
    text = LoadedChart(chart).render("x", "ns", merge_maps({}, given)).documents()[0].text
    assert text.endswith("p: s3cret-db")
    assert (b"s3cret-db" in (chart / "values.yaml").read_bytes()) == (secrets is Secrets.KEEP)
