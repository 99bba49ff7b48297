"""What the tables of Go's answers cannot hold of encoding_json: depth, cycles, methods, and the stream of values."""

from __future__ import annotations

import pickle
import sys
from json import scanner
from typing import ClassVar

import pytest

from chartkit.errors import FunctionError, JSONError
from chartkit.gostd import encoding_json, kinds
from chartkit.gostd.kinds import Field, Func, GoType, Int64, JSONNumber, Kind, Struct


def test_numbers_are_read_as_asked() -> None:
    text = '[1, 1.5, 12345678901234567890, "x"]'
    whole, *rest = encoding_json.unmarshal(text, numbers="int")  # type: ignore[misc] # It is a list.
    assert (whole.__class__, whole, rest) == (Int64, 1, [1.5, 12345678901234567890.0, "x"])
    as_json = encoding_json.unmarshal(text, numbers="json")
    assert as_json == ["1", "1.5", "12345678901234567890", "x"]
    assert [item.__class__ for item in as_json] == [JSONNumber, JSONNumber, JSONNumber, str]  # type: ignore[attr-defined]


@pytest.mark.parametrize("numbers", ["float", "int", "json"])
def test_a_python_without_the_scanner_in_c_reads_the_same(
    numbers: encoding_json.Numbers, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = (
        ' {"a": [1, -2.5, 1e2, 12345678901234567890, true, null, "\\u00e9x"]} ',
        "[]",
        "[NaN]",
        "[1,]",
        "{",
        "1 2",
        "[" * 5000,
    )
    wanted = [read(text, numbers) for text in texts]
    monkeypatch.setitem(sys.modules, "_json", None)
    monkeypatch.setattr(scanner, "make_scanner", scanner.py_make_scanner)  # type: ignore[attr-defined] # not in typeshed
    encoding_json._scanner.cache_clear()
    try:
        assert encoding_json._scanner(numbers).__name__ == "raw_decode"
        assert [read(text, numbers) for text in texts] == wanted
    finally:
        encoding_json._scanner.cache_clear()


def read(text: str, numbers: encoding_json.Numbers) -> tuple[object, str]:
    """Return what was read, and what it is as Python writes it, which tells kinds of numbers apart."""
    try:
        value = encoding_json.unmarshal(text, numbers=numbers)
    except JSONError as error:
        return None, error.message
    return value, repr(value)


def test_a_misfit_keeps_the_rest_beside_the_error() -> None:
    with pytest.raises(encoding_json.UnmarshalTypeError) as found:
        encoding_json.unmarshal_object('{"a": 1e999, "b": [1e999, 2], "c": 1e999}')
    assert str(found.value) == "json: cannot unmarshal number 1e999 into Go struct field .a of type float64"
    assert found.value.value == {"a": 0.0, "b": [0.0, 2.0], "c": 0.0}
    assert pickle.loads(pickle.dumps(found.value)).value == found.value.value  # noqa: S301 - it is our own pickle


def test_text_of_another_kind_leaves_an_empty_value_beside_the_error() -> None:
    for read, text, kind in (
        (encoding_json.unmarshal_object, "[1e999]", "array"),
        (encoding_json.unmarshal_array, '{"a": 1}', "object"),
        (encoding_json.unmarshal_array, "true", "bool"),
    ):
        with pytest.raises(encoding_json.UnmarshalTypeError, match=f"cannot unmarshal {kind} into Go value") as found:
            read(text)
        assert found.value.value in ({}, [])


def test_null_is_the_nil_map_and_the_nil_slice() -> None:
    assert encoding_json.unmarshal_object("null").__class__ is kinds.NilMap
    assert encoding_json.unmarshal_array("null").__class__ is kinds.NilList


@pytest.mark.parametrize(
    ("text", "value", "rest"),
    [('{"a":1} x', {"a": 1.0}, " x"), (" [1]\n[2]", [1.0], "\n[2]"), ("12,", 12.0, ","), ('"é"!', "é", "!")],
)
def test_the_first_of_several_values_is_read(text: str, value: object, rest: str) -> None:
    found, end = encoding_json.unmarshal_prefix(text)
    assert (found, text[end:]) == (value, rest)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "EOF"),
        (" \n", "EOF"),
        ("[1", "unexpected EOF"),
        ("{]", "invalid character ']' looking for beginning of object key string"),
        ("[1e999] x", "json: cannot unmarshal number 1e999 into .0 of type float64"),
    ],
)
def test_a_stream_without_a_value_is_told_of_as_gos_decoder_does(text: str, message: str) -> None:
    with pytest.raises(JSONError) as found:
        encoding_json.unmarshal_prefix(text)
    assert str(found.value) == message


