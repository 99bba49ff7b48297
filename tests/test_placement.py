"""Files come into a folder all or none: whatever lies in the way, and whenever the run ends."""

from __future__ import annotations

import errno
import io
import os
import signal
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from chartkit import placement
from chartkit.errors import WriteError
from chartkit.placement import STAGING, place, recover

OLD = {"Chart.yaml": b"old", "templates/a.yaml": b"old a", "templates/gone.yaml": b"old gone", "values.yaml": b"same"}
#: A value that stays, a file that goes, a file in a folder that is to be made.
NEW = {"Chart.yaml": b"new", "templates/a.yaml": b"new a", "ci/qa.yaml": b"new qa", "values.yaml": b"same"}
GONE = ["templates/gone.yaml"]

#: What changes the disk: a run is ended before each call of one of these.
STEPS = [(os, "mkdir"), (os, "replace"), (os, "rename"), (os, "unlink"), (os, "rmdir"), (os, "link"), (io, "open"),
         (os, "fsync"), (os, "chmod")]  # fmt: skip

# Windows has neither fork nor SIGKILL; a run that raises in the same process is tried there as everywhere.
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork, and so nothing to kill in here")


@pytest.fixture(autouse=True)
def _without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and STAGING not in path.parts
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

    for module, name in STEPS:
        monkeypatch.setattr(module, name, wrap(getattr(module, name)))
    return count


def fail() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def interrupt() -> None:
    raise KeyboardInterrupt


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def terminate() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def numbers() -> Iterator[int]:
    yield from range(1, 120)
    raise AssertionError("there are more steps than were tried")


def in_child(monkeypatch: pytest.MonkeyPatch, number: int, end: Callable[[], None], run: Callable[[], None]) -> int:
    """Run in a process of its own that ends itself at the step ``number``; return its status, as waitpid does."""
    child = os.fork()
    if child == 0:
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            ending(monkeypatch, number, end)
            run()
        except SystemExit as stop:
            os._exit(int(str(stop.code)))
        except BaseException:  # noqa: BLE001 - the child must not go on with the tests
            os._exit(99)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def chart(tmp_path: Path, number: int = 0, *, first: bool = False) -> Path:
    """Return a folder with the old files and one that is somebody's; or the path of one, in a folder with another."""
    folder = tmp_path / str(number) / "chart"
    folder.parent.mkdir()
    if not first:
        place(folder, OLD)
        (folder / "mine").write_bytes(b"mine")
    return folder


def placed(folder: Path) -> None:
    place(folder, NEW, [path for path in GONE if (folder / path).exists()], durable=True)


