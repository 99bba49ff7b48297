"""Imported charts against the real helm: every example that tests have, and the shared charts where they are."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from chartkit.convert import (
    ChartSide,
    Facts,
    HelmSide,
    ImportOptions,
    VerifyOptions,
    export_folder,
    import_chart,
    open_side,
    verify,
)
from chartkit.gostd.kinds import Int64

pytestmark = pytest.mark.helm

CHARTS = Path(__file__).parents[2] / "charts"
#: Charts of the corpus that render the same each time, and show much: subcharts, aliases, hooks, tpl.
SHARED = ("coredns+helm__coredns", "bitnami+charts__redis", "kubernetes+ingress-nginx__ingress-nginx")


@pytest.mark.parametrize("name", SHARED)
def test_a_folder_renders_as_helm_renders_the_chart(name: str, helm: Path, shared: Path, tmp_path: Path) -> None:
    chart = shared / "corpus" / "charts" / name
    values = {"auth": {"password": "p"}}
    import_chart(chart, tmp_path / "folder", ImportOptions(helm=helm, samples=3, values=values))
    found = verify(
        open_side(str(tmp_path / "folder")), HelmSide(chart, helm), VerifyOptions(samples=3, variables=values)
    )
    assert found.clean, json.dumps(list(found.differences())[:5])


def test_both_renderers_agree_on_an_exported_folder(helm: Path, tmp_path: Path) -> None:
    export_folder(str(CHARTS / "kube-appdeploy-example"), tmp_path / "chart")
    folder = open_side(str(CHARTS / "kube-appdeploy-example"))
    for side in (ChartSide(tmp_path / "chart"), HelmSide(tmp_path / "chart", helm)):
        assert verify(folder, side, VerifyOptions(samples=0)).clean


def test_what_chance_decides_is_told_from_differences(helm: Path, tmp_path: Path) -> None:
    chart = tmp_path / "chart"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 0.1.0\n", "utf-8")
    template = (
        "kind: Secret\nmetadata: {name: s}\np: {{ randAlphaNum 12 }}\nn: {{ .Values.n }}\n"
        "t: {{ now | date `15:04:05.000000000` | quote }}\nk: {{ keys (dict `a` 1 `b` 2 `c` 3 `d` 4) | join `,` }}\n"
        "---\nkind: Job\nmetadata: {name: j-{{ randAlphaNum 6 | lower }}}\nx: 1\n"
    )
    (chart / "templates" / "x.yaml").write_text(template, "utf-8")
    import_chart(chart, tmp_path / "folder", ImportOptions(helm=helm, values={"n": 1}))
    folder = open_side(str(tmp_path / "folder"))
    options = VerifyOptions(samples=0, variables={"n": Int64(1000000)})
    found = verify(folder, HelmSide(chart, helm), options)
    assert found.clean, list(found.differences())
    assert found.cases[0].by_chance == 2
    for old, new in (("x: 1", "x: 2"), ("randAlphaNum 12", "print 12"), ("{{ .Values.n }}", "{{ int .Values.n }}x")):
        (chart / "templates" / "x.yaml").write_text(template.replace(old, new), "utf-8")
        assert not verify(folder, HelmSide(chart, helm), options).clean, new


FACTS = Facts("rel", "ns", "1.30.1", ("a/v1",), is_upgrade=True, include_crds=True, hooks=False)


def test_what_helm_is_told_a_folder_is_told_too(helm: Path, tmp_path: Path) -> None:
    chart = tmp_path / "chart"
    for name, text in {
        "Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n",
        "templates/x.yaml": "kind: A\nmetadata: {name: x}\nfacts: {{ .Release.Name }} {{ .Release.IsUpgrade }} "
        "{{ .Release.Namespace }} {{ .Capabilities.KubeVersion }} {{ .Capabilities.APIVersions.Has `a/v1` }}\n",
        "templates/hook.yaml": "kind: Job\nmetadata: {name: h, annotations: {helm.sh/hook: post-install}}\n",
        "templates/notes.yaml": "# nothing but a comment\n",
        "crds/d.yaml": "kind: D\nmetadata: {name: d1}\n---\nkind: D\nmetadata: {name: d2}\n",
    }.items():
        (chart / name).parent.mkdir(parents=True, exist_ok=True)
        (chart / name).write_text(text, "utf-8")
    import_chart(chart, tmp_path / "folder", ImportOptions(helm=helm))
    folder = open_side(str(tmp_path / "folder"))
    for facts, objects in (
        (Facts(), 2),
        (FACTS, 3),
        (replace(FACTS, show_only=("templates/x.yaml",)), 1),
        (Facts(show_only=("templates/notes.yaml",)), 0),
        (Facts(show_only=("templates/none.yaml",)), 0),
    ):
        for side in (ChartSide(chart), HelmSide(chart, helm)):
            found = verify(folder, side, VerifyOptions(samples=0, facts=facts))
            assert found.clean, (facts, list(found.differences()), found.cases)
            assert found.cases[0].objects == objects


@pytest.mark.parametrize("name", SHARED)
def test_frozen_manifests_are_what_helm_renders(name: str, helm: Path, shared: Path, tmp_path: Path) -> None:
    chart = shared / "corpus" / "charts" / name
    keep = ("image.tag", "replicaCount", "resources")
    report = import_chart(chart, tmp_path / "folder", ImportOptions(freeze=True, keep=keep, seed=1, helm=helm))
    assert report.verification is not None
    assert report.verification.clean
