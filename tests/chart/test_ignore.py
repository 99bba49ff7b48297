"""The shortcut of .helmignore rules equals the plain way; tables of rules are in cases/loading.yaml."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chartkit.chart.ignore import IgnoreRules, quick_match
from chartkit.errors import ChartError, FunctionError
from chartkit.gostd import path

ALPHABET = "ab.*?[]^-\\/é"


@settings(max_examples=100)
@given(st.text(ALPHABET, max_size=6), st.text("ab./é*[\\", max_size=6))
def test_a_quick_verdict_is_the_verdict(pattern: str, name: str) -> None:
    verdict = quick_match(pattern)(name)
    try:
        wanted = path.match(pattern, name)
    except FunctionError:
        wanted = None
    assert verdict in {None, wanted}


@pytest.mark.parametrize(
    ("pattern", "name", "verdict"),
    [
        ("a.txt", "a.txt", True),
        ("a.txt", "b.txt", False),
        ("*.txt", "a.txt", True),
        ("*.txt", ".txt", True),
        ("*.txt", "a/b.txt", False),
        ("a*a", "a", False),
        ("a?", "ab", None),
        ("a?", "ba", False),
        ("[a]", "b", None),
        ("a\\", "b", None),
    ],
)
def test_quick_verdicts(pattern: str, name: str, *, verdict: bool | None) -> None:
    assert quick_match(pattern)(name) is verdict


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a\n**/b\n", "double-star (**) syntax is not supported"),
        (b"a[\n", "syntax error in pattern"),
        (b"#" * 70_000, "bufio.Scanner: token too long"),
    ],
)
def test_rules_that_are_none(data: bytes, message: str) -> None:
    with pytest.raises(ChartError) as caught:
        IgnoreRules.parse(data)
    assert caught.value.message == message
