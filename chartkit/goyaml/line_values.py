"""Values that take more than a look at where they begin: quoted and block scalars, folded text, flow collections.

Each is read as go-yaml reads it, or not at all.

Upstream: go-yaml scannerc.go
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from chartkit.patterns import late_pattern

from .escapes import ESCAPES, character
from .json_scalars import UNSURE, Unsure

__all__ = [
    "HEADERS",
    "FlowReader",
    "Header",
    "header_of",
    "is_comment",
    "is_readable",
    "read_block_scalar",
    "read_long_quoted",
    "read_quoted",
]

#: What go-yaml refuses (characters.FORBIDDEN), or takes for a line break or a byte order mark.
_UNREADABLE = late_pattern("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_COMMENT = late_pattern(r" *(?: #.*)?")
_DOUBLE_QUOTED = late_pattern(r'[^"\\]*+(?:\\.[^"\\]*+)*+')
_ESCAPE = late_pattern(r"\\(.)(?:(?<=x)([0-9A-Fa-f]{2})|(?<=u)([0-9A-Fa-f]{4})|(?<=U)([0-9A-Fa-f]{8}))?")
_BREAKS = late_pattern(r"\n+")


def is_readable(text: str) -> bool:
    """Return whether ``text``, which has no line feed, is readable and one line for go-yaml.

    PERF: all that is printable is readable, and Python finds that out faster.
    """
    return text.isprintable() or _UNREADABLE.search(text) is None


def is_comment(text: str, start: int) -> bool:
    """Return whether nothing but white space and a comment stands in ``text`` from ``start`` on."""
    return len(text) == start or _COMMENT.fullmatch(text, start) is not None


# Quoted scalars


def read_quoted(text: str) -> tuple[str, int] | None:
    """Return the value of the quoted scalar that ``text`` begins with, and where it ends.

    None: it does not end on this line, or has an escape that go-yaml does not know.
    """
    if text[0] == "'":
        end = text.find("'", 1)
        while end > 0 and text.startswith("'", end + 1):
            end = text.find("'", end + 2)
        return (text[1:end].replace("''", "'"), end + 1) if end > 0 else None
    end = text.find('"', 1)
    if text.find("\\", 1, end) < 0:
        return (text[1:end], end + 1) if end > 0 else None
    match = _DOUBLE_QUOTED.match(text, 1)
    end = match.end() if match is not None else 0
    value = _unescaped(text[1:end]) if text.startswith('"', end) else None
    return None if value is None else (value, end + 1)


def _unescaped(text: str) -> str | None:
    """Return ``text`` with its escapes replaced; None if there is one that go-yaml does not know."""
    try:
        return _ESCAPE.sub(_escaped, text)
    except KeyError:
        return None


def _escaped(match: re.Match[str]) -> str:
    digits = match[2] or match[3] or match[4]
    if digits is None:
        return ESCAPES[match[1]]
    found = character(digits)
    if found is None:
        raise KeyError(digits)
    return found


def read_long_quoted(text: str, lines: list[str], number: int) -> tuple[str, int] | Unsure:
    """Return the value of a quoted scalar, and the number of the line after its last.

    ``text`` is the first line's end, from the quote on, without blanks after it; ``lines[number]`` is the second.
    """
    quote, part = text[0], text[1:]
    if text[-1] == "\\" and lines[number - 1][-1] == " ":
        return UNSURE
    parts: list[str] = []
    while (end := _end_of_quoted(quote, part)) < 0:
        parts.append(part)
        if number == len(lines) or "\t" in part:
            return UNSURE
        part = lines[number]
        number += 1
        if part.startswith(("---", "...")) or not is_readable(part):
            return UNSURE
    if "\t" in part or not is_comment(part, end + 1) or not parts:
        return UNSURE
    parts.append(part[:end])
    pieces = [parts[0]]
    for part in parts[1:]:
        piece, text = pieces[-1], part.lstrip(" ")
        if quote == '"' and _ends_escaping(piece):
            if piece[-1] != "\\" or not text:
                return UNSURE
            pieces[-1] = piece[:-1]
        else:
            pieces[-1] = piece.rstrip(" ") + "\n"
        pieces.append(text)
    folded = _BREAKS.sub(_folded, "".join(pieces))
    value = folded.replace("''", "'") if quote == "'" else _unescaped(folded)
    return UNSURE if value is None else (value, number)


def _end_of_quoted(quote: str, text: str) -> int:
    """Return where in ``text`` the quoted scalar that it is within ends, and a negative number if it does not."""
    if quote == '"':
        match = _DOUBLE_QUOTED.match(text)
        end = match.end() if match is not None else 0
        return end if text.startswith('"', end) else -1
    end = text.find("'")
    while end >= 0 and text.startswith("'", end + 1):
        end = text.find("'", end + 2)
    return end


def _ends_escaping(text: str) -> bool:
    """Return whether the last backslash of ``text`` escapes the line break or a blank before it."""
    text = text.rstrip(" ")
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def _folded(breaks: re.Match[str]) -> str:
    """Return what line breaks stand for: one is a space, of several the first is dropped."""
    return breaks[0][1:] or " "


# Block scalars


#: What ``|`` or ``>`` and the signs behind it say: whether the scalar is literal, its chomping, and its indentation,
#: which is 0 if it is left to the first line.
Header: TypeAlias = "tuple[bool, str, int]"

_HEADER = late_pattern(r"([|>])(?:([-+]?)([1-9]?)|([1-9])([-+])) *(?: #.*)?")
#: The usual headers.
HEADERS: Final[Mapping[str, Header]] = {
    style + chomping: (style == "|", chomping, 0) for style in "|>" for chomping in ("", "-", "+")
}


def header_of(text: str) -> Header | None:
    """Return the header that ``text``, a line's end, is; None if it is none."""
    match = _HEADER.fullmatch(text)
    if match is None:
        return None
    return match[1] == "|", match[2] or match[5] or "", int(match[3] or match[4] or 0)