def with_mine(files: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    return {**files, "mine": b"mine"} if (folder / "mine").exists() else dict(files)


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("end", [fail, interrupt])
def test_a_run_that_fails_anywhere_leaves_what_was_there(
    first: bool, end: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[tuple[bool, str]] = []
    for number in numbers():
        folder = chart(tmp_path, number, first=first)
        with monkeypatch.context() as patch:
            count = ending(patch, number, end)
            try:
                placed(folder)
            except WriteError as error:
                failures.append((error.path.startswith(str(folder)), error.reason))
            except KeyboardInterrupt:
                pass
        if folder.exists():
            # Once all is in place, only what lies to the side can still be in the way.
            assert content(folder) in (with_mine(OLD, folder), with_mine(NEW, folder))
        else:
            assert first
        placed(folder)
        assert content(folder) == with_mine(NEW, folder)
        assert [path.name for path in folder.parent.iterdir()] == ["chart"]
        if count[0] < number:
            break
    assert set(failures) == ({(True, "no space left on device")} if end is fail else set())


@needs_fork
@pytest.mark.parametrize("first", [True, False])
def test_where_a_run_is_killed_every_file_is_old_or_new_and_the_next_run_makes_all_new(
    first: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in numbers():
        folder = chart(tmp_path, number, first=first)
        status = in_child(monkeypatch, number, kill, lambda folder=folder: placed(folder))  # type: ignore[misc] # mypy infers no lambda with a default
        assert status in {0, signal.SIGKILL}
        found = content(folder)
        if first:
            assert found in ({}, NEW)  # it appears as a whole
        for path, data in found.items():
            assert data in {OLD.get(path), NEW.get(path), b"mine"}
        recover(folder)
        assert not folder.exists() or content(folder) in (with_mine(OLD, folder), with_mine(NEW, folder))
        placed(folder)
        assert content(folder) == with_mine(NEW, folder)
        assert first or (folder / "mine").exists()
        assert [path.name for path in folder.parent.iterdir()] == ["chart"]
        if status == 0:
            return


@needs_fork
def test_undoing_can_be_killed_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted = False
    for number in numbers():
        folder = chart(tmp_path, number)
        killed_before_it_ended(folder, monkeypatch)
        status = in_child(monkeypatch, number, kill, lambda folder=folder: recover(folder))  # type: ignore[misc] # as above
        interrupted |= content(folder) not in (with_mine(OLD, folder), with_mine(NEW, folder))
        recover(folder)
        assert content(folder) == with_mine(OLD, folder)
        assert not (folder / STAGING).exists()
        if status == 0:
            assert interrupted
            return


@needs_fork
@pytest.mark.parametrize("first", [True, False])
def test_to_be_terminated_undoes_all(first: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in numbers():
        folder = chart(tmp_path, number, first=first)
        status = in_child(monkeypatch, number, terminate, lambda folder=folder: placed(folder))  # type: ignore[misc] # as above
        assert os.waitstatus_to_exitcode(status) in {0, 128 + signal.SIGTERM}
        if folder.exists():
            assert content(folder) in (with_mine(OLD, folder), with_mine(NEW, folder))
        if status == 0:
            return


def killed_before_it_ended(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the new files in place by a run that comes to no end."""
    with monkeypatch.context() as patch:
        patch.setattr(placement, "_undo", lambda *_: None)
        unlink = Path.unlink
        patch.setattr(Path, "unlink", lambda path: interrupt() if path.name == "journal.json" else unlink(path))
        with pytest.raises(KeyboardInterrupt):
            placed(folder)
    assert content(folder) == with_mine(NEW, folder)


def test_what_is_edited_after_an_interruption_is_not_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = chart(tmp_path)
    killed_before_it_ended(folder, monkeypatch)
    (folder / "Chart.yaml").write_bytes(b"edited")
    (folder / "ci/qa.yaml").write_bytes(b"edited")
    recover(folder)
    assert content(folder) == {**with_mine(OLD, folder), "Chart.yaml": b"edited", "ci/qa.yaml": b"edited"}


@pytest.mark.parametrize("journal", [
    b"", b"[]", b'{"replaced": 1', b'{"replaced": {}, "created": {"../../x": ""}}',
    b'{"replaced": {"/x": ""}, "created": {}}',
])  # fmt: skip
def test_a_journal_that_is_not_ours_is_one_error(
    journal: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = chart(tmp_path)
    killed_before_it_ended(folder, monkeypatch)
    (path,) = folder.glob(f"{STAGING}/*/journal.json")
    path.write_bytes(journal)
    with pytest.raises(WriteError, match=r"a run was interrupted, and its journal\.json cannot be read") as caught:
        place(folder, OLD)
    assert str(path.parent / "old") in caught.value.hint
    assert (path.parent / "old" / "Chart.yaml").read_bytes() == b"old"


def test_files_keep_their_modes_and_others_get_what_the_umask_says(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    umask = os.umask(0o027)
    try:
        place(folder, {"a": b"", "b/c": b""})
        (folder / "a").chmod(0o755)
        place(folder, {"a": b"x", "d/e": b""})
    finally:
        os.umask(umask)
    modes = {path: stat.S_IMODE((folder / path).stat().st_mode) for path in (".", "a", "b", "b/c", "d", "d/e")}
    assert modes == {".": 0o750, "a": 0o755, "b": 0o750, "b/c": 0o640, "d": 0o750, "d/e": 0o640}


def test_a_link_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(b"mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a").symlink_to(tmp_path / "outside")
    place(tmp_path / "out", {"a": b"new"})
    assert (tmp_path / "outside").read_bytes() == b"mine"
    assert content(tmp_path / "out") == {"a": b"new"}


def test_a_link_that_was_replaced_is_put_back(tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(b"mine")
    (tmp_path / "out" / "b").mkdir(parents=True)
    (tmp_path / "out" / "a").symlink_to(tmp_path / "outside")
    with pytest.raises(WriteError, match="out/b: is a directory"):
        place(tmp_path / "out", {"a": b"new", "b": b""})
    assert (tmp_path / "out" / "a").readlink() == tmp_path / "outside"


def refuse(*_: object, **__: object) -> None:
    raise PermissionError(errno.EPERM, "Operation not permitted")


def test_what_is_replaced_is_copied_where_files_have_one_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = chart(tmp_path)
    monkeypatch.setattr(os, "link", refuse)
    (folder / "ci").write_bytes(b"in the way")
    with pytest.raises(WriteError, match="ci/qa.yaml: not a directory"):
        placed(folder)
    assert content(folder) == {**with_mine(OLD, folder), "ci": b"in the way"}


def test_without_locks_a_run_that_was_killed_is_undone_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    folder = chart(tmp_path)
    killed_before_it_ended(folder, monkeypatch)
    recover(folder)
    assert content(folder) == with_mine(OLD, folder)
    placed(folder)
    assert content(folder) == with_mine(NEW, folder)
    assert not (folder / STAGING).exists()


@pytest.mark.parametrize("shared", [True, False])
def test_another_run_that_lives_is_left_alone(shared: bool, tmp_path: Path) -> None:
    place(tmp_path, {"a": b""})
    with placement._staging(tmp_path, tmp_path) as other:
        if shared:
            place(tmp_path, {"b": b""}, shared=True)
        else:
            with pytest.raises(WriteError, match="another chartkit is writing there"):
                place(tmp_path, {"b": b""})
        assert other.is_dir()
    assert sorted(path.name for path in tmp_path.iterdir()) == (["a", "b"] if shared else ["a"])


@pytest.mark.parametrize("shared", [True, False])
def test_a_folder_that_somebody_else_makes_at_the_same_time(
    shared: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = placement._write_all

    def written(folder: Path, to: Path, writes: Mapping[str, bytes]) -> None:
        real(folder, to, writes)
        if not folder.exists():
            folder.mkdir()
            (folder / "theirs").write_bytes(b"")

    monkeypatch.setattr(placement, "_write_all", written)
    if shared:
        place(tmp_path / "out", {"a": b""}, shared=True)
        assert content(tmp_path / "out") == {"a": b"", "theirs": b""}
    else:
        with pytest.raises(WriteError, match="made by somebody else"):
            place(tmp_path / "out", {"a": b""})
        assert content(tmp_path / "out") == {"theirs": b""}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("path", ["../x", "/x", "a//b", "a/./b", "", "a\0b", "a/.."])
def test_a_path_that_leaves_the_folder_is_refused(path: str, tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="not a path within the folder"):
        place(tmp_path / "out", {path: b""})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("path", "reason"), [
    ("x" * 256, "file name too long"),
    ("a/" * 3000 + "b", "file name too long"),
    ("\ud800", "invalid argument"),
])  # fmt: skip
@pytest.mark.parametrize("first", [True, False])
def test_a_name_that_the_system_refuses(path: str, reason: str, first: bool, tmp_path: Path) -> None:
    if not first:
        (tmp_path / "out").mkdir()
    with pytest.raises(WriteError) as caught:
        place(tmp_path / "out", {"a": b"", path: b""})
    assert caught.value.reason == reason
    assert content(tmp_path) == {}
    assert [path.name for path in tmp_path.iterdir()] == ([] if first else ["out"])


def test_names_that_are_one_for_the_file_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands for a disk that does not tell cases apart."""
    opened = Path.open
    monkeypatch.setattr(Path, "open", lambda path, mode: opened(path.with_name(path.name.lower()), mode))
    with pytest.raises(WriteError, match=r"out/A: another file of this run has the same name here"):
        place(tmp_path / "out", {"a": b"", "A": b""})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("make", "want"),
    [
        (lambda out: out.write_text("x"), "out: not a directory"),
        (lambda out: out.symlink_to("nowhere"), "out: no such file or directory"),
        (lambda out: out.symlink_to(out), "out: too many levels of symbolic links"),
        (lambda out: (out.mkdir(), (out / STAGING).symlink_to("/")), "it is a link"),
        (lambda out: (out.mkdir(), (out / STAGING).write_text("")), "out: file exists"),
        (lambda out: (out.mkdir(), (out / "Chart.yaml").mkdir()), r"out/Chart\.yaml: is a directory"),
        (lambda out: (out.mkdir(), (out / "templates").write_text("")), r"out/templates/a\.yaml: not a directory"),
    ],
)
def test_what_lies_in_the_way_is_one_error_and_stays(make: Callable[[Path], object], want: str, tmp_path: Path) -> None:
    make(tmp_path / "out")
    before = sorted(map(str, tmp_path.rglob("*")))
    with pytest.raises(WriteError, match=want):
        place(tmp_path / "out", NEW)
    assert sorted(map(str, tmp_path.rglob("*"))) == before


def test_folders_above_that_were_made_for_nothing_are_removed(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="file name too long"):
        place(tmp_path / "a" / "b" / "out", {"x" * 256: b""})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES])
def test_a_folder_that_is_read_only(first: bool, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By injection: whoever runs the tests as root may write anywhere."""
    folder = chart(tmp_path, first=first)

    def refused(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, "mkdir", refused)
        with pytest.raises(WriteError, match=f"cannot write to {folder}: {os.strerror(code).lower()}"):
            placed(folder)
    assert [path.name for path in folder.parent.iterdir()] == ([] if first else ["chart"])
    assert first or content(folder) == with_mine(OLD, folder)
