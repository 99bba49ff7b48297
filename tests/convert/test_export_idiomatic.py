"""Idiomatic charts: what is added to metadata and values, what follows, and what is left as it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from chartkit.convert import ExportOptions, ExportReport, Style, export_folder, open_side, restore, verify
from chartkit.convert.folder_to_chart import idioms
from chartkit.convert.written import read_record
from chartkit.folder import Folder, MappingSource
from chartkit.release import LoadedChart
from tests.convert.export_laws import content

WEB = """\
# The web.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web-server # immutable
spec:
  replicas: 2   # two
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      initContainers:
        - name: migrate
          image: "registry.example.org:5000/team/migrate:1.0"
      containers:
        - name: web
          {{- if ismode . "web" "web" "source" }}
          image: node:22
          {{- else }}
          image: nginx:1.27 # pinned
          {{- end }}
          resources:
            # Less.
            requests: {cpu: 100m, memory: 134217728}
            limits:
              cpu: "1"
          ports:
            - name: http
              containerPort: 8080
          readinessProbe:
            httpGet: {path: /, port: 8080}
        - name: side
          image: busybox
          resources:
            limits:
              cpu: 100m
              memory: 64Mi
---
apiVersion: v1
kind: Service
metadata: {name: web, labels: {app: web, app.kubernetes.io/name: web}}
spec:
  selector: {app: web}
  ports:
    - {port: 80, targetPort: 8080}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
    - ports: [{port: 8080}]
"""

IDIOMATIC = ExportOptions(name="shop", style=Style.IDIOMATIC)


def export(place: Path, web: str, **files: str) -> ExportReport:
    named = {f"{name}.yaml": text for name, text in files.items()}
    return export_folder({"variables.yaml": "on: true\n", "web.yaml": web, **named}, place / "chart", IDIOMATIC)


def objects(place: Path, values: dict[str, object] | None = None) -> dict[str, Any]:
    release = LoadedChart(place / "chart").render("rel", "ns", values or {})
    loaded = (yaml.safe_load(document.text) for document in release.documents())
    return {found["kind"]: found for found in loaded}


def test_what_a_workload_sets_is_in_values_and_its_text_stays(tmp_path: Path) -> None:
    report = export(tmp_path, WEB)
    assert report.verified, report.differences
    values = yaml.safe_load((tmp_path / "chart/values.yaml").read_text())
    assert values["webServer"] == {
        "replicas": 2,
        "migrate": {"image": {"repository": "registry.example.org:5000/team/migrate", "tag": "1.0"}},
        "web": {
            "image": {"repository": "nginx", "tag": "1.27"},
            "resources": {"requests": {"cpu": "100m", "memory": 134217728}, "limits": {"cpu": "1"}},
            "ports": {"http": 8080},
        },
        "service": {"port": 80},
        "side": {"image": "busybox", "resources": {"limits": {"cpu": "100m", "memory": "64Mi"}}},
    }
    text = (tmp_path / "chart/templates/web.yaml").read_text()
    assert "  replicas: {{ .Values.webServer.replicas | int }}   # two\n" in text
    assert "image: node:22\n" in text
    assert "            # Less.\n" in text
    assert "{{- toYaml .Values.webServer.side.resources | nindent 12 }}" in text


def test_labels_are_added_to_metadata_alone_and_none_is_changed(tmp_path: Path) -> None:
    export(tmp_path, WEB)
    found = objects(tmp_path)
    added = {
        "helm.sh/chart": "shop-0.1.0",
        "app.kubernetes.io/instance": "rel",
        "app.kubernetes.io/managed-by": "Helm",
    }
    assert found["Deployment"]["metadata"]["labels"] == {**added, "app.kubernetes.io/name": "shop"}
    assert found["Service"]["metadata"]["labels"] == {**added, "app": "web", "app.kubernetes.io/name": "web"}
    assert found["Deployment"]["spec"]["template"]["metadata"]["labels"] == {"app": "web"}
    assert found["Deployment"]["spec"]["selector"] == {"matchLabels": {"app": "web"}}
    assert found["Service"]["spec"]["selector"] == {"app": "web"}


def test_what_refers_to_a_port_follows_it(tmp_path: Path) -> None:
    export(tmp_path, WEB)
    found = objects(tmp_path, {"webServer": {"web": {"ports": {"http": 9999}}}})
    container = found["Deployment"]["spec"]["template"]["spec"]["containers"][0]
    assert container["ports"][0]["containerPort"] == 9999
    assert container["readinessProbe"]["httpGet"]["port"] == 9999
    assert found["Service"]["spec"]["ports"] == [{"port": 80, "targetPort": 9999}]
    assert found["NetworkPolicy"]["spec"]["ingress"][0]["ports"] == [{"port": 9999}]


INGRESS = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  defaultBackend: {service: {name: web, port: {number: 80}}}
  rules:
    - host: a.example.org
      http:
        paths:
          - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
          - path: /other
            pathType: Prefix
            backend:
              service:
                name: other
                port:
                  number: 80
          - {path: /named, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: out
spec:
  podSelector: {matchLabels: {app: other}}
  egress:
    - to: [{podSelector: {matchLabels: {app: web}}}]
      ports: [{port: 8080}, {port: 53}]
    - to: [{podSelector: {matchLabels: {app: web}}, namespaceSelector: {}}]
      ports: [{port: 8080}]
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  endpoints: [{targetPort: 8080}, {port: http}]
"""
CHANGED: dict[str, object] = {"webServer": {"web": {"ports": {"http": 9999}}, "service": {"port": 81}}}


