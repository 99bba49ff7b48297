"""What chance and the clock explain of a difference, and what they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from chartkit.convert.equivalence import Case, ChartSide, Facts, FolderSide, RepeatedWorld, compare_cases
from chartkit.convert.equivalence.chance import equal_but_for_chance
from chartkit.folder import Folder, MappingSource


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        (["p: x1y\nq: 1", "p: zz2\nq: 1"], ["p: 7abc\nq: 1"], True),
        (["p: x1y\nq: 1", "p: zz2\nq: 1"], ["p: 7abc\nq: 2"], False),
        (["p: x1y\nq: 1", "p: zz2\nq: 1"], ["r: 7abc\nq: 1"], False),
        (["p: 'x1y'\n", "p: 'zz2'\n"], ['p: "7abc"\n'], False),
        (["p: 'x1y'\n", "p: 'xz2'\n"], ["p: '7abc'\n"], True),
        (["p: 1"], ["p: 2", "p: 3"], True),
        (["p: 1"], ["p: 2", "p: 2"], False),
        (["a\nb\nc", "a\nc\nb"], ["a\nc\nb"], True),
        (["x\nk1\nk2\ny", "x\nk3\ny"], ["x\nk4\nk5\nk6\ny"], True),
        (["x\nk1\nk2\ny", "x\nk3\ny"], ["x\nk4\nz"], False),
        (["x\ny", "x\nmore\ny"], ["x\nmore\ny"], True),
        (["x\ny"], ["x\nmore\ny"], False),
        (["a: 1\np: x1y", "a: 1\np: zz2"], ["a: 2\np: 7ab"], False),
        (["t: x\nk: 1", "t: y\nk: 1"], ["t: z\nk: 2", "t: z\nk: 1"], True),
    ],
)
def test_lines_that_vary_say_nothing_and_all_others_count(ours: list[str], theirs: list[str], same: bool) -> None:
    assert equal_but_for_chance(ours, theirs) is same


TEMPLATE = """kind: Secret
metadata: {name: s}
a: {{ randAlphaNum 9 }}
b: {{ .Variables.b }}
t: {{ now | date "2006-01-02T15:04:05" }}
---
kind: Job
metadata: {name: job-{{ randAlphaNum 5 | lower }}}
"""


def side(text: str, *, repeats: bool = True) -> FolderSide:
    world = RepeatedWorld()
    source = MappingSource({"x.yaml": text, "variables.yaml": "b: 1\n"}, "folder")
    return FolderSide(Folder(source, environment=world.environment if repeats else None), world if repeats else None)


def test_a_side_that_does_not_repeat_differs_by_chance_alone() -> None:
    found = compare_cases(side(TEMPLATE), side(TEMPLATE, repeats=False), [Case()])
    assert found.clean
    assert found.cases[0].by_chance == 2
    assert found.summary() == "1 case, 2 objects: no difference; 2 objects equal but for chance and time"


@pytest.mark.parametrize(("old", "new"), [("b: {{", "c: {{"), ("kind: Job", "kind: Pod")])
def test_what_differs_beside_chance_is_found(old: str, new: str) -> None:
    found = compare_cases(side(TEMPLATE), side(TEMPLATE.replace(old, new), repeats=False), [Case()])
    assert len(found.cases[0].differences) >= 1


def test_two_sides_that_repeat_are_compared_exactly() -> None:
    text = TEMPLATE.replace("randAlphaNum 9", "randAlphaNum 8")
    assert not compare_cases(side(TEMPLATE), side(text), [Case()]).clean


FACTS = Facts("rel", "ns", "1.30.1", ("a/v1",), is_upgrade=True, include_crds=True, hooks=False, tests=False,
              show_only=("templates/x.yaml",), checks_schema=False)  # fmt: skip


def test_facts_come_back_from_the_table_of_an_imported_chart() -> None:
    assert Facts.of_table({**FACTS.table(), "namespace": "ns"}) == FACTS
    assert Facts.of_table({}) == Facts()
    assert Facts(is_upgrade=False, name="a").over(FACTS) == Facts.of_table(
        {**FACTS.table(), "namespace": "ns", "name": "a", "is-upgrade": False}
    )


def test_facts_reach_a_chart(tmp_path: Path) -> None:
    for name, text in {
        "Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n",
        "templates/x.yaml": "kind: A\nmetadata: {name: x}\nfacts: {{ .Release.Name }} {{ .Release.IsUpgrade }} "
        '{{ .Capabilities.KubeVersion }} {{ .Capabilities.APIVersions.Has "a/v1" }}\n',
        "templates/hook.yaml": "kind: Job\nmetadata: {name: h, annotations: {helm.sh/hook: post-install}}\n",
        "templates/test.yaml": "kind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: test}}\n",
        "crds/d.yaml": "kind: D\nmetadata: {name: d1}\n---\nkind: D\nmetadata: {name: d2}\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    chart = ChartSide(tmp_path)

    def names(facts: Facts) -> list[str]:
        return [document.name for document in chart.render(Case(), facts).documents]

    assert names(Facts()) == ["x", "t", "h"]
    assert names(Facts(tests=False)) == ["x", "h"]
    assert names(Facts(hooks=False, include_crds=True)) == ["d1", "d2", "x"]
    assert names(Facts(show_only=("templates/h*",))) == ["h"]
    assert "could not find template" in chart.render(Case(), Facts(show_only=("templates/y.yaml",))).error
    assert "rel true v1.30.1 true" in chart.render(Case(), FACTS).documents[0].text