def test_ten_thousand_levels_are_read_and_written_and_no_more() -> None:
    text = "[" * 10_000 + "]" * 10_000
    value = encoding_json.unmarshal(text)
    assert encoding_json.marshal(value) == text
    with pytest.raises(JSONError, match="^exceeded max depth$"):
        encoding_json.unmarshal(f"[{text}]")
    with pytest.raises(JSONError, match=r"^invalid character '\[' exceeded max depth$"):
        encoding_json.unmarshal(f"[{text}]", v1=True)
    with pytest.raises(JSONError, match="^exceeded max depth$"):
        encoding_json.marshal([value])


def test_a_value_that_contains_itself_is_refused() -> None:
    table: dict[str, object] = {}
    items: list[object] = [table, 1]
    table["items"] = items
    for value, name in ((items, r"\[\]interface {}"), (table, r"map\[string\]interface {}")):
        with pytest.raises(JSONError, match=f"^json: unsupported value: encountered a cycle via {name}$"):
            encoding_json.marshal(value)


def test_a_value_that_stands_twice_is_written_twice() -> None:
    shared: list[object] = [1]
    deep: object = [shared, shared]
    for _ in range(1500):
        deep = [deep]
    assert encoding_json.marshal(deep) == "[" * 1501 + "[1],[1]" + "]" * 1501


class Moment(Struct):
    """A struct that is written by a method."""

    go_type: ClassVar[GoType] = GoType("time.Time", Kind.STRUCT)


def with_method(name: str, answer: object) -> Struct:
    """Return a moment whose method ``name`` gives or raises ``answer``."""

    def method(_: object) -> object:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return type("Moment", (Moment,), {"go_methods": {name: method}})()  # type: ignore[no-any-return]


def test_structs_are_written_by_their_methods() -> None:
    assert (
        encoding_json.marshal([with_method("MarshalJSON", '{"a":1}'), with_method("MarshalJSON", b"2")])
        == '[{"a":1},2]'
    )
    assert encoding_json.marshal(with_method("MarshalText", "<t>")) == '"\\u003ct\\u003e"'
    assert encoding_json.marshal(with_method("String", "s")) == "{}"
    with pytest.raises(JSONError, match=r"^json: error calling MarshalJSON for type \*time.Time: too late$"):
        encoding_json.marshal(with_method("MarshalJSON", FunctionError("too late")))


def test_fields_that_are_not_exported_are_left_out() -> None:
    class Version(Struct):
        go_type = GoType("main.Version", Kind.STRUCT)
        go_fields = {"Major": Field("major", kinds.STRING), "minor": Field("major", kinds.STRING)}  # noqa: RUF012
        major = "1"

    assert encoding_json.marshal(Version()) == '{"Major":"1"}'


def test_functions_have_no_json() -> None:
    with pytest.raises(JSONError, match=r"^json: unsupported type: func\(\)$"):
        encoding_json.marshal({"f": Func(len)})
    with pytest.raises(JSONError, match=r"^json: unsupported type: func\(\)$"):
        encoding_json.marshal({"f": Func(len)}, indent=" ")


def test_an_indented_error_counts_the_bytes_of_one_line() -> None:
    with pytest.raises(JSONError, match=r'must be a string within "/a" after offset 7$'):
        encoding_json.marshal({"a": kinds.AnyKeyMap({1.5: 1})}, indent="  ")
