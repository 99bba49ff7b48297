"""Errors and findings of imported charts point into the folder's own files."""

from __future__ import annotations

import pytest

import chartkit
from chartkit.errors import RenderError
from chartkit.source import Location, Origin

FOLDER = {
    "chartkit.toml": (
        '[helm.chart]\napiVersion = "v2"\nname = "c"\nversion = "1.0.0"\n'
        '[helm.parts.sub.chart]\napiVersion = "v2"\nname = "sub"\nversion = "1.0.0"\n'
    ),
    "variables.yaml": "x: 1\n",
    "_h.tpl": '{{ define "labels" }}x: {{ .Variables.x }}{{ end }}',
    "a.yaml": 'kind: A\nmetadata:\n  name: a\n  labels: {}\n{{ include "labels" . }}\n',
    "parts/sub/s.yaml": "kind: S\nmetadata: {name: s}\ny: {{ .Values.y }}\n",
}


def test_lines_of_an_imported_chart_are_the_folders() -> None:
    rendering = chartkit.load_folder(FOLDER).render()
    names = {document.name: number for number, document in enumerate(rendering)}
    labels = rendering.origin_of(names["a"], 5, 3)
    assert labels == Origin(Location("memory:_h.tpl", 1, 24), (Location("memory:a.yaml", 5, 0),))
    part = rendering.origin_of(names["s"], 3)
    assert part == Origin(Location("memory:parts/sub/s.yaml", 3, 0))


@pytest.mark.parametrize(("variables", "at", "calls"), [
    ({"x": "a: b"}, Location("memory:_h.tpl", 1, 24), (Location("memory:a.yaml", 5, 0),)),
    ({"sub": {"y": "a: b"}}, Location("memory:parts/sub/s.yaml", 3, 3), ()),
])  # fmt: skip
def test_errors_of_an_imported_chart_are_in_the_folders_files(
    variables: dict[str, object], at: Location, calls: tuple[Location, ...]
) -> None:
    with pytest.raises(RenderError) as caught:
        chartkit.load_folder(FOLDER).render(variables=variables)
    assert (caught.value.at, caught.value.calls) == (at, calls)
