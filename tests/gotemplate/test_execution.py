from __future__ import annotations

import sys
import threading
from typing import Any

import pytest

from chartkit.errors import FunctionError, LimitError, TemplateError, TemplateExecError, TemplateSyntaxError
from chartkit.gostd.kinds import Int64, StringList
from chartkit.gotemplate import Execution, FuncMap, Limits, TemplateSet, nodes
from chartkit.gotemplate.emitter import emit
from chartkit.gotemplate.limits import Meter
from chartkit.source import Location, Span


def include(execution: Execution, name: str, data: object) -> str:
    return execution.execute(name, data)


def tpl(execution: Execution, text: str, data: object) -> str:
    templates = execution.templates.clone()
    return execution.execute(templates.parse(templates.name, text), data, templates)


FUNCTIONS = {"include": include, "tpl": tpl}


def rendered(text: str, data: object = None, **options: Any) -> str:
    templates = TemplateSet(FUNCTIONS, name="t", **options)
    return templates.execute(templates.parse("t", text), data)


def failure(text: str, data: object = None, **options: Any) -> TemplateExecError:
    with pytest.raises(TemplateExecError) as caught:
        rendered(text, data, **options)
    return caught.value


# Errors.


def test_an_error_has_its_facts_as_fields() -> None:
    error = failure("é\n  {{ print .a.b.c }}", {"a": {}}, missingkey="zero")
    assert error.message == ('template: t:2:13: executing "t" at <.a.b.c>: nil pointer evaluating interface {}.c')
    assert error.at == Location("t", 2, 13)
    assert (error.template, error.node, error.path) == ("t", ".a.b.c", ("a", "b", "c"))
    assert error.span == Span(13, 19)
    assert error.reason == "nil pointer evaluating interface {}.c"


def test_columns_are_bytes() -> None:
    assert failure("é{{ index . 1 }}", {}).at == Location("t", 1, 5)


def test_errors_of_included_templates_are_causes_of_each_other() -> None:
    error = failure('{{define "a"}}{{.x.y}}{{end}}{{define "b"}}{{include "a" .}}{{end}}{{include "b" .}}', {"x": 1})
    inner = error.__cause__
    assert isinstance(inner, TemplateExecError)
    assert inner.template == "b"
    assert isinstance(inner.__cause__, TemplateExecError)
    assert inner.__cause__.reason == "can't evaluate field y in type interface {}"
    assert error.message.endswith(inner.message)
    assert inner.message.endswith(inner.__cause__.message)


def test_a_template_that_is_not_there_is_told_apart() -> None:
    error = failure('{{include "nope" .}}')
    assert str(error.__cause__) == 'template: no template "nope" associated with template "t"'
    with pytest.raises(TemplateError, match='no template "x" associated with template "gotpl"'):
        TemplateSet().execute("x", None)


def test_an_error_that_go_finds_before_has_no_cause() -> None:
    def fails() -> str:
        raise FunctionError("no")

    def number(first: int, second: object) -> str:
        return f"{first}{second}"

    templates = TemplateSet({"fails": fails, "number": number}, name="t")
    with pytest.raises(TemplateExecError, match="expected integer; found") as caught:
        templates.execute(templates.parse("t", '{{number "x" (fails)}}'), None)
    assert caught.value.__cause__ is None


def test_an_error_of_python_is_no_error_of_the_template() -> None:
    def broken() -> str:
        raise ZeroDivisionError

    templates = TemplateSet({"broken": broken})
    templates.parse("t", "{{broken}}")
    with pytest.raises(ZeroDivisionError):
        templates.execute("t", None)


# Sets.


def test_an_empty_template_replaces_none() -> None:
    templates = TemplateSet(name="t")
    templates.parse("a", "one")
    empty = templates.parse("a", " \n{{/* c */}}")
    assert templates.execute("a", None) == "one"
    assert templates.execute(empty, None) == " \n"
    templates.parse("b", '{{define "a"}}two{{end}}')
    assert templates.execute("a", None) == "two"
    assert templates.names() == ["a", "b"]