def backend_ports(ingress: Any) -> list[Any]:
    paths = [path["backend"] for path in ingress["spec"]["rules"][0]["http"]["paths"]]
    return [backend["service"]["port"] for backend in (ingress["spec"]["defaultBackend"], *paths)]


def test_a_services_own_port_is_a_value_and_what_names_the_service_follows(tmp_path: Path) -> None:
    report = export(tmp_path, WEB, ingress=INGRESS)
    assert report.verified, report.differences
    values = yaml.safe_load((tmp_path / "chart/values.yaml").read_text())
    assert values["webServer"]["service"] == {"port": 80}
    found = objects(tmp_path, CHANGED)
    assert found["Service"]["spec"]["ports"] == [{"port": 81, "targetPort": 9999}]
    assert backend_ports(found["Ingress"]) == [{"number": 81}, {"number": 81}, {"number": 80}, {"name": "http"}]
    assert found["ServiceMonitor"]["spec"]["endpoints"] == [{"targetPort": 9999}, {"port": "http"}]
    release = LoadedChart(tmp_path / "chart").render("rel", "ns", CHANGED)
    policy = yaml.safe_load(next(found.text for found in release.documents() if found.name == "out"))
    egress = [rule["ports"] for rule in policy["spec"]["egress"]]
    assert egress == [[{"port": 9999}, {"port": 53}], [{"port": 8080}]]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: web, labels: {app: web, app", "name: '{{ .Variables.name }}', labels: {app: web, app"),
        ("name: web, labels: {app: web, app", "name: web, namespace: other, labels: {app: web, app"),
        ("selector: {app: web}\n  ports", "selector: {app: none}\n  ports"),
        (
            "{port: 80, targetPort: 8080}",
            "{port: 80, targetPort: 8080, name: a}\n    - {port: 80, targetPort: 9, name: b}",
        ),
        ("{port: 80, targetPort: 8080}", "{port: '{{ 80 }}', targetPort: 8080}"),
    ],
)
def test_a_port_of_an_ingress_stays_where_it_is_not_sure_whose_it_is(old: str, new: str, tmp_path: Path) -> None:
    assert old in WEB
    files = {"variables.yaml": "on: true\nname: web\n", "web.yaml": WEB.replace(old, new), "ingress.yaml": INGRESS}
    assert export_folder(files, tmp_path / "chart", IDIOMATIC).verified
    ingress = objects(tmp_path, CHANGED)["Ingress"]
    assert backend_ports(ingress) == [{"number": 80}, {"number": 80}, {"number": 80}, {"name": "http"}]


