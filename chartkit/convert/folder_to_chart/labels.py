"""The labels that Helm recommends, put into the metadata of objects where a template writes them out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chartkit.gotemplate import nodes
from chartkit.goyaml import NodeKind
from chartkit.source import Span

from .outline import Entry, Outline, OutlinedDocument
from .rendered import Rendered
from .rewriting import Edit, Naming

__all__ = ["AddedLabels", "Said", "indent_of", "label_edits"]

_CHART = "helm.sh/chart"
_NAME = "app.kubernetes.io/name"
_INSTANCE = "app.kubernetes.io/instance"
_VERSION = "app.kubernetes.io/version"
_MANAGER = "app.kubernetes.io/managed-by"

#: What selectors choose by labels: a label that some selector asks for is no news to be added to these.
_SELECTED_KINDS = frozenset({"Pod", "Namespace", "Service", "Node", "PersistentVolume", "Endpoints", "EndpointSlice"})

_BLANK = re.compile(r"[ \t]*(?:#.*)?")


class Said(Protocol):
    """Takes notes."""

    def note(self, offset: int, text: str) -> None:
        """Note ``text`` about the place ``offset``."""
        ...


@dataclass(frozen=True, slots=True)
class AddedLabels:
    """What was added to the objects of one document of a template."""

    source: str
    #: Of the objects; empty where it is not written out.
    kind: str
    name: str
    keys: tuple[str, ...]
    #: Whether the objects had no labels before.
    whole: bool
    edits: Sequence[Edit]

    def record(self) -> dict[str, object]:
        """Return what verifying has to know."""
        return {"source": self.source, "kind": self.kind, "name": self.name, "keys": list(self.keys), "map": self.whole}


def label_edits(
    source: str,
    outlined: Outline,
    document: OutlinedDocument,
    naming: Naming,
    rendered: Rendered,
    *,
    version: bool,
    said: Said,
) -> AddedLabels | None:
    """Return the edits that add the labels that a document's objects do not have; None where nothing is added."""
    metadata = document.only(document.root, "metadata")
    written = document.text_of("metadata", "name")
    name = written if metadata and _is_written_out(outlined, document.only(metadata.value, "name")) else ""
    kind = document.kind if _is_written_out(outlined, document.only(document.root, "kind")) else ""
    objects = rendered.of(source, kind, name)
    if metadata is None or metadata.value.kind is not NodeKind.MAPPING or kind == "List":
        if objects:
            said.note(document.start, "no labels are added: metadata is not written out here")
        return None
    if not objects and kind:
        said.note(
            document.start, f"{kind} {name} stays as it is: no environment and no mode renders it".replace("  ", " ")
        )
    present = {key for found in objects for key in found.table("metadata", "labels")}
    wanted = (_CHART, _NAME, _INSTANCE, *((_VERSION,) if version else ()), _MANAGER)
    keys = tuple(
        key
        for key in wanted
        if key not in present and not (key in rendered.selected and kind in ("", *_SELECTED_KINDS))
    )
    if not keys or not objects:
        return None
    labels = document.all(metadata.value, "labels")
    placed = _Placed(outlined, document, naming, keys, whole=keys == wanted)
    if labels:
        edits = [placed.into(entry) for entry in labels]
    elif any(found.at("metadata", "labels") is not None for found in objects):
        edits = [None]
    else:
        edits = [placed.new(metadata)]
    if None in edits:
        said.note(metadata.start, "no labels are added: those that are there are not written out")
        return None
    return AddedLabels(source, kind, name, keys, not labels, [edit for edit in edits if edit is not None])


def _is_written_out(outlined: Outline, entry: Entry | None) -> bool:
    return entry is not None and outlined.is_literal(entry.value_start, entry.value_end)


