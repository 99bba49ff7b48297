"""Rendering a folder: files, documents, errors, undefined variables, functions."""

from __future__ import annotations

import pytest

import chartkit
from chartkit.diagnostics import Severity
from chartkit.errors import ChartkitError, FolderError, FunctionError, TemplateExecError, TemplateSyntaxError
from chartkit.folder import Rendering, RenderOptions, Undefined
from chartkit.source import Location


def render(template: str, variables: str = "", **files: str) -> Rendering:
    return chartkit.load_folder({"a.yaml": template, "variables.yaml": variables, **files}).render()


def error(template: str, variables: str = "", **files: str) -> ChartkitError:
    with pytest.raises(ChartkitError) as caught:
        render(template, variables, **files)
    return caught.value


OBJECT = "kind: A\nmetadata:\n  name: a\n"


def test_manifests_are_the_top_level_yaml_files_in_byte_order() -> None:
    names = [
        "b.yaml",
        "B.yaml",
        ".h.yaml",
        "_p.yaml",
        "variables.yaml",
        "x.yml",
        "x.json",
        "x.YAML",
        "sub/x.yaml",
        "_t.tpl",
    ]
    folder = chartkit.load_folder({name: "" if name == "variables.yaml" else OBJECT for name in names})
    assert [document.source for document in folder.render()] == [".h.yaml", "B.yaml", "_p.yaml", "b.yaml"]


@pytest.mark.parametrize("files", [{}, {"variables.yaml": ""}, {"_x.tpl": "", "a.yml": OBJECT}])
def test_a_folder_without_manifests_is_refused(files: dict[str, str]) -> None:
    with pytest.raises(FolderError) as caught:
        chartkit.load_folder(files).render()
    assert caught.value.message == "Cowardly refusing a source with 0 manifests, this would delete everything"
    assert caught.value.hint == "memory has no *.yaml file beside variables.yaml."


def test_white_space_around_a_manifest_is_trimmed_and_nothing_else() -> None:
    assert render("\n\u00a0\t" + OBJECT + "  # end\n \n")[0].text == OBJECT + "  # end"


@pytest.mark.parametrize(
    "template", ["", " \n\t", "{{ if false }}x{{ end }}", "{{/* c */}}\n", "{{ define `x` }}y{{ end }}\n"]
)
def test_a_file_that_renders_to_nothing_is_skipped(template: str) -> None:
    assert list(render(template)) == []


def test_a_file_may_hold_several_documents() -> None:
    text = f"---\n# first\n{OBJECT}---  # second\n{OBJECT}\n---\n---\n# only a comment\n"
    text += "--- {kind: B, metadata: {name: b}}\n"
    assert [document.text for document in render(text)] == [
        "# first\n" + OBJECT.strip(),
        "# second\n" + OBJECT.strip(),
        "{kind: B, metadata: {name: b}}",
    ]


def test_three_dashes_inside_a_line_or_indented_divide_nothing() -> None:
    text = OBJECT + "x: |\n  ---\n  a\ny: ---x\n"
    assert [document.text for document in render(text)] == [text.strip()]


def test_a_document_knows_what_it_is() -> None:
    document = render("apiVersion: apps/v1\nkind: A\nmetadata: {name: a, namespace: n}\n")[0]
    assert (document.kind, document.name, document.api_version, document.namespace) == ("A", "a", "apps/v1", "n")


@pytest.mark.parametrize(("text", "kind", "name"), [
    ("kind: 017\nmetadata: {name: 1.50}", "017", "1.50"),
    ("kind: Yes\nmetadata: {name: 1e3}", "Yes", "1e3"),
    ("kind: A\nmetadata: {name: 0x1F}", "A", "0x1F"),
    ("kind: A\nmetadata: {name: !!str 12}", "A", "12"),
    ("kind: A\nmetadata: {name: 2026-01-01}", "A", "2026-01-01"),
])  # fmt: skip
def test_kinds_and_names_that_are_no_texts_are_their_source(text: str, kind: str, name: str) -> None:
    document = render(text)[0]
    assert (document.kind, document.name) == (kind, name)


