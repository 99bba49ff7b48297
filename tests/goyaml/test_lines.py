"""The reader that goes line by line: it gives what the plain one gives, or leaves the text to it."""

from __future__ import annotations

import gzip
import math
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chartkit.gostd import encoding_json
from chartkit.goyaml import load_go, load_tree
from chartkit.goyaml.go_values import VALUES, load_go_plainly
from chartkit.goyaml.json_scalars import UNSURE
from chartkit.goyaml.lines import load_by_lines
from chartkit.goyaml.plain import load_plainly, load_tree_plainly
from chartkit.manifests import split
from tests.goyaml.values import TOKENS, rows

#: Lines that fit together more often than not.
LINES = [
    *("a: b\n", "b:\n", "c:\n", "- x\n", "- a: 1\n", "  d: 2\n", "  - y\n", "    e: 'f'\n", "- \n", "-\n", "k: ---"),
    *("  text\n", "    text\n", "\n", "   \n", "# c\n", "  # c\n", "f: |\n", "g: >-\n", "  h: |+\n", "k: [1, 2]\n"),
    *("l: {m: n}\n", "- - z\n", "  - - w\n", "    o:\n", "      p: \n", 'q: "r\n', '    s"\n', "t: [u,\n", "  v]\n"),
    *("w: x # y\n", "  z # y\n", "---\n", "  - if so\n", "    'quoted'\n", "     {x}\n", "a1: &x\n", "dd: *x\n"),
    *("  'e': f\n", "12: 13\n", "true: no\n", " i: j\n", "   kk: ll\n", "x", "  x", "a:", "...\n", "\tx\n", "  \tx\n"),
    *("      \n", "a: |2\n", "  - |\n", "    - >\n", "u: v\n\n  w\n", "\n...\n", 's: "a \\\n   b"\n', "<<: {a: b}\n"),
]
texts = st.lists(st.one_of(st.sampled_from(LINES), st.sampled_from(TOKENS)), max_size=10).map("".join)


def assert_same(text: str) -> None:
    """Check the law of this module for one text."""
    for strict in (False, True):
        value = load_by_lines(text, strict=strict)
        if value is not UNSURE:
            assert encoding_json.marshal(value) == encoding_json.marshal(load_plainly(text))
            assert written(load_tree(text)) == written(load_tree_plainly(text))
    if VALUES.load(text, strict=True) is not UNSURE:
        assert written(load_go(text)) == written(load_go_plainly(text))


def written(value: object) -> str:
    """Return ``value`` with the kinds in it, its keys in order."""
    if isinstance(value, dict):
        entries = sorted(f"{key!r}: {written(item)}" for key, item in value.items())
        return f"{type(value).__name__}{{{', '.join(entries)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    return f"{type(value).__name__} {value!r}"


