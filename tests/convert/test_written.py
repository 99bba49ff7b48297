"""Files are written all or none: whatever lies in the way, and whenever the run ends."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chartkit.convert import written
from chartkit.convert.written import write
from chartkit.errors import ConvertError

OLD = {"Chart.yaml": b"old", "templates/a.yaml": b"old a", "templates/gone.yaml": b"old gone", "values.yaml": b"same"}
NEW = {"Chart.yaml": b"new", "templates/a.yaml": b"new a", "ci/qa.yaml": b"new qa", "values.yaml": b"same"}

#: What changes the disk; a run is ended before or within each call of one of them.
STEPS = ["mkdir", "replace", "rename", "unlink", "rmdir", "open"]


def content(target: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(target)): path.read_bytes()
        for path in sorted(target.rglob("*"))
        if path.is_file() and path.name != ".chartkit.json"
    }


def ending(monkeypatch: pytest.MonkeyPatch, number: int, end: Callable[[], None]) -> list[int]:
    """Let the run end at the step ``number``; return a list that holds how many steps there were."""
    count = [0]

    def wrap(real: Callable[..., object]) -> Callable[..., object]:
        def step(*args: object, **named: object) -> object:
            count[0] += 1
            if count[0] == number:
                end()
            return real(*args, **named)

        return step

    for name in STEPS:
        monkeypatch.setattr(Path, name, wrap(getattr(Path, name)))
    monkeypatch.setattr(written.shutil, "rmtree", wrap(shutil.rmtree))
    return count


def fail() -> None:
    raise OSError(28, "No space left on device")


def interrupt() -> None:
    raise KeyboardInterrupt


def numbers() -> Iterator[int]:
    yield from range(1, 80)


@pytest.mark.parametrize("end", [fail, interrupt])
@pytest.mark.parametrize("first", [True, False])
def test_a_run_that_fails_anywhere_leaves_what_was_there(
    first: bool, end: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in numbers():
        target = tmp_path / str(number) / "chart"
        if not first:
            write(target, OLD, tool="test")
        with monkeypatch.context() as patch:
            count = ending(patch, number, end)
            try:
                write(target, NEW, tool="test")
            except (ConvertError, KeyboardInterrupt):
                assert count[0] >= number
                if target.exists():
                    # Nothing but removing what was staged may fail once all is in place.
                    assert content_without_staging(target) in (OLD, NEW)
                    assert not first
                continue
        assert content(target) == NEW
        if count[0] < number:
            return
    raise AssertionError("there are more steps than were tried")


def content_without_staging(target: Path) -> dict[str, bytes]:
    return {path: data for path, data in content(target).items() if not path.startswith(".chartkit-staging/")}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("first", [True, False])
def test_after_a_run_that_was_killed_anywhere_the_next_one_is_as_if_it_had_not_been(
    first: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in numbers():
        target = tmp_path / str(number) / "chart"
        if not first:
            write(target, OLD, tool="test")
        child = os.fork()
        if child == 0:
            ending(monkeypatch, number, lambda: os.kill(os.getpid(), signal.SIGKILL))
            write(target, NEW, tool="test")
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if first:
            assert not target.exists() or content(target) == NEW
        write(target, {**OLD, "more": b"x"}, tool="test")
        assert content(target) == {**OLD, "more": b"x"}
        assert [path.name for path in target.parent.iterdir()] == ["chart"]
        if status == 0:
            return
    raise AssertionError("there are more steps than were tried")


def interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a chart of which the new files are in place, and the run that put them there was killed."""
    target = tmp_path / "chart"
    write(target, OLD, tool="test")
    with monkeypatch.context() as patch:
        patch.setattr(written, "_forget", lambda _: interrupt())
        with pytest.raises(KeyboardInterrupt):
            write(target, NEW, tool="test")
    return target


def test_what_is_edited_after_an_interruption_is_not_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = interrupted(tmp_path, monkeypatch)
    (target / "Chart.yaml").write_bytes(b"mine")
    assert write(target, NEW, tool="test").kept == ("Chart.yaml",)
    assert content(target) == {**NEW, "Chart.yaml": b"mine"}


def test_checking_says_that_a_run_was_interrupted_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = interrupted(tmp_path, monkeypatch)
    before = content(target)
    with pytest.raises(ConvertError, match="was interrupted"):
        write(target, OLD, tool="test", dry=True)
    assert content(target) == before


def test_a_journal_that_cannot_be_read_is_one_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = interrupted(tmp_path, monkeypatch)
    (target / ".chartkit-staging/journal.json").write_bytes(b'{"replaced": 1')
    with pytest.raises(ConvertError, match="cannot be read"):
        write(target, OLD, tool="test")


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
    with pytest.raises(ConvertError, match=want):
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