def read_block_scalar(header: Header, lines: list[str], number: int, column: int) -> tuple[str, int] | Unsure:
    """Return the value of a block scalar, and the number of the line after its last.

    ``lines[number]`` is the first after the header, and ``column`` that of the collection around it.
    """
    literal, chomping, increment = header
    indent = max(column, 0) + increment if increment else _indent_of(lines, number, column)
    if indent < 0:
        return UNSURE
    prefix = " " * indent
    pieces: list[str] = []
    count = len(lines)
    while number < count:
        line = lines[number]
        if line.startswith(prefix):
            pieces.append(line[indent:])
        elif line.strip(" "):
            break
        else:
            pieces.append("")
        number += 1
    # The last line of a text has no line break, and is none if it is blank.
    last_break = "\n"
    if number == count and pieces:
        if pieces[-1]:
            last_break = ""
        else:
            pieces.pop()
    text = "\n".join(pieces)
    if not text.isprintable() and not is_readable(text.replace("\n", "")):
        return UNSURE
    body = text.rstrip("\n")
    if not body:
        return "\n" * len(pieces) if chomping == "+" else "", number
    blank_lines = text[len(body) :]
    if not literal:
        body = _fold_block(pieces)
    if chomping == "-":
        return body, number
    return body + last_break + blank_lines if chomping else body + last_break, number


def _indent_of(lines: list[str], number: int, column: int) -> int:
    """Return the indentation of a block scalar that does not give it; a negative number for an odd one."""
    deepest = 0
    for at in range(number, len(lines)):
        line = lines[at]
        content = line.lstrip(" ")
        indent = len(line) - len(content)
        if content:
            # A blank line that is deeper than the first one with text makes that the end of the scalar.
            if content[0] == "\t" or column < indent < deepest:
                return -1
            deepest = max(deepest, indent)
            break
        deepest = max(deepest, indent)
    return max(deepest, column + 1, 1)


def _fold_block(pieces: list[str]) -> str:
    """Return the lines of a folded block scalar as one text, without what ends it."""
    found: list[str] = []
    breaks = 0
    # Lines that begin with a blank keep the line breaks around them.
    was_blank = True
    for piece in pieces:
        if not piece:
            breaks += 1
            continue
        is_blank = piece[0] in " \t"
        if found and (was_blank or is_blank):
            found.append("\n")
        elif found and not breaks:
            found.append(" ")
        found.append("\n" * breaks)
        found.append(piece)
        breaks, was_blank = 0, is_blank
    return "".join(found)


