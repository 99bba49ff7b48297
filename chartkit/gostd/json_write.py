"""Go values as JSON text.

Upstream: encoding/json v2_encode.go, v2_indent.go; json/v2 arshal_any.go, arshal_default.go
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from chartkit.errors import FunctionError, JSONError, LimitError
from chartkit.patterns import late_pattern
from chartkit.records import dataclass

from . import strconv, unicode
from .fmtsort import sorted_keys
from .json_text import float_text, quote
from .kinds import STRING, Float32, Integer, JSONNumber, Kind, Struct, is_nil, type_of

__all__ = ["marshal"]

#: Levels from which on Go looks whether a value contains itself, and beyond which it writes nothing.
_CYCLE_DEPTH, _MAX_DEPTH = 1000, 10_000
#: Characters of the longest text that is written, and the parts that it may have: a value that holds another one many
#: times over, again and again, is small in memory and endless in print.
_MAX_LENGTH, _MAX_PARTS = 1 << 26, 2_000_000

_TOO_LARGE = "value is too large to be written as JSON"


def marshal(value: object, *, escape_html: bool = True, indent: str = "", v1: bool = False) -> str:
    """Return ``value`` as JSON, keys sorted by their bytes.

    A struct is written by its fields' JSON names, or by its method ``MarshalJSON`` (which returns JSON) or
    ``MarshalText`` (which returns text) where ``go_methods`` has one; either may return bytes.

    Args:
        value: Any Go value.
        escape_html: Whether ``<``, ``>`` and ``&`` in strings are escaped.
        indent: What one level is indented by; without it all stands on one line.
        v1: Whether to write, and to complain, as Go did before 1.27.

    Raises:
        JSONError: Something in ``value`` has no JSON form, or it contains itself.

    Upstream: encoding/json v2_encode.go Marshal, MarshalIndent
    """
    if not indent:
        text = _write_common(value, _LEAVES[escape_html, v1], _COMMON_DEPTH, [_MAX_PARTS])
        if text is not None:
            return text
    try:
        return _Writer(escape_html=escape_html, indent=indent, v1=v1).write(value)
    except JSONError:
        if indent:  # Go indents JSON that it has written on one line, of which an error may count the bytes.
            _Writer(escape_html=escape_html, indent="", v1=v1).write(value)
        raise


# Nested more deeply than this, or nested in itself, a value is left to the writer that looks for cycles.
_COMMON_DEPTH = 20


def _write_common(value: object, leaves: _Leaves, depth: int, left: list[int]) -> str | None:
    """Return ``value`` on one line; None where something in it is not of the common kinds, or nested too deeply.

    ``left`` holds the number of parts that may still be written.

    PERF: nearly all values are maps and lists of strings, numbers and truth values, which this writes three times as
    fast as :class:`_Writer`.
    """
    leaf = leaves.get(value.__class__)
    if leaf is not None:
        return leaf(value)
    if depth == 0:
        return None
    out: list[str] = []
    length = 0
    if value.__class__ is list:
        _spend(left, len(value))
        for item in value:
            text = _write_common(item, leaves, depth - 1, left)
            if text is None:
                return None
            length += len(text) + 1
            if length > _MAX_LENGTH:
                raise LimitError(_TOO_LARGE)
            out.append(text)
        return f"[{','.join(out)}]"
    if value.__class__ is not dict:
        return None
    _spend(left, len(value))
    for key in sorted_keys(value):
        text = _write_common(value[key], leaves, depth - 1, left)
        if text is None or key.__class__ is not str:
            return None
        length += len(text) + len(key) + 4
        if length > _MAX_LENGTH:
            raise LimitError(_TOO_LARGE)
        out.append(f"{leaves[str](key)}:{text}")
    return f"{{{','.join(out)}}}"


def _spend(left: list[int], parts: int) -> None:
    left[0] -= parts
    if left[0] < 0:
        raise LimitError(_TOO_LARGE)


_Leaves = Mapping[type, Callable[..., str]]


@dataclass(slots=True)
class _Level:
    """An array or object that is being written. Not frozen: it is used up."""

    #: What is written in front of a part, its key or index, and the part.
    entries: Iterator[tuple[str, str | int, object]]
    closing: str
    #: Identity of the value where cycles are looked for.
    identity: int
    #: Key or index of the part that is being written.
    step: str | int = ""


class _Writer:
    """One call of :func:`marshal`."""

    def __init__(self, *, escape_html: bool, indent: str, v1: bool = False) -> None:
        self._quote = _LEAVES[escape_html, v1][str]
        self._v1 = v1
        self._indent = indent
        self._out: list[str] = []
        self._levels: list[_Level] = []
        self._seen: set[int] = set()

    def write(self, value: object) -> str:
        """Return ``value`` as JSON."""
        out, levels = self._out, self._levels
        length = 0
        while True:
            text = self._scalar(value)
            if text is None:
                text = self._open(value)
                if length > _MAX_LENGTH or len(out) > _MAX_PARTS:
                    raise LimitError(_TOO_LARGE)
            length += len(text)
            out.append(text)
            while levels:
                level = levels[-1]
                entry = next(level.entries, None)
                if entry is not None:
                    prefix, level.step, value = entry
                    length += len(prefix)
                    out.append(prefix)
                    break
                out.append(level.closing)
                self._seen.discard(level.identity)
                levels.pop()
            else:
                return "".join(out)

    def _scalar(self, value: object) -> str | None:
        """Return a value that is not made of others as JSON, None for one that is."""
        kind = value.__class__
        if kind is str:
            return self._quote(value)
        if value is None or is_nil(value):
            return "null"
        if kind is bool:
            return "true" if value else "false"
        if kind is int:
            return int.__repr__(value)
        if kind is float:
            return _number(value)  # type: ignore[arg-type] # It is of class float.
        if kind is dict or kind is list:
            return None
        return self._rare_scalar(value)

    def _rare_scalar(self, value: object) -> str | None:
        text = self._by_method(value)
        if text is not None:
            return text
        if isinstance(value, JSONNumber):
            return _checked_number(value, v1=self._v1)
        if isinstance(value, Integer):
            return int.__repr__(value)
        if isinstance(value, Float32):
            return _number(value, bits=32)
        if isinstance(value, bytes):
            return f'"{b2a_base64(value, newline=False).decode()}"'
        if isinstance(value, Struct | list | dict):
            return None
        raise JSONError(f"json: unsupported type: {type_of(value).name}")

    def _by_method(self, value: object) -> str | None:
        """Return what the value's own method makes of it, None where it has none."""
        methods: Mapping[str, Callable[[object], str | bytes]] = getattr(value.__class__, "go_methods", {})
        for name in ("MarshalJSON", "MarshalText"):
            if name in methods:
                try:
                    text = methods[name](value)
                except FunctionError as error:
                    type_name = "*" + type_of(value).name.removeprefix("*")
                    raise JSONError(f"json: error calling {name} for type {type_name}: {error}") from error
                if isinstance(text, bytes):
                    text = unicode.decode(text)
                return text if name == "MarshalJSON" else self._quote(text)
        return None

    def _open(self, value: object) -> str:
        """Begin an array or object and return its bracket."""
        levels = self._levels
        identity = 0
        if len(levels) >= _CYCLE_DEPTH:
            identity = id(value)
            if identity in self._seen:
                name = type_of(value).name
                raise JSONError(f"json: unsupported value: encountered a cycle via {name}")
            self._seen.add(identity)
            if len(levels) == _MAX_DEPTH:
                raise JSONError("exceeded max depth")
        brackets = "[]" if isinstance(value, list) else "{}"
        entries = self._entries(value)
        levels.append(_Level(entries, brackets[1], identity))
        return brackets[0]

    def _entries(self, value: object) -> Iterator[tuple[str, str | int, object]]:
        """Yield each part of a value, with what is written in front of it."""
        separator, colon, end = ",", ":", ""
        if self._indent:
            end = "\n" + self._indent * (len(self._levels) - 1)  # The level of ``value`` is open already.
            separator, colon = "," + end + self._indent, ": "
        prefix = separator[1:]
        empty = True
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield prefix, index, item
                prefix, empty = separator, False
        else:
            for name, item in self._members(value):  # type: ignore[arg-type] # No other kind is left.
                yield prefix + self._quote(name) + colon, name, item
                prefix, empty = separator, False
        if end and not empty:
            self._levels[-1].closing = end + self._levels[-1].closing

    def _members(self, value: Struct | dict[object, object]) -> list[tuple[str, object]]:
        """Return names and values of a map, sorted by name, or of a struct, in the order of its fields."""
        if isinstance(value, Struct):
            fields = [(name, field, getattr(value, field.attribute)) for name, field in value.encoded_fields().items()]
            return [
                (field.json or name, item)
                for name, field, item in fields
                if name[0].isupper() and field.json != "-" and not (field.omitempty and _is_empty(item))
            ]
        keys = sorted_keys(value)
        if (type_of(value).key or STRING).kind is Kind.STRING:
            return [(str(key), value[key]) for key in keys]
        if self._v1:
            raise JSONError(f"json: unsupported type: {type_of(value).name}")
        # Go sorts such keys by what is written.
        return sorted(((self._name(key), value[key]) for key in keys), key=lambda member: unicode.repair(member[0]))

    def _name(self, key: object) -> str:
        """Return a key of any kind as the name of a member: a string, or a number's text.

        Upstream: json/v2 arshal_default.go makeMapArshaler; jsontext errors.go (*SyntacticError).Error
        """
        if isinstance(key, str):
            return key
        if isinstance(key, Float32):
            return _number(key, bits=32)
        if isinstance(key, int) and not isinstance(key, bool):
            return int.__repr__(key)
        steps = "".join("/" + str(level.step).replace("~", "~0").replace("/", "~1") for level in self._levels[:-1])
        within = f" within {strconv.quote(steps)}" if steps else ""
        offset = len(unicode.encode("".join(self._out))) + 1
        wrong = f"jsontext: object member name must be a string{within} after offset {offset}"
        raise JSONError(f"json: unsupported value: {wrong}")


