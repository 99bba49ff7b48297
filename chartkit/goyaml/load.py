"""YAML texts to values as templates see them: numbers are floats, keys are strings.

Upstream: sigs.k8s.io/yaml yaml.go Unmarshal
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chartkit.errors import YAMLError

from .json_scalars import KEYS, UNSURE, Remembered, go_value
from .lines import LineReader, load_by_lines
from .scalars import scalar_text

if TYPE_CHECKING:
    from .jsonable import Target
    from .places import Repeated

__all__ = ["load", "load_list", "load_map", "load_tree", "load_with_repeated"]

# The other readers are imported where they are used: most programs never need them.

_READING = "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal"


def load(text: str) -> object:
    """Return the first document of ``text``: None, a bool, a float, a string, a list or a dict.

    An empty text is None. A key that occurs twice has its last value.

    Raises:
        YAMLError: The document is not YAML or has no JSON form; the message is sigs.k8s.io/yaml's.
    """
    value = _loaded(text)
    if value is not UNSURE:
        return value
    from .plain import load_plainly

    return load_plainly(text)


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


_TREES = LineReader(Remembered(go_value), KEYS)


def load_tree(text: str, target: Target | None = None, *, strict: bool = False) -> object:
    """Return the first document of ``text`` as a tree to be decoded into a Go type.

    Integers stay integers. Numbers and truth values are strings where ``target``, the Go type, has strings.

    Raises:
        YAMLError: As :func:`load`, or, if ``strict``, a key occurs twice.
    """
    tree = _TREES.load(text, strict=True)
    if tree is not UNSURE:
        return _for_target(tree, target)
    from .plain import load_tree_plainly

    return load_tree_plainly(text, target, strict=strict)


def load_with_repeated(text: str) -> tuple[object, list[Repeated]]:
    """Return the same as :func:`load`, and the keys that occur again in their mapping.

    Raises:
        YAMLError: As :func:`load`.
    """
    value = _loaded(text, strict=True)
    if value is not UNSURE:
        return value, []
    from .nodes import compose
    from .places import repeated_keys
    from .plain import load_plainly

    value = load_plainly(text)
    root = compose(text)
    return value, repeated_keys(root) if root is not None else []


def _for_target(tree: object, target: Target | None) -> object:
    """Return a tree in which numbers and truth values are strings where ``target`` has strings."""
    if target is None or tree is None:
        return tree
    if isinstance(tree, dict):
        return {key: _for_target(value, target.member(key)) for key, value in tree.items()}
    if isinstance(tree, list):
        element = target.element()
        return [_for_target(item, element) for item in tree]
    return scalar_text(tree) if target.is_string() and not isinstance(tree, str) else tree


def _loaded(text: str, *, strict: bool = False) -> object:
    """Return what the fast readers make of ``text``; UNSURE if it is none of theirs.

    If ``strict``, a text in which a key occurs twice is none.
    """
    value = load_by_lines(text, strict=strict)
    if value is UNSURE:
        from .direct import load_directly

        value = load_directly(text, strict=strict)
    return value


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
