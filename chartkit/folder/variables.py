"""A folder's variables: variables.yaml, the environment over it, then files, then single assignments.

Laying one table over another: maps merge, everything else replaces, and null deletes.

Upstream: kube-appdeploy sources.go NewFolderSource, bin/kube-appdeploy/main.go
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from chartkit.errors import FolderError, YAMLError
from chartkit.gostd.kinds import AnyKeyMap, is_nil, type_of
from chartkit.goyaml import load_go
from chartkit.patterns import late_pattern
from chartkit.source import Location
from chartkit.suggest import nearest

from .sources import UTF8_HINT, VARIABLES_FILE, ManifestSource, decode, near_file, undecodable

__all__ = [
    "assign",
    "assignment",
    "environment_names",
    "go_values",
    "lay_over",
    "read_variables",
    "unknown_environment",
    "values_file",
]

_ENVIRONMENTS = "environments"
_MAX_DEPTH = 100

#: What an assignment with ``=`` reads as an integer; anything longer or odd stays a text, as with Helm's --set.
_INTEGER = late_pattern(r"-?(?:0|[1-9][0-9]{0,17})")


def environment_names(source: ManifestSource) -> list[str]:
    """Return the environments that the folder has files for, in byte order."""
    return [name.removesuffix(".yaml") for name in source.names(_ENVIRONMENTS) if name.endswith(".yaml")]


def read_variables(source: ManifestSource, environment: str) -> dict[str, object]:
    """Return variables.yaml with the file of ``environment``, if there is one, laid over it.

    Raises:
        FolderError: A file is not YAML, or not a map.
    """
    variables: dict[str, object] = {}
    if VARIABLES_FILE in source.names():
        variables = _table(source.read(VARIABLES_FILE), source.place(VARIABLES_FILE))
    if environment and environment in environment_names(source):
        name = f"{_ENVIRONMENTS}/{environment}.yaml"
        variables = lay_over(variables, _table(source.read(name), source.place(name)))
    return variables


def values_file(path: str) -> dict[str, object]:
    """Return the variables in the file at ``path``; ``-`` is standard input.

    Raises:
        FolderError: It cannot be read, is not YAML, or not a map.
    """
    if path == "-":
        import sys

        return _table(decode(sys.stdin.buffer.read()), "standard input")
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise FolderError(
            f"open {path}: {(error.strerror or str(error)).lower()}", hint=near_file(Path(path))
        ) from error
    return _table(decode(data), path)


def lay_over(base: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    """Return ``over`` laid over ``base``; neither is changed, and what is deeper is shared where it did not change."""
    merged = dict(base) if not isinstance(base, dict) else base.__class__(base)
    for key, value in over.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict):
            below = merged.get(key)
            merged[key] = lay_over(below if isinstance(below, dict) else value.__class__(), value)
        else:
            merged[key] = value
    return merged


def assignment(text: str) -> tuple[tuple[str, ...], object]:
    r"""Return the path and the value of ``path=value`` or, as kube-appdeploy writes it, ``path:value``.

    Whichever separator comes first counts. After a colon the value is text. After an equals sign ``true``, ``false``,
    ``null`` and integers are what they look like, a quoted value is the text in the quotes, and all else is text.
    A dot in a name is written ``\.``.

    Raises:
        FolderError: There is no separator, or a name in the path is empty.
    """
    separator = min((at for at in (text.find("="), text.find(":")) if at >= 0), default=-1)
    if separator < 0:
        hint = "Write NAME=VALUE, such as -v image.tag=1.2."
        raise FolderError(f"the variable {text!r} has no value", hint=hint)
    path = tuple(part.replace("\\.", ".") for part in re.split(r"(?<!\\)\.", text[:separator]))
    if not all(path):
        raise FolderError(f"the variable {text!r} has an empty name in its path")
    value = text[separator + 1 :]
    return path, value if text[separator] == ":" else _typed(value)


def assign(variables: dict[str, object], path: Sequence[str], value: object) -> dict[str, object]:
    """Return ``variables`` with the value at ``path`` replaced, or deleted by None.

    Raises:
        FolderError: The path leads through something that is not a map.
    """
    below: object = variables
    for depth, name in enumerate(path[:-1], 1):
        below = below.get(name) if isinstance(below, dict) else None
        if below is not None and not isinstance(below, dict):
            where = ".".join(path[:depth])
            raise FolderError(
                f"cannot set the variable {'.'.join(path)}: {where} is {_words(below)}, not a map",
                hint="Replace the whole value with a file (-f).",
            )
    table: object = value
    for name in reversed(path):
        table = {name: table}
    return lay_over(variables, table) if isinstance(table, dict) else variables


def go_values(variables: Mapping[str, object]) -> dict[str, object]:
    """Return what Python code gave as variables, as values that templates can read.

    Raises:
        FolderError: Something in it has no counterpart in Go.
    """
    found = _go_value(variables, (), 0)
    return found if isinstance(found, dict) else {}


def _go_value(value: object, path: tuple[str, ...], depth: int) -> object:
    if depth > _MAX_DEPTH:
        raise FolderError(f"variables are nested deeper than {_MAX_DEPTH} levels")
    if isinstance(value, Mapping):
        values = {key: _go_value(inner, (*path, str(key)), depth + 1) for key, inner in value.items()}
        return AnyKeyMap(values) if isinstance(value, AnyKeyMap) else {str(key): found for key, found in values.items()}
    if isinstance(value, (list, tuple)) and not is_nil(value):
        return [_go_value(inner, (*path, str(number)), depth + 1) for number, inner in enumerate(value)]
    try:
        type_of(value)
    except TypeError as error:
        where = ".".join(path)
        complaint = f"the variable {where} is a Python {type(value).__name__}, which templates cannot read"
        raise FolderError(complaint) from error
    return value


def _table(text: str, place: str) -> dict[str, object]:
    try:
        loaded = load_go(text)
    except YAMLError as error:
        broken = undecodable(text)
        at = (
            Location(place, *broken)
            if broken
            else Location(place, error.at.line, error.at.column)
            if error.at
            else None
        )
        raise FolderError(error.message, at or Location(place, 1), UTF8_HINT if broken else error.hint) from error
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        hint = "Write NAME: VALUE on each line."
        raise FolderError(f"variables must be a map, not {_words(loaded)}", at=Location(place, 1), hint=hint)
    return {key: _plain(value) for key, value in loaded.items()}


def _words(value: object) -> str:
    """Return what kind of value it is, for people."""
    if isinstance(value, bool):
        return "true or false"
    kinds: tuple[tuple[type, str], ...] = ((str, "a text"), (list, "a list"), (int, "a number"), (float, "a number"))
    return next((words for kind, words in kinds if isinstance(value, kind)), f"of type {type_of(value)}")


def _plain(value: object) -> object:
    """Return ``value`` with maps whose keys are all texts as ``map[string]interface {}``.

    DEVIATION: upstream leaves them ``map[interface {}]interface {}``, which no function of sprig or Helm accepts.
    Templates without such functions see no difference but in ``%T``.
    """
    if isinstance(value, dict):
        inner = {key: _plain(below) for key, below in value.items()}
        return inner if all(isinstance(key, str) for key in inner) else AnyKeyMap(inner)
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _typed(text: str) -> object:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    if text in ("true", "false"):
        return text == "true"
    if text == "null":
        return None
    return int(text) if _INTEGER.fullmatch(text) else text


def unknown_environment(name: str, known: Iterable[str], title: str, at: Location | None = None) -> FolderError:
    """Return the error for an environment that the folder does not have."""
    names = sorted(known)
    near = nearest(name, names)
    if near:
        hint = f"Did you mean {near!r}?"
    elif names:
        hint = f"It has {', '.join(names)}."
    else:
        hint = f"Make a file {_ENVIRONMENTS}/{name}.yaml with what differs from {VARIABLES_FILE}."
    return FolderError(f"{title} has no environment {name!r}", at, hint)
