"""JSON values into Go structs: which field a key goes to, and Go's complaint about a value of the wrong kind.

A :class:`Target` describes a Go type as far as decoding looks at it::

    HEAD = struct("util.SimpleHead", {"kind": STRING, "annotations": map_of(STRING)})
    decode({"KIND": "Pod"}, HEAD) == {"kind": "Pod"}

Upstream: encoding/json v2_inject.go transformUnmarshalError; json/v2 arshal_default.go, fold.go
"""

from __future__ import annotations

from collections.abc import Mapping

from chartkit.patterns import late_pattern
from chartkit.records import dataclass, field

from . import unicode
from .encoding_json import kind_name, marshal
from .json_scan import UnmarshalTypeError, misfit_text
from .kinds import Kind

__all__ = [
    "ANY",
    "BOOL",
    "FLOAT64",
    "INT",
    "STRING",
    "StructType",
    "Target",
    "decode",
    "list_of",
    "map_of",
    "pointer_to",
    "struct",
]


@dataclass(frozen=True, slots=True)
class Target:
    """A Go type that JSON is decoded into."""

    #: The type as Go's errors print it.
    name: str
    kind: Kind
    #: Type of a slice's or map's elements, or of what a pointer points to.
    elem: Target | None = None

    def is_string(self) -> bool:
        """Return whether this is a string, or a pointer to one."""
        return self.behind_pointers().kind is Kind.STRING

    def member(self, key: str) -> Target | None:
        """Return the type of what an object's ``key`` is decoded into, None where it is ignored."""
        behind = self.behind_pointers()
        if isinstance(behind, StructType):
            return behind.fields.get(behind.field_for(key))
        return behind.elem if behind.kind is Kind.MAP else None

    def element(self) -> Target | None:
        """Return the type of a slice's elements, None where this is no slice."""
        behind = self.behind_pointers()
        return behind.elem if behind.kind is Kind.SLICE else None

    def behind_pointers(self) -> Target:
        """Return the type that is left when pointers have been followed."""
        return self.elem.behind_pointers() if self.kind is Kind.POINTER and self.elem is not None else self


@dataclass(frozen=True, slots=True)
class StructType(Target):
    """A Go struct; :func:`struct` makes one."""

    #: The types of the fields by their JSON names, in the order in which Go declares them.
    fields: Mapping[str, Target] = field(default_factory=dict, hash=False)

    def field_for(self, key: str) -> str:
        """Return the name of the field that ``key`` goes to: an equal name, else the first that differs in case only.

        Upstream: json/v2 fields.go matchFoldedName
        """
        if key in self.fields:
            return key
        folded = unicode.fold(key)
        return next((name for name in self.fields if unicode.fold(name) == folded), "")


STRING = Target("string", Kind.STRING)
BOOL = Target("bool", Kind.BOOL)
INT = Target("int", Kind.INT)
FLOAT64 = Target("float64", Kind.FLOAT64)
ANY = Target("interface {}", Kind.INTERFACE)


def struct(name: str, fields: Mapping[str, Target]) -> StructType:
    """Return the struct type that Go prints as ``name``, with fields by their JSON names."""
    return StructType(name, Kind.STRUCT, fields=fields)


def list_of(elem: Target) -> Target:
    """Return the type of a slice."""
    return Target(f"[]{elem.name}", Kind.SLICE, elem)


def map_of(elem: Target) -> Target:
    """Return the type of a map with string keys."""
    return Target(f"map[string]{elem.name}", Kind.MAP, elem)


def pointer_to(elem: Target) -> Target:
    """Return the type of a pointer."""
    return Target(f"*{elem.name}", Kind.POINTER, elem)


def decode(value: object, target: Target, *, over: object = None, paths: bool = True) -> object:
    """Return ``value``, as :func:`encoding_json.unmarshal` read it, as ``target`` holds it.

    A struct becomes a dict of the fields that the value set, by their JSON names: keys are matched without regard to
    case, unknown keys dropped; null leaves a string, number, truth value or struct as it is, and is None elsewhere.
    Objects are decoded in the order in which the dict has their keys.

    Args:
        value: What stands in the JSON text.
        target: The Go type.
        over: An earlier result that this one is decoded over: structs and maps merge, elements of lists one by one.
        paths: Whether errors name the whole path, as Go from 1.26 on; else the innermost struct, as before.

    Raises:
        UnmarshalTypeError: Something in ``value`` is of the wrong kind; of several Go reports the first.

    Upstream: json/v2 arshal_default.go makeStructArshaler and its neighbours
    """
    decoder = _Decoder(paths=paths)
    result = decoder.decode(value, target, _zero(target.kind) if over is None else over)
    if decoder.misfit:
        raise UnmarshalTypeError(decoder.misfit, result)
    return result


