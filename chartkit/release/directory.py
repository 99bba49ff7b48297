"""A release to files below a directory.

Upstream: helm pkg/cmd/template.go writeToFile
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from chartkit.errors import RenderError, WriteError
from chartkit.gostd.os import path_error
from chartkit.placement import place, recover

from .output import OutputFile

__all__ = ["write_files"]


def write_files(files: Iterable[OutputFile], directory: str, release_name: str = "") -> list[str]:
    """Write ``files`` below ``directory`` and return Helm's line for each of them.

    Documents of one path go into one file. A hook is added to a file that is on disk already, even from an earlier
    run; anything else begins the file anew. Helm writes file by file, and leaves some where it fails; here it is all
    or none. Others may write below the directory at the same time.

    Args:
        files: The documents, in order.
        directory: Where to; made if it is not there.
        release_name: A folder below it for everything but custom resource definitions; empty: none.

    Raises:
        RenderError: A file cannot be written.
    """
    root = Path(directory)
    texts: dict[str, str] = {}
    lines: list[str] = []
    try:
        recover(root, shared=True)
        for file in files:
            folder = "" if file.is_crd else release_name
            path = f"{folder}/{file.path}" if folder else file.path
            if path not in texts:
                _check_folder((root / path).parent)
                texts[path] = _existing(root / path) if file.is_hook else ""
            texts[path] += file.printed()
            shown = os.path.join(directory, folder) if folder else directory  # noqa: PTH118 # Helm shows it as given
            lines.append(f"wrote {shown}{os.sep}{file.path}")
        if texts:
            place(root, {path: text.encode("utf-8", "surrogateescape") for path, text in texts.items()}, shared=True)
    except WriteError as error:
        raise RenderError(f"open {error.path}: {error.reason}", hint=error.hint) from error
    return lines


def _check_folder(path: Path) -> None:
    """Refuse a file in a folder's place, as Helm words it."""
    try:
        path.stat()
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        raise RenderError(path_error("stat", str(path), error).message) from error


def _existing(path: Path) -> str:
    if not path.is_file():  # to read a pipe may take forever
        return ""
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError:
        return ""
