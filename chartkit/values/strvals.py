"""What ``--set`` and its relatives say, laid into a table.

::

    list    = assignment { "," assignment }
    assignment = key { "." key | "[" index "]" } "=" value
    value   = "{" item { "," item } "}" | item

A backslash makes the next character plain. ``--set-literal`` knows neither lists nor backslashes and takes one
assignment; ``--set-json`` has a JSON text as value.

Upstream: helm pkg/strvals/parser.go, literal_parser.go
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import NoReturn, TypeAlias

from chartkit.errors import FunctionError, JSONError, ValuesError
from chartkit.gostd import encoding_json, strconv, unicode
from chartkit.gostd.kinds import Int64, type_of
from chartkit.helm_versions import HELM_4_3, HelmBehaviour
from chartkit.patterns import late_pattern

from .tables import MAX_DEPTH, Table

__all__ = ["ValueReader", "parse_file_into", "parse_into", "parse_json_into", "parse_literal_into", "parse_string_into"]

#: Turns the text of a value into the value.
ValueReader: TypeAlias = Callable[[str], object]

_MAX_INDEX = 65536
_MAX_NESTED_NAMES = 30

_JSON_NUMBER = late_pattern(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_JSON_STRING = late_pattern(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_ESCAPE = late_pattern(r"\\(.?)", re.DOTALL)

_WORDS: dict[str, tuple[object]] = {"true": (True,), "false": (False,), "null": (None,)}

_JSON_MARK = late_pattern(r'["\[\]{}]')


class _Form(Enum):
    """What stands after the equals sign."""

    TYPED = "set"
    JSON = "set-json"
    LITERAL = "set-literal"


class _EndOfInput(Exception):  # noqa: N818 - Go's io.EOF: it stops the parser and is no error
    """The text is over. ``message`` is empty, or says where Helm 3 would not have it so."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


def parse_into(text: str, table: Table, *, behaviour: HelmBehaviour = HELM_4_3) -> None:
    """Lay the assignments of ``--set`` into ``table``; values get the type that they look like.

    Raises:
        ValuesError: ``text`` does not follow the grammar, or does not fit what ``table`` holds.

    Upstream: helm parser.go ParseInto
    """
    _Parser(text, _typed, _Form.TYPED, behaviour).parse(table)


def parse_string_into(text: str, table: Table, *, behaviour: HelmBehaviour = HELM_4_3) -> None:
    """Lay the assignments of ``--set-string`` into ``table``; all values are strings.

    Raises:
        ValuesError: As :func:`parse_into`.

    Upstream: helm parser.go ParseIntoString
    """
    _Parser(text, str, _Form.TYPED, behaviour).parse(table)


def parse_file_into(text: str, table: Table, read: ValueReader, *, behaviour: HelmBehaviour = HELM_4_3) -> None:
    """Lay the assignments of ``--set-file`` into ``table``; ``read`` gets each value, a path, and returns the text.

    Raises:
        ValuesError: As :func:`parse_into`, and what ``read`` raises.

    Upstream: helm parser.go ParseIntoFile
    """
    _Parser(text, read, _Form.TYPED, behaviour).parse(table)


def parse_json_into(text: str, table: Table, *, behaviour: HelmBehaviour = HELM_4_3) -> None:
    """Lay the assignments of ``--set-json`` into ``table``; a value is JSON, an empty one is null.

    Raises:
        ValuesError: As :func:`parse_into`, or a value is no JSON.

    Upstream: helm parser.go ParseJSON
    """
    _Parser(text, str, _Form.JSON, behaviour).parse(table)


def parse_literal_into(text: str, table: Table, *, behaviour: HelmBehaviour = HELM_4_3) -> None:
    """Lay the one assignment of ``--set-literal`` into ``table``; the value is all that follows the equals sign.

    Raises:
        ValuesError: As :func:`parse_into`.

    Upstream: helm literal_parser.go ParseLiteralInto
    """
    _Parser(text, str, _Form.LITERAL, behaviour).parse(table)