@settings(deadline=None, max_examples=100)
@given(texts)
def test_a_text_of_pieces_is_read_as_in_the_plain_way(text: str) -> None:
    assert_same(text)


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from([row["text"] for row in rows("load")]),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 3), st.sampled_from(["", *TOKENS])), max_size=3),
)
def test_a_damaged_text_is_read_as_in_the_plain_way(text: str, changes: list[tuple[int, int, str]]) -> None:
    for at, removed, added in changes:
        text = text[:at] + added + text[at + removed :]
    assert_same(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("# nothing\n", None),
        ("---\n", None),
        ("\ufeff---  # one\na: b\r\nc: d\r\n", {"a": "b", "c": "d"}),
        ("word\n  and more\n\n  - of it\n", "word and more\n- of it"),
        (
            "a:\n- b\n-\n- - c\n  - d: e\n    f:\ng:\n  - h\n",
            {"a": ["b", None, ["c", {"d": "e", "f": None}]], "g": ["h"]},
        ),
        ("a:\n    b\nc:\n  'd'\ne:\n  [f]\n", {"a": "b", "c": "d", "e": ["f"]}),
        (
            "a: b#c # d\n'e: f': 'it''s' # g\n\"h\\t\": \"\\x41\\u00e9\\\"\"\n",
            {"a": "b#c", "e: f": "it's", "h\t": 'Aé"'},
        ),
        ("a: -x\n-b: :c\n? x: y\n"[:12], {"a": "-x", "-b": ":c"}),
        (
            "a: |\n  b\n   c\n\nd: >-\n  e\n  f\n\n\n   g\n  h\ni: |2+\n   j\n\n",
            {"a": "b\n c\n", "d": "e f\n\n\n g\nh", "i": " j\n\n"},
        ),
        ("a: |\nb: |+\n\nc: |-\n  d", {"a": "", "b": "\n", "c": "d"}),
        ("a: |\n  b", {"a": "b"}),
        ("a: \"b\n\n  c \\\n  d\"\ne: 'f\n  g'\n", {"a": "b\nc d", "e": "f g"}),
        (
            "a: [b, 'c', {d: 1, \"e\":[]}] # f\ng: {}\nh: [\n  i, # j\n  k,\n]\n",
            {"a": ["b", "c", {"d": 1, "e": []}], "g": {}, "h": ["i", "k"]},
        ),
        ("1: a\ntrue: b\n1.50: c\n", {"1": "a", "true": "b", "1.5": "c"}),
        ("a: 1\na: 2\n", {"a": 2}),
        ("'a: b': c\n  d\n\"e\": 'f'\n", {"a: b": "c d", "e": "f"}),
        ("a: &x 1 # b\nc: *x\nd:\n- &x 'e'\n- *x # f\n", {"a": 1, "c": 1, "d": ["e", "e"]}),
    ],
)
def test_common_texts_are_read_line_by_line(text: str, value: object) -> None:
    assert load_by_lines(text) == value
    assert encoding_json.marshal(load_by_lines(text)) == encoding_json.marshal(load_plainly(text))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "a: &x [1]",
            "a: *x",
            "a: &x 1\n*x : b",
            "&x a: b",
            "a: &x\n  b: *x",
            "a: &x b\n  c",
            "a: &x! b",
            "a: !!str 1",
            "? a",
            "<<: {a: b}",
            "%YAML 1.1\n---\n",
            "a: 1\n---\nb: 2",
            "a\n...\n",
            "@a",
        ),
        *(
            "a:\tb",
            "\ta: b",
            "a: b\x07",
            "a: b\u2028",
            "a: \udcff",
            "a: b\rc: d",
            "a: 'b' c",
            "a: b: c",
            "a: - b",
            "a: -",
        ),
        *(
            "a: b\n c: d",
            "  a: b\n c: d",
            "a: b\n- c",
            "- a\nb: c",
            "a:\n  - b\n c: d",
            "a: b\n # c\n d",
            "a:\nb",
            "~: a",
        ),
        *(
            "a: .inf",
            "1: a\n'1': b",
            "x" * 1100 + ": a",
            '"' + "x" * 1100 + '": a',
            "- " * 9 + "a",
            "a: |x",
            "a: |\n    \n  b",
        ),
        *(
            "a: |\n \tb",
            "a: '",
            'a: "\\/"',
            'a: "\\ud800"',
            'a: "b\n---\nc"',
            'a: "b\\\n\n  c"',
            'a: "b\\ \n  c"',
            'a: "b\t\n c"',
        ),
        *(
            "a: [",
            "a: [b",
            "a: {b}",
            "a: {b: c, b: d}",
            "a: [b: c]",
            "a: [b c: d]",
            "a: [,]",
            "a: [b}",
            "a: [b]c",
            "a: [b] c",
        ),
        *(
            "a: [[b] c]",
            "a: {[b]: c}",
            "a: {b: [}",
            "a: [?b]",
            "a: [.inf]",
            "a: [\n\x07]",
            "[" * 30 + "]" * 30,
        ),
        *(
            "a: |\n  \x07",
            "".join(" " * level + "a:\n" for level in range(200)),
            "- \n" + "".join(" " * n + "-\n" for n in range(1, 200)),
        ),
        *(
            "a: b # c\n  d",
            "a: {b: c}\n  d",
            "a: [b]\n  c",
            "a: 'b'\n  c",
            "a: b\n  c # d",
            "a: b\n  c:",
            "a: b\n  c\t",
        ),
    ],
)
def test_what_is_not_sure_is_left_to_others(text: str) -> None:
    assert load_by_lines(text, strict=True) is UNSURE


def test_a_key_that_occurs_twice_is_left_to_others_only_if_that_matters() -> None:
    assert load_by_lines("a: 1\na: 2") == {"a": 2.0}
    assert load_by_lines("a: 1\na: 2", strict=True) is UNSURE


def test_numbers_keep_their_kinds_where_that_is_wanted() -> None:
    text = "1: [2, 3.0, true, 18446744073709551615]\na: {4: 5}\n"
    assert written(load_tree(text)) == written(load_tree_plainly(text))
    assert load_go("a: .inf") == {"a": math.inf}
    # A key that is no string is left to the plain way, because its text is wanted.
    assert load_go(text) == load_go_plainly(text) == {"1": [2, 3.0, True, 18446744073709551615.0], "a": {4: 5}}
    assert written(load_go("a:\n  4: [5]\n")) == "dict{'a': AnyKeyMap{4: [int 5]}}"


def test_values_are_not_shared() -> None:
    first, second = load_by_lines("a: []\nb: {}"), load_by_lines("a: []\nb: {}")
    assert isinstance(first, dict)
    first["a"].append(1)
    first["b"]["c"] = 1
    assert second == load_by_lines("a: []\nb: {}") == {"a": [], "b": {}}


@pytest.mark.parametrize(
    "text",
    [
        "a: b\n" + "\n" * 200_000 + " c\n" + "\n" * 200_000 + " d",
        "a: |\n" + " \n" * 200_000 + "  b",
        'a: "' + "\n" * 200_000,
        "a: " + "[" * 200_000,
        "a: [" + "b, " * 100_000,
        "a: " + "'" * 300_001,
        'a: "' + "\\" * 200_000,
        "a: [" + "'" * 300_001,
        'a: ["' + "\\" * 300_001,
        "- " * 200_000,
        "a: b" + " " * 200_000 + "c" + " #" * 200_000,
        "a: [" + "b" + " " * 200_000 + "]",
        "".join(f"{number}: a\n" for number in range(40_000)),
    ],
)
def test_hostile_texts_take_no_time(text: str) -> None:
    start = time.process_time()
    load_by_lines(text)
    assert time.process_time() - start < 3


def test_the_corpus_is_read_line_by_line(shared: Path) -> None:
    corpus = shared / "corpus"
    documents = [path.read_text(encoding="utf-8") for path in sorted(corpus.glob("charts/*/[Cv]*.yaml"))]
    for path in sorted(corpus.glob("goldens/*/default.yaml.gz")):
        documents += split(gzip.decompress(path.read_bytes()).decode())
    for text in documents[::4]:
        if len(text) < 4_000:
            assert_same(text)
    sure = sum(load_by_lines(text) is not UNSURE for text in documents)
    assert sure / len(documents) > 0.97
