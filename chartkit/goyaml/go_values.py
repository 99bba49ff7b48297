"""YAML texts to Go values without JSON in between: integers stay integers, keys keep their kinds.

Upstream: gopkg.in/yaml.v1 goyaml.go Unmarshal, decode.go, resolve.go
"""

from __future__ import annotations

from chartkit.errors import YAMLError

from .decode import decode, table, typed
from .limits import TOO_DEEP
from .nodes import Node, NodeKind, compose, count_bytes
from .scalars import resolve_v1

__all__ = ["load_go"]


def load_go(text: str) -> object:
    """Return the first document of ``text``: as ``map[string]interface {}`` if it is a mapping.

    The keys of that map are their source texts; maps further in are ``AnyKeyMap``, whose keys have kinds. An empty
    text is None.

    Raises:
        YAMLError: The document is not YAML. The message is that of the current line of go-yaml, in v1's words where
            they differ.
    """
    try:
        root = compose(text, look_further=True)
        return None if root is None else _value(root, text)
    except YAMLError as error:
        raise YAMLError(_in_words_of_v1(error), at=error.at, hint=error.hint) from error
    except RecursionError:  # pragma: no cover - tested, but at the end of the stack nothing is traced
        raise YAMLError(f"YAML error: {TOO_DEEP}") from None


def _value(root: Node, text: str) -> object:
    try:
        if root.kind is NodeKind.MAPPING:
            return {key: typed(value) for key, value in table(root, resolve_v1).items()}
        return typed(decode(root, resolver=resolve_v1))
    except YAMLError as error:
        raise count_bytes(error, text) from None


def _in_words_of_v1(error: YAMLError) -> str:
    return "YAML error: " + error.message.removeprefix("yaml: ")