class _Parser:
    """Reads one text from left to right and changes a table as it goes."""

    def __init__(self, text: str, read: ValueReader, form: _Form, behaviour: HelmBehaviour) -> None:
        self._text = unicode.repair(text)
        self._position = 0
        self._read = read
        self._form = form
        self._behaviour = behaviour

    def parse(self, table: Table) -> None:
        """Read all assignments."""
        try:
            while True:
                self._assignment(table, 0, 0)
        except _EndOfInput as end:
            if end.message and not self._behaviour.open_index_is_ignored:
                raise ValuesError(end.message) from None

    def _assignment(self, table: Table, names: int, depth: int) -> None:
        """Read ``key ( "." assignment | "[" index "]" item | "=" value )``.

        ``names`` counts the names before this one, ``depth`` the names and indexes.

        Upstream: helm parser.go (*parser).key
        """
        key, last = self._until("=[." if self._form is _Form.LITERAL else "=[,.")
        if not last:
            if key:
                raise ValuesError(f"key {strconv.quote(key)} has no value")
            raise _EndOfInput
        if last == ",":
            raise ValuesError(f"key {strconv.quote(key)} has no value (cannot end with ,)")
        if last == "=":
            self._value(table, key)
        elif last == "[":
            self._indexed(table, key, names, depth)
        else:
            self._nested(table, key, names + 1, depth)

    def _value(self, table: Table, key: str) -> None:
        """Read what follows ``key=`` and set it."""
        if self._form is _Form.TYPED and self._position == len(self._text):
            _set(table, key, "")
            raise _EndOfInput
        _set(table, key, self._item_value())

    def _nested(self, table: Table, key: str, names: int, depth: int) -> None:
        """Read the assignment after ``key.`` into the table under ``key``, and put that there if it holds anything."""
        if names > _MAX_NESTED_NAMES:
            raise ValuesError(
                f"value name nested level is greater than maximum supported nested level of {_MAX_NESTED_NAMES}"
            )
        present = table.get(key)
        if key in table and not isinstance(present, dict):
            _fail_conversion(present, "map[string]interface {}")
        inner: Table = present if isinstance(present, dict) else {}
        try:
            self._assignment(inner, names, depth + 1)
            if not inner:
                raise ValuesError(f"key map {strconv.quote(key)} has no value")
        finally:
            if inner:
                _set(table, key, inner)

    def _indexed(self, table: Table, key: str, names: int, depth: int) -> None:
        """Read the item after ``key[`` into the list under ``key``."""
        index = self._index()
        present = table.get(key)
        if key in table and not isinstance(present, list):
            _fail_conversion(present, "[]interface {}")
        items: list[object] = present if isinstance(present, list) else []
        try:
            self._item(items, index, names, depth + 1)
        finally:
            _set(table, key, items)

    def _item(self, items: list[object], index: int, names: int, depth: int) -> None:
        """Read ``"=" value | "[" index "]" item | "." assignment`` and put the value at ``index``.

        Upstream: helm parser.go (*parser).listItem
        """
        if index < 0:
            raise ValuesError(f"negative {index} index not allowed")
        if depth > MAX_DEPTH:
            raise ValuesError("values are nested too deeply", hint=f"At most {MAX_DEPTH} levels are allowed.")
        rest, last = self._until("[.=")
        if rest:
            shown = " ".join(strconv.quote_rune(ord(rune)) for rune in rest)
            raise ValuesError(f"unexpected data at end of array index: [{shown}]")
        if not last:
            raise _EndOfInput
        present = items[index] if index < len(items) else None
        if last == "=":
            value = self._item_value()
        elif last == "[":
            next_index = self._index()
            if present is not None and not isinstance(present, list):
                _fail_conversion(present, "[]interface {}")
            value = present if isinstance(present, list) else []
            self._item(value, next_index, names, depth + 1)
        else:
            inner: Table = present if isinstance(present, dict) else {}
            if index < len(items):
                items[index] = inner
            self._assignment(inner, names, depth + 1)
            value = inner
        _set_index(items, index, value)

    def _item_value(self) -> object:
        """Read what follows an equals sign."""
        if self._form is _Form.LITERAL:
            return self._rest()
        if self._form is _Form.JSON:
            value = self._json()
            self._skip_blanks()
            self._position += self._text.startswith(",", self._position)
            return value
        return "" if self._position == len(self._text) else self._typed_value()

    def _typed_value(self) -> object:
        """Read ``"{" item { "," item } "}" | item``.

        Upstream: helm parser.go (*parser).valList, (*parser).val
        """
        if self._text[self._position] != "{":
            return self._read(self._until(",")[0])
        self._position += 1
        items: list[object] = []
        while True:
            item, last = self._until(",}")
            if not last:
                raise ValuesError("list must terminate with '}'")
            if last == "}":
                self._position += self._text.startswith(",", self._position)
            items.append(self._read(item))
            if last == "}":
                return items

    def _json(self) -> object:
        """Read one JSON value; none at all counts as null.

        Upstream: helm parser.go (*parser).emptyVal; encoding/json stream.go (*Decoder).Decode
        """
        self._skip_blanks()
        if self._text.startswith(",", self._position) or self._position == len(self._text):
            return None
        end = _json_end(self._text, self._position)
        try:
            value = encoding_json.unmarshal(self._text[self._position : end])
        except JSONError as error:
            raise ValuesError(error.message) from error
        self._position = end
        return value

    def _skip_blanks(self) -> None:
        """Go to the next character that is no white space."""
        left = unicode.trim_left_space(self._text[self._position :])
        self._position = len(self._text) - len(left)

    def _index(self) -> int:
        """Read decimal digits up to the closing bracket.

        Upstream: helm parser.go (*parser).keyIndex
        """
        digits, last = self._until("]")
        if not last:
            raise _EndOfInput("error parsing index: EOF")
        try:
            return strconv.atoi(digits)
        except FunctionError as error:
            raise ValuesError(f"error parsing index: {error.message}") from error

    def _until(self, stops: str) -> tuple[str, str]:
        """Read up to one of ``stops`` and past it; return the text before it and the stop, empty at the end.

        Upstream: helm parser.go runesUntil, literal_parser.go runesUntilLiteral
        """
        match = _until_pattern(stops, escapes=self._form is not _Form.LITERAL).match(self._text, self._position)
        assert match is not None  # noqa: S101 - the pattern matches the empty text too
        self._position = match.end()
        plain = match[1]
        if self._form is not _Form.LITERAL and "\\" in plain:
            plain = _ESCAPE.sub(r"\1", plain)
        return plain, match[2]

    def _rest(self) -> str:
        """Read all that is left."""
        rest = self._text[self._position :]
        self._position = len(self._text)
        return rest


