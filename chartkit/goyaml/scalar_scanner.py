"""Characters to scalars: block scalars, quoted ones and plain ones.

Upstream: go-yaml scannerc.go
"""

from __future__ import annotations

from chartkit.patterns import late_pattern

from .characters import Characters
from .cursor import BLANK_OR_END, BLANKS, BREAK_OR_END, BREAKS, END, HEX, LINE, SPACES, Cursor
from .escapes import CODES, ESCAPES, character
from .tokens import Mark, Style, Token, TokenKind

__all__ = ["ScalarScanner"]

_PLAIN = {
    # Whether within a flow collection: the longest run of a plain scalar without white space.
    False: late_pattern(f"(?:[^:{BLANK_OR_END}]|:(?![{BLANK_OR_END}]))*"),
    True: late_pattern(rf"(?:[^:,?\[\]{{}}{BLANK_OR_END}]|:(?![{BLANK_OR_END}]))*"),
}
_SINGLE_QUOTED = late_pattern(f"[^'{BLANK_OR_END}]*")
_DOUBLE_QUOTED = late_pattern(f'[^"\\\\{BLANK_OR_END}]*')


class ScalarScanner(Cursor):
    """Scans scalars; of what is around them it knows what decides where they end."""

    def __init__(self, characters: Characters, line: int) -> None:
        super().__init__(characters, line)
        #: Column of the innermost block collection; -1: there is none.
        self._indent = -1
        self._flow_level = 0
        self._simple_key_allowed = False

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
        while self._position - self._line_start == indent and text[self._position] != END:
            blank = text[self._position] in " \t"
            if not literal and leading_break == "\n" and not leading_blank and not blank:
                if not breaks:
                    pieces.append(" ")
            else:
                pieces.append(leading_break)
            pieces.append(breaks)
            leading_blank = blank
            pieces.append(self._run(LINE))
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
        self._run(BLANKS)
        self._skip_comment()
        if self._text[self._position] not in BREAK_OR_END:
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
            run = self._run(SPACES)
            if indent and self._position - self._line_start > indent:
                self._position = max(self._line_start + indent, self._position - len(run))
            column = self._position - self._line_start
            deepest = max(deepest, column)
            if (not indent or column < indent) and text[self._position] == "\t":
                raise self._error("found a tab character where an indentation space is expected")
            if text[self._position] not in BREAKS:
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
            if text[self._position] == END:
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
            if self._text[self._position + 1] in BREAKS:
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
        if len(digits) < length or HEX.fullmatch(digits) is None:
            raise self._error("did not find expected hexdecimal number")
        found = character(digits)
        if found is None:
            raise self._error("found invalid Unicode character escape code")
        self._position += length
        return found

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
            run = self._run(BLANKS)
            if not folding:
                blanks = run
            if text[self._position] not in BREAKS:
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
            if text[self._position] not in " \t" and text[self._position] not in BREAKS:
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
                space += self._run(BLANKS)
            else:
                self._run(SPACES)
                if text[self._position] == "\t":
                    if self._position - self._line_start < indent:
                        raise self._error("found a tab character that violates indentation")
                    self._run(BLANKS)
            if text[self._position] not in BREAKS:
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
