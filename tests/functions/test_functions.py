from __future__ import annotations

import pytest

from chartkit.errors import FunctionError, TemplateExecError
from chartkit.functions import Environment, FailError, dicts, helm_functions, limits, lint_functions, toml_encode
from chartkit.gostd import fmt_values, json_write
from chartkit.gotemplate import FuncMap, TemplateSet
from chartkit.goyaml import layout
from chartkit.helm_versions import HELM_3_17, HELM_4_3
from tests.functions.conftest import Case, render


def test_a_function_says_what_helm_says(case: Case) -> None:
    if not case.error:
        assert render(case.template, behaviour=case.behaviour) == case.want
        return
    with pytest.raises(TemplateExecError) as caught:
        render(case.template, behaviour=case.behaviour)
    assert caught.value.message.partition("error calling ")[2].partition(": ")[2] == case.error


def test_every_name_leads_to_a_function() -> None:
    functions = helm_functions(Environment())
    assert all(callable(functions[name]) for name in functions)
    assert len(functions) == 233


def test_helm_3_lacks_what_helm_4_added() -> None:
    assert set(helm_functions(Environment(), HELM_4_3)) - set(helm_functions(Environment(), HELM_3_17)) == (
        HELM_4_3.own_functions
    )


def test_names_that_would_show_the_machine_are_missing() -> None:
    assert not {"env", "expandenv"} & set(helm_functions(Environment()))


def test_a_failure_is_found_among_the_causes() -> None:
    with pytest.raises(TemplateExecError) as caught:
        render('{{ define "x" }}{{ tpl "{{ fail . }}" "deep" }}{{ end }}{{ include "x" . }}')
    error: BaseException | None = caught.value
    while error is not None and not isinstance(error, FailError):
        error = error.__cause__
    assert isinstance(error, FailError)
    assert error.message == "deep"


@pytest.mark.parametrize("value", ["nil", '""'])
def test_required_fails_with_the_authors_message(value: str) -> None:
    with pytest.raises(TemplateExecError) as caught:
        render(f'{{{{ required "a: b" {value} }}}}')
    assert isinstance(caught.value.__cause__, FailError)
    assert caught.value.__cause__.message == "a: b"


def test_include_refuses_the_1002nd_activation_of_a_name() -> None:
    template = '{{ define "x" }}{{ if . }}{{ include "x" (sub . 1 | int) }}{{ end }}{{ end }}{{ include "x" 1001 }}'
    with pytest.raises(TemplateExecError) as caught:
        render(template)
    reason = "rendering template has a nested reference name: x: unable to execute template"
    assert caught.value.message.endswith(f"error calling include: {reason}")


def test_lint_goes_on_after_a_failure() -> None:
    log: list[tuple[str, str, str]] = []
    functions = FuncMap(helm_functions(Environment())).extend(lint_functions(lambda *record: log.append(record)))
    templates = TemplateSet(functions)
    template = templates.parse("t", '[{{ required "a" nil }}{{ required "b" "" }}{{ fail "c" }}{{ required "d" 1 }}]')
    assert templates.execute(template, None) == "[1]"
    assert log == [
        ("WARN", "missing required value", "a"),
        ("WARN", "missing required values", "b"),
        ("INFO", "funcMap fail", "c"),
    ]


def test_lookup_asks_the_environment() -> None:
    environment = Environment(lookup=lambda *wanted: {"wanted": ",".join(wanted)})
    assert render('{{ (lookup "v1" "Secret" "ns" "n").wanted }}', environment=environment) == "v1,Secret,ns,n"


@pytest.mark.parametrize(
    "template",
    [
        '{{ repeat 1000000000 "x" }}',
        '{{ repeat 67108864 "x" | repeat 2 }}',
        '{{ indent 1000000 (repeat 1000 "\\n") }}',
        '{{ replace "" (repeat 10000 "x") (repeat 10000 "y") }}',
        '{{ join (repeat 1000000 "x") (until 1000) }}',
        '{{ wrapWith 1 (repeat 100000 "x") (repeat 10000 "y") }}',
        "{{ randAlpha 1000000000 }}",
        "{{ until 1000000000000 }}",
        "{{ untilStep 0 9223372036854775807 1 }}",
        "{{ untilStep 0 9223372036854775807 9223372036854775805 }}",
        "{{ seq 1000000000 }}",
        "{{ $l := list 1 }}{{ range until 30 }}{{ $l = concat $l $l }}{{ end }}",
        '{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ deepCopy $d }}',
        '{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ $e := dict }}{{ $_ := set $e "a" $e }}{{ merge $d $e }}',
        "{{ $d := dict }}{{ $l := list (set $d `a` $d) }}{{ range until 8}}{{ $l = concat $l $l }}{{end}}{{ uniq $l }}",
    ],
)
def test_hostile_arguments_are_refused(template: str) -> None:
    with pytest.raises(TemplateExecError) as caught:
        render(template)
    assert isinstance(caught.value.__cause__, FunctionError)


#: A list and a map that hold 2^40 others.
_SHARED = (
    "{{ $l := list 1 }}{{ range until 40 }}{{ $l = list $l $l }}{{ end }}"
    "{{ $d := dict }}{{ range until 40 }}{{ $d = dict `a` $d `b` $d }}{{ end }}"
)


@pytest.mark.parametrize(
    "call",
    [
        *("deepCopy $l", "toToml (dict `a` $l)", "dict $l 1", "join $l $l", "sortAlpha (list $l)", "toString $l"),
        *("eq $l $l", "eq $l `a`", "quote $l", "cat $l", "printf `%#v` $l", "print (list 1 $l)", "nospace (toYaml $l)"),
        *("toJson $l", "toPrettyJson $l", "toYaml $l", "toYamlPretty $l", "fail (toString $l)", "tpl (toString $l) 1"),
        *("mergeOverwrite $d $d", "toToml $d", "deepCopy $d", "toJson $d", "print $d", "toYaml $d", "html $l", "js $d"),
        *(
            "urlquery $l",
            "println $d",
            "$d",
            "$l",
            "required `a` $l",
            "ternary $l 1 true",
            "dict `a` $d",
            "trimAll `a` $l",
        ),
    ],
)
def test_values_that_hold_others_many_times_over_end_soon(call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in (
        *(
            (fmt_values, "_MAX_PARTS"),
            (fmt_values, "_MAX_PIECES"),
            (json_write, "_MAX_PARTS"),
            (toml_encode, "_MAX_PIECES"),
        ),
        *((limits, "MAX_ITEMS"), (dicts, "MAX_ITEMS"), (layout, "_MAX_LENGTH")),
    ):
        monkeypatch.setattr(module, name, 5000)
    with pytest.raises(TemplateExecError):
        render(f"{_SHARED}{{{{ {call} }}}}")


@pytest.mark.parametrize(
    "call", ["uniq (list $l $d $l)", "deepEqual $l (list $l $l)", "has $l (list $l)", "without (list $d) $d"]
)
def test_values_that_hold_others_many_times_over_are_compared_soon(call: str) -> None:
    assert render(f"{_SHARED}{{{{ {call} | kindOf }}}}") in {"slice", "bool"}


def test_the_same_seed_makes_the_same_texts() -> None:
    template = "{{ randAlphaNum 20 }}{{ shuffle (seq 9) }}{{ randInt 0 1000000 }}"
    assert render(template, environment=Environment.seeded(7)) == render(template, environment=Environment.seeded(7))
    assert render(template, environment=Environment.seeded(7)) != render(template, environment=Environment.seeded(8))
    assert render(template, environment=Environment()) != render(template, environment=Environment())
