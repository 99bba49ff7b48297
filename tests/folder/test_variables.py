"""Variables: files, environments, assignments, and which of them counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import chartkit
from chartkit.errors import FolderError
from chartkit.folder import assignment, values_file
from chartkit.folder.variables import assign, go_values, lay_over

CASES = Path(__file__).parent / "cases"
OBJECT = "{kind: A, metadata: {name: a}, x: %s}"


def rows(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((CASES / f"{name}.yaml").read_text())


@pytest.mark.parametrize("case", rows("variables"), ids=lambda case: case["name"])
def test_tables_are_laid_over_each_other(case: dict[str, Any]) -> None:
    first, *others = case["tables"]
    for table in others:
        before = repr((first, table))
        laid = lay_over(first, table)
        assert repr((first, table)) == before, "an argument was changed"
        first = laid
    assert first == case["want"]


TABLES = st.recursive(
    st.dictionaries(
        st.sampled_from("abc"), st.none() | st.integers() | st.lists(st.integers(), max_size=2), max_size=3
    ),
    lambda below: st.dictionaries(st.sampled_from("abc"), below | st.none() | st.integers(), max_size=3),
    max_leaves=8,
)


@given(TABLES, TABLES)
def test_laying_a_table_over_twice_is_as_once(base: dict[str, object], over: dict[str, object]) -> None:
    once = lay_over(base, over)
    assert lay_over(once, over) == once


@pytest.mark.parametrize("case", rows("assignments"), ids=lambda case: case["given"])
def test_an_assignment_has_a_path_and_a_value(case: dict[str, Any]) -> None:
    path, value = assignment(case["given"])
    assert (list(path), value, type(value)) == (case["path"], case["value"], type(case["value"]))


@pytest.mark.parametrize(("given", "message"), [
    ("a", "the variable 'a' has no value"),
    ("=1", "the variable '=1' has an empty name in its path"),
    ("a..b=1", "the variable 'a..b=1' has an empty name in its path"),
])  # fmt: skip
def test_what_is_no_assignment_is_named(given: str, message: str) -> None:
    with pytest.raises(FolderError) as caught:
        assignment(given)
    assert caught.value.message == message


def test_an_assignment_does_not_lead_through_a_scalar() -> None:
    with pytest.raises(FolderError, match=r"cannot set the variable a\.b\.c: a\.b is a number, not a map"):
        assign({"a": {"b": 1}}, ("a", "b", "c"), 2)
    assert assign({"a": None}, ("a", "b"), 2) == {"a": {"b": 2}}
    assert assign({"a": {"b": 1, "c": 2}}, ("a", "b"), None) == {"a": {"c": 2}}


def rendered(files: dict[str, str], **options: Any) -> str:
    return chartkit.load_folder({"a.yaml": OBJECT % "{{ .Variables.x }}", **files}).render(**options)[0].text


def test_each_source_of_variables_counts_before_the_one_before_it() -> None:
    files: dict[str, str] = {"variables.yaml": "x: 1", "environments/qa.yaml": "x: 2"}
    assert rendered(files) == OBJECT % 1
    assert rendered(files, env="qa") == OBJECT % 2
    assert rendered(files, env="qa", variables={"x": 3}) == OBJECT % 3
    assert rendered({**files, "chartkit.toml": "environment = 'qa'"}) == OBJECT % 2
    assert rendered({**files, "chartkit.toml": "environment = 'qa'"}, env="") == OBJECT % 1


def test_integers_stay_integers_and_words_are_booleans_as_in_yaml_1() -> None:
    text = '{{ printf "%T %T %T %T" .Variables.a .Variables.b .Variables.c .Variables.d }}'
    files = {"a.yaml": OBJECT % text, "variables.yaml": "a: 2\nb: 2.0\nc: yes\nd: 017"}
    assert chartkit.load_folder(files).render()[0].text == OBJECT % "int float64 bool int"


@pytest.mark.parametrize(("content", "message"), [
    ("a: [", "YAML error: line"),
    ("- 1", "variables must be a map, not a list"),
    ("word", "variables must be a map, not a text"),
])  # fmt: skip
def test_variables_that_are_no_map_are_named_with_their_file(content: str, message: str) -> None:
    with pytest.raises(FolderError) as caught:
        rendered({"environments/qa.yaml": content}, env="qa")
    assert caught.value.message.startswith(message)
    assert caught.value.at is not None
    assert caught.value.at.name == "memory:environments/qa.yaml"


def test_a_directory_in_place_of_the_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "variables.yaml").mkdir()
    (tmp_path / "a.yaml").write_text("")
    with pytest.raises(FolderError, match=r"read .*variables.yaml: is a directory"):
        chartkit.load_folder(tmp_path).render()


def test_an_empty_file_has_no_variables(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("# nothing\n")
    assert values_file(str(tmp_path / "empty.yaml")) == {}


def test_a_values_file_that_is_not_there_is_named() -> None:
    with pytest.raises(FolderError, match="open nope.yaml: no such file or directory"):
        values_file("nope.yaml")


@pytest.mark.parametrize(("asked", "hint"), [
    ("prodution", "Did you mean 'production'?"),
    ("x", "It has production, qa."),
])  # fmt: skip
def test_an_unknown_environment_is_answered_with_those_there_are(asked: str, hint: str) -> None:
    files = {"a.yaml": "", "environments/qa.yaml": "", "chartkit.toml": "[environments.production]"}
    with pytest.raises(FolderError, match=f"memory has no environment '{asked}'") as caught:
        chartkit.load_folder(files).render(env=asked)
    assert caught.value.hint == hint


def test_python_values_become_values_of_go() -> None:
    assert go_values({"a": ({"b": 1},), 2: True}) == {"a": [{"b": 1}], "2": True}


def test_a_python_object_is_no_variable() -> None:
    with pytest.raises(FolderError, match=r"the variable a\.0 is a Python date, which templates cannot read"):
        go_values({"a": [date(2026, 1, 1)]})


def test_variables_that_hold_themselves_end() -> None:
    table: dict[str, object] = {}
    table["a"] = table
    with pytest.raises(FolderError, match="nested deeper than"):
        go_values(table)


@pytest.mark.parametrize(("settings", "variables", "namespace"), [
    ("", "", "default"),
    ("", "namespace: web", "web"),
    ("", "namespace: 5", "default"),
    ("namespace = 'set'", "", "set"),
    ("namespace = 'set'", "namespace: web", "web"),
    ("namespace = 'set'", "namespace: 5", "set"),
    ("namespace = 'set'\n[environments.qa]\nnamespace = 'qa'", "", "qa"),
    ("", "namespace: ''", "default"),
])  # fmt: skip
def test_the_variable_namespace_is_the_namespace_if_it_is_a_text(settings: str, variables: str, namespace: str) -> None:
    files = {
        "a.yaml": OBJECT % "{{ .Namespace }}",
        "chartkit.toml": settings,
        "variables.yaml": variables,
        "environments/qa.yaml": "",
    }
    rendering = chartkit.load_folder(files).render(env="qa")
    assert rendering[0].text == OBJECT % namespace
    assert rendering.namespace == namespace