def test_a_failed_parse_defines_nothing() -> None:
    templates = TemplateSet()
    with pytest.raises(TemplateSyntaxError):
        templates.parse("a", '{{define "x"}}1{{end}}{{')
    assert templates.names() == []


def test_two_definitions_of_one_name_in_a_text_are_refused() -> None:
    text = '{{define "x"}}1{{end}}{{define "x"}}2{{end}}'
    with pytest.raises(TemplateSyntaxError, match='t:1: template: multiple definition of template "x"'):
        TemplateSet().parse("t", text)


def test_what_a_clone_defines_stays_its_own() -> None:
    templates = TemplateSet()
    templates.parse("a", "1")
    clone = templates.clone()
    clone.parse("a", "2")
    clone.parse("b", "3")
    templates.parse("c", "4")
    assert (templates.execute("a", None), clone.execute("a", None)) == ("1", "2")
    assert (templates.names(), clone.names()) == (["a", "c"], ["a", "b"])


def test_templates_of_tpl_see_all_and_leave_nothing_behind() -> None:
    text = '{{define "a"}}A{{end}}{{tpl `{{define "b"}}B{{end}}{{include "a" .}}{{include "b" .}}` .}}'
    assert rendered(text) == "AB"
    assert failure(text + '{{template "b"}}').reason == 'template "b" not defined'


def test_one_set_may_be_executed_by_several_threads() -> None:
    templates = TemplateSet(FUNCTIONS)
    templates.parse("t", '{{define "d"}}{{.}}{{end}}{{range $i, $e := .}}{{include "d" $e}},{{end}}')
    results: dict[int, str] = {}

    def work(number: int) -> None:
        results[number] = templates.execute("t", [float(number)] * 300)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {number: f"{number}," * 300 for number in range(6)}


# Functions.


def test_a_function_of_the_user_comes_before_a_builtin() -> None:
    def length(value: object) -> str:
        return f"length of {value}"

    def either(first: object, *rest: object) -> object:
        return [first, *rest]

    templates = TemplateSet({"len": length, "or": either})
    templates.parse("t", '{{len "x"}} {{or 1 2}}')
    assert templates.execute("t", None) == "length of x [1 2]"


def test_arguments_are_made_what_the_annotations_say() -> None:
    def kinds(a: float, b: Int64, c: StringList, d: dict[str, object]) -> str:
        return f"{a!r} {b.__class__.__name__} {list(c)} {d}"

    templates = TemplateSet({"kinds": kinds}, name="t")
    assert templates.execute(templates.parse("t", "{{kinds 2 3 nil nil}}"), None) == "2.0 Int64 [] {}"


def test_a_map_of_functions_can_be_extended() -> None:
    base = FuncMap({"a": lambda: "a"})
    more = base.extend({"b": lambda: "b"})
    assert (set(base), set(more), len(more)) == ({"a"}, {"a", "b"}, 2)
    assert "b" not in base


def test_a_function_that_is_no_go_function_is_refused_when_it_is_called() -> None:
    def strange(value: complex | None) -> str:
        return str(value)

    templates = TemplateSet({"strange": strange})
    templates.parse("t", "{{strange 1}}")
    with pytest.raises(TypeError, match="is no Go type"):
        templates.execute("t", None)


def test_no_attribute_of_python_can_be_reached() -> None:
    class Secret:
        password = "x"

    for text in ("{{.__class__}}", "{{.s.password}}", '{{index . "__class__"}}', "{{(print 1).__class__}}"):
        try:
            result = rendered(text, {"s": Secret()} if ".s" in text else {}, missingkey="zero")
        except (TemplateExecError, TypeError):
            continue
        assert result in {"<no value>", ""}


# Values that are missing.


def test_what_is_printed_for_no_value_can_be_chosen() -> None:
    seen: list[tuple[str, str, object]] = []

    def hook(action: nodes.Action, tree: nodes.Tree, dot: object) -> str:
        seen.append((str(action), tree.name, dot))
        return "?"

    templates = TemplateSet(name="t")
    templates.parse("t", "{{.a}}{{with .b}}{{.c}}{{$.d}}{{end}}{{print nil}}")
    data = {"b": {"x": 1}}
    assert templates.execute("t", data, no_value=hook) == "???<nil>"
    assert seen == [("{{.a}}", "t", data), ("{{.c}}", "t", {"x": 1}), ("{{$.d}}", "t", {"x": 1})]


