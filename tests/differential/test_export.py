"""Exported charts through the real helm: they pass lint, and render what their folders do."""

from __future__ import annotations

import json
import re
import subprocess
import tarfile
from pathlib import Path

import pytest

from chartkit.convert import ExportOptions, Secrets, export_folder
from chartkit.folder import Folder, MappingSource, RenderOptions, open_source

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


SECRET = {
    "variables.yaml": "name: shop\ndb:\n  password: s3cret\n  port: 5432\n",
    "environments/qa.yaml": "db: {password: other}\n",
    "secret.yaml": (
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ .Variables.name }}\nstringData:\n"
        "  {{- $db := .Variables.db }}\n  {{- with $db }}\n  password: {{ quote .password }}\n  {{- end }}\n"
    ),
}


@pytest.mark.parametrize("secrets", Secrets)
def test_helm_gets_secrets_in_each_of_the_ways(secrets: Secrets, tmp_path: Path, helm: Path) -> None:
    chart = tmp_path / "chart"
    export_folder(SECRET, chart, ExportOptions(name="shop", secrets=secrets))
    lint = subprocess.run([helm, "lint", "--strict", chart], capture_output=True, text=True, check=False)
    assert lint.returncode == 0, lint.stdout
    own = tmp_path / "own.yaml"
    own.write_text("db: {password: other}\n")
    given = {
        Secrets.SPLIT: ["-f", chart / "values-secrets.yaml", "-f", chart / "values-secrets-qa.yaml"],
        Secrets.KEEP: [],
        Secrets.EXTERNAL: ["-f", own],
    }[secrets]
    command = [helm, "template", "x", chart, "-f", chart / "values-qa.yaml", *given]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    folder = Folder(MappingSource(SECRET, "shop"))
    rendering = folder.render_with(RenderOptions(env="qa"))
    assert documents(found.stdout) == [(d.source, d.text.strip()) for d in rendering]
    package = subprocess.run([helm, "package", chart, "-d", tmp_path], capture_output=True, text=True, check=True)
    with tarfile.open(package.stdout.rpartition(": ")[2].strip()) as archive:
        packed = [member.name for member in archive.getmembers()]
    assert "shop/values.yaml" in packed
    assert not [name for name in packed if "secrets" in name]
