"""What templates read, also below a changed dot and in subcharts, and the cases that are made of it."""

from __future__ import annotations

from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
import yaml

from chartkit.convert.equivalence import Case, ChartSide, VerifyOptions, verify
from chartkit.convert.equivalence.material import material_of
from chartkit.convert.equivalence.reads import Room, Truth, Uses, uses_in
from chartkit.convert.equivalence.sampling import sampled
from chartkit.gotemplate import parse
from chartkit.source import SourceText
from tests.convert.written_files import written

ROWS = yaml.safe_load((Path(__file__).parent / "cases" / "reads.yaml").read_text("utf-8"))


def uses(template: str) -> Uses:
    return uses_in([Room(tuple(parse(SourceText("x", template))))])


def words(paths: object) -> list[str]:
    assert isinstance(paths, dict)
    return sorted(".".join(path).replace(".[]", "[]") for path in paths)


@pytest.mark.parametrize("row", ROWS, ids=itemgetter("name"))
def test_what_templates_read(row: dict[str, Any]) -> None:
    found = uses(row["template"])
    if "includes" in row:
        assert set(row["includes"]) <= set(words(found.read))
        return
    assert words(found.read) == row["reads"]
    assert words(found.conditions) == row.get("conditions", [])
    assert {".".join(path): sorted(map(str, values)) for path, values in found.compared.items()} == row.get(
        "compared", {}
    )
    for path, guards in row.get("guards", {}).items():
        spelled = {".".join(place): {Truth.TRUE: True, Truth.FALSE: False}.get(wanted, wanted)  # type: ignore[call-overload] # any value is looked up
                   for place, wanted in found.read[path,]}  # fmt: skip
        assert spelled == guards


def tables(template: str, defaults: dict[str, object], limit: int = 1000) -> list[object]:
    return [case.variables for case in sampled(uses(template), defaults, 1, limit)]


def test_what_is_read_under_a_condition_is_tried_where_it_holds() -> None:
    template = '{{ if .Values.on }}{{ if eq .Values.kind "cron" }}{{ .Values.x }}{{ end }}{{ end }}'
    found = tables(template, {"on": False, "kind": "web", "x": 1})
    assert {"on": True, "kind": "cron", "x": 1000000} in found
    assert {"on": True} in found
    assert {"on": True, "kind": "cron"} in found


def test_what_a_condition_hangs_on_is_tried_where_the_rest_of_it_holds() -> None:
    found = tables('{{ if and (eq .Values.kind "cron") .Values.on }}{{ end }}', {"on": False, "kind": "web"})
    assert {"on": True, "kind": "cron"} in found
    assert {"kind": "cron"} in found


def test_a_condition_that_holds_is_not_set() -> None:
    assert {"x": 1000000} in tables("{{ if .Values.on }}{{ .Values.x }}{{ end }}", {"on": True, "x": 1})


def test_an_element_is_tried_with_what_is_read_of_it() -> None:
    template = "{{ range .Values.list }}{{ .name }}{{ .port }}{{ end }}"
    assert {"list": [{"name": "text", "port": "text"}]} in tables(template, {"list": []})
    found = tables(template, {"list": [{"name": "a", "port": 1}, {"name": "b"}]})
    assert {"list": [{"name": "yes", "port": 1}, {"name": "b"}]} in found
    assert {"list": []} in found


def test_values_that_no_template_is_seen_to_read_are_tried() -> None:
    assert {"a": {"b": "1e3"}} in tables("{{ toYaml .Values.a }}", {"a": {"b": 1}})


def test_the_same_seed_gives_the_same_cases() -> None:
    found = uses("".join(f"{{{{ .Variables.v{number} }}}}" for number in range(90)))
    assert sampled(found, {}, 1, 50) == sampled(found, {}, 1, 50) != sampled(found, {}, 2, 50)
    assert len(sampled(found, {}, 1, 50)) <= 50


def test_no_case_tries_two_values_of_one_variable() -> None:
    found = uses("".join(f"{{{{ .Variables.v{number} }}}}" for number in range(90)))
    for case in sampled(found, {}, 1, 50):
        halves: list[Case] = [case]
        while halves:
            one = halves.pop()
            assert len(one.variables) == one.trial.count(" = ") + int(([*one.trial.split(" and "), "0"])[1].split()[0])
            halves += one.halves() if one.halves else ()


FILES = {
    "Chart.yaml": """apiVersion: v2
name: c
version: 0.1.0
dependencies: [{name: sub, version: "*", alias: other, condition: other.enabled}]
""",
    "values.yaml": "other: {enabled: false}\n",
    "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 0.1.0\n",
    "charts/sub/values.yaml": "v: 1\n",
    "charts/sub/templates/s.yaml": "kind: A\nmetadata: {name: s}\nv: {{ .Values.v }}\ng: {{ .Values.global.g }}\n",
}


def test_variables_of_subcharts_are_tried_where_these_are_rendered(tmp_path: Path) -> None:
    rooms, defaults = material_of(ChartSide(written(tmp_path, FILES)), "")
    assert defaults == {"other": {"enabled": False, "v": 1}}
    found = [case.variables for case in sampled(uses_in(rooms), defaults, 1, 1000)]
    assert {"other": {"enabled": True, "v": 1000000}} in found
    assert {"other": {"enabled": True}, "global": {"g": "yes"}} in found


def test_a_difference_in_a_subchart_is_found(tmp_path: Path) -> None:
    text = FILES["charts/sub/templates/s.yaml"].replace("{{ .Values.v }}", "{{ .Values.v | int }}")
    a = ChartSide(written(tmp_path / "a", FILES))
    b = ChartSide(written(tmp_path / "b", {**FILES, "charts/sub/templates/s.yaml": text}))
    assert not verify(a, b, VerifyOptions(samples=30)).clean
    assert verify(a, a, VerifyOptions(samples=30)).clean
