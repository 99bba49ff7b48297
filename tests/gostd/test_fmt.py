"""What the tables of Go's answers cannot hold of fmt: methods, addresses, and what is too large."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import pytest

from chartkit.errors import FunctionError, LimitError
from chartkit.gostd import fmt, fmt_format, fmt_values, kinds
from chartkit.gostd.fmtsort import sorted_keys
from chartkit.gostd.kinds import Field, Func, GoType, Kind, Struct
from tests.gostd.go_text import NilPointPointer, PointPointer, Speaker


def _fail(_: object) -> str:
    raise FunctionError("no word")


@dataclass(slots=True)
class Holder(Struct):
    """A struct around values of every kind of nil, with a field that is not exported."""

    seen: object
    hidden: object = None

    go_type: ClassVar[GoType] = GoType("main.Holder", Kind.STRUCT)
    go_fields: ClassVar[dict[str, Field]] = {
        "Seen": Field("seen", kinds.ANY),
        "hidden": Field("hidden", kinds.ANY),
        "Call": Field("_nothing", kinds.FUNC),
        "Error": Field("_nothing", GoType("error", Kind.INTERFACE)),
    }
    _nothing: ClassVar[None] = None


def named(name: str, methods: dict[str, Callable[[object], str]], kind: Kind = Kind.STRUCT, **more: object) -> object:
    """Return a value of a new struct type with ``methods``."""
    fields = {"go_type": GoType(name, kind), "go_methods": methods, "go_fields": {}, **more}
    return type("Named", (Struct,), fields)()


def test_an_error_prints_by_its_error_method() -> None:
    value = named("main.E", {"String": lambda _: "string", "Error": lambda _: "error"})
    assert fmt.sprintf("%v %s %q %x %d", value, value, value, value, value) == 'error error "error" 6572726f72 {}'


def test_go_syntax_asks_for_the_go_string() -> None:
    value = named("main.G", {"GoString": lambda _: "G()", "String": lambda _: "g"})
    assert fmt.sprintf("%#v|%5v|%#s", value, value, value) == "G()|    g|g"
    assert fmt.sprintf("%#v", Speaker("w")) == 'main.Speaker{Word:"w"}'


def test_a_method_that_fails_is_told_of_in_the_text() -> None:
    assert fmt.sprintf("%s", named("main.F", {"String": _fail})) == "%!s(PANIC=String method: no word)"
    nil = named("*main.F", {"String": _fail}, Kind.POINTER, go_nil=True)
    assert fmt.sprintf("%s", nil) == "<nil>"


def test_methods_of_pointers_are_not_asked_of_values() -> None:
    methods = {"String": lambda _: "by method"}
    assert fmt.text(named("main.P", methods, go_pointer_methods=True)) == "{}"
    assert fmt.text(named("*main.P", methods, Kind.POINTER, go_pointer_methods=True)) == "by method"


def test_methods_are_not_asked_in_fields_that_are_not_exported() -> None:
    assert fmt.text(Holder(Speaker("a"), [Speaker("b")])) == "{a [{b}] <nil> <nil>}"
    assert fmt.sprintf("%#v", Holder(None)) == (
        "main.Holder{Seen:interface {}(nil), hidden:interface {}(nil), Call:(func())(nil), Error:error(nil)}"
    )


@pytest.mark.parametrize(
    ("directive", "want"),
    [
        ("%v", "0xADDRESS"),
        ("%p", "0xADDRESS"),
        ("%#p", "ADDRESS"),
        ("%x", "ADDRESS"),
        ("%#v", "(func())(0xADDRESS)"),
        ("%s", "%!s(func()=0xADDRESS)"),
        ("%t", "%!t(func()=0xADDRESS)"),
    ],
)
def test_functions_print_as_addresses(directive: str, want: str) -> None:
    text = fmt.sprintf(directive, Func(len))
    assert re.sub("c[0-9a-f]{9}", "ADDRESS", text) == want


def test_pointers_inside_others_print_as_addresses() -> None:
    assert re.fullmatch(r"\[0xc[0-9a-f]{9}\]", fmt.text([PointPointer(1, "n")]))
    assert fmt.sprintf("%+v", PointPointer(1, "n")).startswith("&{X:1 Name:n ")
    assert fmt.sprintf("%t", [PointPointer(1, "n")]) == "[%!t(*main.Point=&{1 n <nil> [] map[] <nil>})]"
    assert fmt.sprintf("%p %p %d", [], kinds.NilMap(), NilPointPointer(0, "")).endswith(" 0x0 0")
    assert fmt.sprintf("%#v", NilPointPointer(0, "")) == "(*main.Point)(nil)"


def test_a_value_that_contains_itself_is_refused() -> None:
    loop: dict[str, object] = {}
    loop["self"] = [loop]
    with pytest.raises(LimitError, match="contains itself"):
        fmt.text(loop)


def test_a_value_that_prints_as_too_many_pieces_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fmt_values, "_MAX_PIECES", 10)
    with pytest.raises(LimitError, match="too large"):
        fmt.sprintf("%5v", [[1] * 20, [2]])


def test_deep_values_print() -> None:
    value: object = "x"
    for _ in range(5000):
        value = [value]
    assert fmt.text(value) == "[" * 5000 + "x" + "]" * 5000
    assert fmt.text({"a": value}) == "map[a:" + "[" * 5000 + "x" + "]" * 5000 + "]"


def test_a_text_that_gets_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fmt_format, "_MAX_OUTPUT", 100)
    with pytest.raises(LimitError, match="too long"):
        fmt.sprintf("%*d%*d", 60, 1, 60, 1)


def test_a_width_beyond_a_million_is_taken_until_a_digit_follows_it() -> None:
    assert len(fmt.sprintf("%1000001d", 1)) == 1_000_001
    assert fmt.sprintf("%10000010d", 1) == "%!(NOVERB)%!(EXTRA int=1)"


def test_a_format_that_asks_for_much_room_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fmt_format, "_MAX_OUTPUT", 100)
    with pytest.raises(LimitError, match="too long"):
        fmt.sprintf("%60000d%.60000f", 1, 1.0)


def test_keys_of_any_kind_are_sorted_by_type_then_value() -> None:
    keys = ["1", True, 1.5, float("nan"), 2j, kinds.Uint8(3), kinds.Int8(2), 7, 5, "b", "a", None]
    keys[0] = kinds.JSONNumber("1")
    ordered = [None, "a", "b", kinds.Int8(2), kinds.Uint8(3), 5, 7, 2j, keys[3], 1.5, True, kinds.JSONNumber("1")]
    assert list(map(repr, sorted_keys(dict.fromkeys(keys, 0)))) == list(map(repr, ordered))


def test_string_keys_are_sorted_by_their_bytes() -> None:
    assert sorted_keys({"\uffff": 0, "\udcff": 1, "é": 2, "😀": 3, "": 4}) == ["", "é", "\uffff", "😀", "\udcff"]


def test_a_format_string_of_very_many_directives_is_refused() -> None:
    assert fmt.sprintf("%d" * 9000 + "x", *range(9000)) == "".join(map(str, range(9000))) + "x"
    with pytest.raises(LimitError):
        fmt.sprintf("%d" * 100_001)
