"""Plain scalars to the values and keys that they are in JSON, remembered by their text.

Upstream: go-yaml resolve.go; sigs.k8s.io/yaml yaml.go convertToJSONableObject
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import Enum
from typing import Final

from .scalars import key_text, resolve

__all__ = ["KEYS", "SCALARS", "UNSURE", "Remembered", "Unsure", "go_value"]


class Unsure(Enum):
    """What is returned for a text that must be read another way."""

    UNSURE = "unsure"


UNSURE: Final = Unsure.UNSURE

#: Bound on what a cache holds, and the length from which a text is not worth it.
_CACHED_TEXTS, _LONG = 50_000, 64


class Remembered(dict[str, object]):
    """What a function returns for plain scalars, by their text."""

    __slots__ = ("_function",)

    def __init__(self, function: Callable[[str], object]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, text: str) -> object:
        value = self._function(text)
        if len(self) < _CACHED_TEXTS and len(text) < _LONG:
            self[text] = value
        return value


def go_value(text: str) -> object:
    """Return the Go value of a plain scalar; UNSURE for a number that JSON does not have."""
    value = resolve("", text)[1]
    return UNSURE if isinstance(value, float) and not math.isfinite(value) else value


def _json_value(text: str) -> object:
    value = go_value(text)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _json_key(text: str) -> object:
    key = key_text(resolve("", text)[1]) if text != "<<" else None
    return UNSURE if key is None else key


#: The JSON values of plain scalars; UNSURE for what has none.
SCALARS: Final = Remembered(_json_value)
#: The keys that plain scalars become in JSON; UNSURE for what is none, or merges.
KEYS: Final = Remembered(_json_key)
