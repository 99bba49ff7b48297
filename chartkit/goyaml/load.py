"""YAML texts to values as templates see them: numbers are floats, keys are strings.

Upstream: sigs.k8s.io/yaml yaml.go Unmarshal
"""

from __future__ import annotations

import math

from chartkit.errors import YAMLError
from chartkit.gostd import strconv

from .decode import decode
from .direct import UNSURE, load_directly
from .jsonable import Target, as_read_back, jsonable
from .nodes import MAX_NESTING, compose
from .places import Repeated, repeated_keys

__all__ = ["load", "load_list", "load_map", "load_tree", "load_with_repeated"]

_CONVERTING = "error converting YAML to JSON: "
_READING = "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal"


def load(text: str) -> object:
    """Return the first document of ``text``: None, a bool, a float, a string, a list or a dict.

    An empty text is None. A key that occurs twice has its last value.

    Raises:
        YAMLError: The document is not YAML or has no JSON form; the message is sigs.k8s.io/yaml's.
    """
    value = load_directly(text)
    if value is not UNSURE:
        return value
    return _convert(text, read_back=True)


def load_map(text: str) -> dict[str, object]:
    """Return the first document of ``text`` as a mapping; an empty or null document is an empty one.

    Raises:
        YAMLError: As :func:`load`, or the document is no mapping.
    """
    value = load(text)
    if isinstance(value, dict):
        return value
    if value is None:
        return {}
    raise YAMLError(f"{_READING} {_json_kind(value)} into Go value of type map[string]interface {{}}")


def load_list(text: str) -> list[object]:
    """Return the first document of ``text`` as a sequence; an empty or null document is an empty one.

    Raises:
        YAMLError: As :func:`load`, or the document is no sequence.
    """
    value = load(text)
    if isinstance(value, list):
        return value
    if value is None:
        return []
    raise YAMLError(f"{_READING} {_json_kind(value)} into Go value of type []interface {{}}")


def load_tree(text: str, target: Target | None = None, *, strict: bool = False) -> object:
    """Return the first document of ``text`` as a tree to be decoded into a Go type.

    Integers stay integers. Numbers and truth values are strings where ``target``, the Go type, has strings.

    Raises:
        YAMLError: As :func:`load`, or, if ``strict``, a key occurs twice.
    """
    return _convert(text, target, strict=strict)


def load_with_repeated(text: str) -> tuple[object, list[Repeated]]:
    """Return the same as :func:`load`, and the keys that occur again in their mapping.

    Raises:
        YAMLError: As :func:`load`.
    """
    value = load_directly(text, strict=True)
    if value is not UNSURE:
        return value, []
    value = _convert(text, read_back=True)
    root = compose(text)
    return value, repeated_keys(root) if root is not None else []


def _convert(text: str, target: Target | None = None, *, strict: bool = False, read_back: bool = False) -> object:
    """Return the first document as the value that its JSON form stands for."""
    try:
        root = compose(text)
        tree = jsonable(decode(root, strict=strict), target) if root is not None else None
        if read_back:
            return as_read_back(tree)
        _refuse_infinite(tree)
    except YAMLError as error:
        raise YAMLError(_CONVERTING + error.message, at=error.at) from error
    except RecursionError:
        raise YAMLError(f"{_CONVERTING}yaml: exceeded max depth of {MAX_NESTING}") from None
    return tree


def _refuse_infinite(tree: object) -> None:
    """Raise the error of encoding/json for a number that JSON does not have."""
    if isinstance(tree, dict):
        for key in sorted(tree):
            _refuse_infinite(tree[key])
    elif isinstance(tree, list):
        for item in tree:
            _refuse_infinite(item)
    elif isinstance(tree, float) and not math.isfinite(tree):
        raise YAMLError(f"json: unsupported value: {strconv.format_float(tree, 'g')}")


def _json_kind(value: object) -> str:
    """Return what JSON calls the kind of ``value``.

    Upstream: encoding/json decode.go UnmarshalTypeError.Value
    """
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"
