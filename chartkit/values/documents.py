"""A values file to a table.

Upstream: helm pkg/chart/v2/loader/load.go LoadValues; k8s.io/apimachinery pkg/util/yaml decoder.go YAMLReader
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from chartkit.errors import ValuesError, YAMLError
from chartkit.gostd import unicode
from chartkit.goyaml import load_map
from chartkit.helm_versions import HELM_4_3, HelmBehaviour

from .tables import Table, merge_maps

__all__ = ["read_table", "split_documents"]


def read_table(data: bytes, behaviour: HelmBehaviour = HELM_4_3) -> Table:
    """Return the table that the YAML text ``data`` holds; an empty text holds an empty one.

    Helm 4 lays all documents of the text over each other, Helm 3 takes the first.

    Raises:
        ValuesError: It is no YAML, or a document is neither a mapping nor null. The text is Helm's without the
            file's name.
    """
    if not behaviour.all_values_documents:
        return _table_of(data, behaviour)
    merged: Table = {}
    for document in split_documents(data):
        table = _table_of(document, behaviour)
        merged = merge_maps(merged, table) if merged else table
    return merged


def _table_of(data: bytes, behaviour: HelmBehaviour) -> Table:
    """Return the table that one document holds.

    Upstream: sigs.k8s.io/yaml Unmarshal into map[string]interface {}
    """
    text, wrong = _decode(data)
    try:
        table = load_map(text)
    except YAMLError as error:
        raise ValuesError(f"{behaviour.values_error_prefix}{error.message}", error.at, error.hint) from error
    if wrong:
        raise ValuesError(f"{behaviour.values_error_prefix}error converting YAML to JSON: yaml: {wrong}")
    return table


def split_documents(data: bytes) -> Iterator[bytes]:
    """Yield the documents of a YAML text, split at lines that begin with three dashes.

    A separator before the first text stays with it, others are left out. Line ends become single line feeds.

    Raises:
        ValuesError: Something else than a comment follows the dashes.

    Upstream: k8s.io/apimachinery pkg/util/yaml decoder.go (*YAMLReader).Read, (*LineReader).Read
    """
    if not data:
        return
    if not data.endswith(b"\n"):
        data += b"\n"
    data = data.replace(b"\r\n", b"\n")
    # PERF: nearly every file is one document; this sees it without looking at each line.
    if not data.startswith(b"---") and b"\n---" not in data:
        yield data
        return
    lines: list[bytes] = []
    for line in data.removesuffix(b"\n").split(b"\n"):
        if line.startswith(b"---"):
            rest = unicode.trim_space(unicode.decode(line[3:]))
            if rest and not rest.startswith("#"):
                raise ValuesError(f"error reading yaml document: invalid Yaml document separator: {rest}")
            if lines:
                yield b"\n".join([*lines, b""])
                lines = []
                continue
        lines.append(line)
    if lines:
        yield b"\n".join([*lines, b""])


def _decode(data: bytes) -> tuple[str, str]:
    """Return ``data`` as text, and what is wrong behind the text: UTF-16 after its byte order mark, else UTF-8.

    Upstream: go-yaml readerc.go yaml_parser_determine_encoding, yaml_parser_update_buffer
    """
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return unicode.decode(data), ""
    try:
        return data.decode("utf-16"), ""
    except UnicodeDecodeError as error:
        what = "unexpected low surrogate area" if error.start + 2 <= len(data) else "incomplete UTF-16 character"
        return data[: error.start].decode("utf-16"), what
