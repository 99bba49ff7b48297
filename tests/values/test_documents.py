"""Dividing a values file into documents, as Kubernetes' reader does it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartkit.errors import ValuesError
from chartkit.values import read_table, split_documents


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        (b"", []),
        (b"a: 1", [b"a: 1\n"]),
        (b"a: 1\r\nb: 2\r", [b"a: 1\nb: 2\n"]),
        (b"a\rb\r\r\n", [b"a\rb\r\n"]),
        (b"---\na: 1\n", [b"---\na: 1\n"]),
        (b"a: 1\n---\nb: 2\n", [b"a: 1\n", b"b: 2\n"]),
        (b"a: 1\n--- \t# c\r\nb: 2\n---\n", [b"a: 1\n", b"b: 2\n"]),
        (b"---\n---\n---\n", [b"---\n", b"---\n"]),
        (b" ---\na: 1\n", [b" ---\na: 1\n"]),
        (b"a: 1\n\n---\n\n", [b"a: 1\n\n", b"\n"]),
    ],
)
def test_documents(text: bytes, documents: list[bytes]) -> None:
    assert list(split_documents(text)) == documents


def test_a_bad_separator_is_met_after_the_documents_before_it() -> None:
    documents = split_documents(b"a: 1\n---\nb: 2\n---x\n")
    assert next(documents) == b"a: 1\n"
    with pytest.raises(ValuesError, match="^error reading yaml document: invalid Yaml document separator: x$"):
        next(documents)
    with pytest.raises(ValuesError, match="mapping values are not allowed"):
        read_table(b"a: b: c\n---\n---x\n")


@given(st.lists(st.sampled_from([b"a: 1", b"---", b"--- # c", b"", b"x\r", b" ---", b"# c"]), max_size=8))
def test_no_line_but_separators_is_lost(lines: list[bytes]) -> None:
    kept = b"".join(split_documents(b"\n".join(lines))).splitlines()
    separators = [line for line in lines if line.startswith(b"---")]
    assert [line for line in kept if not line.startswith(b"---") and line] == [
        line.removesuffix(b"\r") for line in lines if line not in separators and line
    ]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_of_which_half_a_character_is_missing(encoding: str) -> None:
    with pytest.raises(ValuesError, match="yaml: incomplete UTF-16 character"):
        read_table("\ufeffa: 1".encode(encoding))
