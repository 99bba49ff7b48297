"""Folders drawn at random, for laws about converting them: scopes, definitions, modes, kinds, environments."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from hypothesis import strategies as st

__all__ = ["Chance", "Seeded", "folders", "random_folder"]

T = TypeVar("T")


class Chance(Protocol):
    """What decides: Hypothesis, which makes small what it finds, or a seed, which is quick."""

    def pick(self, options: Sequence[T]) -> T:
        """Return one of ``options``."""
        ...


class Seeded:
    """Decisions by a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - nothing secret

    def pick(self, options: Sequence[T]) -> T:
        """Return one of ``options``."""
        return options[int(self._random.random() * len(options))]


@dataclass(frozen=True)
class _Drawn:
    """Decisions by Hypothesis; the first option is the simplest."""

    draw: st.DrawFn

    def pick(self, options: Sequence[T]) -> T:
        """Return one of ``options``."""
        return self.draw(st.sampled_from(options))


@st.composite
def folders(draw: st.DrawFn) -> dict[str, str]:
    """Draw a folder: file names to texts."""
    return random_folder(_Drawn(draw))


def random_folder(chance: Chance) -> dict[str, str]:
    """Return a folder, as file names to texts."""
    files = {"variables.yaml": _VARIABLES, "_helpers.tpl": _HELPERS}
    for name in sorted(_ENVIRONMENTS):
        if chance.pick([False, True]):
            files[name] = _ENVIRONMENTS[name]
    if chance.pick([False, True]):
        files["chartkit.toml"] = _SETTINGS
    for name in ("a.yaml", chance.pick(["b.yaml", "_b.yaml", ".b.yaml"])):
        stem = name.strip("._").removesuffix(".yaml")
        body = _Rows(chance).body(_Scope())
        # Both ask for the mode that the settings name.
        body.append('- {{ ismode . "web" "api" "source" }} {{ ismode $ "web" "web" "source" }}')
        text = _manifest(chance.pick(["Thing", "Other"]), stem, body, _OWN % name.strip("._") + "\n")
        for number in range(chance.pick([0, 0, 1, 2])):
            more = _manifest(chance.pick(["ConfigMap", "Thing"]), f"{stem}-{number}", _Rows(chance).body(_Scope()), "")
            text += chance.pick(["---\n", "--- # next\n", "{{ if .Variables.on }}\n---\n{{ end }}---\n"]) + more
        files[name] = text
    if chance.pick([False, True]):
        files["workload.yaml"] = _Workload(chance).text()
    if chance.pick([False, False, True]):
        files["secret.yaml"] = _secret(chance)
    if chance.pick([False, False, True]):
        files["preset.yaml"] = _preset(chance)
    return files


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
    """What expressions are in scope for the context, for ``.Variables``, and for values."""

    roots: tuple[str, ...] = ("$", ".")
    variables: tuple[str, ...] = ("$.Variables", ".Variables")
    values: tuple[str, ...] = ()
    dot_is_root: bool = True
    depth: int = 0

    def deeper(
        self, *, roots: tuple[str, ...] = (), variables: tuple[str, ...] = (), values: tuple[str, ...] = ()
    ) -> _Scope:
        """Return the scope with more in it."""
        return _Scope(
            (*self.roots, *roots),
            (*self.variables, *variables),
            (*self.values, *values),
            self.dot_is_root,
            self.depth + 1,
        )

    def below(self, *, variables: tuple[str, ...] = (), values: tuple[str, ...] = ()) -> _Scope:
        """Return the scope where dot is something else."""
        plain = _Scope(
            _without_dot(self.roots, "$"),
            _without_dot(self.variables, "$.Variables"),
            _without_dot(self.values, "$.Variables.name"),
            dot_is_root=False,
            depth=self.depth,
        )
        return plain.deeper(variables=variables, values=values)


def _without_dot(texts: tuple[str, ...], fallback: str) -> tuple[str, ...]:
    return tuple(text for text in texts if not text.startswith(".")) or (fallback,)


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
)