def test_a_service_of_the_same_name_in_another_file_is_not_sure(tmp_path: Path) -> None:
    twin = "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: b}\nspec: {ports: [{port: 80}]}\n"
    export(tmp_path, WEB, ingress=INGRESS, twin=twin)
    assert backend_ports(objects(tmp_path, CHANGED)["Ingress"])[0] == {"number": 80}


def test_ports_of_a_service_are_called_by_their_names_and_one_without_a_target_is_the_pods(tmp_path: Path) -> None:
    ports = (
        "{name: http, port: 80, targetPort: http}\n    - {name: direct, port: 8080}\n    - {name: dns-udp, port: 53}"
    )
    report = export(tmp_path, WEB.replace("{port: 80, targetPort: 8080}", ports))
    assert report.verified, report.differences
    values = yaml.safe_load((tmp_path / "chart/values.yaml").read_text())
    assert values["webServer"]["service"] == {"http": 80, "dnsUdp": 53}
    found = objects(tmp_path, {"webServer": {"web": {"ports": {"http": 9999}}}})
    assert [port["port"] for port in found["Service"]["spec"]["ports"]] == [80, 9999, 53]


def test_a_port_of_pods_that_a_service_does_not_select_stays(tmp_path: Path) -> None:
    export(tmp_path, WEB.replace("selector: {app: web}\n  ports", "selector: {app: other}\n  ports"))
    assert objects(tmp_path, {"webServer": {"web": {"ports": {"http": 9999}}}})["Service"]["spec"]["ports"] == [
        {"port": 80, "targetPort": 8080}
    ]


def test_an_idiomatic_chart_gives_its_folder_back(tmp_path: Path) -> None:
    export(tmp_path, WEB)
    chart = tmp_path / "chart"
    assert restore(content(chart), read_record(chart)) == {"variables.yaml": b"on: true\n", "web.yaml": WEB.encode()}


def test_a_value_in_two_branches_or_templated_stays(tmp_path: Path) -> None:
    branches = "{{- if .Variables.on }}\n  replicas: 2\n  {{- else }}\n  replicas: 3\n  {{- end }}"
    report = export(
        tmp_path,
        WEB.replace("replicas: 2   # two", branches).replace("image: busybox", "image: b:{{ .Variables.on }}"),
    )
    assert report.verified
    text = (tmp_path / "chart/templates/web.yaml").read_text()
    assert "replicas: 3" in text
    assert "image: b:{{ .Values.on }}" in text
    assert any("more than one branch" in note.text for note in report.notes)


@pytest.mark.parametrize(
    ("metadata", "want"),
    [
        ("\n  name: web\n  labels: &labels {app: web}", "those that are there are not written out"),
        (' {{- dict "name" "web" | toYaml | nindent 2 }}', "metadata is not written out here"),
        ('\n  name: web\n  {{- dict "labels" (dict "a" "b") | toYaml | nindent 2 }}', "not written out"),
    ],
)
def test_metadata_that_is_not_written_out_is_left_and_that_is_said(tmp_path: Path, metadata: str, want: str) -> None:
    report = export(tmp_path, WEB, more=f"apiVersion: v1\nkind: ConfigMap\nmetadata:{metadata}\n")
    assert report.verified
    assert any(want in note.text for note in report.notes)


def test_a_label_that_selectors_ask_for_is_not_added_to_what_they_choose(tmp_path: Path) -> None:
    monitor = (
        "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata:\n  name: m\n"
        "spec:\n  selector:\n    matchLabels:\n      app.kubernetes.io/instance: rel\n"
    )
    export(tmp_path, WEB, monitor=monitor)
    found = objects(tmp_path)
    assert "app.kubernetes.io/instance" not in found["Service"]["metadata"]["labels"]
    assert "app.kubernetes.io/instance" in found["Deployment"]["metadata"]["labels"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("app.kubernetes.io/managed-by: {{ .Release.Service }}", "app.kubernetes.io/managed-by: me"),
        ("app.kubernetes.io/managed-by: {{ .Release.Service }}", "app.kubernetes.io/part-of: me"),
    ],
)
def test_verifying_excuses_the_added_labels_and_nothing_more(tmp_path: Path, old: str, new: str) -> None:
    files = {"variables.yaml": "on: true\n", "web.yaml": WEB}
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    export_folder(folder, tmp_path / "chart", IDIOMATIC)
    sides = open_side(str(folder)), open_side(str(tmp_path / "chart"))
    assert verify(*sides).clean
    helpers = tmp_path / "chart/templates/_helpers.tpl"
    helpers.write_text(helpers.read_text().replace(old, new))
    assert not verify(open_side(str(folder)), open_side(str(tmp_path / "chart"))).clean


