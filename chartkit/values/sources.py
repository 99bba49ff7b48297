"""Where a user's values come from, and the table that they make together.

Upstream: helm pkg/cli/values/options.go
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from chartkit.errors import JSONError, ValuesError
from chartkit.gostd import encoding_json, os, unicode
from chartkit.helm_versions import HELM_4_3, HelmBehaviour
from chartkit.records import dataclass

from .documents import read_table
from .strvals import parse_file_into, parse_into, parse_json_into, parse_literal_into, parse_string_into
from .tables import Table, copy_table, merge_maps

__all__ = ["FileReader", "ValuesSources", "read"]

#: Returns what stands in the file at a path.
FileReader = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class ValuesSources:
    """What the command line says about values: each flag's arguments in their order."""

    #: Paths, ``-`` for standard input.
    files: tuple[str, ...] = ()
    set_json: tuple[str, ...] = ()
    set: tuple[str, ...] = ()
    set_string: tuple[str, ...] = ()
    set_file: tuple[str, ...] = ()
    set_literal: tuple[str, ...] = ()


def read(sources: ValuesSources, *, read_file: FileReader | None = None, behaviour: HelmBehaviour = HELM_4_3) -> Table:
    """Return the table that ``sources`` make: each flag over the ones before it in :class:`ValuesSources`.

    Args:
        sources: What the user gave.
        read_file: Reads a values file or a file for ``--set-file``; by default from the disk and standard input.
        behaviour: The line of Helm that counts.

    Raises:
        ValuesError: A source cannot be read, or contradicts an earlier one.

    Upstream: helm options.go (*Options).MergeValues
    """
    read_one = read_file or _read_file
    table: Table = {}
    for path in sources.files:
        data = read_one(path)
        try:
            table = merge_maps(table, read_table(data, behaviour))
        except ValuesError as error:
            raise ValuesError(f"failed to parse {path}: {error.message}", error.at, error.hint) from error
    for text in sources.set_json:
        table = _with_json(table, text, behaviour)
    for text in sources.set:
        _apply("set", parse_into, text, table, behaviour)
    for text in sources.set_string:
        _apply("set-string", parse_string_into, text, table, behaviour)
    for text in sources.set_file:
        _apply("set-file", _file_parser(read_one), text, table, behaviour)
    for text in sources.set_literal:
        _apply("set-literal", parse_literal_into, text, table, behaviour)
    # The copy also bounds the depth of what came in.
    return copy_table(table)


def _apply(flag: str, parse: Callable[..., None], text: str, table: Table, behaviour: HelmBehaviour) -> None:
    """Lay the argument ``text`` of ``flag`` into ``table``."""
    try:
        parse(text, table, behaviour=behaviour)
    except ValuesError as error:
        raise ValuesError(f"failed parsing --{flag} data: {error.message}", error.at, error.hint) from error


def _file_parser(read_one: FileReader) -> Callable[..., None]:
    """Return the parser of ``--set-file`` whose values ``read_one`` reads."""

    def parse(text: str, table: Table, *, behaviour: HelmBehaviour) -> None:
        parse_file_into(text, table, lambda path: unicode.decode(read_one(path)), behaviour=behaviour)

    return parse


def _with_json(table: Table, text: str, behaviour: HelmBehaviour) -> Table:
    """Return ``table`` with the argument of one ``--set-json``, an object or assignments."""
    trimmed = unicode.trim_space(text)
    if behaviour.set_json_takes_object and trimmed.startswith("{"):
        try:
            given = encoding_json.unmarshal_object(trimmed)
        except JSONError as error:
            raise ValuesError(f"failed parsing --set-json data JSON: {text}") from error
        # The copy bounds the depth, to which the tables are merged.
        return merge_maps(table, copy_table(given))
    try:
        parse_json_into(text, table, behaviour=behaviour)
    except ValuesError as error:
        raise ValuesError(f"failed parsing --set-json data {text}", error.at, error.hint) from error
    return table


def _read_file(path: str) -> bytes:
    """Return what stands in the file at ``path``, or on standard input for ``-``.

    Raises:
        ValuesError: It cannot be read.

    Upstream: helm options.go readFile
    """
    if unicode.trim_space(path) == "-":
        return sys.stdin.buffer.read()
    scheme = path.partition("://")[0]
    if scheme in {"http", "https", "oci"} and "://" in path:
        raise ValuesError(f"{path} cannot be fetched", hint="Download the file and pass its path.")
    try:
        return os.read_file(path)
    except os.PathError as error:
        raise ValuesError(error.message) from error
