"""What the readers make of a text: as Helm, fast and plain alike, and within bounds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chartkit.errors import YAMLError
from chartkit.gostd import encoding_json
from chartkit.goyaml import load, load_list, load_map, load_tree, load_with_repeated, nodes, sound_start
from chartkit.goyaml.characters import Characters
from chartkit.goyaml.direct import load_directly
from chartkit.goyaml.json_scalars import UNSURE
from chartkit.goyaml.plain import load_plainly
from chartkit.goyaml.scanner import Scanner
from tests.goyaml.values import rows, texts


def as_mapping(text: str) -> str:
    """Return ``{{ fromYaml TEXT | toJson }}``."""
    try:
        return encoding_json.marshal(load_map(text))
    except YAMLError as error:
        return encoding_json.marshal({"Error": error.message})


def as_sequence(text: str) -> str:
    """Return ``{{ fromYamlArray TEXT | toJson }}``."""
    try:
        return encoding_json.marshal(load_list(text))
    except YAMLError as error:
        return encoding_json.marshal([error.message])


@pytest.mark.parametrize("row", rows("load"), ids=lambda row: row["name"])
def test_a_text_loads_as_in_helm(row: dict[str, str]) -> None:
    assert (as_mapping(row["text"]), as_sequence(row["text"])) == (row["mapping"], row["sequence"])


@pytest.mark.parametrize("row", rows("load"), ids=lambda row: row["name"])
def test_a_text_loads_in_the_plain_way_too(row: dict[str, str]) -> None:
    assert outcome(load_plainly, row["text"]) == outcome(load, row["text"])


def outcome(reader: Callable[[str], object], text: str) -> str:
    """Return the value as JSON, or the error's message."""
    try:
        return encoding_json.marshal(reader(text))
    except YAMLError as error:
        return error.message


@settings(deadline=None, max_examples=100)
@given(texts)
def test_the_direct_way_gives_what_the_plain_way_gives(text: str) -> None:
    direct = load_directly(text)
    if direct is not UNSURE:
        assert encoding_json.marshal(direct) == encoding_json.marshal(load_plainly(text))


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1",
        "a: !!str 1",
        "{a: ?b}",
        "[?a]",
        "a: .inf",
        "? [a]\n: b",
        "<<: {a: 1}",
        '"\\/": a',
        "a: 1\n---\nb: 2",
        "[" * 300 + "]" * 300,
        "[" * 1200 + "]" * 1200,
        "[],\n" * 600,
    ],
)
def test_what_libyaml_reads_otherwise_is_left_to_the_plain_way(text: str) -> None:
    assert load_directly(text) is UNSURE


def test_without_libyaml_all_texts_are_read_in_the_plain_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml._yaml", None)
    assert load_directly("a: 1") is UNSURE
    assert load("a: 1") == {"a": 1.0}


def test_many_flow_collections_are_no_deep_ones() -> None:
    assert load_directly("[" + "[]," * 1200 + "]") == [[]] * 1200


def test_numbers_are_floats_and_keys_strings() -> None:
    assert load("1: [0x10, 1.5, true, ~, x]") == {"1": [16.0, 1.5, True, None, "x"]}
    assert type(load("1")) is float


@pytest.mark.parametrize(
    ("text", "kind"), [("true", "bool"), ("1", "number"), ("x", "string"), ("[]", "array"), ("{}", "object")]
)
def test_other_documents_are_no_mapping_or_sequence(text: str, kind: str) -> None:
    reader, name = (load_list, "[]interface {}") if kind == "object" else (load_map, "map[string]interface {}")
    with pytest.raises(YAMLError) as found:
        reader(text)
    assert found.value.message == (
        f"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {kind} into Go value of type {name}"
    )


def test_an_error_has_a_place_in_the_text() -> None:
    with pytest.raises(YAMLError) as found:
        load("a: 1\né: !!int x")
    assert found.value.at is not None
    assert (found.value.at.line, found.value.at.column) == (2, 4)  # bytes
    with pytest.raises(YAMLError) as found:
        load("a: {\n  é: ]")
    assert found.value.at is not None
    assert (found.value.at.line, found.value.at.column) == (2, 6)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"a: \xff", "invalid leading UTF-8 octet"),
        (b"a: \xc3", "incomplete UTF-8 octet sequence"),
        (b"a: \xc3(", "invalid trailing UTF-8 octet"),
        (b"a: \xc0\x80", "invalid length of a UTF-8 sequence"),
        (b"a: \xed\xa0\x80", "invalid Unicode character"),
        (b"\xff\xfea\x00:", "incomplete UTF-16 character"),
        (b"\xfe\xff\x00a\xdc\x00", "unexpected low surrogate area"),
        (b"\xff\xfe\x00\xd8", "incomplete UTF-16 surrogate pair"),
        (b"\xff\xfe\x00\xd8a\x00", "expected low surrogate area"),
        (b"\xff\xfe\x07\x00", "control characters are not allowed"),
    ],
)
def test_bytes_that_are_no_text_are_refused(raw: bytes, message: str) -> None:
    with pytest.raises(YAMLError, match=f"error converting YAML to JSON: yaml: {message}"):
        load(raw.decode("utf-8", "surrogateescape"))


