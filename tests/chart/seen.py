"""What the templates of a chart see, by chartkit and by a real helm, in one form.

Every chart below ``c`` gets a template that prints it.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chartkit.chart import (
    Chart,
    LogRecord,
    Metadata,
    check_dependencies,
    check_installable,
    coalesce_values,
    load,
    process_dependencies,
)
from chartkit.errors import ChartkitError
from chartkit.gostd import encoding_json
from chartkit.helm_versions import HelmBehaviour
from chartkit.values import ValuesSources, read, split_csv_flag

__all__ = ["TEMPLATE", "Seen", "by_chartkit", "by_helm", "write_files"]

#: Prints what a chart sees as JSON within JSON, which is YAML whatever is in it.
TEMPLATE = """\
path: {{ .Template.BasePath | toJson }}
values: {{ .Values | toJson | toJson }}
chart: {{ .Chart | toJson | toJson }}
files: {{ $names := list }}{{ range $name, $_ := .Files }}{{ $names = append $names $name }}{{ end -}}
{{ $names | sortAlpha | toJson | toJson }}
"""

_PRINTED = re.compile(r"^path: (.*)\nvalues: (.*)\nchart: (.*)\nfiles: (.*)$", re.MULTILINE)
_LOG_LINE = re.compile(r"level=|[a-z_]+\.go:\d+: |WARNING: ")
_HINT = "\n\nUse --debug flag to render out invalid YAML"


@dataclass(frozen=True, slots=True)
class Seen:
    """Either an error, or for each chart's full path what its templates see, as JSON texts."""

    values: dict[str, str] = field(default_factory=dict)
    #: Helm 4's ``.Chart``; Helm 3's has another form and is left out.
    charts: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    error: str = ""
    log: tuple[str, ...] = ()


def write_files(files: Mapping[str, str], folder: Path) -> None:
    """Write ``files`` below ``folder``, and the printing template into each chart that has none of that name."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="surrogateescape", newline="")
    for name in files:
        if name.endswith("/Chart.yaml"):
            template = folder / name.removesuffix("Chart.yaml") / "templates/seen.yaml"
            template.parent.mkdir(parents=True, exist_ok=True)
            template.write_text(TEMPLATE, encoding="utf-8")


def by_chartkit(folder: Path, arguments: Sequence[str], behaviour: HelmBehaviour) -> Seen:
    """Return what the templates of the chart ``c`` in ``folder`` see by chartkit."""
    log: list[LogRecord] = []
    found: dict[str, tuple[Chart, object]] = {}
    error = ""
    try:
        values = read(_sources(arguments), read_file=lambda name: (folder / name).read_bytes(), behaviour=behaviour)
        chart = load(folder / "c", behaviour=behaviour, log=log.append)
        check_installable(chart, log.append, behaviour)
        check_dependencies(chart, behaviour)
        chart = process_dependencies(chart, values, behaviour, log.append)
        _collect(chart, coalesce_values(chart, values, behaviour, log.append), "", found)
    except ChartkitError as failure:
        error, found = failure.message, {}
    return Seen(
        values={path: encoding_json.marshal(values) for path, (_, values) in found.items()},
        charts={
            path: encoding_json.marshal(_chart_object(chart.metadata, is_root=path == chart.name))
            for path, (chart, _) in found.items()
            if behaviour.chart_is_map
        },
        files={
            path: encoding_json.marshal(sorted(file.name for file in chart.files)) for path, (chart, _) in found.items()
        },
        error=error.replace(str(folder), "FOLDER"),
        log=tuple(record.line(behaviour).replace(str(folder), "FOLDER") for record in log),
    )


def by_helm(program: Path, folder: Path, arguments: Sequence[str]) -> Seen:
    """Return what the templates of the chart ``c`` in ``folder`` see by the helm at ``program``."""
    answer = subprocess.run(
        [program, "template", "rel", "c", *arguments],
        cwd=folder,
        capture_output=True,
        env={"TZ": "UTC", "HOME": str(folder)},
        check=False,
    )
    output = answer.stdout.decode("utf-8", "surrogateescape")
    complaint = answer.stderr.decode("utf-8", "surrogateescape").replace(str(folder.resolve()), "FOLDER")
    log, _, error = ("\n" + complaint).partition("\nError: ")
    found = [[json.loads(part) for part in printed] for printed in _PRINTED.findall(output)]
    is_map = not any(json.loads(chart).get("name") for _, _, chart, _ in found)
    if error:
        found = []
    return Seen(
        values={path.removesuffix("/templates"): values for path, values, _, _ in found},
        charts={path.removesuffix("/templates"): chart for path, _, chart, _ in found if is_map},
        files={path.removesuffix("/templates"): files for path, _, _, files in found},
        error=error.removesuffix("\n").removesuffix(_HINT),
        log=tuple(line for line in log.splitlines() if _LOG_LINE.match(line)),
    )


def _sources(arguments: Sequence[str]) -> ValuesSources:
    """Return the sources that a command line names."""
    given: dict[str, list[str]] = {}
    for flag, argument in zip(arguments[::2], arguments[1::2], strict=True):
        name = "files" if flag == "-f" else flag.removeprefix("--").replace("-", "_")
        given.setdefault(name, []).extend(split_csv_flag(argument) if flag == "-f" else [argument])
    return ValuesSources(**{name: tuple(items) for name, items in given.items()})


def _collect(chart: Chart, values: object, parent: str, found: dict[str, tuple[Chart, object]]) -> None:
    """Note what each chart sees; where two have one path the upper one's template is the one that is rendered."""
    path = chart.full_path(parent)
    table = values if isinstance(values, dict) else {}
    for subchart in chart.dependencies:
        _collect(subchart, table.get(subchart.name, {}) if "." not in subchart.name else {}, path, found)
    found.pop(path, None)
    found[path] = (chart, values)


def _chart_object(metadata: Metadata, *, is_root: bool) -> dict[str, object]:
    """Return ``.Chart`` as Helm 4 makes it."""
    return {
        "Name": metadata.name,
        "Home": metadata.home,
        "Sources": list(metadata.sources),
        "Version": metadata.version,
        "Description": metadata.description,
        "Keywords": list(metadata.keywords),
        "Maintainers": [
            {"Name": person.name, "Email": person.email, "URL": person.url} for person in metadata.maintainers
        ],
        "Icon": metadata.icon,
        "APIVersion": metadata.api_version,
        "Condition": metadata.condition,
        "Tags": metadata.tags,
        "AppVersion": metadata.app_version,
        "Deprecated": metadata.deprecated,
        "Annotations": dict(metadata.annotations) if metadata.annotations is not None else None,
        "KubeVersion": metadata.kube_version,
        "Dependencies": [
            {
                "Name": dependency.name,
                "Version": dependency.version,
                "Repository": dependency.repository,
                "Condition": dependency.condition,
                "Tags": list(dependency.tags),
                "Enabled": dependency.enabled,
                "ImportValues": list(dependency.import_values),
                "Alias": dependency.alias,
            }
            for dependency in metadata.dependencies
        ],
        "Type": metadata.type,
        "IsRoot": is_root,
    }
