"""Files put into a folder, all of them or none.

Everything is written to the side first, into ``.chartkit-staging/<run>``. A folder that does not exist yet is made
there as a whole, and appears by one renaming. In one that exists, files are moved to their places one by one; a journal
undoes that where the run fails, or, where it was killed, when chartkit next writes into the folder. What somebody
changed in the meantime is left as it is.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from chartkit.errors import WriteError

__all__ = ["STAGING", "place", "recover", "refusal"]

#: Holds a folder for each run that writes, and is gone when they are.
STAGING = ".chartkit-staging"
_NEW, _OLD, _JOURNAL = "new", "old", "journal.json"


def place(
    folder: Path,
    writes: Mapping[str, bytes],
    removals: Collection[str] = (),
    *,
    shared: bool = False,
    durable: bool = False,
) -> None:
    """Write files into ``folder`` and remove others from it; where one thing fails, nothing has changed.

    A file that is there keeps its mode, any other gets what the umask says. A link in a file's place is replaced, and
    not written through. To the end of the process by SIGTERM, all is undone, too.

    Args:
        folder: Where to; made if it does not exist.
        writes: What the files are to hold, by path (with slashes) in the folder.
        removals: Files to remove; they exist.
        shared: Others may be writing into the folder at the same time. Otherwise that is refused.
        durable: All or none also if the power fails. It takes time; what can be rendered again does not need it.

    Raises:
        WriteError: It is not possible.
    """
    for path in (*writes, *removals):
        if not _is_within(path):
            raise refusal(path, "not a path within the folder")
    with _undone_by_termination():
        if not os.path.lexists(folder):
            try:
                _place_whole(folder, writes, durable=durable)
            except _TakenError:
                if not shared:
                    raise refusal(folder, "it was made by somebody else just now") from None
            else:
                return
        recover(folder, shared=shared)
        _place_into(folder, writes, removals, durable=durable)


def recover(folder: Path, *, shared: bool = False) -> None:
    """Undo what runs that were killed have done in ``folder``. To be killed in this, too, does no harm.

    Raises:
        WriteError: Another run is at work there and the folder is not ``shared``, or a journal cannot be read.
    """
    for staged in _runs_in(folder):
        with _locked(staged) as is_ours:
            if is_ours:
                _undo(folder, staged)
                _forget(staged)
            elif not shared:
                raise refusal(folder, "another chartkit is writing there")
    _leave(folder / STAGING)
    _sweep(folder.parent)


def _sweep(folder: Path) -> None:
    """Remove what lies to the side in ``folder`` of runs that were killed before they changed anything."""
    for staged in _runs_in(folder):
        with _locked(staged) as is_ours:
            if is_ours and not (staged / _JOURNAL).exists():
                _forget(staged)
    _leave(folder / STAGING)


def refusal(path: Path | str, reason: str, *, hint: str = "") -> WriteError:
    """Return the error that ``path`` cannot be written, in the one form that it has."""
    return WriteError(f"cannot write to {path}: {reason}", hint=hint, path=str(path), reason=reason)


class _TakenError(Exception):
    """A new folder could not get its name."""


def _place_whole(folder: Path, writes: Mapping[str, bytes], *, durable: bool) -> None:
    """Make a folder that does not exist."""
    _sweep(folder.parent)
    with _made(folder.parent, folder), _staging(folder.parent, folder) as staged:
        whole = staged / _NEW
        _write_all(folder, whole, writes)
        if durable:
            _sync(folder, whole, writes)
        with _blamed(folder):
            try:
                whole.rename(folder)
            except OSError as error:
                if error.errno in {errno.EEXIST, errno.ENOTEMPTY}:
                    raise _TakenError from error
                raise


def _place_into(folder: Path, writes: Mapping[str, bytes], removals: Collection[str], *, durable: bool) -> None:
    """Write to the side of a folder that exists, and move."""
    with _staging(folder, folder) as staged:
        _write_all(folder, staged / _NEW, writes)
        if durable:
            _sync(folder, staged / _NEW, writes)
        _keep_modes(folder, staged / _NEW, writes)
        replaced = _keep_old(folder, staged / _OLD, (*writes, *removals))
        try:
            _begin(folder, staged, writes, replaced, durable=durable)
            for path in writes:
                with _blamed(folder / path):
                    _make_folder((folder / path).parent)
                    (staged / _NEW / path).replace(folder / path)
            for path in removals:
                with _blamed(folder / path):
                    (folder / path).unlink()
            with _blamed(folder):
                (staged / _JOURNAL).unlink()  # from here on there is nothing to undo
        except BaseException:
            _undo(folder, staged)
            raise


def _write_all(folder: Path, to: Path, writes: Mapping[str, bytes]) -> None:
    """Write files into ``to`` that are meant for ``folder``."""
    with _blamed(folder):
        _make_folder(to)
    for path, data in writes.items():
        with _blamed(folder / path):
            _make_folder((to / path).parent)
            try:
                file = (to / path).open("xb")
            except FileExistsError:
                # It depends on the file system which names are the same: by case, by the form of Unicode.
                raise refusal(folder / path, "another file of this run has the same name here") from None
            with file:
                file.write(data)


def _sync(folder: Path, to: Path, paths: Iterable[str]) -> None:
    """Wait until files are on the disk; after all are written, since one wait then does for many."""
    for path in paths:
        with _blamed(folder / path), (to / path).open("r+b") as file:
            os.fsync(file.fileno())


def _keep_modes(folder: Path, new: Path, writes: Iterable[str]) -> None:
    for path in writes:
        there = folder / path
        with _blamed(there):
            if there.is_dir() and not there.is_symlink():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            if there.is_file() and not there.is_symlink():
                (new / path).chmod(there.stat().st_mode & 0o7777)


def _keep_old(folder: Path, old: Path, paths: Iterable[str]) -> list[str]:
    """Keep what is to be replaced or removed under a second name, and return the paths.

    It is a copy where the file system has no second names.
    """
    kept: list[str] = []
    for path in paths:
        there = folder / path
        with _blamed(there):
            if os.path.lexists(there):
                _make_folder((old / path).parent)
                try:
                    os.link(there, old / path, follow_symlinks=False)
                except (OSError, NotImplementedError):
                    # FAT and some network file systems have no hard links, and not every system can link a link.
                    import shutil

                    shutil.copy2(there, old / path, follow_symlinks=False)
                kept.append(path)
    return kept


def _begin(folder: Path, staged: Path, writes: Mapping[str, bytes], replaced: list[str], *, durable: bool) -> None:
    """Write the journal; that it appears is the moment from which there is something to undo.

    It has the hash of what is written, by which a file that somebody changed after the run was killed is known.
    """
    import json

    digests = {path: _digest(data) for path, data in writes.items()}
    journal = {
        "replaced": {path: digests.pop(path, "") for path in replaced},
        "created": digests,
    }
    _write_all(folder, staged / "journal", {_JOURNAL: json.dumps(journal).encode()})
    if durable:
        _sync(folder, staged / "journal", [_JOURNAL])
    with _blamed(folder):
        (staged / "journal" / _JOURNAL).replace(staged / _JOURNAL)
    if durable:
        _sync_folder(staged)


def _undo(folder: Path, staged: Path) -> None:
    """Put back what was there, if the journal in ``staged`` says that the run came to moving."""
    journal = staged / _JOURNAL
    if not journal.exists():
        return
    replaced, created = _read_journal(folder, staged)
    with _blamed(folder):
        for path, digest in replaced.items():
            old, there = staged / _OLD / path, folder / path
            # It lies there no more where an earlier try was killed in this loop.
            if os.path.lexists(old) and (not os.path.lexists(there) or _holds(there, digest)):
                _make_folder(there.parent)
                old.replace(there)
        for path, digest in created.items():
            there = folder / path
            if _holds(there, digest):
                there.unlink()
                _remove_empty(there.parent, folder)
        journal.unlink()


def _read_journal(folder: Path, staged: Path) -> tuple[dict[str, str], dict[str, str]]:
    import json

    try:
        journal = json.loads((staged / _JOURNAL).read_bytes())
        replaced, created = _digests(journal["replaced"]), _digests(journal["created"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        hint = f"Compare the folder with what is in {staged / _OLD}, and remove {staged}."
        raise refusal(folder, f"a run was interrupted, and its {_JOURNAL} cannot be read", hint=hint) from error
    return replaced, created


def _digests(of: dict[str, str]) -> dict[str, str]:
    if not all(map(_is_within, of.keys())):
        raise ValueError("a path leads out of the folder")
    return of


def _holds(path: Path, digest: str) -> bool:
    return path.is_file() and not path.is_symlink() and _digest(path.read_bytes()) == digest


def _digest(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def _is_within(path: str) -> bool:
    return "\0" not in path and not {"", ".", ".."} & set(path.replace(os.sep, "/").split("/"))


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(mode=0o755, parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from error


def _remove_empty(folder: Path, root: Path) -> None:
    with contextlib.suppress(OSError):  # it is not empty
        while folder != root:
            folder.rmdir()
            folder = folder.parent


@contextlib.contextmanager
def _made(parent: Path, folder: Path) -> Iterator[None]:
    """Make the folder ``parent`` and those above it, and remove them again if what follows fails."""
    missing: list[Path] = []
    while not os.path.lexists(parent):
        missing.append(parent)
        parent = parent.parent
    try:
        with _blamed(folder):
            for above in reversed(missing):
                above.mkdir(mode=0o755, exist_ok=True)
        yield
    except BaseException:
        for above in missing:
            with contextlib.suppress(OSError):
                above.rmdir()
        raise


@contextlib.contextmanager
def _staging(where: Path, folder: Path) -> Iterator[Path]:
    """Make room to the side, in ``where``, for a run that writes into ``folder``."""
    holder = where / STAGING
    if holder.is_symlink():
        raise refusal(holder, "it is a link", hint="Remove it: chartkit does not write through links.")
    with contextlib.ExitStack() as stack:
        while True:
            staged = holder / os.urandom(6).hex()
            with _blamed(folder):
                holder.mkdir(mode=0o755, exist_ok=True)
                try:
                    staged.mkdir(mode=0o700)
                except FileNotFoundError:
                    continue  # another run was the last to leave
                except BaseException:
                    _forget(staged)
                    raise
            if stack.enter_context(_locked(staged)) and staged.is_dir():
                break
        try:
            yield staged
        finally:
            # With a journal, there is something to undo that could not be undone now.
            if not (staged / _JOURNAL).exists():
                _forget(staged)


def _runs_in(folder: Path) -> list[Path]:
    """Return what runs have to the side in ``folder``, in order."""
    holder = folder / STAGING
    if holder.is_symlink() or not holder.is_dir():
        return []
    return sorted(holder.iterdir())


def _forget(staged: Path) -> None:
    import shutil

    shutil.rmtree(staged, ignore_errors=True)
    _leave(staged.parent)


def _leave(holder: Path) -> None:
    with contextlib.suppress(OSError):  # there are other runs, or none was here
        holder.rmdir()


@contextlib.contextmanager
def _locked(staged: Path) -> Iterator[bool]:
    """Hold what a run has to the side, and tell whether that was possible: it is not as long as the run lives.

    Where the system has no such locks, every run that is found is taken for dead.
    """
    try:
        import fcntl
    except ImportError:
        # Windows has no fcntl.
        yield True
        return
    try:
        descriptor = os.open(staged, os.O_RDONLY)
    except OSError:
        yield False  # it has just gone
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_ours = True
        except OSError as error:
            is_ours = error.errno not in {errno.EAGAIN, errno.EACCES}
        yield is_ours
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not every system can
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def _blamed(path: Path) -> Iterator[None]:
    """Say of what the operating system refuses that it is for ``path``, which it is meant for."""
    try:
        yield
    except OSError as error:
        raise refusal(path, (error.strerror or str(error)).lower()) from error
    except ValueError as error:  # Python's, for a NUL, or a surrogate that stands for no byte
        raise refusal(path, "invalid argument") from error


@contextlib.contextmanager
def _undone_by_termination() -> Iterator[None]:
    """Let SIGTERM end what follows with an exception, as Ctrl-C does, where nobody else has a use for that signal."""
    import signal

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    if signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    try:
        signal.signal(signal.SIGTERM, end)
    except ValueError:  # not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
