"""Branches that become functions of their own: that it makes no difference but for speed."""

from __future__ import annotations

import pytest

from chartkit.errors import TemplateExecError
from chartkit.gotemplate import TemplateSet
from chartkit.gotemplate.emitter import emit
from tests.gotemplate.test_execution import Store

#: Makes any branch long.
FILL = "{{/* " + "-" * 300 + " */}}"


def blocks(text: str) -> list[str]:
    templates = TemplateSet()
    return [*emit(templates.parse("t", text).tree).blocks]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("{{if .a}}FILL{{else}}FILL{{end}}", 2),
        ("{{if .a}}FILL{{else if .b}}FILL{{else}}FILL{{end}}", 3),
        ("{{with .a}}FILL{{end}}", 1),
        ("{{if .a}}FILL{{if .b}}FILL{{end}}{{end}}", 1),
        ("{{range .a}}{{if .b}}FILL{{end}}{{end}}", 1),
        ("{{$x := 1}}{{if .a}}FILL{{$x}}{{$y := 2}}{{$y = 3}}{{end}}", 1),
        ("{{if .a}}FILL{{range .b}}{{break}}{{end}}{{end}}", 1),
        # What assigns to a variable around it, or leaves a loop around it, has to stay there.
        ("{{$x := 1}}{{if .a}}FILL{{$x = 2}}{{end}}", 0),
        ("{{$x := 1}}{{if .a}}FILL{{range $x = .b}}{{end}}{{end}}", 0),
        ("{{range .a}}{{if .b}}FILL{{break}}{{end}}{{end}}", 0),
        ("{{range .a}}{{if .b}}FILL{{range .c}}{{else}}{{continue}}{{end}}{{end}}{{end}}", 0),
        ("{{if and .a ($x := 1)}}FILL{{end}}{{if and .a ($x := 1)}}FILL{{end}}", 0),
        ("{{if .a}}short{{end}}", 0),
    ],
)
def test_which_branches_are_functions(text: str, count: int) -> None:
    assert len(blocks(text.replace("FILL", f"{FILL}x"))) == count


def test_a_function_takes_what_it_uses() -> None:
    templates = TemplateSet()
    text = "{{$a := 1}}{{$b := 2}}{{range $k, $v := .l}}{{if $v}}FILL{{$b}}{{$.x}}{{end}}{{end}}".replace("FILL", FILL)
    (block,) = emit(templates.parse("t", text).tree).blocks.values()
    # The dot of the loop and what it is an element of, the dot of the template, and $b.
    assert block.parameters == "d,r3,v2,x4"
    assert templates.execute("t", {"l": {"k": True}, "x": "X"}) == "2X"


def test_functions_within_functions_find_their_errors() -> None:
    text = "".join(f"{{{{if .a{depth}}}}}{FILL}{depth}" for depth in range(6)) + "{{.x.y}}" + "{{end}}" * 6
    templates = TemplateSet()
    templates.parse("t", text)
    data: dict[str, object] = {f"a{depth}": True for depth in range(6)}
    assert templates.execute("t", {**data, "x": {"y": "Y"}}) == "012345Y"
    with pytest.raises(TemplateExecError) as caught:
        templates.execute("t", {**data, "x": 5.0})
    place = text.index(".x.y") + 2
    assert caught.value.message == (
        f'template: t:1:{place}: executing "t" at <.x.y>: can\'t evaluate field y in type interface {{}}'
    )


def test_kept_code_has_the_functions_that_have_run(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{{{{if .a}}}}{FILL}{{{{if .b}}}}{FILL}{{{{.b.c}}}}{{{{end}}}}{{{{else}}}}{FILL}{{{{.d.e}}}}{{{{end}}}}"
    store = Store()
    first = TemplateSet(store=store)
    assert first.execute(first.parse("t", text), {"a": 1, "b": {"c": "C"}}) == "C"
    first.save()

    second = TemplateSet(store=store)
    template = second.parse("t", text)
    with monkeypatch.context() as patch:
        patch.setattr("chartkit.gotemplate.template_set.parse", None)
        assert second.execute(template, {"a": 1, "b": {"c": "C"}}) == "C"
    # The other branch is compiled now; and an error finds its place in code that was kept.
    assert second.execute(template, {"d": {"e": "E"}}) == "E"
    with pytest.raises(TemplateExecError, match=rf"template: t:1:{text.index('.b.c') + 2}: .* at <.b.c>"):
        second.execute(template, {"a": 1, "b": 5.0})


def test_traces_go_through_functions() -> None:
    templates = TemplateSet()
    text = f"{{{{if .a}}}}{FILL}one{{{{.a}}}}{{{{end}}}}two"
    templates.parse("t", text)
    output, trace = templates.trace("t", {"a": "A"})
    assert output == "oneAtwo"
    assert [(piece.size, text[piece.span.start : piece.span.end]) for piece in trace.pieces] == [
        (3, "one"),
        (1, "{{.a}}"),
        (3, "two"),
    ]
    assert templates.execute("t", {"a": "A"}) == "oneAtwo"


def test_templates_may_call_themselves_out_of_functions() -> None:
    branch = f"{{{{if true}}}}{FILL}"
    text = f'{{{{define "r"}}}}{{{{if .}}}}{FILL}{branch * 2}x{{{{template "r" (down .)}}}}' + "{{end}}" * 4

    def down(number: int) -> int:
        return number - 1

    templates = TemplateSet({"down": down})
    templates.parse("t", text)
    assert templates.execute("r", 20_000) == "x" * 20_000
