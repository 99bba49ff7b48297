"""The text that a template rendered to -> the manifests in it.

Upstream: kube-appdeploy process.go ProcessWithFuncs, targets.go Manifest
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from chartkit.errors import FolderError, YAMLError
from chartkit.gostd.unicode import SPACE
from chartkit.goyaml import load, load_go, load_tree
from chartkit.manifests import Document
from chartkit.patterns import late_pattern
from chartkit.records import dataclass, field, replace
from chartkit.source import Location, Origin, RenderedLine

from .sources import UTF8_HINT, undecodable

__all__ = ["FieldPath", "Locate", "Manifest", "exact_content", "manifests_of"]

FieldPath: TypeAlias = "tuple[str | int, ...]"

#: Three dashes at the start of a line end a document, and what follows them on the line belongs to the next one.
_SEPARATOR = late_pattern(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)

#: Says where the character at a line (from 1) and a column (from 0 in bytes) of a text was made, as far as is known.
Locate: TypeAlias = "Callable[[int, int], Origin | None]"


def _nowhere(_line: int, _column: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Manifest:
    """A document and what its text holds. ``content`` is shared and must not be changed."""

    document: Document
    content: dict[str, object]
    #: Where the document's lines were made; asking may take as long as rendering.
    locate: Locate = field(default=_nowhere, repr=False, compare=False)

    def rewritten(self, content: dict[str, object], text: str, locate: Locate) -> Manifest:
        """Return the manifest with other content."""
        return Manifest(replace(self.document, text=text), content, locate)

    def error(self, complaint: str, place: str, path: FieldPath, hint: str = "") -> FolderError:
        """Return the error that says ``complaint`` of what stands at ``path``.

        Args:
            complaint: The message.
            place: How the template goes by in messages, for when it is not known which line made this.
            path: Keys and indexes; what is missing is pointed to by what is around it.
            hint: What to do about it.
        """
        from .placing import place_of

        error = FolderError(complaint, Location(place, 0), hint)
        line = place_of(self.document.text, path)
        error.made_at(self.locate(line.line, line.column), line)
        return error


def manifests_of(name: str, place: str, rendered: str, locate: Locate = _nowhere) -> list[Manifest]:
    """Return the manifests in ``rendered``, the text that the template ``name`` rendered to.

    Text of nothing but white space holds none. Documents of nothing but comments are left out beside others.

    Args:
        name: The template's file name.
        place: How the file goes by in messages.
        rendered: The whole text.
        locate: Says where its lines were made.

    Raises:
        FolderError: The text is not YAML, or a document has no kind or no name.
    """
    text = rendered.strip(SPACE)
    if not text:
        return []
    reader = _Reader(name, place, rendered, locate)
    found = [manifest for start, piece in _pieces(rendered) if (manifest := reader.manifest(start, piece)) is not None]
    if not found:
        hint = "It renders to comments alone; what is switched off must render to nothing."
        raise reader.missing(Manifest(Document("", "", name, text), {}, reader.located(rendered.index(text))), (), hint)
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


def _pieces(rendered: str) -> Iterator[tuple[int, str]]:
    """Yield the documents' texts, each with its place in ``rendered``."""
    text = rendered.strip(SPACE)
    first = rendered.index(text)
    start = 0
    for end in [*(match.start() for match in _SEPARATOR.finditer(text)), len(text)]:
        piece = text[start:end].removeprefix("---").strip(SPACE)
        if piece:
            yield first + text.index(piece, start + 3 if text.startswith("---", start) else start), piece
        start = end


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the documents of one rendered text."""

    name: str
    place: str
    rendered: str
    locate: Locate

    def located(self, start: int) -> Locate:
        """Return what says where the lines of the document at ``start`` were made."""
        return lambda line, column: self.locate(*_further(self.rendered, start, line, column))

    def manifest(self, start: int, text: str) -> Manifest | None:
        """Return the manifest in ``text``, or None where that is nothing but comments."""
        bare = Manifest(Document("", "", self.name, text), {}, self.located(start))
        content = self._content(bare)
        if content is None:
            return None
        if not isinstance(content, dict):
            raise self.missing(bare, (), f"A manifest is a map; this begins {_beginning(text)}.")
        metadata = content.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        kind = _scalar(content.get("kind"), text, ("kind",))
        object_name = _scalar(metadata.get("name"), text, ("metadata", "name"))
        if not kind:
            raise self.missing(bare, ("kind",), f"The document that begins {_beginning(text)} has no `kind`.")
        if not object_name:
            raise self.missing(bare, ("metadata", "name"), f"The {kind} has no `metadata.name`.")
        document = Document(
            kind=kind,
            name=object_name,
            source=self.name,
            text=text,
            api_version=_scalar(content.get("apiVersion"), text, ("apiVersion",)),
            namespace=_scalar(metadata.get("namespace"), text, ("metadata", "namespace")),
        )
        return Manifest(document, content, bare.locate)

    def missing(self, manifest: Manifest, path: FieldPath, hint: str) -> FolderError:
        """Return the error that a document does not say what it is."""
        complaint = f"{self.name}: missing type data, not a valid Kubernetes manifest?"
        return manifest.error(complaint, self.place, path, hint)

    def _content(self, manifest: Manifest) -> object:
        text = manifest.document.text
        try:
            return load(text)
        except YAMLError:
            # PERF: load reads what manifests consist of several times faster; upstream's reader has the last word.
            try:
                return load_go(text)
            except YAMLError as error:
                raise self._not_yaml(manifest, error) from error

    def _not_yaml(self, manifest: Manifest, error: YAMLError) -> FolderError:
        text = manifest.document.text
        broken = undecodable(text)
        found = FolderError(
            f"{self.name}: {error.message}", Location(self.place, 0), UTF8_HINT if broken else error.hint
        )
        line, column = broken or ((error.at.line, error.at.column) if error.at else (0, 0))
        if line:
            lines = text.splitlines()
            line = max(1, min(line, len(lines)))
            found.made_at(manifest.locate(line, column), RenderedLine(line, column, lines[line - 1]))
        return found


def _beginning(text: str) -> str:
    return repr(text.splitlines()[0][:60])


def _further(text: str, start: int, line: int, column: int) -> tuple[int, int]:
    """Return the place in ``text`` of a line and column of the part of it that begins at ``start``."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    lines_before = text.count("\n", 0, start)
    return lines_before + line, column + (len(before.encode("utf-8", "surrogateescape")) if line == 1 else 0)


def _scalar(value: object, text: str, path: tuple[str, ...]) -> str:
    """Return a text field; numbers and booleans by their source text, anything else as an empty text."""
    if isinstance(value, str):
        return value
    if not isinstance(value, (bool, int, float)):
        return ""
    from .source_text import scalar_text

    return scalar_text(text, path)
