"""Trees of values to block YAML.

Upstream: go-yaml emitterc.go, encode.go
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from chartkit.errors import LimitError
from chartkit.patterns import late_pattern
from chartkit.records import dataclass, field

from .emitter import is_simple_key, line_end
from .scalars import WORDS

__all__ = ["Fields", "Layout", "Scalar", "StringWriter", "write"]


class Scalar(str):
    """A scalar as it is written: a number, a truth value, null, or a string with a tag."""

    __slots__ = ()


class Fields(dict[str, object]):
    """A struct: its fields, to be written in their order."""

    __slots__ = ()


class StringWriter(Protocol):
    """Writes a string; see :func:`chartkit.goyaml.emitter.write_string`."""

    def __call__(self, text: str, column: int, indent: int, *, simple_key: bool = False) -> str:
        """Return the written form of ``text``."""
        ...


def _accept(_key: str) -> None:
    """Have nothing against a long key."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How trees are laid out."""

    #: How much further to the right than its key a sequence stands.
    sequence_indent: str
    in_order: Callable[[dict[str, Any]], list[str]]
    #: Any value but strings and plain collections to a ``Scalar``, a str, a list, a dict or ``Fields``, each exactly of
    #: that class. Keys are strings. The number is the indentation of the value's further lines.
    simplify: Callable[[object, int], object]
    write_string: StringWriter
    #: Is shown the keys that are written with ``?``.
    check_long_key: Callable[[str], None] = _accept
    #: Written forms of short strings that are the same in every place, with what ends their line.
    written: dict[str, str] = field(default_factory=dict)


# A text that is plain wherever it stands, and never folded, unless it is a word with another meaning.
_PLAIN = late_pattern(r"[A-Za-z/_$<(=;^)\\][!-9;-~]*(?::+[!-9;-~]+)*")
_CACHED_TEXTS, _LONG = 20_000, 64
# Characters of the longest document that is written, and what the shortest entry counts for: a value that holds another
# one many times over, again and again, is small in memory and endless in print.
_MAX_LENGTH, _ENTRY = 1 << 26, 16
# Only at white space a string is folded or continued on the next line; among \\s are all line breaks of YAML.
_WHITE_SPACE = late_pattern(r"\s")


class _PlainTexts(dict[str, bool]):
    """Whether a text is written plain in any place, by the text."""

    __slots__ = ()

    def __missing__(self, text: str) -> bool:
        plain = _PLAIN.fullmatch(text) is not None and text not in WORDS
        if len(self) < _CACHED_TEXTS and len(text) < _LONG:
            self[text] = plain
        return plain


#: PERF: most strings of a chart are plain words, and the same ones again and again.
_IS_PLAIN = _PlainTexts()


def write(tree: object, layout: Layout) -> str:
    """Return ``tree`` as a document, with its final line break."""
    out: list[str] = []
    writer = _Writer(out, layout)
    value: Any = tree if tree.__class__ is str else layout.simplify(tree, 2)
    if isinstance(value, dict) and value:
        writer.mapping(value, "", "")
    elif value.__class__ is list and value:
        writer.sequence(value, "", "")
    else:
        out.append(writer.scalar(value, 0, 2))
    return "".join(out)


class _Writer:
    """Writes one document.

    In each method ``pad`` is the indentation of the collection, and ``lead`` what to write before its first entry:
    nothing where that stands behind a dash.
    """

    __slots__ = (
        "_check_long_key",
        "_in_order",
        "_left",
        "_out",
        "_sequence_indent",
        "_simplify",
        "_write_string",
        "_written",
    )

    def __init__(self, out: list[str], layout: Layout) -> None:
        self._out = out
        self._left = _MAX_LENGTH
        self._write_string = layout.write_string
        self._check_long_key = layout.check_long_key
        self._written = layout.written
        self._sequence_indent = layout.sequence_indent
        self._in_order = layout.in_order
        self._simplify = layout.simplify

    def _spend(self, length: int) -> None:
        """Count characters that are to be written.

        Raises:
            LimitError: There would be too many.
        """
        self._left -= length
        if self._left < 0:
            message = "value is too large to be written as YAML"
            raise LimitError(message)

    def mapping(self, entries: dict[str, Any], pad: str, lead: str) -> None:
        self._spend(len(entries) * (len(pad) + _ENTRY))
        out = self._out
        inner = pad + "  "
        for key in self._in_order(entries):
            value = entries[key]
            if _IS_PLAIN[key] and len(key) <= 128:
                written = key
            elif is_simple_key(key):
                written = self._write_string(key, 0, 0, simple_key=True)
            else:
                self._explicit_entry(key, value, pad, lead)
                lead = pad
                continue
            kind = value.__class__
            if kind is not str and kind is not dict and kind is not list:
                value = self._simplify(value, len(inner))
                kind = value.__class__
            if kind is str and _IS_PLAIN[value]:
                if len(value) > _LONG:
                    self._spend(len(value))
                out.append(f"{lead}{written}: {value}\n")
            elif (kind is dict or kind is Fields) and value:
                out.append(f"{lead}{written}:\n")
                self.mapping(value, inner, inner)
            elif kind is list and value:
                out.append(f"{lead}{written}:\n")
                below = pad + self._sequence_indent
                self.sequence(value, below, below)
            else:
                out.append(f"{lead}{written}: ")
                out.append(self.scalar(value, len(pad) + len(written) + 2, len(inner)))
            lead = pad

    def sequence(self, items: list[Any], pad: str, lead: str) -> None:
        self._spend(len(items) * (len(pad) + _ENTRY))
        out = self._out
        inner = pad + "  "
        for item in items:
            value = item
            kind = value.__class__
            if kind is not str and kind is not dict and kind is not list:
                value = self._simplify(value, len(inner))
                kind = value.__class__
            if kind is str and _IS_PLAIN[value]:
                if len(value) > _LONG:
                    self._spend(len(value))
                out.append(f"{lead}- {value}\n")
            else:
                out.append(f"{lead}- ")
                if (kind is dict or kind is Fields) and value:
                    self.mapping(value, inner, "")
                elif kind is list and value:
                    self.sequence(value, inner, "")
                else:
                    out.append(self.scalar(value, len(inner), len(inner)))
            lead = pad

    def _explicit_entry(self, key: str, entry: object, pad: str, lead: str) -> None:
        """Write an entry whose key is long or has line breaks."""
        inner = pad + "  "
        self._spend(len(key))
        self._check_long_key(key)
        self._out.append(f"{lead}? {line_end(self._write_string(key, len(inner), len(inner)))}{pad}: ")
        value: Any = entry if entry.__class__ is str else self._simplify(entry, len(inner))
        if isinstance(value, dict) and value:
            self.mapping(value, inner, "")
        elif value.__class__ is list and value:
            self.sequence(value, inner, "")
        else:
            self._out.append(self.scalar(value, len(inner), len(inner)))

    def scalar(self, value: object, column: int, indent: int) -> str:
        """Return a scalar or an empty collection with what ends its line."""
        if isinstance(value, Scalar):
            return line_end(value)
        if isinstance(value, str):
            found = self._written.get(value)
            if found is None:
                if len(value) > _LONG:
                    self._spend(len(value))
                found = line_end(self._write_string(value, column, indent))
                if len(value) < _LONG and len(self._written) < _CACHED_TEXTS and _WHITE_SPACE.search(value) is None:
                    self._written[value] = found
            return found
        return "[]\n" if value.__class__ is list else "{}\n"