def test_what_cannot_be_proved_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = idioms.workload_values

    def wrong(*args: Any, **named: Any) -> Any:
        found = real(*args, **named)
        if found is not None:
            found.edits = [(span, new.replace("| int", "| int | add 1")) for span, new in found.edits]
        return found

    monkeypatch.setattr(idioms, "workload_values", wrong)
    report = export(tmp_path, WEB, more="apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: more\n")
    assert report.verified
    assert any("it would render otherwise" in note.text for note in report.notes)
    assert "labels" not in (tmp_path / "chart/templates/web.yaml").read_text().partition("spec:")[0]
    assert "shop.labels" in (tmp_path / "chart/templates/more.yaml").read_text()


def test_a_faithful_chart_has_no_helper_that_it_does_not_call(tmp_path: Path) -> None:
    export_folder(
        {"variables.yaml": "on: true\n", "web.yaml": WEB}, tmp_path / "chart", replace(IDIOMATIC, style=Style.FAITHFUL)
    )
    assert "labels" not in (tmp_path / "chart/templates/_helpers.tpl").read_text()


def test_documents_in_the_branches_of_a_statement_are_each_read(tmp_path: Path) -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: other\nspec:\n  selector: {app: web}\n"
    files = {
        "variables.yaml": "on: true\n",
        "environments/qa.yaml": "on: false\n",
        "web.yaml": f"{{{{- if .Variables.on }}}}\n{service}{{{{- else }}}}\n{WEB}{{{{- end }}}}\n",
    }
    report = export_folder(files, tmp_path / "chart", IDIOMATIC)
    assert report.verified
    text = (tmp_path / "chart/templates/web.yaml").read_text()
    assert text.count('{{- include "shop.labels" .') == 3
    assert "replicas: {{ .Values.webServer.replicas | int }}" in text


def test_what_is_never_rendered_is_left_and_that_is_said(tmp_path: Path) -> None:
    report = export(tmp_path, WEB, more="{{- if not .Variables.on }}\nkind: A\nmetadata: {name: a}\n{{- end }}\n")
    assert report.verified
    assert any("A a stays as it is: no environment and no mode renders it" in note.text for note in report.notes)


@pytest.mark.parametrize(
    "labels",
    [
        "  labels:\n    {{- with .Variables.labels }}\n    {{- toYaml . | nindent 4 }}\n    {{- end }}\n",
        "  labels: {{- toYaml .Variables.labels | nindent 4 }}\n",
        "  labels:\n{{ toYaml .Variables.labels | indent 4 }}\n",
        "  labels:\n    {{- range $k, $v := .Variables.labels }}\n    {{ $k }}: {{ $v }}\n    {{- end }}\n",
        "  labels:\n    {{- if .Variables.on }}\n    a: b\n    {{- end }}\n    c: d\n",
        "  labels:\n    a: b # c\n\n    # d\n    e: f\n",
        "  labels: {}\n",
        "  labels:\n",
        "",
    ],
)
def test_labels_are_added_however_others_are_written(labels: str, tmp_path: Path) -> None:
    files = {
        "variables.yaml": "on: true\nlabels: {x: y}\n",
        "a.yaml": f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n{labels}data: {{}}\n",
    }
    report = export_folder(files, tmp_path / "chart", IDIOMATIC)
    assert report.verified
    found = objects(tmp_path)["ConfigMap"]["metadata"]["labels"]
    assert found["helm.sh/chart"] == "shop-0.1.0"
    before = yaml.safe_load(Folder(MappingSource(files, "f")).render()[0].text)["metadata"].get("labels") or {}
    assert {**found, **before} == found
