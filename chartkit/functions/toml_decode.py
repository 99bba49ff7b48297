"""TOML to values.

Upstream reads a document with two machines that take turns: one makes tokens, the other values. Here one parser does
both, in the same order, so that the first error is the same one, at the same line and with the same last key.

Upstream: github.com/BurntSushi/toml lex.go, parse.go, error.go
"""

from __future__ import annotations

from typing import NamedTuple

from chartkit.errors import FunctionError, TOMLError
from chartkit.gostd import strconv, unicode
from chartkit.gostd.kinds import MapList
from chartkit.gostd.time import RFC3339_NANO, Location
from chartkit.gostd.time_zone import fixed_zone
from chartkit.patterns import late_pattern

from . import toml_keys as keys
from .toml_scalars import ScalarReader
from .toml_scan import name_of, quote_rune

__all__ = ["LOCAL_LAYOUTS", "MAX_DEPTH", "decode"]

_Key = tuple[str, ...]
_Table = dict[str, object]

#: Layouts of times without an offset, by the name of the zone that marks them.
LOCAL_LAYOUTS = {
    "datetime-local": "2006-01-02T15:04:05.999999999",
    "date-local": "2006-01-02",
    "time-local": "15:04:05.999999999",
}


def decode(text: str, *, local: Location, offset: int, release_1_1: bool = True) -> dict[str, object]:
    r"""Return the table that the document ``text`` is.

    Args:
        text: The document.
        local: The place where times with an offset are shown, if its clocks have that offset.
        offset: Seconds east of Greenwich for times without an offset.
        release_1_1: Read TOML 1.1 (since v1.6): line breaks in inline tables, ``\e``, ``\x``, times without seconds.

    Raises:
        TOMLError: The text is no such document; the message is upstream's.

    Upstream: parse.go parse
    """
    for mark in ("\udcff\udcfe", "\udcfe\udcff", "\ufeff"):
        if text.startswith(mark):
            text = text.removeprefix(mark)
            break
    if b"\0" in unicode.encode(text[:6])[:6]:
        reason = "files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8"
        raise TOMLError(f"toml: line 1: {reason}")
    parser = _Parser(text, release_1_1=release_1_1)
    parser.times = [(RFC3339_NANO, local)]
    parser.times += [(layout, fixed_zone(name, offset)) for name, layout in LOCAL_LAYOUTS.items()]
    if release_1_1:
        parser.times += [
            ("2006-01-02T15:04Z07:00", local),
            ("2006-01-02T15:04", fixed_zone("datetime-local", offset)),
            ("15:04", fixed_zone("time-local", offset)),
        ]
    return parser.parse()


#: Deepest nesting that is followed; Go has no bound but its memory.
MAX_DEPTH = 200


