"""Folders drawn at random, for laws about converting them: scopes, definitions, modes, kinds, environments."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from hypothesis import strategies as st

from tests.convert.random_rows import Chance, Rows, Scope

__all__ = ["Seeded", "folders", "random_folder"]

T = TypeVar("T")


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
    if chance.pick([False, True]):
        files["variables.yaml"] += chance.pick(_MORE_VARIABLES)
    for name in sorted(_ENVIRONMENTS):
        if chance.pick([False, True]):
            files[name] = _ENVIRONMENTS[name] + chance.pick(["", "", *_CHANGES])
    if chance.pick([False, True]):
        files["chartkit.toml"] = _SETTINGS
    for name in ("a.yaml", chance.pick(["b.yaml", "_b.yaml", ".b.yaml"])):
        stem = name.strip("._").removesuffix(".yaml")
        body = Rows(chance).body(Scope())
        # Both ask for the mode that the settings name.
        body.append('- {{ ismode . "web" "api" "source" }} {{ ismode $ "web" "web" "source" }}')
        text = _manifest(chance.pick(["Thing", "Other"]), stem, body, _OWN % name.strip("._") + "\n")
        for number in range(chance.pick([0, 0, 1, 2])):
            more = _manifest(chance.pick(["ConfigMap", "Thing"]), f"{stem}-{number}", Rows(chance).body(Scope()), "")
            text += chance.pick(_SEPARATORS) + more
        files[name] = text
    if chance.pick([False, True]):
        files["workload.yaml"] = _Workload(chance).text()
    if chance.pick([False, False, True]):
        files["secret.yaml"] = _secret(chance)
    if chance.pick([False, False, True]):
        files["preset.yaml"] = _preset(chance)
    return _encoded(files, chance)


def _encoded(files: dict[str, str], chance: Chance) -> dict[str, str]:
    """Return the files, one of them as other editors write it at times."""
    name = chance.pick(sorted(files.keys() - {"chartkit.toml"}))
    change = chance.pick(["", "", "", "", "", "carriage returns", "byte order mark", "no newline"])
    if change == "carriage returns":
        files[name] = files[name].replace("\n", "\r\n")
    elif change == "byte order mark":
        files[name] = f"\ufeff{files[name]}"
    elif change == "no newline":
        files[name] = files[name].rstrip("\n")
    return files


_SEPARATORS = (
    "---\n",
    "--- # next\n",
    "{{ if .Variables.on }}\n---\n{{ end }}---\n",
    "---\n---\n",
    "{{- /* one more */}}\n---\n",
    "\n\n--- \n# a comment\n",
)

_VARIABLES = """\
# Variables of a random folder.
name: shop
count: 3
large: 12000000   # more than a float prints in digits
ratio: 0.5
on: true
off: false
text: "a-b #c"
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
a-b: dashed
mixed: word
maybe: 4
negative: -3000000
hex: 0x1F
lines: |
  one
  {two}
stamp: 2024-01-02
odd: {inner: 1e3}
"""

#: What some folders have beside that.
_MORE_VARIABLES = (
    "global:\n  zone: eu\n  size: 7000000\n",
    "modes: own\nimagePullSecrets: [own]\n",
    "keys: {5: five, yes: 6000000, a: 1}\n",
    "huge: 9007199254740993\n",
    "none: ~\nagain: {none: null, deeper: {none: ~}}\n",
    "# The last word.\n",
    "web: {image: own}\nc0: 1\n",
)

_ENVIRONMENTS = {
    "environments/qa.yaml": "name: qa\ncount: 4000000\nnested:\n  host: null\n",
    "environments/live.yaml": "on: false\nports: []\ntable: {three: 3000000}\npassword: other\nmixed: 5000000\n",
}

#: What some environments have beside that.
_CHANGES = (
    "maybe: null\n",
    "maybe: 8000000\n",
    "text: null\n",
    "nested: {deeper: {size: null, more: 1}}\n",
    "objects: []\nadded: {port: 9000000}\n",
    "ratio: 2\nlarge: 1.5\n",
    "names: null\n",
    "large: '12000000'\n",
    "global: {zone: us}\n",
)

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


def _manifest(kind: str, name: str, body: list[str], extra: str) -> str:
    rows = "\n".join(line if line.startswith("{{") else f"  {line}" for line in body)
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


_INGRESS = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  defaultBackend:
    service:
      name: web
      port:
        number: 80
  rules:
    - http:
        paths:
          {{- range $path := .Variables.names }}
          - path: /{{ $path }}
            backend: {service: {name: web, port: {number: 81}}}
          {{- end }}
"""
_POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
    - ports: [{port: 8080}, {port: 9090}]
  egress:
    {{- if .Variables.on }}
    - to: [{podSelector: {matchLabels: {app: web}}}]
      ports:
        - port: 8080
    {{- end }}
"""
_MONITOR = """\
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  endpoints: [{targetPort: 8080}, {targetPort: 9090}, {port: http}]
"""


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
        if pick([True, False]):
            text = f"{text}---\n{service}"
        return text + (f"---\n{pick([_INGRESS, _POLICY, _MONITOR])}" if pick([False, True]) else "")

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
{{- define "shown" }}{{ . | quote }} {{ . }}{{ end }}
{{- define "wrapped" }}{{ with .inner }}{{ .root.Variables.large }}-{{ .value }}
{{- $.inner.root.Namespace }}{{ end }}{{ end }}
{{- define "random.labels" }}own {{ .Variables.count }}{{ end }}
{{- define "random.mode" }}own {{ .Namespace }}{{ end }}
{{- define "random.text" }}own {{ .Variables.large | quote }}{{ end }}
{{- define "secret-text" }}{{ .Variables.password }}{{ end }}
{{- define "never" }}{{ .Variables.count }}{{ end }}
"""

_OWN = '{{ define "own" }}\n  - own %s {{ .Variables.large }}\n{{- end }}'
