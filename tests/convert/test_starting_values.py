"""Values that charts and folders render with, where they do not with their own."""

from __future__ import annotations

from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
import yaml

from chartkit.convert import (
    ChartSide,
    ExportOptions,
    FolderSide,
    ImportOptions,
    VerifyOptions,
    export_folder,
    import_chart,
    verify,
)
from chartkit.convert.equivalence import Case, values_for
from chartkit.errors import ConvertError
from chartkit.folder import Folder, MappingSource

ROWS = yaml.safe_load((Path(__file__).parent / "cases" / "starting_values.yaml").read_text("utf-8"))


def chart(folder: Path, files: dict[str, str]) -> Path:
    head = {"Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n"}
    for name, text in {**head, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("row", ROWS, ids=itemgetter("name"))
def test_what_a_chart_renders_with(row: dict[str, Any], tmp_path: Path) -> None:
    side = ChartSide(chart(tmp_path, row["files"]))
    found = values_for(side, Case(variables=row.get("given", {})))
    if row["found"] is None:
        assert found is None
        return
    assert found is not None
    assert found.table == row["found"]
    again = values_for(side, Case(variables=row.get("given", {})))
    assert again == found


NEEDS = {
    "templates/a.yaml": 'kind: A\nmetadata: {name: {{ required "a name" .Values.name }}}\nx: {{ .Values.x | quote }}\n'
}


def test_samples_lie_over_what_was_found(tmp_path: Path) -> None:
    a = ChartSide(chart(tmp_path / "a", NEEDS))
    text = NEEDS["templates/a.yaml"].replace("| quote", "| squote")
    b = ChartSide(chart(tmp_path / "b", {"templates/a.yaml": text}))
    found = verify(a, a, VerifyOptions(samples=20))
    assert "proven with name = 'text'" in found.summary()
    assert found.found == {"name": "text"}
    assert not verify(a, b, VerifyOptions(samples=20)).clean
    assert verify(a, b, VerifyOptions(samples=0)).summary().startswith("nothing could be compared")


def test_a_case_that_does_not_render_is_given_what_it_lacks(tmp_path: Path) -> None:
    text = """kind: A
metadata: {name: a}
{{- if .Values.tls }}
key: {{ required "a key" .Values.key }}
{{- if .Values.more }}
more: {{ .Values.more | quote }}
{{- end }}
{{- end }}
"""
    a = ChartSide(chart(tmp_path / "a", {"templates/a.yaml": text}))
    b = ChartSide(chart(tmp_path / "b", {"templates/a.yaml": text.replace("| quote", "| squote")}))
    assert not verify(a, b, VerifyOptions(samples=40)).clean
    found = verify(a, a, VerifyOptions(samples=40))
    assert found.clean
    assert any("with key = 'text'" in case.label for case in found.cases)


def test_values_of_ci_are_tried_first(tmp_path: Path) -> None:
    needs = chart(tmp_path / "chart", {**NEEDS, "ci/some-values.yaml": "name: other\n"})
    report = import_chart(needs, tmp_path / "folder")
    assert "proven with defaults, ci/some-values.yaml" in report.summary


def test_an_import_tells_the_values_and_writes_none_of_them(tmp_path: Path) -> None:
    report = import_chart(chart(tmp_path / "chart", NEEDS), tmp_path / "folder", ImportOptions())
    assert "no difference; proven with name = 'text'" in report.summary
    assert "text" not in (tmp_path / "folder" / "a.yaml").read_text("utf-8")
    assert not (tmp_path / "folder" / "variables.yaml").exists()


FOLDER = 'kind: A\nmetadata: {name: "{{ required "a name" .Variables.name }}"}\nx: {{ .Variables.x }}\n'


def test_an_export_tells_the_values(tmp_path: Path) -> None:
    report = export_folder({"a.yaml": FOLDER}, tmp_path / "chart", ExportOptions())
    assert report.verified
    assert any("proven with name = 'text', x = 'text'" in note.text for note in report.notes)


def test_a_folder_that_nothing_helps_is_not_exported(tmp_path: Path) -> None:
    text = 'kind: A\nmetadata: {name: a}\nx: {{ fail "never" }}\n'
    with pytest.raises(ConvertError, match="does not render, so nothing is proven: .*never"):
        export_folder({"a.yaml": text}, tmp_path / "chart", ExportOptions())
    assert not (tmp_path / "chart").exists()


def test_what_a_folder_lacks_is_found() -> None:
    side = FolderSide(Folder(MappingSource({"a.yaml": FOLDER.encode()}, "folder")))
    found = values_for(side, Case())
    assert found is not None
    assert found.table == {"name": "text", "x": "text"}
