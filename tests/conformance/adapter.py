"""What the conformance runner calls: plain values and texts in, text or an error out."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from chartkit.chart import load
from chartkit.cli.helm_flags import GLOBAL_FLAGS, TEMPLATE_EXCLUSIVE, TEMPLATE_FLAGS
from chartkit.cli.pflag import parse_flags
from chartkit.cli.template import environment_of, values_of
from chartkit.engine import default_capabilities, parse_kube_version
from chartkit.errors import RenderError
from chartkit.gostd.kinds import Int64
from chartkit.gotemplate import TemplateSet
from chartkit.helm_versions import HELM_4_3
from chartkit.release import ReleaseOptions, build_release
from chartkit.values import read


def render_go(template: str, data: object, name: str, defs: list[tuple[str, str]], missingkey: str) -> str:
    """Render with Go's own functions alone; an int in ``data`` is Go's int64."""
    templates = TemplateSet(name=name, missingkey=missingkey)
    for defined, text in defs:
        templates.parse(defined, text)
    return templates.execute(templates.parse(name, template), _go_value(data))


def _go_value(data: object) -> object:
    if isinstance(data, dict):
        return {key: _go_value(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_go_value(value) for value in data]
    return Int64(data) if data.__class__ is int else data


_CHART = 'apiVersion: v2\nname: conf\nversion: 0.1.0\nappVersion: "1.2.3"\ndescription: conformance chart\n'
_TEMPLATE = "conf/templates/t.yaml"


def render(
    template: str,
    values: str,
    files: Mapping[str, str | bytes],
    *,
    values_files: Sequence[str] = (),
    args: Sequence[str] = (),
    chart: str = _CHART,
) -> str:
    """Render ``template`` as ``templates/t.yaml`` of the chart ``conf``; its text before it is taken for manifests."""
    given = {f"f{number}.yaml": text.encode() for number, text in enumerate(values_files, 1)}
    flags = parse_flags(["rel", "conf", *args], (*TEMPLATE_FLAGS, *GLOBAL_FLAGS), TEMPLATE_EXCLUSIVE)
    sources = replace(values_of(flags), files=tuple(given))
    with tempfile.TemporaryDirectory() as folder:
        parts = {"Chart.yaml": chart, "values.yaml": values, **files, "templates/t.yaml": template}
        for name, content in parts.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape"))
        table = read(sources, read_file=lambda name: given[name] if name in given else Path(name).read_bytes())
        loaded = load(Path(folder))
    kube_version = flags.text("kube-version")
    options = ReleaseOptions(
        name="rel",
        namespace="ns",
        is_upgrade=flags.is_on("is-upgrade"),
        capabilities=default_capabilities(
            HELM_4_3, parse_kube_version(kube_version, HELM_4_3) if kube_version else None, flags.texts("api-versions")
        ),
        environment=environment_of(flags),
    )
    try:
        return build_release(loaded, table, options).files[_TEMPLATE]
    except RenderError as error:
        if _TEMPLATE in error.files:  # It is no manifest, which is not asked here.
            return error.files[_TEMPLATE]
        raise