def test_a_byte_order_mark_is_passed() -> None:
    assert load("\ufeffa: 1\nb: 2\n") == load_plainly("\ufeffa: 1\nb: 2\n") == {"a": 1.0, "b": 2.0}
    # go-yaml takes a second one for the beginning of every line.
    with pytest.raises(YAMLError, match="line 1: did not find expected key"):
        load("\ufeff\ufeffa: 1\nb: 2\n")


def test_bytes_that_were_parted_are_joined() -> None:
    assert load("a: caf\udcc3\udca9") == {"a": "café"}


def test_a_piece_of_the_reader_ends_between_characters() -> None:
    with pytest.raises(YAMLError, match="did not find expected node content"):
        load("]" + "é" * 600 + "\x07")
    with pytest.raises(YAMLError, match="control characters are not allowed"):
        load('"' + "x" * 507 + '\\U00000041"\x07')  # the escape goes beyond the first 512 bytes


def test_the_reader_looks_a_few_characters_ahead() -> None:
    for text in ("%\udcc3", '%YAML 1.1\n"x"\udcc3', "[\n}\udcc3"):
        with pytest.raises(YAMLError, match="yaml: incomplete UTF-8 octet sequence"):
            load(text)


def test_utf_16_with_a_byte_order_mark_is_read() -> None:
    assert load("\ufeffé: 😀".encode("utf-16-le").decode("utf-8", "surrogateescape")) == {"é": "😀"}


def test_what_is_wrong_before_a_forbidden_character_is_told_first() -> None:
    # go-yaml reads in pieces of 512 bytes.
    with pytest.raises(YAMLError, match="did not find expected node content"):
        load("]\n" + "a: b\n" * 200 + "\x07")
    with pytest.raises(YAMLError, match="control characters"):
        load("]\n" + "a: b\n" * 20 + "\x07")


class TestTree:
    """load_tree: before encoding/json reads the numbers."""

    class Target:
        """A struct with a string ``version``, a list ``names`` and strings below ``labels``."""

        def __init__(self, kind: str = "struct") -> None:
            self.kind = kind

        def is_string(self) -> bool:
            return self.kind == "string"

        def member(self, key: str) -> TestTree.Target | None:
            of = {"struct": {"version": "string", "names": "list", "labels": "map"}, "map": {key: "string"}}
            kind = of.get(self.kind, {}).get(key.lower())
            return None if kind is None else TestTree.Target(kind)

        def element(self) -> TestTree.Target | None:
            return TestTree.Target("string") if self.kind == "list" else None

    def test_integers_stay_integers(self) -> None:
        tree = load_tree("a: 9223372036854775807\nb: 1.5")
        assert tree == {"a": 9223372036854775807, "b": 1.5}

    def test_scalars_become_strings_where_a_string_is_wanted(self) -> None:
        text = "version: 1.10\nNames: [1, true, 1234567890123.5, x, ~]\nlabels: {a: 0x10}\nother: 1"
        assert load_tree(text, self.Target()) == {
            "version": "1.1",
            "Names": ["1", "true", "1.234568e+12", "x", None],
            "labels": {"a": "16"},
            "other": 1,
        }

    def test_a_repeated_key_is_an_error_where_that_is_asked_for(self) -> None:
        with pytest.raises(YAMLError) as found:
            load_tree("a: 1\nb: {x: 1, x: 2}\na:\n  c: 1", strict=True)
        assert found.value.message == (
            "error converting YAML to JSON: yaml: unmarshal errors:\n"
            '  line 2: key "x" already set in map\n'
            '  line 4: key "a" already set in map'
        )

    def test_numbers_that_json_has_not_are_refused(self) -> None:
        with pytest.raises(YAMLError, match=r"json: unsupported value: -Inf"):
            load_tree("[{b: -.inf}]")


def test_repeated_keys_are_reported_with_their_places() -> None:
    value, repeated = load_with_repeated("a: 1\nb:\n  - c: 1\n    c: 2\na: 3\n")
    assert value == {"a": 3.0, "b": [{"c": 2.0}]}
    assert [(found.path, str(found.key.location)) for found in repeated] == [(("b", 0, "c"), ":4:4"), (("a",), ":5:0")]
    assert [found.path for found in load_with_repeated("'a': 1\n'a': 2")[1]] == [("a",)]
    assert load_with_repeated("a: 1") == ({"a": 1.0}, [])
    assert load_with_repeated("a: &x 1\nb: *x") == ({"a": 1.0, "b": 1.0}, [])


