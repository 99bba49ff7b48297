"""``chartkit dependency build`` beside the real Helm."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from chartkit.cli.application import application

FILES = {
    "lib/Chart.yaml": "apiVersion: v2\nname: lib\nversion: 1.2.3\n",
    "lib/templates/a.yaml": "a: 1\n",
    "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\ndependencies:\n"
    "- {name: lib, version: '>=1.0', repository: 'file://../lib', tags: [x], alias: q}\n"
    "- {name: loc, version: 0.1.0, repository: ''}\n",
    "c/charts/loc/Chart.yaml": "apiVersion: v2\nname: loc\nversion: 0.1.0\n",
}


@pytest.fixture
def sides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for side in ("theirs", "ours"):
        for name, text in FILES.items():
            path = tmp_path / side / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return tmp_path / "theirs" / "c", tmp_path / "ours" / "c"


def build(chart: Path, helm: Path | None = None) -> tuple[int, str]:
    if helm is None:
        result = CliRunner().invoke(application, ["dependency", "build", str(chart)])
        return result.exit_code, result.output
    run = subprocess.run([helm, "dependency", "build", str(chart)], capture_output=True, text=True, check=False)
    return run.returncode, run.stdout + run.stderr


def lock(chart: Path) -> str:
    return re.sub(r"generated: .*", "", (chart / "Chart.lock").read_text())


def test_local_charts_are_packaged_and_locked(helm: Path, sides: tuple[Path, Path]) -> None:
    theirs, ours = sides
    assert build(ours) == build(theirs, helm)
    assert lock(ours) == lock(theirs)
    archives = [gzip.decompress((side / "charts" / "lib-1.2.3.tgz").read_bytes()) for side in sides]
    assert archives[0] == archives[1]
    assert build(ours) == build(theirs, helm)  # from the lock, this time
    assert sorted(path.name for path in ours.iterdir()) == ["Chart.lock", "Chart.yaml", "charts"]


def test_a_lock_that_is_out_of_date_is_refused(helm: Path, sides: tuple[Path, Path]) -> None:
    for side in sides:
        build(side)
        manifest = side / "Chart.yaml"
        manifest.write_text(manifest.read_text().replace(">=1.0", ">=1.1"))
    assert build(sides[1]) == build(sides[0], helm)
    assert build(sides[1])[0] == 1


def test_outdated_archives_go_and_others_stay(sides: tuple[Path, Path]) -> None:
    _, ours = sides
    build(ours)
    shutil.copy(ours / "charts" / "lib-1.2.3.tgz", ours / "charts" / "lib-0.9.0.tgz")
    build(ours)
    assert sorted(path.name for path in (ours / "charts").iterdir()) == ["lib-1.2.3.tgz", "loc"]


def test_a_chart_from_a_repository_counts_where_it_lies_in_charts(sides: tuple[Path, Path]) -> None:
    _, ours = sides
    manifest = ours / "Chart.yaml"
    manifest.write_text(manifest.read_text().replace("file://../lib", "https://example.com/charts"))
    code, text = build(ours)
    assert (code, "is not in charts/" in text) == (1, True)
    shutil.copytree(ours.parent / "lib", ours / "charts" / "lib")
    assert build(ours)[0] == 0
    assert "version: 1.2.3" in lock(ours)
