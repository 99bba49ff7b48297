"""Values to YAML as ``toYamlPretty`` writes it: by go-yaml v3, without JSON in between.

Upstream: go-yaml v3 encode.go
"""

from __future__ import annotations

from base64 import b64encode
from types import ModuleType
from typing import Any, cast

from chartkit.errors import FunctionError, YAMLError
from chartkit.gostd import strconv, unicode
from chartkit.gostd.kinds import ANY, Duration, Float32, Kind, Struct, kind_of, type_of

from .emitter import V3, write_literal, write_string
from .keys import in_order_v3
from .layout import Fields, Layout, Scalar, write
from .limits import TOO_DEEP

__all__ = ["dump_pretty"]


def dump_pretty(value: object) -> str:
    """Return ``value`` as YAML with indented sequences and unfolded lines, and a final line break.

    Raises:
        YAMLError: The value nests too deep, or contains itself.
        FunctionError: The value has a kind that YAML has not: where Go panics.
    """
    try:
        return write(value, _LAYOUT)
    except RecursionError:
        raise YAMLError(f"yaml: {TOO_DEEP}") from None


_CONSTANTS = {None: Scalar("null"), True: Scalar("true"), False: Scalar("false")}
_SPECIAL_FLOATS = {"+Inf": ".inf", "-Inf": "-.inf", "NaN": ".nan"}


def _simplify(value: object, _indent: int) -> object:
    """Return what ``value`` is written as.

    Upstream: go-yaml v3 encode.go (*encoder).marshal
    """
    if value is None or value is True or value is False:
        return _CONSTANTS[value]
    if isinstance(value, Scalar):
        return value
    if isinstance(value, float):
        text = strconv.format_float(value, "g", -1, 32 if isinstance(value, Float32) else 64)
        return Scalar(_SPECIAL_FLOATS.get(text, text))
    if isinstance(value, Duration):
        return _time().duration_string(value)
    if isinstance(value, int):
        return Scalar(int(value))
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bytes):
        return [Scalar(octet) for octet in value]
    if isinstance(value, list):
        return list(value)
    if isinstance(value, dict):
        if type_of(value).key is ANY:
            return _any_keys(value)
        return dict(value)
    if isinstance(value, Struct):
        return _struct(value)
    raise FunctionError(f"cannot marshal type: {type_of(value).name}")


def _struct(value: Struct) -> object:
    """Return the fields of a struct under their lower-cased names, or what the struct's own methods make of it."""
    time = _time()
    if isinstance(value, time.Time):
        return Scalar(value.format(time.RFC3339_NANO))
    marshal = value.go_methods.get("MarshalText")
    owned_by_pointer = getattr(value, "go_pointer_methods", False) and kind_of(value) is not Kind.POINTER
    if marshal is not None and not owned_by_pointer:
        return unicode.decode(cast("bytes", marshal(value)))
    return Fields(
        (name.lower(), getattr(value, field.attribute)) for name, field in value.go_fields.items() if name[:1].isupper()
    )


def _time() -> ModuleType:
    """Return the module of times, which is imported when there is one to write."""
    from chartkit.gostd import time

    return time


def _key(key: object) -> str:
    simple = key if isinstance(key, str) else _simplify(key, 0)
    if not isinstance(simple, str):
        raise YAMLError(f"yaml: a key is of type {type_of(key).name}")
    return simple


def _any_keys(value: dict[object, object]) -> Fields:
    """Return a map whose keys are of several kinds: numbers and truth values come first, then null, then strings.

    Upstream: go-yaml v3 sorter.go keyList.Less
    """
    others = sorted((key for key in value if not isinstance(key, str)), key=_order_of_kind)
    strings = in_order_v3(key for key in value if isinstance(key, str))
    return Fields((_key(key), value[key]) for key in (*others, *strings))


def _order_of_kind(key: object) -> tuple[int, float, int]:
    if isinstance(key, int | float):
        return 0, float(key), 0 if isinstance(key, bool) else 1 if isinstance(key, int) else 2
    return 1, 0, 0


def _in_order(entries: dict[str, Any]) -> list[str]:
    """Return the keys of a map in go-yaml's order, and a struct's fields in their own."""
    return list(entries) if isinstance(entries, Fields) else in_order_v3(entries)


def _write_string(text: str, column: int, indent: int, *, simple_key: bool = False) -> str:
    """Return the written form of a string; bytes that are no UTF-8 are encoded.

    Upstream: go-yaml v3 encode.go stringv
    """
    if isinstance(text, Scalar):
        return text
    text = text if text.isascii() else unicode.canonical(text)
    if text.isascii() or unicode.repair(text) == text:
        return write_string(text, column, indent, V3, simple_key=simple_key)
    encoded = b64encode(unicode.encode(text)).decode()
    if len(encoded) < _BASE64_LINE:
        return f"!!binary {encoded}"
    lines = [encoded[start : start + _BASE64_LINE] for start in range(0, len(encoded), _BASE64_LINE)]
    return f"!!binary {write_literal(''.join([line + chr(10) for line in lines]), indent)}"


_BASE64_LINE = 70
_LAYOUT = Layout("  ", _in_order, _simplify, _write_string)
