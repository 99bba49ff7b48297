"""Errors in what a folder renders to point to the template's line that wrote it, and tell the calls that led there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import chartkit
from chartkit.errors import ChartkitError
from chartkit.source import Location, RenderedLine

ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "places.yaml").read_text("utf-8"))
_MARK = re.compile("«|‹[0-9]")


def unmarked(files: dict[str, str]) -> tuple[dict[str, str], list[Location]]:
    """Return the files without their marks, and the places marked: what is blamed first, then the calls."""
    places: dict[str, Location] = {}
    for name, marked in files.items():
        text = marked
        while (mark := _MARK.search(text)) is not None:
            before = text[: mark.start()]
            column = len(before) - before.rfind("\n") - 1
            places[mark.group()] = Location(f"memory:{name}", before.count("\n") + 1, column)
            text = before + text[mark.end() :]
        files = {**files, name: text}
    return files, [places["«"], *(place for mark, place in sorted(places.items()) if mark != "«")]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_an_error_in_rendered_text_points_to_the_template(row: dict[str, Any]) -> None:
    files, (at, *calls) = unmarked(row["files"])
    with pytest.raises(ChartkitError) as caught:
        chartkit.load_folder(files).render()
    error = caught.value
    assert (error.at, error.calls) == (at, tuple(calls))
    assert isinstance(error.rendered, RenderedLine)
    assert [error.rendered.line, error.rendered.text] == row["rendered"]


def test_an_error_below_include_points_to_where_it_happened() -> None:
    files, (at, *calls) = unmarked(
        {
            "a.yaml": 'x: ‹2{{- include "l" . }}',
            "_l.tpl": '{{ define `l` }}{{ ‹1include `m` . }}{{ end }}\n{{ define `m` }}{{ «fail "no" }}{{ end }}',
        }
    )
    with pytest.raises(ChartkitError) as caught:
        chartkit.load_folder(files).render()
    # Go's places of calls are within the braces.
    assert caught.value.at == at
    assert [call.line for call in caught.value.calls] == [call.line for call in calls]


def test_the_lines_of_a_rendering_can_be_asked_for_their_origin() -> None:
    files, (at, *calls) = unmarked(
        {
            "a.yaml": 'kind: A\nmetadata:\n  name: a\n  labels:\n    ‹1{{- include "l" . | nindent 4 }}\n',
            "_l.tpl": '{{ define "l" -}}\na: x\nb: «{{ .Namespace }}\n{{- end }}',
        }
    )
    rendering = chartkit.load_folder(files).render()
    origin = rendering.origin_of(0, 6, 7)
    assert rendering[0].text.split("\n")[5] == "    b: default"
    assert origin is not None
    assert (origin.at, origin.calls) == (at, tuple(calls))


def test_what_a_pod_preset_rewrote_is_found_by_its_path() -> None:
    files, (at,) = unmarked(
        {
            "p.yaml": "apiVersion: settings.k8s.io/v1alpha1\nkind: PodPreset\nmetadata: {name: p}\n"
            "spec:\n  env: [{name: X, value: why}]\n",
            "a.yaml": "# a comment\nkind: Pod\napiVersion: v1\nspec:\n  containers:\n    - name: c\n      «image: i\n"
            "metadata: {name: a}\n",
        }
    )
    rendering = chartkit.load_folder(files).render()
    lines = rendering[0].text.split("\n")
    line = next(number for number, text in enumerate(lines, 1) if "image:" in text)
    origin = rendering.origin_of(0, line)
    assert origin is not None
    assert origin.at == at
    added = rendering.origin_of(0, next(number for number, text in enumerate(lines, 1) if "value: why" in text))
    assert added is not None
    assert added.at == Location("memory:p.yaml", 5, 18)
