"""What --keep leaves of a chart: conditions, objects, tables, checksums, names; and what it refuses, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import chartkit
from chartkit.convert import ImportOptions, import_chart
from tests.convert.written_files import written

HELM = yaml.safe_load((Path(__file__).parent / "cases/kept.yaml").read_text("utf-8"))


def kept_of(path: Path, template: str, values: str, *keep: str, helpers: str = "") -> tuple[Path, tuple[str, ...]]:
    """Return the folder that a chart of one template becomes, and the notes."""
    chart = {"Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n", "values.yaml": values}
    chart |= {"templates/x.yaml": template, "templates/_helpers.tpl": helpers}
    report = import_chart(written(path / "c", chart), path / "f", ImportOptions(freeze=True, keep=keep))
    return path / "f", report.notes


def texts(folder: Path, values: dict[str, Any] | None = None) -> list[str]:
    return sorted(document.text for document in chartkit.load_folder(folder).render(variables=values or {}))


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web")
    chart = written(path / "web", HELM["chart"])
    report = import_chart(chart, path / "folder", ImportOptions(freeze=True, keep=tuple(HELM["keep"])))
    assert [note for note in report.notes if " is kept: " not in note] == []
    return path / "folder"


@pytest.mark.parametrize("row", HELM["rows"], ids=lambda row: str(row["values"]) or "as it is")
def test_the_folder_prints_what_helm_prints_of_the_chart(web: Path, row: dict[str, Any]) -> None:
    assert texts(web, row["values"]) == [text.strip() for text in row["objects"]]


@pytest.mark.parametrize(
    ("file", "part"),
    [
        ("deployment-release-name-web.yaml", "  {{- if not .Variables.autoscaling.enabled }}\n  replicas: "),
        (
            "deployment-release-name-web.yaml",
            "      nodeSelector:\n        {{- toYaml .Variables.nodeSelector | nindent 8 }}\n",
        ),
        ("deployment-release-name-web.yaml", "    {{ $key }}: {{ $value | quote }}\n"),
        ("deployment-release-name-web.yaml", '{{ include "text of templates/config.yaml" . | sha256sum }}\n'),
        ("deployment-release-name-web.yaml", "- '--format={{\"{{\"}} .x }}'\n"),
        ("_texts.tpl", '{{ printf "release-name-%s" .Variables.nameOverride | trunc 63 | trimSuffix "-" }}\n'),
        ("ingress-release-name.yaml", "{{- if .Variables.ingress.enabled }}\napiVersion: networking.k8s.io/v1\n"),
        ("service-release-name-web.yaml", '{{- if eq .Variables.service.type "LoadBalancer" "NodePort" }}\n'),
        ("poddisruptionbudget-release-name.yaml", "{{- if gt (int .Variables.replicaCount) 1 }}\n"),
    ],
)
def test_the_manifests_read_as_if_written_by_hand(web: Path, file: str, part: str) -> None:
    assert part in (web / file).read_text("utf-8")


def test_values_that_hang_together_make_nested_conditions(tmp_path: Path) -> None:
    template = """kind: A
metadata: {name: a}
{{- if .Values.a }}
x: 1
{{- if not .Values.b }}
y: {{ .Values.c }}
{{- end }}
{{- else if and .Values.b (eq .Values.c "z") }}
z: 2
{{- end }}
"""
    folder, notes = kept_of(tmp_path, template, "{a: false, b: false, c: q}", "a", "b", "c")
    assert all(" is kept: " in note for note in notes)
    base = "kind: A\nmetadata: {name: a}"
    assert texts(folder, {"a": True}) == [f"{base}\nx: 1\ny: q"]
    assert texts(folder, {"a": True, "b": True}) == [f"{base}\nx: 1"]
    assert texts(folder, {"b": True, "c": "z"}) == [f"{base}\nz: 2"]
    assert texts(folder, {"b": True}) == [base]


def test_an_object_that_three_values_decide_about(tmp_path: Path) -> None:
    template = """kind: A
