"""Folders with names that get in each other's way, or that a chart cannot have: one error, or names that are free."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from chartkit.convert import ExportOptions, Style, export_folder, restore
from chartkit.convert.written import read_record
from chartkit.errors import ConvertError
from chartkit.release import LoadedChart
from tests.convert.export_laws import content

MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {0}\ndata:\n  x: {{{{ .Variables.x | quote }}}}\n"
FOLDER = {"variables.yaml": "x: 1\n", "a.yaml": MAP.format("a")}


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("a:b.yaml", "cannot be kept"),
        ("a\\b.yaml", "cannot be kept"),
        ("a?.yaml", "cannot be kept"),
        ('a"b.yaml', "cannot be kept"),
        ("a\x07.yaml", "cannot be kept"),
        ("a\udc80.yaml", "cannot be kept"),
        ("environments/secrets.yaml", "would become values-secrets.yaml"),
        ("environments/Secrets-qa.yaml", "would become values-Secrets-qa.yaml"),
        ("environments/q|a.yaml", "cannot be kept"),
    ],
)
def test_a_name_that_a_chart_cannot_have_is_refused(name: str, want: str, tmp_path: Path) -> None:
    with pytest.raises(ConvertError, match=want):
        export_folder({**FOLDER, name: MAP.format("b")}, tmp_path / "chart")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("names", [("_b.tpl", "_B.tpl"), ("environments/qa.yaml", "environments/QA.yaml")])
def test_names_that_differ_in_case_alone_are_refused_where_they_cannot_change(
    names: tuple[str, str], tmp_path: Path
) -> None:
    with pytest.raises(ConvertError, match="where case does not count"):
        export_folder({**FOLDER, **dict.fromkeys(names, "x: 2\n")}, tmp_path / "chart")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "names",
    [
        ("A.yaml",),
        ("_a.yaml", ".a.yaml"),
        ("NOTES.yaml", "notes.yaml"),
        ("CON.yaml", "a b.yaml", "ä.yaml", "{{ x }}.yaml", "a`b.yaml", "a'b.yaml", "-a.yaml", "%s.yaml"),
        ("_helpers.tpl", "_helpers-2.tpl"),
        ("_HELPERS.tpl",),
    ],
)
def test_names_that_can_be_told_apart_are_kept_apart(names: tuple[str, ...], tmp_path: Path) -> None:
    more = {
        name: MAP.format(f"m{number}") if name.endswith(".yaml") else f'{{{{ define "d{number}" }}}}{{{{ end }}}}'
        for number, name in enumerate(names)
    }
    mode = MAP.format("z") + '  m: {{ ismode . "w" "c" "m" | quote }}\n'
    files = {**FOLDER, **more, "z.yaml": mode}
    chart = tmp_path / "chart"
    report = export_folder(files, chart, ExportOptions(name="shop"))
    assert report.verified, report.differences
    documents = LoadedChart(chart).render("x", "ns", {}).documents()
    assert len({yaml.safe_load(document.text)["metadata"]["name"] for document in documents}) == len(documents)
    assert len(documents) == sum(name.endswith(".yaml") for name in files) - 1
    assert restore(content(chart), read_record(chart)) == {name: text.encode() for name, text in files.items()}


def test_a_preset_does_not_take_the_name_of_a_file_of_templates(tmp_path: Path) -> None:
    preset = "apiVersion: settings.k8s.io/v1alpha1\nkind: PodPreset\nmetadata:\n  name: p\nspec: {env: [{name: A}]}\n"
    files = {**FOLDER, "p.yaml": preset, "_p.tpl": '{{ define "p" }}{{ .Variables.x }}{{ end }}'}
    chart = tmp_path / "chart"
    assert export_folder(files, chart).verified
    assert restore(content(chart), read_record(chart)) == {name: text.encode() for name, text in files.items()}


def test_a_chart_and_its_folder_do_not_lie_within_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, text in FOLDER.items():
        (folder / name).write_text(text)
    (tmp_path / "link").symlink_to(folder)
    for target in (folder, folder / "chart", tmp_path, tmp_path / "link" / "chart"):
        with pytest.raises(ConvertError, match="within each other"):
            export_folder(folder, target)
    assert sorted(path.name for path in folder.iterdir()) == sorted(FOLDER)


@pytest.mark.parametrize(
    "helpers",
    [
        """{{ define "t" }}{{ range .children }}{{ include "t" . }}{{ end }}{{ with .a }}{{ template "t" . }}{{ end }}
        {{- with .b }}{{ template "t" . }}{{ end }}{{ with .c }}{{ template "t" .d }}{{ end }}{{ end }}""",
        """{{ define "t" }}{{ $a := dict }}{{ $b := dict }}{{ $_ := merge $a $b }}{{ $_ := merge $b $a . }}{{ $a.x }}
        {{- range $b }}{{ . }}{{ end }}{{ $_ := set $a `b` $b }}{{ $_ := set $b `a` $a }}{{ $a | len }}{{ end }}""",
    ],
)
def test_templates_that_hold_themselves_are_read_to_an_end(helpers: str, tmp_path: Path) -> None:
    files = {
        "variables.yaml": "tree: {a: {b: {c: {d: {}}}}, children: [{children: []}]}\n",
        "_t.tpl": helpers,
        "a.yaml": 'kind: A\nmetadata: {name: a}\nx: "{{ template "t" .Variables.tree }}"\n',
    }
    options = ExportOptions(name="shop", verify=False, style=Style.IDIOMATIC)
    assert export_folder(files, tmp_path / "chart", options).created
