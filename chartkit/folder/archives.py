"""A ``.tar.gz``, ``.tgz``, ``.tar`` or ``.zip`` file to the files in it, in memory.

Nothing is unpacked to disk. Entries that point outside the archive, links and devices are refused, and what unpacks to
more than the limits is not read to its end.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from chartkit.errors import FolderError

from .sources import MappingSource

if TYPE_CHECKING:
    import tarfile

__all__ = ["MAX_ENTRIES", "MAX_TOTAL_BYTES", "read_archive", "read_archive_data"]

#: What all files of an archive may unpack to, together.
MAX_TOTAL_BYTES = 128 * 1024 * 1024
MAX_ENTRIES = 20_000

_ZIP_ENCRYPTED = 0x1
_ZIP_LINK = 0o120000


def read_archive(path: Path) -> MappingSource:
    """Return the files of the archive at ``path``.

    Where all files share one top directory, as in archives that code hosts make, that directory is the folder.

    Raises:
        FolderError: It is not an archive, is damaged, or holds what must not be in one.
    """
    try:
        with path.open("rb") as stream:
            if not _is_archive(stream, path.name):
                hint = f"Give the folder that holds it, {path.parent}, or an archive of that."
                raise FolderError(f"{path} is neither a folder nor an archive of one", hint=hint)
            return _read(stream, str(path))
    except OSError as error:
        raise FolderError(f"open {path}: {(error.strerror or str(error)).lower()}") from error


def _is_archive(stream: IO[bytes], name: str) -> bool:
    """Return whether a file is called like an archive, or begins like one."""
    if name.endswith((".tgz", ".gz", ".tar", ".zip")):
        return True
    head = stream.read(_TAR_MARK_AT + len(_TAR_MARK))
    stream.seek(0)
    return head.startswith((b"\x1f\x8b", b"PK\x03\x04")) or head[_TAR_MARK_AT:] == _TAR_MARK


#: What stands in the first header of a tar archive, and where.
_TAR_MARK, _TAR_MARK_AT = b"ustar", 257


def read_archive_data(data: bytes, title: str = "memory") -> MappingSource:
    """Return the files of an archive in memory, as :func:`read_archive` does.

    Raises:
        FolderError: It is not an archive, is damaged, or holds what must not be in one.
    """
    import io

    return _read(io.BytesIO(data), title)


def _read(stream: IO[bytes], title: str) -> MappingSource:
    import tarfile
    import zipfile
    import zlib

    try:
        is_zip = zipfile.is_zipfile(stream)
        stream.seek(0)
        files = dict(_zip_files(stream, title) if is_zip else _tar_files(stream, title))
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        hint = "A folder can be a directory, a .tar.gz or a .zip file."
        raise FolderError(f"{title} cannot be read as an archive: {error}", hint=hint) from error
    return MappingSource(_without_top_directory(files), title=title)


class _Budget:
    """What may still be unpacked."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._bytes = MAX_TOTAL_BYTES
        self._entries = MAX_ENTRIES

    def entry(self) -> None:
        """Count one entry."""
        self._entries -= 1
        if self._entries < 0:
            raise FolderError(f"{self._title} holds more than {MAX_ENTRIES} entries")

    def read(self, stream: IO[bytes]) -> bytes:
        """Return the rest of ``stream``."""
        data = stream.read(self._bytes + 1)
        self._bytes -= len(data)
        if self._bytes < 0:
            raise FolderError(f"{self._title} unpacks to more than {MAX_TOTAL_BYTES // 2**20} MiB")
        return data


def _zip_files(packed: IO[bytes], title: str) -> Iterator[tuple[str, bytes]]:
    import zipfile

    budget = _Budget(title)
    with zipfile.ZipFile(packed) as archive:
        for entry in archive.infolist():
            budget.entry()
            name = _inside(title, entry.filename)
            if entry.flag_bits & _ZIP_ENCRYPTED:
                raise FolderError(f"{title}: entry {name!r} is encrypted")
            if (entry.external_attr >> 16) & 0o170000 == _ZIP_LINK:
                raise FolderError(f"{title}: entry {name!r} is a link, which an archive of manifests must not hold")
            if not entry.is_dir():
                with archive.open(entry) as stream:
                    yield name, budget.read(stream)


def _tar_files(packed: IO[bytes], title: str) -> Iterator[tuple[str, bytes]]:
    import tarfile

    budget = _Budget(title)
    with _unpacked(packed, budget) as stream, tarfile.open(fileobj=stream, mode="r:") as archive:
        while (entry := archive.next()) is not None:
            budget.entry()
            name = _inside(title, entry.name)
            if entry.isreg() and not entry.issparse():
                yield name, _content(archive, entry)
            elif not entry.isdir():
                raise FolderError(f"{title}: entry {name!r} is not a plain file, and manifests must be")


def _content(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    stream = archive.extractfile(entry)
    return stream.read() if stream is not None else b""


def _unpacked(packed: IO[bytes], budget: _Budget) -> IO[bytes]:
    """Return the tar archive itself, unpacked in memory within the budget."""
    import gzip
    import io

    is_compressed = packed.read(2) == b"\x1f\x8b"
    packed.seek(0)
    if not is_compressed:
        return io.BytesIO(budget.read(packed))
    with gzip.GzipFile(fileobj=packed) as stream:
        # GzipFile gives bytes as they come; a short read is not the end.
        return io.BytesIO(budget.read(io.BufferedReader(stream)))


def _inside(title: str, name: str) -> str:
    """Return the entry's name in its plain form.

    Raises:
        FolderError: It leads outside the archive.
    """
    plain = posixpath.normpath(name.replace("\\", "/"))
    drive = len(plain) > 1 and plain[1] == ":"
    if plain.startswith(("/", "../")) or plain == ".." or drive or "\0" in plain:
        raise FolderError(f"{title}: entry {name!r} points outside the archive")
    return plain


def _without_top_directory(files: dict[str, bytes]) -> dict[str, bytes]:
    tops = {name.partition("/")[0] for name in files}
    if len(tops) != 1 or any("/" not in name for name in files):
        return files
    return {name.partition("/")[2]: data for name, data in files.items()}
