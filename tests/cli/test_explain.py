"""``chartkit explain``: from a line of output to the template, the conditions and the values."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]

FOLDER = {
    "variables.yaml": "web:\n  replicas: 1\n  ports: [80, 81]\nenv: dev\n",
    "environments/qa.yaml": "env: qa\nweb:\n  replicas: 2\n",
    "_labels.tpl": (
        "{{ define `labels` -}}\napp: web\nenv: {{ .env }}\n{{- end }}\n{{ define `all` }}{{ .Variables.env }}{{ end }}"
    ),
    "a.yaml": (
        "kind: A\nmetadata:\n  name: web\n  labels:\n    {{- include `labels` .Variables | nindent 4 }}\n"
        "{{- with .Variables.web }}\nreplicas: {{ .replicas }}\n"
        "{{- range .ports }}\nport-{{ . }}: true\n{{- end }}\n{{- end }}\n"
        "{{ $c := . }}\n{{- if eq .Variables.env `dev` }}\nx: {{ $c.Variables.env | quote }}\n"
        "{{ $e := 1 }}{{ if .Variables.no }}{{ $e = .Variables.env }}{{ end }}v: {{ $e }}\n"
        "{{- else }}\nother: {{ include `all` . }}\n{{- end }}"
    ),
    "b.yaml": "kind: B\nmetadata: {name: b}\n",
}
CHART = {
    "Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
    "values.yaml": "size: 1\nsub:\n  deep: {x: of-parent}\n",
    "templates/a.yaml": "kind: A\nmetadata: {name: a}\nsize: {{ .Values.size }}\n",
    "templates/i.yaml": (
        '{{ with .Values.image }}\nkind: I\nmetadata: {name: i}\nimage: "{{ .name }}:{{ .tag }}"\n{{ end }}'
    ),
    "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 1.0.0\n",
    "charts/sub/values.yaml": "deep: {x: own, own: own}\n",
    "charts/sub/templates/s.yaml": "kind: S\nmetadata: {name: s}\nx: {{ .Values.deep.x }}\n"
    "own: {{ .Values.deep.own }}\nz: {{ .Release.Name }}\n",
}


@pytest.fixture(autouse=True)
def here(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for top, files in (("f", FOLDER), ("c", CHART)):
        for name, text in files.items():
            path = tmp_path / top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    (tmp_path / "image.yaml").write_text('image: {name: nginx, tag: "1.27"}\n')
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("arguments", "want"), [
    (["f", "--object", "a/web", "--path", "replicas"],
     ["a/web, line 7: replicas: 1",
      "  made by f/a.yaml:7:11: {{.replicas}}",
      "  reads .Variables.web.replicas = 1, from f/variables.yaml:2:3",
      "  inside {{with .Variables.web}} at f/a.yaml:6:1",
      "    reads .Variables.web = a mapping, from f/variables.yaml:1:1"]),
    (["f", "-e", "qa", "--object", "A/Web", "--path", "/replicas"[1:]],
     ["a/web, line 7: replicas: 2",
      "  made by f/a.yaml:7:11: {{.replicas}}",
      "  reads .Variables.web.replicas = 2, from f/environments/qa.yaml:3:3",
      "  inside {{with .Variables.web}} at f/a.yaml:6:1",
      "    reads .Variables.web = a mapping, from f/environments/qa.yaml:2:1"]),
    (["f", "-v", "web.replicas=7", "--line", "9"],
     ["a/web, line 7: replicas: 7",
      "  made by f/a.yaml:7:11: {{.replicas}}",
      "  reads .Variables.web.replicas = 7, from -v",
      "  inside {{with .Variables.web}} at f/a.yaml:6:1",
      "    reads .Variables.web = a mapping, from f/variables.yaml:1:1"]),
    (["f", "--object", "a/web", "--path", "metadata.labels.env"],
     ["a/web, line 6: env: dev",
      "  made by f/_labels.tpl:3:6: {{.env}}",
      "  called from f/a.yaml:5:5",
      "  reads .Variables.env = dev, from f/variables.yaml:4:1"]),
    (["f", "--object", "a/web", "--path", "metadata.labels.app"],
     ["a/web, line 5: app: web", "  made by f/_labels.tpl:2:6", "  called from f/a.yaml:5:5"]),
    (["f", "--object", "a/web", "--path", "port-81"],
     ["a/web, line 9: port-81: true",
      "  made by f/a.yaml:9:15",
      "  inside {{range .ports}} at f/a.yaml:8:1",
      "    reads .Variables.web.ports = a sequence, from f/variables.yaml:3:3",
      "  inside {{with .Variables.web}} at f/a.yaml:6:1",
      "    reads .Variables.web = a mapping, from f/variables.yaml:1:1"]),
    (["f", "--object", "a/web", "--path", "x"],
     ['a/web, line 11: x: "dev"',
      "  made by f/a.yaml:14:4: {{$c.Variables.env | quote}}",
      "  reads .Variables.env = dev, from f/variables.yaml:4:1",
      "  inside {{if eq .Variables.env `dev`}} at f/a.yaml:13:1",
      "    reads .Variables.env = dev, from f/variables.yaml:4:1"]),
    (["f", "-e", "qa", "--object", "a/web", "--path", "other"],
     ["a/web, line 11: other: qa",
      "  made by f/_labels.tpl:5:19: {{.Variables.env}}",
      "  called from f/a.yaml:17:8",
      "  reads .Variables.env = qa, from f/environments/qa.yaml:1:1",
      "  inside {{if eq .Variables.env `dev`}} at f/a.yaml:13:1",
      "    reads .Variables.env = qa, from f/environments/qa.yaml:1:1"]),
    (["f", "--object", "a/web", "--path", "v"],
     ["a/web, line 12: v: 1",
      "  made by f/a.yaml:15:73: {{$e}}",
      "  reads .Variables.env = dev, from f/variables.yaml:4:1",
      "  inside {{if eq .Variables.env `dev`}} at f/a.yaml:13:1",
      "    reads .Variables.env = dev, from f/variables.yaml:4:1"]),
    (["c", "--object", "a/a", "--path", "size"],
     ["a/a, line 3: size: 1", "  made by c/templates/a.yaml:3:7: {{.Values.size}}",
      "  reads .Values.size = 1, from c/values.yaml:1:1"]),
    (["c", "-f", "image.yaml", "--object", "i/i", "--path", "image"],
     ['i/i, line 3: image: "nginx:1.27"',
      "  made by c/templates/i.yaml:4:9: {{.name}}",
      "  reads .Values.image.name = nginx, from image.yaml:1:9",
      "  inside {{with .Values.image}} at c/templates/i.yaml:1:1",
      "    reads .Values.image = a mapping, from image.yaml:1:1",
      "  made by c/templates/i.yaml:4:21: {{.tag}}",
      "  reads .Values.image.tag = 1.27, from image.yaml:1:22"]),
    (["c", "-v", "size=3", "--object", "a/a", "--path", "size"],
     ["a/a, line 3: size: 3", "  made by c/templates/a.yaml:3:7: {{.Values.size}}",
      "  reads .Values.size = 3, from -v"]),
    (["c", "--object", "s/s", "--path", "x"],
     ["s/s, line 3: x: of-parent", "  made by c/charts/sub/templates/s.yaml:3:4: {{.Values.deep.x}}",
      "  reads .Values.deep.x = of-parent, from c/values.yaml:3:10"]),
    (["c", "--object", "s/s", "--path", "own"],
     ["s/s, line 4: own: own", "  made by c/charts/sub/templates/s.yaml:4:6: {{.Values.deep.own}}",
      "  reads .Values.deep.own = own, from c/charts/sub/values.yaml:1:16"]),
    (["c", "-v", "sub.deep.own=mine", "--object", "s/s", "--path", "own"],
     ["s/s, line 4: own: mine", "  made by c/charts/sub/templates/s.yaml:4:6: {{.Values.deep.own}}",
      "  reads .Values.deep.own = mine, from -v"]),
    (["c", "--object", "s/s", "--path", "z"],
     ["s/s, line 5: z: release-name", "  made by c/charts/sub/templates/s.yaml:5:4: {{.Release.Name}}",
      "  reads .Release.Name"]),
])  # fmt: skip
def test_a_line_is_explained(arguments: list[str], want: list[str], run: Run) -> None:
    result = run("explain", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == want


def test_an_explanation_as_json(run: Run) -> None:
    data = json.loads(run("explain", "f", "--object", "a/web", "--path", "metadata.labels.env", "-o", "json").stdout)
    assert data == {
        "object": "a/web",
        "source": "a.yaml",
        "line": 6,
        "text": "    env: dev",
        "parts": [
            {
                "origin": {"file": "f/_labels.tpl", "line": 3, "column": 6},
                "calls": [{"file": "f/a.yaml", "line": 5, "column": 5}],
                "action": "{{.env}}",
                "reads": [
                    {
                        "name": ".Variables.env",
                        "value": "dev",
                        "at": {"file": "f/variables.yaml", "line": 4, "column": 1},
                    }
                ],
                "conditions": [],
            }
        ],
    }


def test_all_lines_are_listed_with_their_places(run: Run) -> None:
    lines = run("explain", "f", "--object", "b/b").stdout.splitlines()
    assert [line.split() for line in lines] == [
        ["LINE", "MADE", "BY", "TEXT"],
        ["b/b:1", "f/b.yaml:1:7", "kind:", "B"],
        ["b/b:2", "f/b.yaml:2:11", "metadata:", "{name:", "b}"],
    ]
    everything = json.loads(run("explain", "f", "-o", "json").stdout)
    assert len(everything) == 14
    assert everything[-1] == {
        "object": "b/b",
        "line": 2,
        "text": "metadata: {name: b}",
        "origin": {"file": "f/b.yaml", "line": 2, "column": 11},
    }


@pytest.mark.parametrize(("arguments", "stderr"), [
    (["--line", "1", "--object", "b/b"], "error: --line and --object both name a line: give one of them\n\n"),
    (["--path", "x"], "error: --path names a field of an object: give --object too\n\n"),
    (["--line", "1"], "error: line 1 is none of a template's: chartkit prints it above each object\n\n"),
    (["--line", "15"], "error: line 15 is none of a template's: chartkit prints it above each object\n\n"),
    (["--line", "99"], "error: there is no line 99: the output has 18 lines\n\n"),
    (["--object", "a/wbe"], "error: no object 'a/wbe' is rendered\n  hint: Did you mean a/web?\n\n"),
    (["--object", "a/web", "--path", "spec.x"], "error: a/web has no spec.x\n\n"),
])  # fmt: skip
def test_what_cannot_be_explained_is_refused(arguments: list[str], stderr: str, run: Run) -> None:
    result = run("explain", "f", *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", stderr)


def test_every_line_of_the_example_is_known(run: Run) -> None:
    root = Path(__file__).parents[2] / "charts" / "ticketing"
    listed = json.loads(run("explain", str(root), "-e", "production", "-o", "json").stdout)
    assert len(listed) > 500
    assert [entry for entry in listed if entry["origin"] is None] == []
