"""A release to files below a directory.

Upstream: helm pkg/cmd/template.go writeToFile
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from chartkit.errors import RenderError

from .output import OutputFile

__all__ = ["write_files"]


def write_files(files: Iterable[OutputFile], directory: str, release_name: str = "") -> list[str]:
    """Write ``files`` below ``directory`` and return Helm's line for each of them.

    Documents of one path go into one file. A hook is added to a file that is on disk already, even from an earlier
    run; anything else begins the file anew. Every file is written beside its place and moved there, after all of
    them have been put together, so that a failure leaves no half-written one.

    Args:
        files: The documents, in order.
        directory: Where to; made if it is not there.
        release_name: A folder below it for everything but custom resource definitions; empty: none.

    Raises:
        RenderError: A file cannot be written.
    """
    texts: dict[str, str] = {}
    lines: list[str] = []
    for file in files:
        folder = directory if file.is_crd or not release_name else os.path.join(directory, release_name)  # noqa: PTH118 # Helm's line shows the path as given
        name = f"{folder}{os.sep}{file.path}"
        if name not in texts:
            texts[name] = _existing(name) if file.is_hook else ""
        texts[name] += file.printed()
        lines.append(f"wrote {name}")
    for name, text in texts.items():
        _write(Path(name), text)
    return lines


def _existing(name: str) -> str:
    try:
        return Path(name).read_bytes().decode("utf-8", "surrogateescape")
    except OSError:
        return ""


def _write(path: Path, text: str) -> None:
    import tempfile  # Only --output-dir pays for it.

    try:
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(text.encode("utf-8", "surrogateescape"))
            umask = os.umask(0)
            os.umask(umask)
            Path(temporary).chmod(0o666 & ~umask)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RenderError(f"open {path}: {reason}") from error
