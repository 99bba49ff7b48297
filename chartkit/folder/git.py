"""A folder as it was in a revision of a git repository: ``git:REV:PATH``.

The ``git`` program reads the repository. What the user gives reaches it only after ``--end-of-options`` and after a
check of its characters, and the objects are then named by their hashes.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator

from chartkit.errors import FolderError
from chartkit.patterns import late_pattern

from .archives import MAX_ENTRIES, MAX_TOTAL_BYTES
from .sources import MappingSource

__all__ = ["read_revision"]

#: What git's revision syntax is made of, without ``:`` (it ends the revision) and without a leading dash.
_REVISION = late_pattern(r"(?!-)[A-Za-z0-9_./@^~{}+\- ]{1,256}")

#: Objects are read from this repository alone, nothing is asked, nothing is changed.
_SETTINGS = ("--no-optional-locks", "--no-replace-objects", "-c", "core.fsmonitor=false", "-c", "protocol.allow=never")
_TIMEOUT_SECONDS = 60


def read_revision(where: str) -> MappingSource:
    """Return the files of ``where``, which is ``git:REV:PATH`` with PATH as git takes it: from the repository's top.

    Raises:
        FolderError: There is no git, no repository, no such revision or no such folder in it.
    """
    _, _, rest = where.partition(":")
    revision, colon, path = rest.partition(":")
    if not colon or not _REVISION.fullmatch(revision) or "\0" in path:
        hint = "Write git:REV:PATH, such as git:HEAD~1:charts/ticketing or git:v1.2.0:deploy."
        raise FolderError(f"{where!r} does not name a folder in a git revision", hint=hint)
    commit = _hash(
        f"{revision}^{{commit}}", f"git knows no revision {revision!r} here", lambda: _near(revision, _names())
    )
    tree = _hash(
        f"{commit}:{_plain(path)}",
        f"revision {revision!r} has no folder {path!r}",
        lambda: _near(_plain(path), _folders(commit)),
    )
    return MappingSource(dict(_files(tree, where)), title=where)


def _plain(path: str) -> str:
    return "" if path in ("", ".", "/") else path.rstrip("/")


def _hash(name: str, complaint: str, hint: Callable[[], str]) -> str:
    """Return the hash of the object that ``name`` means; ``hint`` is asked for what was probably meant."""
    try:
        found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", name, complaint=complaint)
    except FolderError as error:
        raise FolderError(error.message, hint=error.hint or hint()) from error
    return found.decode("ascii").strip()


def _names() -> list[str]:
    """Return the names of branches and tags."""
    listing = _git("for-each-ref", "--format=%(refname:short)", complaint="git cannot list its revisions")
    return listing.decode("utf-8", "surrogateescape").split()


def _folders(commit: str) -> list[str]:
    """Return the folders of a revision."""
    listing = _git("ls-tree", "-r", "-d", "-z", "--name-only", commit, complaint="git cannot list the folders")
    return listing.decode("utf-8", "surrogateescape").strip("\0").split("\0")


def _near(name: str, known: list[str]) -> str:
    from chartkit.suggest import nearest

    near = nearest(name, known[:MAX_ENTRIES])
    return f"Did you mean {near!r}?" if near else ""


def _files(tree: str, where: str) -> Iterator[tuple[str, bytes]]:
    """Yield all files of the tree; a link is refused where it would be used."""
    listing = _git("ls-tree", "-r", "-l", "-z", tree, complaint=f"{where} is not a folder")
    entries = [entry for entry in listing.split(b"\0") if entry]
    if len(entries) > MAX_ENTRIES:
        raise FolderError(f"{where} holds more than {MAX_ENTRIES} files")
    found: list[tuple[str, bytes]] = []
    total = 0
    for entry in entries:
        facts, _, raw_name = entry.partition(b"\t")
        mode, kind, name_of_object, size = facts.split()
        name = raw_name.decode("utf-8", "surrogateescape")
        if mode == b"120000" and name.endswith((".yaml", ".tpl", ".toml")):
            raise FolderError(f"{where}: {name} is a link, which is not followed in a revision")
        if kind == b"blob" and mode != b"120000":
            total += int(size)
            found.append((name, name_of_object))
    if total > MAX_TOTAL_BYTES:
        raise FolderError(f"{where} holds more than {MAX_TOTAL_BYTES // 2**20} MiB")
    yield from _contents(found)


def _contents(found: list[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Yield each name with the content of its object; one process reads them all."""
    wanted = b"".join(name_of_object + b"\n" for _, name_of_object in found)
    data = _git("cat-file", "--batch", complaint="git cannot read the revision's files", given=wanted)
    at = 0
    for name, _ in found:
        header_end = data.index(b"\n", at)
        size = int(data[at:header_end].split()[2])
        start = header_end + 1
        yield name, data[start : start + size]
        at = start + size + 1


def _git(*arguments: str, complaint: str, given: bytes = b"") -> bytes:
    try:
        # The arguments are constants and checked names (see above); no shell takes part.
        answer = subprocess.run(  # noqa: S603 - see the line above
            ["git", *_SETTINGS, *arguments],  # noqa: S607 - the user's own git, found as the shell finds it
            input=given,
            capture_output=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
            env=_environment(),
        )
    except FileNotFoundError as error:
        raise FolderError("git is not installed, and git:REV:PATH needs it") from error
    except subprocess.TimeoutExpired as error:
        raise FolderError(f"git did not answer within {_TIMEOUT_SECONDS} seconds") from error
    if answer.returncode != 0:
        reason = answer.stderr.decode("utf-8", "replace").strip().splitlines()
        raise FolderError(complaint, hint=reason[0].removeprefix("fatal: ") if reason else "")
    return answer.stdout


def _environment() -> dict[str, str]:
    import os

    # A partial clone would fetch what it lacks, through whatever its configuration names.
    return os.environ | {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
