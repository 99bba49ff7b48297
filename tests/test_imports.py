"""What the commands that start most often may import: each of these modules costs milliseconds that few charts need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

#: Loaded by what uses them, and by nothing before.
LATE = {
    "asyncio",
    "bcrypt",
    "chartkit.chart.dependency_build",
    "chartkit.functions.certificates",
    "chartkit.functions.crypto",
    "chartkit.gostd.url",
    "chartkit.goyaml.scanner",
    "chartkit.validation",
    "chartkit.values.gojsonschema",
    "chartkit.values.json_schema",
    "cryptography",
    "decimal",
    "inspect",
    "hashlib",
    "jinja2",
    "json",
    "jsonschema",
    "pathlib",
    "re2",
    "rich",
    "semver",
    "shutil",
    "string",
    "subprocess",
    "tarfile",
    "tempfile",
    "threading",
    "urllib",
    "uuid",
    "yaml",
}
#: What click imports itself, and what it takes to open any kind of source.
BY_CLICK = {
    "decimal",
    "hashlib",
    "inspect",
    "json",
    "pathlib",
    "shutil",
    "string",
    "tempfile",
    "threading",
    "urllib",
    "uuid",
}
CHART = {
    "Chart.yaml": "apiVersion: v2\nname: plain\nversion: 0.1.0\n",
    "values.yaml": "size: 1\n",
    "templates/map.yaml": "kind: ConfigMap\nmetadata: {name: {{ .Values.size | quote }}}\n",
}
FOLDER = {"map.yaml": "kind: ConfigMap\nmetadata: {name: {{ .Variables.name }}}\n", "variables.yaml": "name: a\n"}


@pytest.mark.parametrize(
    ("command", "files", "more"),
    [
        (["template", "rel", "."], CHART, {"click", "platform", "dataclasses"}),
        (["render", "."], CHART, set()),
        (["render", "."], FOLDER, {"chartkit.chart", "chartkit.engine", "chartkit.release"}),
    ],
)
def test_a_small_run_imports_little(tmp_path: Path, command: list[str], files: dict[str, str], more: set[str]) -> None:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    shown = (
        "import sys; from chartkit.cli.main import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: print(*sys.modules, file=sys.stderr)"
    )
    run = subprocess.run(
        [sys.executable, "-c", shown, *command],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "kind: ConfigMap" in run.stdout
    late = (LATE if command[0] == "template" else LATE - BY_CLICK) | more
    assert late.intersection(run.stderr.split()) == set()
