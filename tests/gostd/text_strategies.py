"""Strategies for Go values, format strings and JSON documents, whole and broken."""

from __future__ import annotations

import struct

from hypothesis import strategies as st

from chartkit.gostd import kinds, unicode
from tests.gostd.go_text import NilPointPointer, Point, Speaker

_PIECES = [
    "a",
    "hi",
    "é",
    "日",
    "😀",
    "\n",
    '"',
    "'",
    "\\",
    "`",
    "\0",
    "\x7f",
    "\xad",
    "\u200b",
    "\u2028",
    "\udcff",
    "<",
    "%",
]

texts = st.lists(st.sampled_from(_PIECES) | st.characters(exclude_categories=["Cs"]), max_size=6).map(
    lambda pieces: unicode.canonical("".join(pieces))
)
floats = (
    st.floats()
    | st.sampled_from([0.0, -0.0, 1e6, 999999.0, 1e-4, 1e-5, 1e16, 1e21, 1125899906842624.75])
    | st.integers(-(10**7), 10**7).map(float)
    | st.integers(0, 2**60).map(lambda number: number / 2**20)
)
ints = (
    st.integers(-(2**63), 2**63 - 1) | st.integers(-300, 300) | st.sampled_from([0x1F600, 0xD800, 0x10FFFF, 0x110000])
)
float32s = st.floats(width=32).map(kinds.Float32) | st.integers(0, 2**32 - 1).map(
    lambda bits: kinds.Float32(struct.unpack("<f", struct.pack("<I", bits))[0])
)
sized = st.one_of(
    *(ints.map(kind.wrap) for kind in (kinds.Int8, kinds.Int16, kinds.Int32, kinds.Int64)),
    *(ints.map(kind.wrap) for kind in (kinds.Uint, kinds.Uint8, kinds.Uint16, kinds.Uint32, kinds.Uint64)),
    ints.map(kinds.Duration),
)
plain = st.none() | st.booleans() | ints | floats | texts
leaves = st.one_of(
    plain,
    sized,
    float32s,
    st.builds(complex, floats, floats),
    texts.map(kinds.JSONNumber),
    st.binary(max_size=4),
    texts.map(Speaker),
    st.just(kinds.NilList()),
    st.just(kinds.NilMap()),
    st.just(kinds.NilStringList()),
    st.just(NilPointPointer(0, "")),
    st.lists(texts, max_size=3).map(kinds.StringList),
    st.lists(ints, max_size=3).map(kinds.IntList),
    st.dictionaries(texts, texts, max_size=3).map(kinds.StringMap),
)


def _composites(items: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.one_of(
        st.lists(items, max_size=3),
        st.dictionaries(texts, items, max_size=3),
        st.lists(st.lists(items, max_size=2) | st.just(kinds.NilList()), max_size=2).map(kinds.ListList),
        st.lists(st.dictionaries(texts, items, max_size=2) | st.just(kinds.NilMap()), max_size=2).map(kinds.MapList),
        # Keys that are equal in Python but not in Go are kept apart by leaving out truth values and floats.
        st.dictionaries(st.text("ab", max_size=2) | st.integers(-99, 99), items, max_size=3).map(kinds.AnyKeyMap),
        st.builds(Point, ints, texts, items),
    )


#: Any Go value but pointers, which Go prints another way each time.
values = st.recursive(leaves, _composites, max_leaves=6)
#: What YAML and JSON are made of.
documents = st.recursive(
    plain, lambda items: st.lists(items, max_size=4) | st.dictionaries(texts, items, max_size=4), max_leaves=12
)

_DIRECTIVE = st.builds(
    "%{}{}{}{}{}{}".format,
    st.text("+-# 0", max_size=3),
    st.sampled_from(["", "", "", "[1]", "[2]", "[0]", "[x]", "[", "[9]"]),
    st.sampled_from(["", "", "1", "5", "12", "*", "007"]),
    st.sampled_from(["", "", ".", ".0", ".3", ".*", ".10", ".[1]*"]),
    st.sampled_from(["", "", "", "", "[1]", "[2]"]),
    st.sampled_from([*"vvvdsqxXtbcoOUeEfFgGTwz%é!", "\udcff", ""]),
)
formats = st.lists(
    _DIRECTIVE | st.sampled_from(["%v", "%s", "%d", "%q", "%5.2f", "%%", " ", "a", "é", "\udcff", "%"]), max_size=4
).map(lambda pieces: unicode.canonical("".join(pieces)))

_TOKENS = (
    '{ } [ ] , : "a" "b" "" "é" "\\u00e9" "\\ud83d\\ude00" "\\ud800" "\\udc00x" "\\u12" "\\x" " \\ 1 -1 0 - 1.5 '
    "1e5 1e999 01 1. .5 1e true false null tru nul NaN Infinity é // ' \\u"
).split()
json_texts = st.lists(
    st.sampled_from([*_TOKENS, "\n", "\t", "\0", "\ufeff", "\udcff", '"\udcff"', '"\n"']), max_size=8
).map(lambda tokens: unicode.canonical("".join(tokens)))

number_texts = (
    st.text("0123456789+-_.eExXbBoOaAfFpPnNiI", max_size=9)
    | floats.map(repr)
    | st.from_regex(r"[+-]?(0[xXbBoO]?)?_?[0-9a-fA-F_]{0,22}", fullmatch=True)
    | st.from_regex(r"-?[0-9]{1,25}\.?[0-9]{0,25}(e[+-]?[0-9]{1,3})?", fullmatch=True)
    | st.from_regex(r"-?0x[0-9a-f]{0,18}\.?[0-9a-f]{0,4}p[+-]?[0-9]{1,4}", fullmatch=True)
)
literals = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", '"', "'", "`"]),
    st.lists(
        st.sampled_from([*_PIECES, "\\n", "\\x41", "\\xc3", "\\xa9", "\\377", "\\400", "\\u00e9", "\\ud800", "\\'"])
    ).map("".join),
    st.sampled_from(["", '"', "'", "`"]),
).map(unicode.canonical)