_LAUGHS = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{level}: &a{level} [{','.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 10)
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[" * 100_000, "yaml: exceeded max depth of 10000"),
        ("- " * 100_000, "yaml: exceeded max depth of 10000"),
        ("{a: " * 5_000 + "}" * 5_000, "yaml: exceeded max depth of 250"),
        ("".join(" " * level + "a:\n" for level in range(300)), "yaml: exceeded max depth of 250"),
        ("a: &x0 [x]\n" + "".join(f"b{i}: &x{i + 1} [*x{i}]\n" for i in range(300)), "yaml: exceeded max depth of 250"),
        (_LAUGHS, "yaml: document contains excessive aliasing"),
        ("a: &a {b: *a}", "yaml: anchor 'a' value contains itself"),
    ],
    ids=["brackets", "dashes", "braces", "indentation", "aliases", "laughs", "cycle"],
)
def test_hostile_texts_are_refused_in_no_time(text: str, message: str) -> None:
    start = time.process_time()
    with pytest.raises(YAMLError, match=f"error converting YAML to JSON: {message}"):
        load(text)
    assert time.process_time() - start < 5


@pytest.mark.parametrize("text", ["a: " + "1" * 10**6, "a: 0x" + "f" * 10**6, "a: 1" + ":1" * 10**6, "''" * 10**6])
def test_long_scalars_are_read_in_no_time(text: str) -> None:
    start = time.process_time()
    load(text)
    assert time.process_time() - start < 5


def test_every_recorded_text_loads_as_in_helm(shared: Path) -> None:
    recorded = [
        encoding_json.unmarshal_object(line)
        for line in (shared / "conformance/yaml_load.jsonl").read_text().splitlines()
    ]
    different = []
    for row in recorded:
        text, expect = row["doc"], row["expect"]
        assert isinstance(text, str)
        assert isinstance(expect, dict)
        if (as_mapping(text), as_sequence(text)) != (expect["fromYaml"], expect["fromYamlArray"]):
            different.append(row["id"])
    assert different == []


_ENDS = (
    *("x: \x01\n", "\x01\n", "x: [\n", "\tx: 1\n", "x: 'a\n", 'x: "a\\q"\n', "x: a: b\n", " x: 1\n", "- a\n", "x\n"),
    *(
        "? x\n: y\nz: {\n",
        "x: |\n a\n\x7f",
        "x: &a 1\ny: *b\n",
        "x: !t!y z\n",
        "x: @a\n",
        "'x': 1\n'y\n",
        "x: [a, b\ny: 1\n",
    ),
    *(
        "--- \n\x01",
        "...\n\x01\n",
        "x: 1\n---\ny: [\n",
        "x: *a\n",
        "é: \x02\n",
        "- x\n\x01",
        "x:\n- a\n- [\n",
        'x: "\n\n\x01',
    ),
    *("? a\n- b\nx: [\n", "x:\n? a\n- b\ny: 1\nz: {\n", "x: |\n  a\n b\n", "x: #c\n  y: 1\n z: 1\n"),
)
_PARTS = (
    *(
        "key%d: some value here\n",
        "k%d:\n  a: b\n  c:\n  - d\n  - e: f\n",
        "l%d:\n- a\n- b\n",
        'é%d: "ü"\n',
        "'q%d': x\n",
    ),
    *("m%d: {a: b, c: [d]}\n", "t%d: |\n  # x\n  y\n\n", "p%d: a\n  b\n  c\n", "# c%d\n", "n%d:\n", "u%d: >-\n  x\n"),
)


@given(
    st.lists(st.sampled_from(_PARTS), max_size=12), st.sampled_from(_ENDS), st.sampled_from(["", "k: v\n", "b: [\n"])
)
@settings(deadline=None, max_examples=100)
def test_what_is_wrong_at_the_end_is_found_from_near_there(parts: list[str], end: str, rest: str) -> None:
    text = "".join(part.replace("%d", str(number)) for number, part in enumerate(parts)) + end + rest
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sound_start, "_LONG", 0)
        found = outcome(load_plainly, text)
    assert found == outcome(load_plainly, text)


@pytest.mark.parametrize("end", ["x: \x01\n", "x: [\n", "\tx: 1\n"])
def test_what_is_wrong_after_megabytes_is_found_soon(end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scanned: list[str] = []

    def scanner(characters: Characters, line: int = 0) -> Scanner:
        scanned.append(characters.text)
        return Scanner(characters, line)

    monkeypatch.setattr(nodes, "Scanner", scanner)
    with pytest.raises(YAMLError):
        load("".join(f"key{number}: some value here\n" for number in range(100_000)) + end)
    assert sum(map(len, scanned)) < 1000