@cache
def _until_pattern(stops: str, *, escapes: bool) -> re.Pattern[str]:
    """Return the pattern for a text, in which a backslash makes a stop plain, and the stop after it if there is one.

    A backslash at the end belongs to the text.
    """
    marks = re.escape(stops)
    if not escapes:
        return re.compile(f"([^{marks}]*)([{marks}]?)", re.DOTALL)
    return re.compile(rf"((?:[^{marks}\\]+|\\.|\\\Z)*)([{marks}]?)", re.DOTALL)


def _json_end(text: str, start: int) -> int:
    """Return where the JSON value that begins at ``start`` ends; for a text that is none, the end of ``text``.

    Upstream: encoding/json stream.go (*Decoder).InputOffset
    """
    if text[start] in "{[":
        return _structure_end(text, start)
    if text[start] == '"':
        string = _JSON_STRING.match(text, start)
        return string.end() if string else len(text)
    for word in ("true", "false", "null"):
        if text.startswith(word, start):
            return start + len(word)
    number = _JSON_NUMBER.match(text, start)
    if number is None or text[number.end() : number.end() + 1] in {".", "e", "E"}:
        return len(text)
    return number.end()


def _structure_end(text: str, start: int) -> int:
    """Return where the object or array that begins at ``start`` ends; without an end, the end of ``text``."""
    depth = 0
    position = start
    while found := _JSON_MARK.search(text, position):
        position = found.end()
        if found[0] == '"':
            string = _JSON_STRING.match(text, found.start())
            if string is None:
                break
            position = string.end()
            continue
        depth += 1 if found[0] in "{[" else -1
        if depth == 0:
            return position
    return len(text)


def _typed(text: str) -> object:
    """Return the value that ``text`` looks like: a boolean, null, an integer or the text itself.

    Upstream: helm parser.go typedVal
    """
    word = _WORDS.get(text.casefold())
    if word is not None:
        return word[0]
    if text == "0":
        return Int64(0)
    if text and text[0] != "0":
        try:
            return Int64(strconv.parse_int(text, 10, 64))
        except FunctionError:
            return text
    return text


def _set(table: Table, key: str, value: object) -> None:
    """Set ``key`` unless it is empty.

    Upstream: helm parser.go set
    """
    if key:
        table[key] = value


def _set_index(items: list[object], index: int, value: object) -> None:
    """Set the item at ``index``, after filling up with nulls to there.

    Raises:
        ValuesError: The index is larger than Helm allows.

    Upstream: helm parser.go setIndex
    """
    if index > _MAX_INDEX:
        raise ValuesError(f"index of {index} is greater than maximum supported index of {_MAX_INDEX}")
    items.extend([None] * (index + 1 - len(items)))
    items[index] = value


def _fail_conversion(value: object, wanted: str) -> NoReturn:
    """Raise Go's panic of a type assertion, as the parser reports it."""
    found = "nil" if value is None else type_of(value).name
    raise ValuesError(f"unable to parse key: interface conversion: interface {{}} is {found}, not {wanted}")
