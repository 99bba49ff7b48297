"""What the writers make of a value: as Helm, fast and plain alike, and readable again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chartkit.errors import FunctionError, YAMLError
from chartkit.gostd import encoding_json
from chartkit.gostd.kinds import (
    STRING,
    AnyKeyMap,
    Duration,
    Field,
    Float32,
    Func,
    GoType,
    Int64,
    JSONNumber,
    Kind,
    NilList,
    NilMap,
    StringList,
    StringMap,
    Struct,
    Uint64,
)
from chartkit.gostd.time import parse
from chartkit.goyaml import dump, dump_pretty, load, load_list, load_map
from chartkit.goyaml.dump import _dump_by_json
from chartkit.goyaml.emitter import V2, write_string
from tests.goyaml.values import rows, strings, trees


def written(value: object) -> tuple[str, str]:
    """Return ``toYaml`` and ``toYamlPretty`` of ``value``."""
    try:
        compact = dump(value).removesuffix("\n")
    except YAMLError:
        compact = ""
    return compact, dump_pretty(value).removesuffix("\n")


@pytest.mark.parametrize("row", rows("dump"), ids=lambda row: row["name"])
def test_a_value_is_written_as_in_helm(row: dict[str, str]) -> None:
    assert written(encoding_json.unmarshal(row["json"])) == (row["yaml"], row["pretty"])


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in chain(value, value.values()):
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def outcome(writer: Callable[[object], str], value: object) -> str:
    """Return the text or the error's message."""
    try:
        return writer(value)
    except YAMLError as error:
        return error.message


@settings(deadline=None, max_examples=100)
@given(trees)
def test_the_fast_way_writes_what_the_plain_way_writes(value: object) -> None:
    assert outcome(dump, value) == outcome(_dump_by_json, value)


@settings(deadline=None, max_examples=100)
@given(trees)
def test_what_is_written_reads_back(value: object) -> None:
    # Why this holds in Go: both writers quote whatever would be read as something else. What toYaml's way through JSON
    # loses (U+0085, -0, text that YAML refuses) is lost before.
    try:
        text = dump(value)
    except YAMLError:
        return
    assert dump(load(text)) == text


@settings(deadline=None, max_examples=100)
@given(trees)
def test_pretty_text_reads_back_as_the_same_value(value: object) -> None:
    # Go writes what begins with a tab as a block all the same, and cannot read it again: Helm's
    # toYamlPretty (dict "a" "\t\n") | fromYaml is an error, too.
    assume(not any(text.startswith("\t") and "\n" in text for text in _texts(value)))
    assert encoding_json.marshal(load(dump_pretty(value))) == encoding_json.marshal(value)


@settings(deadline=None, max_examples=100)
@given(strings, st.booleans())
def test_printable_text_is_written_the_quick_way_as_any_text(text: str, simple_key: bool) -> None:
    quick = write_string(text, 3, 4, V2, simple_key=simple_key)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("chartkit.goyaml.emitter.is_printable_line", lambda _: False)
        assert write_string(text, 3, 4, V2, simple_key=simple_key) == quick


@pytest.mark.parametrize(
    ("value", "compact", "pretty"),
    [
        (Int64(5), "5", "5"),
        (Uint64(2**64 - 1), "18446744073709551615", "18446744073709551615"),
        (10_000_000, "10000000", "10000000"),
        (10_000_000.0, "10000000", "1e+07"),
        (-0.0, "0", "-0"),
        (Float32(0.1), "0.1", "0.1"),
        (JSONNumber("1.50"), "1.5", '"1.50"'),
        (Duration(90_000_000_000), "90000000000", "1m30s"),
        (b"hi", "aGk=", "- 104\n- 105"),
        ({"f": b"hi", "m": [b"12"]}, "f: aGk=\nm:\n- MTI=", "f:\n  - 104\n  - 105\nm:\n  - - 49\n    - 50"),
        (StringList(["a", "1"]), '- a\n- "1"', '- a\n- "1"'),
        (StringMap({"b": "x", "a": "z"}), "a: z\nb: x", "a: z\nb: x"),
        (NilMap(), "null", "{}"),
        (NilList(), "null", "[]"),
        ({"a": StringList(), "b": NilMap()}, "a: []\nb: null", "a: []\nb: {}"),
        ("caf\udcc3\udca9", "café", "café"),
        ("a\udcff", "a\ufffd", "!!binary Yf8="),
    ],
    ids=str,
)
def test_every_kind_of_value_is_written(value: object, compact: str, pretty: str) -> None:
    assert written(value) == (compact, pretty)


