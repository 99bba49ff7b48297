"""Charts frozen to plain manifests, and what is kept of their values."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import chartkit
from chartkit.convert import ImportOptions, import_chart
from chartkit.errors import ConvertError
from chartkit.release import LoadedChart

VALUES = """image: {repository: registry/app, tag: ''}
replicas: 2
debug: false
extra: {enabled: true}
name-of: web
odd: text
list: [1]
"""
TEMPLATE = """kind: Deployment
metadata: {name: app}
spec:
  replicas: {{ .Values.replicas }}
  image: {{ printf "%s:%s" .Values.image.repository (.Values.image.tag | default "1.0") | quote }}
  {{- if .Values.debug }}
  args: [--debug]
  {{- end }}
  label: {{ index .Values "name-of" }}
  quoted: {{ index .Values "name-of" | quote }}
  yaml: {{ toYaml (index .Values "name-of") }}
  upper: {{ index .Values "name-of" | upper | quote }}
  coded: {{ index .Values "name-of" | b64enc }}
  whole: {{ .Values.replicas | int }} {{ .Values.replicas | quote }}
  odd: {{ .Values.odd | b32enc }}
  braces: '{{ "{{" }} literal }}'
---
{{- if .Values.extra.enabled }}
kind: ConfigMap
metadata: {name: extra}
{{- end }}
"""


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    (tmp_path / "c" / "templates").mkdir(parents=True)
    (tmp_path / "c" / "crds").mkdir()
    (tmp_path / "c" / "crds" / "d.yaml").write_text("kind: CustomResourceDefinition\n", "utf-8")
    (tmp_path / "c" / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 0.1.0\n", "utf-8")
    (tmp_path / "c" / "values.yaml").write_text(VALUES, "utf-8")
    (tmp_path / "c" / "templates" / "x.yaml").write_text(TEMPLATE, "utf-8")
    return tmp_path / "c"


def rendered(folder: Path, values: dict[str, object] | None = None) -> dict[str, str]:
    return {document.name: document.text for document in chartkit.load_folder(folder).render(variables=values)}


def of_chart(chart: Path, values: dict[str, object] | None = None) -> dict[str, str]:
    return {document.name: document.text for document in LoadedChart(chart).render(values=values or {}).documents()}


def test_each_object_becomes_a_file_of_its_own(chart: Path, tmp_path: Path) -> None:
    report = import_chart(chart, tmp_path / "f", ImportOptions(freeze=True))
    assert report.written.created == ("chartkit.toml", "configmap-extra.yaml", "crds/d.yaml", "deployment-app.yaml")
    assert rendered(tmp_path / "f") == of_chart(chart)
    assert '{{"{{"}} literal }}' in (tmp_path / "f" / "deployment-app.yaml").read_text("utf-8")


KEPT = ("image.tag", "image.repository", "replicas", "debug", "extra.enabled", "name-of")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tag=st.sampled_from(["", "2.0", "x", 'a"b', "a\\b", "line\nline"]),
    replicas=st.integers(0, 9) | st.integers(999_990, 10_000_000),
    debug=st.booleans(),
    extra=st.booleans(),
    name=st.sampled_from(["", "a", "b-c"]),
)
def test_what_is_kept_renders_as_the_chart_does(
    chart: Path, tmp_path: Path, tag: str, replicas: int, debug: bool, extra: bool, name: str
) -> None:
    if not (tmp_path / "f").exists():
        report = import_chart(chart, tmp_path / "f", ImportOptions(freeze=True, keep=KEPT))
        assert [note.partition(" is ")[0] for note in report.notes] == [*KEPT]
        assert all("values" in note and "render as the chart does" in note for note in report.notes)
    values = {"image": {"tag": tag}, "replicas": replicas, "debug": debug, "extra": {"enabled": extra}, "name-of": name}
    assert rendered(tmp_path / "f", values) == of_chart(chart, values)


def test_what_cannot_be_kept_is_frozen_and_said(chart: Path, tmp_path: Path) -> None:
    report = import_chart(chart, tmp_path / "f", ImportOptions(freeze=True, keep=("odd", "none", "replicas")))
    kept, *refused = report.notes
    assert kept.startswith("replicas is kept: 8 values render as the chart does")
    assert refused == [
        """odd is frozen: with 'other' Deployment app would differ: spec.odd would have to be "N52GQZLS\"""",
        "none is frozen: the chart has no such value",
    ]
    assert (tmp_path / "f" / "variables.yaml").read_text("utf-8") == "replicas: 2\n"
    assert rendered(tmp_path / "f") == of_chart(chart)


def test_chance_is_refused_without_a_seed(chart: Path, tmp_path: Path) -> None:
    (chart / "templates" / "s.yaml").write_text(
        "kind: Secret\nmetadata: {name: s}\nv: {{ randAlphaNum 9 }}{{ now }}\n", "utf-8"
    )
    with pytest.raises(ConvertError, match="time or chance: Secret s"):
        import_chart(chart, tmp_path / "f", ImportOptions(freeze=True))
    import_chart(chart, tmp_path / "f", ImportOptions(freeze=True, seed=7))
    import_chart(chart, tmp_path / "g", ImportOptions(freeze=True, seed=7))
    assert rendered(tmp_path / "f") == rendered(tmp_path / "g")