def _check_depth(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise FunctionError(f"the document is nested more than {MAX_DEPTH} levels deep")


class _Value(NamedTuple):
    """A value, and whether it is an array, which decides whether its key may be set again."""

    value: object
    is_array: bool = False


_BARE_KEY = late_pattern(r"[A-Za-z0-9_-]*")


class _Parser(ScalarReader):
    """One pass over a document."""

    def __init__(self, text: str, *, release_1_1: bool) -> None:
        super().__init__(text, release_1_1=release_1_1)
        self.times = []
        #: Where the last key or header began, which errors about tables point at.
        self.place = 0
        self.root: _Table = {}
        self.arrays: set[_Key] = set()
        #: Tables that exist because of a longer key only.
        self.implicit: set[_Key] = set()
        self.depth = 0

    def parse(self) -> _Table:
        """Read the document.

        Upstream: lex.go lexTop
        """
        while True:
            character = self._next()
            if character in ("\n", "\r", " ", "\t"):
                continue
            if not character:
                return self.root
            if character == "#":
                self._comment()
            elif character == "[":
                self._table_header()
                self._end_of_line()
            else:
                self.position -= 1
                self._key_value_line()
                self._end_of_line()

    def _end_of_line(self) -> None:
        """Read what may follow a header or a value: a comment, and the end of the line.

        Upstream: lex.go lexTopEnd
        """
        self._skip_space()
        character = self._next()
        if character == "#":
            self._comment()
        elif character not in ("", "\n", "\r"):
            reason = "expected a top-level item to end with a newline, comment, or EOF, but got"
            raise self._error(f"{reason} {quote_rune(character)} instead")

    # Keys

    def _table_header(self) -> None:
        """Read the rest of ``[key]`` or ``[[key]]``.

        Upstream: lex.go lexTableStart, lexTableNameStart, lexTableNameEnd
        """
        array = self._look() == "["
        if array:
            self.position += 1
        key: list[str] = []
        while True:
            self._skip_space()
            character = self._look()
            if character in ("]", ""):
                raise self._error("unexpected end of table name (table names cannot be empty)")
            if character == ".":
                raise self._error("unexpected table separator (table names cannot be empty)")
            key.append(self._key_part(first=not key))
            self._skip_space()
            character = self._next()
            if character == "]":
                break
            if character != ".":
                message = f"expected '.' or ']' to end table name, but got {quote_rune(character)} instead"
                raise self._unexpected(message, character)
        if array:
            character = self._next()
            if character != "]":
                reason = "expected end of table array name delimiter ']', but got"
                raise self._unexpected(f"{reason} {quote_rune(character)} instead", character)
        self._enter(tuple(key), array=array)

    def _key_part(self, *, first: bool) -> str:
        """Read one part of a key, bare or quoted; where the first part ends is the place of errors."""
        character = self._look()
        if character in ('"', "'"):
            self.position += 1
            raw, escaped = self._basic_string() if character == '"' else (self._literal_string(), False)
            end = self.position - 1
            part = self._unescape(raw, end) if escaped else raw
        else:
            found = _BARE_KEY.match(self.text, self.position)
            end = self.position = found.end() if found else self.position
            self._look()
            part = found[0] if found else ""
        if first:
            self.place = end
        return part

    def _dotted_key(self) -> _Key:
        """Read a key, its parts joined by dots, and the equals sign after it.

        Upstream: lex.go lexKeyStart, lexKeyNameStart, lexKeyEnd
        """
        self._skip_space()
        character = self._look()
        if character in ("=", ""):
            raise self._error("unexpected '=': key name appears blank")
        if character == ".":
            raise self._error("unexpected '.': keys cannot start with a '.'")
        parts: list[str] = []
        while True:
            self._skip_space()
            character = self._look()
            if character in ("=", "."):
                raise self._error(f"unexpected '{character}'")
            if not character:
                raise self._error("unexpected '='")
            parts.append(self._key_part(first=not parts))
            self._skip_space()
            character = self._next()
            if character == "=":
                return tuple(parts)
            if not character:
                raise self._unexpected("unexpected EOF; expected key separator '='", character)
            if character != ".":
                message = f"expected '.' or '=', but got {quote_rune(character)} instead"
                back = character == "\n" and self.release_1_1
                raise self._error(message, lines_back=int(back))

    def _key_value_line(self) -> None:
        """Read ``key = value`` outside of inline tables."""
        outer = self.context
        key = self._dotted_key()
        self._enter_parents(key)
        found = self._value()
        self._set(self.current_key, found.value)
        self._set_type(self.current_key, is_array=found.is_array)
        self.context = outer
        self.current_key = ""

    def _enter_parents(self, key: _Key) -> None:
        """Make the tables that a dotted key goes through, and its last part the current key."""
        self.current_key = key[-1]
        for part in key[:-1]:
            table = (*self.context, part)
            self.implicit.add(table)
            self._enter(table, array=False, typed=False)

    # Tables

    def _enter(self, key: _Key, *, array: bool, typed: bool = True) -> None:
        """Make the table ``key``, or one more table of the array ``key``, and the tables above it.

        Upstream: parse.go addContext
        """
        _check_depth(len(key))
        table = self.root
        for depth, part in enumerate(key[:-1], start=1):
            if part not in table:
                self.implicit.add(key[:depth])
                table[part] = {}
            below = self._table_in(table[part])
            if below is None:
                raise self._error(f"Key '{keys.join(key[:depth])}' was already created as a hash.", self.place)
            table = below
        self.context = key[:-1]
        name = key[-1]
        if array:
            tables = table.setdefault(name, MapList())
            if not isinstance(tables, MapList):
                reason = "was already created and cannot be used as an array."
                raise self._error(f"Key '{keys.join(key)}' {reason}", self.place)
            tables.append({})
        else:
            self._set(name, {})
        self.context = key
        if typed:
            self._set_type("", is_array=False)

    @staticmethod
    def _table_in(value: object) -> _Table | None:
        """Return the table that ``value`` is, the last one of an array of tables; None: it is something else."""
        if isinstance(value, MapList):
            return value[-1]
        return value if isinstance(value, dict) else None

    def _set(self, name: str, value: object) -> None:
        """Set a key of the table in which we are; twice only if a longer key has made it.

        Upstream: parse.go setValue
        """
        table = self.root
        for depth, part in enumerate(self.context, start=1):
            below = self._table_in(table[part])
            if below is None:
                taken = keys.join(self.context[:depth])
                raise self._error(f"Key '{taken}' has already been defined.", self.place)
            table = below
        key = (*self.context, name)
        if name not in table:
            table[name] = value
            return
        # Before release 1.6 of the library an array could be set again.
        if key not in self.implicit and (self.release_1_1 or key not in self.arrays):
            raise self._error(f"Key '{keys.join(key)}' has already been defined.", self.place)
        self.implicit.discard(key)
        if key in self.arrays:
            table[name] = value

    def _set_type(self, name: str, *, is_array: bool) -> None:
        key = (*self.context, name) if name else self.context
        (self.arrays.add if is_array else self.arrays.discard)(key or ("",))

    # Values

    def _value(self, *, in_array: bool = False) -> _Value:
        """Read a value.

        Upstream: lex.go lexValue
        """
        self._skip_space()
        start = self.position
        character = self._next()
        if character in ("[", "{"):
            return self._nested(character, in_array=in_array)
        if character in ('"', "'"):
            return _Value(self._string(character))
        if "0" <= character <= "9":
            return _Value(self._number(start))
        if character in ("-", "+"):
            return _Value(self._signed_number(start))
        if character == ".":
            raise self._error("floats must start with a digit, not '.'")
        if character in ("i", "n") and (self._accept("nf") or self._accept("an")):
            return _Value(self._float(self.text[start : self.position]))
        if character and unicode.is_letter(character):
            self.position -= 1
            return _Value(self._boolean())
        if not character:
            raise self._unexpected("unexpected EOF; expected value", character)
        back = character == "\n" and self.release_1_1
        raise self._error(f"expected value but found {quote_rune(character)} instead", lines_back=int(back))

    def _nested(self, opening: str, *, in_array: bool) -> _Value:
        self.depth += 1
        _check_depth(self.depth)
        found = _Value(self._array(), is_array=True) if opening == "[" else _Value(self._inline_table(in_array))
        self.depth -= 1
        return found

    def _array(self) -> list[object]:
        """Read what follows the opening bracket.

        Upstream: lex.go lexArrayValue, lexArrayValueEnd; parse.go valueArray
        """
        self._set_type(self.current_key, is_array=True)
        items: list[object] = []
        while True:
            character = self._next_over_lines()
            if character == ",":
                raise self._error("unexpected comma")
            if character == "]":
                return items
            self.position -= len(character)
            items.append(self._value(in_array=True).value)
            character = self._next_over_lines()
            if character == "]":
                return items
            if character != ",":
                reason = "expected a comma (',') or array terminator (']'), but got"
                raise self._unexpected(f"{reason} {name_of(character)}", character)

    def _next_over_lines(self) -> str:
        """Return the next character that is no white space, no end of a line and in no comment."""
        while True:
            character = self._next()
            if character == "#":
                self._comment()
            elif character not in (" ", "\t", "\n", "\r"):
                return character

    def _inline_table(self, in_array: bool) -> _Table:
        """Read what follows the opening brace.

        Upstream: lex.go lexInlineTableValue, lexInlineTableValueEnd; parse.go valueInlineTable
        """
        outer_context, outer_key = self.context, self.current_key
        inner = self.context = (*self.context, self.current_key)
        self.current_key = ""
        self.implicit.add(inner)
        self._enter(inner, array=in_array, typed=False)
        table: _Table = {}
        ended = False
        while not ended:
            character = self._next_in_inline_table()
            if character == ",":
                raise self._error("unexpected comma")
            if character == "}":
                break
            self.position -= len(character)
            self._inline_member(table)
            self.context = inner
            ended = self._end_of_inline_member()
        self.context, self.current_key = outer_context, outer_key
        return table

    def _inline_member(self, table: _Table) -> None:
        key = self._dotted_key()
        self._enter_parents(key)
        found = self._value()
        self._set(self.current_key, found.value)
        self._set_type(self.current_key, is_array=found.is_array)
        for part in key[:-1]:
            below = table.setdefault(part, {})
            if not isinstance(below, dict):
                raise self._error(f"{strconv.quote(keys.join(self.context))} is not a table", self.place)
            table = below
        table[self.current_key] = found.value

    def _end_of_inline_member(self) -> bool:
        """Read up to the next key or the closing brace; return whether it was the brace."""
        while True:
            character = self._next_in_inline_table()
            if character == "}":
                return True
            if character != ",":
                reason = "expected a comma or an inline table terminator '}', but got"
                raise self._unexpected(f"{reason} {name_of(character)} instead", character)
            self._skip_space()
            if self._look() != "}":
                return False
            if not self.release_1_1:
                raise self._error("trailing comma not allowed in inline tables")

    def _next_in_inline_table(self) -> str:
        if self.release_1_1:
            return self._next_over_lines()
        while True:
            character = self._next()
            if character in ("\n", "\r"):
                raise self._error("newlines not allowed within inline tables", lines_back=1)
            if character == "#":
                self._comment()
            elif character not in (" ", "\t"):
                return character