_STATEMENTS = (
    *("line", "line", "line", "line", "condition", "chain", "ports", "objects", "table", "until", "with_variables"),
    *("with_nested", "with_root", "root_variable", "variables_variable", "dict_variable", "include", "listed"),
    *("template", "either", "own_either", "own", "tpl", "keys", "json", "yaml", "join"),
)


@dataclass(frozen=True)
class _Rows:
    """Rows of a list, with whatever templates can do around them."""

    chance: Chance

    def body(self, scope: _Scope) -> list[str]:
        """Return one to three statements."""
        return [line for _ in range(self.chance.pick([1, 2, 3])) for line in self._statement(scope)]

    def _statement(self, scope: _Scope) -> list[str]:
        kind = "line" if scope.depth > 3 else self.chance.pick(_STATEMENTS)
        root, base = self.chance.pick(scope.roots), self.chance.pick(scope.variables)
        name = f"$v{scope.depth}"
        if kind == "line":
            return [f"- {self.chance.pick(_FORMS) % self._value(scope)}"]
        if kind in ("condition", "chain"):
            return self._condition(scope, chained=kind == "chain")
        blocks = {
            "ports": ("range %s.ports", scope.below(values=(".",))),
            "objects": ("range $i, $e := %s.objects", scope.below(values=("$e.port", ".port", "$i", "$e.name"))),
            "table": ("range $k, $e := %s.table", scope.below(values=("$e", "$k", "."))),
            "until": ("range $n := until (min 3 %s.count | int)", scope.below(values=("$n",))),
            "with_variables": ("with %s", scope.below(values=(".count", ".nested.port"))),
            "with_nested": ("with %s.nested", scope.below(values=(".port", ".deeper.size"))),
        }
        if kind in blocks:
            opening, inner = blocks[kind]
            return [f"{{{{- {opening % base} }}}}", *self.body(inner), "{{- end }}"]
        if kind == "with_root":
            return [f"{{{{- with {root} }}}}", *self.body(scope.below(variables=(".Variables",))), "{{- end }}"]
        declared = {
            "root_variable": (root, scope.deeper(roots=(name,), variables=(f"{name}.Variables",))),
            "variables_variable": (base, scope.deeper(variables=(name,))),
            "dict_variable": (
                f'dict "ctx" {root} "vars" {base}',
                scope.deeper(roots=(f"{name}.ctx",), variables=(f"{name}.vars", f"{name}.ctx.Variables")),
            ),
        }
        if kind in declared:
            value, inner = declared[kind]
            return [f"{{{{- {name} := {value} }}}}", *self.body(inner)]
        lines = {
            "include": f'{{{{- include "{self.chance.pick(["plain", "outer"])}" {root} }}}}',
            "listed": f'{{{{- include "listed" (list {root} ({self._value(scope)})) }}}}',
            "template": f'{{{{- template "plain" {root} }}}}',
            "either": f'{{{{- include "either" {root} }}}}',
            "own_either": '{{- include "either" (dict "Variables" (dict "name" "own" "count" 1)) }}',
            "own": f'{{{{- include "own" {root} }}}}',
            "tpl": '- {{ tpl "{{ .Variables.name }}" ' + root + " }}",
            "keys": "{{- range $k, $e := " + base + " }}\n- {{ $k }}\n{{- end }}",
            "json": "- {{ toJson " + base + " | quote }}",
            "yaml": "- {{ toYaml (omit " + base + ' "password") | quote }}',
            "join": '- {{ join "," ' + base + ".names | quote }}",
        }
        return lines[kind].split("\n")

    def _condition(self, scope: _Scope, *, chained: bool) -> list[str]:
        lines = [f"{{{{- if {self._test(scope)} }}}}", *self.body(scope.deeper())]
        for _ in range(self.chance.pick([1, 2, 3]) if chained else 0):
            lines += [f"{{{{- else if {self._test(scope)} }}}}", *self.body(scope.deeper())]
        if self.chance.pick([True, False]):
            lines += ["{{- else }}", *self.body(scope.deeper())]
        return [*lines, "{{- end }}"]

    def _test(self, scope: _Scope) -> str:
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
            ]
        )

    def _value(self, scope: _Scope) -> str:
        base = self.chance.pick(scope.variables)
        paths = [f"{base}.{path}" for path in _SCALARS]
        paths += [f'index ({base}) "nested" "port"', f'index ({base}.nested).deeper "a-b"']
        paths += [f"{root}.Namespace" for root in scope.roots if root != "."]
        if scope.dot_is_root:
            paths += [".Namespace", ".ManageCronjobs"]
        return self.chance.pick([*paths, *scope.values, *scope.values, *scope.values])


