"""Characters to tokens.

The port is close to go-yaml's scanner on purpose: which texts it refuses, and on which line, follows from the order
in which it looks for simple keys. Runs of characters are matched by patterns instead of one by one.

This is one module of more than 500 lines because the scanner is one automaton: its methods share its state.

Upstream: go-yaml scannerc.go
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from typing import ClassVar

from chartkit.errors import YAMLError
from chartkit.patterns import late_pattern
from chartkit.records import dataclass

from .characters import Characters
from .escapes import CODES, ESCAPES
from .problems import reader_problem, scanner_problem
from .tokens import Mark, Style, Token, TokenKind

__all__ = ["MAX_DEPTH", "Scanner"]

#: How deep flow collections, and likewise block collections, may nest.
MAX_DEPTH = 10000
#: A key without ``?`` ends on its line and within so many characters.
_SIMPLE_KEY_LENGTH = 1024

_END = "\0"
#: The farthest that the scanner looks ahead at the end: the eight digits of an escape.
_PADDING = _END * 9
_BREAKS = "\r\n\x85\u2028\u2029"
_BLANK_OR_END = " \t" + _BREAKS + _END
_BREAK_OR_END = _BREAKS + _END
_NAME_CHARS = r"0-9A-Za-z_\-"

_BLANKS = late_pattern(r"[ \t]*")
_SPACES = late_pattern(r" *")
_LINE = late_pattern(f"[^{_BREAK_OR_END}]*")
_NAME = late_pattern(f"[{_NAME_CHARS}]*")
_PLAIN = {
    # Whether within a flow collection: the longest run of a plain scalar without white space.
    False: late_pattern(f"(?:[^:{_BLANK_OR_END}]|:(?![{_BLANK_OR_END}]))*"),
    True: late_pattern(rf"(?:[^:,?\[\]{{}}{_BLANK_OR_END}]|:(?![{_BLANK_OR_END}]))*"),
}
_SINGLE_QUOTED = late_pattern(f"[^'{_BLANK_OR_END}]*")
_DOUBLE_QUOTED = late_pattern(f'[^"\\\\{_BLANK_OR_END}]*')
_URI = late_pattern(rf"[{_NAME_CHARS};/?:@&=+$,.!~*'()\[\]]*")
_HEX = late_pattern(r"[0-9A-Fa-f]*")
_NO_PLAIN_START = frozenset("-?:,[]{}#&*!|>'\"%@`")


@dataclass(slots=True)
class _SimpleKey:
    """A token that may turn out to be a key, if a ``:`` follows in time."""

    possible: bool
    required: bool
    #: Number of the token, counted from the start of the stream.
    number: int
    mark: Mark


class Scanner:
    """The tokens of a text whose first line has the number ``line``, scanned as they are asked for."""

    def __init__(self, characters: Characters, line: int = 0) -> None:
        self._problem = characters.problem
        # Where the reader has a problem, the text ends early, and looking past its end raises IndexError.
        self._text = characters.text if self._problem else characters.text + _PADDING
        self._position = 0
        self._line = line
        self._line_start = 0
        # Invariant: the token at the head has the number ``_taken``.
        self._tokens: deque[Token] = deque()
        self._taken = 0
        self._started = False
        self._indent = -1
        self._indents: list[int] = []
        self._flow_level = 0
        self._simple_key_allowed = False
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

    def _look_ahead(self, count: int) -> None:
        """Meet the reader's problem if it is less than ``count`` characters away.

        Elsewhere the scanner meets it by looking at a character that is not there; go-yaml asks for more at once.
        """
        if self._problem and len(self._text) - self._position < count:
            raise IndexError

    def _mark(self) -> Mark:
        return Mark(self._line, self._position - self._line_start, self._position)

    def _error(self, problem: str) -> YAMLError:
        return scanner_problem(problem, self._mark())

    def _append(self, kind: TokenKind, length: int) -> None:
        """Append the token that the next ``length`` characters are, and pass them."""
        start = self._mark()
        self._position += length
        self._tokens.append(Token(kind, start, self._mark()))

    def _skip_line(self) -> None:
        """Pass the line break that stands here, if one does."""
        char = self._text[self._position]
        if char == "\r" and self._text[self._position + 1] == "\n":
            self._position += 2
        elif char in _BREAKS:
            self._position += 1
        else:
            return
        self._line += 1
        self._line_start = self._position

    def _read_line(self) -> str:
        """Pass the line break that stands here and return it: a line feed for all but U+2028 and U+2029."""
        char = self._text[self._position]
        if char not in _BREAKS:
            return ""
        self._skip_line()
        return char if char in "\u2028\u2029" else "\n"

    def _run(self, pattern: re.Pattern[str]) -> str:
        """Pass and return what ``pattern`` matches here."""
        match = pattern.match(self._text, self._position)
        # Every pattern used here matches the empty text as well.
        run = match[0] if match else ""
        self._position += len(run)
        return run

    def _skip_comment(self) -> None:
        if self._text[self._position] == "#":
            self._run(_LINE)

    def _at_document_marker(self) -> bool:
        """Return whether a line begins here with ``---`` or ``...`` on its own."""
        position = self._position
        return (
            position == self._line_start
            and self._text[position : position + 3] in ("---", "...")
            and self._text[position + 3] in _BLANK_OR_END
        )

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
        if char == _END:
            self._fetch_stream_end()
        elif column == 0 and char == "%":
            self._fetch_directive()
        elif column == 0 and char in "-." and self._at_document_marker():
            self._fetch_document_marker(TokenKind.DOCUMENT_START if char == "-" else TokenKind.DOCUMENT_END)
        elif (fetch := self._FETCH.get(char)) is not None:
            fetch(self)
        elif char == "-" and text[position + 1] in _BLANK_OR_END:
            self._fetch_block_entry()
        elif char == "?" and (self._flow_level or text[position + 1] in _BLANK_OR_END):
            self._fetch_key()
        elif char == ":" and (self._flow_level or text[position + 1] in _BLANK_OR_END):
            self._fetch_value()
        elif char in "|>" and not self._flow_level:
            self._fetch_block_scalar()
        elif (
            (char not in _NO_PLAIN_START and char not in _BLANK_OR_END)
            or (char == "-" and text[position + 1] not in " \t")
            or (not self._flow_level and char in "?:" and text[position + 1] not in _BLANK_OR_END)
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
            self._run(_BLANKS if self._flow_level or not self._simple_key_allowed else _SPACES)
            self._skip_comment()
            if text[self._position] not in _BREAKS:
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
        if self._text[self._position] not in _BLANK_OR_END:
            raise self._error("found unexpected non-alphabetical character")
        if name == "YAML":
            self._run(_BLANKS)
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
        self._run(_BLANKS)
        self._skip_comment()
        if self._text[self._position] not in _BREAK_OR_END:
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
        self._run(_BLANKS)
        handle = self._scan_tag_handle(directive=True)
        if self._text[self._position] not in " \t":
            raise self._error("did not find expected whitespace")
        self._run(_BLANKS)
        prefix = self._scan_tag_uri("")
        if self._text[self._position] not in _BLANK_OR_END:
            raise self._error("did not find expected whitespace or line break")
        return Token(TokenKind.TAG_DIRECTIVE, start, self._mark(), handle, prefix)

    def _scan_anchor(self, kind: TokenKind) -> Token:
        """Scan ``anchor = ( "&" | "*" ) name``."""
        start = self._mark()
        self._position += 1
        name = self._run(_NAME)
        end = self._mark()
        char = self._text[self._position]
        if not name or not (char in _BLANK_OR_END or char in "?:,]}%@`"):
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
        if self._text[self._position] not in _BLANK_OR_END:
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
            if self._text[self._position] != "%" or len(digits) < 2 or _HEX.fullmatch(digits) is None:
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

    def _scan_block_scalar(self) -> Token:
        """Scan ``block scalar = ( "|" | ">" ) [ chomping ] [ indentation ] [ comment ] break { line }``.

        Upstream: go-yaml scannerc.go yaml_parser_scan_block_scalar
        """
        text = self._text
        start = self._mark()
        literal = text[self._position] == "|"
        self._position += 1
        chomping, increment = self._scan_block_scalar_header()
        indent = max(self._indent, 0) + increment if increment else 0
        indent, breaks, end = self._scan_block_scalar_breaks(indent)
        pieces: list[str] = []
        leading_break, leading_blank = "", False
        while self._position - self._line_start == indent and text[self._position] != _END:
            blank = text[self._position] in " \t"
            if not literal and leading_break == "\n" and not leading_blank and not blank:
                if not breaks:
                    pieces.append(" ")
            else:
                pieces.append(leading_break)
            pieces.append(breaks)
            leading_blank = blank
            pieces.append(self._run(_LINE))
            leading_break = self._read_line()
            indent, breaks, end = self._scan_block_scalar_breaks(indent)
        if chomping != "-":
            pieces.append(leading_break)
        if chomping == "+":
            pieces.append(breaks)
        style = Style.LITERAL if literal else Style.FOLDED
        return Token(TokenKind.SCALAR, start, end, "".join(pieces), style=style)

    def _scan_block_scalar_header(self) -> tuple[str, int]:
        """Return the chomping sign and the indentation that were given, the latter 0 if it was not."""
        chomping, increment = "", 0
        for _ in range(2):
            char = self._text[self._position]
            if char in "+-" and not chomping:
                chomping = char
            elif "0" <= char <= "9" and not increment:
                if char == "0":
                    raise self._error("found an indentation indicator equal to 0")
                increment = int(char)
            else:
                break
            self._position += 1
        self._run(_BLANKS)
        self._skip_comment()
        if self._text[self._position] not in _BREAK_OR_END:
            raise self._error("did not find expected comment or line break")
        self._skip_line()
        return chomping, increment

    def _scan_block_scalar_breaks(self, indent: int) -> tuple[int, str, Mark]:
        """Pass indentation and empty lines; return the indentation, the breaks, and where the scalar ended so far.

        An ``indent`` of 0 is not known yet: the first line with text decides.
        """
        text = self._text
        end = self._mark()
        breaks: list[str] = []
        deepest = 0
        while True:
            run = self._run(_SPACES)
            if indent and self._position - self._line_start > indent:
                self._position = max(self._line_start + indent, self._position - len(run))
            column = self._position - self._line_start
            deepest = max(deepest, column)
            if (not indent or column < indent) and text[self._position] == "\t":
                raise self._error("found a tab character where an indentation space is expected")
            if text[self._position] not in _BREAKS:
                break
            breaks.append(self._read_line())
            end = self._mark()
        return indent or max(deepest, self._indent + 1, 1), "".join(breaks), end

    def _scan_quoted_scalar(self) -> Token:
        """Scan ``quoted scalar = "'" { char | "''" } "'" | '"' { char | escape } '"'``.

        Upstream: go-yaml scannerc.go yaml_parser_scan_flow_scalar
        """
        text = self._text
        start = self._mark()
        quote = text[self._position]
        scan_run = self._scan_single_quoted_run if quote == "'" else self._scan_double_quoted_run
        self._position += 1
        pieces: list[str] = []
        while True:
            if self._at_document_marker():
                raise self._error("found unexpected document indicator")
            if text[self._position] == _END:
                raise self._error("found unexpected end of stream")
            escaped_break = scan_run(pieces)
            self._look_ahead(2)
            if text[self._position] == quote:
                break
            pieces.append(self._scan_white_space(after_break=escaped_break))
        self._position += 1
        style = Style.SINGLE_QUOTED if quote == "'" else Style.DOUBLE_QUOTED
        return Token(TokenKind.SCALAR, start, self._mark(), "".join(pieces), style=style)

    def _scan_single_quoted_run(self, pieces: list[str]) -> bool:
        """Pass text up to white space or the closing quote; return false: no line break is escaped."""
        while True:
            pieces.append(self._run(_SINGLE_QUOTED))
            if self._text[self._position] != "'" or self._text[self._position + 1] != "'":
                return False
            pieces.append("'")
            self._position += 2

    def _scan_double_quoted_run(self, pieces: list[str]) -> bool:
        """Pass text up to white space or the closing quote; return whether it ended in an escaped line break."""
        while True:
            pieces.append(self._run(_DOUBLE_QUOTED))
            if self._text[self._position] != "\\":
                return False
            if self._text[self._position + 1] in _BREAKS:
                self._position += 1
                self._skip_line()
                return True
            pieces.append(self._scan_escape())

    def _scan_escape(self) -> str:
        char = self._text[self._position + 1]
        if char in ESCAPES:
            self._position += 2
            return ESCAPES[char]
        length = CODES.get(char)
        if length is None:
            raise self._error("found unknown escape character")
        self._position += 2
        digits = self._text[self._position : self._position + length]
        if len(digits) < length and self._problem:
            raise IndexError
        if len(digits) < length or _HEX.fullmatch(digits) is None:
            raise self._error("did not find expected hexdecimal number")
        code = int(digits, 16)
        if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            raise self._error("found invalid Unicode character escape code")
        self._position += length
        return chr(code)

    def _scan_white_space(self, *, after_break: bool) -> str:
        """Pass white space within a quoted scalar; return what it stands for.

        ``after_break`` says that an escaped line break came before it, so that blanks here are indentation.
        """
        text = self._text
        blanks = ""
        breaks: list[str] = []
        leading_break = ""
        folding = after_break
        while True:
            run = self._run(_BLANKS)
            if not folding:
                blanks = run
            if text[self._position] not in _BREAKS:
                break
            if folding:
                breaks.append(self._read_line())
            else:
                leading_break, folding = self._read_line(), True
        return _fold(leading_break, breaks) if folding else blanks

    def _scan_plain_scalar(self) -> Token:
        """Scan ``plain scalar = run { white space run }``.

        Upstream: go-yaml scannerc.go yaml_parser_scan_plain_scalar
        """
        text = self._text
        pattern = _PLAIN[self._flow_level > 0]
        indent = self._indent + 1
        start = end = self._mark()
        pieces: list[str] = []
        space = ""
        multiline = False
        while not self._at_document_marker() and text[self._position] != "#":
            run = self._run(pattern)
            if run:
                pieces += (space, run)
                space, multiline = "", False
                end = self._mark()
            if text[self._position] not in " \t" and text[self._position] not in _BREAKS:
                break
            space, multiline = self._scan_plain_white_space(space, indent, multiline=multiline)
            if not self._flow_level and self._position - self._line_start < indent:
                break
        if multiline:
            self._simple_key_allowed = True
        return Token(TokenKind.SCALAR, start, end, "".join(pieces))

    def _scan_plain_white_space(self, space: str, indent: int, *, multiline: bool) -> tuple[str, bool]:
        """Pass white space within a plain scalar; return what it stands for, and whether it had a line break."""
        text = self._text
        breaks: list[str] = []
        leading_break = ""
        while True:
            if not multiline:
                space += self._run(_BLANKS)
            else:
                self._run(_SPACES)
                if text[self._position] == "\t":
                    if self._position - self._line_start < indent:
                        raise self._error("found a tab character that violates indentation")
                    self._run(_BLANKS)
            if text[self._position] not in _BREAKS:
                break
            if multiline:
                breaks.append(self._read_line())
            else:
                leading_break, multiline = self._read_line(), True
        return (_fold(leading_break, breaks) if multiline else space), multiline


def _fold(leading: str, breaks: list[str]) -> str:
    """Return what line breaks within a scalar stand for: one is a space, of several the first is dropped."""
    rest = "".join(breaks)
    return (rest or " ") if leading == "\n" else leading + rest


def _width(octet: int) -> int:
    """Return how many octets the character has that begins with ``octet``, and 0 if none does."""
    if octet & 0x80 == 0:
        return 1
    if octet & 0xE0 == 0xC0:
        return 2
    if octet & 0xF0 == 0xE0:
        return 3
    return 4 if octet & 0xF8 == 0xF0 else 0
