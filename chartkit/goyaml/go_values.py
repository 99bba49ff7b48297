"""YAML texts to Go values without JSON in between: integers stay integers, keys keep their kinds.

Upstream: gopkg.in/yaml.v1 goyaml.go Unmarshal, decode.go, resolve.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chartkit.errors import YAMLError
from chartkit.gostd.kinds import AnyKeyMap

from .json_scalars import UNSURE, Remembered
from .limits import TOO_DEEP
from .lines import LineReader
from .scalars import resolve_v1

if TYPE_CHECKING:
    from .nodes import Node

__all__ = ["VALUES", "load_go", "load_go_plainly"]

# The parser of our own is imported where it is used: most programs never need it.


def _scalar(text: str) -> object:
    """Return what a plain scalar stands for."""
    return resolve_v1("", text)[1]


def _key(text: str) -> object:
    """Return what a plain scalar stands for as a key; UNSURE for what merges, and for rare kinds."""
    key = _scalar(text)
    return UNSURE if text == "<<" or not isinstance(key, str | int) else key


#: Reads a text whose lines show what they are; a mapping is an ``AnyKeyMap`` at the top too.
VALUES = LineReader(Remembered(_scalar), Remembered(_key), AnyKeyMap)


def load_go(text: str) -> object:
    """Return the first document of ``text``: as ``map[string]interface {}`` if it is a mapping.

    The keys of that map are their source texts; maps further in are ``AnyKeyMap``, whose keys have kinds. An empty
    text is None.

    Raises:
        YAMLError: The document is not YAML. The message is that of the current line of go-yaml, in v1's words where
            they differ.
    """
    value = VALUES.load(text, strict=True)
    if not isinstance(value, AnyKeyMap):
        if value is not UNSURE:
            return value
    elif all(isinstance(key, str) for key in value):
        return dict(value)  # the text of a key that is a string is that string
    return load_go_plainly(text)


def load_go_plainly(text: str) -> object:
    """Return what :func:`load_go` returns, by the parser of our own.

    Raises:
        YAMLError: As :func:`load_go`.
    """
    from .nodes import compose

    try:
        root = compose(text, look_further=True)
        return None if root is None else _value(root, text)
    except YAMLError as error:
        raise YAMLError(_in_words_of_v1(error), at=error.at, hint=error.hint) from error
    except RecursionError:  # pragma: no cover - tested, but at the end of the stack nothing is traced
        raise YAMLError(f"YAML error: {TOO_DEEP}") from None


def _value(root: Node, text: str) -> object:
    from .decode import decode, table, typed
    from .nodes import NodeKind, count_bytes

    try:
        if root.kind is NodeKind.MAPPING:
            return {key: typed(value) for key, value in table(root, resolve_v1).items()}
        return typed(decode(root, resolver=resolve_v1))
    except YAMLError as error:
        raise count_bytes(error, text) from None


def _in_words_of_v1(error: YAMLError) -> str:
    return "YAML error: " + error.message.removeprefix("yaml: ")