metadata: {name: a}
---
{{- if and .Values.a .Values.b (not .Values.c) }}
kind: B
metadata: {name: b}
{{- end }}
"""
    folder, _ = kept_of(tmp_path, template, "{a: true, b: false, c: false}", "a", "b", "c")
    assert [len(texts(folder, {"b": True, "c": c})) for c in (False, True)] == [2, 1]
    assert "{{- if " in (folder / "b-b.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("expression", "values", "keep", "reason"),
    [
        ("{{ .Values.a }}", "a: x", "b", "b is frozen: the chart has no such value"),
        ("{{ .Values.a }}", "a: {b: x}", "a.b.c", "a.b.c is frozen: the chart has no such value"),
        ("{{ .Values.a }}", "a: 1.5", "a", "a is frozen: it is no whole number"),
        ("{{ .Values.a | b32enc }}", "a: x", "a", "a is frozen: with 'other' A a would differ: v would have to be "),
        ("{{ .Values.a | len }}", "a: x", "a", "a is frozen: with 'other' A a would differ: v would have to be 5"),
        ("{{ (semver .Values.a).Major }}", "a: 1.2.3", "a", "a is frozen: the chart does not render with other values"),
        ("{{ add .Values.a 1 }}", "a: 1", "a", "a is frozen: with "),
    ],
)
def test_what_cannot_be_kept_says_why(tmp_path: Path, expression: str, values: str, keep: str, reason: str) -> None:
    folder, notes = kept_of(tmp_path, f"kind: A\nmetadata: {{name: a}}\nv: {expression}\n", values, keep)
    assert len(notes) == 1
    assert notes[0].startswith(reason)
    assert not (folder / "variables.yaml").exists()


@pytest.mark.parametrize(
    ("expression", "values", "keep", "given", "want"),
    [
        # Read by name, with dots and dashes.
        ('{{ index .Values "a-b" "c.d" }}', '{"a-b": {"c.d": x}}', "a-b.c\\.d", {"a-b": {"c.d": "y"}}, "y"),
        # No default, but read.
        ('{{ .Values.a | default "d" }}', "{}", "a", {"a": "y"}, "y"),
        ('{{ .Values.a | default "d" }}', "{}", "a", {}, "d"),
        ('{{ .Values.a | default "d" }}', "a: null", "a", {"a": "y"}, "y"),
        # A literal brace beside it.
        ('{{ "{{" }}{{ .Values.a }}{{ "}}" }}', "a: x", "a", {"a": "y"}, "{{y}}"),
        # Some values alone are allowed.
        (
            '{{ if has .Values.a (list "x" "y") }}{{ .Values.a }}{{ else }}{{ fail "no" }}{{ end }}',
            "a: x",
            "a",
            {"a": "y"},
            "y",
        ),
        ("{{ .Values.a | quote }}{{/* */}}", "a: true", "a", {"a": False}, '"false"'),
        ("{{ .Values.a | toJson }}", "a: {b: [1]}", "a", {"a": {"c": "d"}}, '{"b":[1],"c":"d"}'),
        ('{{ printf "%s/%s" "k" .Values.a | b64enc }}', "a: x", "a", {"a": "y"}, "ay95"),
        ("{{ .Values.a | sha256sum | trunc 8 }}", "a: x", "a", {"a": "abc"}, "ba7816bf"),
        ("{{ .Values.a | trunc 3 }}", "a: x", "a", {"a": "abcdef"}, "abc"),
        ("{{ if gt (int .Values.a) 4 }}many{{ else }}few{{ end }}", "a: 1", "a", {"a": 5}, "many"),
        ("{{ if gt (int .Values.a) 4 }}many{{ else }}few{{ end }}", "a: 1", "a", {"a": 4}, "few"),
    ],
)
def test_what_can_be_kept(
    tmp_path: Path, expression: str, values: str, keep: str, given: dict[str, Any], want: str
) -> None:
    template = f"kind: A\nmetadata: {{name: a}}\nv: >-\n  {expression}\n"
    folder, notes = kept_of(tmp_path, template, values, keep)
    assert [note for note in notes if " is kept: " not in note] == []
    assert texts(folder, given) == [f"kind: A\nmetadata: {{name: a}}\nv: >-\n  {want}"]


def test_what_nothing_depends_on_is_said(tmp_path: Path) -> None:
    _, notes = kept_of(tmp_path, "kind: A\nmetadata: {name: a}\n", "{a: x, b: {c: 1}}", "a", "b")
    assert [note.rpartition("; ")[2] for note in notes if " is kept: " in note] == [
        "nothing that is rendered depends on it",
        "nothing that is rendered depends on it",
    ]
    assert notes[2:] == ("b is frozen as a whole: nothing that is rendered depends on it as a whole",)


def test_chance_and_what_is_kept(tmp_path: Path) -> None:
    chart = {"Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n", "values.yaml": "a: x\n"}
    chart["templates/x.yaml"] = "kind: A\nmetadata: {name: a}\nv: {{ .Values.a }}\nr: {{ randAlpha 9 }}\n"
    options = ImportOptions(freeze=True, keep=("a",), seed=3)
    report = import_chart(written(tmp_path / "c", chart), tmp_path / "f", options)
    assert [" is kept: " in note for note in report.notes] == [True]
    assert "v: {{ .Variables.a }}\n" in (tmp_path / "f" / "a-a.yaml").read_text("utf-8")


def test_white_space_beside_conditions_stays(tmp_path: Path) -> None:
    template = "kind: A\nmetadata: {name: a}\nt: |\n  one  \n\n{{ if .Values.a }}  two \n{{ end }}\n  three\n"
    folder, _ = kept_of(tmp_path, template, "a: true", "a")
    assert texts(folder) == ["kind: A\nmetadata: {name: a}\nt: |\n  one  \n\n  two \n\n  three"]
    assert texts(folder, {"a": False}) == ["kind: A\nmetadata: {name: a}\nt: |\n  one  \n\n\n  three"]


def test_files_that_print_nothing_are_not_taken_for_each_other(tmp_path: Path) -> None:
    chart = {"Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n", "values.yaml": "{a: false, b: false}\n"}
    for name in "ab":
        text = f"{{{{ if .Values.{name} }}}}\nkind: X\nmetadata: {{name: {name}}}\n{{{{- end -}}}}\n"
        chart[f"templates/{name}.yaml"] = text
    chart["templates/c.yaml"] = (
        'kind: Y\nmetadata: {name: y}\nsum: {{ include (print .Template.BasePath "/b.yaml") . | sha256sum }}\n'
    )
    report = import_chart(written(tmp_path / "c", chart), tmp_path / "f", ImportOptions(freeze=True, keep=("a", "b")))
    assert [" is kept: " in note for note in report.notes] == [True, True]
    assert [len(texts(tmp_path / "f", {"a": True, "b": b})) for b in (False, True)] == [2, 3]
