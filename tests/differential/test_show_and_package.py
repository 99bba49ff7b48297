"""``chartkit show`` and ``chartkit package`` beside the real Helm."""

from __future__ import annotations

import gzip
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from chartkit.cli.application import application

FILES = {
    "Chart.yaml": "name: c\napiVersion: v2\nversion: 1.2.3\nappVersion: 1.10\nkeywords: [b, a]\n"
    "maintainers: [{name: n, email: a@b}]\nannotations: {k: v}\n"
    "dependencies: [{name: s, version: 1.x.x, repository: ''}]\n",
    "Chart.lock": "dependencies: []\ndigest: sha256:x\ngenerated: '2020-01-02T03:04:05Z'\n",
    "values.yaml": "# comment\na: 1",
    "values.schema.json": "{}",
    "README.md": "# c\n",
    "LICENSE": "free\n",
    "crds/a.yaml": "kind: CustomResourceDefinition\n",
    "crds/b.yaml": "---\nkind: CustomResourceDefinition\n",
    "templates/a.yaml": "a: 1\n",
    "templates/sub/b.yaml": "b: 1\n",
    "charts/s/Chart.yaml": "name: s\napiVersion: v1\nversion: 1.0.0\n",
    "charts/s/crds/c.yaml": "kind: CustomResourceDefinition\n",
    "charts/s/requirements.yaml": "dependencies: []\n",
    ".helmignore": "*.bak\n",
    "x.bak": "ignored",
}


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "c" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "c"


def run(helm: Path, *arguments: str) -> bytes:
    return subprocess.run([helm, *arguments], capture_output=True, check=True).stdout


@pytest.mark.parametrize("part", ["all", "chart", "values", "readme", "crds"])
def test_show_prints_what_helm_prints(helm: Path, chart: Path, part: str) -> None:
    shown = CliRunner().invoke(application, ["show", part, str(chart)])
    assert shown.exit_code == 0
    assert shown.stdout_bytes == run(helm, "show", part, str(chart))


def test_package_makes_helm_s_archive(helm: Path, chart: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    run(helm, "package", str(chart), "-d", str(tmp_path / "theirs"))
    packaged = CliRunner().invoke(application, ["package", str(chart), "-d", str(tmp_path / "ours")])
    assert packaged.exit_code == 0, packaged.output
    theirs, ours = ((tmp_path / side / "c-1.2.3.tgz").read_bytes() for side in ("theirs", "ours"))
    assert gzip.decompress(ours) == gzip.decompress(theirs)
    assert ours[:61] == theirs[:61]  # the gzip header; the compressor behind it is not Go's
    assert [path.name for path in (tmp_path / "ours").iterdir()] == ["c-1.2.3.tgz"]


def test_packaging_twice_gives_the_same_bytes(chart: Path, tmp_path: Path) -> None:
    archives = []
    for folder in ("one", "two"):
        CliRunner().invoke(application, ["package", str(chart), "-d", str(tmp_path / folder)])
        archives.append((tmp_path / folder / "c-1.2.3.tgz").read_bytes())
    assert archives[0] == archives[1]


def test_a_directory_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(application, ["package", str(tmp_path / "nope")])
    assert result.exit_code == 1
    assert result.stderr == f"Error: stat {tmp_path}/nope: no such file or directory\n"
