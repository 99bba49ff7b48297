"""Flags that take lists, as Go's pflag and encoding/csv read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartkit.errors import ValuesError
from chartkit.values import split_csv_flag


@pytest.mark.parametrize(
    ("argument", "items"),
    [
        ("", ()),
        ("a", ("a",)),
        ("a,b", ("a", "b")),
        ("a,,b,", ("a", "", "b", "")),
        (" a , b", (" a ", " b")),
        ('"a,b",c', ("a,b", "c")),
        ('"a""b"', ('a"b',)),
        ('"",x', ("", "x")),
        ("a\nb", ("a",)),
        ("\n\na,b\n", ("a", "b")),
        ("a\r\nb", ("a",)),
        ('"a\nb",c', ("a\nb", "c")),
        ('"a"\nb', ("a",)),
        ("a\r", ("a",)),
        ("x\r\r\n", ("x\r",)),
        ('"a\r\nb"', ("a\nb",)),
    ],
)
def test_an_argument_is_split_as_by_go(argument: str, items: tuple[str, ...]) -> None:
    assert split_csv_flag(argument) == items


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ('a"b', 'parse error on line 1, column 2: bare " in non-quoted-field'),
        ('é,a"b', 'parse error on line 1, column 5: bare " in non-quoted-field'),
        ('"a"b', 'parse error on line 1, column 3: extraneous or missing " in quoted-field'),
        ('"a', 'parse error on line 1, column 3: extraneous or missing " in quoted-field'),
        ('"a\nb', 'record on line 1; parse error on line 2, column 2: extraneous or missing " in quoted-field'),
        ('"a\nb"c', 'record on line 1; parse error on line 2, column 2: extraneous or missing " in quoted-field'),
        ('"a\n', 'parse error on line 1, column 4: extraneous or missing " in quoted-field'),
        ('"\n\n', 'record on line 1; parse error on line 2, column 2: extraneous or missing " in quoted-field'),
        ("\n", "EOF"),
    ],
)
def test_wrong_quotes_are_refused_in_the_words_of_go(argument: str, message: str) -> None:
    with pytest.raises(ValuesError) as caught:
        split_csv_flag(argument)
    assert caught.value.message == message


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r")), min_size=1))
def test_quoted_items_come_back(items: list[str]) -> None:
    quoted = ",".join('"' + item.replace('"', '""') + '"' for item in items)
    assert split_csv_flag(quoted) == tuple(items)
