"""Commands that write files: where that is not possible there is one error, status 1, and nothing has changed."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]

MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\n"
FILES = {
    "f/a.yaml": MAP % "a",
    "f/b.yaml": MAP % "b",
    "f/variables.yaml": "x: 1\n",
    "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n",
    "c/templates/a.yaml": MAP % "a",
    "c/templates/b.yaml": MAP % "b",
    "p/Chart.yaml": (
        "apiVersion: v2\nname: p\nversion: 0.1.0\n"
        "dependencies: [{name: c, version: 0.1.0, repository: 'file://../c'}]\n"
    ),
}
#: What is run, and a file that it writes.
COMMANDS = [
    (("export-helm", "f", "-o", "out", "--no-verify"), "out/Chart.yaml"),
    (("import-helm", "c", "-o", "out", "--no-verify"), "out/chartkit.toml"),
    (("import-helm", "c", "-o", "out", "--freeze"), "out/chartkit.toml"),
    (("render", "f", "--output-dir", "out"), "out/configmap--a.yaml"),
    (("template", "c", "--output-dir", "out"), "out/c/templates/a.yaml"),
    (("package", "c", "-d", "out"), "out/c-0.1.0.tgz"),
    (("dependency", "update", "p"), "p/charts/c-0.1.0.tgz"),
]
INTO_OUT = COMMANDS[:-1]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """Go to a folder with a folder of manifests and charts; ``run`` goes elsewhere first."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def seen(folder: Path) -> dict[str, object]:
    return {
        str(path.relative_to(folder)): path.readlink() if path.is_symlink() else path.is_file() and path.read_bytes()
        for path in sorted(folder.rglob("*"))
    }


def refused(result: Result, reason: str) -> None:
    assert result.exit_code == 1, result.stdout + result.stderr
    errors = [line for line in result.stderr.splitlines() if line.lower().startswith("error:")]
    assert len(errors) == 1
    assert reason in errors[0].lower()
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(("command", "file"), COMMANDS)
def test_files_are_written_and_nothing_else(command: tuple[str, ...], file: str, run: Run, here: Path) -> None:
    before = seen(here)
    result = run(*command)
    assert result.exit_code == 0, result.stderr
    assert (here / file).is_file()
    after = seen(here)
    assert {path: after[path] for path in before} == before
    assert not any("staging" in path for path in after)
    if command[0] == "template":
        assert result.stdout == "wrote out/c/templates/a.yaml\nwrote out/c/templates/b.yaml\n\n"


@pytest.mark.parametrize(("command", "file"), INTO_OUT)
@pytest.mark.parametrize(("lies_there", "reason"), [
    (lambda out: out.write_text("mine"), "not a "),
    (lambda out: out.symlink_to("nowhere"), ""),
    (lambda out: out.symlink_to(out), ""),
])  # fmt: skip
def test_a_target_that_is_no_folder(
    command: tuple[str, ...], file: str, lies_there: Callable[[Path], object], reason: str, run: Run, here: Path
) -> None:
    lies_there(here / "out")
    before = seen(here)
    refused(run(*command), reason)
    assert seen(here) == before


@pytest.mark.parametrize(("command", "file"), COMMANDS)
def test_a_folder_in_the_place_of_a_file(command: tuple[str, ...], file: str, run: Run, here: Path) -> None:
    (here / file).mkdir(parents=True)
    before = seen(here)
    refused(run(*command), "")
    assert seen(here) == before


@pytest.mark.parametrize(("command", "file"), COMMANDS)
@pytest.mark.parametrize("call", ["mkdir", "replace", "fsync"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_is_full_or_read_only(
    command: tuple[str, ...], file: str, call: str, code: int, run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By injection: the tests may run as root, who may write anywhere."""
    if "p" not in command:
        (here / "out").mkdir()
    before = seen(here)

    def refuse(*_: object, **__: object) -> None:
        called.append(call)
        raise OSError(code, os.strerror(code))

    called: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuse)
        result = run(*command)
    if called:
        refused(result, os.strerror(code).lower())
        assert seen(here) == before
    else:
        assert call == "fsync"  # what can be rendered again does not wait for the disk
        assert (here / file).is_file()


@pytest.mark.parametrize(("command", "file"), [COMMANDS[0], COMMANDS[1], COMMANDS[3], COMMANDS[4]])
def test_a_later_run_that_fails_leaves_the_files_of_the_earlier_one(
    command: tuple[str, ...], file: str, run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(*command).exit_code == 0
    before = seen(here / "out")
    for name in ("f/a.yaml", "c/templates/a.yaml"):
        (here / name).write_text(MAP % "a" + "data: {new: 'yes'}\n")
    for name in ("f/0.yaml", "c/templates/z.yaml"):
        (here / name).write_text(MAP % "more")
    replace = os.replace
    moved: list[str] = []

    def full(source: Path, target: Path) -> None:
        if Path(target).name != "journal.json" and "new" in Path(source).parts:
            moved.append(str(target))
            if len(moved) == 2:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        refused(run(*command), "no space left on device")
    assert len(moved) == 2
    assert seen(here / "out") == before
    assert run(*command).exit_code == 0
    assert seen(here / "out") != before


@pytest.mark.parametrize("name", ["A.yaml", "a\nb.yaml", "a\udcff.yaml", "a\\b.yaml", "x" * 250 + ".yaml", "con.yaml"])
@pytest.mark.parametrize("command", [
    ("template", "c", "--output-dir", "out"),
    ("render", "f", "--output-dir", "out"),
    ("import-helm", "c", "-o", "out", "--no-verify"),
    ("export-helm", "f", "-o", "out", "--no-verify"),
])  # fmt: skip
def test_names_of_files_that_are_unusual(name: str, command: tuple[str, ...], run: Run, here: Path) -> None:
    """Each is written, under this name or one that is free, or refused with one error."""
    for folder in ("f", "c/templates"):
        (here / folder / name).write_text(MAP % "more")
    result = run(*command)
    if result.exit_code:
        refused(result, "")
        assert not (here / "out").exists()
        return
    texts = [path.read_bytes() for path in (here / "out").rglob("*.yaml") if path.name != "values.yaml"]
    assert sum(b"kind: ConfigMap" in text for text in texts) == 3
    if command[0] == "template":
        assert (here / "out" / "c" / "templates" / name).is_file()


@pytest.mark.parametrize("name", ["../evil", "a/b", "x" * 300, "a\\0b"])
def test_names_of_objects_that_no_file_can_have(name: str, run: Run, here: Path) -> None:
    (here / "f" / "z.yaml").write_text(f'kind: ConfigMap\napiVersion: v1\nmetadata: {{name: "{name}"}}\n')
    refused(run("render", "f", "--output-dir", "out"), "cannot name a file")
    assert not (here / "out").exists()


def test_a_link_in_the_chart_is_not_written_through(run: Run, here: Path) -> None:
    assert run("export-helm", "f", "-o", "out", "--no-verify").exit_code == 0
    (here / "elsewhere").mkdir()
    for path in sorted((here / "out" / "templates").iterdir()):
        path.rename(here / "elsewhere" / path.name)
    (here / "out" / "templates").rmdir()
    (here / "out" / "templates").symlink_to(here / "elsewhere")
    (here / "f" / "a.yaml").write_text(MAP % "changed")
    before = seen(here)
    refused(run("export-helm", "f", "-o", "out", "--no-verify"), "is a link")
    assert seen(here) == before
