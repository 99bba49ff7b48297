"""The rule about variables that are not defined, call by call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import chartkit
from chartkit.errors import FolderError
from chartkit.folder import Rendering, RenderOptions, Undefined
from chartkit.source import Location

ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "undefined.yaml").read_text("utf-8"))
BEFORE = "kind: A\nmetadata: {name: a}\nx: |\n  >"
VARIABLES = "name: n\nnone: null\nmap: {name: n}\nlist: [{name: n}]\nholes: [null]\n"


def render(template: str, policy: Undefined = Undefined.ERROR) -> Rendering:
    files = {"a.yaml": f"{BEFORE}{template}<", "variables.yaml": VARIABLES}
    return chartkit.load_folder(files).render(options=RenderOptions(undefined=policy))


def printed(template: str, policy: Undefined = Undefined.ERROR) -> str:
    return render(template, policy)[0].text.partition(">")[2].removesuffix("<")


@pytest.mark.parametrize("row", [row for row in ROWS if "want" in row], ids=lambda row: row["template"])
def test_a_missing_variable_that_is_not_printed_is_nil(row: dict[str, Any]) -> None:
    assert printed(row["template"]) == row["want"]


@pytest.mark.parametrize("row", [row for row in ROWS if "blamed" in row], ids=lambda row: row["template"])
def test_a_missing_variable_that_would_be_printed_is_refused(row: dict[str, Any]) -> None:
    blamed, template = row["blamed"], row["template"]
    with pytest.raises(FolderError) as caught:
        render(template)
    error = caught.value
    assert error.message.startswith(f"{blamed} ")
    assert error.message.endswith((" is not defined", " is null", " has no value"))
    assert error.at == Location("memory:a.yaml", 4, len("  >") + template.rindex(blamed))
    if "hint" in row or blamed == ".Variables.nme":
        assert error.hint == row.get("hint", "Did you mean .Variables.name?")


@pytest.mark.parametrize("policy", [Undefined.GO, Undefined.EMPTY])
@pytest.mark.parametrize("row", [row for row in ROWS if "blamed" in row], ids=lambda row: row["template"])
def test_other_policies_print_what_they_say(policy: Undefined, row: dict[str, Any]) -> None:
    if policy.value in row:
        assert printed(row["template"], policy) == row[policy.value]


def test_a_warning_says_where_and_prints_what_go_prints() -> None:
    rendering = render("{{ .Variables.nme }}{{ quote .Variables.nme }}{{ toYaml .Variables.nme }}", Undefined.WARN)
    assert rendering[0].text.endswith("><no value>null<")
    assert [finding.at.column for finding in rendering.diagnostics if finding.at] == [6, 32, 59]
    assert {finding.hint for finding in rendering.diagnostics} == {"Did you mean .Variables.name?"}


def test_the_number_of_arguments_is_still_gos_to_check() -> None:
    for template in ("{{ toYaml }}", "{{ toYaml 1 2 }}", "{{ quote }}{{ toString 1 2 }}"):
        with pytest.raises(chartkit.ChartkitError, match="wrong number of args for to"):
            render(template)


def test_functions_of_ones_own_are_left_alone() -> None:
    files = {"a.yaml": "kind: A\nmetadata: {name: a}\nx: {{ quote .Variables.nme }}"}
    folder = chartkit.load_folder(files, functions={"quote": lambda value: f"<{value}>"})
    assert folder.render()[0].text.endswith("x: <None>")
