"""Exported charts through the real helm: they pass lint, and render what their folders do."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from chartkit.convert import ExportOptions, export_folder
from chartkit.folder import Folder, RenderOptions, open_source

pytestmark = pytest.mark.helm

CHARTS = Path(__file__).parents[2] / "charts"
FOLDERS = ["ticketing", "kube-appdeploy-example"]


def documents(stream: str) -> list[tuple[str, str]]:
    """Return the documents of ``helm template`` as file and text."""
    pieces = (piece.strip() for piece in re.split(r"^---\n", stream, flags=re.MULTILINE))
    parts = (re.match(r"# Source: [^/]+/templates/(\S+)\n(.*)", piece, re.DOTALL) for piece in pieces if piece)
    return sorted((part[1], part[2].strip()) for part in parts if part)


@pytest.mark.parametrize("name", FOLDERS)
def test_helm_finds_nothing_wrong(name: str, tmp_path: Path, helm: Path) -> None:
    export_folder(CHARTS / name, tmp_path / "chart", ExportOptions(verify=False))
    lint = subprocess.run([helm, "lint", "--strict", tmp_path / "chart"], capture_output=True, text=True, check=False)
    assert lint.returncode == 0, lint.stdout


@pytest.mark.parametrize("name", FOLDERS)
def test_helm_renders_what_the_folder_does_in_every_environment_and_mode(name: str, tmp_path: Path, helm: Path) -> None:
    chart = tmp_path / "chart"
    export_folder(CHARTS / name, chart, ExportOptions(verify=False))
    folder = Folder(open_source(CHARTS / name))
    choices = (
        {(c.workload, c.container): mode} for c in folder.containers() for mode in c.modes[1:] if c.container != "*"
    )
    modes = [{}, *choices]
    for environment in ("", *folder.environments()):
        files = ["-f", str(chart / f"values-{environment}.yaml")] if environment else []
        for chosen in modes:
            rendering = folder.render_with(RenderOptions(env=environment, modes=chosen))
            table = {workload: {container: mode} for (workload, container), mode in chosen.items()}
            command = [helm, "template", "x", chart, "-n", rendering.namespace, *files]
            command += ["--set-json", f"modes={json.dumps(table)}"] if table else []
            found = subprocess.run(command, capture_output=True, text=True, check=True)
            assert documents(found.stdout) == sorted((d.source, d.text.strip()) for d in rendering), (
                environment,
                chosen,
            )
