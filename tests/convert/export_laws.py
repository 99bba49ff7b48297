"""Laws of exporting, as a function of a folder: what tests try a few times, and the fuzzer for hours."""

from __future__ import annotations

import difflib
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from chartkit.convert import ExportOptions, Style, export_folder, restore
from chartkit.convert.written import read_record
from chartkit.errors import ChartkitError
from chartkit.folder import Folder, MappingSource, RenderOptions
from chartkit.release import LoadedChart
from chartkit.values import merge_maps, read_table

__all__ = ["broken_laws", "content", "documents", "renders"]

#: An object as file and text.
Documents = list[tuple[str, str]]


def broken_laws(
    files: Mapping[str, str], options: ExportOptions, helm: Path | None = None, *, repeating: bool = True
) -> Iterator[str]:
    """Yield what is wrong with exporting ``files``: nothing, if chartkit is right.

    A chart that a warning goes with may render otherwise; proving, which is off here, would refuse it.

    Args:
        files: A folder.
        options: How it is exported; without proof, which would hide what is to be found here.
        helm: The real Helm; None: chartkit renders the chart.
        repeating: Whether it is exported twice more, which takes longer than all else.
    """
    with tempfile.TemporaryDirectory() as place:
        chart = Path(place) / "random"
        report = export_folder(files, chart, options)
        if report.differences:
            # An environment that the folder itself refuses is not proved, and rightly so.
            found = [line for line in report.differences if "only A fails" not in line]
            if found and not any(note.warning for note in report.notes):
                yield "not proved: " + "\n".join(found)
            return
        before = content(chart)
        if not any(note.warning for note in report.notes):
            yield from _rendering(files, chart, helm, options)
        if not options.modes and restore(before, read_record(chart)) != {n: t.encode() for n, t in files.items()}:
            yield "the folder does not come back byte for byte"
        if repeating:
            yield from _repeating(files, chart, options, before)


def content(chart: Path) -> dict[str, bytes]:
    """Return the files of a chart."""
    return {str(path.relative_to(chart)): path.read_bytes() for path in sorted(chart.rglob("*")) if path.is_file()}


def _rendering(files: Mapping[str, str], chart: Path, helm: Path | None, options: ExportOptions) -> Iterator[str]:
    folder = Folder(MappingSource(dict(files), "random"))
    if helm is not None:
        lint = subprocess.run([helm, "lint", "--strict", chart], capture_output=True, text=True, check=False)
        if lint.returncode and renders(folder):
            yield f"helm lint: {lint.stdout}"
    decided = bool(options.modes)
    for number, asked in enumerate(_renderings(folder, decided=decided)):
        modes = (
            {} if decided else _modes(asked, "chartkitModes" if "\nmodes: own" in files["variables.yaml"] else "modes")
        )
        try:
            rendering = folder.render_with(asked)
        except ChartkitError:
            continue
        want = sorted((document.source.lstrip("._"), document.text.strip()) for document in rendering)
        environment = asked.env or ""
        got = (
            _by_chartkit(chart, environment, modes, rendering.namespace)
            if helm is None
            else _by_helm(helm, chart, environment, modes, rendering.namespace)
        )
        if not isinstance(got, str) and (options.style is Style.IDIOMATIC or "preset.yaml" in files):
            # Labels are added, or presets written into a text that the folder writes anew: contents are compared.
            got = without_labels(want, got)
            want = [(path, _as_json(text)) for path, text in want]
            want, got = sorted(want), sorted(got)
        if got != want:
            yield f"rendering {number} ({environment or 'defaults'}, {dict(asked.modes or {})}): {_shown(want, got)}"


#: What an idiomatic chart called ``random`` adds, released as ``x``.
_ADDED = {
    "helm.sh/chart": "random-0.1.0",
    "app.kubernetes.io/name": "random",
    "app.kubernetes.io/instance": "x",
    "app.kubernetes.io/managed-by": "Helm",
}


def without_labels(want: Documents, got: Documents) -> Documents:
    """Return what a chart rendered, as JSON, without the labels that it adds to objects that do not have them."""
    known: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for path, text in want:
        content = _loaded(text)
        known.setdefault((path, _identity(content)), []).append(content)
    found: Documents = []
    for path, text in got:
        content = _loaded(text)
        others = known.get((path, _identity(content)), [])
        metadata, theirs = _metadata(content), _metadata(others.pop(0) if others else None)
        labels, old = metadata.get("labels"), theirs.get("labels")
        if isinstance(labels, dict):
            for key, value in _ADDED.items():
                if labels.get(key) == value and not (isinstance(old, dict) and key in old):
                    del labels[key]
            if not labels and "labels" not in theirs:
                del metadata["labels"]
        found.append((path, json.dumps(content, sort_keys=True)))
    return found


