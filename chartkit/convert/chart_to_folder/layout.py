"""Where a chart's files are in a folder.

What a folder names by rule needs no entry: ``web.yaml``, ``_*.tpl`` and ``NOTES.txt`` at the top are templates,
``variables.yaml`` is values.yaml. Every other file is listed in chartkit.toml with its place in the chart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from chartkit.chart import Chart, ChartFile
from chartkit.errors import ConvertError
from chartkit.goyaml import load_tree
from chartkit.patterns import late_pattern

__all__ = ["Layout", "is_template_by_rule", "lay_out"]

_VARIABLES = "variables.yaml"
#: Names that mean something at the top of a folder; a template called so goes below ``templates/``.
_RESERVED = frozenset(
    {_VARIABLES, "chartkit.toml", ".chartkit.json", "environments", "files", "crds", "parts", "templates"}
)

#: What names of files cannot have in Windows, or should not have anywhere.
_REFUSED = late_pattern(r'[\x00-\x1f\x7f<>:"|?*\\\ud800-\udfff]')
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))})

#: In bytes: many file systems take no more than 255, and some programs add to names.
_LONGEST_NAME = 200
_LONGEST_EXTENSION = 12
_KEPT_OF_NAME = 40


@dataclass(slots=True)
class Layout:
    """A folder in the making. Not frozen: it is filled chart by chart."""

    files: dict[str, bytes] = field(default_factory=dict)
    #: Templates by their path in the folder, as the chart has them.
    templates: dict[str, str] = field(default_factory=dict)
    #: The table ``helm`` of chartkit.toml.
    facts: dict[str, object] = field(default_factory=dict)


def is_template_by_rule(name: str) -> bool:
    """Return whether ``name``, a file at the top of a folder or a part, is a template without being listed."""
    if "/" in name or name == _VARIABLES:
        return False
    is_helper = name.startswith("_") and name.endswith(".tpl")
    return is_helper or name == "NOTES.txt" or (name.endswith(".yaml") and not name.startswith("_"))


def lay_out(chart: Chart, environments: Mapping[str, str]) -> Layout:
    """Return the folder that ``chart`` becomes; templates are as they were.

    Args:
        chart: The chart as loaded, with its subcharts.
        environments: Environments by the file of the chart that holds their values.

    Raises:
        ConvertError: Something in it cannot be written down.
    """
    layout = Layout()
    layout.facts = _add(chart, "", layout, environments)
    return layout


def _add(chart: Chart, prefix: str, layout: Layout, environments: Mapping[str, str]) -> dict[str, object]:
    """Add the files of ``chart`` below ``prefix``, and return its table."""
    listed: dict[str, object] = {}
    facts: dict[str, object] = {}
    for file in chart.raw:
        if file.name == "Chart.yaml":
            facts = _chart_facts(file)
        elif file.name == "values.yaml":
            layout.files[prefix + _VARIABLES] = file.data
        elif not file.name.startswith("charts/"):
            place = _free(prefix + _portable(_place(file.name, environments)), layout.files)
            layout.files[place] = file.data
            if file.name.startswith("templates/"):
                layout.templates[place] = file.text
            inner = place.removeprefix(prefix)
            if not (is_template_by_rule(inner) and file.name == f"templates/{inner}"):
                listed[inner] = file.name
    parts: dict[str, object] = {}
    for subchart in chart.dependencies:
        name = _free(_portable(subchart.name), parts)
        parts[name] = _add(subchart, f"{prefix}parts/{name}/", layout, {})
    tables = (("files", dict(sorted(listed.items()))), ("parts", parts))
    return {"chart": facts, **{key: table for key, table in tables if table}}


def _place(name: str, environments: Mapping[str, str]) -> str:
    """Return the path in the folder of the chart's file ``name``."""
    if name in environments:
        return f"environments/{environments[name]}.yaml"
    if name == "values.schema.json":
        return name
    template = name.removeprefix("templates/")
    if template == name:
        return name if name.startswith("crds/") else f"files/{name}"
    if is_template_by_rule(template):
        return template
    if template.partition("/")[0] in _RESERVED:
        return name
    base = template.rpartition("/")[2]
    if base.startswith("_") and not base.endswith(".tpl"):
        return f"{template}.tpl"
    # A file that Helm renders, and that by its name a folder would not, stands below templates/ as in the chart.
    return template if "/" in template else name


def _portable(path: str) -> str:
    """Return ``path``, or one like it that every file system takes: Windows refuses some characters and names."""
    return "/".join(map(_portable_name, path.split("/")))


def _portable_name(name: str) -> str:
    found = _REFUSED.sub("-", name)
    found = f"{found[:-1]}-" if found.endswith((" ", ".")) else found
    stem, dot, rest = found.partition(".")
    if stem.casefold() in _DEVICES:
        found = f"{stem}-{dot}{rest}"
    if len(found.encode("utf-8", "surrogateescape")) <= _LONGEST_NAME:
        return found
    stem, dot, extension = found.rpartition(".") if "." in found[-_LONGEST_EXTENSION:] else (found, "", "")
    digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return f"{stem[:_KEPT_OF_NAME]}-{digest}{dot}{extension}"


def _free(name: str, taken: Iterable[str]) -> str:
    """Return ``name``, or one like it where that is taken; case does not count, as in some file systems."""
    known = {other.casefold() for other in taken}
    found, number = name, 2
    while found.casefold() in known:
        stem, dot, extension = name.rpartition(".")
        found, number = (f"{stem}-{number}.{extension}" if dot else f"{name}-{number}"), number + 1
    return found


def _chart_facts(file: ChartFile) -> dict[str, object]:
    table = load_tree(file.text)
    if not isinstance(table, dict):
        raise ConvertError("Chart.yaml is not a map")
    return _without_nulls(table)


def _without_nulls(table: dict[str, object]) -> dict[str, object]:
    """Return ``table`` without keys whose value is null, which is what Helm takes them for."""
    found: dict[str, object] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            found[key] = _without_nulls(value)
        elif isinstance(value, list):
            found[key] = [_without_nulls(item) if isinstance(item, dict) else item for item in value]
        elif value is not None:
            found[key] = value
    return found
