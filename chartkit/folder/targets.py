"""Where rendered manifests go: a stream of YAML, JSON or names, or a folder with one file for each object.

Upstream: kube-appdeploy targets.go
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TextIO

from chartkit.manifests import Document

from .documents import exact_content

__all__ = ["JSONTarget", "NameTarget", "StreamTarget", "Target"]


class Target(Protocol):
    """What takes the manifests of one rendering, all of them at once."""

    def write(self, documents: Sequence[Document]) -> None:
        """Write ``documents``."""
        ...


class StreamTarget:
    """One YAML stream, each document with the file it came from."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, documents: Sequence[Document]) -> None:
        """Write ``documents`` with a ``# Source:`` line each."""
        for document in documents:
            self._stream.write(f"---\n# Source: {document.source}\n{document.text}\n")


class NameTarget:
    """A line ``kind/name`` for each document."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, documents: Sequence[Document]) -> None:
        """Write the names of ``documents``."""
        for document in documents:
            self._stream.write(f"{document.kind.lower()}/{document.name}\n")


class JSONTarget:
    """One JSON object of kind List, which kubectl takes as well."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, documents: Sequence[Document]) -> None:
        """Write ``documents`` as items of a List."""
        from chartkit.gostd import encoding_json

        items = [exact_content(document) for document in documents]
        listing: dict[str, object] = {"apiVersion": "v1", "items": items, "kind": "List"}
        self._stream.write(encoding_json.marshal(listing, escape_html=False, indent="  ") + "\n")