# Limits.


def test_a_template_may_call_itself_as_often_as_go_allows() -> None:
    text = '{{define "r"}}{{if .}}x{{template "r" (slice . 1)}}{{end}}{{end}}{{template "r" .}}'
    assert rendered(text, "a" * 3000) == "x" * 3000
    error = failure('{{define "r"}}{{template "r"}}{{end}}{{template "r"}}')
    assert error.reason == "exceeded maximum template depth (100000)"


def test_includes_may_be_nested_a_thousand_times() -> None:
    text = '{{define "r"}}{{if .}}x{{include "r" (slice . 1)}}{{end}}{{end}}{{include "r" .}}'
    assert rendered(text, "a" * 1001) == "x" * 1001


def test_executions_nested_too_deeply_are_refused() -> None:
    before = sys.getrecursionlimit()
    for text in ('{{define "r"}}{{include "r" .}}{{end}}{{include "r" .}}', "{{tpl . .}}"):
        with pytest.raises(LimitError, match="executions of templates are nested"):
            rendered(text, "{{tpl . .}}")
    assert sys.getrecursionlimit() == before


@pytest.mark.parametrize(
    ("text", "limits", "message"),
    [
        ("{{range 100000}}{{range 100000}}{{end}}{{end}}", Limits(steps=1_000_000), "more than 1000000 steps"),
        ("{{range 9223372036854775807}}{{end}}", Limits(steps=1_000_000), "more than 1000000 steps"),
        ("{{range 100000}}{{printf `%01000d` 1}}{{end}}", Limits(output=1_000_000), "characters of text"),
        (
            '{{$x := "0123456789"}}{{range 100}}{{$x = print $x $x}}{{end}}',
            Limits(output=1 << 22),
            "characters of text",
        ),
        ("{{range 2000}}" + "x" * 1000 + "{{end}}", Limits(output=1_000_000), "more than 1000000 characters of text"),
        ("{{range 100000000}}{{end}}", Limits(seconds=0.2), "more than 0.2 seconds"),
    ],
)
def test_what_a_template_uses_up_is_bounded(text: str, limits: Limits, message: str) -> None:
    with pytest.raises(LimitError, match=message):
        rendered(text, limits=limits)


def test_the_output_of_a_long_run_is_counted_once() -> None:
    class Counted(str):
        __slots__ = ()
        asked = 0

        def __len__(self) -> int:
            Counted.asked += 1
            return 1

    meter, output = Meter(Limits(output=20_000)), [Counted("x")] * 1000
    for end in (400, 1000):
        meter.check(output[:end])
    assert Counted.asked == 1000
    with pytest.raises(LimitError, match="more than 20000 characters of text"):
        meter.check([*output, "x" * 10_000])


@pytest.mark.parametrize(
    "text",
    [
        "{{range .}}" * 40 + "{{end}}" * 40,
        "{{ 1" + " | print" * 5000 + " }}",
    ],
)
def test_what_python_cannot_compile_is_a_limit(text: str) -> None:
    with pytest.raises(LimitError, match="nested too deeply"):
        rendered(text, [])


def test_expressions_may_be_nested_as_deeply_as_anyone_does() -> None:
    assert rendered("{{" + "print (" * 140 + "1" + ")" * 140 + "}}") == "1"
    assert rendered("{{ 1" + " | print" * 100 + " }}") == "1"


# Generated code.


