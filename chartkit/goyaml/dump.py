"""Values to YAML as ``toYaml`` writes it: by way of JSON.

Upstream: sigs.k8s.io/yaml yaml.go Marshal
"""

from __future__ import annotations

import math
from base64 import b64encode

from chartkit.errors import JSONError, YAMLError
from chartkit.gostd import strconv
from chartkit.gostd.kinds import STRING, type_of
from chartkit.patterns import late_pattern

from .emitter import V2, write_string
from .keys import in_order
from .layout import Layout, Scalar, write
from .limits import TOO_DEEP

__all__ = ["dump"]


class _RoundTripError(Exception):
    """A value whose YAML depends on how its JSON text is read."""


def dump(value: object) -> str:
    """Return ``value`` as YAML, with a final line break.

    Raises:
        YAMLError: The value has no JSON form, or its JSON is not YAML: go-yaml reads no U+007F, for example.
    """
    try:
        return write(value, _LAYOUT)
    except _RoundTripError:
        return _dump_by_json(value)
    except RecursionError:
        raise YAMLError(f"yaml: {TOO_DEEP}") from None


def _dump_by_json(value: object) -> str:
    """Return ``value`` as YAML in the way that upstream takes: to JSON, read as YAML, and written again.

    Raises:
        YAMLError: As :func:`dump`.
    """
    # Imported here: few values need it.
    from chartkit.gostd import encoding_json

    from .decode import decode
    from .jsonable import jsonable
    from .nodes import compose

    try:
        text = encoding_json.marshal(value)
    except JSONError as error:
        raise YAMLError(f"error marshaling into JSON: {error.message}") from error
    root = compose(text)
    return write(jsonable(decode(root)) if root is not None else None, _TREE_LAYOUT)


_CONSTANTS = {None: Scalar("null"), True: Scalar("true"), False: Scalar("false")}
_MIN_INT64, _MAX_UINT64 = -(1 << 63), (1 << 64) - 1
#: Below this, integral floats are written by their exact digits.
_EXACT = 1e15


def _simplify(value: object, _indent: int) -> object:
    """Return what ``value`` is in JSON.

    PERF: this spares the text in between; tests/goyaml/test_dump.py compares the two ways.
    """
    if value is None or value is True or value is False:
        return _CONSTANTS[value]
    kind = value.__class__
    if isinstance(value, float) and kind is float:
        return Scalar(_float(value))
    if isinstance(value, int):
        return Scalar(int(value))
    if getattr(kind, "go_nil", False):
        return _CONSTANTS[None]
    if isinstance(value, list):
        return list(value)
    if isinstance(value, dict) and type_of(value).key is STRING:
        return dict(value)
    if isinstance(value, bytes):
        return b64encode(value).decode()
    raise _RoundTripError


def _float(value: float) -> str:
    """Return a float as it is written after JSON: integral ones without an exponent, as far as 64 bits go."""
    if value.is_integer():
        if -_EXACT < value < _EXACT:
            return str(int(value))
        if -1e21 < value < 1e21:
            digits = strconv.format_float(value, "f")
            if _MIN_INT64 <= int(digits) <= _MAX_UINT64:
                return digits
    elif not math.isfinite(value):
        raise YAMLError(f"error marshaling into JSON: json: unsupported value: {strconv.format_float(value, 'g')}")
    return strconv.format_float(value, "g")


# What YAML reads in another way than JSON means it, or not at all.
_UNLIKE_IN_JSON = late_pattern("[\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# A key in JSON must end within 1024 characters; each of its own takes up to six.
_LONG_KEY = 1000 // 6


def _write_string(text: str, column: int, indent: int, *, simple_key: bool = False) -> str:
    if not (text.isascii() and "\x7f" not in text) and _UNLIKE_IN_JSON.search(text) is not None:
        raise _RoundTripError
    return write_string(text, column, indent, V2, simple_key=simple_key)


def _check_long_key(key: str) -> None:
    if len(key) > _LONG_KEY:
        raise _RoundTripError


def _simplify_tree(value: object, _indent: int) -> object:
    """Return a scalar of a tree that was read from JSON as it is written."""
    if value is None or value is True or value is False:
        return _CONSTANTS[value]
    if isinstance(value, float):
        return Scalar(strconv.format_float(value, "g"))
    return Scalar(value) if isinstance(value, int) else value


_LAYOUT = Layout("", in_order, _simplify, _write_string, _check_long_key)
_TREE_LAYOUT = Layout("", in_order, _simplify_tree, write_string)
