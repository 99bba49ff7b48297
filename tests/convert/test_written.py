"""What a converter writes is kept where it was edited, and never written over what it does not know."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from chartkit import placement
from chartkit.convert.written import write
from chartkit.errors import ConvertError, WriteError

OLD = {"Chart.yaml": b"old", "templates/a.yaml": b"old a", "templates/gone.yaml": b"old gone", "values.yaml": b"same"}
NEW = {"Chart.yaml": b"new", "templates/a.yaml": b"new a", "ci/qa.yaml": b"new qa", "values.yaml": b"same"}


def content(target: Path) -> dict[str, bytes]:
    return {
        path.relative_to(target).as_posix(): path.read_bytes()
        for path in sorted(target.rglob("*"))
        if path.is_file() and path.name != ".chartkit.json"
    }


@pytest.mark.parametrize("dry", [True, False])
def test_what_a_killed_run_left_half_done_is_undone_first(
    dry: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "chart"
    write(target, OLD, tool="test")
    with monkeypatch.context() as patch:
        patch.setattr(placement, "_undo", lambda *_: None)
        patch.setattr(os, "unlink", interrupt)
        with pytest.raises(KeyboardInterrupt):
            write(target, NEW, tool="test")
    assert (target / "Chart.yaml").read_bytes() == b"new"
    found = write(target, NEW, tool="test", dry=dry)
    assert found.updated == ("Chart.yaml", "templates/a.yaml")
    assert content(target) == (OLD if dry else NEW)
    assert not (target / placement.STAGING).exists()


def interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("make", "want"),
    [
        (lambda target: target.write_text("x"), "is not a folder"),
        (lambda target: target.symlink_to("nowhere"), "is a link"),
        (lambda target: (target.mkdir(), (target / "templates").symlink_to("/")), "is a link"),
        (lambda target: (target.mkdir(), (target / ".chartkit-staging").symlink_to("/")), "is a link"),
        (lambda target: (target.mkdir(), (target / ".chartkit.json").mkdir()), "is a folder"),
        (lambda target: (target.mkdir(), (target / "mine").write_text("x")), "did not write"),
        (lambda target: (write(target, {"x": b""}, tool="t"), os.mkfifo(target / "values.yaml")), "is no plain file"),
        (
            lambda target: (write(target, {"x": b""}, tool="t"), (target / "templates").write_text("")),
            "(?i)not a dir|exists",
        ),
        (lambda target: (target.mkdir(), (target / ".chartkit.json").write_text("[]")), "no record"),
        (lambda target: (target.parent / "file").write_text(""), "(?i)not a directory|file exists"),
    ],
)
def test_what_lies_in_the_way_is_one_error_and_stays(make: Callable[[Path], object], want: str, tmp_path: Path) -> None:
    target = tmp_path / "chart"
    make(target)
    if (tmp_path / "file").exists():
        target = tmp_path / "file" / "chart"
    before = sorted(str(path) for path in tmp_path.rglob("*"))
    with pytest.raises((ConvertError, WriteError), match=want):
        write(target, NEW, tool="test")
    assert sorted(str(path) for path in tmp_path.rglob("*")) == before


@pytest.mark.parametrize("path", ["../x", "/x", "a//b", "a/./b", "", "a\\b", "a\0b"])
def test_a_path_that_leaves_the_folder_is_refused(path: str, tmp_path: Path) -> None:
    with pytest.raises(ConvertError, match="is not a path"):
        write(tmp_path / "chart", {path: b""}, tool="test")
    assert not (tmp_path / "chart").exists()


def test_names_that_differ_in_case_alone_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConvertError, match="where case does not count"):
        write(tmp_path / "chart", {"a/X": b"", "a/x": b""}, tool="test")
