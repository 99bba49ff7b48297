"""Folders that use Go's functions alone print what the same templates print through the real Helm."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml

import chartkit
from chartkit.folder import RenderOptions, Undefined

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(path for path in (ROOT / "tests" / "golden" / "folders").iterdir() if path.is_dir())
FOLDERS.append(ROOT / "charts" / "kube-appdeploy-example")


def rendered_by_helm(helm: Path, folder: Path, scratch: Path) -> dict[str, str]:
    """Return the text of each template of ``folder``, rendered as a chart whose values hold the variables."""
    chart = scratch / "chart"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: chart\nversion: 1.0.0\n")
    variables = (folder / "variables.yaml").read_text()
    (chart / "values.yaml").write_text(yaml.safe_dump({"Variables": yaml.safe_load(variables)}))
    for template in folder.iterdir():
        if template.name.endswith((".yaml", ".tpl")) and template.name != "variables.yaml":
            text = (
                template.read_text()
                .replace(".Variables", ".Values.Variables")
                .replace(".Namespace", ".Release.Namespace")
            )
            (chart / "templates" / template.name).write_text(text)
    environment = {"HOME": str(scratch), "PATH": "/usr/bin:/bin", "TZ": "UTC"}
    answer = subprocess.run(
        [helm, "template", "x", chart, "--namespace", "default"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    texts: dict[str, str] = {}
    for document in answer.stdout.split("---\n# Source: chart/templates/")[1:]:
        name, _, text = document.partition("\n")
        texts[name] = texts.get(name, "") + text.strip() + "\n"
    return texts


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_folder_prints_what_helm_prints(folder: Path, helm: Path, tmp_path: Path) -> None:
    texts: dict[str, str] = {}
    for document in chartkit.load_folder(folder).render_with(RenderOptions(undefined=Undefined.EMPTY)):
        texts[document.source] = texts.get(document.source, "") + document.text + "\n"
    assert texts == rendered_by_helm(helm, folder, tmp_path)
