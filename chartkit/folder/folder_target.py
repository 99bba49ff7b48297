"""Rendered manifests as files: one for each object, ``<kind>--<name>.yaml``.

Everything is written beside its place first and moved there when all of it is on the disk. The names of the files are
kept in a file of the folder, so that a later rendering removes what it no longer has, and nothing else.

Upstream: kube-appdeploy targets.go FolderTarget
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from chartkit.errors import FolderError
from chartkit.manifests import Document
from chartkit.source import Location

__all__ = ["RECORD_FILE", "FolderTarget", "file_names"]

RECORD_FILE = ".chartkit-files.json"

_MAX_NAME_BYTES = 255


class FolderTarget:
    """A folder, made where it does not exist. Files in it that chartkit did not write are not touched."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, documents: Sequence[Document]) -> None:
        """Write a file for each document, and remove those of earlier renderings that have no document now.

        Raises:
            FolderError: Two documents need the same file, a name cannot be a file's, a file stands there that chartkit
                did not write, or the disk refuses.
        """
        import tempfile

        names = file_names(documents)
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".chartkit-", dir=self._path) as beside:
                self._write_beside(Path(beside), names, documents)
                earlier = self._recorded()
                self._spare_others(Path(beside), set(names) - earlier)
                # Should the run end between here and the last line, all files are on record.
                self._record(Path(beside), {*earlier, *names})
                for name in names:
                    (Path(beside) / name).replace(self._path / name)
                for name in sorted(earlier - set(names)):
                    (self._path / name).unlink(missing_ok=True)
                self._record(Path(beside), names)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise FolderError(f"cannot write to {error.filename or self._path}: {reason}") from error

    def _write_beside(self, beside: Path, names: Sequence[str], documents: Sequence[Document]) -> None:
        for name, document in zip(names, documents, strict=True):
            if (self._path / name).is_dir():
                raise FolderError(f"cannot write to {self._path / name}: is a directory")
            # Go: the original writes what it would apply, which ends without a line break.
            (beside / name).write_bytes(document.text.encode("utf-8", "surrogateescape"))

    def _spare_others(self, beside: Path, names: Iterable[str]) -> None:
        """Refuse to replace files that are on no record and hold something else."""
        for name in sorted(names):
            there = self._path / name
            if there.exists() and there.read_bytes() != (beside / name).read_bytes():
                hint = "Move it away, or write to another folder."
                raise FolderError(f"{there} was not written by chartkit, and is not replaced", hint=hint)

    def _recorded(self) -> set[str]:
        """Return the files of earlier renderings; what is not a plain name of a manifest is not taken for one."""
        import json

        record = self._path / RECORD_FILE
        try:
            content = json.loads(record.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return set()
        except ValueError:
            content = None
        names = content.get("files") if isinstance(content, dict) else None
        if not isinstance(names, list):
            hint = "Delete it; files of earlier renderings are then not removed."
            raise FolderError(f"{record} was not written by chartkit", at=Location(str(record), 1), hint=hint)
        return {name for name in names if isinstance(name, str) and "--" in name and os.sep not in name}

    def _record(self, beside: Path, names: Iterable[str]) -> None:
        import json

        text = json.dumps({"files": sorted(names)}, indent=1, ensure_ascii=True)
        (beside / RECORD_FILE).write_text(text + "\n", encoding="utf-8")
        (beside / RECORD_FILE).replace(self._path / RECORD_FILE)


def file_names(documents: Sequence[Document]) -> list[str]:
    """Return the file's name for each document: kind and name, and the namespace only where it makes the difference.

    Raises:
        FolderError: Two documents would share a file, or a name cannot be a file's.
    """
    names = [f"{document.kind.lower()}--{document.name}.yaml" for document in documents]
    shared = {name for name, count in Counter(names).items() if count > 1}
    owners: dict[str, Document] = {}
    for number, document in enumerate(documents):
        if names[number] in shared and document.namespace:
            names[number] = f"{document.kind.lower()}--{document.name}--{document.namespace}.yaml"
        name = names[number]
        if "/" in name or "\0" in name or len(name.encode("utf-8", "surrogateescape")) > _MAX_NAME_BYTES:
            raise FolderError(f"{document.source}: {document.kind} {document.name[:80]!r} cannot name a file")
        other = owners.setdefault(name, document)
        if other is not document:
            complaint = f"{other.source} and {document.source} both render {document.kind} {document.name}"
            raise FolderError(complaint, hint=f"Both would be written to {name}; rename one of them.")
    return names
