"""Both sides rendered and compared: what is found to differ, and what is not."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from chartkit.convert.equivalence import (
    Case,
    ChartSide,
    Facts,
    FolderSide,
    Kind,
    VerifyOptions,
    verify,
)
from chartkit.convert.equivalence.comparison import values_changed
from chartkit.convert.equivalence.sampling import combinations_of_modes
from chartkit.folder import Folder, MappingSource

TEMPLATE = """kind: ConfigMap
apiVersion: v1
metadata:
  name: x
data:
  a: {{ .Variables.a | quote }}
{{- if .Variables.shown }}
  b: "on"
{{- end }}
"""


def folder(template: str = TEMPLATE, variables: str = "a: text\nshown: true\n", **more: str) -> FolderSide:
    files = {"x.yaml": template, "variables.yaml": variables, **more}
    return FolderSide(Folder(MappingSource(files, "folder")))


@pytest.fixture
def chart(tmp_path: Path) -> ChartSide:
    (tmp_path / "templates").mkdir()
    (tmp_path / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 0.1.0\n", "utf-8")
    (tmp_path / "values.yaml").write_text("a: text\nshown: true\n", "utf-8")
    (tmp_path / "templates" / "x.yaml").write_text(TEMPLATE.replace(".Variables", ".Values"), "utf-8")
    return ChartSide(tmp_path)


def test_a_folder_verifies_against_itself() -> None:
    found = verify(folder(), folder())
    assert found.clean
    assert not list(found.differences())


def test_a_number_that_helm_prints_otherwise_is_found(chart: ChartSide) -> None:
    found = verify(folder(), chart)
    changes = {
        (case.label, change.a, change.b)
        for case in found.cases
        for difference in case.differences
        for change in difference.changes
    }
    assert changes == {("defaults, a = 1000000", '"1000000"', '"1e+06"')}


def test_a_condition_is_taken_both_ways() -> None:
    same_when_on = TEMPLATE.replace("{{- end }}", '{{- else }}\n  c: "off"\n{{- end }}')
    found = verify(folder(), folder(same_when_on))
    assert "defaults, shown = False" in [case.label for case in found.cases if case.differences]
    assert not next(case for case in found.cases if case.label == "defaults").differences


def test_a_side_that_alone_fails_differs() -> None:
    found = verify(folder(), folder('{{ fail "no" }}'), VerifyOptions(samples=0))
    assert [difference.kind for difference in found.cases[0].differences] == [Kind.ERROR_B]


def test_texts_may_differ_where_only_values_count() -> None:
    other = TEMPLATE.replace("name: x", "name: 'x'")
    assert not verify(folder(), folder(other), VerifyOptions(samples=0)).clean
    assert verify(folder(), folder(other), VerifyOptions(samples=0, texts=False)).clean


def test_environments_are_compared_too() -> None:
    more = {"environments/qa.yaml": "a: qa\n"}
    found = verify(folder(**more), folder(**{"environments/qa.yaml": "a: QA\n"}), VerifyOptions(samples=0))
    assert [case.label for case in found.cases if case.differences] == ["qa"]


@pytest.mark.parametrize(("a", "b"), [(1, "1"), (1, True), (1, 1.0), (None, ""), ([], {}), (0, None)])
def test_values_of_different_types_differ(a: object, b: object) -> None:
    assert len(list(values_changed({"x": a}, {"x": b}))) == 1


def test_an_absent_value_is_not_null() -> None:
    [change] = values_changed({"x": None}, {})
    assert (change.path, change.a, change.b) == ("x", "null", None)


def test_few_modes_are_combined_in_all_ways() -> None:
    choices = {("w", str(number)): ("image", "dev") for number in range(6)}
    assert len(list(combinations_of_modes(choices))) == 64


def test_of_many_modes_every_pair_stands_together() -> None:
    choices = {("w", str(number)): ("image", "dev", "test") for number in range(7)}
    found = list(combinations_of_modes(choices))
    assert len(found) < 64
    pairs = {pair for chosen in found for pair in combinations(sorted(chosen.items()), 2)}
    assert len(pairs) == 21 * 9


def test_what_both_refuse_for_the_same_reason_is_clean_and_told() -> None:
    found = verify(folder('{{ fail "no" }}'), folder('{{ fail "no" }}'), VerifyOptions(samples=0))
    assert found.clean
    assert not found.rendered
    assert found.summary() == "nothing could be compared; 1 case fails on both sides for the same reason"


def test_what_both_refuse_for_other_reasons_is_not_clean() -> None:
    found = verify(folder('{{ fail "no" }}'), folder('{{ fail "never" }}'), VerifyOptions(samples=0))
    assert not found.clean
    assert found.summary() == "nothing could be compared; 1 case fails on both sides for other reasons"


def test_a_chart_that_cannot_be_read_is_an_outcome(tmp_path: Path) -> None:
    assert ChartSide(tmp_path).render(Case(), Facts()).error


def test_what_the_schema_of_a_chart_does_not_allow_is_no_difference(chart: ChartSide) -> None:
    schema = '{"properties": {"a": {"type": "string"}}}'
    (chart.path / "values.schema.json").write_text(schema, "utf-8")
    found = verify(folder(), chart)
    assert found.clean
    assert {case.label for case in found.cases if case.is_refused} == {
        "defaults, a = 1000000",
        "defaults, a = null",
    }
    assert found.summary().endswith("no difference; 2 cases not allowed by one side")


def test_what_a_folder_has_no_variable_for_is_no_difference() -> None:
    bare = TEMPLATE.replace("{{ .Variables.a | quote }}", "{{ .Variables.a }}")
    found = verify(folder(bare), folder(bare.replace("{{ .Variables.a }}", '{{ .Variables.a | default "" }}')))
    assert {case.label for case in found.cases if case.is_refused} == {"defaults, a = null"}


def test_the_environment_has_to_be_allowed(chart: ChartSide) -> None:
    (chart.path / "values.schema.json").write_text('{"properties": {"a": {"type": "integer"}}}', "utf-8")
    found = verify(folder(), chart, VerifyOptions(samples=0))
    assert [difference.kind for difference in found.cases[0].differences] == [Kind.ERROR_B]
