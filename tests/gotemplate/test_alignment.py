"""What a function made of a template's text is found again in it."""

from __future__ import annotations

import pytest

from chartkit.errors import LimitError
from chartkit.gotemplate import Execution, TemplateSet, trace
from chartkit.gotemplate.alignment import same_key, same_line


@pytest.mark.parametrize(("printed", "at", "inner", "want"), [
    # The whole text, and lines of it, at the same character.
    ("a: b\nc: d", 6, "a: b\nc: d", 6),
    ("\n  a: b\n  c: d", 12, "a: b\nc: d", 7),
    ("  c: d", 0, "a: b\nc: d\n", 5),
    # Lines that are there several times stand in the same order.
    ("  x\n  y\n  x", 10, "x\ny\nx", 4),
    ("x\nx\nx", 4, "x\nx", 2),
    # In quotes, in a longer text, cut at either end.
    ('"web"', 0, "web", 0),
    ('"web"', 2, "web", 1),
    ("release-web-0", 8, "web", 0),
    ("release-web-0", 0, "web", None),
    ("release-web-0", 12, "web", None),
    ("we", 1, "web", 1),
    ("eb", 0, "web", 1),
    # Nothing of it is there.
    ("", 0, "web", None),
    ("\n\n", 1, "web", None),
    ("true", 0, "a\nb", None),
    ("a: c", 0, "a: b\nd: e", None),
])  # fmt: skip
def test_a_line_is_found_by_its_text(printed: str, at: int, inner: str, want: int | None) -> None:
    assert same_line(printed, at, inner) == want


@pytest.mark.parametrize(("printed", "at", "inner", "want"), [
    ("ports: []\nname: x", 10, "name: web\nports:", 0),
    ("  - name: x", 4, "- name: web", 0),
    ("name: x", 0, "name: a\nname: b", None),
    ("# name: x", 0, "# name: y", None),
    ("", 0, "", None),
])  # fmt: skip
def test_a_line_that_was_written_anew_is_found_by_its_key(printed: str, at: int, inner: str, want: int | None) -> None:
    assert same_key(printed, at, inner) == want


def test_steps_lead_from_the_output_to_the_outermost_template() -> None:
    templates = TemplateSet({"upper": lambda text: str(text).upper()}, name="t")
    text = '{{define "b"}}\n{{.}}!{{end}}{{define "a"}}<{{template "b" .}}>{{end}}x{{template "a" "y"}}'
    templates.parse("t", text)
    output, trace = templates.trace("t", None)
    assert output == "x<\ny!>"
    places = [[(step.template, step.offset) for step in trace.steps_to(at)] for at in range(len(output))]
    call_a, call_b = ("t", text.index('{{template "a"')), ("a", text.index('{{template "b"'))
    assert places == [
        [("t", text.index("x{{"))],
        [("a", text.index("<{{")), call_a],
        [("b", text.index("\n")), call_b, call_a],
        [("b", text.index("{{.}}")), call_b, call_a],
        [("b", text.index("!")), call_b, call_a],
        [("a", text.index(">{{end}}x")), call_a],
    ]
    with pytest.raises(IndexError):
        trace.steps_to(len(output))


def test_what_is_recorded_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace, "_MOST_PIECES", 100)
    monkeypatch.setattr(trace, "_MOST_CHARACTERS", 1000)

    def include(execution: Execution, name: str, data: object) -> str:
        return execution.execute(name, data)

    templates = TemplateSet({"include": include}, name="t")
    templates.parse("t", "{{range .}}x{{end}}")
    assert len(templates.trace("t", list(range(100)))[1].pieces) == 100
    with pytest.raises(LimitError, match="too long to tell where it comes from"):
        templates.trace("t", list(range(101)))
    templates.parse("u", '{{define "v"}}{{.}}{{end}}{{include "v" .}}')
    assert templates.trace("u", "x" * 500)[0] == "x" * 500
    with pytest.raises(LimitError, match="too long to tell where it comes from"):
        templates.trace("u", "x" * 501)
    assert templates.execute("u", "x" * 501) == "x" * 501


def test_calls_within_each_other_are_told_from_the_innermost() -> None:
    templates = TemplateSet(name="t")
    templates.parse(
        "t", '{{define "r"}}{{if .}}{{template "r" (slice . 1)}}{{else}}end{{end}}{{end}}{{template "r" .}}'
    )
    output, traced = templates.trace("t", "x" * 300)
    assert output == "end"
    steps = traced.steps_to(0)
    assert len(steps) == 101
    assert {step.template for step in steps} == {"r"}


def test_executions_within_each_other_are_all_told() -> None:
    def include(execution: Execution, name: str, data: object) -> str:
        return execution.execute(name, data)

    templates = TemplateSet({"include": include}, name="t")
    templates.parse("t", '{{define "r"}}{{if .}}{{include "r" (slice . 1)}}{{else}}end{{end}}{{end}}{{include "r" .}}')
    traced = templates.trace("t", "x" * 3000)[1]
    assert len(traced.steps_to(1)) == 3002
