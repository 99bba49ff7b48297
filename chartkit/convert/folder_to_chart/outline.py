"""A manifest's template -> the YAML that it writes out literally, with places in the template.

Actions are hidden: one that has its line to itself becomes white space, any other a word of its length. What is read
then has every key and value that is written out, in the branches of all conditions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from chartkit.errors import YAMLError
from chartkit.gotemplate import Tree, nodes
from chartkit.goyaml import Node, NodeKind, compose
from chartkit.source import Span

from .yaml_places import BYTE_ORDER_MARK

__all__ = ["Entry", "Outline", "OutlinedDocument", "outline"]

_COMMENT = re.compile(r"\{\{(?:- )?/\*.*?\*/(?: -)?\}\}", re.DOTALL)
_SEPARATOR = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its value, with their places in the template."""

    key: Node
    value: Node
    #: Where the key begins, and where the value begins and ends.
    start: int
    value_start: int
    value_end: int


@dataclass(frozen=True, slots=True)
class Outline:
    """A template's text and its documents."""

    text: str
    #: The text with its actions hidden; of the same length.
    plain: str
    actions: Sequence[Span]
    #: Where dot is something else than at the top.
    shifted: Sequence[Span]
    #: Parts that are run at times only, from the outside in.
    conditional: Sequence[Span]
    #: Where the statement of each of these parts ends.
    ends: Mapping[Span, int]
    #: Actions that print.
    printing: Sequence[nodes.Node]
    documents: Sequence[OutlinedDocument] = ()

    def is_literal(self, start: int, end: int) -> bool:
        """Return whether no action stands between two places."""
        return not any(action.start < end and start < action.end for action in self.actions)

    def root(self, offset: int) -> str:
        """Return what comes before a field of the context at ``offset``: nothing, or ``$``."""
        return "$" if any(span.start <= offset < span.end for span in self.shifted) else ""

    def context(self, offset: int) -> str:
        """Return an expression for the context at ``offset``."""
        return self.root(offset) or "."

    def branch(self, offset: int) -> Span | None:
        """Return the innermost part around ``offset`` that is run at times only."""
        found = [span for span in self.conditional if span.start <= offset < span.end]
        return found[-1] if found else None

    def after(self, start: int, end: int) -> int | None:
        """Return where a line can follow what ends at ``end`` and be run as often as what is at ``start``; or None."""
        inner = [span for span in self.conditional if start < span.start <= end < span.end]
        place = self.line_end(self.ends[inner[0]] if inner else end)
        is_sure = self.branch(place) == self.branch(start) and not self.text[:place].rstrip().endswith("-}}")
        return place if is_sure else None

    def printed_alone(self, start: int, end: int) -> Iterator[nodes.Node]:
        """Yield the actions between two places that print whole lines."""
        for node in self.printing:
            if start <= node.start < end and self.plain[node.start : node.end].isspace():
                yield node

    def line_end(self, offset: int) -> int:
        """Return where the line of ``offset`` ends, before its newline."""
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end


@dataclass(frozen=True)
class OutlinedDocument:
    """One document of a template."""

    number: int
    start: int
    end: int
    root: Node | None

    def entries(self, mapping: Node | None) -> list[Entry]:
        """Return the entries of a mapping; none where it is something else."""
        if mapping is None or mapping.kind is not NodeKind.MAPPING:
            return []
        return [
            Entry(
                key,
                value,
                self.start + key.start.offset,
                self.start + value.start.offset,
                self.start + value.end.offset,
            )
            for key, value in zip(mapping.children[::2], mapping.children[1::2], strict=True)
        ]

    def all(self, mapping: Node | None, key: str) -> list[Entry]:
        """Return the entries with ``key``: more than one where they stand in several branches."""
        return [entry for entry in self.entries(mapping) if entry.key.value == key]

    def only(self, mapping: Node | None, *keys: str) -> Entry | None:
        """Return the entry on the way ``keys``, each of which stands there once; None where there is no such entry."""
        found: Entry | None = None
        for key in keys:
            entries = self.all(found.value if found else mapping, key)
            if len(entries) != 1:
                return None
            found = entries[0]
        return found

    @cached_property
    def kind(self) -> str:
        """The kind, where it is written out."""
        return self.text_of("kind")

    def text_of(self, *keys: str) -> str:
        """Return the text at ``keys``; empty where there is none."""
        entry = self.only(self.root, *keys)
        return entry.value.value if entry is not None and entry.value.kind is NodeKind.SCALAR else ""


