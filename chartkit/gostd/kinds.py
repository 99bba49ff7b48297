"""Go values as Python objects, and the Go type of each.

Values keep Go's kinds, because comparison, truth and printing differ by kind:

=====================  ==============================================================================
Go                     Python
=====================  ==============================================================================
nil interface          ``None``
bool                   ``bool``
string                 ``str``; bytes that are not UTF-8 are lone surrogates (``surrogateescape``)
int                    ``int`` itself (not a subclass)
int64, uint8, ...      ``Int64``, ``Uint8``, ...: subclasses of ``Integer``, itself one of ``int``
float64                ``float``
complex128             ``complex``
json.Number            ``JSONNumber``
[]byte                 ``bytes``; the nil slice is a ``NilBytes``
[]interface {}         ``list`` itself; the nil slice is a ``NilList``
[]string, []int, ...   ``StringList``, ``IntList``, ...: subclasses of ``TypedList``
map[string]interface{} ``dict`` itself; the nil map is a ``NilMap``
map[string]string, ... ``StringMap``, ...: subclasses of ``TypedMap``
structs and pointers   subclasses of ``Struct``
functions              ``Func``
=====================  ==============================================================================

Templates see of an object only what its class lists in ``go_fields`` and ``go_methods``; no Python attribute is ever
looked up by a name that a template chose.

Upstream: reflect type.go Kind, Type.String
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import ClassVar, TypeVar

from chartkit.records import dataclass, field

__all__ = [
    "ANY",
    "ANY_LIST",
    "ANY_MAP",
    "BOOL",
    "BYTES",
    "COMPLEX128",
    "DURATION",
    "FLOAT64",
    "INT",
    "INT64",
    "INTEGER_KINDS",
    "JSON_NUMBER",
    "SIGNED_KINDS",
    "STRING",
    "UINT8",
    "UNSIGNED_KINDS",
    "AnyKeyMap",
    "Duration",
    "Field",
    "Float32",
    "Func",
    "GoType",
    "Int8",
    "Int16",
    "Int32",
    "Int64",
    "IntList",
    "Integer",
    "JSONNumber",
    "Kind",
    "ListList",
    "MapList",
    "NilBytes",
    "NilList",
    "NilMap",
    "NilStringList",
    "NilStringMap",
    "StringList",
    "StringMap",
    "Struct",
    "TypedList",
    "TypedMap",
    "Uint",
    "Uint8",
    "Uint16",
    "Uint32",
    "Uint64",
    "is_nil",
    "kind_of",
    "type_of",
]

_K = TypeVar("_K")
_V = TypeVar("_V")


class Kind(Enum):
    """A Go kind; the value is Go's spelling of it."""

    INVALID = "invalid"
    BOOL = "bool"
    INT = "int"
    INT8 = "int8"
    INT16 = "int16"
    INT32 = "int32"
    INT64 = "int64"
    UINT = "uint"
    UINT8 = "uint8"
    UINT16 = "uint16"
    UINT32 = "uint32"
    UINT64 = "uint64"
    FLOAT32 = "float32"
    FLOAT64 = "float64"
    COMPLEX128 = "complex128"
    STRING = "string"
    SLICE = "slice"
    MAP = "map"
    STRUCT = "struct"
    POINTER = "ptr"
    INTERFACE = "interface"
    FUNC = "func"

    # Kinds are dictionary keys on hot paths; Enum's own hash is computed in Python.
    __hash__ = object.__hash__


SIGNED_KINDS = frozenset({Kind.INT, Kind.INT8, Kind.INT16, Kind.INT32, Kind.INT64})
UNSIGNED_KINDS = frozenset({Kind.UINT, Kind.UINT8, Kind.UINT16, Kind.UINT32, Kind.UINT64})
INTEGER_KINDS = SIGNED_KINDS | UNSIGNED_KINDS


@dataclass(frozen=True, slots=True)
class GoType:
    """A Go type: its ``name`` as ``%T`` prints it, its kind, and what it is made of."""

    name: str
    kind: Kind
    #: Element type of a slice, map or pointer.
    elem: GoType | None = None
    #: Key type of a map.
    key: GoType | None = None

    def __str__(self) -> str:
        """Return Go's name of the type."""
        return self.name