@dataclass(frozen=True, slots=True)
class _Placed:
    """Labels as they are written at one place or another."""

    outlined: Outline
    document: OutlinedDocument
    naming: Naming
    keys: tuple[str, ...]
    whole: bool

    def new(self, metadata: Entry) -> Edit | None:
        """Return the edit that gives ``metadata`` labels."""
        children = self.document.entries(metadata.value)
        if metadata.value.anchor or not children:
            return None
        if self.outlined.plain[metadata.value_start] == "{":
            start = metadata.value_start + 1
            return Span(start, start), f"labels: {{{', '.join(self._lines(start))}}}, "
        column = children[0].key.start.column
        place = self._after_name(metadata)
        at = self._after_key(metadata) if place is None else place
        if at is None:
            return None
        return Span(at, at), f"\n{' ' * column}labels:{self._block(at, column + 2)}"

    def into(self, labels: Entry) -> Edit | None:
        """Return the edit that adds to ``labels``."""
        text = self.outlined.text
        value = labels.value
        if value.anchor or value.kind in (NodeKind.ALIAS, NodeKind.SEQUENCE):
            return None
        if value.kind is NodeKind.MAPPING and self.outlined.plain[labels.value_start] == "{":
            start = labels.value_start + 1
            return Span(start, start), ", ".join(self._lines(start)) + (", " if value.children else "")
        colon = text.index(":", labels.start) + 1
        if value.kind is NodeKind.MAPPING:
            column: int | None = value.children[0].start.column
            at = self._after_key(labels)
        else:
            column = self._written_by_action(labels, colon)
            at = self._after_key(labels) if not value.value else colon
        if at is None or column is None:
            return None
        return Span(at, at), self._block(at, column)

    def _written_by_action(self, labels: Entry, colon: int) -> int | None:
        """Return the column of labels that one action writes after ``colon``."""
        entries = [entry for entry in self.document.entries(self.document.root) if entry.start > labels.start]
        end = min([entry.start for entry in entries], default=self.document.end)
        if not any(colon <= span.start < end for span in self.outlined.actions):
            return labels.key.start.column + 2 if not labels.value.value else None
        printing = [node for node in self.outlined.printing if colon <= node.start < end]
        return indent_of(printing[0]) if printing and isinstance(printing[0], nodes.Action) else None

    def _after_name(self, metadata: Entry) -> int | None:
        """Return the end of the line of the name, if what comes after it is run whenever ``metadata`` is."""
        name = self.document.only(metadata.value, "name")
        if name is None or name.value.kind is not NodeKind.SCALAR:
            return None
        same_line = name.key.start.line == name.value.end.line
        same_branch = self.outlined.branch(name.start) == self.outlined.branch(metadata.start)
        end = self.outlined.line_end(name.start)
        safe = not self.outlined.text[:end].rstrip().endswith("-}}") and all(
            span.end <= end or span.start >= end for span in self.outlined.actions
        )
        return end if same_line and same_branch and safe else None

    def _after_key(self, entry: Entry) -> int | None:
        """Return the end of the line of a key, if nothing but a comment follows it there."""
        colon = self.outlined.text.index(":", entry.start) + 1
        end = self.outlined.line_end(colon)
        return end if _BLANK.fullmatch(self.outlined.text, colon, end) else None

    def _block(self, at: int, column: int) -> str:
        """Return the labels as lines at ``column``, each with a newline before it."""
        if self.whole:
            helper = f'include "{self.naming.helper("labels")}" {self.outlined.context(at)}'
            return f"\n{' ' * column}{{{{- {helper} | nindent {column} }}}}"
        return "".join(f"\n{' ' * column}{line}" for line in self._lines(at))

    def _lines(self, at: int) -> list[str]:
        context, root = self.outlined.context(at), self.outlined.root(at)
        values = {
            _CHART: f'include "{self.naming.helper("chart")}" {context} | quote',
            _NAME: f'include "{self.naming.helper("name")}" {context} | quote',
            _INSTANCE: f"{root}.Release.Name | quote",
            _VERSION: f"{root}.Chart.AppVersion | quote",
            _MANAGER: f"{root}.Release.Service",
        }
        return [f"{key}: {{{{ {values[key]} }}}}" for key in self.keys]


def indent_of(node: nodes.Action) -> int | None:
    """Return how far an action indents what it prints."""
    last = node.pipe.commands[-1].args
    head = last[0]
    if isinstance(head, nodes.Identifier) and head.name in ("indent", "nindent") and len(last) > 1:
        number = last[1]
        return number.as_int if isinstance(number, nodes.Number) else None
    return None
