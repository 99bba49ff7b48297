"""The text that a template rendered to -> the manifests in it.

Upstream: kube-appdeploy process.go ProcessWithFuncs, targets.go Manifest
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chartkit.errors import FolderError, YAMLError
from chartkit.gostd.unicode import SPACE
from chartkit.goyaml import load, load_go, load_tree
from chartkit.manifests import Document
from chartkit.source import Location

__all__ = ["Manifest", "exact_content", "manifests_of"]

#: Three dashes at the start of a line end a document, and what follows them on the line belongs to the next one.
_SEPARATOR = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A document and what its text holds. ``content`` is shared and must not be changed."""

    document: Document
    content: dict[str, object]


def manifests_of(name: str, place: str, rendered: str) -> list[Manifest]:
    """Return the manifests in ``rendered``, the text that the template ``name`` rendered to.

    Text of nothing but white space holds none. Documents of nothing but comments are left out beside others.

    Args:
        name: The template's file name.
        place: How the file goes by in messages.
        rendered: The whole text.

    Raises:
        FolderError: The text is not YAML, or a document has no kind or no name.
    """
    text = rendered.strip(SPACE)
    if not text:
        return []
    found = [
        _manifest(name, place, piece, content) for piece, content in _pieces(name, place, text) if content is not None
    ]
    if not found:
        raise _missing(name, place, "It renders to comments alone; what is switched off must render to nothing.")
    return found


def exact_content(document: Document) -> dict[str, object]:
    """Return what ``document`` holds, with integers as integers, however large, and texts as keys.

    Raises:
        FolderError: It holds what JSON has no form for, such as ``.inf``.
    """
    try:
        content = load_tree(document.text)
    except YAMLError as error:
        raise FolderError(f"{document.source}: {document.kind} {document.name}: {error.message}") from error
    return content if isinstance(content, dict) else {}


def _pieces(name: str, place: str, text: str) -> Iterator[tuple[str, object]]:
    start = 0
    for end in [*(match.start() for match in _SEPARATOR.finditer(text)), len(text)]:
        piece = text[start:end].removeprefix("---").strip(SPACE)
        if piece:
            yield piece, _content(name, place, piece)
        start = end


def _content(name: str, place: str, piece: str) -> object:
    try:
        return load(piece)
    except YAMLError:
        # PERF: load reads what manifests consist of several times faster; upstream's reader has the last word.
        try:
            return load_go(piece)
        except YAMLError as error:
            raise _not_yaml(name, place, piece, error) from error


def _manifest(name: str, place: str, text: str, content: object) -> Manifest:
    if not isinstance(content, dict):
        raise _missing(name, place, f"A manifest is a map; this begins {text.splitlines()[0][:60]!r}.")
    metadata = content.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    kind = _scalar(content.get("kind"), text, ("kind",))
    object_name = _scalar(metadata.get("name"), text, ("metadata", "name"))
    if not kind:
        raise _missing(name, place, f"The document that begins {text.splitlines()[0][:60]!r} has no `kind`.")
    if not object_name:
        raise _missing(name, place, f"The {kind} has no `metadata.name`.")
    document = Document(
        kind=kind,
        name=object_name,
        source=name,
        text=text,
        api_version=_scalar(content.get("apiVersion"), text, ("apiVersion",)),
        namespace=_scalar(metadata.get("namespace"), text, ("metadata", "namespace")),
    )
    return Manifest(document, content)


def _scalar(value: object, text: str, path: tuple[str, ...]) -> str:
    """Return a text field; numbers and booleans by their source text, anything else as an empty text."""
    if isinstance(value, str):
        return value
    if not isinstance(value, (bool, int, float)):
        return ""
    from .source_text import scalar_text

    return scalar_text(text, path)


def _missing(name: str, place: str, hint: str) -> FolderError:
    message = f"{name}: missing type data, not a valid Kubernetes manifest?"
    return FolderError(message, at=Location(place, 0), hint=hint)


def _not_yaml(name: str, place: str, piece: str, error: YAMLError) -> FolderError:
    hint = error.hint
    if error.at is not None:
        lines = piece.splitlines()
        if 0 < error.at.line <= len(lines):
            hint = f"Line {error.at.line} of what it renders to: {lines[error.at.line - 1].strip()[:100]}"
    return FolderError(f"{name}: {error.message}", at=Location(place, 0), hint=hint)
