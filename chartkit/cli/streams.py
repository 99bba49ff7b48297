"""Standard output for results, standard error for the rest."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TextIO

from chartkit.diagnostics import Diagnostic

__all__ = ["columns", "report", "text_of", "use_utf8", "wants_colour"]

#: A frame of a larger file is not worth reading it.
_MAX_FRAME_BYTES = 4 * 1024 * 1024


def use_utf8() -> None:
    """Make the standard streams carry any rendered text, byte for byte, whatever the locale."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n")


def report(diagnostics: Iterable[Diagnostic], sources: Callable[[str], str | None] | None = None) -> None:
    """Write ``diagnostics`` to standard error, with the lines of the texts that they point into.

    Args:
        diagnostics: What there is to say.
        sources: Gives the text that goes by a name; by default that of the file of that name.
    """
    found = list(diagnostics)
    if found:
        from chartkit.reports import write_text

        write_text(found, sys.stderr, sources=sources or text_of, colour=wants_colour(sys.stderr))


def wants_colour(stream: TextIO) -> bool:
    """Return whether ``stream`` is a terminal whose user has not declined colour (https://no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def columns(rows: Iterable[Sequence[str]]) -> str:
    """Return ``rows`` as lines of aligned columns."""
    table = [list(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in table]
    return "".join(line.rstrip() + "\n" for line in lines)


def text_of(place: str) -> str | None:
    """Return the text that goes by ``place``: a file's, or that of a file in an archive or a revision."""
    from pathlib import Path  # only what is wrong asks for texts

    path = Path(place)
    try:
        if path.is_file():
            return path.read_text("utf-8", "surrogateescape") if path.stat().st_size < _MAX_FRAME_BYTES else None
    except (OSError, ValueError):
        return None
    container, colon, name = place.rpartition(":")
    if not colon or not (container.startswith("git:") or Path(container).is_file()):
        return None
    from chartkit.errors import FolderError
    from chartkit.folder import open_source

    try:
        return open_source(container).read(name)
    except FolderError:
        return None
