"""A conversion that is wrong at one place is found, wherever the place is."""

from __future__ import annotations

from pathlib import Path

import pytest

from chartkit.chart import load
from chartkit.convert import ChartSide, FolderSide, ImportOptions, VerifyOptions, front_end, verify
from chartkit.convert.chart_to_folder.conversion import folder_of
from chartkit.convert.equivalence import RepeatedWorld
from chartkit.folder import Folder, MappingSource
from tests.differential.mutations import mutants

FILES = {
    "Chart.yaml": """apiVersion: v2
name: c
version: 0.1.0
dependencies: [{name: sub, version: "*", condition: sub.enabled}]
""",
    "values.yaml": """name: web
level: ''
debug: false
ingress: {enabled: false, hosts: [], annotations: {}}
resources: {}
sub: {enabled: false}
""",
    "templates/_helpers.tpl": """{{ define "c.labels" -}}
app: {{ .root.Values.name | quote }}
{{ with .part }}part: {{ . | upper }}{{ end }}
{{- end }}
""",
    "templates/web.yaml": """kind: Deployment
metadata:
  name: {{ .Values.name }}
  labels: {{- include "c.labels" (dict "root" $ "part" .Values.part) | nindent 4 }}
spec:
  {{- if and .Values.debug (eq .Values.level "trace") }}
  trace: {{ .Values.traceFile | default "out" | quote }}
  {{- else if .Values.debug }}
  debug: "yes"
  {{- end }}
  {{- with .Values.resources }}
  cpu: {{ .cpu | quote }}
  {{- end }}
---
{{- if .Values.ingress.enabled }}
kind: Ingress
metadata:
  name: {{ .Values.name }}
  {{- with .Values.ingress.annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
hosts:
{{- range .Values.ingress.hosts }}
- host: {{ .host | quote }}
  {{- if .tls }}
  secret: {{ .secret }}
  {{- end }}
{{- end }}
{{- end }}
""",
    "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 0.1.0\n",
    "charts/sub/values.yaml": "size: 1\nmode: fast\n",
    "charts/sub/templates/s.yaml": """kind: Sub
metadata: {name: s}
spec:
  size: {{ .Values.size | int }}
  {{- if eq .Values.mode "slow" }}
  slow: {{ .Values.global.delay | quote }}
  {{- end }}
""",
}


@pytest.fixture(scope="module")
def chart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chart")
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def side(files: dict[str, bytes]) -> FolderSide:
    world = RepeatedWorld()
    source = MappingSource(files, "folder")
    return FolderSide(Folder(source, environment=world.environment, front_end=front_end), world)


def test_every_change_of_every_template_is_found(chart: Path) -> None:
    files, _ = folder_of(load(chart), ImportOptions())
    options = VerifyOptions(samples=200)
    assert verify(side(files), ChartSide(chart), options).clean
    missed, count = [], 0
    for place, data in files.items():
        if not place.endswith((".yaml", ".tpl")) or place.endswith("variables.yaml"):
            continue
        for kind, text in mutants(data.decode()):
            count += 1
            changed = {**files, place: text.encode()}
            if all(verify(side(changed), ChartSide(chart), VerifyOptions(samples=n)).clean for n in (0, 200)):
                missed.append((place, kind, text))
    assert count > 30
    assert missed == []
