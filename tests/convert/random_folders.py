"""Folders drawn at random, for laws about converting them: scopes, definitions, modes, kinds, environments."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

__all__ = ["folders"]

_VARIABLES = """\
# Variables of a random folder.
name: shop
count: 3
large: 12000000   # more than a float prints in digits
ratio: 0.5
on: true
off: false
text: "a-b: c"
empty: ""
ports: [80, 443, 12000000]
names: [web, "api"]
nested:
  # Below.
  port: 8080
  host: example.org
  deeper: {size: 5000000, "a-b": x}
table:
  one: 1
  two: two
objects:
  - {name: first, port: 1}
  - {name: second, port: 2000000}
password: 'secret'
"""

_ENVIRONMENTS = {
    "environments/qa.yaml": "name: qa\ncount: 4000000\nnested:\n  host: null\n",
    "environments/live.yaml": "on: false\nports: []\ntable: {three: 3000000}\npassword: other\nmixed: 5000000\n",
}

_SETTINGS = """\
image-pull-secrets = ["general"]
[modes]
web = "source"
[environments.qa]
namespace = "qa-space"
image-pull-secrets = []
[environments.live]
manage-cronjobs = true
modes = {"web/api" = "debug"}
"""

_SCALARS = (
    "name",
    "count",
    "large",
    "ratio",
    "on",
    "text",
    "nested.port",
    "nested.deeper.size",
    "table.one",
    "password",
)


@dataclass(frozen=True)
class _Scope:
    """What expressions are in scope for the context, for ``.Variables``, for values, for lists and for integers."""

    roots: tuple[str, ...] = ("$", ".")
    variables: tuple[str, ...] = ("$.Variables", ".Variables")
    values: tuple[str, ...] = ()
    dot_is_root: bool = True
    depth: int = 0
    defines: tuple[str, ...] = field(default=())


def _value(scope: _Scope) -> st.SearchStrategy[str]:
    paths = [f"{base}.{path}" for base in scope.variables for path in _SCALARS]
    paths += [f'index ({base}) "nested" "port"' for base in scope.variables]
    paths += [f'index ({base}.nested).deeper "a-b"' for base in scope.variables]
    paths += [f"{root}.Namespace" for root in scope.roots if root != "."]
    if scope.dot_is_root:
        paths += [".Namespace", ".ManageCronjobs"]
    return st.sampled_from([*paths, *scope.values, *scope.values])


def _printed(scope: _Scope) -> st.SearchStrategy[str]:
    forms = (
        "{{ %s }}",
        "{{ quote (%s) }}",
        "{{ (%s) | quote }}",
        "{{ %s | toString | quote }}",
        '{{ printf "%%v" (%s) | quote }}',
        "{{ default 7 (%s) }}",
        "{{ (%s) | default 1000000 }}",
        "{{ (%s) | toJson }}",
        "{{ list (%s) | first }}",
        '{{ (dict "k" (%s)).k }}',
        "{{ ternary (%s) 1 true }}",
        "{{ if %s }}yes{{ else }}no{{ end }}",
        "{{ add 1 (int (%s)) }}",
    )
    return st.builds(lambda form, value: form % value, st.sampled_from(forms), _value(scope))


def _statement(scope: _Scope) -> st.SearchStrategy[list[str]]:
    line = st.builds(lambda text: [f"- {text}"], _printed(scope))
    if scope.depth > 2:
        return line
    roots = st.sampled_from(scope.roots)
    bases = st.sampled_from(scope.variables)
    inner = _Scope(
        depth=scope.depth + 1,
        defines=scope.defines,
        roots=_without_dot(scope.roots, "$"),
        variables=_without_dot(scope.variables, "$.Variables"),
        values=_without_dot(scope.values, "$.Variables.name"),
        dot_is_root=False,
    )
    name = f"$v{scope.depth}"
    condition = st.one_of(
        st.builds(lambda base: f"{base}.on", bases),
        st.builds(lambda base: f"eq {base}.count 3", bases),
        st.builds(lambda base: f"gt {base}.nested.port 100", bases),
        st.builds(lambda base: f'eq {base}.name "shop"', bases),
        st.builds(
            lambda root, mode: f'ismode {root} "web" "api" "{mode}"',
            roots,
            st.sampled_from(["source", "debug", "image"]),
        ),
        st.builds(lambda root: f'or (ismode {root} "job" "job" "source") (not ({root}).ManageCronjobs)', roots),
    )
    blocks = [
        st.builds(
            lambda test, yes, no: [f"{{{{- if {test} }}}}", *yes, "{{- else }}", *no, "{{- end }}"],
            condition,
            _body(_deeper(scope)),
            _body(_deeper(scope)),
        ),
        st.builds(
            lambda base, items: [f"{{{{- range {base}.ports }}}}", *items, "{{- end }}"],
            bases,
            _body(_with(inner, values=(".",))),
        ),
        st.builds(
            lambda base, items: [f"{{{{- range $i, $e := {base}.objects }}}}", *items, "{{- end }}"],
            bases,
            _body(_with(inner, values=("$e.port", ".port", "$i", "$e.name"))),
        ),
        st.builds(
            lambda base, items: [f"{{{{- range $k, $e := {base}.table }}}}", *items, "{{- end }}"],
            bases,
            _body(_with(inner, values=("$e", "$k", "."))),
        ),
        st.builds(
            lambda base, items: [
                f"{{{{- range $n := until {base}.count }}}}{{{{ if lt $n 3 }}}}",
                *items,
                "{{- end }}{{ end }}",
            ],
            bases,
            _body(_with(inner, values=("$n",))),
        ),
        st.builds(
            lambda base, items: [f"{{{{- with {base} }}}}", *items, "{{- end }}"],
            bases,
            _body(_with(inner, values=(".count", ".nested.port"))),
        ),
        st.builds(
            lambda base, items: [f"{{{{- with {base}.nested }}}}", *items, "{{- end }}"],
            bases,
            _body(_with(inner, values=(".port", ".deeper.size"))),
        ),
        st.builds(
            lambda root, items: [f"{{{{- with {root} }}}}", *items, "{{- end }}"],
            roots,
            _body(_with(inner, variables=(".Variables",))),
        ),
        st.builds(
            lambda root, items: [f"{{{{- {name} := {root} }}}}", *items],
            roots,
            _body(_with(_deeper(scope), roots=(name,), variables=(f"{name}.Variables",))),
        ),
        st.builds(
            lambda base, items: [f"{{{{- {name} := {base} }}}}", *items],
            bases,
            _body(_with(_deeper(scope), variables=(name,))),
        ),
        st.builds(
            lambda root, base, items: [f'{{{{- {name} := dict "ctx" {root} "vars" {base} }}}}', *items],
            roots,
            bases,
            _body(_with(_deeper(scope), roots=(f"{name}.ctx",), variables=(f"{name}.vars", f"{name}.ctx.Variables"))),
        ),
        st.builds(
            lambda root, define: [f'{{{{- include "{define}" {root} }}}}'], roots, st.sampled_from(["plain", "outer"])
        ),
        st.builds(lambda root, value: [f'{{{{- include "listed" (list {root} ({value})) }}}}'], roots, _value(scope)),
        st.builds(lambda root: [f'{{{{- template "plain" {root} }}}}'], roots),
        st.builds(lambda root: [f'{{{{- include "either" {root} }}}}'], roots),
        st.builds(lambda _root: ['{{- include "either" (dict "Variables" (dict "name" "own" "count" 1)) }}'], roots),
        st.builds(lambda root: [f'{{{{- include "own" {root} }}}}'], roots),
        st.builds(lambda root: ["- " + '{{ tpl "{{ .Variables.name }}" ' + root + " }}"], roots),
        st.builds(lambda base: ["{{- range $k, $e := " + base + " }}", "- {{ $k }}", "{{- end }}"], bases),
        st.builds(lambda base: ["- " + "{{ toJson " + base + " | quote }}"], bases),
        st.builds(lambda base: ["- " + '{{ join "," ' + base + ".names | quote }}"], bases),
    ]
    return st.one_of(line, line, *blocks)


def _without_dot(texts: tuple[str, ...], fallback: str) -> tuple[str, ...]:
    return tuple(text for text in texts if not text.startswith(".")) or (fallback,)


def _deeper(scope: _Scope) -> _Scope:
    return _with(scope)


def _with(
    scope: _Scope, *, roots: tuple[str, ...] = (), variables: tuple[str, ...] = (), values: tuple[str, ...] = ()
) -> _Scope:
    return _Scope(
        roots=(*scope.roots, *roots),
        variables=(*scope.variables, *variables),
        values=(*scope.values, *values),
        dot_is_root=scope.dot_is_root,
        depth=scope.depth + 1,
        defines=scope.defines,
    )


def _body(scope: _Scope) -> st.SearchStrategy[list[str]]:
    return st.lists(_statement(scope), min_size=1, max_size=3).map(
        lambda parts: [line for part in parts for line in part]
    )


def _manifest(kind: str, name: str, body: list[str], extra: str) -> str:
    rows = "\n".join(line if line.startswith("{{-") else f"  {line}" for line in body)
    return f"{extra}apiVersion: example.org/v1\nkind: {kind}\nmetadata:\n  name: {name}\n# Rows.\nrows:\n{rows}\n"


_HELPERS = """\
{{/* Helpers. */}}
{{- define "plain" }}
  - plain {{ .Variables.count }} {{ .Namespace }}
{{- end }}
{{- define "outer" }}
{{- include "plain" . }}
{{- range .ImagePullSecrets }}
  - {{ . }}
{{- end }}
{{- end }}
{{- define "listed" }}
{{- $context := index . 0 }}
  - listed {{ $context.Variables.nested.port }} {{ (index . 0).Variables.large }} {{ index . 1 | quote }}
{{- end }}
{{- define "either" }}
  - either {{ .Variables.name }} {{ .Variables.count | toString }}
{{- end }}
{{- define "never" }}{{ .Variables.count }}{{ end }}
"""

_OWN = '{{ define "own" }}\n  - own %s {{ .Variables.large }}\n{{- end }}'


@st.composite
def folders(draw: st.DrawFn) -> dict[str, str]:
    """Draw a folder: file names to texts."""
    files = {"variables.yaml": _VARIABLES, "_helpers.tpl": _HELPERS}
    for name in draw(st.sets(st.sampled_from(sorted(_ENVIRONMENTS)))):
        files[name] = _ENVIRONMENTS[name]
    if draw(st.booleans()):
        files["chartkit.toml"] = _SETTINGS
    for name in ("a.yaml", draw(st.sampled_from(["_b.yaml", "b.yaml", ".b.yaml"]))):
        body = draw(_body(_Scope()))
        # Both ask for the mode that the settings name.
        body.append('- {{ ismode . "web" "api" "source" }} {{ ismode $ "web" "web" "source" }}')
        kind = draw(st.sampled_from(["Thing", "Other"]))
        files[name] = _manifest(kind, name.strip("._").removesuffix(".yaml"), body, _OWN % name.strip("._") + "\n")
    return files