#: Stands for a field or element that nothing has been decoded into yet.
_ABSENT = object()

_NILLABLE = frozenset({Kind.MAP, Kind.SLICE, Kind.POINTER})
_SCALARS = {Kind.STRING: "string", Kind.BOOL: "bool", Kind.INT: "number", Kind.FLOAT64: "number"}
_ZERO: dict[Kind, object] = {Kind.STRING: "", Kind.BOOL: False, Kind.INT: 0, Kind.FLOAT64: 0.0}
_INTEGER = late_pattern("-?[0-9]{1,19}")


def _zero(kind: Kind) -> object:
    """Return Go's zero value; a struct without fields is the caller's own."""
    return {} if kind is Kind.STRUCT else _ZERO.get(kind)


class _Decoder:
    """One call of :func:`decode`: goes on after an error, as Go does, and keeps the first."""

    def __init__(self, *, paths: bool) -> None:
        self.misfit = ""
        self._paths = paths
        #: Keys and indexes on the way to the value; for the older form of errors only the names of fields.
        self._path: list[str] = []
        #: Name of the struct around the value, for the older form of errors.
        self._struct = ""

    def decode(self, value: object, target: Target, over: object) -> object:
        """Return ``value`` as ``target`` holds it; ``over`` where it changes nothing or does not fit."""
        kind = target.kind
        if kind is Kind.INTERFACE:
            return value
        if value is None:
            return None if kind in _NILLABLE else over
        if kind is Kind.POINTER and target.elem is not None:
            return self.decode(value, target.elem, over)
        if isinstance(target, StructType) and isinstance(value, dict):
            return self._decode_struct(value, target, over)
        if kind is Kind.MAP and isinstance(value, dict):
            return self._decode_map(value, target, over)
        if kind is Kind.SLICE and isinstance(value, list):
            return self._decode_list(value, target, over)
        found = kind_name(value)
        if found == _SCALARS.get(kind):
            if found != "number":
                return value
            text = marshal(value)
            if kind is Kind.FLOAT64:
                return float(text)
            if _INTEGER.fullmatch(text) and -(1 << 63) <= int(text) < 1 << 63:
                return int(text)
            found += " " + text
        self._complain(found, target)
        return over

    def _decode_struct(self, value: dict[str, object], target: StructType, over: object) -> dict[str, object]:
        result = dict(over) if isinstance(over, dict) else {}
        for key, item in value.items():
            name = target.field_for(key)
            if not name:
                continue
            outer, self._struct = self._struct, target.name.rpartition(".")[2] if " " not in target.name else ""
            self._path.append(key if self._paths else name)
            decoded = self.decode(item, target.fields[name], result.get(name, _ABSENT))
            if decoded is not _ABSENT:
                result[name] = decoded
            self._path.pop()
            self._struct = outer
        return result

    def _decode_map(self, value: dict[str, object], target: Target, over: object) -> dict[str, object]:
        result = dict(over) if isinstance(over, dict) else {}
        for key, item in value.items():
            result[key] = self._decode_element(item, target, key, _ABSENT)
        return result

    def _decode_list(self, value: list[object], target: Target, over: object) -> list[object]:
        old = over if isinstance(over, list) else []
        return [
            self._decode_element(item, target, str(index), old[index] if index < len(old) else _ABSENT)
            for index, item in enumerate(value)
        ]

    def _decode_element(self, value: object, target: Target, step: str, over: object) -> object:
        """Return an element of a map or list; Go's zero value where ``value`` sets none."""
        elem = target.elem or ANY
        if self._paths:
            self._path.append(step)
        result = self.decode(value, elem, over)
        if self._paths:
            self._path.pop()
        return _zero(elem.kind) if result is _ABSENT else result

    def _complain(self, found: str, target: Target) -> None:
        """Keep Go's words for a value that does not fit, if they are the first."""
        if not self.misfit:
            self.misfit = misfit_text(found, self._path, target.name, None if self._paths else self._struct)