ANY = GoType("interface {}", Kind.INTERFACE)
BOOL = GoType("bool", Kind.BOOL)
INT = GoType("int", Kind.INT)
INT64 = GoType("int64", Kind.INT64)
UINT8 = GoType("uint8", Kind.UINT8)
FLOAT64 = GoType("float64", Kind.FLOAT64)
COMPLEX128 = GoType("complex128", Kind.COMPLEX128)
STRING = GoType("string", Kind.STRING)
JSON_NUMBER = GoType("json.Number", Kind.STRING)
DURATION = GoType("time.Duration", Kind.INT64)
BYTES = GoType("[]uint8", Kind.SLICE, elem=UINT8)
ANY_LIST = GoType("[]interface {}", Kind.SLICE, elem=ANY)
ANY_MAP = GoType("map[string]interface {}", Kind.MAP, elem=ANY, key=STRING)
FUNC = GoType("func()", Kind.FUNC)


class Integer(int):
    """A Go integer of a kind other than ``int``.

    Invariant: the value is within the range of its kind; who computes one wraps it as Go does (:meth:`wrap`).
    """

    __slots__ = ()
    go_type: ClassVar[GoType] = INT64
    bits: ClassVar[int] = 64
    signed: ClassVar[bool] = True

    @classmethod
    def wrap(cls, value: int) -> Integer:
        """Return ``value`` reduced to the kind's range, as Go's arithmetic overflows."""
        value &= (1 << cls.bits) - 1
        if cls.signed and value >> (cls.bits - 1):
            value -= 1 << cls.bits
        return cls(value)


class Int8(Integer):
    """Go's int8."""

    __slots__ = ()
    go_type = GoType("int8", Kind.INT8)
    bits = 8


class Int16(Integer):
    """Go's int16."""

    __slots__ = ()
    go_type = GoType("int16", Kind.INT16)
    bits = 16


class Int32(Integer):
    """Go's int32 (and rune)."""

    __slots__ = ()
    go_type = GoType("int32", Kind.INT32)
    bits = 32


class Int64(Integer):
    """Go's int64."""

    __slots__ = ()


class Uint(Integer):
    """Go's uint."""

    __slots__ = ()
    go_type = GoType("uint", Kind.UINT)
    signed = False


class Uint8(Integer):
    """Go's uint8 (and byte)."""

    __slots__ = ()
    go_type = UINT8
    bits = 8
    signed = False


class Uint16(Integer):
    """Go's uint16."""

    __slots__ = ()
    go_type = GoType("uint16", Kind.UINT16)
    bits = 16
    signed = False


class Uint32(Integer):
    """Go's uint32."""

    __slots__ = ()
    go_type = GoType("uint32", Kind.UINT32)
    bits = 32
    signed = False


class Uint64(Integer):
    """Go's uint64."""

    __slots__ = ()
    go_type = GoType("uint64", Kind.UINT64)
    signed = False


class Duration(Integer):
    """Go's time.Duration: nanoseconds. Its methods are listed by ``gostd.time``."""

    __slots__ = ()
    go_type = DURATION
    go_methods: ClassVar[Mapping[str, Callable[..., object]]] = {}


class Float32(float):
    """Go's float32.

    Invariant: the value is one that 32 bits can hold.
    """

    __slots__ = ()
    go_type: ClassVar[GoType] = GoType("float32", Kind.FLOAT32)


class JSONNumber(str):
    """Go's json.Number: a number by its JSON text."""

    __slots__ = ()
    go_type: ClassVar[GoType] = JSON_NUMBER


class NilBytes(bytes):
    """The nil slice of type []byte. Always empty."""

    __slots__ = ()
    go_type: ClassVar[GoType] = BYTES
    go_nil: ClassVar[bool] = True


class TypedList(list[_V]):
    """A Go slice whose elements are not ``interface {}``."""

    __slots__ = ()
    go_type: ClassVar[GoType] = ANY_LIST
    go_nil: ClassVar[bool] = False


class NilList(TypedList[object]):
    """The nil slice of type []interface {}. Always empty."""

    __slots__ = ()
    go_nil = True


class StringList(TypedList[str]):
    """Go's []string."""

    __slots__ = ()
    go_type = GoType("[]string", Kind.SLICE, elem=STRING)


class NilStringList(StringList):
    """The nil slice of type []string. Always empty."""

    __slots__ = ()
    go_nil = True


class IntList(TypedList[int]):
    """Go's []int."""

    __slots__ = ()
    go_type = GoType("[]int", Kind.SLICE, elem=INT)


