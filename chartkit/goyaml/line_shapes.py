"""One line of a block collection to what it says, as far as it says so by itself.

Upstream: go-yaml scannerc.go yaml_parser_fetch_next_token
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from .json_scalars import UNSURE
from .line_values import HEADERS, header_of, is_comment, is_readable, read_quoted

__all__ = [
    "ALIAS",
    "ANCHORED",
    "BLOCK",
    "DASH",
    "FLOW",
    "KEY",
    "MARKER",
    "QUOTED",
    "REFUSED",
    "SCALAR",
    "WITH_KEY",
    "Shape",
    "Shapes",
    "plain_text",
]

#: What a line says: its indentation, its kind, its key if it has one, and its value, which is
#: what a scalar stands for, the header of a block scalar, the rest of the line from where a flow collection or a
#: quoted scalar of several lines begins, the name of an alias, that of an anchor and what its scalar stands for, and
#: the shape of what follows a dash, or None.
Shape: TypeAlias = "tuple[int, int, object, object]"

# PERF: kinds are integers and shapes are tuples; the reader looks at both for every line. A key and a value on one
# line are of the value's kind less ``WITH_KEY``.
#: A value: a scalar that ends on the line, ``|``, ``[`` or ``{``, a quote that does not end on the line, ``*name``, and
#: ``&name scalar``.
SCALAR: Final = 8
BLOCK: Final = 9
FLOW: Final = 10
QUOTED: Final = 11
ANCHORED: Final = 12
ALIAS: Final = 13
WITH_KEY: Final = 8
#: ``key:``; the last kind that has a key.
KEY: Final = 6
#: ``- rest``
DASH: Final = 7
#: ``---``
MARKER: Final = 14
#: Anything else.
REFUSED: Final = 15

#: The indentation is that of no collection: nothing ends here.
_REFUSED: Final[Shape] = (1 << 30, REFUSED, None, None)

#: With what no plain scalar begins, unless, for the first three, more than a blank follows.
_SPECIAL = frozenset("-?:,[]{}#&*!|>'\"%@`")
_BEFORE_TEXT = frozenset("-?:")
#: A line may be the end of a document too.
_SPECIAL_AT_START = _SPECIAL | {"."}
_BLANK = frozenset({"", " "})

#: Bounds on a key's length (of the scanner's 1024 characters), on dashes in one line, and on what is remembered.
_LONGEST_KEY, _MOST_DASHES, _CACHED_LINES, _LONG = 1000, 8, 20_000, 100


class Shapes(dict[str, "Shape | None"]):
    """Shapes by line; None for a line that says nothing: a blank one or a comment.

    ``scalars`` and ``keys`` give the values of plain scalars, and UNSURE for those that they cannot be sure of.
    """

    __slots__ = ("_keys", "_scalars")

    def __init__(self, scalars: Mapping[str, object], keys: Mapping[str, object]) -> None:
        super().__init__({"": None, "#": None})
        self._scalars = scalars
        self._keys = keys

    def __missing__(self, line: str) -> Shape | None:
        content = line.strip(" ")
        if not line.isprintable() and ("\t" in line or not is_readable(line)):
            # A tab may pass for indentation; in a comment it is of no importance.
            return None if content[:1] == "#" and is_readable(line) else _REFUSED
        if not content or content[0] == "#":
            return None
        shape = self._line(content, len(line) - len(line.lstrip(" ")))
        if len(self) < _CACHED_LINES and len(line) < _LONG:
            self[line] = shape
        return shape

    def _line(self, content: str, indent: int, dashes: int = 0) -> Shape:
        """Return what a line says that may begin with something else than a plain scalar."""
        first, second = content[0], content[1:2]
        if first not in _SPECIAL_AT_START:
            return self._plain_line(content, indent)
        if first == "-" and second in _BLANK:
            return self._dash(content, indent, dashes)
        if indent == 0 and content.startswith(("---", "...")):
            return (0, MARKER, None, None) if first == "-" and is_comment(content, 3) else _REFUSED
        if first == "." or (first in _BEFORE_TEXT and second not in _BLANK):
            return self._plain_line(content, indent)
        if first in "\"'":
            return self._quoted_line(content, indent)
        kind, value = self._value(content)
        return indent, kind, None, value

    def _dash(self, content: str, indent: int, dashes: int) -> Shape:
        rest = content[1:].lstrip(" ")
        if not rest or rest[0] == "#":
            return indent, DASH, None, None
        if dashes == _MOST_DASHES:
            return _REFUSED
        shape = self._line(rest, indent + len(content) - len(rest), dashes + 1)
        return _REFUSED if shape[1] == REFUSED else (indent, DASH, None, shape)

    def _plain_line(self, content: str, indent: int) -> Shape:
        """Return what a line says that begins with a plain scalar."""
        key, colon, rest = content.partition(": ")
        if not colon:
            if content[-1] != ":":
                kind, value = self._plain(content)
                return indent, kind, None, value
            key = content[:-1]
        if " #" in key or len(key) > _LONGEST_KEY:
            return _REFUSED
        found = self._keys[key.rstrip(" ")]
        return _REFUSED if found is UNSURE else self._entry(found, rest.lstrip(" "), indent)

    def _quoted_line(self, content: str, indent: int) -> Shape:
        """Return what a line says that begins with a quote."""
        found = read_quoted(content)
        if found is not None:
            text, end = found
            if content[end : end + 1] == ":" and content[end + 1 : end + 2] in _BLANK and end < _LONGEST_KEY:
                return self._entry(text, content[end + 1 :].lstrip(" "), indent)
        kind, value = self._value(content)
        return indent, kind, None, value

    def _entry(self, key: object, rest: str, indent: int) -> Shape:
        """Return what ``key`` and the rest of its line say."""
        if not rest or rest[0] == "#":
            return indent, KEY, key, None
        kind, value = self._value(rest)
        return _REFUSED if kind == REFUSED else (indent, kind - WITH_KEY, key, value)

    def _value(self, text: str) -> tuple[int, object]:
        """Return the kind and value of a node that begins with ``text``, which is the rest of its line."""
        first = text[0]
        if first not in _SPECIAL or (first in _BEFORE_TEXT and text[1:2] not in _BLANK):
            return self._plain(text)
        if first in "\"'":
            found = read_quoted(text)
            if found is None:
                return QUOTED, text
            return (SCALAR, found[0]) if is_comment(text, found[1]) else (REFUSED, None)
        if first in "[{":
            return FLOW, text
        if first in "|>":
            header = HEADERS.get(text) or header_of(text)
            return (REFUSED, None) if header is None else (BLOCK, header)
        return self._anchor(text)

    def _anchor(self, text: str) -> tuple[int, object]:
        """Return the kind and value of a scalar with an anchor, or of an alias."""
        name, _, rest = text[1:].partition(" ")
        if text[0] in "&*" and name.isascii() and name.replace("_", "").replace("-", "").isalnum():
            rest = rest.lstrip(" ")
            if text[0] == "*" and rest[:1] in {"", "#"}:
                return ALIAS, name
            if text[0] == "&" and rest:
                kind, value = self._value(rest)
                if kind == SCALAR:
                    return ANCHORED, (name, value)
        return REFUSED, None

    def _plain(self, text: str) -> tuple[int, object]:
        """Return the kind and value of a plain scalar, which a comment may follow."""
        if " #" in text:
            text = text[: text.index(" #")].rstrip(" ")
        if ": " in text or text[-1] == ":":
            return REFUSED, None
        value = self._scalars[text]
        return (REFUSED, None) if value is UNSURE else (SCALAR, value)


def plain_text(line: str) -> str:
    """Return the text of the plain scalar that ends ``line``, which has a shape; empty if none does."""
    content = line.strip(" ")
    while content.startswith("- "):
        content = content[2:].lstrip(" ")
    if " #" in content or content[0] == "#":
        return ""
    if content[0] in "\"'":
        found = read_quoted(content)
        content = content[found[1] + 1 :].lstrip(" ") if found is not None else ""
    else:
        _, colon, rest = content.partition(": ")
        content = rest.lstrip(" ") if colon else content
    return content if content[:1] not in _SPECIAL or content[:1] in _BEFORE_TEXT else ""
