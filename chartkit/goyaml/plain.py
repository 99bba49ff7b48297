"""A text to its value the way upstream takes: to nodes, to Go values, to JSON.

Upstream: sigs.k8s.io/yaml yaml.go yamlToJSONTarget
"""

from __future__ import annotations

import math

from chartkit.errors import YAMLError
from chartkit.gostd import strconv

from .decode import decode
from .jsonable import Target, as_read_back, jsonable
from .limits import TOO_DEEP
from .nodes import compose, count_bytes

__all__ = ["load_plainly", "load_tree_plainly"]

_CONVERTING = "error converting YAML to JSON: "


def load_plainly(text: str) -> object:
    """Return what :func:`chartkit.goyaml.load` returns.

    Raises:
        YAMLError: As :func:`chartkit.goyaml.load`.
    """
    try:
        return as_read_back(_tree(text))
    except YAMLError as error:
        raise _converting(error) from error
    except RecursionError:  # pragma: no cover - tested, but at the end of the stack nothing is traced
        raise YAMLError(f"{_CONVERTING}yaml: {TOO_DEEP}") from None


def load_tree_plainly(text: str, target: Target | None = None, *, strict: bool = False) -> object:
    """Return what :func:`chartkit.goyaml.load_tree` returns.

    Raises:
        YAMLError: As :func:`chartkit.goyaml.load_tree`.
    """
    try:
        tree = _tree(text, target, strict=strict)
        _refuse_infinite(tree)
    except YAMLError as error:
        raise _converting(error) from error
    except RecursionError:  # pragma: no cover - tested, but at the end of the stack nothing is traced
        raise YAMLError(f"{_CONVERTING}yaml: {TOO_DEEP}") from None
    return tree


def _tree(text: str, target: Target | None = None, *, strict: bool = False) -> object:
    root = compose(text)
    if root is None:
        return None
    try:
        return jsonable(decode(root, strict=strict), target)
    except YAMLError as error:
        raise count_bytes(error, text) from None


def _converting(error: YAMLError) -> YAMLError:
    return YAMLError(_CONVERTING + error.message, at=error.at)


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
