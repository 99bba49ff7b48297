"""Texts and values for the laws of the goyaml room."""

from __future__ import annotations

from pathlib import Path

import yaml
from hypothesis import strategies as st

CASES = Path(__file__).parent / "cases"


def rows(table: str) -> list[dict[str, str]]:
    """Return the rows of a table in ``cases``."""
    return yaml.load((CASES / f"{table}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)


#: Pieces that YAML gives a meaning, and some that it does not.
TOKENS = [
    *"abk1-?:,[]{}#&*!|>'\"%@`~=\\ \t\n",
    *(
        "\n  ",
        "\n- ",
        ": ",
        "- ",
        "? ",
        " #c",
        "---\n",
        "...\n",
        "&a ",
        "*a",
        "!!str ",
        "!!int ",
        "! ",
        "|\n ",
        ">-\n ",
    ),
    *("<<: ", "true", "null", "0x1F", "1.5", "2001-01-01", ".nan", '"x\\n"', "'it''s'", "{a: b}", "[x, y]", "key: v\n"),
    *("\r\n", "\x85", "\u2028", "é", "😀", "\ufeff", "%YAML 1.1\n", "\x07", "\x7f", "\\/", "?", "x" * 1030),
]

texts = st.lists(st.sampled_from(TOKENS), max_size=14).map("".join)

#: Strings that need every style of writing.
strings = st.one_of(
    st.sampled_from(
        ["", "yes", "~", "1", "0x1F", "1e3", "12:30", "2001-01-01", "- a", "a: b", "# a", "a\nb\n", " a\n", "\n\n"]
    ),
    st.text(max_size=12),
    st.text("ab :#-'\"\n\t\u2028\x85\x7f\\é😀\ufeff", max_size=12),
    st.lists(st.sampled_from(["word", "a:", "it's", "x" * 30, "", "\t"]), min_size=8, max_size=40).map(" ".join),
)
# Go reads -0 back as 0.
numbers = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(lambda number: number or 0.0),
    st.integers(-(2**53), 2**53).map(float),
)
keys = st.one_of(st.text("aZ019-._/é 日", max_size=6), strings)
trees: st.SearchStrategy[object] = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, strings),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=5)),
    max_leaves=12,
)