def _manifest(kind: str, name: str, body: list[str], extra: str) -> str:
    rows = "\n".join(line if line.startswith("{{-") else f"  {line}" for line in body)
    return f"{extra}apiVersion: example.org/v1\nkind: {kind}\nmetadata:\n  name: {name}\n# Rows.\nrows:\n{rows}\n"


_LABELS = (
    "",
    "  labels:\n    app: web\n",
    "  labels: {app: web}\n",
    "  labels:  # of the object\n    app: web\n    app.kubernetes.io/name: web\n",
    '  labels:\n    {{- include "labels" . | nindent 4 }}\n',
    '  labels: {{- dict "app" .Variables.name | toYaml | nindent 4 }}\n',
    "  {{- if .Variables.on }}\n  labels:\n    app: web\n  {{- end }}\n",
    "  annotations: {note: x}\n  labels:\n    # Of the app.\n    app: 'web'\n\n",
)
_IMAGES = (
    "nginx:1.27",
    '"nginx:1.27" # pinned',
    "registry.example.org:5000/team/web:2024",
    "'nginx'",
    "nginx@sha256:" + "0" * 64,
    "{{ .Variables.name }}:1",
    "docker.io/{{ .Variables.name }}:{{ .Variables.count }}",
)
_RESOURCES = (
    "",
    "RES:\n  limits:\n    cpu: 500m\n    memory: 128Mi\n",
    "RES:\n  # Less than it may have.\n  requests: {cpu: 1, memory: 134217728}\n  limits:\n    cpu: '2'\n",
    "RES:\n  {{- toYaml .Variables.nested | nindent 12 }}\n",
    "RES: {limits: {cpu: 0.5}}\n",
    "RES:\n  limits:\n    cpu: {{ .Variables.count }}\n",
)


