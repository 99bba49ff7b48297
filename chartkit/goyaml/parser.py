"""Tokens to events.

Upstream: go-yaml parserc.go
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from .problems import parser_problem
from .scanner import Scanner
from .tags import PREFIX
from .tokens import Event, EventKind, Mark, Style, Token, TokenKind

__all__ = ["Parser"]

_State: TypeAlias = "Callable[[Parser], Event]"

_Kind = TokenKind
_DEFAULT_HANDLES = (("!", "!"), ("!!", PREFIX))
_DIRECTIVES = frozenset({_Kind.VERSION_DIRECTIVE, _Kind.TAG_DIRECTIVE})
_NO_CONTENT = _DIRECTIVES | {_Kind.DOCUMENT_START, _Kind.DOCUMENT_END, _Kind.STREAM_END}
_AFTER_ENTRY = frozenset({_Kind.BLOCK_ENTRY, _Kind.BLOCK_END})
_AFTER_KEY = frozenset({_Kind.KEY, _Kind.VALUE, _Kind.BLOCK_END})
_AFTER_INDENTLESS_ENTRY = _AFTER_KEY | {_Kind.BLOCK_ENTRY}
_AFTER_FLOW_KEY = frozenset({_Kind.VALUE, _Kind.FLOW_ENTRY, _Kind.FLOW_SEQUENCE_END})
_AFTER_FLOW_MAPPING_KEY = frozenset({_Kind.VALUE, _Kind.FLOW_ENTRY, _Kind.FLOW_MAPPING_END})


class Parser:
    """The events of a stream of tokens, parsed as they are asked for.

    A state is the method that parses what comes next; the states to return to are on a stack, so that depth of
    nesting is no depth of calls.
    """

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self._state: _State = Parser._parse_stream_start
        self._states: list[_State] = []
        self._handles: dict[str, str] = {}

    def next(self) -> Event:
        """Return the next event.

        Raises:
            YAMLError: The next tokens are no YAML.

        Upstream: go-yaml parserc.go yaml_parser_state_machine
        """
        return self._state(self)

    def _peek(self) -> Token:
        return self._scanner.peek()

    def _skip(self) -> Token:
        """Take the token that was peeked at, and peek at the next."""
        self._scanner.skip()
        return self._scanner.peek()

    def _finish(self, event: Event) -> Event:
        """Return to the state before, with ``event``."""
        self._state = self._states.pop()
        return event

    def _empty_scalar(self, mark: Mark, state: _State) -> Event:
        """Return the scalar that stands where nothing was written, and go on in ``state``."""
        self._state = state
        return Event(EventKind.SCALAR, mark, mark, implicit=True)

    # Documents

    def _parse_stream_start(self) -> Event:
        token = self._peek()
        self._scanner.skip()
        self._state = Parser._parse_implicit_document_start
        return Event(EventKind.STREAM_START, token.start, token.end)

    def _parse_implicit_document_start(self) -> Event:
        """Parse ``implicit document = block node { "..." }``."""
        token = self._peek()
        if token.kind in _NO_CONTENT - {_Kind.DOCUMENT_END}:
            return self._parse_explicit_document_start(token)
        self._process_directives()
        self._states.append(Parser._parse_document_end)
        self._state = Parser._parse_block_node
        return Event(EventKind.DOCUMENT_START, token.start, token.end)

    def _parse_document_start(self) -> Event:
        token = self._peek()
        while token.kind is _Kind.DOCUMENT_END:
            token = self._skip()
        return self._parse_explicit_document_start(token)

    def _parse_explicit_document_start(self, token: Token) -> Event:
        """Parse ``explicit document = { directive } "---" [ block node ] { "..." }``."""
        if token.kind is _Kind.STREAM_END:
            self._scanner.skip()
            return Event(EventKind.STREAM_END, token.start, token.end)
        start = token.start
        self._process_directives()
        token = self._peek()
        if token.kind is not _Kind.DOCUMENT_START:
            raise parser_problem("did not find expected <document start>", token.start)
        self._scanner.skip()
        self._states.append(Parser._parse_document_end)
        self._state = Parser._parse_document_content
        return Event(EventKind.DOCUMENT_START, start, token.end)

    def _parse_document_content(self) -> Event:
        token = self._peek()
        if token.kind in _NO_CONTENT:
            return self._empty_scalar(token.start, self._states.pop())
        return self._parse_node(block=True)

    def _parse_document_end(self) -> Event:
        token = self._peek()
        start = end = token.start
        if token.kind is _Kind.DOCUMENT_END:
            end = token.end
            self._scanner.skip()
        self._handles.clear()
        self._state = Parser._parse_document_start
        return Event(EventKind.DOCUMENT_END, start, end)

    def _process_directives(self) -> None:
        """Parse ``{ "%YAML" version | "%TAG" handle prefix }``."""
        token = self._peek()
        version = ""
        while token.kind in _DIRECTIVES:
            if token.kind is _Kind.VERSION_DIRECTIVE:
                if version:
                    raise parser_problem("found duplicate %YAML directive", token.start)
                version = token.value
                if version != "1.1":
                    raise parser_problem("found incompatible YAML document", token.start)
            else:
                if token.value in self._handles:
                    raise parser_problem("found duplicate %TAG directive", token.start)
                self._handles[token.value] = token.suffix
            token = self._skip()
        for handle, prefix in _DEFAULT_HANDLES:
            self._handles.setdefault(handle, prefix)

    # Nodes

    def _parse_block_node(self) -> Event:
        return self._parse_node(block=True)

    def _parse_node(self, *, block: bool, indentless: bool = False) -> Event:
        """Parse ``node = alias | [ properties ] ( collection | scalar )``.

        ``indentless`` allows a sequence whose dashes are as far to the left as the key that it belongs to.
        """
        token = self._peek()
        if token.kind is _Kind.ALIAS:
            self._scanner.skip()
            return self._finish(Event(EventKind.ALIAS, token.start, token.end, anchor=token.value))
        start, end = token.start, token.start
        anchor, tag = None, None
        # At most one of each, in either order.
        while (token.kind is _Kind.ANCHOR and anchor is None) or (token.kind is _Kind.TAG and tag is None):
            if token.kind is _Kind.ANCHOR:
                anchor = token
            else:
                tag = token
            end = token.end
            token = self._skip()
        event = Event(EventKind.SCALAR, start, end)
        event.anchor = anchor.value if anchor is not None else ""
        event.tag = self._full_tag(tag) if tag is not None else ""
        event.implicit = not event.tag
        return self._parse_content(event, token, block=block, indentless=indentless)

    def _full_tag(self, token: Token) -> str:
        """Return a tag with its handle replaced by what that stands for."""
        if not token.value:
            return token.suffix
        tag = self._handles.get(token.value, "") + token.suffix if token.value in self._handles else ""
        if not tag:
            raise parser_problem("found undefined tag handle", token.start)
        return tag

    def _parse_content(self, event: Event, token: Token, *, block: bool, indentless: bool) -> Event:
        """Parse ``content = block sequence | block mapping | flow sequence | flow mapping | scalar``."""
        kind = token.kind
        if kind is _Kind.SCALAR:
            self._scanner.skip()
            event.value, event.style, event.end = token.value, token.style, token.end
            event.implicit = (not event.tag and token.style is Style.PLAIN) or event.tag == "!"
            return self._finish(event)
        state = None
        if indentless and kind is _Kind.BLOCK_ENTRY:
            event.kind, state = EventKind.SEQUENCE_START, Parser._parse_indentless_entry
        elif kind is _Kind.FLOW_SEQUENCE_START:
            event.kind, state = EventKind.SEQUENCE_START, Parser._parse_flow_sequence_first_entry
        elif kind is _Kind.FLOW_MAPPING_START:
            event.kind, state = EventKind.MAPPING_START, Parser._parse_flow_mapping_first_key
        elif block and kind is _Kind.BLOCK_SEQUENCE_START:
            event.kind, state = EventKind.SEQUENCE_START, Parser._parse_block_sequence_first_entry
        elif block and kind is _Kind.BLOCK_MAPPING_START:
            event.kind, state = EventKind.MAPPING_START, Parser._parse_block_mapping_first_key
        if state is not None:
            event.end = token.end
            self._state = state
            return event
        if event.anchor or event.tag:
            return self._finish(event)
        raise parser_problem("did not find expected node content", token.start)

    # Block collections

    def _parse_block_sequence_first_entry(self) -> Event:
        self._scanner.skip()
        return self._parse_block_sequence_entry()

    def _parse_block_sequence_entry(self) -> Event:
        """Parse ``block sequence = { "-" [ block node ] } block end``."""
        token = self._peek()
        if token.kind is _Kind.BLOCK_ENTRY:
            mark = token.end
            if self._skip().kind in _AFTER_ENTRY:
                return self._empty_scalar(mark, Parser._parse_block_sequence_entry)
            self._states.append(Parser._parse_block_sequence_entry)
            return self._parse_node(block=True)
        if token.kind is _Kind.BLOCK_END:
            self._scanner.skip()
            return self._finish(Event(EventKind.SEQUENCE_END, token.start, token.end))
        raise parser_problem("did not find expected '-' indicator", token.start)

    def _parse_indentless_entry(self) -> Event:
        """Parse ``indentless sequence = "-" [ block node ] { "-" [ block node ] }``."""
        token = self._peek()
        if token.kind is _Kind.BLOCK_ENTRY:
            mark = token.end
            if self._skip().kind in _AFTER_INDENTLESS_ENTRY:
                return self._empty_scalar(mark, Parser._parse_indentless_entry)
            self._states.append(Parser._parse_indentless_entry)
            return self._parse_node(block=True)
        return self._finish(Event(EventKind.SEQUENCE_END, token.start, token.start))

    def _parse_block_mapping_first_key(self) -> Event:
        self._scanner.skip()
        return self._parse_block_mapping_key()

    def _parse_block_mapping_key(self) -> Event:
        """Parse ``block mapping = { [ "?" [ node ] ] [ ":" [ node ] ] } block end``."""
        token = self._peek()
        if token.kind is _Kind.KEY:
            mark = token.end
            if self._skip().kind in _AFTER_KEY:
                return self._empty_scalar(mark, Parser._parse_block_mapping_value)
            self._states.append(Parser._parse_block_mapping_value)
            return self._parse_node(block=True, indentless=True)
        if token.kind is _Kind.BLOCK_END:
            self._scanner.skip()
            return self._finish(Event(EventKind.MAPPING_END, token.start, token.end))
        raise parser_problem("did not find expected key", token.start)

    def _parse_block_mapping_value(self) -> Event:
        token = self._peek()
        if token.kind is not _Kind.VALUE:
            return self._empty_scalar(token.start, Parser._parse_block_mapping_key)
        mark = token.end
        if self._skip().kind in _AFTER_KEY:
            return self._empty_scalar(mark, Parser._parse_block_mapping_key)
        self._states.append(Parser._parse_block_mapping_key)
        return self._parse_node(block=True, indentless=True)

    # Flow collections

    def _parse_flow_sequence_first_entry(self) -> Event:
        return self._parse_flow_sequence_item(self._skip())

    def _parse_flow_sequence_entry(self) -> Event:
        token = self._peek()
        if token.kind is _Kind.FLOW_ENTRY:
            token = self._skip()
        elif token.kind is not _Kind.FLOW_SEQUENCE_END:
            raise parser_problem("did not find expected ',' or ']'", token.start)
        return self._parse_flow_sequence_item(token)

    def _parse_flow_sequence_item(self, token: Token) -> Event:
        """Parse ``flow sequence = "[" { item "," } [ item ] "]" ; item = node | [ "?" ] pair``."""
        if token.kind is _Kind.KEY:
            self._scanner.skip()
            self._state = Parser._parse_flow_pair_key
            return Event(EventKind.MAPPING_START, token.start, token.end, implicit=True)
        if token.kind is not _Kind.FLOW_SEQUENCE_END:
            self._states.append(Parser._parse_flow_sequence_entry)
            return self._parse_node(block=False)
        self._scanner.skip()
        return self._finish(Event(EventKind.SEQUENCE_END, token.start, token.end))

    def _parse_flow_pair_key(self) -> Event:
        token = self._peek()
        if token.kind not in _AFTER_FLOW_KEY:
            self._states.append(Parser._parse_flow_pair_value)
            return self._parse_node(block=False)
        # Go: the token is taken although it is not the key's; ``[?: a]`` is refused because of it.
        self._scanner.skip()
        return self._empty_scalar(token.end, Parser._parse_flow_pair_value)

    def _parse_flow_pair_value(self) -> Event:
        token = self._peek()
        if token.kind is _Kind.VALUE and self._skip().kind not in {_Kind.FLOW_ENTRY, _Kind.FLOW_SEQUENCE_END}:
            self._states.append(Parser._parse_flow_pair_end)
            return self._parse_node(block=False)
        return self._empty_scalar(token.start, Parser._parse_flow_pair_end)

    def _parse_flow_pair_end(self) -> Event:
        token = self._peek()
        self._state = Parser._parse_flow_sequence_entry
        return Event(EventKind.MAPPING_END, token.start, token.start)

    def _parse_flow_mapping_first_key(self) -> Event:
        return self._parse_flow_mapping_item(self._skip())

    def _parse_flow_mapping_key(self) -> Event:
        token = self._peek()
        if token.kind is _Kind.FLOW_ENTRY:
            token = self._skip()
        elif token.kind is not _Kind.FLOW_MAPPING_END:
            raise parser_problem("did not find expected ',' or '}'", token.start)
        return self._parse_flow_mapping_item(token)

    def _parse_flow_mapping_item(self, token: Token) -> Event:
        """Parse ``flow mapping = "{" { item "," } [ item ] "}" ; item = node | [ "?" ] pair``."""
        if token.kind is _Kind.KEY:
            token = self._skip()
            if token.kind in _AFTER_FLOW_MAPPING_KEY:
                return self._empty_scalar(token.start, Parser._parse_flow_mapping_value)
            self._states.append(Parser._parse_flow_mapping_value)
            return self._parse_node(block=False)
        if token.kind is not _Kind.FLOW_MAPPING_END:
            self._states.append(Parser._parse_flow_mapping_no_value)
            return self._parse_node(block=False)
        self._scanner.skip()
        return self._finish(Event(EventKind.MAPPING_END, token.start, token.end))

    def _parse_flow_mapping_value(self) -> Event:
        token = self._peek()
        if token.kind is _Kind.VALUE:
            token = self._skip()
            if token.kind not in {_Kind.FLOW_ENTRY, _Kind.FLOW_MAPPING_END}:
                self._states.append(Parser._parse_flow_mapping_key)
                return self._parse_node(block=False)
        return self._empty_scalar(token.start, Parser._parse_flow_mapping_key)

    def _parse_flow_mapping_no_value(self) -> Event:
        return self._empty_scalar(self._peek().start, Parser._parse_flow_mapping_key)
