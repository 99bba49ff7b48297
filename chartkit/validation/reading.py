"""The text of a file to its documents: values for checking, and places for the findings.

A text is split into documents before anything is parsed, so that a mistake in one does not hide what is wrong in the
next. Values are read fast; places are looked up in a second reading, which only happens where there is a finding.

Upstream: sigs.k8s.io/yaml yaml.go YAMLToJSONStrict; k8s.io/apimachinery pkg/util/yaml decoder.go YAMLReader
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from chartkit.errors import YAMLError
from chartkit.goyaml import load_with_repeated, split_stream
from chartkit.records import dataclass, field
from chartkit.source import Location

from .findings import FieldPath, Finding

if TYPE_CHECKING:
    from chartkit.goyaml import Node

__all__ = ["Chunk", "Places", "Reading", "read", "split"]

_MARKER = r"(?m)^\.\.\.[ \t]*$\n?"
#: What Go's messages begin with: a library's name, and a line that counts from the document's start.
_GO_PREFIX = r"(?:error converting YAML to JSON: )?(?:yaml: )?(?:line \d+: )?"
#: Numbers that YAML has and JSON has not.
_NO_JSON = frozenset((".inf", "+.inf", "-.inf", ".nan"))


@dataclass(frozen=True, slots=True)
class Chunk:
    """One document's text; ``line`` is the line of the file it begins on, from 1."""

    text: str
    line: int
    #: What is wrong with the line that separates it from the document before.
    problem: YAMLError | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says."""

    value: object
    #: Repeated keys, and numbers without a JSON form.
    findings: list[Finding] = field(default_factory=list)


def split(text: str) -> Iterator[Chunk]:
    """Yield the documents of a file; those without content too."""
    for piece in split_stream(text):
        problem = piece.problem
        # DEVIATION: upstream reads one document for each separator; what follows a marker of the end is lost there.
        line, start = piece.line, 0
        for match in re.finditer(_MARKER, piece.text) if "..." in piece.text else ():
            yield Chunk(piece.text[start : match.start()], line, problem)
            line += piece.text.count("\n", start, match.end())
            start, problem = match.end(), None
        yield Chunk(piece.text[start:], line, problem)


def read(chunk: Chunk) -> Reading:
    """Return the value of a document, with what is wrong with it although it can be read.

    Raises:
        YAMLError: The text is not YAML; its place counts in the file.
    """
    if chunk.problem is not None:
        raise _in_file(chunk.problem, Chunk(chunk.text, 1))
    try:
        value, repeated = load_with_repeated(chunk.text)
    except YAMLError as error:
        infinite = list(_numbers_without_json(chunk.text))
        if not infinite:
            raise _in_file(error, chunk) from error
        return _read_quoted(chunk, infinite)
    hint = "remove one; only the last would count"
    findings = []
    for again in repeated:
        message = f'key "{again.path[-1]}" is there twice'
        findings.append(Finding("CK002", again.path, message, hint, at_key=True, at=_place(again.key, chunk)))
    return Reading(value, findings)


class Places:
    """Where the parts of one document stand."""

    def __init__(self, chunk: Chunk) -> None:
        from chartkit.goyaml import compose

        self._chunk = chunk
        self._lines = chunk.text.split("\n")
        try:
            self._root = compose(chunk.text)
        except YAMLError:
            self._root = None

    def find(self, path: FieldPath, *, at_key: bool) -> tuple[int, int]:
        """Return line (from 1, in the file) and column (from 0, in bytes) of what stands at ``path``.

        A scalar is found by its value unless ``at_key``, anything else by its key; what is missing is found by the
        nearest part around it.
        """
        from chartkit.goyaml import NodeKind, find_node

        if self._root is None:
            return self._chunk.line, 0
        place = find_node(self._root, path)
        node = place.value
        if place.key is not None and (at_key or place.depth < len(path) or node.kind is not NodeKind.SCALAR):
            node = place.key
        line = self._lines[node.start.line] if node.start.line < len(self._lines) else ""
        before = line[: node.start.column]
        column = len(before) if before.isascii() else len(before.encode("utf-8", "surrogateescape"))
        return self._chunk.line + node.start.line, column


def _place(node: Node, chunk: Chunk) -> tuple[int, int]:
    return chunk.line + node.start.line, node.start.column


def _in_file(error: YAMLError, chunk: Chunk) -> YAMLError:
    """Return the error with its place in the file, and without what only places it."""
    line, column = (error.at.line, error.at.column) if error.at else (1, 0)
    message = error.message[re.match(_GO_PREFIX, error.message).end() :]  # type: ignore[union-attr] # it matches ""
    hint = error.hint
    if "\t" in chunk.text and "cannot start any token" in message:
        hint = "indent with spaces; YAML does not take tabs"
    return YAMLError(message, Location("", max(1, line) + chunk.line - 1, column), hint)


def _numbers_without_json(text: str) -> Iterator[tuple[FieldPath, Node]]:
    """Yield the plain infinities and not-a-numbers of a document."""
    if not any(word in text.lower() for word in (".inf", ".nan")):
        return
    from chartkit.goyaml import NodeKind, compose

    try:
        root = compose(text)
    except YAMLError:
        return
    waiting: list[tuple[FieldPath, Node]] = [((), root)] if root is not None else []
    while waiting:
        path, node = waiting.pop()
        if node.kind is NodeKind.SEQUENCE:
            waiting += [((*path, index), child) for index, child in enumerate(node.children)]
        elif node.kind is NodeKind.MAPPING:
            pairs = zip(node.children[::2], node.children[1::2], strict=True)
            waiting += [((*path, key.value), child) for key, child in pairs]
        elif node.kind is NodeKind.SCALAR and node.implicit and node.value.lower() in _NO_JSON:
            yield path, node


def _read_quoted(chunk: Chunk, infinite: list[tuple[FieldPath, Node]]) -> Reading:
    """Return the reading of a document with its numbers that JSON lacks as strings, each with a finding."""
    text = chunk.text
    for _, node in sorted(infinite, key=lambda found: found[1].start.offset, reverse=True):
        start, end = node.start.offset, node.end.offset
        text = f"{text[:start]}'{text[start:end]}'{text[end:]}"
    reading = read(Chunk(text, chunk.line))
    hint = "put it in quotes"
    wrong = [
        Finding("CK104", path, f"{node.value} is a number that manifests cannot hold", hint, at=_place(node, chunk))
        for path, node in infinite
    ]
    return Reading(reading.value, wrong + reading.findings)
