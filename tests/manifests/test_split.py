"""Where documents end in rendered text; expected pieces observed from helm template."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chartkit.gostd.unicode import SPACE
from chartkit.manifests import split, split_trimmed


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("", []),
        ("\n \n", []),
        ("a: 1\n", ["a: 1\n"]),
        ("---\na: 1\n---\nb: 1\n\n", ["a: 1\n", "b: 1\n\n"]),
        ("--- # c\na: 1", ["# c\na: 1"]),
        ("---apiVersion: v1", ["apiVersion: v1"]),
        ("----", ["-"]),
        ("a: |\n  x\n---\n  y\n", ["a: |\n  x\n", "y\n"]),
        ("a: |\n  x\n  ---\n  y\n", ["a: |\n  x\n  ---\n  y\n"]),
        ("a: 1\r\n---\r\nb: 1\r\n", ["a: 1\r\n", "b: 1\r\n"]),
        ("---\n---\n---\n", []),
    ],
)
def test_helm_4_keeps_what_follows_a_document(text: str, documents: list[str]) -> None:
    assert split(text) == documents


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("", []),
        ("a: 1\n\n", ["a: 1"]),
        ("---\na: 1\n---\nb: 1\n\n", ["a: 1", "b: 1"]),
        ("a: 1\n---\n---\nc: 1", ["a: 1", "---\nc: 1"]),
        ("---\n---", ["---"]),
        ("a: 1\n--- b: 1", ["a: 1", "b: 1"]),
    ],
)
def test_helm_3_trims_documents(text: str, documents: list[str]) -> None:
    assert split_trimmed(text) == documents


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="-a \n\t\r#", max_size=40))
def test_the_helm_3_separator_is_the_one_of_its_regular_expression(text: str) -> None:
    pieces = re.split(r"(?:^|[\t\n\f\r ]*\n)---[\t\n\f\r ]*", text.strip(SPACE))
    assert split_trimmed(text) == [piece.strip(SPACE) for piece in pieces if piece and piece.strip(SPACE)]


def test_white_space_before_a_separator_takes_linear_time() -> None:
    assert split_trimmed("a" + "\n" * 300_000 + "b") == ["a" + "\n" * 300_000 + "b"]
