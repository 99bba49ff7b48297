from __future__ import annotations

import importlib.util
import random
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chartkit.errors import TemplateSyntaxError
from chartkit.gotemplate import lexer, nodes, parse, splice
from chartkit.gotemplate.parser import MAX_NESTING, MAX_PARENTHESES
from chartkit.source import Location, SourceText, Span


def _generator() -> Any:
    spec = importlib.util.spec_from_file_location("generate", Path(__file__).parent / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GENERATE = _generator()
seeds = st.integers(min_value=0, max_value=2**32)
examples = settings(deadline=None, max_examples=100)


def own(text: str, **options: Any) -> nodes.Tree:
    return parse(SourceText("t", text), **options)[-1]


def made(kind: str, seed: int) -> str:
    text: str = GENERATE.KINDS[kind](random.Random(seed))  # noqa: S311 # the same text for the same seed
    return text


@given(seeds)
@examples
def test_a_printed_tree_parses_to_itself(seed: int) -> None:
    try:
        tree = own(made("statements", seed))
    except TemplateSyntaxError:
        return
    assert own(str(tree)) == tree
    assert str(own(str(tree))) == str(tree)


@given(seeds)
@examples
def test_the_nodes_of_an_expression_are_printed_as_they_are_written(seed: int) -> None:
    text = made("pipelines", seed)
    try:
        tree = own(text)
    except TemplateSyntaxError:
        return
    for node in nodes.walk(tree.root):
        if isinstance(node, (nodes.Field, nodes.Variable, nodes.Chain, nodes.Number, nodes.String, nodes.Identifier)):
            assert text[node.start : node.end] == str(node)
        assert node.start <= node.pos <= node.end


@given(seeds)
@examples
def test_children_lie_within_their_parents_one_after_the_other(seed: int) -> None:
    try:
        tree = own(made("statements", seed))
    except TemplateSyntaxError:
        return
    for node in nodes.walk(tree.root):
        end = node.start
        for child in nodes.children(node):
            assert end <= child.start <= child.end <= node.end
            end = child.end


@given(
    st.text(alphabet="ab{}\n- é", max_size=60), st.lists(st.tuples(st.integers(0, 60), st.text(max_size=3)), max_size=5)
)
@examples
def test_splicing_what_stands_there_changes_nothing(text: str, cuts: list[tuple[int, str]]) -> None:
    places = sorted({min(place, len(text)) for place, _ in cuts})
    spans = [Span(start, end) for start, end in pairwise(places)]
    assert splice(text, [(span, text[span.start : span.end]) for span in spans]) == text


def test_splicing_replaces_by_span_and_leaves_the_rest() -> None:
    text = "a: {{- .Values.x -}}\r\nb: {{ .y }}"
    tree = own(text)
    field = next(node for node in nodes.walk(tree.root) if isinstance(node, nodes.Field))
    assert splice(text, [(field.span, ".Variables.x")]) == "a: {{- .Variables.x -}}\r\nb: {{ .y }}"


@pytest.mark.parametrize("spans", [[Span(0, 2), Span(1, 3)], [Span(2, 1)], [Span(3, 9)]])
def test_splicing_refuses_what_overlaps_or_is_not_there(spans: list[Span]) -> None:
    with pytest.raises(ValueError, match="overlaps"):
        splice("abcd", [(span, "") for span in spans])


@given(seeds)
@examples
def test_the_fast_cutting_of_an_action_equals_the_careful_one(seed: int) -> None:
    text = made("tokens", seed) + made("pipelines", seed)
    grammar = lexer._Grammar("{{", "}}")
    start = text.find("{{")
    while start >= 0:
        match = grammar.action.match(text, start)
        if match is not None and match[4] is not None and (fast := grammar._tokens(match[4])) is not None:
            piece, _ = grammar._scan(text, text.translate(grammar.plain), start)
            assert piece[5] == fast
            assert piece[1:3] == match.span()
        start = text.find("{{", start + 1)


def test_statements_know_where_their_parts_are() -> None:
    text = "x{{- if .a }}A{{ else if .b -}} B{{ else }}C{{ end }}y"
    (_, branch, _) = own(text).root.nodes
    assert isinstance(branch, nodes.If)
    assert branch.otherwise is not None
    inner = branch.otherwise.nodes[0]
    assert isinstance(inner, nodes.If)
    assert text[branch.start : branch.marks[0]] == "{{- if .a }}"
    assert text[branch.marks[1] : branch.marks[2]] == "{{ else if .b -}}"
    assert text[inner.marks[1] : inner.marks[2]] == "{{ else }}"
    assert text[branch.marks[3] : branch.end] == "{{ end }}"
    assert (inner.marks[3], inner.end) == (branch.marks[3], branch.end)


def test_definitions_come_first_and_know_their_extent() -> None:
    text = '{{ define "a" }}1{{ end }}-{{ block "b" . }}2{{ end }}'
    first, second, whole = parse(SourceText("t", text))
    assert [first.name, second.name, whole.name] == ["a", "b", "t"]
    assert text[first.start : first.end] == '{{ define "a" }}1{{ end }}'
    assert text[second.start : second.end] == '{{ block "b" . }}2{{ end }}'
    assert str(whole) == '-{{template "b" .}}'


def test_comments_are_kept_only_when_asked_for() -> None:
    text = "a {{- /* c */ -}} b"
    assert [type(node) for node in own(text).root.nodes] == [nodes.Text, nodes.Text]
    comment = own(text, comments=True).root.nodes[1]
    assert isinstance(comment, nodes.Comment)
    assert text[comment.start : comment.end] == "{{- /* c */ -}}"
    assert str(comment) == "{{/* c */}}"


def test_other_delimiters_may_be_chosen() -> None:
    tree = own("{{x}}<< .a >>", delims=("<<", ">>"))
    assert str(tree) == "{{x}}<<.a>>"


def test_a_syntax_error_has_its_place() -> None:
    with pytest.raises(TemplateSyntaxError) as caught:
        own("a\n\n{{ $x }}")
    assert caught.value.at == Location("t", 3)


@pytest.mark.parametrize(
    "text",
    [
        "{{" + "(" * (MAX_PARENTHESES + 1),
        "{{" + "(" * 20_000 + "1" + ")" * 20_000 + "}}",
    ],
)
def test_too_many_parentheses_are_refused_with_the_words_of_go(text: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="max expression depth exceeded|unclosed"):
        own(text)


def test_statements_nested_too_deeply_are_refused() -> None:
    own("{{if .a}}" * MAX_NESTING + "{{end}}" * MAX_NESTING)
    with pytest.raises(TemplateSyntaxError, match="nested too deeply"):
        own("{{if .a}}" * 5000 + "{{end}}" * 5000)


def test_a_chain_of_else_if_may_be_long() -> None:
    text = "{{if .a}}0" + "".join(f"{{{{else if .b}}}}{number}" for number in range(2000)) + "{{end}}"
    tree = own(text)
    assert str(tree).count("{{end}}") == 2001


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{break}}", "{{break}} outside {{range}}"),
        ("{{range .}}{{break}}{{end}}", ""),
    ],
)
def test_break_is_a_statement_within_loops(text: str, message: str) -> None:
    if message:
        with pytest.raises(TemplateSyntaxError, match=message):
            own(text)
    else:
        own(text)


def test_break_is_a_function_where_there_is_one_of_that_name() -> None:
    assert str(own("{{break}}", functions={"break"})) == "{{break}}"
    assert isinstance(own("{{break}}", functions={"break"}).root.nodes[0], nodes.Action)


@given(st.text(max_size=40))
@examples
def test_any_text_parses_or_is_refused(text: str) -> None:
    with suppress(TemplateSyntaxError):
        own("{{" + text)
