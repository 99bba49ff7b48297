"""Rows of a list drawn at random, with whatever templates can do around them: scopes, variables, definitions, modes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

__all__ = ["Chance", "Rows", "Scope"]

T = TypeVar("T")


class Chance(Protocol):
    """What decides: Hypothesis, which makes small what it finds, or a seed, which is quick."""

    def pick(self, options: Sequence[T]) -> T:
        """Return one of ``options``."""
        ...


_SCALARS = (
    *("name", "count", "large", "ratio", "on", "text", "nested.port", "nested.deeper.size", "table.one", "password"),
    *("negative", "mixed", "hex", "stamp", "odd.inner"),
)


@dataclass(frozen=True)
class Scope:
    """What expressions are in scope for the context, for ``.Variables``, and for values."""

    roots: tuple[str, ...] = ("$", ".")
    variables: tuple[str, ...] = ("$.Variables", ".Variables")
    values: tuple[str, ...] = ()
    dot_is_root: bool = True
    depth: int = 0

    def deeper(
        self, *, roots: tuple[str, ...] = (), variables: tuple[str, ...] = (), values: tuple[str, ...] = ()
    ) -> Scope:
        """Return the scope with more in it."""
        return Scope(
            (*self.roots, *roots),
            (*self.variables, *variables),
            (*self.values, *values),
            self.dot_is_root,
            self.depth + 1,
        )

    def below(self, *, variables: tuple[str, ...] = (), values: tuple[str, ...] = ()) -> Scope:
        """Return the scope where dot is something else."""
        plain = Scope(
            _without_dot(self.roots, "$"),
            _without_dot(self.variables, "$.Variables"),
            _without_dot(self.values, "$.Variables.name"),
            dot_is_root=False,
            depth=self.depth,
        )
        return plain.deeper(variables=variables, values=values)


def _without_dot(texts: tuple[str, ...], fallback: str) -> tuple[str, ...]:
    return tuple(text for text in texts if not text.startswith(".")) or (fallback,)


#: What is done with one value; ``%s`` may stand there more than once.
_FORMS = (
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
    '{{ printf "%%d %%s" (%s) (%s) | quote }}',
    "{{ printf `%%5v|%%q` (%s) (%s) | quote }}",
    '{{ printf "%%v"\n    (%s) | quote }}',
    '{{ (%s) | printf "%%v-%%v" 5 | quote }}',
    '{{ print (%s) " " (%s) | quote }}',
    '{{ list (%s) 12000000 | join "-" | quote }}',
    "{{ list (%s) 5 | toString | quote }}",
    "{{ list (%s) | toJson }}",
    '{{ dict "k" (%s) | toYaml | quote }}',
    '{{ dict "k" (%s) | toString | quote }}',
    "{{ kindOf (%s) }}",
    '{{ kindIs "int" (%s) }}',
    '{{ typeOf (%s) }} {{ typeIs "string" (%s) }}',
    "{{ has (%s) (list 3 12000000 `shop`) }}",
    "{{ has 3 (list (%s) 4) }}",
    "{{ (%s) | toString | len }}",
    "{{ len (toString (%s)) }}",
    "{{ (%s) | toString | trunc 5 | quote }}",
    "{{ toString (%s) | sha256sum | trunc 8 | quote }}",
    "{{ (%s) | toString | b64enc }}",
    "{{ mul (%s) 2 }} {{ div (%s) 2 }} {{ max (%s) 4 }}",
    "{{ mulf (%s) 1.5 }} {{ float64 (%s) }} {{ floor (%s) }}",
    "{{ int64 (%s) }} {{ (%s) | int }}",
    "{{ coalesce (%s) 3 }} {{ empty (%s) }}",
    "{{ and (%s) (%s) }} {{ or (%s) 5 }}",
    "{{ cat (%s) `b` (%s) | quote }} {{ squote (%s) }}",
    "{{ get (dict `k` (%s)) `k` }} {{ index (list (%s)) 0 }}",
    '{{ range list (%s) "x" }}{{ . }};{{ end }}',
    '{{ range $k, $x := dict "a" (%s) }}{{ $k }}{{ $x }}{{ end }}',
    "{{ with %s }}{{ . }}{{ else }}none{{ end }}",
    "{{ with dict `a` (%s) }}{{ .a }}{{ end }}",
    "{{ with $x := %s }}{{ $x }} {{ . | quote }}{{ end }}",
    "{{ $x := %s }}{{ $x }} {{ $x | toString | quote }}",
    "{{ dict `k` (%s) | toToml | quote }}",
    "{{ cat (toYaml (%s)) (toPrettyJson (%s)) | quote }}",
    "{{ html (%s) }} {{ urlquery (%s) | quote }} {{ js (%s) | quote }}",
    "{{/* a }} b */}}{{ %s }}{{- /* %% {{ if */}}",
    "{{eq (toString (%s)) `3`}} {{ne `shop` (%s | toString)}}",
    "{{ if eq (kindOf (%s)) `int` }}an int{{ else if %s }}true{{ end }}",
    "{{ if kindIs `int` (%s) }}{{ eq (%s) 3 }}{{ gt (%s) 100 }}{{ end }}",
    "{{ regexReplaceAll `o+` (toString (%s)) `0` | quote }}",
    "{{ cat (repeat 2 (toString (%s))) (substr 0 2 (toString (%s))) | quote }}",
    "{{ fromJson (toJson (dict `k` (%s))) | toJson }}",
    "{{ tpl (toString (%s)) $ | quote }}",
    "{{ include `shown` (%s) | trim | quote }}",
    "{{ include `shown` (list (%s) (%s)) | trim | quote }}",
    "{{ include `shown` (dict `v` (%s)) | trim | quote }}",
    "{{ mergeOverwrite (dict `k` 1) (dict `k` (%s)) | toJson }}",
    "{{ (set (dict) `k` (%s)).k }} {{ concat (list 1) (list (%s)) | last }}",
    "{{ required `needed` (%s) }}",
    "{{ eq `a` (toString (%s)) | ternary `a` `b` | quote }}",
)

_STATEMENTS = (
    *("line", "line", "line", "line", "condition", "chain", "ports", "objects", "table", "until", "with_variables"),
    *("with_nested", "with_root", "root_variable", "variables_variable", "dict_variable", "include", "listed"),
    *("template", "either", "own_either", "own", "tpl", "keys", "json", "yaml", "join"),
    *("line", "line", "else_with", "range_else", "leaving", "assign", "assign_root", "set", "merge", "block"),
    *("whole", "whole", "listed_template", "chart_names", "given_dict", "entries", "made_list", "nested_calls"),
)

#: What is done with all variables at once.
_WHOLE = (
    'get %s "name" | quote',
    'index %s "a-b" | quote',
    'dig "nested" "port" 1 %s',
    'dig "nested" "none" 1 (%s)',
    'hasKey %s "count"',
    "len %s",
    'keys %s | sortAlpha | join "," | quote',
    'pick %s "name" "count" "large" | toJson | quote',
    'omit %s "password" | toJson | quote',
    "%s | toJson | quote",
    "toYaml (omit %s `password`) | sha256sum | quote",
    "deepCopy %s | toJson | quote",
    "merge (dict `count` 5) %s | toJson | quote",
    "(fromJson (toJson %s)).name",
    "kindOf %s",
    "values (pick %s `count`) | toJson",
    "toString (pick %s `name` `count`) | quote",
    "printf `%%v` (%s).nested.deeper | quote",
    "(%s).names | toJson",
    "index (%s).ports 0",
    "index ((%s).objects) 1 | toJson | quote",
    "(index (%s).objects 1).port",
    "toToml (pick %s `nested`) | quote",
    "without (%s).ports 80 | toJson",
    "%s.ports | first",
    "has 80 %s.ports",
    "%s.names | sortAlpha | join `+` | quote",
    "max (len %s.ports) 2",
    "slice %s.ports 0 1 | toJson",
    "(%s).global | toJson",
    "%s.odd | toJson | quote",
    "%s.maybe | default 5",
    "toJson %s.maybe",
    "kindOf %s.maybe",
    "%s.lines | quote",
    "%s.lines | upper | trim | nindent 4",
    "range $x := %s.ports }}{{ $x }},{{ end",
    "range %s.objects }}{{ .port }}{{ $.Namespace }},{{ end",
)


@dataclass(frozen=True)
class Rows:
    """Rows of a list, with whatever templates can do around them."""

    chance: Chance

    def body(self, scope: Scope) -> list[str]:
        """Return one to three statements."""
        return [line for _ in range(self.chance.pick([1, 2, 3])) for line in self._statement(scope)]

    def _statement(self, scope: Scope) -> list[str]:
        kind = "line" if scope.depth > 3 else self.chance.pick(_STATEMENTS)
        root, base = self.chance.pick(scope.roots), self.chance.pick(scope.variables)
        name = f"$v{scope.depth}"
        if kind == "line":
            return [f"- {self._form(scope)}"]
        if kind in ("condition", "chain"):
            return self._condition(scope, chained=kind == "chain")
        if kind == "whole":
            form = self.chance.pick(_WHOLE)
            return [f"- {{{{ {form % base} }}}}"]
        blocks = {
            "ports": ("range %s.ports", scope.below(values=(".",))),
            "objects": ("range $i, $e := %s.objects", scope.below(values=("$e.port", ".port", "$i", "$e.name"))),
            "table": ("range $k, $e := %s.table", scope.below(values=("$e", "$k", "."))),
            "entries": (
                'range $k, $e := pick %s "name" "count" "large" "on"',
                scope.below(values=("$e", "$k", ".")),
            ),
            "until": ("range $n := until (min 3 %s.count | int)", scope.below(values=("$n",))),
            "with_variables": ("with %s", scope.below(values=(".count", ".nested.port"))),
            "with_nested": ("with %s.nested", scope.below(values=(".port", ".deeper.size"))),
        }
        if kind in blocks:
            opening, inner = blocks[kind]
            return [self._opened(opening % base), *self.body(inner), *self._ended(scope)]
        if kind == "with_root":
            return [self._opened(f"with {root}"), *self.body(scope.below(variables=(".Variables",))), "{{- end }}"]
        return self._declared(kind, root, base, name, scope) or self._lines(kind, root, base, name, scope)

    def _declared(self, kind: str, root: str, base: str, name: str, scope: Scope) -> list[str]:
        declared = {
            "root_variable": (root, scope.deeper(roots=(name,), variables=(f"{name}.Variables",))),
            "variables_variable": (base, scope.deeper(variables=(name,))),
            "dict_variable": (
                f'dict "ctx" {root} "vars" {base}',
                scope.deeper(roots=(f"{name}.ctx",), variables=(f"{name}.vars", f"{name}.ctx.Variables")),
            ),
            "made_list": (
                f"list {root} {base} ({self._value(scope)})",
                scope.deeper(
                    roots=(f"(index {name} 0)", f"({name} | first)"),
                    variables=(f"(index {name} 1)", f"(index {name} 0).Variables"),
                    values=(f"(index {name} 2)", f"(last {name})"),
                ),
            ),
        }
        if kind not in declared:
            return []
        value, inner = declared[kind]
        return [f"{{{{- {name} := {value} }}}}", *self.body(inner)]

    def _lines(self, kind: str, root: str, base: str, name: str, scope: Scope) -> list[str]:
        one, two = self._value(scope), self._value(scope)
        lines = {
            "include": f'{{{{- include "{self.chance.pick(["plain", "outer"])}" {root} }}}}',
            "listed": f'{{{{- include "listed" (list {root} ({one})) }}}}',
            "listed_template": f'{{{{- template "listed" (list {root} ({one})) }}}}',
            "template": f'{{{{- template "plain" {root} }}}}',
            "either": f'{{{{- include "either" {root} }}}}',
            "own_either": '{{- include "either" (dict "Variables" (dict "name" "own" "count" 1)) }}',
            "given_dict": f'{{{{- include "either" (dict "Variables" {base} "Namespace" ({one})) }}}}',
            "own": f'{{{{- include "own" {root} }}}}',
            "tpl": '- {{ tpl "{{ .Variables.name }}" ' + root + " }}",
            "keys": "{{- range $k, $e := " + base + " }}\n- {{ $k }}\n{{- end }}",
            "json": "- {{ toJson " + base + " | quote }}",
            "yaml": "- {{ toYaml (omit " + base + ' "password") | quote }}',
            "join": '- {{ join "," ' + base + ".names | quote }}",
            "else_with": f"{{{{- with {base}.none }}}}\n- no\n{{{{- else with {one} }}}}\n- {{{{ . }}}}\n"
            "{{- else }}\n- otherwise\n{{- end }}",
            "range_else": f"{{{{- range {base}.none }}}}\n- no\n{{{{- else }}}}\n- {self._form(scope)}\n{{{{- end }}}}",
            "leaving": f"{{{{- range $n, $e := {base}.ports }}}}\n{{{{- if $n }}}}{{{{ "
            f"{self.chance.pick(['break', 'continue'])} }}}}{{{{ end }}}}\n- {{{{ $e }}}}\n{{{{- end }}}}",
            "assign": f"{{{{- {name} := {self.chance.pick([one, chr(34) * 2, '7'])} }}}}\n{{{{- if {self._test(scope)} "
            f"}}}}{{{{ {name} = {two} }}}}{{{{ end }}}}\n- {{{{ {name} }}}} {{{{ {name} | quote }}}}",
            "assign_root": f"{{{{- {name} := {root} }}}}\n{{{{- range $e := {base}.names }}}}{{{{ {name} = $ }}}}"
            f"{{{{ end }}}}\n- {{{{ {name}.Variables.large }}}} {{{{ {name}.Namespace }}}}",
            "set": f"{{{{- {name} := dict }}}}\n{{{{- $_ := set {name} `k` ({one}) }}}}\n- {{{{ {name}.k }}}} "
            f"{{{{ {name} | toJson | quote }}}}",
            "merge": f"{{{{- {name} := merge (dict `one` 5000000) {base}.table }}}}\n- {{{{ {name}.one }}}} "
            f"{{{{ {name}.two }}}} {{{{ {name} | toJson | quote }}}}",
            "block": f'{{{{- block "block{self.chance.pick(range(40))}" {root} }}}}\n'
            "- block {{ .Variables.large }}\n{{- end }}",
            "chart_names": f'- {{{{ include "{self.chance.pick(["random.labels", "random.mode", "random.text"])}" '
            f"{root} | quote }}}}",
            "nested_calls": f'- {{{{ include "wrapped" (dict "inner" (dict "root" {root} "value" ({one}))) | trim }}}}',
        }
        return lines[kind].split("\n")

    def _opened(self, statement: str) -> str:
        """Return the opening of a statement, with one way to trim or another."""
        form = self.chance.pick(["{{- %s }}", "{{- %s }}", "{{ %s }}", '{{- %s -}}\n{{ "\\n" }}', "{{-  %s  }}  "])
        return form % statement

    def _ended(self, scope: Scope) -> list[str]:
        end = self.chance.pick(["{{- end }}", "{{- end }}", "{{ end }}", "{{- /* the end */ -}}\n{{- end }}"])
        if self.chance.pick([False, False, True]):
            return ["{{- else }}", f"- {self._form(scope)}", *end.split("\n")]
        return end.split("\n")

    def _form(self, scope: Scope) -> str:
        form = self.chance.pick(_FORMS)
        return form % ((self._value(scope),) * form.replace("%%", "").count("%s"))

    def _condition(self, scope: Scope, *, chained: bool) -> list[str]:
        lines = [self._opened(f"if {self._test(scope)}"), *self.body(scope.deeper())]
        for _ in range(self.chance.pick([1, 2, 3]) if chained else 0):
            lines += [f"{{{{- else if {self._test(scope)} }}}}", *self.body(scope.deeper())]
        if self.chance.pick([True, False]):
            lines += ["{{- else }}", *self.body(scope.deeper())]
        return [*lines, "{{- end }}"]

    def _test(self, scope: Scope) -> str:
        root, base = self.chance.pick(scope.roots), self.chance.pick(scope.variables)
        mode = self.chance.pick(["source", "debug", "image"])
        return self.chance.pick(
            [
                f"{base}.on",
                f"eq {base}.count 3",
                f"gt {base}.nested.port 100",
                f'eq {base}.name "shop"',
                f'ismode {root} "web" "api" "{mode}"',
                f'or (ismode {root} "job" "job" "source") (not ({root}).ManageCronjobs)',
                f'and {base}.on (not (ismode {root} "web" "web" "{mode}"))',
                f"eq {base}.count 4000000 3",
                f"lt 3 {base}.large",
                f"has {base}.count (list 3 4)",
                f"hasKey {base} `maybe`",
                f"{base}.maybe",
                f"kindIs `int` {base}.mixed",
                f"ne (len {base}.ports) 3",
                f"$t := {base}.off",
            ]
        )

    def _value(self, scope: Scope) -> str:
        base = self.chance.pick(scope.variables)
        paths = [f"{base}.{path}" for path in _SCALARS]
        paths += [f'index ({base}) "nested" "port"', f'index ({base}.nested).deeper "a-b"']
        paths += [f'index {base} "a-b"', f"index {base}.ports 1", f"(index {base}.objects 1).port", f"{base}.table.two"]
        paths += [f"{root}.Namespace" for root in scope.roots if root != "."]
        if scope.dot_is_root:
            paths += [".Namespace", ".ManageCronjobs"]
        return self.chance.pick([*paths, *scope.values, *scope.values, *scope.values])
