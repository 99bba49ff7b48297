"""Rendered files to one stream whose documents say which file they are from, and such a stream to files.

The notes are written into the text, and taken out of it; the rest stays as it is.

DEVIATION: Helm writes every document anew (indentation by two, comments where its library thinks they belong), before
the post-renderer and after it. What the documents say is the same.

Upstream: helm pkg/action/action.go annotateAndMerge, splitAndDeannotate
"""

from __future__ import annotations

from collections.abc import Mapping

from chartkit.errors import RenderError, YAMLError
from chartkit.gostd.unicode import SPACE
from chartkit.goyaml import Node, NodeKind, compose
from chartkit.manifests import split

__all__ = ["annotated_stream", "files_of_stream"]

_KEY = "postrenderer.helm.sh/postrender-filename"
_PATH = ("metadata", "annotations", _KEY)


def annotated_stream(files: Mapping[str, str]) -> str:
    """Return the documents of all ``files`` in the order of their paths, each with an annotation that names its file.

    Documents without content are left out, and so are partials.

    Raises:
        RenderError: A document is not YAML, or is no mapping.
    """
    documents: list[str] = []
    for path in sorted(files):
        if path.rpartition("/")[2].startswith("_"):
            continue
        for text in split(files[path]):
            try:
                document = _set(text.rstrip(SPACE) + "\n", _PATH, f"'{path}'")
            except YAMLError as error:
                reason = f"parsing {path}: MalformedYAMLError: {error.message}"
                raise RenderError(f"error merging manifests: {reason}") from error
            documents += [document] if document else []
    return "---\n".join(documents)


def files_of_stream(text: str) -> dict[str, str]:
    """Return the files that the documents of a stream name, without the names; the others get names of their own.

    Raises:
        RenderError: A document is not YAML.
    """
    files: dict[str, list[str]] = {}
    number = 0
    for document in split(text):
        try:
            root = compose(document)
            if root is None:
                continue
            found = _find(root, _PATH)
            name = found[-1][1].value if found else ""
            files.setdefault(name or f"generated-by-postrender-{number}.yaml", []).append(
                _without(document.rstrip(SPACE) + "\n", _PATH) if found else document.rstrip(SPACE) + "\n"
            )
        except YAMLError as error:
            reason = f"error parsing YAML: MalformedYAMLError: {error.message}"
            raise RenderError(f"error while parsing post rendered output: {reason}") from error
        number += 1
    return {name: "---\n".join(documents) for name, documents in files.items()}


#: A key and its value.
_Entry = tuple[Node, Node]


def _entry(mapping: Node, key: str) -> _Entry | None:
    if mapping.kind is not NodeKind.MAPPING:
        return None
    pairs = zip(mapping.children[::2], mapping.children[1::2], strict=True)
    return next((pair for pair in pairs if pair[0].value == key), None)


def _find(root: Node, path: tuple[str, ...]) -> list[_Entry]:
    """Return the entries on ``path``, or none if it ends before."""
    found: list[_Entry] = []
    for key in path:
        entry = _entry(found[-1][1] if found else root, key)
        if entry is None:
            return []
        found.append(entry)
    return found


def _set(text: str, path: tuple[str, ...], value: str) -> str:
    """Return the document with ``value`` at ``path``; nothing if there is nothing in it."""
    root = compose(text)
    if root is None:
        return ""
    if root.kind is not NodeKind.MAPPING:
        raise YAMLError("wrong node kind: expected MappingNode but got another")
    mapping = root
    for depth, key in enumerate(path):
        entry = _entry(mapping, key)
        if entry is None:
            return _with_entry(text, mapping, path[depth:], value)
        is_table = entry[1].kind is NodeKind.MAPPING and bool(entry[1].children)
        if not is_table or depth == len(path) - 1:
            # Written anew, at the end.
            return _set(_without(text, path[: depth + 1]), path, value) or _block(path, value, 0)
        mapping = entry[1]
    raise AssertionError(path)  # the last key of a path is either there or not


def _with_entry(text: str, mapping: Node, path: tuple[str, ...], value: str) -> str:
    """Return ``text`` with one more entry in ``mapping``: ``path`` down to ``value``."""
    if _is_flow(text, mapping):
        entry = "{".join(f"{key}: " for key in path) + value + "}" * (len(path) - 1)
        close = mapping.end.offset - 1
        before = text[:close].rstrip(SPACE + ",")
        return f"{before}{', ' if mapping.children else ''}{entry}{text[close:]}"
    end = _end_of_line(text, _end(text, mapping))
    return text[:end] + _block(path, value, mapping.children[0].start.column) + text[end:]


def _block(path: tuple[str, ...], value: str, column: int) -> str:
    """Return the lines of an entry: ``path`` down to ``value``."""
    return "\n".join(f"{' ' * (column + 2 * depth)}{key}:" for depth, key in enumerate(path)) + f" {value}\n"


def _without(text: str, path: tuple[str, ...]) -> str:
    """Return ``text`` without the entry at ``path``, and without those above it that are left empty."""
    root = compose(text)
    found = _find(root, path) if root is not None else []
    if root is None or not found:
        return text
    mapping = found[-2][1] if len(found) > 1 else root
    if len(mapping.children) == 2 and len(path) > 1:
        return _without(text, path[:-1])
    key, value = found[-1]
    start, end = key.start.offset, _end(text, value)
    if not _is_flow(text, mapping):
        return text[: text.rfind("\n", 0, start) + 1] + text[_end_of_line(text, end) :]
    before, after = text[:start].rstrip(SPACE), text[end:].lstrip(SPACE)
    if before.endswith(","):
        return before[:-1] + after
    return before + after.removeprefix(",").lstrip(SPACE)


def _is_flow(text: str, mapping: Node) -> bool:
    return text[mapping.start.offset] == "{"


def _end(text: str, node: Node) -> int:
    """Return where the last thing in ``node`` ends; a block's own end is where the next thing begins."""
    while node.children and text[node.start.offset] not in "{[":
        node = node.children[-1]
    return node.end.offset


def _end_of_line(text: str, offset: int) -> int:
    """Return the start of the line after ``offset``, or ``offset`` if it is one."""
    if text[offset - 1 : offset] == "\n":
        return offset
    return text.find("\n", offset) + 1 or len(text)
