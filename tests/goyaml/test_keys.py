"""The order of keys."""

from __future__ import annotations

from functools import cmp_to_key

from hypothesis import given, settings
from hypothesis import strategies as st

from chartkit.goyaml.keys import compare, in_order, in_order_v3

_NATURAL = [
    "",
    *"$ - _x 1 2 10 A K Z a".split(),
    "a b",
    *"a- a-b a.b a/b a_b a1 a1b2 a1b10 aa ab k1 k01 k001 k9 k10".split(),
]


def test_numbers_are_compared_as_numbers() -> None:
    assert in_order(reversed(_NATURAL)) == _NATURAL
    assert in_order(["10a", "100", "9b"]) == ["9b", "100", "10a"]
    assert in_order(["v1.100", "v1.10", "v1.09", "v1.9"]) == ["v1.9", "v1.09", "v1.10", "v1.100"]
    assert in_order(["a1000", "a105", "a100", "a0010", "a010", "a10"]) == [
        "a10",
        "a010",
        "a0010",
        "a100",
        "a105",
        "a1000",
    ]


def test_behind_a_digit_the_versions_differ() -> None:
    keys = ["x10", "x1.5", "x1b", "x1-a"]
    assert in_order(keys) == ["x1-a", "x1.5", "x10", "x1b"]
    assert in_order_v3(keys) == ["x1b", "x1-a", "x1.5", "x10"]


def test_letters_beyond_ascii_are_letters() -> None:
    assert in_order(["é", "1", "日", "-", "z", "२"]) == ["-", "1", "२", "z", "é", "日"]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.text("aBz-._/ $~[", max_size=4), unique=True))
def test_the_fast_ways_sort_as_comparing_pairs_does(keys: list[str]) -> None:
    assert in_order(keys) == sorted(keys, key=cmp_to_key(compare))
    assert in_order_v3(keys) == in_order(keys)


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=6), st.text(max_size=6))
def test_comparing_the_other_way_round_gives_the_opposite(a: str, b: str) -> None:
    assert (compare(a, b) < 0) == (compare(b, a) > 0)
