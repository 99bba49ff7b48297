"""Pod presets in exported charts: written out where they are literal, applied by a helper where they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from chartkit.convert import ExportOptions, ExportReport, Style, export_folder, open_side, restore, verify
from chartkit.convert.folder_to_chart import export as exporting
from chartkit.convert.written import read_record
from tests.convert.export_laws import content

PRESET = """\
apiVersion: settings.k8s.io/v1alpha1
kind: PodPreset
metadata:
  name: database
spec:
  selector:
    matchLabels:
      role: db
  env:
    - name: HOST
      value: database
  envFrom:
    - secretRef: {name: database}
  volumeMounts:
    - {name: certificates, mountPath: /etc/database}
  volumes:
    - name: certificates
      emptyDir: {}
"""
WEB = """\
# The web.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2 # two
  template:
    metadata:
      labels:
        app: web
        role: db
    spec:
      containers:
        - name: web # first
          image: nginx
          env:
            # Last.
            - name: PORT
              value: "80"
            {{- if .Variables.on }}
            - name: ON
              value: "1"
            {{- end }}
        - name: side
          image: busybox
          volumeMounts:
          - name: data
            mountPath: /data
      volumes:
        - name: data
          emptyDir: {}
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: {app: web}
"""


def export(place: Path, web: str, preset: str = PRESET, style: Style = Style.FAITHFUL) -> ExportReport:
    files = {"variables.yaml": "on: true\nlabel: db\n", "preset.yaml": preset, "web.yaml": web}
    report = export_folder(files, place / "chart", ExportOptions(name="shop", style=style))
    assert report.verified, report.differences
    assert restore(content(place / "chart"), read_record(place / "chart")) == {
        name: text.encode() for name, text in files.items()
    }
    return report


@pytest.mark.parametrize("style", Style)
def test_a_literal_preset_is_written_out_and_the_template_stays(style: Style, tmp_path: Path) -> None:
    report = export(tmp_path, WEB, style=style)
    assert any("pod presets are written out" in note.text for note in report.notes)
    text = (tmp_path / "chart/templates/web.yaml").read_text()
    lines = set(text.splitlines())
    if style is Style.FAITHFUL:
        assert set(WEB.replace(".Variables", ".Values").splitlines()) <= lines
    assert "            {{- end }}\n            - name: HOST\n              value: database\n" in text
    assert "          - mountPath: /etc/database\n            name: certificates\n" in text
    assert '        podpreset.admission.kubernetes.io/podpreset-database: ""\n' in text
    assert not any("with-pod-preset" in data.decode() for data in content(tmp_path / "chart").values())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("        role: db\n", "        role: {{ .Variables.label }}\n"),
        ("        app: web\n        role: db\n", '        {{- dict "role" "db" | toYaml | nindent 8 }}\n'),
        ("\n        app: web\n        role: db\n", ' {{- dict "role" "db" | toYaml | nindent 8 }}\n'),
        ("        role: db\n", '        {{- dict "role" "db" | toYaml | nindent 8 }}\n'),
        ("        role: db\n", "        {{- if .Variables.on }}\n        role: db\n        {{- end }}\n"),
        ("          image: nginx\n", '          {{- dict "image" "nginx" | toYaml | nindent 10 }}\n'),
        ("            # Last.\n", '            {{- list (dict "name" "X" "value" "y") | toYaml | nindent 12 }}\n'),
        ("            - name: PORT\n", '            - name: {{ print "PORT" }}\n'),
        ("kind: Deployment", 'kind: {{ print "Deployment" }}'),
        (
            '          env:\n            # Last.\n            - name: PORT\n              value: "80"\n',
            '          env: [{name: PORT, value: "80"}]\n          {{- if .Variables.on }}{{ end }}\n          args:\n',
        ),
    ],
)
def test_what_depends_on_values_is_left_to_the_helper(old: str, new: str, tmp_path: Path) -> None:
    assert old in WEB
    web = WEB.replace(old, new, 1)
    if "args:" in new:
        start = web.index("            {{- if .Variables.on }}\n            - name: ON")
        web = web[:start] + "            - x\n" + web[web.index("        - name: side") :]
    report = export(tmp_path, web)
    assert any("pod presets are applied when it is rendered" in note.text for note in report.notes)
    assert "shop.with-pod-presets" in (tmp_path / "chart/templates/web.yaml").read_text()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("      value: database\n", "      value: {{ .Variables.label }}\n"),
        ("      role: db\n", "      role: {{ .Variables.label }}\n"),
        ("      value: database\n", "      value: database\n    - {name: PORT, value: '80', valueFrom: null}\n"),
        ("    - name: HOST\n", "    - name: PORT\n"),
        ("/etc/database", "/data"),
        (
            "  selector:\n    matchLabels:\n      role: db\n",
            "  selector:\n    matchExpressions: [{key: role, operator: Exists}]\n",
        ),
    ],
)
def test_a_preset_that_is_not_literal_or_conflicts_is_left_to_the_helper(old: str, new: str, tmp_path: Path) -> None:
    assert old in PRESET
    export(tmp_path, WEB, PRESET.replace(old, new))
    text = (tmp_path / "chart/templates/web.yaml").read_text()
    assert "podpreset-database" not in text


def test_pods_that_no_preset_matches_are_left_alone(tmp_path: Path) -> None:
    export(tmp_path, f"{WEB}---\n{WEB.replace('role: db', 'role: none').replace('name: web', 'name: other')}")
    text = (tmp_path / "chart/templates/web.yaml").read_text()
    assert text.count("podpreset-database") == 1


def test_verifying_by_itself_finds_no_difference_and_any_other(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, text in {"variables.yaml": "on: true\n", "preset.yaml": PRESET, "web.yaml": WEB}.items():
        (folder / name).write_text(text)
    export_folder(folder, tmp_path / "chart")
    assert verify(open_side(str(folder)), open_side(str(tmp_path / "chart"))).clean
    web = tmp_path / "chart/templates/web.yaml"
    web.write_text(web.read_text().replace("value: database", "value: other"))
    assert not verify(open_side(str(folder)), open_side(str(tmp_path / "chart"))).clean


def test_what_cannot_be_proved_is_left_to_the_helper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = exporting.written_presets

    def wrong(*args: object) -> object:
        return {
            name: [(span, new.replace("database", "wrong")) for span, new in edits]
            for name, edits in real(*args).items()  # type: ignore[arg-type] # handed on
        }

    monkeypatch.setattr(exporting, "written_presets", wrong)
    report = export(tmp_path, WEB)
    assert any("applied when it is rendered" in note.text for note in report.notes)
