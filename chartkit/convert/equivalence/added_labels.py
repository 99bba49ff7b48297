"""A chart's documents without the labels that an idiomatic export added: what is left is to equal the folder's.

The export records, for each document of a template, which labels it added. These are taken out of metadata where they
have the values that Helm's recommendation gives them, and nothing else is: every other difference is still found.

It also records the templates that it wrote pod presets into. A folder writes a manifest that presets change anew, with
sorted keys; so those of the chart that say they were changed are written anew, too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from chartkit.chart import Metadata
from chartkit.errors import YAMLError
from chartkit.goyaml import Node, NodeKind, compose, dump, load_tree
from chartkit.manifests import Document

__all__ = ["AddedLabels"]

_RECORD = ".chartkit.json"
_APPLIED = "podpreset.admission.kubernetes.io/podpreset-"


@dataclass(frozen=True, slots=True)
class AddedLabels:
    """What an export added to a chart's objects, as it recorded it."""

    entries: Sequence[Mapping[str, Any]] = ()
    #: Templates that pod presets are written into.
    presets: Sequence[str] = ()

    @classmethod
    def recorded(cls, chart: Path) -> AddedLabels:
        """Return what was added to the chart at ``chart``; nothing where there is no record."""
        try:
            extra = json.loads((chart / _RECORD).read_bytes())["extra"]
            entries, presets = extra.get("labels", []), extra.get("presets", [])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls()
        is_known = isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)
        return cls(entries if is_known else (), presets if isinstance(presets, list) else ())

    def removed(self, documents: Sequence[Document], metadata: Metadata, release: str) -> tuple[Document, ...]:
        """Return ``documents`` without the labels that were added.

        Args:
            documents: What the chart renders to.
            metadata: What Chart.yaml says.
            release: The release's name.
        """
        values = _values(metadata, release)
        return tuple(self._without(document, values) for document in documents)

    def _without(self, document: Document, values: Mapping[str, str]) -> Document:
        source = document.source.partition("/templates/")[2]
        for entry in self.entries:
            is_meant = entry.get("source") == source and entry.get("kind") in ("", document.kind)
            if is_meant and entry.get("name") in ("", document.name):
                keys = {key: values[key] for key in entry.get("keys", ()) if key in values}
                text = _without_labels(document.text, keys, whole=bool(entry.get("map")))
                document = replace(document, text=text)
                break
        if source in self.presets and _APPLIED in document.text:
            document = replace(document, text=dump(load_tree(document.text)).rstrip("\n"))
        return document


def _values(metadata: Metadata, release: str) -> dict[str, str]:
    return {
        "helm.sh/chart": f"{metadata.name}-{metadata.version}".replace("+", "_")[:63].removesuffix("-"),
        "app.kubernetes.io/name": metadata.name[:63].removesuffix("-"),
        "app.kubernetes.io/instance": release,
        "app.kubernetes.io/version": metadata.app_version,
        "app.kubernetes.io/managed-by": "Helm",
    }


def _without_labels(text: str, labels: Mapping[str, str], *, whole: bool) -> str:
    """Return a manifest without ``labels``; ``whole``: nor the map that they are in, if it holds nothing else."""
    try:
        metadata = _pair(compose(text), "metadata")
        pair = _pair(metadata[1] if metadata else None, "labels")
    except YAMLError:
        return text
    if metadata is None or pair is None or pair[1].kind is not NodeKind.MAPPING:
        return text
    holder, table = metadata[1], pair[1]
    found = list(zip(table.children[::2], table.children[1::2], strict=True))
    added = [(key, value) for key, value in found if labels.get(key.value) == value.value and _is_text(value)]
    spans = [_extent(text, table, number) for number, (key, _) in enumerate(found) if any(key is k for k, _ in added)]
    if whole and len(added) == len(found):
        keys = holder.children[::2]
        number = next(number for number, key in enumerate(keys) if key is pair[0])
        spans = [_extent(text, holder, number)]
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    return text


def _is_text(value: Node) -> bool:
    return value.kind is NodeKind.SCALAR


def _pair(node: Node | None, name: str) -> tuple[Node, Node] | None:
    if node is None or node.kind is not NodeKind.MAPPING:
        return None
    pairs = zip(node.children[::2], node.children[1::2], strict=True)
    return next(((key, value) for key, value in pairs if key.value == name), None)


def _extent(text: str, table: Node, number: int) -> tuple[int, int]:
    """Return where the entry ``number`` of a map stands, with what sets it apart from the others."""
    keys, values = table.children[::2], table.children[1::2]
    start, end = keys[number].start.offset, _end(text, values[number])
    if text[table.start.offset] == "{":
        following = keys[number + 1].start.offset if number + 1 < len(keys) else table.end.offset - 1
        return start, following
    line = text.rfind("\n", 0, start)
    return max(line, 0), end


def _end(text: str, node: Node) -> int:
    """Return where what is written last in ``node`` ends; a block's own end is where the next thing begins."""
    while node.children and text[node.start.offset] not in "{[":
        node = node.children[-1]
    return node.end.offset
