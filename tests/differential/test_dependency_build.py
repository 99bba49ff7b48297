"""``chartkit dependency build`` and ``update``, and ``template --dependency-update``, beside the real Helm."""

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


def build(chart: Path, helm: Path | None = None, *, action: str = "build") -> tuple[int, str]:
    """Return the exit status and what was said; paths are those of one side."""
    if helm is None:
        result = CliRunner().invoke(application, ["dependency", action, str(chart)])
        return result.exit_code, result.output.replace("/ours/", "/theirs/")
    run = subprocess.run([helm, "dependency", action, str(chart)], capture_output=True, text=True, check=False)
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


def test_an_update_chooses_anew(helm: Path, sides: tuple[Path, Path]) -> None:
    theirs, ours = sides
    assert build(ours, action="update") == build(theirs, helm, action="update")
    before = (ours / "Chart.lock").read_bytes()
    assert build(ours, action="up") == build(theirs, helm, action="up")
    assert (ours / "Chart.lock").read_bytes() == before  # nothing has changed, not even its time
    for side in sides:
        lib = side.parent / "lib" / "Chart.yaml"
        lib.write_text(lib.read_text().replace("1.2.3", "1.3.0"))
    assert build(ours, action="update") == build(theirs, helm, action="update")
    assert lock(ours) == lock(theirs)
    names = [sorted(path.name for path in (side / "charts").iterdir()) for side in sides]
    assert names[0] == names[1] == ["lib-1.3.0.tgz", "loc"]


@pytest.mark.parametrize("change", [("", ""), ("version: '>=1.0'", "version: 9.x"), ("file://../lib", "file://../no")])
def test_rendering_puts_missing_charts_into_place(
    helm: Path, sides: tuple[Path, Path], change: tuple[str, str]
) -> None:
    for side in sides:
        manifest = side / "Chart.yaml"
        manifest.write_text(manifest.read_text().replace(*change))
    theirs, ours = sides
    words = ["template", "rel", "--dependency-update"]
    run = subprocess.run([helm, *words, str(theirs)], capture_output=True, text=True, check=False)
    result = CliRunner().invoke(application, [*words, str(ours)])
    assert (result.exit_code, result.stdout) == (run.returncode, run.stdout)
    assert result.stderr.replace("/ours/", "/theirs/") == run.stderr
    assert sorted(path.name for path in ours.iterdir()) == sorted(path.name for path in theirs.iterdir())


@pytest.mark.parametrize("action", ["build", "update"])
@pytest.mark.parametrize(
    "dependency",
    [
        "{name: lib, version: 1, repository: 'file://../nope'}",
        "{name: lib, version: 1, repository: 'file:///nope/x'}",
        "{name: lib, version: 9.x, repository: 'file://../lib'}",
        "{name: lib, version: x.y, repository: 'file://../lib'}",
        "{name: lib, repository: 'file://../lib'}",
        "{name: lib, version: 1, repository: 'file://../lib/Chart.yaml'}",
        "{name: other, version: 1.2.3, repository: 'file://../lib'}",
        "{name: nope, version: 1.0.0, repository: ''}",
        "{name: loc, version: 2.0.0, repository: ''}",
        "{name: lib, version: 1, repository: '@foo'}",
        "{name: lib, version: 1, repository: stable}",
    ],
)
def test_what_cannot_be_had_is_refused_as_by_helm(
    helm: Path, sides: tuple[Path, Path], dependency: str, action: str
) -> None:
    for side in sides:
        (side / "Chart.yaml").write_text(f"apiVersion: v2\nname: c\nversion: 1.0.0\ndependencies:\n- {dependency}\n")
    theirs, ours = sides
    assert build(ours, action=action) == build(theirs, helm, action=action)
    assert sorted(path.name for path in ours.iterdir()) == sorted(path.name for path in theirs.iterdir())