def test_long_bytes_are_broken_into_lines() -> None:
    assert dump_pretty({"k": "\udcff" * 60}) == f"k: !!binary |\n  {'/' * 70}\n  {'/' * 10}\n"


def test_pretty_maps_may_have_keys_of_other_kinds() -> None:
    assert dump_pretty(AnyKeyMap({1: "a", False: "b"})) == "false: b\n1: a\n"
    assert (
        dump_pretty(AnyKeyMap({"x10": 1, 1.5: 2, None: 3, 1: 4, "x9": 5})) == "1: 4\n1.5: 2\nnull: 3\nx9: 5\nx10: 1\n"
    )
    assert dump_pretty(AnyKeyMap({2: "a", "x": AnyKeyMap({None: 1})})) == "2: a\nx:\n  null: 1\n"


def test_pretty_maps_have_no_collections_for_keys() -> None:
    with pytest.raises(YAMLError, match="a key is of type \\[\\]uint8"):
        dump_pretty(AnyKeyMap({b"x": 1}))


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), Func(print), {"a": [1j]}, AnyKeyMap({"a": 1, True: 2})], ids=str
)
def test_what_json_has_not_is_an_error(value: object) -> None:
    with pytest.raises(YAMLError, match="error marshaling into JSON: json: unsupported"):
        dump(value)


class Version(Struct):
    """A struct that says itself what its text is."""

    go_type = GoType("semver.Version", Kind.STRUCT)
    go_methods: ClassVar[dict[str, Callable[..., object]]] = {"MarshalText": lambda _: b"1.2.3"}


class ByPointer(Version):
    """A struct only whose pointers have the method."""

    go_pointer_methods = True


class Metadata(Struct):
    """A struct with fields."""

    go_type = GoType("*chart.Metadata", Kind.POINTER)
    go_fields: ClassVar[dict[str, Field]] = {
        "Name": Field("name", STRING),
        "APIVersion": Field("version", STRING, json="apiVersion"),
        "hidden": Field("name", STRING),
        "Created": Field("created", STRING),
    }

    def __init__(self) -> None:
        self.name = "x"
        self.version = Version()
        self.created = parse("2006-01-02T15:04:05.999999999Z07:00", "2020-01-02T03:04:05.5Z")


def test_pretty_structs_are_written_by_the_lower_cased_names_of_their_fields() -> None:
    # What go-yaml v3 does with a struct that has no yaml tags, in the order of the fields.
    assert dump_pretty({"m": Metadata(), "p": ByPointer()}) == (
        "m:\n  name: x\n  apiversion: 1.2.3\n  created: 2020-01-02T03:04:05.5Z\np: {}\n"
    )


def test_pretty_floats_may_be_infinite() -> None:
    assert dump_pretty([float("nan"), float("inf"), float("-inf")]) == "- .nan\n- .inf\n- -.inf\n"


def test_pretty_functions_are_an_error() -> None:
    with pytest.raises(FunctionError, match=r"cannot marshal type: func\(\)"):
        dump_pretty({"a": Func(print)})


def test_a_value_that_contains_itself_is_an_error() -> None:
    value: dict[str, object] = {}
    value["self"] = value
    for writer in (dump, dump_pretty):
        with pytest.raises(YAMLError):
            writer(value)


@pytest.mark.parametrize("text", ["x" * 10**6, "word " * 10**6, '"\n' * 10**6, "\x01 " * 10**6], ids=len)
def test_long_strings_are_written_in_no_time(text: str) -> None:
    start = time.process_time()
    written({"k": text})
    assert time.process_time() - start < 10


def test_every_recorded_value_is_written_as_in_helm(shared: Path) -> None:
    different = []
    for line in (shared / "conformance/yaml_load.jsonl").read_text().splitlines():
        row = encoding_json.unmarshal_object(line)
        text, expect = row["doc"], row["expect"]
        assert isinstance(text, str)
        assert isinstance(expect, dict)
        values: list[object] = []
        for read, error in ((load_map, lambda text: {"Error": text}), (load_list, lambda text: [text])):
            try:
                values.append(read(text))
            except YAMLError as problem:
                values.append(error(problem.message))
        found = [piece for value in values for piece in written(value)]
        if found != [expect[name] for name in ("toYaml", "toYamlPretty", "toYaml_array", "toYamlPretty_array")]:
            different.append(row["id"])
    assert different == []