@dataclass(frozen=True)
class _Workload:
    """A workload as people write it, and a service for it."""

    chance: Chance

    def text(self) -> str:
        """Return the file."""
        pick = self.chance.pick
        name = pick(["web", "web-server", '"web"', "{{ .Variables.name }}"])
        replicas = pick(
            [
                "  replicas: 2\n",
                "  {{- if .Variables.on }}\n  replicas: 2\n  {{- else }}\n  replicas: 3\n  {{- end }}\n",
                "  {{- if .Variables.on }}\n  replicas: 2\n  {{- end }}\n",
                "  replicas: {{ .Variables.count }}\n",
                "",
            ]
        )
        pod = "app: web" if pick([True, False]) else '{{- include "labels" . | nindent 8 }}'
        containers = "".join(self._container(f"c{number}") for number in range(pick([1, 1, 2])))
        if pick([False, False, True]):
            containers = f"{{{{- range $n := .Variables.names }}}}\n{containers}        {{{{- end }}}}\n"
            containers = containers.replace("name: c0", "name: {{ $n }}").replace("name: c1", "name: {{ $n }}-1")
            containers = containers.replace(" .Variables", " $.Variables").replace("ismode . ", "ismode $ ")
            containers = f"        {containers}"
        text = (
            f"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\n{pick(_LABELS)}spec:\n{replicas}"
            f"  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        {pod}\n"
            f"    spec:\n      containers:\n{containers}"
        )
        if pick([False, False, True]):
            text = f"{{{{- if .Variables.on }}}}\n{text}{{{{- end }}}}\n"
        target = pick(["http", "8080", '"http"', "{{ .Variables.nested.port }}"])
        service = (
            f"apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n{pick(_LABELS)}spec:\n"
            f"  selector: {{app: web}}\n  ports:\n    - {{port: 80, targetPort: {target}}}\n"
            f"    - name: more\n      port: 81\n      targetPort: 8080\n"
        )
        return f"{text}---\n{service}" if pick([True, False]) else text

    def _container(self, name: str) -> str:
        pick = self.chance.pick
        image = f"          image: {pick(_IMAGES)}\n"
        if pick([False, True]):
            mode = pick(["source", "image"])
            image = (
                f'          {{{{- if ismode . "web" "{name}" "{mode}" }}}}\n          image: node:22\n'
                f"          {{{{- else }}}}\n{image}          {{{{- end }}}}\n"
            )
        resources = pick(_RESOURCES).replace("RES", "resources")
        resources = "".join(f"          {line}\n" for line in resources.splitlines())
        port = pick(["8080", "8080 # plain", '"8080"', "{{ .Variables.nested.port }}"]) if name == "c0" else "9090"
        ports = pick(
            [
                "",
                f"          ports:\n            - containerPort: {port}\n",
                f"          ports:\n            - name: http\n              containerPort: {port}\n",
                f"          ports: [{{name: http, containerPort: {port.partition(' #')[0]}}}]\n",
            ]
        )
        probe = pick(["", "          readinessProbe:\n            httpGet: {path: /, port: 8080}\n"])
        environment = pick(
            [
                "",
                "          env:\n            - {name: A, value: b}\n",
                "          env:\n          - name: A\n{{ if .Variables.on }}\n          - name: B\n{{ end }}\n",
                "          env:\n            - name: X\n              value: x\n",
                "          {{- if .Variables.on }}\n          env: [{name: A, value: b}]\n          {{- end }}\n",
            ]
        )
        return f"        - name: {name}\n{image}{resources}{ports}{probe}{environment}"


def _preset(chance: Chance) -> str:
    value = chance.pick(["x", "{{ .Variables.name }}", "'80'"])
    role = chance.pick(["web", "{{ .Variables.name }}", "none"])
    more = chance.pick(["", "  volumes:\n    - {name: v, emptyDir: {}}\n", "  envFrom:\n    - secretRef: {name: s}\n"])
    return (
        "apiVersion: settings.k8s.io/v1alpha1\nkind: PodPreset\nmetadata:\n  name: p\nspec:\n  selector:\n"
        f"    matchLabels:\n      app: {role}\n  env:\n    - name: X\n      value: {value}\n{more}"
    )


def _secret(chance: Chance) -> str:
    value = chance.pick(
        [
            "{{ .Variables.password }}",
            "{{ quote .Variables.password }}",
            '{{ include "secret-text" . }}',
            "{{ with .Variables.password }}{{ . }}{{ end }}",
            "{{ $p := .Variables.password }}{{ $p | b64enc }}",
            '{{ range $k, $v := dict "a" .Variables.password }}{{ $v }}{{ end }}',
        ]
    )
    kind = chance.pick(["Secret", '"Secret"'])
    return f"apiVersion: v1\nkind: {kind}\nmetadata:\n  name: s\nstringData:\n  password: {value}\n"


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
{{- define "labels" }}app: web
tier: {{ .Variables.name }}
{{- end }}
{{- define "secret-text" }}{{ .Variables.password }}{{ end }}
{{- define "never" }}{{ .Variables.count }}{{ end }}
"""

_OWN = '{{ define "own" }}\n  - own %s {{ .Variables.large }}\n{{- end }}'