def outline(tree: Tree, own: Sequence[Tree], dead: Sequence[Span]) -> Outline:
    """Return what a file's own template writes out.

    Args:
        tree: The template.
        own: The definitions in the file.
        dead: What is not to be looked at.
    """
    text = tree.source.text
    shifted: list[Span] = []
    ends: dict[Span, int] = {}
    actions = [*(Span(inner.start, inner.end) for inner in own), *_actions(tree.root, shifted, ends)]
    actions += (Span(*match.span()) for match in _COMMENT.finditer(text))
    actions = sorted(set(actions))
    printing = [
        node
        for node in nodes.walk(tree.root)
        if isinstance(node, nodes.Template) or (isinstance(node, nodes.Action) and not node.pipe.declared)
    ]
    plain = _hidden(text, actions, dead)
    conditional = sorted(ends, key=lambda span: (span.start, -span.end))
    return Outline(text, plain, actions, shifted, conditional, ends, printing, [*_documents(plain, conditional)])


def _actions(root: nodes.List, shifted: list[Span], ends: dict[Span, int]) -> Iterator[Span]:
    """Yield the actions in ``root``; note where dot changes, and what is run at times only."""
    for node in nodes.walk(root):
        if isinstance(node, nodes.Branch):
            opened, divider, divided, closed = node.marks
            yield from (Span(node.start, opened), Span(divider, divided), Span(closed, node.end))
            ends |= dict.fromkeys((Span(opened, divider), Span(divided, closed)), node.end)
            if not isinstance(node, nodes.If):
                shifted.append(Span(opened, divider))
        elif isinstance(node, (nodes.Action, nodes.Template, nodes.Break, nodes.Continue)):
            yield Span(node.start, node.end)


def _hidden(text: str, actions: Sequence[Span], dead: Sequence[Span]) -> str:
    """Return ``text`` with its actions as white space or words, and what is dead as white space."""
    letters = list(text)
    for span in dead:
        for offset in range(span.start, span.end):
            if letters[offset] != "\n":
                letters[offset] = " "
    inside = bytearray(len(text))
    for span in actions:
        inside[span.start : span.end] = b"\1" * (span.end - span.start)
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if any(inside[start:end]):
            alone = all(inside[offset] or letters[offset].isspace() for offset in range(start, end))
            for offset in range(start, end):
                if inside[offset]:
                    letters[offset] = " " if alone else "x"
        start = end + 1
    return "".join(letters)


def _documents(plain: str, conditional: Sequence[Span]) -> Iterator[OutlinedDocument]:
    starts = [int(plain.startswith(BYTE_ORDER_MARK)), *(match.end() for match in _SEPARATOR.finditer(plain))]
    ends = [*(match.start() for match in _SEPARATOR.finditer(plain)), len(plain)]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        found = _document(number, plain, start, end)
        kinds = [entry.start for entry in found.all(found.root, "kind")]
        if len(kinds) < 2:
            yield found
        for kind in kinds if len(kinds) > 1 else ():
            # Several documents in the branches of a statement: each is read without the others.
            yield _document(number, _without(plain, kind, kinds, conditional), start, end)


def _document(number: int, plain: str, start: int, end: int) -> OutlinedDocument:
    try:
        root = compose(plain[start:end])
    except YAMLError:
        root = None
    return OutlinedDocument(number, start, end, root)


def _without(plain: str, kept: int, places: Sequence[int], conditional: Sequence[Span]) -> str:
    """Return ``plain`` without the branches that hold one of ``places`` and not the one that is ``kept``."""
    for place in places:
        other = [span for span in conditional if span.start <= place < span.end and not span.start <= kept < span.end]
        if other:
            span = other[0]
            blank = re.sub(r"[^\n]", " ", plain[span.start : span.end])
            plain = plain[: span.start] + blank + plain[span.end :]
    return plain
