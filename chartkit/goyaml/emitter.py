"""Scalars to their written form: which style, which escapes, where lines are folded.

Columns count characters. What a scalar returns begins at ``column``; its further lines are indented by ``indent``.

Upstream: go-yaml emitterc.go
"""

from __future__ import annotations

from collections.abc import Callable

from chartkit.patterns import late_pattern
from chartkit.records import dataclass

from .scalars import is_plain_string, is_plain_string_v3

__all__ = ["V2", "V3", "Dialect", "is_simple_key", "line_end", "write_literal", "write_string"]

_BREAKS = "\n\r\x85\u2028\u2029"
_BREAK = late_pattern("[\n\r\x85\u2028\u2029]")
_BREAK_KEPT = late_pattern("([\u2028\u2029])")
_LINE_OF_BLOCK = late_pattern("[^\n\u2028\u2029]+")
_SPACE_BREAK = late_pattern(" [\n\x85\u2028\u2029]")
_BREAK_SPACE = late_pattern("[\n\x85\u2028\u2029] ")
# Go: characters beyond U+FFFF do not count as printable.
_SPECIAL = "\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff\U00010000-\U0010ffff"
_UNPRINTABLE = late_pattern(f"[\x00-\x09{_SPECIAL}]")
# What a plain scalar must not begin with, and what it must not contain.
_LEADING_INDICATOR = late_pattern(r"[#,\[\]{}&*!|>'\"%@`]|[-?:](?:[ \t]|\Z)|---|\.\.\.")
_INNER_INDICATOR = late_pattern("(?::(?:[ \t]|\\Z)|[ \t\n\x85\u2028\u2029\x00]#)")
_TO_ESCAPE = late_pattern(f'[\x00-\x0a"\\\\\u2028\u2029{_SPECIAL}]')
_SHORT_ESCAPES = {
    "\0": "\\0",
    "\a": "\\a",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\v": "\\v",
    "\f": "\\f",
    "\r": "\\r",
    "\x1b": "\\e",
    '"': '\\"',
    "\\": "\\\\",
    "\x85": "\\N",
    "\xa0": "\\_",
    "\u2028": "\\L",
    "\u2029": "\\P",
}
_LONGEST_SIMPLE_KEY = 128
_NO_FOLDING = 1 << 62


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a version of go-yaml writes scalars."""

    #: Lines are folded at the first space beyond this column.
    width: int
    #: Whether block scalars may have tabs.
    block_has_tabs: bool
    #: Whether a text would be read as a string without quotes.
    is_plain_string: Callable[[str], bool]


V2 = Dialect(80, block_has_tabs=False, is_plain_string=is_plain_string)
V3 = Dialect(_NO_FOLDING, block_has_tabs=True, is_plain_string=is_plain_string_v3)


def is_printable_line(text: str) -> bool:
    """Return whether ``text`` is one line of printable ASCII."""
    return text.isascii() and text.isprintable()


def is_simple_key(text: str) -> bool:
    """Return whether a key is written without ``?``.

    Upstream: go-yaml emitterc.go yaml_emitter_check_simple_key
    """
    if len(text) > _LONGEST_SIMPLE_KEY:
        return False
    if is_printable_line(text):
        return True
    if _BREAK.search(text) is not None:
        return False
    return len(text.encode("utf-8", "surrogateescape")) <= _LONGEST_SIMPLE_KEY


def line_end(written: str) -> str:
    """Return a written scalar with what ends its line; a block scalar may have ended it."""
    return written if written[-1] in _BREAKS else written + "\n"


def write_string(text: str, column: int, indent: int, dialect: Dialect = V2, *, simple_key: bool = False) -> str:
    """Return the written form of a string. A ``simple_key`` is not folded.

    Upstream: go-yaml encode.go stringv, emitterc.go yaml_emitter_select_scalar_style
    """
    width = _NO_FOLDING if simple_key else dialect.width
    if is_printable_line(text):
        # PERF: what follows does the same for all texts, with patterns that most charts do not need.
        if not dialect.is_plain_string(text):
            return _write_double_quoted(text, column, indent, width)
        if (
            text[0] == " "
            or text[-1] == " "
            or _begins_otherwise(text)
            or ": " in text
            or text[-1] == ":"
            or " #" in text
        ):
            return _write_single_quoted(text, column, indent, width)
        return _fold(text, column, indent, width)
    checked = text.replace("\t", "-") if dialect.block_has_tabs else text
    if text.isascii():
        unprintable = not checked.replace("\n", "").isprintable() or " \n" in text
    else:
        unprintable = _UNPRINTABLE.search(checked) is not None or _SPACE_BREAK.search(text) is not None
    if "\n" in text:
        if unprintable or text.endswith(" ") or simple_key:
            return _write_double_quoted(text, column, indent, width)
        return write_literal(text, indent)
    if not dialect.is_plain_string(text):
        return _write_double_quoted(text, column, indent, width)
    if unprintable or "\t" in text or _BREAK_SPACE.search(text) is not None:
        return _write_double_quoted(text, column, indent, width)
    if text[0] == " " or text[-1] == " " or _BREAK.search(text) is not None or _has_indicator(text):
        return _write_single_quoted(text, column, indent, width)
    return _fold(text, column, indent, width)


def _begins_otherwise(text: str) -> bool:
    """Return whether a line of printable ASCII begins with what is no plain scalar."""
    first = text[0]
    if first in "-?:":
        return text[1:2] in {"", " "} or text.startswith("---")
    return first in "#,[]{}&*!|>'\"%@`" or text.startswith("...")


def _has_indicator(text: str) -> bool:
    """Return whether a text means something else without quotes."""
    return _LEADING_INDICATOR.match(text) is not None or _INNER_INDICATOR.search(text) is not None


def _fold(text: str, column: int, indent: int, width: int) -> str:
    """Return a text with line breaks for the single spaces that stand beyond ``width``.

    Upstream: go-yaml emitterc.go yaml_emitter_write_plain_scalar
    """
    if column + len(text) <= width:
        return text
    line_break = "\n" + " " * indent
    pieces: list[str] = []
    start = 0
    # Invariant: the character at offset i stands at column ``origin + i``.
    origin = column
    at = text.find(" ", max(width + 1 - origin, 1))
    while 0 < at < len(text) - 1:
        if text[at - 1] != " " and text[at + 1] != " ":
            pieces += (text[start:at], line_break)
            start = at + 1
            origin = indent - start
            at = text.find(" ", max(width + 1 - origin, start))
        else:
            at = text.find(" ", at + 1)
    pieces.append(text[start:])
    return "".join(pieces)


def _write_single_quoted(text: str, column: int, indent: int, width: int) -> str:
    """Return a text in single quotes.

    Upstream: go-yaml emitterc.go yaml_emitter_write_single_quoted_scalar
    """
    # Only U+2028 and U+2029 get here as line breaks; what follows them is indented.
    text = text.replace("'", "''")
    if text.isascii():
        return f"'{_fold(text, column + 1, indent, width)}'"
    first, *others = _BREAK_KEPT.split(text)
    pieces = ["'", _fold(first, column + 1, indent, width)]
    for other in others:
        if other in _BREAKS:
            pieces.append(other)
        else:
            pieces += (" " * indent, _fold(other, indent, indent, width))
    pieces.append("'")
    return "".join(pieces)


def _write_double_quoted(text: str, column: int, indent: int, width: int) -> str:
    """Return a text in double quotes.

    Upstream: go-yaml emitterc.go yaml_emitter_write_double_quoted_scalar
    """
    if text.isalnum() and text.isascii():
        return f'"{text}"'
    if text.startswith("\ufeff"):
        # Go: the test for a byte order mark looks at the start of the text, whatever character is being written.
        text = "".join([_escape(char) for char in text])
    else:
        text = _TO_ESCAPE.sub(lambda match: _escape(match[0]), text)
    line_break = "\n" + " " * indent
    pieces = ['"']
    start = 0
    # Invariant: the character at offset i stands at column ``origin + i``.
    origin = column + 1
    at = text.find(" ", max(width + 1 - origin, 1))
    while 0 < at < len(text) - 1:
        if text[at - 1] != " ":
            pieces += (text[start:at], line_break)
            start = at + 1
            origin = indent - start
            if text[start] == " ":
                pieces.append("\\")
                origin += 1
            at = text.find(" ", max(width + 1 - origin, start))
        else:
            at = text.find(" ", at + 1)
    pieces += (text[start:], '"')
    return "".join(pieces)


def _escape(char: str) -> str:
    short = _SHORT_ESCAPES.get(char)
    if short is not None:
        return short
    code = ord(char)
    if code <= 0xFF:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"


def write_literal(text: str, indent: int) -> str:
    """Return a text as a literal block: the header, and its lines.

    Upstream: go-yaml emitterc.go yaml_emitter_write_literal_scalar
    """
    pad = " " * indent
    hint = "2" if text[0] in " \n\u2028\u2029" else ""
    if text[-1] not in _BREAKS:
        hint += "-"
    elif len(text) == 1 or text[-2] in _BREAKS:
        hint += "+"
    if "\u2028" in text or "\u2029" in text:
        return f"|{hint}\n" + _LINE_OF_BLOCK.sub(lambda line: pad + line[0], text)
    return f"|{hint}\n" + "\n".join([pad + line if line else "" for line in text.split("\n")])