@pytest.mark.parametrize(("template", "hint", "place"), [
    ("metadata: {name: a}", "The document that begins 'metadata: {name: a}' has no `kind`.", (1, 0)),
    ("\nkind: A", "The A has no `metadata.name`.", (2, 0)),
    ("kind: A\nmetadata: {generateName: a-}", "The A has no `metadata.name`.", (2, 0)),
    ("kind: A\nmetadata: {name: ''}", "The A has no `metadata.name`.", (2, 11)),
    ("kind: A\nmetadata:\n  name: ~", "The A has no `metadata.name`.", (3, 2)),
    ("kind: A\nmetadata: {name: [a]}", "The A has no `metadata.name`.", (2, 11)),
    ("kind: A\nmetadata: name", "The A has no `metadata.name`.", (2, 0)),
    ("kind: {a: b}\nmetadata: {name: a}", "The document that begins 'kind: {a: b}' has no `kind`.", (1, 0)),
    ("Kind: A\nmetadata: {name: a}", "The document that begins 'Kind: A' has no `kind`.", (1, 0)),
    ("- a", "A manifest is a map; this begins '- a'.", (1, 0)),
    ("# nothing", "It renders to comments alone; what is switched off must render to nothing.", (1, 0)),
    (OBJECT + "---\nkind: B\n", "The B has no `metadata.name`.", (5, 0)),
    ("{{/* c */}}\n--- {kind: B}\n", "The B has no `metadata.name`.", (2, 4)),
])  # fmt: skip
def test_a_document_without_kind_or_name_names_its_place(template: str, hint: str, place: tuple[int, int]) -> None:
    found = error(template)
    assert found.message == "a.yaml: missing type data, not a valid Kubernetes manifest?"
    assert found.hint == hint
    assert found.at == Location("memory:a.yaml", *place)


def test_the_context_has_what_the_original_gives() -> None:
    template = OBJECT + "x: {{ .Namespace }} {{ .ImagePullSecrets }} {{ .ManageCronjobs }} {{ .Variables }}"
    text = render(template, "b: {c: 1}")[0].text
    assert text.endswith("x: default [] false map[b:map[c:1]]")


def test_a_field_that_the_context_does_not_have_is_gos_error() -> None:
    found = error("{{ .Values.x }}")
    assert isinstance(found, TemplateExecError)
    assert found.message == (
        'template: a.yaml:1:10: executing "a.yaml" at <.Values.x>: '
        "can't evaluate field Values in type *appdeploy.ProcessVariables"
    )
    assert found.at == Location("memory:a.yaml", 1, 3)


def test_an_unknown_function_is_gos_error() -> None:
    found = error("a\nb {{ foo }}")
    assert isinstance(found, TemplateSyntaxError)
    assert found.message == 'template: a.yaml:2: function "foo" not defined'
    assert found.at is not None
    assert (found.at.name, found.at.line) == ("memory:a.yaml", 2)


def test_an_error_in_a_shared_file_points_there() -> None:
    found = error("{{ template `x` . }}", **{"_x.tpl": "{{ define `x` }}\n{{ fail `no` }}{{ end }}"})
    assert found.message == 'template: _x.tpl:2:3: executing "x" at <fail `no`>: error calling fail: no'
    assert found.at == Location("memory:_x.tpl", 2, 3)


def test_definitions_are_shared_from_tpl_files_and_a_manifests_own_otherwise() -> None:
    body = "kind: A\nmetadata: {name: {{ template `n` }}}"
    files = {
        "a.yaml": "{{ define `n` }}from-a{{ end }}" + body,
        "b.yaml": "{{ define `n` }}from-b{{ end }}" + body,
        "c.yaml": body,
        "_n.tpl": "{{ define `n` }}shared{{ end }}",
    }
    assert [document.name for document in chartkit.load_folder(files).render()] == ["from-a", "from-b", "shared"]
    del files["_n.tpl"]
    with pytest.raises(ChartkitError, match='template "n" not defined'):
        chartkit.load_folder(files).render()


def test_trees_are_those_of_each_file() -> None:
    files = {
        "a.yaml": "{{ define `y` }}1{{ end }}{{ block `x` . }}2{{ end }}",
        "b.yaml": "b",
        "_z.tpl": "{{ define `z` }}3{{ end }}",
    }
    trees = chartkit.load_folder(files).trees()
    assert {name: [tree.name for tree in found] for name, found in trees.items()} == {
        "_z.tpl": ["z", "_z.tpl"],
        "a.yaml": ["y", "x", "a.yaml"],
        "b.yaml": ["b.yaml"],
    }
    assert str(trees["b.yaml"][-1]) == "b"


