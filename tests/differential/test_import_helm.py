"""Imported charts against the real helm: every example that tests have, and the shared charts where they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chartkit.convert import (
    ChartSide,
    HelmSide,
    ImportOptions,
    VerifyOptions,
    export_folder,
    import_chart,
    open_side,
    verify,
)

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
