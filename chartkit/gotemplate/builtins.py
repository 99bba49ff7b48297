"""The functions that every template has.

Where their parameters are of type ``object``, Go's are reflect.Values: they take anything, also nothing at all.

Upstream: text/template funcs.go
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from chartkit.errors import FunctionError
from chartkit.gostd import fmt, unicode
from chartkit.gostd.kinds import (
    ANY,
    INTEGER_KINDS,
    SIGNED_KINDS,
    UNSIGNED_KINDS,
    Func,
    GoType,
    Integer,
    Kind,
    Struct,
    TypedList,
    Uint8,
    is_nil,
    type_of,
)

from .failure import here
from .members import is_interface_value, is_untyped, zero
from .printing import NO_VALUE, printable

if TYPE_CHECKING:
    from .execution import Execution

__all__ = ["BUILTINS", "IncompatibleTypesError"]

_BASIC = (
    dict.fromkeys(SIGNED_KINDS, "int")
    | dict.fromkeys(UNSIGNED_KINDS, "uint")
    | dict.fromkeys((Kind.FLOAT32, Kind.FLOAT64), "float")
    | {Kind.BOOL: "bool", Kind.COMPLEX128: "complex", Kind.STRING: "string"}
)
_BAD_COMPARISON = "invalid type for comparison"


def and_(first: object, *rest: object) -> object:
    """Return the first argument that is not true, or the last. Generated code does this itself."""
    for value in (first, *rest):
        if not value:
            return value
    return value


def or_(first: object, *rest: object) -> object:
    """Return the first argument that is true, or the last. Generated code does this itself."""
    for value in (first, *rest):
        if value:
            return value
    return value


def not_(value: object) -> bool:
    """Return whether ``value`` is not true. Generated code does this itself."""
    return not value


# Comparison.


class IncompatibleTypesError(FunctionError):
    """Values are compared whose types do not go together."""

    code = "incompatible-types"

    @classmethod
    def of(cls, left: GoType, right: GoType) -> IncompatibleTypesError:
        """Return the error for values of these types."""
        return cls(f"incompatible types for comparison: {left} and {right}")


def eq(first: object, *rest: object) -> bool:
    """Return whether ``first`` equals one of the others.

    Upstream: text/template funcs.go eq
    """
    if not rest:
        raise FunctionError("missing argument for comparison")
    return any(_equal(first, other) for other in rest)


def _equal(left: object, right: object) -> bool:
    kind = left.__class__
    if kind is right.__class__ and kind in _SAME:
        return left == right
    left_type, right_type = type_of(left), type_of(right)
    left_kind, right_kind = _BASIC.get(left_type.kind), _BASIC.get(right_type.kind)
    if left_kind != right_kind:
        if {left_kind, right_kind} == {"int", "uint"}:
            return left == right
        if left is not None and right is not None:
            raise IncompatibleTypesError.of(left_type, right_type)
        return False
    if left_kind is not None:
        return left == right
    return _equal_others(left, right, left_type, right_type)


#: Classes whose instances Python compares as Go does.
_SAME = frozenset({str, int, float, bool, complex})


def _equal_others(left: object, right: object, left_type: GoType, right_type: GoType) -> bool:
    """Compare values that are neither numbers, strings nor booleans."""
    if left_type.kind is not right_type.kind and left is not None and right is not None:
        # Go mixes up the arguments of this message; so does what it prints.
        raise FunctionError(
            f"non-comparable types {fmt.sprintf('%s', left)}: {left_type}, {right_type}: {fmt.text(right)}",
        )
    if is_nil(left) or is_nil(right):
        return is_nil(left) == is_nil(right)
    if not _is_comparable(right, right_type):
        raise FunctionError(f"non-comparable type {fmt.sprintf('%s', right)}: {right_type}")
    return left_type == right_type and left == right


def _is_comparable(value: object, go_type: GoType) -> bool:
    """Return whether values of this type can be compared; of a struct, whether those of all its fields can.

    Upstream: reflect type.go (*rtype).Comparable
    """
    if go_type.kind is Kind.STRUCT and isinstance(value, Struct):
        return all(_is_comparable(getattr(value, field.attribute), field.type) for field in value.go_fields.values())
    return go_type.kind not in {Kind.SLICE, Kind.MAP, Kind.FUNC}


def ne(left: object, right: object) -> bool:
    """Return whether the two differ."""
    return not _equal(left, right)


def lt(left: object, right: object) -> bool:
    """Return whether ``left`` is less than ``right``.

    Upstream: text/template funcs.go lt
    """
    left_kind, right_kind = _BASIC.get(type_of(left).kind), _BASIC.get(type_of(right).kind)
    if left_kind is None or right_kind is None:
        raise FunctionError(_BAD_COMPARISON)
    if left_kind != right_kind and {left_kind, right_kind} != {"int", "uint"}:
        raise IncompatibleTypesError.of(type_of(left), type_of(right))
    if left_kind in {"bool", "complex"}:
        raise FunctionError(_BAD_COMPARISON)
    if left_kind == "string" and not (left.isascii() and right.isascii()):  # type: ignore[attr-defined] # strings
        return unicode.encode(left) < unicode.encode(right)  # type: ignore[arg-type] # strings
    return left < right  # type: ignore[no-any-return,operator] # of the same basic kind


def le(left: object, right: object) -> bool:
    """Return whether ``left`` is less than or equal to ``right``."""
    return lt(left, right) or _equal(left, right)


def gt(left: object, right: object) -> bool:
    """Return whether ``left`` is greater than ``right``."""
    return not le(left, right)


def ge(left: object, right: object) -> bool:
    """Return whether ``left`` is greater than or equal to ``right``."""
    return not lt(left, right)


# Indexing.


def index(item: object, *indexes: object) -> object:
    """Return ``item[i][j]...`` for the indexes i, j, ...

    Upstream: text/template funcs.go index
    """
    if item is None:
        raise FunctionError("index of untyped nil")
    for position in indexes:
        if item is None:
            raise FunctionError("index of nil pointer")
        go_type = type_of(item)
        if go_type.kind in {Kind.SLICE, Kind.STRING}:
            item = _element(item, position)
        elif go_type.kind is Kind.MAP and isinstance(item, dict):
            key = _prepared(position, go_type.key)
            item = item[key] if _has(item, key) else zero(go_type.elem or go_type)
        else:
            raise FunctionError(f"can't index item of type {go_type.elem if go_type.kind is Kind.POINTER else go_type}")
    return item


def _has(item: dict[object, object], key: object) -> bool:
    try:
        if key not in item:
            return False
        if key.__class__ is str:
            return True
        # Go: keys of interface type are equal only if their types are.
        return any(found == key and type_of(found) == type_of(key) for found in item)
    except TypeError as error:
        raise FunctionError(f"runtime error: hash of unhashable type {type_of(key)}") from error


def _element(item: object, position: object) -> object:
    if isinstance(item, str):
        raw = unicode.encode(item)
        place = _index(position, len(raw))
        if place == len(raw):
            raise FunctionError("reflect: string index out of range")
        return Uint8(raw[place])
    size = len(item)  # type: ignore[arg-type] # a slice
    place = _index(position, size)
    if place == size:
        raise FunctionError("reflect: slice index out of range")
    found: object = item[place]  # type: ignore[index] # a slice
    return Uint8(found) if isinstance(item, bytes) else found  # type: ignore[call-overload] # a byte


def _index(position: object, capacity: int) -> int:
    """Upstream: text/template funcs.go indexArg."""
    if position is None:
        raise FunctionError("cannot index slice/array with nil")
    go_type = type_of(position)
    if go_type.kind not in INTEGER_KINDS:
        raise FunctionError(f"cannot index slice/array with type {go_type}")
    place: int = int(position)  # type: ignore[call-overload] # an integer
    if go_type.kind in UNSIGNED_KINDS and place >= 1 << 63:
        place -= 1 << 64
    if place < 0 or place > capacity:
        raise FunctionError(f"index out of range: {place}")
    return place


def _prepared(value: object, wanted: GoType | None) -> object:
    """Return ``value`` as a value of the type wanted.

    Upstream: text/template funcs.go prepareArg
    """
    from .funcmap import assignable

    if wanted is None or wanted.kind is Kind.INTERFACE:
        return value
    if value is None:
        if wanted.kind in {Kind.SLICE, Kind.MAP, Kind.POINTER, Kind.FUNC}:
            return None
        raise FunctionError(f"value is nil; should be of type {wanted}")
    go_type = type_of(value)
    if assignable(go_type, wanted):
        return value
    if go_type.kind in INTEGER_KINDS and wanted.kind in INTEGER_KINDS:
        kind = _INTEGERS.get(wanted.name)
        if kind is not None:
            return kind.wrap(int(value))  # type: ignore[call-overload] # an integer
        return int(Integer.wrap(int(value)))  # type: ignore[call-overload] # an integer
    raise FunctionError(f"value has type {go_type}; should be {wanted}")


_INTEGERS: dict[str, type[Integer]] = {kind.go_type.name: kind for kind in Integer.__subclasses__()}


def slice_(item: object, *indexes: object) -> object:
    """Return ``item[i:j:k]``, whose indexes may be left out.

    Upstream: text/template funcs.go slice
    """
    if item is None:
        raise FunctionError("slice of untyped nil")
    if len(indexes) > 3:
        raise FunctionError(f"too many slice indexes: {len(indexes)}")
    go_type = type_of(item)
    if isinstance(item, str):
        if len(indexes) == 3:
            raise FunctionError("cannot 3-index slice a string")
        raw = unicode.encode(item)
        start, end = _bounds(indexes, len(raw))
        return item.__class__(unicode.decode(raw[start:end]))
    if not isinstance(item, (list, bytes)):
        raise FunctionError(f"can't slice item of type {_pointed(go_type)}")
    start, end = _bounds(indexes, len(item))
    part = item[start:end]
    return item.__class__(part) if isinstance(item, TypedList) else part


def _bounds(indexes: tuple[object, ...], size: int) -> tuple[int, int]:
    found = []
    for number, position in enumerate(indexes):
        # Go: unlike index, slice does not look into interfaces.
        if is_interface_value(here(), number + 1):
            raise FunctionError(f"cannot index slice/array with type {ANY}")
        found.append(_index(position, size))
    start, end = (*found, *(0, size)[len(found) :])[:2]
    if start > end:
        raise FunctionError(f"invalid slice index: {start} > {end}")
    if len(found) == 3 and end > found[2]:
        raise FunctionError(f"invalid slice index: {end} > {found[2]}")
    return start, end


def length(item: object) -> int:
    """Return the length of ``item``, of a string in bytes.

    Upstream: text/template funcs.go length
    """
    if isinstance(item, str):
        return len(item) if item.isascii() else len(unicode.encode(item))
    if isinstance(item, (list, dict, bytes)):
        return len(item)
    if item is None:
        site = here()
        if is_untyped(site, site.args[0] if site.args else None):
            raise FunctionError("reflect: call of reflect.Value.Type on zero Value")
        raise FunctionError("len of nil pointer")
    raise FunctionError(f"len of type {_pointed(type_of(item))}")


def _pointed(go_type: GoType) -> GoType:
    """Return what a pointer points to, and any other type itself."""
    return go_type.elem if go_type.kind is Kind.POINTER and go_type.elem is not None else go_type


def call(execution: Execution, function: object, *args: object) -> object:
    """Return what a function value returns.

    Upstream: text/template funcs.go call
    """
    from .funcmap import signature

    site = here()
    if function is None:
        raise FunctionError("call of nil")
    name = str(site.args[0]) if site.args else _value_text(function)
    if not isinstance(function, Func):
        raise FunctionError(f"non-function {name} of type {type_of(function)}")
    sig = signature(function.function)
    count = len(sig.parameters)
    if sig.variadic and len(args) < count - 1:
        raise FunctionError(f"wrong number of args for {name}: got {len(args)} want at least {count - 1}")
    if not sig.variadic and len(args) != count:
        raise FunctionError(f"wrong number of args for {name}: got {len(args)} want {count}")
    given = []
    for number, arg in enumerate(args):
        try:
            given.append(_prepared(arg, sig.parameter(number).go_type))
        except FunctionError as error:
            raise FunctionError(f"arg {number}: {error}") from error
    return function.function(execution, *given) if sig.running else function.function(*given)


def _value_text(value: object) -> str:
    """Upstream: reflect value.go (Value).String."""
    return str(value) if isinstance(value, str) else f"<{type_of(value)} Value>"


# Text.


def print_(*values: object) -> str:
    """Return the values as text, as Go's Sprint."""
    return fmt.sprint(*values)