def _is_empty(value: object) -> bool:
    """Return whether ``omitempty`` leaves ``value`` out.

    Upstream: json/v2 arshal_default.go isLegacyEmpty
    """
    return value is None or is_nil(value) or (not isinstance(value, Struct) and not value)


def _number(value: float, *, bits: int = 64) -> str:
    if value - value != 0:  # Only so of infinities and NaN.
        raise JSONError(f"json: unsupported value: {strconv.format_float(value, 'g')}")
    return float_text(value, bits=bits)


_JSON_NUMBER = late_pattern(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def _checked_number(number: str, *, v1: bool) -> str:
    """Return the text of a JSONNumber, if it is one."""
    if not number:
        return "0"
    if _JSON_NUMBER.fullmatch(number) is None:
        if v1:
            raise JSONError(f"json: invalid number literal {strconv.quote(number)}")
        what = f"cannot parse {strconv.quote(number)} as JSON number: invalid syntax"
        raise JSONError(f"json: error calling MarshalJSONTo for type *json.Number: {what}")
    return str(number)


_COMMON_LEAVES: _Leaves = {
    int: int.__repr__,
    float: _number,
    bool: {True: "true", False: "false"}.__getitem__,
    type(None): {None: "null"}.__getitem__,
}
#: How values of the common kinds are written, by whether HTML is escaped, and whether as before Go 1.27.
_LEAVES: dict[tuple[bool, bool], _Leaves] = {
    (True, False): {**_COMMON_LEAVES, str: quote},
    (False, False): {**_COMMON_LEAVES, str: partial(quote, escape_html=False)},
    (True, True): {**_COMMON_LEAVES, str: partial(quote, v1=True)},
    (False, True): {**_COMMON_LEAVES, str: partial(quote, escape_html=False, v1=True)},
}
