"""What is asked of a chart before it is rendered, and what charts tell of themselves."""

from __future__ import annotations

import pytest

from chartkit.chart import (
    Chart,
    ChartFile,
    Dependency,
    LogRecord,
    Metadata,
    check_dependencies,
    check_installable,
    check_kube_version,
)
from chartkit.chart.content_type import content_type
from chartkit.errors import ChartError
from chartkit.helm_versions import HELM_3_17, HELM_4_3, HelmBehaviour


def test_a_library_is_not_installable() -> None:
    with pytest.raises(ChartError, match="^library charts are not installable$"):
        check_installable(Chart(Metadata(name="c", type="library")))


def test_the_generation_that_helm_only_shows_is_not_installable() -> None:
    chart = Chart(Metadata(name="c", api_version="v3"))
    with pytest.raises(ChartError, match="^invalid chart apiVersion$"):
        check_installable(chart)
    check_installable(chart, behaviour=HELM_3_17)


def test_a_deprecated_chart_is_logged() -> None:
    log: list[LogRecord] = []
    check_installable(Chart(Metadata(name="c", deprecated=True)), log.append)
    assert [(record.line(HELM_4_3), record.line(HELM_3_17)) for record in log] == [
        ('level=WARN msg="this chart is deprecated"', "WARNING: This chart is deprecated")
    ]


@pytest.mark.parametrize(
    ("behaviour", "start"),
    [
        (
            HELM_4_3,
            "an error occurred while checking for chart dependencies. You may need to run 'helm dependency build'",
        ),
        (
            HELM_3_17,
            "An error occurred while checking for chart dependencies. You may need to run `helm dependency build`",
        ),
    ],
)
def test_missing_dependencies_are_named(behaviour: HelmBehaviour, start: str) -> None:
    wishes = tuple(Dependency(name=name) for name in "abc")
    chart = Chart(Metadata(name="c", dependencies=wishes), dependencies=(Chart(Metadata(name="b")),))
    with pytest.raises(ChartError) as caught:
        check_dependencies(chart, behaviour)
    rest = " to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: a, c"
    assert caught.value.message == start + rest


@pytest.mark.parametrize(
    ("wanted", "version", "fits"),
    [
        ("", "v1.0.0", True),
        (">=1.20", "v1.37.0", True),
        (">=1.99", "v1.37.0", False),
        ("nonsense", "v1.37.0", False),
        (">=1.20", "nonsense", False),
        (">=1.20", "v1.37.0-gke.1", False),
        (">=1.20-0", "v1.37.0-gke.1", True),
    ],
)
def test_the_kubernetes_version_must_be_one_that_the_chart_wants(wanted: str, version: str, *, fits: bool) -> None:
    chart = Chart(Metadata(name="c", kube_version=wanted))
    if fits:
        check_kube_version(chart, "v1.37.0-full", version)
        return
    with pytest.raises(ChartError) as caught:
        check_kube_version(chart, "v1.37.0-full", version)
    text = f"chart requires kubeVersion: {wanted} which is incompatible with Kubernetes v1.37.0-full"
    assert caught.value.message == text


def test_definitions_of_resources_are_found_in_subcharts_too() -> None:
    names = ("crds/a.yaml", "crds/b.YML", "crds/c.json", "crds/d.txt", "crds/sub/e.yaml", "notcrds/f.yaml", "crds/g")
    files = tuple(ChartFile(name, b"") for name in names)
    below = Chart(Metadata(name="s"), files=files[:1])
    found = list(Chart(Metadata(name="c"), files=files, dependencies=(below,)).crds())
    assert [crd.filename for crd in found] == [
        "c/crds/a.yaml",
        "c/crds/b.YML",
        "c/crds/c.json",
        "c/crds/sub/e.yaml",
        "c/charts/s/crds/a.yaml",
    ]
    assert found[-1].name == "crds/a.yaml"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "text/plain; charset=utf-8"),
        (b"text", "text/plain; charset=utf-8"),
        (b"\0", "application/octet-stream"),
        (b" <html >", "text/html; charset=utf-8"),
        (b"<HTMLX", "text/plain; charset=utf-8"),
        (b"\n<!-- x", "text/html; charset=utf-8"),
        (b"<?xml", "text/xml; charset=utf-8"),
        (b"\xfe\xff00", "text/plain; charset=utf-16be"),
        (b"\xef\xbb\xbfx", "text/plain; charset=utf-8"),
        (b"%PDF-1", "application/pdf"),
        (b"GIF89a", "image/gif"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF0000WEBPVP", "image/webp"),
        (b"\0\0\0\x0cftypmp41", "video/mp4"),
        (b"\0\0\0\x14ftypisom0000mp42", "video/mp4"),
        (b"\0\0\0\x10ftypisommp42", "application/octet-stream"),
        (b"\x1f\x8b\x08", "application/x-gzip"),
        (b"PK\3\4", "application/zip"),
        (b"Rar!\x1a\x07\x01\0", "application/x-rar-compressed"),
        (b"\0asm", "application/wasm"),
        (b"\0" * 34 + b"LP", "application/vnd.ms-fontobject"),
    ],
)
def test_a_file_is_told_by_its_first_bytes(data: bytes, kind: str) -> None:
    assert content_type(data) == kind
