"""Paths to documents: files, folders of files, and standard input.

Upstream: kubeconform pkg/resource files.go (which files of a folder are read)
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from chartkit.errors import UsageError

from .results import Document

__all__ = ["STDIN", "is_manifest", "manifest_files", "read_document", "read_documents", "read_stdin"]

#: How standard input is named on the command line.
STDIN = "-"

_SUFFIXES = (".yaml", ".yml", ".json")


def read_documents(paths: Iterable[str]) -> Iterator[Document]:
    """Yield the documents that ``paths`` name, each file once, folders in the order of their names.

    Raises:
        UsageError: A path does not exist or cannot be read.
    """
    seen: set[str] = set()
    for path in paths:
        if path == STDIN:
            yield read_stdin()
            continue
        for file in manifest_files(Path(path)):
            name = os.fspath(file)
            if name not in seen:
                seen.add(name)
                yield read_document(file)


def read_stdin() -> Document:
    """Return what stands on standard input."""
    return Document(sys.stdin.buffer.read().decode("utf-8", "surrogateescape"), "<stdin>")


def read_document(file: Path) -> Document:
    """Return the document in a file.

    Raises:
        UsageError: It cannot be read.
    """
    try:
        return Document(file.read_bytes().decode("utf-8", "surrogateescape"), os.fspath(file))
    except FileNotFoundError as error:
        raise UsageError(f"{file} does not exist") from error
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from error


def is_manifest(file: Path) -> bool:
    """Return whether a file may hold manifests, by its name."""
    return file.name.lower().endswith(_SUFFIXES)


def manifest_files(path: Path) -> Iterator[Path]:
    """Yield ``path`` itself, or the manifests below it if it is a folder; hidden folders are left out.

    Raises:
        UsageError: ``path`` does not exist.
    """
    if not path.is_dir():
        if not path.exists():
            raise UsageError(f"{path} does not exist")
        yield path
        return
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if is_manifest(Path(name)):
                yield Path(folder, name)
