"""YAML to values and back, as Helm's template functions have it.

``toYaml`` answers a value that has no YAML form with an empty text, ``fromYaml`` reports what is wrong with a text
under the key ``Error``.

Upstream: helm pkg/engine/funcs.go
"""

from __future__ import annotations

from collections.abc import Callable

from chartkit.errors import SyntaxFormatError
from chartkit.goyaml import dump, dump_pretty, load_list, load_map

__all__ = ["FUNCTIONS"]


def to_yaml(value: object) -> str:
    """Return ``value`` as YAML without the last line break, or an empty text."""
    try:
        return dump(value).removesuffix("\n")
    except SyntaxFormatError:
        return ""


def must_to_yaml(value: object) -> str:
    """Return ``value`` as YAML without the last line break."""
    return dump(value).removesuffix("\n")


def to_yaml_pretty(value: object) -> str:
    """Return ``value`` as YAML with indented lists and without the last line break, or an empty text."""
    try:
        return dump_pretty(value).removesuffix("\n")
    except SyntaxFormatError:
        return ""


def from_yaml(text: str) -> dict[str, object]:
    """Return the mapping that ``text`` is; a map with the error under ``Error`` where it is none."""
    try:
        return load_map(text)
    except SyntaxFormatError as error:
        return {"Error": error.message}


def from_yaml_array(text: str) -> list[object]:
    """Return the sequence that ``text`` is; a list of the error where it is none."""
    try:
        return load_list(text)
    except SyntaxFormatError as error:
        return [error.message]


FUNCTIONS: dict[str, Callable[..., object]] = {
    "toYaml": to_yaml,
    "mustToYaml": must_to_yaml,
    "toYamlPretty": to_yaml_pretty,
    "fromYaml": from_yaml,
    "fromYamlArray": from_yaml_array,
}
