"""Where a folder's files come from: a directory, or a mapping in memory.

Archives and git revisions are read by :mod:`.archives` and :mod:`.git` into a mapping.

Upstream: kube-appdeploy sources.go
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from chartkit.errors import FolderError

__all__ = [
    "UTF8_HINT",
    "VARIABLES_FILE",
    "FolderSource",
    "ManifestSource",
    "MappingSource",
    "decode",
    "near_file",
    "open_source",
    "undecodable",
]

VARIABLES_FILE = "variables.yaml"

#: A manifest larger than this is a mistake; reading it would only take memory.
MAX_FILE_BYTES = 32 * 1024 * 1024


class ManifestSource(Protocol):
    """What rendering a folder needs to know of it."""

    @property
    def title(self) -> str:
        """How the folder goes by in messages."""
        ...

    def names(self, folder: str = "") -> Sequence[str]:
        """Return the files directly in ``folder`` (``""``: the top) in byte order; nothing where it does not exist."""
        ...

    def read(self, name: str) -> str:
        """Return the text of the file ``name``, a path with slashes relative to the top."""
        ...

    def place(self, name: str) -> str:
        """Return how the file ``name`` goes by in messages: a path that can be opened, where there is one."""
        ...


def decode(data: bytes) -> str:
    """Return the text of ``data``; bytes that are not UTF-8 are kept as lone surrogates."""
    return data.decode("utf-8", "surrogateescape")


#: What to do about bytes that are not UTF-8.
UTF8_HINT = "Save the file as UTF-8."


def undecodable(text: str) -> tuple[int, int] | None:
    """Return line, from 1, and column, from 0 in bytes, of the first byte of ``text`` that is not UTF-8."""
    at = next((number for number, character in enumerate(text) if "\udc80" <= character <= "\udcff"), None)
    if at is None:
        return None
    start = text.rfind("\n", 0, at) + 1
    return text.count("\n", 0, at) + 1, len(text[start:at].encode())


class FolderSource:
    """A directory. Links are followed; what is in it is read when asked for."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        if not self.path.exists():
            raise FolderError(f"open {path}: no such file or directory", hint=near_file(self.path))
        if not self.path.is_dir():
            raise FolderError(
                f"{path} is not a folder", hint="Give the folder that holds the manifests, a .tar.gz or a .zip of it."
            )

    @property
    def title(self) -> str:
        """The directory's path as it was given."""
        return str(self.path)

    def names(self, folder: str = "") -> Sequence[str]:
        """Return the names of all entries of ``folder`` that are no directories."""
        where = self.path / folder
        if not where.is_dir():
            return ()
        try:
            # Upstream: a directory called variables.yaml is taken for the file, and reading it fails.
            entries = [entry.name for entry in where.iterdir() if entry.name == VARIABLES_FILE or not entry.is_dir()]
        except OSError as error:
            raise FolderError(f"open {where}: {_reason(error)}") from error
        return sorted(entries, key=_byte_order)

    def read(self, name: str) -> str:
        """Return the text of the file ``name``."""
        path = self.path / name
        try:
            if path.exists() and not path.is_file():
                kind = "is a directory" if path.is_dir() else "not a regular file"
                raise FolderError(f"read {path}: {kind}")
            if path.stat().st_size > MAX_FILE_BYTES:
                raise FolderError(f"read {path}: larger than {MAX_FILE_BYTES // 2**20} MiB")
            return decode(path.read_bytes())
        except OSError as error:
            raise FolderError(f"open {path}: {_reason(error)}") from error

    def place(self, name: str) -> str:
        """Return the file's path."""
        return str(self.path / name)


def near_file(path: Path) -> str:
    """Return the hint that names the file or folder that ``path`` was probably meant to be."""
    from chartkit.suggest import nearest

    try:
        near = nearest(path.name, sorted({entry.name for entry in path.parent.iterdir()} - {path.name}))
    except OSError:
        return ""
    return f"Did you mean {path.parent / near}?" if near else ""


class MappingSource:
    """Files in memory: paths with slashes, relative to the top, to their contents."""

    def __init__(self, files: Mapping[str, str | bytes], title: str = "memory") -> None:
        self._files = dict(files)
        self._title = title

    @property
    def title(self) -> str:
        """The name given to the mapping."""
        return self._title

    def paths(self) -> Sequence[str]:
        """Return the paths of all files."""
        return sorted(self._files, key=_byte_order)

    def contents(self) -> dict[str, bytes]:
        """Return all files by their paths."""
        return {
            name: data if isinstance(data, bytes) else data.encode("utf-8", "surrogateescape")
            for name, data in self._files.items()
        }

    def names(self, folder: str = "") -> Sequence[str]:
        """Return the names of the files directly in ``folder``."""
        prefix = f"{folder}/" if folder else ""
        names = [name[len(prefix) :] for name in self._files if name.startswith(prefix)]
        return sorted((name for name in names if "/" not in name), key=_byte_order)

    def read(self, name: str) -> str:
        """Return the text of the file ``name``."""
        content = self._files.get(name)
        if content is None:
            raise FolderError(f"open {self.place(name)}: no such file or directory")
        return decode(content) if isinstance(content, bytes) else content

    def place(self, name: str) -> str:
        """Return the file's path after the mapping's name."""
        return f"{self._title}:{name}"


def open_source(where: str | Path | bytes | Mapping[str, str | bytes] | ManifestSource) -> ManifestSource:
    """Return the source that ``where`` means.

    A mapping is taken as files; bytes as an archive; a text ``git:REV:PATH`` as a revision; a file as an archive; else
    it is a directory.

    Raises:
        FolderError: Nothing of that kind is there.
    """
    if isinstance(where, Mapping):
        return MappingSource(where)
    if isinstance(where, bytes):
        from .archives import read_archive_data

        return read_archive_data(where)
    if not isinstance(where, (str, Path)):
        return where
    if str(where).startswith("git:"):
        from .git import read_revision

        return read_revision(str(where))
    if Path(where).is_file():
        from .archives import read_archive

        return read_archive(Path(where))
    return FolderSource(where)


def _byte_order(name: str) -> bytes:
    # Go sorts strings by their bytes.
    return name.encode("utf-8", "surrogateescape")


def _reason(error: OSError) -> str:
    """Return the reason alone, in Go's spelling."""
    return (error.strerror or str(error)).lower()