def test_functions_of_sprig_and_helm_are_there() -> None:
    template = "kind: A\nmetadata: {name: {{ include `n` . | upper | quote }}}\nx: {{ tpl `{{ .Namespace }}` . }}"
    text = render(template + "\n{{ toYaml .Variables }}", "b: {c: [1, 2]}", **{"_n.tpl": "{{ define `n` }}a{{ end }}"})[
        0
    ].text
    assert text == 'kind: A\nmetadata: {name: "A"}\nx: default\nb:\n  c:\n  - 1\n  - 2'


def test_functions_of_go_are_not_hidden_by_those_of_sprig() -> None:
    text = render(OBJECT + "x: {{ slice `abcdef` 1 3 }} {{ slice (list 1 2 3) 1 }}")[0].text
    assert text.endswith("x: bc [2 3]")


def test_functions_of_ones_own_are_called_with_gos_checks() -> None:
    def twice(text: str) -> str:
        if text == "no":
            raise FunctionError("not that")
        return text * 2

    def called(template: str) -> Rendering:
        files = {"a.yaml": f"kind: A\nmetadata: {{name: {template}}}"}
        return chartkit.load_folder(files, functions={"twice": twice}).render()

    assert called('{{ twice "a" }}')[0].name == "aa"
    with pytest.raises(ChartkitError, match="error calling twice: not that"):
        called('{{ twice "no" }}')
    with pytest.raises(ChartkitError, match="wrong type for value; expected string; got int"):
        called("{{ twice (len `a`) }}")
    with pytest.raises(ChartkitError, match="wrong number of args for twice: want 1 got 0"):
        called("{{ twice }}")


UNDEFINED = [
    (".Variables.webb", ".Variables.webb is not defined", "Did you mean .Variables.web?", 7),
    (".Variables.web.replcas", ".Variables.web.replcas is not defined", "Did you mean .Variables.web.replicas?", 7),
    ("$.Variables.webb", "$.Variables.webb is not defined", "Did you mean $.Variables.web?", 7),
    (".Variables.zzz", ".Variables.zzz is not defined", "Define it in variables.yaml or set it with -v; ", 7),
    (".Variables.nothing", ".Variables.nothing is null", "Define it in variables.yaml or set it with -v; ", 7),
    ("with .Variables.web }}{{ .replcas }}{{ end", ".replcas is not defined", "Did you mean .replicas?", 32),
    ("range .Variables.list }}{{ .nme }}{{ end", ".nme is not defined", "Did you mean .name?", 34),
    ("$x := .Variables.zzz }}{{ $x", "$x has no value", "Give it one, or print it under a condition; ", 33),
    ('index .Variables "zzz"', 'index .Variables "zzz" has no value', "Give it one, ", 7),
    ("include `x` .", ".Variables.shared is not defined", "Define it", 19),
    ("template `x` .", ".Variables.shared is not defined", "Define it", 19),
    ('printf "%s" .Variables.webb', ".Variables.webb is not defined", "Did you mean .Variables.web?", 19),
    ('printf "%s-%s" .Variables.web.name .Variables.nothing', ".Variables.nothing is null", "Define it", 42),
    ("print (.Variables.webb)", ".Variables.webb is not defined", "Did you mean .Variables.web?", 14),
    (".Variables.webb | quote", ".Variables.webb is not defined", "Did you mean .Variables.web?", 7),
    ("cat `a` .Variables.webb | squote", ".Variables.webb is not defined", "Did you mean .Variables.web?", 15),
    ('.Variables.webb | printf "%v"', ".Variables.webb is not defined", "Did you mean .Variables.web?", 7),
]  # fmt: skip
VARIABLES = "web: {replicas: 1, name: n}\nnothing: null\nlist: [{name: n}]"
SHARED = {"_x.tpl": "{{ define `x` }}{{ .Variables.shared }}{{ end }}"}


