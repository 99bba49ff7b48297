"""Values to TOML.

Keys are sorted; those with tables below them come last, because what follows a table's header belongs to the table.

Upstream: github.com/BurntSushi/toml encode.go
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from enum import Enum

from chartkit.errors import FunctionError, TOMLError
from chartkit.gostd import fmt, strconv, unicode
from chartkit.gostd.kinds import INTEGER_KINDS, Duration, Float32, JSONNumber, Kind, Struct, is_nil, kind_of, type_of
from chartkit.gostd.strconv_float import format_float
from chartkit.gostd.time import RFC3339_NANO, UTC, Time, duration_string

from . import toml_keys as keys
from .limits import check_length
from .toml_decode import LOCAL_LAYOUTS, MAX_DEPTH

__all__ = ["encode"]

_PRIMITIVES = INTEGER_KINDS | {Kind.BOOL, Kind.FLOAT32, Kind.FLOAT64, Kind.STRING}


def encode(value: object, *, short_floats: bool = True) -> str:
    """Return ``value`` as a TOML document; a value that is no table is written as it would be after a key.

    Args:
        value: Any Go value.
        short_floats: Floats may have exponents (since v1.5).

    Raises:
        TOMLError: The value, or one in it, has no TOML form; the message is upstream's.
        FunctionError: Go panics at the value, or it is too large.
    """
    if value is None:
        raise FunctionError("reflect: call of reflect.Value.Type on zero Value")
    encoder = _Encoder(short_floats=short_floats)
    encoder.encode((), value)
    return "".join(encoder.pieces)


#: Pieces of text that a document may be made of; three stand for a key with a number.
_MAX_PIECES = 300_000

_Members = list[tuple[str, object]]


class _Form(Enum):
    """What a value is in TOML."""

    NOTHING = "nothing"
    PLAIN = "plain"
    TABLE = "table"
    TABLES = "array of tables"


class _Encoder:
    def __init__(self, *, short_floats: bool) -> None:
        self.pieces: list[str] = []
        self._short_floats = short_floats
        self._depth = 0
        self._length = 0
        #: The forms of lists by the lists' identities, and the lists, which keep these from being given away.
        self._forms: dict[int, tuple[object, _Form]] = {}

    def encode(self, key: tuple[str, ...], value: object) -> None:
        """Write ``value`` under ``key``; an empty key is the document itself."""
        kind = _kind(value)
        if _marshals(value) or kind in _PRIMITIVES:
            self._key_value(key, value)
        elif kind is Kind.SLICE:
            if self._form(value) is _Form.TABLES:
                self._array_of_tables(key, value)
            else:
                self._key_value(key, value)
        elif kind in (Kind.MAP, Kind.STRUCT):
            if not is_nil(value):
                self._table(key, value)
        else:
            raise TOMLError(f"unsupported type for key '{keys.join(key)}': {kind.value}")

    def _write(self, text: str) -> None:
        self.pieces.append(text)
        # A value may hold another one many times over, again and again.
        self._length += len(text)
        check_length(self._length)
        if len(self.pieces) > _MAX_PIECES:
            raise FunctionError("the value is too large to be written as TOML")

    def _newline(self) -> None:
        if self.pieces:
            self.pieces.append("\n")

    def _key_value(self, key: tuple[str, ...], value: object, *, inline: bool = False) -> None:
        if not key:
            self._element(value)
            return
        self._write(f"{_indent(key)}{keys.quoted_if_needed(key[-1])} = ")
        self._element(value)
        if not inline:
            self._newline()

    def _array_of_tables(self, key: tuple[str, ...], value: object) -> None:
        if not key:
            raise TOMLError("toml: top-level values must be Go maps or structs")
        for item in _items(value):
            self._newline()
            self._write(f"{_indent(key)}[[{keys.join(key)}]]")
            self._newline()
            self._members(key, item)

    def _table(self, key: tuple[str, ...], value: object) -> None:
        if len(key) == 1:
            # An empty line between tables of the top level.
            self._newline()
        if key:
            self._write(f"{_indent(key)}[{keys.join(key)}]")
            self._newline()
        self._members(key, value)

    def _members(self, key: tuple[str, ...], value: object) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FunctionError(f"the value is nested more than {MAX_DEPTH} levels deep")
        direct, tables = self._sorted_members(value)
        for name, member in (*direct, *tables):
            if not is_nil(member):
                self.encode((*key, name), member)
        self._depth -= 1

    # Values after a key or within brackets

    def _element(self, value: object) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FunctionError(f"the value is nested more than {MAX_DEPTH} levels deep")
        if isinstance(value, Time):
            self._write(_time(value))
        elif _marshals(value):
            self._write(keys.quote(_marshalled(value)))
        elif isinstance(value, Duration):
            self._write(keys.quote(duration_string(value)))
        elif isinstance(value, JSONNumber):
            self._json_number(value)
        else:
            self._by_kind(value)
        self._depth -= 1

    def _by_kind(self, value: object) -> None:
        kind = _kind(value)
        if isinstance(value, str):
            self._write(keys.quote(value))
        elif isinstance(value, bool):
            self._write("true" if value else "false")
        elif isinstance(value, int):
            self._write(f"{value:d}")
        elif isinstance(value, float):
            self._write(self._float(value))
        elif kind is Kind.SLICE:
            self._write("[")
            for index, item in enumerate(_items(value)):
                if index:
                    self._write(", ")
                self._element(item)
            self._write("]")
        elif kind is Kind.STRUCT:
            self._inline_struct(value)
        elif kind is Kind.MAP:
            self._inline_map(value)
        else:
            raise TOMLError(f"unexpected type: {type_of(value).name.replace('interface {}', 'any')}")

    def _float(self, value: float) -> str:
        if math.isnan(value) or math.isinf(value):
            sign = "-" if math.copysign(1, value) < 0 else ""
            return sign + ("nan" if math.isnan(value) else "inf")
        bits = 32 if isinstance(value, Float32) else 64
        text = format_float(value, "g" if self._short_floats else "f", -1, bits)
        return text if "." in text or "e" in text else f"{text}.0"

    def _json_number(self, value: str) -> None:
        if not value:
            self._write("0")
            return
        try:
            self._element(strconv.parse_int(value))
        except FunctionError:
            try:
                self._element(strconv.parse_float(value))
            except FunctionError as error:
                raise TOMLError(f"unable to convert {strconv.quote(value)} to int64 or float64") from error

    def _inline_map(self, value: object) -> None:
        direct, tables = self._sorted_members(value)
        self._write("{")
        for members, more in ((direct, bool(tables)), (tables, False)):
            for index, (name, member) in enumerate(members):
                if is_nil(member):
                    continue
                self._key_value((name,), member, inline=True)
                # Upstream: the comma stands there even if all that follows is nil.
                if more or index < len(members) - 1:
                    self._write(", ")
        self._write("}")

    def _inline_struct(self, value: object) -> None:
        direct, tables = self._sorted_members(value)
        places = {name: place for place, name in enumerate(value.encoded_fields() if isinstance(value, Struct) else ())}
        self._write("{")
        for name, member in (*direct, *tables):
            if is_nil(member):
                continue
            self._key_value((name,), member, inline=True)
            # Upstream: the comma depends on the field's place in the struct, not on what is written.
            if places[name] != len(direct) + len(tables) - 1:
                self._write(", ")
        self._write("}")

    # What a value is

    def _sorted_members(self, value: object) -> tuple[_Members, _Members]:
        """Return the members of a map, sorted, or of a struct, in order: those that are no tables, and tables."""
        direct: _Members = []
        tables: _Members = []
        for name, member in _members(value):
            (tables if self._form(member) in (_Form.TABLE, _Form.TABLES) else direct).append((name, member))
        return direct, tables

    def _form(self, value: object, depth: int = 0) -> _Form:
        """Return what ``value`` is in TOML.

        Raises:
            TOMLError: It is nothing in TOML, or a list with something in it that is nothing.

        Upstream: encode.go tomlTypeOfGo
        """
        if is_nil(value):
            return _Form.NOTHING
        if isinstance(value, Time) or _marshals(value):
            return _Form.PLAIN
        kind = _kind(value)
        if kind in (Kind.MAP, Kind.STRUCT):
            return _Form.TABLE
        if kind in _PRIMITIVES:
            return _Form.PLAIN
        if kind is not Kind.SLICE:
            raise TOMLError(f"unsupported type: {kind.value}")
        if depth > MAX_DEPTH:
            raise FunctionError(f"the value is nested more than {MAX_DEPTH} levels deep")
        if id(value) not in self._forms:
            forms = {self._item_form(item, depth + 1) for item in _items(value)}
            self._forms[id(value)] = value, _Form.TABLES if forms == {_Form.TABLE} else _Form.PLAIN
        return self._forms[id(value)][1]

    def _item_form(self, item: object, depth: int) -> _Form:
        form = self._form(item, depth)
        if form is _Form.NOTHING:
            raise TOMLError("toml: cannot encode array with nil element")
        return form


def _indent(key: tuple[str, ...]) -> str:
    return "  " * (len(key) - 1)


def _kind(value: object) -> Kind:
    """Return the kind of ``value``, for a pointer that of what it points to."""
    kind = kind_of(value)
    return Kind.STRUCT if kind is Kind.POINTER else kind


def _marshals(value: object) -> bool:
    """Return whether the value writes itself as text."""
    methods: Mapping[str, object] = getattr(value.__class__, "go_methods", {})
    return "MarshalText" in methods


def _marshalled(value: object) -> str:
    methods: Mapping[str, Callable[..., object]] = getattr(value.__class__, "go_methods", {})
    try:
        text = methods["MarshalText"](value)
    except FunctionError as error:
        raise TOMLError(error.message) from error
    return unicode.decode(text) if isinstance(text, bytes) else str(text)


def _time(value: Time) -> str:
    layout = LOCAL_LAYOUTS.get(value.location.name)
    return value.format(RFC3339_NANO) if layout is None else value.within(UTC).format(layout)


def _items(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple, bytes)) else []


def _members(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        key = type_of(value).key
        if key is not None and key.kind is not Kind.STRING:
            raise TOMLError("toml: cannot encode a map with non-string key type")
        yield from sorted(value.items(), key=lambda item: unicode.encode(item[0]))
    elif isinstance(value, Struct):
        for name, field in value.encoded_fields().items():
            if name[:1].isupper():
                yield name, getattr(value, field.attribute)
    else:
        raise FunctionError(f"eTable: unhandled reflect.Value Kind: {fmt.text(kind_of(value).value)}")
