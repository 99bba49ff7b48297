"""Laws of TOML: what is written can be read, by us and by Python, and the older release differs where it did."""

from __future__ import annotations

import contextlib
import time
import tomllib
from dataclasses import dataclass
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chartkit.errors import FunctionError, TOMLError
from chartkit.functions import Environment, helm_functions
from chartkit.functions.toml_decode import MAX_DEPTH, decode
from chartkit.functions.toml_encode import encode
from chartkit.gostd.kinds import (
    ANY,
    INT,
    STRING,
    AnyKeyMap,
    Duration,
    Field,
    Func,
    GoType,
    Int64,
    JSONNumber,
    Kind,
    Struct,
)
from chartkit.gostd.time import UTC
from chartkit.helm_versions import HELM_3_17

law = settings(deadline=None, max_examples=100)

_SCALARS = st.booleans() | st.integers(-(1 << 63), (1 << 63) - 1).map(Int64) | st.floats(allow_nan=False) | st.text()
# Upstream loses parts of lists under an empty key.
_KEYS = st.text(min_size=1, max_size=4)
_TABLES = st.recursive(
    st.dictionaries(_KEYS, _SCALARS, max_size=4),
    lambda inner: st.dictionaries(_KEYS, _SCALARS | inner | st.lists(_SCALARS | inner, max_size=3), max_size=4),
    max_leaves=12,
)


def read(text: str) -> dict[str, object]:
    return decode(text, local=UTC, offset=0)


@law
@given(_TABLES)
def test_what_is_written_can_be_read(table: dict[str, object]) -> None:
    text = encode(table)
    assert read(text) == table
    assert tomllib.loads(text) == table


@law
@given(_TABLES)
def test_the_older_release_writes_the_same_values(table: dict[str, object]) -> None:
    assert read(encode(table, short_floats=False)) == table


@law
@given(st.text(st.sampled_from("ab.=[]{}\"'\\\n ,#1-:T_"), max_size=25))
def test_what_python_reads_is_read_alike(text: str) -> None:
    try:
        want = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert list(read(text)) == list(want)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("a =", 'toml: line 0 (last key "a"): unexpected EOF; expected value'),
        ("a = {\nb = 1}", 'toml: line 1 (last key "a"): newlines not allowed within inline tables'),
        ("a = {b = 1,}", 'toml: line 1 (last key "a.b"): trailing comma not allowed in inline tables'),
        ("a = 07:32", 'toml: line 1 (last key "a"): invalid datetime: "07:32"'),
        ('a = "\\e"', "toml: line 1 (last key \"a\"): invalid escape in string '\\e'"),
        ('a = "\\x41"', "toml: line 1 (last key \"a\"): invalid escape in string '\\x'"),
        ("[a", "toml: line 0: expected '.' or ']' to end table name, but got '\\x00' instead"),
        ("a\n= 1", "toml: line 2: expected '.' or '=', but got '\\n' instead"),
        ("a = \n", "toml: line 2 (last key \"a\"): expected value but found '\\n' instead"),
    ],
)
def test_helm_3_reads_what_its_release_read(text: str, want: str) -> None:
    # What Helm 3.17.3 printed.
    assert helm_functions(Environment(timezone="UTC"), HELM_3_17)["fromToml"](text) == {"Error": want}


def test_helm_3_writes_floats_without_exponents() -> None:
    call = helm_functions(Environment(timezone="UTC"), HELM_3_17)["toToml"]
    assert call({"a": 1e6, "b": 1e-5, "c": 0.5}) == "a = 1000000.0\nb = 0.00001\nc = 0.5\n"


def test_not_a_number_keeps_its_sign() -> None:
    text = "a = -nan\nb = nan\n"
    assert encode(read(text)) == text


