"""Names that templates compute for ismode are told without rendering where that is certain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import chartkit
from chartkit.errors import FolderError
from chartkit.source import Location

ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "static_names.yaml").read_text("utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_names_are_followed_where_they_are_certain(row: dict[str, Any]) -> None:
    found = chartkit.load_folder(row["files"]).containers()
    assert [f"{one.workload}/{one.container}={','.join(one.modes[1:])}" for one in found] == row["want"]


def test_calls_whose_names_are_computed_are_listed_apart() -> None:
    text = "{{ ismode . .Variables.a `app` `m` }}\n{{ ismode . .Variables.b `app` `m` }}"
    found = chartkit.load_folder({"a.yaml": text}).containers()
    assert [one.places for one in found] == [(Location("memory:a.yaml", line, 3),) for line in (1, 2)]


def test_too_much_to_walk_is_computed() -> None:
    loops = "{{ range list 1 2 3 4 5 6 7 8 9 0 }}"
    text = loops * 5 + '{{ ismode $ (print "w" .) "app" "m" }}' + "{{ end }}" * 5
    (found,) = chartkit.load_folder({"a.yaml": text}).containers()
    assert (found.workload, found.container) == ("*", "app")


@pytest.mark.parametrize("name", ["web", "api"])
def test_a_mode_for_a_name_that_is_followed_is_known(name: str) -> None:
    template = (
        "{{ range list `web` `api` }}---\nkind: A\nmetadata: {name: {{ . }}}\nx: {{ ismode $ . `app` `m` }}\n{{ end }}"
    )
    folder = chartkit.load_folder({"a.yaml": template})
    rendering = folder.render(modes={name: "m"})
    assert {document.name: document.text.endswith("true") for document in rendering} == {
        "web": name == "web",
        "api": name == "api",
    }
    with pytest.raises(FolderError) as caught:
        folder.render(modes={"apii": "m"})
    assert caught.value.hint == "Did you mean 'api'?"
