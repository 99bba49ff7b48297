"""Tokens, events and marks: what the scanner hands to the parser, and the parser to the composer.

Upstream: go-yaml yamlh.go
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from chartkit.records import dataclass

__all__ = ["Event", "EventKind", "Mark", "Style", "Token", "TokenKind"]


class Mark(NamedTuple):
    """A place in the text: line and column from 0, the column and the offset counted in characters."""

    line: int
    column: int
    offset: int


class Style(Enum):
    """How a scalar is written."""

    PLAIN = "plain"
    SINGLE_QUOTED = "single-quoted"
    DOUBLE_QUOTED = "double-quoted"
    LITERAL = "literal"
    FOLDED = "folded"


class TokenKind(Enum):
    """What a token is."""

    STREAM_START = "stream start"
    STREAM_END = "stream end"
    VERSION_DIRECTIVE = "version directive"
    TAG_DIRECTIVE = "tag directive"
    DOCUMENT_START = "document start"
    DOCUMENT_END = "document end"
    BLOCK_SEQUENCE_START = "block sequence start"
    BLOCK_MAPPING_START = "block mapping start"
    BLOCK_END = "block end"
    FLOW_SEQUENCE_START = "flow sequence start"
    FLOW_SEQUENCE_END = "flow sequence end"
    FLOW_MAPPING_START = "flow mapping start"
    FLOW_MAPPING_END = "flow mapping end"
    BLOCK_ENTRY = "block entry"
    FLOW_ENTRY = "flow entry"
    KEY = "key"
    VALUE = "value"
    ALIAS = "alias"
    ANCHOR = "anchor"
    TAG = "tag"
    SCALAR = "scalar"

    # Kinds are members of sets on the scanner's path; Enum's own hash is computed in Python.
    __hash__ = object.__hash__


@dataclass(slots=True)
class Token:
    """One token.

    ``value`` is a scalar's text, an anchor's name, a tag's or directive's handle, or a directive's version;
    ``suffix`` is what follows a tag's handle, or a directive's prefix.
    """

    kind: TokenKind
    start: Mark
    end: Mark
    value: str = ""
    suffix: str = ""
    style: Style = Style.PLAIN


class EventKind(Enum):
    """What an event is."""

    STREAM_START = "stream start"
    STREAM_END = "stream end"
    DOCUMENT_START = "document start"
    DOCUMENT_END = "document end"
    ALIAS = "alias"
    SCALAR = "scalar"
    SEQUENCE_START = "sequence start"
    SEQUENCE_END = "sequence end"
    MAPPING_START = "mapping start"
    MAPPING_END = "mapping end"


@dataclass(slots=True)
class Event:
    """One event.

    ``implicit`` is true of a scalar that may be resolved: one that is plain and has no tag, or has the tag ``!``.
    """

    kind: EventKind
    start: Mark
    end: Mark
    value: str = ""
    anchor: str = ""
    tag: str = ""
    implicit: bool = False
    style: Style = Style.PLAIN