def _loaded(text: str) -> Any:
    # Everything is text, as it is written: no type is guessed, and nothing is made but lists and maps.
    return yaml.load(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 - see above


def _as_json(text: str) -> str:
    return json.dumps(_loaded(text), sort_keys=True)


def _metadata(content: object) -> dict[str, Any]:
    metadata = content.get("metadata") if isinstance(content, dict) else None
    return metadata if isinstance(metadata, dict) else {}


def _identity(content: object) -> str:
    return f"{content.get('kind')} {_metadata(content).get('name')}" if isinstance(content, dict) else ""


def _shown(want: Documents, got: Documents | str) -> str:
    if isinstance(got, str):
        return got
    ours, theirs = ("\n".join(f"# {path}\n{text}" for path, text in found).split("\n") for found in (want, got))
    return "\n".join(line for line in difflib.unified_diff(ours, theirs, "folder", "chart", lineterm="", n=2))


def _repeating(
    files: Mapping[str, str], chart: Path, options: ExportOptions, before: Mapping[str, bytes]
) -> Iterator[str]:
    again = export_folder(dict(reversed(files.items())), chart, options)
    if again.drifted or content(chart) != before:
        yield "a second export changes the chart"
    here = Path.cwd()
    os.chdir(chart.parent)
    try:
        export_folder(files, Path("other") / "random", options)
    finally:
        os.chdir(here)
    if content(chart.parent / "other" / "random") != before:
        yield "another working directory makes another chart"


def renders(folder: Folder) -> bool:
    """Return whether a folder renders at all."""
    try:
        folder.render_with(RenderOptions())
    except ChartkitError:
        return False
    return True


def _renderings(folder: Folder, *, decided: bool) -> Iterator[RenderOptions]:
    """Yield each environment, and in the first one each mode of each container, unless all run their images."""
    containers = [c for c in folder.containers() if "*" not in (c.workload, c.container)]
    images = {(c.workload, c.container): "image" for c in containers} if decided else None
    for environment in ("", *folder.environments()):
        yield RenderOptions(env=environment, modes=images or {})
    for container in containers if not decided else ():
        for mode in container.modes[1:]:
            yield RenderOptions(env="", modes={(container.workload, container.container): mode})


def _values_files(chart: Path, environment: str) -> list[Path]:
    names = ["values-secrets.yaml"]
    if environment:
        names = [f"values-{environment}.yaml", *names, f"values-secrets-{environment}.yaml"]
    return [chart / name for name in names if (chart / name).is_file()]


def _modes(options: RenderOptions, key: str) -> dict[str, object]:
    table: dict[str, dict[str, str]] = {}
    for (workload, container), mode in (options.modes or {}).items():
        table.setdefault(workload, {})[container] = mode
    return {key: table} if table else {}


def _by_chartkit(chart: Path, environment: str, modes: Mapping[str, object], namespace: str) -> Documents | str:
    values: dict[str, object] = {}
    for path in _values_files(chart, environment):
        values = merge_maps(values, read_table(path.read_bytes()))
    try:
        release = LoadedChart(chart).render("x", namespace, merge_maps(values, dict(modes)))
    except ChartkitError as error:
        return str(error)
    return sorted(
        (document.source.partition("/templates/")[2], document.text.strip()) for document in release.documents()
    )


def _by_helm(helm: Path, chart: Path, environment: str, modes: Mapping[str, object], namespace: str) -> Documents | str:
    command = [helm, "template", "x", chart, "-n", namespace]
    for path in _values_files(chart, environment):
        command += ["-f", path]
    for key, value in modes.items():
        command += ["--set-json", f"{key}={json.dumps(value)}"]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        return done.stderr.decode("utf-8", "replace")
    return documents(done.stdout.decode("utf-8", "surrogateescape"))


def documents(stream: str) -> Documents:
    """Return the documents of ``helm template`` as file and text."""
    pieces = (piece.strip() for piece in re.split(r"^---\n", stream, flags=re.MULTILINE))
    parts = (re.match(r"# Source: [^/]+/templates/(\S+)\n(.*)", piece, re.DOTALL) for piece in pieces if piece)
    found = ((part[1], part[2].strip()) for part in parts if part)
    # Helm prints a byte order mark alone as a document, which is no object for Kubernetes, nor a document in a folder.
    return sorted((file, text) for file, text in found if text != "\ufeff")
