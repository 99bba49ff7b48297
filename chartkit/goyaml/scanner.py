"""Characters to tokens.

The port is close to go-yaml's scanner on purpose: which texts it refuses, and on which line, follows from the order
in which it looks for simple keys. Runs of characters are matched by patterns instead of one by one.

Upstream: go-yaml scannerc.go
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import ClassVar

from chartkit.patterns import late_pattern
from chartkit.records import dataclass

from .characters import Characters
from .cursor import BLANK_OR_END, BLANKS, BREAK_OR_END, BREAKS, END, HEX, SPACES
from .problems import reader_problem
from .scalar_scanner import ScalarScanner
from .tokens import Mark, Token, TokenKind

__all__ = ["MAX_DEPTH", "Scanner"]

#: How deep flow collections, and likewise block collections, may nest.
MAX_DEPTH = 10000
#: A key without ``?`` ends on its line and within so many characters.
_SIMPLE_KEY_LENGTH = 1024

_NAME_CHARS = r"0-9A-Za-z_\-"

_NAME = late_pattern(f"[{_NAME_CHARS}]*")
_URI = late_pattern(rf"[{_NAME_CHARS};/?:@&=+$,.!~*'()\[\]]*")
_NO_PLAIN_START = frozenset("-?:,[]{}#&*!|>'\"%@`")


@dataclass(slots=True)
class _SimpleKey:
    """A token that may turn out to be a key, if a ``:`` follows in time."""

    possible: bool
    required: bool
    #: Number of the token, counted from the start of the stream.
    number: int
    mark: Mark


class Scanner(ScalarScanner):
    """The tokens of a text whose first line has the number ``line``, scanned as they are asked for."""

    def __init__(self, characters: Characters, line: int = 0) -> None:
        super().__init__(characters, line)
        # Invariant: the token at the head has the number ``_taken``.
        self._tokens: deque[Token] = deque()
        self._taken = 0
        self._started = False
        self._indents: list[int] = []
        self._simple_keys: list[_SimpleKey] = []
        self._keys_by_token: dict[int, int] = {}

    def peek(self) -> Token:
        """Return the next token.

        Raises:
            YAMLError: What comes next is no token.

        Upstream: go-yaml parserc.go peek_token
        """
        try:
            while self._needs_more():
                self._fetch()
        except IndexError:
            if not self._problem:
                raise  # pragma: no cover - it would be a bug of ours
            raise reader_problem(self._problem) from None
        return self._tokens[0]

    def skip(self) -> None:
        """Take the token that was peeked at."""
        self._tokens.popleft()
        self._taken += 1

    def _needs_more(self) -> bool:
        """Return whether the token at the head may yet become a key, or there is none.

        Upstream: go-yaml scannerc.go yaml_parser_fetch_more_tokens
        """
        if not self._tokens:
            return True
        index = self._keys_by_token.get(self._taken)
        return index is not None and self._is_valid(self._simple_keys[index])

    def _append(self, kind: TokenKind, length: int) -> None:
        """Append the token that the next ``length`` characters are, and pass them."""
        start = self._mark()
        self._position += length
        self._tokens.append(Token(kind, start, self._mark()))

    # Simple keys and indentation

    def _is_valid(self, key: _SimpleKey) -> bool:
        """Return whether ``key`` may still be one."""
        if not key.possible:
            return False
        if key.mark.line < self._line or key.mark.offset + _SIMPLE_KEY_LENGTH < self._position:
            if key.required:
                raise self._error("could not find expected ':'")
            key.possible = False
            return False
        return True

    def _save_simple_key(self) -> None:
        """Note that a key may begin here, if one may."""
        if not self._simple_key_allowed:
            return
        mark = self._mark()
        required = self._flow_level == 0 and self._indent == mark.column
        key = _SimpleKey(possible=True, required=required, number=self._taken + len(self._tokens), mark=mark)
        self._remove_simple_key()
        self._simple_keys[-1] = key
        self._keys_by_token[key.number] = len(self._simple_keys) - 1

    def _remove_simple_key(self) -> None:
        """Give up the possible key of this flow level."""
        key = self._simple_keys[-1]
        if key.possible:
            if key.required:
                raise self._error("could not find expected ':'")
            key.possible = False
            self._keys_by_token.pop(key.number, None)

    def _increase_flow_level(self) -> None:
        number = self._taken + len(self._tokens)
        self._simple_keys.append(_SimpleKey(possible=False, required=False, number=number, mark=self._mark()))
        self._flow_level += 1
        if self._flow_level > MAX_DEPTH:
            raise self._error(f"exceeded max depth of {MAX_DEPTH}")

    def _decrease_flow_level(self) -> None:
        if self._flow_level:
            self._flow_level -= 1
            # Go: after ``[]`` this forgets the bracket's own key, for both have the number of the bracket.
            self._keys_by_token.pop(self._simple_keys.pop().number, None)

    def _roll_indent(self, column: int, kind: TokenKind, mark: Mark, number: int = -1) -> None:
        """Open a block collection if ``column`` is further to the right than the one that is open.

        Its token goes before the token with ``number``, or to the end.
        """
        if self._flow_level or self._indent >= column:
            return
        self._indents.append(self._indent)
        self._indent = column
        if len(self._indents) > MAX_DEPTH:
            raise self._error(f"exceeded max depth of {MAX_DEPTH}")
        self._insert(number, Token(kind, mark, mark))

    def _insert(self, number: int, token: Token) -> None:
        position = number - self._taken
        if position < 0:
            self._tokens.append(token)
        else:
            self._tokens.insert(position, token)

    def _unroll_indent(self, column: int) -> None:
        """Close the block collections that are further to the right than ``column``."""
        if self._flow_level:
            return
        while self._indent > column:
            self._append(TokenKind.BLOCK_END, 0)
            self._indent = self._indents.pop()

    # Fetching

    def _fetch(self) -> None:
        """Scan the next token, whatever it is.

        Upstream: go-yaml scannerc.go yaml_parser_fetch_next_token
        """
        if not self._started:
            self._started = True
            self._simple_key_allowed = True
            self._simple_keys.append(_SimpleKey(possible=False, required=False, number=0, mark=self._mark()))
            self._append(TokenKind.STREAM_START, 0)
            return
        self._scan_to_next_token()
        text, position = self._text, self._position
        column = position - self._line_start
        self._unroll_indent(column)
        self._look_ahead(4)
        char = text[position]
        if char == END:
            self._fetch_stream_end()
        elif column == 0 and char == "%":
            self._fetch_directive()
        elif column == 0 and char in "-." and self._at_document_marker():
            self._fetch_document_marker(TokenKind.DOCUMENT_START if char == "-" else TokenKind.DOCUMENT_END)
        elif (fetch := self._FETCH.get(char)) is not None:
            fetch(self)
        elif char == "-" and text[position + 1] in BLANK_OR_END:
            self._fetch_block_entry()
        elif char == "?" and (self._flow_level or text[position + 1] in BLANK_OR_END):
            self._fetch_key()
        elif char == ":" and (self._flow_level or text[position + 1] in BLANK_OR_END):
            self._fetch_value()
        elif char in "|>" and not self._flow_level:
            self._fetch_block_scalar()
        elif (
            (char not in _NO_PLAIN_START and char not in BLANK_OR_END)
            or (char == "-" and text[position + 1] not in " \t")
            or (not self._flow_level and char in "?:" and text[position + 1] not in BLANK_OR_END)
        ):
            self._fetch_plain_scalar()
        else:
            raise self._error("found character that cannot start any token")

    def _fetch_stream_end(self) -> None:
        if self._position != self._line_start:
            self._line += 1
            self._line_start = self._position
        self._close_all()
        self._append(TokenKind.STREAM_END, 0)

    def _close_all(self) -> None:
        """Close what is open, as the end of a document does."""
        self._unroll_indent(-1)
        self._remove_simple_key()
        self._simple_key_allowed = False

    def _fetch_directive(self) -> None:
        self._close_all()
        self._tokens.append(self._scan_directive())

    def _fetch_document_marker(self, kind: TokenKind) -> None:
        self._close_all()
        self._append(kind, 3)

    def _fetch_flow_sequence_start(self) -> None:
        self._fetch_flow_start(TokenKind.FLOW_SEQUENCE_START)

    def _fetch_flow_mapping_start(self) -> None:
        self._fetch_flow_start(TokenKind.FLOW_MAPPING_START)

    def _fetch_flow_sequence_end(self) -> None:
        self._fetch_flow_end(TokenKind.FLOW_SEQUENCE_END)

    def _fetch_flow_mapping_end(self) -> None:
        self._fetch_flow_end(TokenKind.FLOW_MAPPING_END)

    def _fetch_flow_start(self, kind: TokenKind) -> None:
        self._save_simple_key()
        self._increase_flow_level()
        self._simple_key_allowed = True
        self._append(kind, 1)

    def _fetch_flow_end(self, kind: TokenKind) -> None:
        self._remove_simple_key()
        self._decrease_flow_level()
        self._simple_key_allowed = False
        self._append(kind, 1)

    def _fetch_flow_entry(self) -> None:
        self._remove_simple_key()
        self._simple_key_allowed = True
        self._append(TokenKind.FLOW_ENTRY, 1)

    def _fetch_block_entry(self) -> None:
        if not self._flow_level:
            if not self._simple_key_allowed:
                raise self._error("block sequence entries are not allowed in this context")
            mark = self._mark()
            self._roll_indent(mark.column, TokenKind.BLOCK_SEQUENCE_START, mark)
        self._remove_simple_key()
        self._simple_key_allowed = True
        self._append(TokenKind.BLOCK_ENTRY, 1)

    def _fetch_key(self) -> None:
        if not self._flow_level:
            if not self._simple_key_allowed:
                raise self._error("mapping keys are not allowed in this context")
            mark = self._mark()
            self._roll_indent(mark.column, TokenKind.BLOCK_MAPPING_START, mark)
        self._remove_simple_key()
        self._simple_key_allowed = self._flow_level == 0
        self._append(TokenKind.KEY, 1)

    def _fetch_value(self) -> None:
        key = self._simple_keys[-1]
        if self._is_valid(key):
            self._insert(key.number, Token(TokenKind.KEY, key.mark, key.mark))
            self._roll_indent(key.mark.column, TokenKind.BLOCK_MAPPING_START, key.mark, key.number)
            key.possible = False
            self._keys_by_token.pop(key.number, None)
            self._simple_key_allowed = False
        else:
            if not self._flow_level:
                if not self._simple_key_allowed:
                    raise self._error("mapping values are not allowed in this context")
                mark = self._mark()
                self._roll_indent(mark.column, TokenKind.BLOCK_MAPPING_START, mark)
            self._simple_key_allowed = self._flow_level == 0
        self._append(TokenKind.VALUE, 1)

    def _fetch_alias(self) -> None:
        self._save_simple_key()
        self._simple_key_allowed = False
        self._tokens.append(self._scan_anchor(TokenKind.ALIAS))

    def _fetch_anchor(self) -> None:
        self._save_simple_key()
        self._simple_key_allowed = False
        self._tokens.append(self._scan_anchor(TokenKind.ANCHOR))

    def _fetch_tag(self) -> None:
        self._save_simple_key()
        self._simple_key_allowed = False
        self._tokens.append(self._scan_tag())

    def _fetch_block_scalar(self) -> None:
        self._remove_simple_key()
        self._simple_key_allowed = True
        self._tokens.append(self._scan_block_scalar())

    def _fetch_quoted_scalar(self) -> None:
        self._save_simple_key()
        self._simple_key_allowed = False
        self._tokens.append(self._scan_quoted_scalar())

    def _fetch_plain_scalar(self) -> None:
        self._save_simple_key()
        self._simple_key_allowed = False
        self._tokens.append(self._scan_plain_scalar())

    #: What scans the token that begins with a character, where that does not depend on what is around it.
    _FETCH: ClassVar[dict[str, Callable[[Scanner], None]]] = {
        "[": _fetch_flow_sequence_start,
        "{": _fetch_flow_mapping_start,
        "]": _fetch_flow_sequence_end,
        "}": _fetch_flow_mapping_end,
        ",": _fetch_flow_entry,
        "*": _fetch_alias,
        "&": _fetch_anchor,
        "!": _fetch_tag,
        "'": _fetch_quoted_scalar,
        '"': _fetch_quoted_scalar,
    }

    # Scanning

    def _scan_to_next_token(self) -> None:
        """Pass white space and comments."""
        text = self._text
        while True:
            # Go: this looks at the start of the reader's buffer, not at this line; only a second mark can be there.
            if self._position == self._line_start and text[0] == "\ufeff":
                self._position += 1
            # A tab may not stand where a key could begin: it would pass for indentation.
            self._run(BLANKS if self._flow_level or not self._simple_key_allowed else SPACES)
            self._skip_comment()
            if text[self._position] not in BREAKS:
                return
            self._skip_line()
            if not self._flow_level:
                self._simple_key_allowed = True

    def _scan_directive(self) -> Token:
        """Scan ``directive = "%" ( "YAML" version | "TAG" handle prefix ) [ comment ] break``."""
        start = self._mark()
        self._position += 1
        name = self._run(_NAME)
        if not name:
            raise self._error("could not find expected directive name")
        if self._text[self._position] not in BLANK_OR_END:
            raise self._error("found unexpected non-alphabetical character")
        if name == "YAML":
            self._run(BLANKS)
            major = self._scan_version_number()
            if self._text[self._position] != ".":
                raise self._error("did not find expected digit or '.' character")
            self._position += 1
            version = f"{major}.{self._scan_version_number()}"
            token = Token(TokenKind.VERSION_DIRECTIVE, start, self._mark(), version)
        elif name == "TAG":
            token = self._scan_tag_directive_value(start)
        else:
            raise self._error("found unknown directive name")
        self._run(BLANKS)
        self._skip_comment()
        if self._text[self._position] not in BREAK_OR_END:
            raise self._error("did not find expected comment or line break")
        self._skip_line()
        return token

    def _scan_version_number(self) -> int:
        start = self._position
        while "0" <= self._text[self._position] <= "9":
            if self._position - start == 2:
                raise self._error("found extremely long version number")
            self._position += 1
        if self._position == start:
            raise self._error("did not find expected version number")
        return int(self._text[start : self._position])

    def _scan_tag_directive_value(self, start: Mark) -> Token:
        self._run(BLANKS)
        handle = self._scan_tag_handle(directive=True)
        if self._text[self._position] not in " \t":
            raise self._error("did not find expected whitespace")
        self._run(BLANKS)
        prefix = self._scan_tag_uri("")
        if self._text[self._position] not in BLANK_OR_END:
            raise self._error("did not find expected whitespace or line break")
        return Token(TokenKind.TAG_DIRECTIVE, start, self._mark(), handle, prefix)

    def _scan_anchor(self, kind: TokenKind) -> Token:
        """Scan ``anchor = ( "&" | "*" ) name``."""
        start = self._mark()
        self._position += 1
        name = self._run(_NAME)
        end = self._mark()
        char = self._text[self._position]
        if not name or not (char in BLANK_OR_END or char in "?:,]}%@`"):
            raise self._error("did not find expected alphabetic or numeric character")
        return Token(kind, start, end, name)

    def _scan_tag(self) -> Token:
        """Scan ``tag = "!<" uri ">" | "!" [ name "!" ] uri | "!"``."""
        start = self._mark()
        if self._text[self._position + 1] == "<":
            self._position += 2
            handle, suffix = "", self._scan_tag_uri("")
            if self._text[self._position] != ">":
                raise self._error("did not find the expected '>'")
            self._position += 1
        else:
            handle = self._scan_tag_handle(directive=False)
            if len(handle) > 1 and handle[-1] == "!":
                suffix = self._scan_tag_uri("")
            else:
                # It was no handle after all, but the beginning of the tag.
                handle, suffix = "!", self._scan_tag_uri(handle)
                if not suffix:
                    handle, suffix = "", "!"
        if self._text[self._position] not in BLANK_OR_END:
            raise self._error("did not find expected whitespace or line break")
        return Token(TokenKind.TAG, start, self._mark(), handle, suffix)

    def _scan_tag_handle(self, *, directive: bool) -> str:
        if self._text[self._position] != "!":
            raise self._error("did not find expected '!'")
        self._position += 1
        handle = "!" + self._run(_NAME)
        if self._text[self._position] == "!":
            self._position += 1
            return handle + "!"
        if directive and handle != "!":
            raise self._error("did not find expected '!'")
        return handle

    def _scan_tag_uri(self, head: str) -> str:
        """Return the text of a tag, after the part of it that was taken for a handle."""
        pieces = [head[1:]]
        found = bool(head)
        while True:
            piece = self._run(_URI)
            pieces.append(piece)
            found = found or bool(piece)
            if self._text[self._position] != "%":
                break
            pieces.append(self._scan_uri_escapes())
            found = True
        if not found:
            raise self._error("did not find expected tag URI")
        return "".join(pieces)

    def _scan_uri_escapes(self) -> str:
        """Return the one character that a run of ``%xx`` stands for."""
        octets = bytearray()
        width = 1
        while len(octets) < width:
            digits = self._text[self._position + 1 : self._position + 3]
            if self._text[self._position] != "%" or len(digits) < 2 or HEX.fullmatch(digits) is None:
                raise self._error("did not find URI escaped octet")
            octet = int(digits, 16)
            if not octets:
                width = _width(octet)
                if not width:
                    raise self._error("found an incorrect leading UTF-8 octet")
            elif octet & 0xC0 != 0x80:
                raise self._error("found an incorrect trailing UTF-8 octet")
            octets.append(octet)
            self._position += 3
        return octets.decode("utf-8", "surrogateescape")


def _width(octet: int) -> int:
    """Return how many octets the character has that begins with ``octet``, and 0 if none does."""
    if octet & 0x80 == 0:
        return 1
    if octet & 0xE0 == 0xC0:
        return 2
    if octet & 0xF0 == 0xE0:
        return 3
    return 4 if octet & 0xF8 == 0xF0 else 0