class ListList(TypedList[list[object]]):
    """Go's [][]interface {}."""

    __slots__ = ()
    go_type = GoType("[][]interface {}", Kind.SLICE, elem=ANY_LIST)


class MapList(TypedList[dict[str, object]]):
    """Go's []map[string]interface {}."""

    __slots__ = ()
    go_type = GoType("[]map[string]interface {}", Kind.SLICE, elem=ANY_MAP)


class TypedMap(dict[_K, _V]):
    """A Go map of a type other than map[string]interface {}, or a named map type with methods."""

    __slots__ = ()
    go_type: ClassVar[GoType] = ANY_MAP
    go_nil: ClassVar[bool] = False
    go_methods: ClassVar[Mapping[str, Callable[..., object]]] = {}


class NilMap(TypedMap[str, object]):
    """The nil map of type map[string]interface {}. Always empty."""

    __slots__ = ()
    go_nil = True


class StringMap(TypedMap[str, str]):
    """Go's map[string]string."""

    __slots__ = ()
    go_type = GoType("map[string]string", Kind.MAP, elem=STRING, key=STRING)


class NilStringMap(StringMap):
    """The nil map of type map[string]string. Always empty."""

    __slots__ = ()
    go_nil = True


class AnyKeyMap(TypedMap[object, object]):
    """Go's map[interface {}]interface {}, which go-yaml makes of nested mappings."""

    __slots__ = ()
    go_type = GoType("map[interface {}]interface {}", Kind.MAP, elem=ANY, key=ANY)


@dataclass(frozen=True, slots=True)
class Field:
    """A struct field that templates may read: the attribute that holds it, its type and its JSON name."""

    attribute: str
    type: GoType
    #: Name in encoding/json's output; empty: Go's name of the field. ``-``: left out.
    json: str = ""
    omitempty: bool = False
    #: The field holds a struct whose fields the outer struct has as well (``go_promoted``).
    embedded: bool = False


class Struct:
    """A Go struct, or a pointer to one where ``go_type`` is of kind ``POINTER``.

    ``go_fields`` maps Go's field names, in declaration order, to attributes; ``go_methods`` maps Go's method names to
    Python functions that take the object first. A method's annotations are its Go signature.
    """

    __slots__ = ()
    go_type: ClassVar[GoType]
    go_fields: ClassVar[Mapping[str, Field]] = {}
    #: Fields of embedded structs. Templates read them like the struct's own.
    go_promoted: ClassVar[Mapping[str, Field]] = {}
    go_methods: ClassVar[Mapping[str, Callable[..., object]]] = {}

    @classmethod
    def encoded_fields(cls) -> Mapping[str, Field]:
        """Return the fields that encoders of JSON and TOML see: those of an embedded struct in place of itself."""
        if not cls.go_promoted:
            return cls.go_fields
        return {**cls.go_promoted, **{name: field for name, field in cls.go_fields.items() if not field.embedded}}


@dataclass(frozen=True, slots=True)
class Func:
    """A Go function value; templates can only ``call`` it. Its annotations are its Go signature."""

    function: Callable[..., object]
    go_type: GoType = field(default=FUNC)


_INVALID = GoType("<nil>", Kind.INVALID)

#: Types of the plain Python classes; every other class carries its own in ``go_type``.
_PLAIN: dict[type, GoType] = {
    type(None): _INVALID,
    bool: BOOL,
    int: INT,
    float: FLOAT64,
    complex: COMPLEX128,
    str: STRING,
    bytes: BYTES,
    list: ANY_LIST,
    dict: ANY_MAP,
}


def type_of(value: object) -> GoType:
    """Return the Go type of ``value``; a nil interface has a type called ``<nil>`` of kind ``INVALID``.

    Upstream: reflect type.go TypeOf
    """
    found = _PLAIN.get(value.__class__)
    if found is not None:
        return found
    declared = getattr(value.__class__, "go_type", None) if not isinstance(value, Func) else value.go_type
    if not isinstance(declared, GoType):
        message = f"{value.__class__.__name__} is not a Go value"
        raise TypeError(message)
    return declared


def kind_of(value: object) -> Kind:
    """Return the Go kind of ``value``."""
    return type_of(value).kind


def is_nil(value: object) -> bool:
    """Return whether ``value`` is a nil interface, map, slice or pointer."""
    return value is None or getattr(value.__class__, "go_nil", False) is True
