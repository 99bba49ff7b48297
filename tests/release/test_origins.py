"""Errors in charts, and the lines of a release, point into the chart's own files."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

import chartkit
from chartkit.errors import RenderError
from chartkit.release import Release
from chartkit.source import Location, Origin

CHART = {
    "Chart.yaml": (
        "apiVersion: v2\nname: c\nversion: 0.1.0\ndependencies: [{name: sub, version: 0.1.0, alias: cache}]\n"
    ),
    "values.yaml": "labels: {a: 1}\n",
    "templates/_labels.tpl": (
        '{{- define "c.labels" -}}\napp: {{ .Chart.Name }}\n{{- range $key, $value := .Values.labels }}\n'
        "{{ $key }}: {{ $value }}\n{{- end }}\n{{- end }}\n"
    ),
    "templates/a.yaml": (
        "kind: ConfigMap\nmetadata:\n  name: a{{ .Values.missing }}{{ .Values.missing }}-b\n  labels:\n"
        '    {{- include "c.labels" . | nindent 4 }}\n---\nkind: ConfigMap\nmetadata: {name: same}\n---\n'
        "kind: ConfigMap\nmetadata: {name: same}\n"
    ),
    "charts/folder/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 0.1.0\n",
    "charts/folder/templates/s.yaml": "kind: Secret\nmetadata:\n  name: {{ .Values.name }}\n",
}


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def packed(files: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(f"c/{name}")
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return stream.getvalue()


def failure(chart: Path | bytes, **values: object) -> RenderError:
    with pytest.raises(RenderError) as caught:
        chartkit.load_chart(chart).render(values=values)
    return caught.value


def test_text_that_is_not_yaml_is_pointed_to_in_the_template(tmp_path: Path) -> None:
    chart = written(tmp_path / "c", CHART)
    error = failure(chart, labels={"a": "b: c"})
    helpers, manifest = str(chart / "templates/_labels.tpl"), str(chart / "templates/a.yaml")
    assert error.message.startswith(
        "YAML parse error on c/templates/a.yaml: error converting YAML to JSON: yaml: line "
    )
    assert (error.at, error.calls) == (Location(helpers, 4, 12), (Location(manifest, 5, 4),))
    assert error.rendered is not None
    assert error.rendered.text == "    a: b: c"


def test_a_template_that_fails_is_pointed_to_with_the_calls(tmp_path: Path) -> None:
    labels = CHART["templates/_labels.tpl"].replace("{{ $value }}", '{{ fail "no" }}')
    chart = written(tmp_path / "c", CHART | {"templates/_labels.tpl": labels})
    error = failure(chart)
    helpers, manifest = str(chart / "templates/_labels.tpl"), str(chart / "templates/a.yaml")
    assert error.message == "execution error at (c/templates/a.yaml:5:8): no"
    assert (error.at, error.calls) == (Location(helpers, 4, 15), (Location(manifest, 5, 8),))


def test_a_template_that_is_none_is_pointed_to(tmp_path: Path) -> None:
    chart = written(tmp_path / "c", CHART | {"templates/b.yaml": "a\n{{ end }}\n"})
    assert failure(chart).at == Location(str(chart / "templates/b.yaml"), 2, 0)


def test_a_subchart_is_found_by_what_its_files_hold(tmp_path: Path) -> None:
    chart = written(tmp_path / "c", CHART)
    error = failure(chart, cache={"name": "a: b"})
    assert error.at == Location(str(chart / "charts/folder/templates/s.yaml"), 3, 8)


@pytest.mark.parametrize("by_path", [True, False])
def test_a_packaged_chart_names_the_files_in_it(by_path: bool, tmp_path: Path) -> None:
    data = packed(CHART)
    (tmp_path / "c.tgz").write_bytes(data)
    error = failure(tmp_path / "c.tgz" if by_path else data, labels={"a": "b: c"})
    where = str(tmp_path / "c.tgz") if by_path else "memory"
    assert error.at == Location(f"{where}:templates/_labels.tpl", 4, 12)


def test_every_line_of_a_release_can_be_asked_for_its_origin(tmp_path: Path) -> None:
    chart = written(tmp_path / "c", CHART)
    release = chartkit.load_chart(chart).render(values={"cache": {"name": "s"}})
    helpers, manifest = str(chart / "templates/_labels.tpl"), str(chart / "templates/a.yaml")
    secret, first, second, third = release.manifests
    assert [text.content.split("\n")[0] for text in release.manifests] == ["kind: Secret"] + ["kind: ConfigMap"] * 3
    # What Helm takes out, <no value>, is not there for columns either.
    assert first.content.split("\n")[2] == "  name: a-b"
    assert release.origin_of(first, 3, 9) == Origin(Location(manifest, 3, 51))
    assert release.origin_of(first, 6, 4) == Origin(Location(helpers, 4, 0), (Location(manifest, 5, 4),))
    # Of equal documents each has its own lines.
    assert release.origin_of(second, 2) == Origin(Location(manifest, 8, 0))
    assert release.origin_of(third, 2) == Origin(Location(manifest, 11, 0))
    assert release.origin_of(secret, 3, 8) == Origin(Location(str(chart / "charts/folder/templates/s.yaml"), 3, 8))


def test_a_release_that_no_loaded_chart_made_knows_nothing(tmp_path: Path) -> None:
    release = Release("r", "n", (), (), (), "", {}, ())
    chart = written(tmp_path / "c", CHART)
    manifest = chartkit.load_chart(chart).render(values={"cache": {"name": "s"}}).manifests[0]
    assert release.origin_of(manifest, 1) is None
