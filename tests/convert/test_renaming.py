"""``.Values`` to ``.Variables`` in charts that change what they are given."""

from __future__ import annotations

from pathlib import Path

import pytest

import chartkit
from chartkit.convert import ImportOptions, import_chart
from chartkit.convert.chart_to_folder.renaming import Reach, reach_in

CHANGES = '{{ $_ := set $copy.Values "a" 1 }}'


@pytest.mark.parametrize(
    ("copy", "want"),
    [
        ("{{ $copy := deepCopy $ }}", Reach.NOWHERE),
        ("{{ $copy := . | mustDeepCopy }}", Reach.NOWHERE),
        ("{{ .context.Values.a }}{{ $copy := toYaml .context | fromYaml }}", Reach.NOWHERE),
        ("{{ $root := . }}{{ $root.Values.a }}{{ $copy := merge (dict) (fromJson (toJson $root)) }}", Reach.NOWHERE),
        ("{{ $copy := deepCopy .labels }}", Reach.EVERYWHERE),
        ("{{ $copy := deepCopy .Values.web }}", Reach.EVERYWHERE),
        ("{{ $copy := merge (dict) $ }}", Reach.EVERYWHERE),
    ],
)
def test_nothing_is_renamed_where_values_of_a_copied_root_are_changed(copy: str, want: Reach) -> None:
    assert reach_in([copy + CHANGES]) is want
    assert reach_in([copy]) is Reach.EVERYWHERE


def test_a_definition_sees_what_is_changed_in_a_copied_root(tmp_path: Path) -> None:
    chart = tmp_path / "web"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 1.0.0\n", "utf-8")
    (chart / "values.yaml").write_text("spread: true\n", "utf-8")
    (chart / "templates" / "_spread.tpl").write_text(
        '{{ define "spread" }}{{ if .Values.spread }}spread: true{{ end }}{{ end }}', "utf-8"
    )
    (chart / "templates" / "web.yaml").write_text(
        "kind: A\nmetadata: {name: a}\n"
        '{{- $copy := deepCopy $ }}{{- $_ := set $copy.Values "spread" false }}{{ include "spread" $copy }}\n',
        "utf-8",
    )
    import_chart(chart, tmp_path / "folder", ImportOptions(samples=0, verify=False))
    (document,) = chartkit.load_folder(tmp_path / "folder").render()
    assert "spread" not in document.text
