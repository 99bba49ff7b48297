"""TOML to values.

Upstream reads a document with two machines that take turns: one makes tokens, the other values. Here one parser does
both, in the same order, so that the first error is the same one, at the same line and with the same last key.

Upstream: github.com/BurntSushi/toml lex.go, parse.go, error.go
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import NamedTuple

from chartkit.errors import FunctionError, TOMLError
from chartkit.gostd import strconv, unicode
from chartkit.gostd.kinds import Int64, MapList
from chartkit.gostd.time import RFC3339_NANO, Location, Time, parse_in_location
from chartkit.gostd.time_zone import fixed_zone

from . import toml_keys as keys

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


class _Value(NamedTuple):
    """A value, and whether it is an array, which decides whether its key may be set again."""

    value: object
    is_array: bool = False


_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]*")
#: What may not stand in a document: control characters, a carriage return without a line feed, bytes that are no UTF-8.
_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)|[\ud800-\udfff]")
_DATETIME = re.compile(r"(?:0[0-9]+|[1-9][0-9]*)[-:][-0-9:Tt .Zz+]*")
_FLOAT = re.compile(r"[0-9]+(?:_[0-9_]*)?[.eE][-0-9_.+eE]*")
_INTEGER = re.compile(r"[0-9]+(?:_[0-9_]*)?")
_SIGNED = re.compile(r"[0-9][0-9_]*(?:([.eE])[-0-9_.+eE]*)?")
#: Letters after "0": digits of the base, its name in errors.
_BASES = {
    "b": (re.compile("[01]"), re.compile("[01_]*"), "a binary"),
    "o": (re.compile("[0-7]"), re.compile("[0-7_]*"), "an octal"),
    "x": (re.compile("[0-9A-Fa-f]"), re.compile("[0-9A-Fa-f_]*"), "a hexadecimal"),
}
_SIMPLE_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}
_HEX_ESCAPES = {"x": (2, "two"), "u": (4, "four"), "U": (8, "eight")}


class _Parser:
    """One pass over a document."""

    def __init__(self, text: str, *, release_1_1: bool) -> None:
        self.text = text
        self.release_1_1 = release_1_1
        self.times: list[tuple[str, Location]] = []
        self.position = 0
        #: Key of the table in which we are, and the key in it whose value is read; empty: none.
        self.context: _Key = ()
        self.current_key = ""
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

    # Characters and errors

    def _look(self) -> str:
        """Return the next character, which has to be one that a document may hold; empty at the end."""
        character = self.text[self.position : self.position + 1]
        # PERF: letters and digits need no further look.
        if character and not character.isalnum() and _FORBIDDEN.match(self.text, self.position):
            raise self._forbidden(self.position)
        return character

    def _next(self) -> str:
        character = self._look()
        self.position += len(character)
        return character

    def _forbidden(self, position: int) -> TOMLError:
        character = self.text[position]
        if "\udc80" <= character <= "\udcff":
            return self._error(f"invalid UTF-8 byte: 0x{ord(character) - 0xDC00:02x}", position)
        return self._error(f"TOML files cannot contain control characters: '0x{ord(character):02x}'", position)

    def _error(self, message: str, position: int | None = None, *, lines_back: int = 0) -> TOMLError:
        """Return the error ``message``; its line is that of ``position``, by default that of the next character.

        Upstream: error.go (ParseError).Error
        """
        line = self.text.count("\n", 0, self.position if position is None else position) + 1 - lines_back
        last = f" (last key {strconv.quote(self._last_key())})" if self._last_key() else ""
        return TOMLError(f"toml: line {line}{last}: {message}")

    def _unexpected(self, message: str, character: str) -> TOMLError:
        """Return the error about ``character``, which has been read; empty: the end of the document.

        Upstream: lex.go errorf
        """
        if character:
            return self._error(message)
        # Upstream: before v1.6 the end of the document counted as a line of its own.
        back = not self.release_1_1 or self.text.endswith("\n")
        return self._error(message, lines_back=int(back))

    def _last_key(self) -> str:
        if not self.current_key:
            return keys.join(self.context)
        return f"{keys.join(self.context)}.{self.current_key}" if self.context else self.current_key

    def _skip_space(self) -> None:
        space = _SPACE.match(self.text, self.position)
        if space:
            self.position = space.end()

    def _comment(self) -> None:
        end = self.text.find("\n", self.position)
        end = len(self.text) if end < 0 else end
        forbidden = _FORBIDDEN.search(self.text, self.position, min(end + 1, len(self.text)))
        if forbidden:
            raise self._forbidden(forbidden.start())
        self.position = end

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
            raise self._error(f"{reason} {_quote_rune(character)} instead")

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
                message = f"expected '.' or ']' to end table name, but got {_quote_rune(character)} instead"
                raise self._unexpected(message, character)
        if array:
            character = self._next()
            if character != "]":
                reason = "expected end of table array name delimiter ']', but got"
                raise self._unexpected(f"{reason} {_quote_rune(character)} instead", character)
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
                message = f"expected '.' or '=', but got {_quote_rune(character)} instead"
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
        if key not in self.implicit:
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
        raise self._error(f"expected value but found {_quote_rune(character)} instead", lines_back=int(back))

    def _accept(self, letters: str) -> bool:
        """Read ``letters``; those before the first that is missing stay read, as upstream has it."""
        for letter in letters:
            if self._look() != letter:
                return False
            self.position += 1
        return True

    def _nested(self, opening: str, *, in_array: bool) -> _Value:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FunctionError(f"the document is nested more than {MAX_DEPTH} levels deep")
        found = _Value(self._array(), is_array=True) if opening == "[" else _Value(self._inline_table(in_array))
        self.depth -= 1
        return found

    def _boolean(self) -> bool:
        start = self.position
        while (character := self._look()) and unicode.is_letter(character):
            self.position += 1
        word = self.text[start : self.position]
        if word not in ("true", "false"):
            raise self._error(f"expected value but found {strconv.quote(word)} instead")
        return word == "true"

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
                raise self._unexpected(f"{reason} {_name(character)}", character)

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
                raise self._unexpected(f"{reason} {_name(character)} instead", character)
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

    # Numbers and dates

    def _number(self, start: int) -> object:
        """Read what begins with a digit at ``start``: an integer, a float or a date.

        Upstream: lex.go lexNumberOrDateStart
        """
        base = _BASES.get(self._look()) if self.text[start] == "0" else None
        if base is not None:
            return self._based_integer(start, *base)
        readers: dict[re.Pattern[str], Callable[[str], object]] = {
            _DATETIME: self._datetime,
            _FLOAT: self._float,
            _INTEGER: self._integer,
        }
        for pattern, read in readers.items():
            found = pattern.match(self.text, start)
            if found is not None:
                self.position = found.end()
                self._look()
                return read(found[0])
        raise AssertionError("a digit is an integer")

    def _based_integer(self, start: int, digit: re.Pattern[str], digits: re.Pattern[str], name: str) -> Int64:
        self.position += 1
        character = self._look()
        if not digit.match(character):
            raise self._error(f"not {name} number: '{self.text[start : self.position]}{character or chr(0)}'")
        found = digits.match(self.text, self.position)
        self.position = found.end() if found else self.position
        self._look()
        return self._integer(self.text[start : self.position])

    def _signed_number(self, start: int) -> object:
        """Read what follows a sign.

        Upstream: lex.go lexDecimalNumberStart
        """
        character = self._next()
        rest = {"i": "nf", "n": "an"}.get(character)
        if rest is not None:
            if not self._accept(rest):
                raise self._error(f"invalid float: '{self.text[start : self.position]}'")
            return self._float(self.text[start : self.position])
        if character == "0" and self._look() in _BASES:
            number = self.text[start : self.position + 1]
            raise self._error(f"cannot use sign with non-decimal numbers: '{number}'")
        if character == ".":
            raise self._error("floats must start with a digit, not '.'")
        found = _SIGNED.match(self.text, self.position - 1) if character else None
        if found is None:
            raise self._unexpected(f"expected a digit but got {_quote_rune(character)}", character)
        self.position = found.end()
        self._look()
        return (self._float if found[1] else self._integer)(self.text[start : self.position])

    def _integer(self, text: str) -> Int64:
        """Return the integer that ``text`` is.

        Upstream: parse.go valueInteger
        """
        if not _underscores_are_fine(text):
            raise self._error(f"Invalid integer {strconv.quote(text)}: underscores must be surrounded by digits")
        if _has_leading_zero(text):
            raise self._error(f"Invalid integer {strconv.quote(text)}: cannot have leading zeroes")
        try:
            return Int64(strconv.parse_int(text, 0))
        except strconv.NumError as error:
            raise self._error(f"{text} is out of range for int64") from error

    def _float(self, text: str) -> float:
        """Return the float that ``text`` is.

        Upstream: parse.go valueFloat
        """
        parts = [part for part in re.split("[.eE]", text) if part]
        if not all(map(_underscores_are_fine, parts)):
            raise self._error(f"Invalid float {strconv.quote(text)}: underscores must be surrounded by digits")
        if parts and _has_leading_zero(parts[0]):
            raise self._error(f"Invalid float {strconv.quote(text)}: cannot have leading zeroes")
        if re.search(r"\.(?![0-9])", text):
            reason = "'.' must be followed by one or more digits"
            raise self._error(f"Invalid float {strconv.quote(text)}: {reason}")
        if text.lstrip("+-") == "nan":
            return -math.nan if text[0] == "-" else math.nan
        try:
            return strconv.parse_float(text.replace("_", ""))
        except strconv.NumError as error:
            if error.value:
                raise self._error(f"{text} is out of range for float64") from error
            raise self._error(f"Invalid float value: {strconv.quote(text)}") from error

    def _datetime(self, text: str) -> Time:
        """Return the moment, date or time of day that ``text`` is.

        Upstream: parse.go valueDatetime
        """
        text = text.strip().translate(_DATETIME_LETTERS)
        for layout, place in self.times:
            try:
                moment = parse_in_location(layout, text, place)
            except FunctionError:
                continue
            if not _misses_zero(text, layout):
                return moment
            break
        raise self._error(f"invalid datetime: {strconv.quote(text)}")

    # Strings

    def _string(self, quote: str) -> str:
        """Read what follows a quote in place of a value: a string, or two more quotes and a string of many lines."""
        if self._look() == quote:
            self.position += 1
            if self._look() == quote:
                self.position += 1
                return self._multiline_string(quote)
            self.position -= 1
        if quote == "'":
            return self._literal_string()
        raw, escaped = self._basic_string()
        return self._unescape(raw, self.position - 1) if escaped else raw

    def _literal_string(self) -> str:
        """Read up to and over the closing apostrophe.

        Upstream: lex.go lexRawString
        """
        start = self.position
        self._find(_LITERAL_STOP, 'unexpected EOF; expected "\'"')
        return self.text[start : self.position - 1]

    def _basic_string(self) -> tuple[str, bool]:
        """Read up to and over the closing quote; return what is before it, and whether that has escapes.

        Upstream: lex.go lexString
        """
        start = self.position
        escaped = False
        while self._find(_BASIC_STOP, "unexpected EOF; expected '\"'") == "\\":
            escaped = True
            self._escape(start)
        return self.text[start : self.position - 1], escaped

    def _find(self, stop: re.Pattern[str], at_end: str) -> str:
        """Read up to and over a character of ``stop``, which it returns; ``at_end`` is the error without one."""
        found = stop.search(self.text, self.position)
        if found is None:
            self.position = len(self.text)
            raise self._unexpected(at_end, "")
        self.position = found.start()
        character = self._next()
        if character in ("\n", "\r"):
            raise self._error("strings cannot contain newlines", lines_back=1)
        return character

    def _escape(self, start: int) -> None:
        """Read what follows a backslash in the string that begins at ``start``.

        Upstream: lex.go lexStringEscape
        """
        character = self._next()
        known = self.release_1_1 or character not in ("e", "x")
        if known and character and (character in _SIMPLE_ESCAPES or character in " \t"):
            return
        if not known or character not in _HEX_ESCAPES:
            message = f"invalid escape in string '\\{character or chr(0)}'"
            raise self._error(message, lines_back=0 if character else 1)
        count, word = _HEX_ESCAPES[character]
        for _ in range(count):
            digit = self._next()
            if not _HEX_DIGIT.match(digit):
                found = strconv.quote(self.text[start : self.position])
                message = f"expected {word} hexadecimal digits after '\\{character}', but got {found} instead"
                raise self._unexpected(message, digit)

    def _multiline_string(self, quote: str) -> str:
        """Read up to and over three closing quotes, before which two more may stand.

        Upstream: lex.go lexMultilineString, lexMultilineRawString
        """
        start = self.position
        stop = _BASIC_MULTILINE_STOP if quote == '"' else _LITERAL_MULTILINE_STOP
        while True:
            found = stop.search(self.text, self.position)
            if found is None:
                self.position = len(self.text)
                outer = "'" if quote == '"' else '"'
                raise self._unexpected(f"unexpected EOF; expected {outer}{quote * 3}{outer}", "")
            self.position = found.start()
            if self._next() == "\\":
                if self._look() in ("\n", "\r"):
                    self.position += 1
                else:
                    self._escape(start)
            elif self._three_quotes(start, quote):
                break
        raw = self.text[start : self.position - 3]
        raw = raw.removeprefix("\r\n") if raw.startswith("\r") else raw.removeprefix("\n")
        if quote == "'":
            return raw
        return self._unescape(_ESCAPED_NEWLINE.sub(_without_newline, raw), self.position - 3)

    def _three_quotes(self, start: int, quote: str) -> bool:
        """Read two more quotes after one; return whether the string ends with them, else unread them."""
        for read in range(2):
            if self._look() != quote:
                self.position -= read
                return False
            self.position += 1
        if self._look() != quote:
            return True
        five = quote * 5
        if self.text.endswith(five, start, self.position) and (
            quote == "'" or not self.text.endswith("\\" + five, start, self.position)
        ):
            outer = "'" if quote == '"' else '"'
            raise self._error(f"unexpected {outer}{quote * 6}{outer}")
        self.position -= 2
        return False

    def _unescape(self, text: str, end: int) -> str:
        """Return a basic string without its escapes; ``end`` is where it ended, the place of errors.

        Upstream: parse.go replaceEscapes
        """
        if "\\" not in text:
            return text

        def character(escape: re.Match[str]) -> str:
            letter, digits = escape[0][1], escape[0][2:]
            if letter in " \t":
                raise self._error(f"invalid escape: '\\{letter}'", end)
            if not digits:
                return _SIMPLE_ESCAPES[letter]
            code = int(digits, 16)
            if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
                raise self._error(f"Escaped character '\\u{digits}' is not valid UTF-8.", end)
            return chr(code)

        return _ESCAPE.sub(character, text)


_HEX_DIGIT = re.compile("[0-9A-Fa-f]")
_LITERAL_STOP = re.compile("['\n\r\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BASIC_STOP = re.compile('["\\\\\n\r\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]')
_LITERAL_MULTILINE_STOP = re.compile(f"'|{_FORBIDDEN.pattern}")
_BASIC_MULTILINE_STOP = re.compile(f'["\\\\]|{_FORBIDDEN.pattern}')
_ESCAPE = re.compile(r"\\(?:x..|u....|U........|.)", re.DOTALL)
_ESCAPED_NEWLINE = re.compile(r"\\(?:\\|[ \t\r\n]+)")
_DATETIME_LETTERS = str.maketrans("zt ", "ZTT")


def _without_newline(escape: re.Match[str]) -> str:
    """Return nothing for a backslash with the end of its line and white space after that."""
    return "" if "\n" in escape[0] else escape[0]


def _quote_rune(character: str) -> str:
    return strconv.quote_rune(ord(character) if character else 0)


def _name(character: str) -> str:
    return f"'{character}'" if character else "end of file"


def _underscores_are_fine(text: str) -> bool:
    """Return whether each underscore stands between digits, those of hexadecimal numbers included.

    Upstream: parse.go numUnderscoresOK
    """
    if text in ("nan", "+nan", "-nan", "inf", "-inf", "+inf"):
        return True
    fine = False
    for character in text:
        if character == "_" and not fine:
            return False
        fine = _HEX_DIGIT.match(character) is not None
    return fine


def _has_leading_zero(text: str) -> bool:
    if len(text) > 1 and text[0] == "0" and text[1] not in "box":
        return True
    return len(text) > 2 and text[0] in "+-" and text[1] == "0"


def _misses_zero(text: str, layout: str) -> bool:
    """Return whether a number of ``text`` has fewer digits than in ``layout``, which Go's time does not refuse.

    Upstream: parse.go missingLeadingZero
    """
    for index, character in enumerate(layout):
        if character in ".Z":
            return False
        if not character.isdigit() and text[index : index + 1] != character:
            return True
    return False
