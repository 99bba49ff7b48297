"""Values of every kind as a directive of a Go format string writes them.

Lists, maps and structs are walked with a stack of our own, so how deeply a value is nested never meets Python's limit.

Upstream: fmt print.go
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from chartkit.errors import FunctionError, LimitError
from chartkit.records import replace

from .fmt_verbs import (
    PLAIN,
    Directive,
    format_bool,
    format_bytes,
    format_complex,
    format_float,
    format_integer,
    format_string,
    pad,
)
from .fmtsort import sorted_keys
from .kinds import ANY, UINT8, Float32, GoType, Integer, Kind, Struct, Uint8, is_nil, type_of
from .strconv_float import shortest

__all__ = ["print_argument", "print_plain"]

#: Levels of nesting after which a value is taken to contain itself; Go's process would die of it.
_MAX_DEPTH = 100_000
#: Parts that one value may have in print, the pieces of text that they may make, and the characters in them: a value
#: that holds another one many times over, again and again, is small in memory and endless in print.
_MAX_PARTS, _MAX_PIECES = 2_000_000, 1_000_000
_MAX_LENGTH = 1 << 26

#: Stands for any address in memory, of which Go prints another one in each run.
_ADDRESS = 0xC000012000

_TOO_LARGE = "value is too large to print, or contains itself"

_STRINGABLE = frozenset("vsxXq")
_POINTERS = frozenset({Kind.FUNC, Kind.MAP, Kind.POINTER, Kind.SLICE})
_NUMERIC_VERBS = frozenset("bodxX")

#: PERF: how ``%v`` writes the values that most maps and lists are made of.
_PLAIN_TEXT: dict[type, Callable[..., str]] = {
    str: str,
    int: int.__repr__,
    float: shortest,
    bool: {True: "true", False: "false"}.__getitem__,
}

#: A part that is still to be written: a value, the type that its place declares, how deeply it is nested, and whether
#: methods are asked.
_Part = tuple[object, GoType, int, bool]


def print_argument(value: object, directive: Directive, *, methods: bool = True) -> str:
    """Return ``value`` as ``directive`` writes it; where the verb is not for it, Go's complaint in place of it.

    Args:
        value: Any Go value.
        directive: What to write it as.
        methods: Whether String and Error methods are asked; not so inside a complaint.

    Raises:
        LimitError: The value contains itself, or is too large to print.

    Upstream: fmt print.go (*pp).printArg
    """
    verb = directive.verb
    if value is None:
        return pad("<nil>", directive) if verb in {"T", "v"} else f"%!{verb}(<nil>)"
    if verb == "T":
        return str(format_string(type_of(value).name, directive.with_verb("s")))
    if verb == "p":
        return _print_pointer(value, type_of(value), directive)
    if isinstance(value, bytes):
        text = format_bytes(value, directive, "[]byte")
        if text is not None:
            return text
    return _print_value(value, directive, methods=methods)


def print_plain(value: object) -> str:
    """Return ``value`` as ``%v`` writes it.

    PERF: maps and lists of strings, numbers and truth values are written here; :func:`print_argument` says the same.
    """
    if value.__class__ is dict or value.__class__ is list:
        text = _print_common(value, _COMMON_DEPTH, [_MAX_PARTS])
        if text is not None:
            return text
    return print_argument(value, PLAIN)


# Nested more deeply than this, a value is left to the loop that has no limit.
_COMMON_DEPTH = 20


def _print_common(value: object, depth: int, left: list[int]) -> str | None:
    """Return ``value`` as ``%v`` writes it; None where something in it is of a rarer kind, or nested too deeply.

    ``left`` holds the number of parts that may still be written.
    """
    leaf = _PLAIN_TEXT.get(value.__class__)
    if leaf is not None:
        return leaf(value)
    if value is None:
        return "<nil>"
    if depth == 0:
        return None
    out: list[str] = []
    length = 0
    if value.__class__ is list:
        _spend(left, len(value))
        for item in value:
            text = _print_common(item, depth - 1, left)
            if text is None:
                return None
            length += len(text) + 1
            if length > _MAX_LENGTH:
                raise LimitError(_TOO_LARGE)
            out.append(text)
        return f"[{' '.join(out)}]"
    if value.__class__ is not dict:
        return None
    _spend(left, len(value))
    for key in sorted_keys(value):
        text = _print_common(value[key], depth - 1, left)
        if text is None:
            return None
        entry = f"{key}:{text}"
        length += len(entry) + 1
        if length > _MAX_LENGTH:
            raise LimitError(_TOO_LARGE)
        out.append(entry)
    return f"map[{' '.join(out)}]"


def _spend(left: list[int], parts: int) -> None:
    left[0] -= parts
    if left[0] < 0:
        raise LimitError(_TOO_LARGE)


#: The numbers of bytes as texts.
_BYTE_TEXTS = tuple(map(str, range(256)))


def _print_value(value: object, directive: Directive, *, methods: bool) -> str:
    """Return ``value`` with all that is in it.

    Upstream: fmt print.go (*pp).printValue
    """
    out: list[str] = []
    length = 0
    stack: list[str | _Part] = [(value, ANY, 0, methods)]
    while stack:
        part = stack.pop()
        if isinstance(part, str):
            out.append(part)
            length += len(part)
            continue
        item, declared, depth, methods = part
        text = _print_simple(item, declared, directive, at_top=depth == 0, methods=methods)
        if text is not None:
            out.append(text)
            length += len(text)
            continue
        if depth > _MAX_DEPTH or len(out) + len(stack) > _MAX_PIECES or length > _MAX_LENGTH:
            raise LimitError(_TOO_LARGE)
        pieces = _pieces(item, directive, depth + 1, methods=methods)
        pieces.reverse()
        stack += pieces
    return "".join(out)


def _print_simple(value: object, declared: GoType, directive: Directive, *, at_top: bool, methods: bool) -> str | None:
    """Return ``value`` as text; None where it is made of parts that are to be written one by one."""
    if value is None:
        return _print_nil(declared, directive)
    if methods and (text := _print_by_method(value, directive)) is not None:
        return text
    go_type = type_of(value)
    kind = go_type.kind
    if kind in {Kind.POINTER, Kind.FUNC}:
        if at_top and isinstance(value, Struct) and not is_nil(value):
            return None
        return _print_pointer(value, go_type, directive)
    if kind in {Kind.MAP, Kind.SLICE}:
        if isinstance(value, bytes) and directive.verb in {"s", "q", "x", "X"}:
            return format_bytes(value, directive, go_type.name)
        if isinstance(value, bytes) and directive is PLAIN:
            # PERF: charts print their whole context by mistake, with all of its files.
            return f"[{' '.join(map(_BYTE_TEXTS.__getitem__, value))}]"
        return f"{go_type.name}(nil)" if directive.sharp_v and is_nil(value) else None
    return None if kind is Kind.STRUCT else _print_scalar(value, directive)


def _print_scalar(value: object, directive: Directive) -> str:
    """Return a number, string or truth value."""
    if isinstance(value, str):
        text = format_string(value, directive)
    elif isinstance(value, bool):
        text = format_bool(value, directive)
    elif isinstance(value, int):
        text = format_integer(value, directive, signed=not isinstance(value, Integer) or value.signed)
    elif isinstance(value, float):
        text = format_float(value, directive, bits=32 if isinstance(value, Float32) else 64)
    else:
        text = format_complex(value, directive)  # type: ignore[arg-type] # No other kind is left.
    return _complain(value, type_of(value), directive) if text is None else text


def _print_nil(declared: GoType, directive: Directive) -> str:
    """Return the nil that stands in a place declared as ``declared``."""
    kind = declared.kind
    if kind in {Kind.POINTER, Kind.FUNC}:
        return _print_pointer(None, declared, directive)
    if directive.sharp_v:
        return f"{declared.name}(nil)"
    return {Kind.MAP: "map[]", Kind.SLICE: "[]"}.get(kind, "<nil>")


def _pieces(value: object, directive: Directive, depth: int, *, methods: bool) -> list[str | _Part]:
    """Return what a map, list or struct is written as: brackets, separators and parts.

    Upstream: fmt print.go (*pp).printValue, cases Map, Struct, Slice and Pointer
    """
    go_type = type_of(value)
    syntax = directive.sharp_v
    opening, closing = (go_type.name + "{", "}") if syntax else ("[", "]")
    plain = _PLAIN_TEXT if directive is PLAIN else {}

    def part(item: object, declared: GoType, *, exported: bool = True) -> str | _Part:
        text = plain.get(item.__class__)
        return text(item) if text is not None else (item, declared, depth, methods and exported)

    entries: Iterable[Sequence[str | _Part]]
    if isinstance(value, Mapping):
        if not syntax:
            opening = "map["
        key_type, elem = go_type.key or ANY, go_type.elem or ANY
        entries = ((part(key, key_type), ":", part(value[key], elem)) for key in sorted_keys(value))
    elif isinstance(value, Struct):
        pointer = "&" if go_type.kind is Kind.POINTER else ""
        opening, closing = pointer + (go_type.name.removeprefix("*") if syntax else "") + "{", "}"
        named = syntax or directive.plus_v
        entries = (
            # Go: the methods of what is in fields that are not exported, with small letters, cannot be called.
            (name + ":" if named else "", part(getattr(value, field.attribute), field.type, exported=name[0].isupper()))
            for name, field in value.go_fields.items()
        )
    elif isinstance(value, bytes):
        entries = ((part(Uint8(byte), UINT8),) for byte in value)
    else:
        elem = go_type.elem or ANY
        entries = ((part(item, elem),) for item in value)  # type: ignore[attr-defined] # A list is all that is left.
    pieces: list[str | _Part] = [opening]
    separator = ", " if syntax else " "
    for index, entry in enumerate(entries):
        if index:
            pieces.append(separator)
        pieces += entry
    pieces.append(closing)
    return pieces


def _complain(value: object, go_type: GoType, directive: Directive) -> str:
    """Return what stands in place of a value that the verb is not for.

    Upstream: fmt print.go (*pp).badVerb
    """
    shown = print_argument(value, directive.with_verb("v"), methods=False)
    return f"%!{directive.verb}({go_type.name}={shown})"


def _print_by_method(value: object, directive: Directive) -> str | None:
    """Return what the value's own method says, None where it has none that the verb asks for.

    Upstream: fmt print.go (*pp).handleMethods
    """
    if directive.verb == "w" and not isinstance(value, bytes):
        return _complain(value, type_of(value), directive)  # Go: only Errorf knows this verb.
    declared: Mapping[str, Callable[[object], str]] = getattr(value.__class__, "go_methods", {})
    if not declared or (getattr(value, "go_pointer_methods", False) and type_of(value).kind is not Kind.POINTER):
        return None
    if directive.sharp_v:
        names: tuple[str, ...] = ("GoString",)
    elif directive.verb in _STRINGABLE:
        names = ("Error", "String")
    else:
        return None
    for name in names:
        if name in declared:
            try:
                text = declared[name](value)
            except FunctionError as error:  # Go: a method that panics does not stop the printing.
                return "<nil>" if is_nil(value) else f"%!{directive.verb}(PANIC={name} method: {error})"
            return format_string(text, directive.with_verb("s") if directive.sharp_v else directive)
    return None


def _print_pointer(value: object, go_type: GoType, directive: Directive) -> str:
    """Return an address, the same for all that are not nil.

    Upstream: fmt print.go (*pp).fmtPointer
    """
    verb = directive.verb
    address = 0 if is_nil(value) else _ADDRESS
    as_hex = replace(directive, sharp=directive.sharp_v or not directive.sharp).with_verb("x")
    if go_type.kind in _POINTERS:
        if verb == "v" and not address and not directive.sharp_v:
            return pad("<nil>", directive)
        if verb == "v" and directive.sharp_v:
            return f"({go_type.name})({format_integer(address, as_hex) if address else 'nil'})"
        if verb in {"v", "p"}:
            return str(format_integer(address, as_hex))
        if verb in _NUMERIC_VERBS:
            return str(format_integer(address, directive, signed=False))
    return _complain(value, go_type, directive)
