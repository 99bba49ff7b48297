"""How the folder's files come back out of the chart's: edits, read backwards.

An export notes for each file what it replaced. A file of the chart that is still as it was written gives back the
folder's file, byte for byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from chartkit.gotemplate import splice
from chartkit.source import Span

from .rewriting import Edit

__all__ = ["backwards", "digest", "restore"]


def digest(data: bytes) -> str:
    """Return what identifies a file's content."""
    return hashlib.sha256(data).hexdigest()


def backwards(text: str, edits: Sequence[Edit]) -> list[list[object]]:
    """Return ``[start, end, original]`` for every edit of ``text``, in places of the edited text."""
    found: list[list[object]] = []
    shift = 0
    for span, new in sorted(edits, key=lambda edit: (edit[0].start, edit[0].end)):
        start = span.start + shift
        if text[span.start : span.end] != new:
            found.append([start, start + len(new), text[span.start : span.end]])
        shift += len(new) - (span.end - span.start)
    return found


def restore(files: Mapping[str, bytes], record: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the folder's files that the chart's files still hold.

    Args:
        files: The chart's files by path.
        record: What the export recorded.
    """
    written: Mapping[str, str] = record.get("files", {})
    origin: Mapping[str, Mapping[str, Any]] = record.get("extra", {}).get("origin", {})
    intact = {path for path, data in files.items() if written.get(path) == digest(data)}
    found: dict[str, bytes] = {}
    for name, how in origin.items():
        if "text" in how:
            found[name] = _bytes(how["text"])
            continue
        needed = {how["from"], *(edit[2]["from"] for edit in how["edits"] if isinstance(edit[2], dict))}
        if needed <= intact:
            edits = [(Span(start, end), _original(files, original)) for start, end, original in how["edits"]]
            found[name] = _bytes(splice(_text(files[how["from"]]), edits))
    return found


def _original(files: Mapping[str, bytes], original: str | Mapping[str, Any]) -> str:
    if isinstance(original, str):
        return original
    start, end = original["span"]
    return _text(files[original["from"]])[start:end]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