@pytest.mark.parametrize(("expression", "message", "hint", "column"), UNDEFINED, ids=[row[0] for row in UNDEFINED])
def test_an_undefined_variable_that_would_be_printed_is_an_error(
    expression: str, message: str, hint: str, column: int
) -> None:
    found = error(OBJECT + "x: {{ " + expression + " }}", VARIABLES, **SHARED)
    assert isinstance(found, FolderError)
    assert found.message == message
    assert found.hint.startswith(hint)
    assert found.at is not None
    if found.at.name == "memory:_x.tpl":
        assert (found.at.line, found.at.column) == (1, column)
    else:
        assert (found.at.name, found.at.line, found.at.column + 1) == ("memory:a.yaml", 4, column)


@pytest.mark.parametrize("template", [
    "{{ if .Variables.zzz }}1{{ else }}0{{ end }}",
    "{{ with .Variables.zzz }}1{{ else }}0{{ end }}",
    "{{ range .Variables.zzz }}1{{ else }}0{{ end }}",
    "{{ if not .Variables.zzz }}0{{ end }}",
    "{{ if and .Variables.web .Variables.zzz }}1{{ else }}0{{ end }}",
    "{{ or .Variables.zzz 0 }}",
    "{{ .Variables.zzz | default 0 }}",
    '{{ .Variables.zzz | default 0 | quote | replace `"` `` }}',
    "{{ coalesce .Variables.zzz `0` }}",
    "{{ $x := .Variables.zzz }}0",
])  # fmt: skip
def test_a_missing_variable_is_nil_where_it_is_not_printed(template: str) -> None:
    assert render(OBJECT + "x: " + template, VARIABLES)[0].text.endswith("x: 0")


@pytest.mark.parametrize(("policy", "want", "warnings"), [
    (Undefined.GO, "x: <no value>/<nil>", []),
    (Undefined.EMPTY, "x: /", []),
    (Undefined.WARN, "x: <no value>/<nil>", [".Variables.webb is not defined"] * 2),
])  # fmt: skip
def test_what_is_undefined_can_be_printed(policy: Undefined, want: str, warnings: list[str]) -> None:
    files = {
        "a.yaml": OBJECT + 'x: {{ .Variables.webb }}/{{ printf "%v" .Variables.webb }}',
        "variables.yaml": "web: 1",
    }
    rendering = chartkit.load_folder(files).render(options=RenderOptions(undefined=policy))
    assert rendering[0].text.splitlines()[-1] == want
    assert [finding.message for finding in rendering.diagnostics] == warnings
    for finding, column in zip(rendering.diagnostics, (6, 40), strict=False):
        assert finding.severity is Severity.WARNING
        assert finding.hint == "Did you mean .Variables.web?"
        assert finding.at == Location("memory:a.yaml", 4, column)


def test_settings_choose_what_happens_to_undefined_variables() -> None:
    files = {
        "a.yaml": OBJECT + "x: {{ .Variables.x }}",
        "chartkit.toml": "undefined = 'go'\n[environments.qa]\nundefined = 'empty'",
    }
    folder = chartkit.load_folder(files)
    assert folder.render()[0].text.endswith("x: <no value>")
    assert folder.render(env="qa")[0].text.endswith("x:")


def test_a_template_that_never_ends_is_stopped() -> None:
    found = error("{{ define `x` }}{{ template `x` . }}{{ end }}{{ template `x` . }}")
    assert "exceeded maximum template depth" in found.message


def test_python_is_out_of_reach() -> None:
    for expression in ("__class__", "_replace", "variables", "keys", "__init__.__globals__"):
        found = error("{{ ." + expression + " }}")
        assert "can't evaluate field" in found.message
    found = error("{{ .Variables.a.upper }}", "a: text")
    assert "can't evaluate field upper in type" in found.message


def test_rendering_changes_nothing_for_the_next_one() -> None:
    files = {
        "a.yaml": OBJECT + "x: {{ $_ := set .Variables.m `k` `v` }}{{ len .Variables.m }}",
        "variables.yaml": "m: {a: 1}",
    }
    folder = chartkit.load_folder(files)
    shared = {"m": {"b": 2}}
    first, second = folder.render(variables=shared), folder.render(variables=shared)
    assert first == second
    assert shared == {"m": {"b": 2}}