def printf(form: str, *values: object) -> str:
    """Return the values in a format, as Go's Sprintf."""
    return fmt.sprintf(form, *values)


def println(*values: object) -> str:
    """Return the values as a line of text, as Go's Sprintln."""
    return fmt.sprintln(*values)


def html(*values: object) -> str:
    """Return the text of the values, fit for HTML."""
    from chartkit.gostd import html as escaper

    return escaper.escape(_joined(values))


def js(*values: object) -> str:
    """Return the text of the values, fit for JavaScript."""
    from chartkit.gostd import js as escaper

    return escaper.escape(_joined(values))


def urlquery(*values: object) -> str:
    """Return the text of the values, fit for the query of a URL."""
    from chartkit.gostd import url

    return url.query_escape(_joined(values))


def _joined(values: tuple[object, ...]) -> str:
    """Upstream: text/template funcs.go evalArgs."""
    if len(values) == 1 and values[0].__class__ is str:
        return values[0]
    if len(values) == 1 and values[0] is not None:
        return printable(values[0])
    return fmt.sprint(*(NO_VALUE if value is None else value for value in values))


BUILTINS: dict[str, Callable[..., object]] = {
    "and": and_,
    "call": call,
    "html": html,
    "index": index,
    "slice": slice_,
    "js": js,
    "len": length,
    "not": not_,
    "or": or_,
    "print": print_,
    "printf": printf,
    "println": println,
    "urlquery": urlquery,
    "eq": eq,
    "ge": ge,
    "gt": gt,
    "le": le,
    "lt": lt,
    "ne": ne,
}
