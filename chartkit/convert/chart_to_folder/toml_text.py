"""Tables to TOML."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from chartkit.errors import ConvertError
from chartkit.patterns import late_pattern

__all__ = ["toml_text"]

_BARE = late_pattern(r"[A-Za-z0-9_-]+")


def toml_text(table: Mapping[str, object]) -> str:
    """Return ``table`` as TOML: values first, then the tables below it, each under its header.

    Raises:
        ConvertError: It holds what TOML has no form for, such as null in a list.
    """
    return "".join(_lines(table, ())).lstrip("\n")


def _lines(table: Mapping[str, object], path: tuple[str, ...]) -> Iterator[str]:
    plain = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
    if path and (plain or not table):
        yield f"\n[{'.'.join(map(_key, path))}]\n"
    for key, value in plain.items():
        yield f"{_key(key)} = {_value(value, (*path, key))}\n"
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _lines(value, (*path, key))


def _value(value: object, path: tuple[str, ...]) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value, path)
    if isinstance(value, (int, float)) and value == value and abs(value) != float("inf"):  # noqa: PLR0124 # not NaN
        return repr(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_value(item, path) for item in value)}]"
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_value(below, (*path, key))}" for key, below in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    raise ConvertError(f"{'.'.join(path)} cannot be written to chartkit.toml: {value!r}")


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key, (key,))


def _text(text: str, path: tuple[str, ...]) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ConvertError(f"{'.'.join(path)!r} cannot be written to chartkit.toml: it is not UTF-8") from error
    # JSON's escapes are TOML's, but for DEL, and for pairs of surrogates, which the plain characters avoid.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