def test_times_without_an_offset_are_shown_where_the_program_runs() -> None:
    text = "a = 1979-05-27T07:32:00\nb = 1979-05-27\nc = 07:32:00\n"
    found = helm_functions(Environment(clock=lambda: 0, timezone="Asia/Kolkata"))["fromToml"](text)
    assert isinstance(found, dict)
    assert list(map(str, found.values())) == [
        "1979-05-27 07:32:00 +0530 datetime-local",
        "1979-05-27 00:00:00 +0530 date-local",
        "0000-01-01 07:32:00 +0530 time-local",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5000,
        "a = " + "{b = " * 5000,
        "a = " + "[" * 5000 + "]" * 5000,
        "a." * 50_000 + "b = 1",
        "[" + "a." * 50_000 + "b]",
        "[[" + "a." * 50_000 + "b]]",
    ],
    ids=range(6),
)
def test_nesting_is_bounded(text: str) -> None:
    with pytest.raises(FunctionError, match=f"nested more than {MAX_DEPTH} levels deep"):
        read(text)


def test_nesting_of_values_is_bounded() -> None:
    value: object = 1
    for _ in range(MAX_DEPTH + 2):
        value = [value]
    with pytest.raises(FunctionError, match=f"nested more than {MAX_DEPTH} levels deep"):
        encode({"a": value})
    table: dict[str, object] = {}
    table["a"] = table
    with pytest.raises(FunctionError, match=f"nested more than {MAX_DEPTH} levels deep"):
        encode(table)


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "1" * 10_000,
        "a = " + "1_" * 10_000,
        "a = " + "1." * 10_000,
        'a = """' + '"' * 10_000,
        'a = """' + '\\"' * 10_000,
        'a = """' + '""x' * 10_000,
        "a = [" + "1," * 10_000,
        "a = '''" + "'' " * 10_000,
        "#" * 10_000,
        "\n" * 10_000,
        "a = 1979-" + "-" * 10_000,
        "[[a]]\n" * 10_000,
        "".join(f"k{number} = {number}\n" for number in range(5_000)),
    ],
    ids=range(13),
)
def test_hostile_documents_are_read_or_refused_quickly(text: str) -> None:
    started = time.process_time()
    with contextlib.suppress(TOMLError):
        read(text)
    assert time.process_time() - started < 5


@dataclass(slots=True)
class Pair(Struct):
    """A struct whose second field may be a table, with one after it that is not exported."""

    cert: str
    key: object = None
    hidden: int = 0

    go_type: ClassVar[GoType] = GoType("main.Pair", Kind.STRUCT)
    go_fields: ClassVar[dict[str, Field]] = {
        "Cert": Field("cert", STRING),
        "Key": Field("key", ANY),
        "hidden": Field("hidden", INT),
        "Sub": Field("_nothing", GoType("*main.Pair", Kind.POINTER)),
    }
    _nothing: ClassVar[None] = None


@pytest.mark.parametrize(
    ("value", "want"),
    [
        ({"a": JSONNumber("5"), "b": JSONNumber("1.5"), "c": JSONNumber("")}, "a = 5\nb = 1.5\nc = 0\n"),
        ({"a": [Pair("c", {"x": 1}), 2]}, 'a = [{Cert = "c", Key = {x = 1}, }, 2]\n'),
        ({"a": [Pair("c"), 2]}, 'a = [{Cert = "c", }, 2]\n'),
        ({"a": Pair("c", 1)}, '[a]\n  Cert = "c"\n  Key = 1\n'),
        ({"a": b"ab", "d": Duration(90_000_000_000)}, 'a = [97, 98]\nd = "1m30s"\n'),
    ],
)
def test_values_of_other_kinds(value: object, want: str) -> None:
    # What the library printed of the same values in Go.
    assert encode(value) == want


@pytest.mark.parametrize(
    ("value", "want"),
    [
        ({"a": JSONNumber("x")}, 'unable to convert "x" to int64 or float64'),
        ({"a": AnyKeyMap()}, "toml: cannot encode a map with non-string key type"),
        ({"a": [AnyKeyMap({"x": 1}), 1]}, "toml: cannot encode a map with non-string key type"),
        (Func(len), "unsupported type for key '': func"),
        ({"a": Func(len)}, "unsupported type: func"),
        ([Func(len)], "unsupported type: func"),
    ],
)
def test_values_that_have_no_form(value: object, want: str) -> None:
    # What the library said of the same values in Go.
    with pytest.raises(TOMLError) as caught:
        encode(value)
    assert caught.value.message == want
