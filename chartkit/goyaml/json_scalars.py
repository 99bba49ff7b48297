"""Plain scalars to the values and keys that they are in JSON, remembered by their text.

Upstream: go-yaml resolve.go; sigs.k8s.io/yaml yaml.go convertToJSONableObject
"""

from __future__ import annotations

import math
from enum import Enum
from typing import Final

from .scalars import WORDS, key_text, number
from .timestamps import is_timestamp

__all__ = ["KEYS", "SCALARS", "UNSURE", "Unsure", "go_value"]


class Unsure(Enum):
    """What is returned for a text that must be read another way."""

    UNSURE = "unsure"


UNSURE: Final = Unsure.UNSURE

#: Bound on what a cache holds, and the length from which a text is not worth it.
_CACHED_TEXTS, _LONG = 50_000, 64


class _Scalars(dict[str, object]):
    """The JSON values of plain scalars by their text; UNSURE for what has none."""

    __slots__ = ()

    def __missing__(self, text: str) -> object:
        value = _json_value(text)
        if len(self) < _CACHED_TEXTS and len(text) < _LONG:
            self[text] = value
        return value


class _Keys(dict[str, object]):
    """The keys that plain scalars become in JSON by their text; UNSURE for what is none, or merges."""

    __slots__ = ()

    def __missing__(self, text: str) -> object:
        key = _json_key(text)
        if len(self) < _CACHED_TEXTS and len(text) < _LONG:
            self[text] = key
        return key


def go_value(text: str) -> object:
    """Return the Go value of a plain scalar."""
    if text in WORDS:
        return WORDS[text]
    if text[0] not in "+-.0123456789" or is_timestamp(text):
        return text
    found = number(text)
    return text if found is None else found


def _json_value(text: str) -> object:
    value = go_value(text)
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return UNSURE
    return value


def _json_key(text: str) -> object:
    key = None if text == "<<" else key_text(go_value(text))
    return UNSURE if key is None else key


SCALARS: Final = _Scalars()
KEYS: Final = _Keys()