def test_generated_code_reads_as_documented() -> None:
    templates = TemplateSet()
    tree = templates.parse("t", 'a{{ .x.y | printf "%s" }}{{ range .l }}{{ . }}{{ end }}').tree
    assert emit(tree).text.split("\n") == [
        "def t(S,o,d):",
        " o+=(c0,f0(S,'%s',",
        "F(d,'x.y')),)",
        " r1=R(S,o,",
        "F(d,'l'))",
        " for x2 in r1:",
        "  o+=(P(x2),)",
    ]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("{{range $x := .l}}{{$x}}{{else}}{{$x}}{{end}}", "[]"),
        ("{{range .k}}{{range $.l}}{{else}}{{break}}no{{end}}{{.}}{{end}}", "12"),
        ("{{range .k}}{{range $.l}}{{else}}{{continue}}no{{end}}{{.}}{{end}}", ""),
        ("{{range .k}}{{range $.l}}{{else}}{{if 0}}{{break}}{{end}}{{continue}}{{end}}{{.}}{{end}}", ""),
        ("{{$x := 1}}{{and false ($x := 2)}}{{$x}}", "false1"),
        ("{{$x := 1}}{{and true ($x := 2)}}{{$x}}", "22"),
        ("{{$x := 1}}{{if true}}{{$x = 2}}{{$x := 3}}{{end}}{{$x}}", "2"),
        ("{{if 1}}{{$x := 1}}{{else}}{{end}}{{with 5}}{{$ := 7}}{{$}}{{end}}{{len $.k}}", "72"),
    ],
)
def test_variables_are_those_of_go(text: str, want: str) -> None:
    assert rendered(text, {"l": [], "k": [1.0, 2.0]}) == want


# Code that was kept.


class Store:
    def __init__(self) -> None:
        self.kept: dict[tuple[object, ...], bytes] = {}

    def load(self, key: tuple[object, ...]) -> bytes | None:
        return self.kept.get(key)

    def save(self, key: tuple[object, ...], data: bytes) -> None:
        self.kept[key] = data


def test_kept_code_gives_the_same_without_parsing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = '{{define "d"}}{{.a.b}}{{end}}x{{template "d" .}}{{range .l}}{{print . "y"}}{{end}}'
    data = {"a": {"b": "B"}, "l": [1.0, "z"]}
    store = Store()
    first = TemplateSet(name="t", store=store)
    want = first.execute(first.parse("t", text), data)
    first.save()

    def refuse(*_args: object, **_options: object) -> None:
        raise AssertionError

    second = TemplateSet(name="t", store=store)
    with monkeypatch.context() as patch:
        patch.setattr("chartkit.gotemplate.template_set.parse", refuse)
        template = second.parse("t", text)
        assert second.names() == ["d", "t"]
        assert second.execute(template, data) == want
    with pytest.raises(TemplateExecError, match=r'template: t:1:18: executing "d" at <.a.b>'):
        second.execute("d", {"a": 5})


def test_kept_code_is_of_no_use_where_a_function_is_missing() -> None:
    store = Store()
    first = TemplateSet({"mine": lambda: "m"}, store=store)
    first.execute(first.parse("t", "{{mine}}"), None)
    first.save()
    with pytest.raises(TemplateSyntaxError, match='function "mine" not defined'):
        TemplateSet(store=store).parse("t", "{{mine}}")


# Traces.


def test_a_trace_tells_where_each_piece_comes_from() -> None:
    templates = TemplateSet(FUNCTIONS, name="t")
    text = '{{define "d"}}<{{.}}>{{end}}a: {{.x}}\n{{template "d" 1}}{{include "d" .x | print}}!'
    templates.parse("t", text)
    output, trace = templates.trace("t", {"x": "val"})
    assert output == "a: val\n<1><val>!"
    assert sum(piece.size for piece in trace.pieces) == len(output)
    assert [(piece.template, piece.source.excerpt(piece.span)) for piece in trace.pieces] == [
        ("t", "a: "),
        ("t", "{{.x}}"),
        ("t", "\n"),
        ("d", "<"),
        ("d", "{{.}}"),
        ("d", ">"),
        ("t", '{{include "d" .x | print}}'),
        ("t", "!"),
    ]
    call = trace.piece_and_start(output.index("<val>"))[0]
    assert [inner.template for inner in call.inner] == ["d"]
    assert [piece.size for piece in call.inner[0].pieces] == [1, 3, 1]
    assert trace.piece_and_start(3)[0].at == Location("t", 1, text.index("{{.x}}"))
    with pytest.raises(IndexError):
        trace.piece_and_start(len(output))