# Flow collections

#: The deepest nesting of flow collections that is read here.
_MOST_OPEN = 20
#: An indicator, or a quoted or plain scalar and the colon that makes it a key, or what ends the line.
_FLOW_TOKEN = late_pattern(
    r"""\ *+(?:
    (?P<mark>[\[\]{},])
    |(?P<quoted>"(?:[^"\\]++|\\.)*+"|'(?:[^']++|'')*+')\ *+(?P<quoted_colon>:?)
    |(?P<plain>
        (?:[^\s\-?:,\[\]{}#&*!|>'"%@`.]|-(?=\w)|\.(?!\.))
        (?:[^\s:,?\[\]{}]++|:(?=[^\s,?\[\]{}])|\ ++(?=[^\s:,?\[\]{}#]))*+
    )\ *+(?P<plain_colon>:(?=\ |$))?
    |(?:\#.*)?$
    )""",
    re.VERBOSE,
)
#: What may come next in a flow collection: an item or the end, a key's value, a comma or the end.
_ITEM, _VALUE, _AFTER = range(3)
#: A key's colon is within so many characters (of the scanner's 1024).
_LONGEST_KEY = 1000


class FlowReader:
    """Reads flow collections with the values and keys that plain scalars have, into maps of one class."""

    __slots__ = ("_keys", "_new_map", "_scalars")

    def __init__(self, scalars: Mapping[str, object], keys: Mapping[str, object], new_map: type) -> None:
        self._scalars = scalars
        self._keys = keys
        self._new_map = new_map

    def read(  # noqa: C901, PLR0912, PLR0915 - one automaton
        self, text: str, lines: list[str], number: int
    ) -> tuple[object, int] | Unsure:
        """Return the value of a flow collection, and the number of the line after its last.

        ``text`` is the first line's end, from the bracket on; ``lines[number]`` is the second line.
        """
        if text == "{}":
            return self._new_map(), number
        if text == "[]":
            return [], number
        root: list[object] = []
        container: Any = root
        parents: list[Any] = []
        key: object = None
        expected, at = _ITEM, 0
        while True:
            match = _FLOW_TOKEN.match(text, at)
            if match is None:
                return UNSURE
            at = match.end()
            mark, quoted, quoted_colon, plain, plain_colon = match.groups()
            scalar = quoted or plain
            if scalar:
                colon = quoted_colon or plain_colon
                if expected == _ITEM and container.__class__ is not list:
                    key = self._keys[scalar] if plain else _quoted_value(scalar)
                    if not colon or key is UNSURE or key in container or at - match.start() > _LONGEST_KEY:
                        return UNSURE
                    expected = _VALUE
                    continue
                value = self._scalars[scalar] if plain else _quoted_value(scalar)
                if colon or expected == _AFTER or value is UNSURE:
                    return UNSURE
                expected = _AFTER
            elif mark is None:  # The line ends, perhaps with a comment.
                if number == len(lines) or not is_readable(lines[number]):
                    return UNSURE
                text, at = lines[number], 0
                number += 1
                continue
            elif mark == ",":
                if expected != _AFTER:
                    return UNSURE
                expected = _ITEM
                continue
            elif mark in "]}":
                if expected == _VALUE or (container.__class__ is list) != (mark == "]"):
                    return UNSURE
                container = parents.pop()
                if not parents:
                    return (root[0], number) if is_comment(text, at) else UNSURE
                expected = _AFTER
                continue
            else:
                is_key = expected == _ITEM and container.__class__ is not list
                if expected == _AFTER or is_key or len(parents) == _MOST_OPEN:
                    return UNSURE
                value = [] if mark == "[" else self._new_map()
                expected = _ITEM
            if container.__class__ is list:
                container.append(value)
            else:
                container[key] = value
            if mark:
                parents.append(container)
                container = value


def _quoted_value(quoted: str) -> str | Unsure:
    """Return the value of a quoted scalar."""
    found = read_quoted(quoted)
    return UNSURE if found is None else found[0]
