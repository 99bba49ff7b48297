"""Rendered manifests as files: one for each object, ``<kind>--<name>.yaml``.

All of them are written or none. The names of the files are kept in a file of the folder, so that a later rendering
removes what it no longer has, and nothing else.

Upstream: kube-appdeploy targets.go FolderTarget
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from chartkit.errors import FolderError
from chartkit.manifests import Document
from chartkit.placement import place, recover, refusal
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
                did not write.
            WriteError: The disk refuses.
        """
        names = file_names(documents)
        # Go: the original writes what it would apply, which ends without a line break.
        texts = [document.text.encode("utf-8", "surrogateescape") for document in documents]
        writes = dict(zip(names, texts, strict=True))
        try:
            recover(self._path)
            earlier = self._recorded()
            self._spare_others(writes, earlier)
            removals = [name for name in sorted(earlier - writes.keys()) if os.path.lexists(self._path / name)]
        except OSError as error:
            raise refusal(error.filename or self._path, (error.strerror or str(error)).lower()) from error
        place(self._path, {**writes, RECORD_FILE: _record(names)}, removals)

    def _spare_others(self, writes: Mapping[str, bytes], earlier: Collection[str]) -> None:
        """Refuse to replace files that are on no record and hold something else."""
        for name in sorted(writes.keys() - earlier):
            there = self._path / name
            if there.is_dir() or not there.exists():
                continue  # a folder in the way is an error of its own
            if not there.is_file() or there.read_bytes() != writes[name]:  # to read a pipe may take forever
                hint = "Move it away, or write to another folder."
                raise FolderError(f"{there} was not written by chartkit, and is not replaced", hint=hint)

    def _recorded(self) -> set[str]:
        """Return the files of earlier renderings; what is not a plain name of a manifest is not taken for one."""
        import json

        record = self._path / RECORD_FILE
        try:
            content = json.loads(record.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError):  # the folder may be none; writing tells
            return set()
        except ValueError:
            content = None
        names = content.get("files") if isinstance(content, dict) else None
        if not isinstance(names, list):
            hint = "Delete it; files of earlier renderings are then not removed."
            raise FolderError(f"{record} was not written by chartkit", at=Location(str(record), 1), hint=hint)
        return {name for name in names if isinstance(name, str) and "--" in name and os.sep not in name}


def _record(names: Sequence[str]) -> bytes:
    import json

    return f"{json.dumps({'files': sorted(names)}, indent=1, ensure_ascii=True)}\n".encode()


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
