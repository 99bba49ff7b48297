"""Events to a tree of nodes with their places.

Upstream: go-yaml decode.go parser
"""

from __future__ import annotations

from enum import Enum

from chartkit.errors import YAMLError
from chartkit.gostd import unicode
from chartkit.records import dataclass, field
from chartkit.source import Location

from .characters import Characters, read
from .limits import MAX_NESTING, TOO_DEEP
from .parser import Parser
from .scanner import Scanner
from .sound_start import sound_start
from .tokens import Event, EventKind, Mark, Style

__all__ = ["Node", "NodeKind", "compose", "count_bytes"]


class NodeKind(Enum):
    """What a node is."""

    SCALAR = "scalar"
    SEQUENCE = "sequence"
    MAPPING = "mapping"
    ALIAS = "alias"


@dataclass(slots=True, eq=False)
class Node:
    """One node; a mapping's ``children`` are keys and values in turn.

    PERF: not frozen; nodes are made by the thousand.
    """

    kind: NodeKind
    start: Mark
    end: Mark
    #: A scalar's text, an alias's name.
    value: str = ""
    tag: str = ""
    #: Whether a scalar without tag may be resolved: it is plain.
    implicit: bool = False
    style: Style = Style.PLAIN
    anchor: str = ""
    children: list[Node] = field(default_factory=list)
    #: What an alias stands for.
    target: Node | None = None

    @property
    def location(self) -> Location:
        """The place where the node begins, its column counted in characters."""
        return Location("", self.start.line + 1, self.start.column)


def compose(text: str, *, look_further: bool = False) -> Node | None:
    """Return the first document of ``text`` as a tree, and None for a text without one.

    If ``look_further``, what follows the document has to be the beginning of another, or nothing.

    Raises:
        YAMLError: The first document is not YAML; the text is go-yaml's.
    """
    characters = read(text)
    start = sound_start(characters)
    try:
        if start.position:
            rest = Characters(characters.text[start.position :], characters.problem)
            _compose_first(Parser(Scanner(rest, start.line)), look_further=look_further)
        return _compose_first(Parser(Scanner(characters)), look_further=look_further)
    except YAMLError as error:
        raise count_bytes(error, text) from None


def _compose_first(parser: Parser, *, look_further: bool) -> Node | None:
    parser.next()
    if parser.next().kind is EventKind.STREAM_END:
        return None
    root = _compose_document(parser)
    if look_further:
        parser.next()
    return root


def count_bytes(error: YAMLError, text: str) -> YAMLError:
    """Return ``error`` with its column counted in bytes, as places are, instead of characters.

    Nodes and tokens do not know the text that they come from, so errors about them count characters first.
    """
    at = error.at
    if at is None or text.isascii():
        return error
    line = (text.split("\n", at.line)[at.line - 1 : at.line] or [""])[0]
    column = unicode.byte_length(line[: at.column])
    return YAMLError(error.message, at=Location(at.name, at.line, column), hint=error.hint)


def _compose_document(parser: Parser) -> Node:
    """Return the document whose start was parsed, and pass its end."""
    root: list[Node] = []
    anchors: dict[str, Node] = {}
    children = root
    open_nodes: list[tuple[Node, list[Node]]] = []
    while True:
        event = parser.next()
        kind = event.kind
        if kind is EventKind.DOCUMENT_END:
            return root[0]
        if kind is EventKind.SEQUENCE_END or kind is EventKind.MAPPING_END:
            node, children = open_nodes.pop()
            node.end = event.end
            continue
        if kind is EventKind.ALIAS:
            children.append(_alias(event, anchors))
            continue
        node = _node(event)
        if event.anchor:
            anchors[event.anchor] = node
        children.append(node)
        if kind is not EventKind.SCALAR:
            if len(open_nodes) == MAX_NESTING:
                raise _too_deep(parser)
            open_nodes.append((node, children))
            children = node.children


_KINDS = {
    EventKind.SCALAR: NodeKind.SCALAR,
    EventKind.SEQUENCE_START: NodeKind.SEQUENCE,
    EventKind.MAPPING_START: NodeKind.MAPPING,
}


def _node(event: Event) -> Node:
    return Node(
        _KINDS[event.kind],
        event.start,
        event.end,
        event.value,
        event.tag,
        implicit=event.implicit,
        style=event.style,
        anchor=event.anchor,
    )


def _alias(event: Event, anchors: dict[str, Node]) -> Node:
    target = anchors.get(event.anchor)
    if target is None:
        at = Location("", event.start.line + 1, event.start.column)
        raise YAMLError(f"yaml: unknown anchor '{event.anchor}' referenced", at=at)
    return Node(NodeKind.ALIAS, event.start, event.end, event.anchor, target=target)


def _too_deep(parser: Parser) -> YAMLError:
    """Return the error for a document that nests too deep, or raise go-yaml's if it refuses the document too."""
    while parser.next().kind is not EventKind.DOCUMENT_END:
        pass
    return YAMLError(f"yaml: {TOO_DEEP}")
