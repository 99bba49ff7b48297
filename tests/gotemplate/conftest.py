"""The functions and values that oracle/main.go offers templates, in Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from chartkit.errors import FunctionError, TemplateError
from chartkit.gostd import fmt, time
from chartkit.gostd.kinds import (
    ANY,
    ANY_MAP,
    INT,
    STRING,
    AnyKeyMap,
    Duration,
    Field,
    Float32,
    Func,
    GoType,
    Int8,
    Int64,
    IntList,
    JSONNumber,
    Kind,
    ListList,
    NilList,
    NilMap,
    StringList,
    StringMap,
    Struct,
    TypedMap,
    Uint,
    Uint8,
    Uint64,
)
from chartkit.gotemplate import FuncMap, TemplateSet


class Named(TypedMap[str, object]):
    __slots__ = ()
    go_type = GoType("main.Named", Kind.MAP, elem=ANY, key=STRING)

    def size(self) -> int:
        return len(self)

    def pick(self, key: str) -> object:
        return self.get(key)

    def join(self, sep: str, *rest: int) -> str:
        return fmt.sprint(sep, len(self), IntList(rest))

    go_methods: ClassVar = {"Size": size, "Get": pick, "Join": join}


class Thing(Struct):
    go_type = GoType("*main.Thing", Kind.POINTER, elem=GoType("main.Thing", Kind.STRUCT))

    def __init__(self, name: str, table: dict[str, object] | None = None, inner: Thing | None = None) -> None:
        self.name = name
        self.count = len(name.encode()) if inner is not None else 0
        self.any = None
        self.table = NilMap() if table is None else table
        self.inner = inner

    def greet(self, who: str) -> str:
        return f"hello {who} from {self.name}"

    def nothing(self) -> object:
        return None

    def fails(self) -> str:
        raise FunctionError("it fails")

    def total(self, *numbers: int) -> int:
        return sum(numbers)

    go_fields: ClassVar = {
        "Name": Field("name", STRING),
        "Count": Field("count", INT),
        "Any": Field("any", ANY),
        "Table": Field("table", ANY_MAP),
        "Inner": Field("inner", go_type),
    }
    go_methods: ClassVar = {"Greet": greet, "Nothing": nothing, "Fails": fails, "Sum": total}


def fstr(s: str) -> str:
    return f"<{s}>"


def fint(i: int) -> int:
    return i + 1


def fint64(i: Int64) -> Int64:
    return Int64.wrap(i + 1)  # type: ignore[return-value]


def ffloat(f: float) -> float:
    return f * 2


def fbool(b: bool) -> bool:
    return not b


def fmap(m: dict[str, object]) -> int:
    return len(m)


def flist(values: list[object]) -> int:
    return len(values)


def fstrings(values: StringList) -> str:
    return "+".join(values)


def fany(v: object) -> object:
    return v


def ftype(v: object) -> str:
    return fmt.sprintf("%T", v)


def fva(*v: object) -> int:
    return len(v)


def fvs(*v: str) -> str:
    return "-".join(v)


def fis(i: int, s: str) -> str:
    return fmt.sprint(i, s)


def fisv(i: int, *s: str) -> str:
    return fmt.sprint(i, StringList(s))


def fsa(s: str, v: object) -> str:
    return fmt.sprint(s, v)


def fnone() -> str:
    return "none"


def fnil() -> object:
    return None


def ftable() -> dict[str, object]:
    return {"a": 1, "n": None, "m": {"x": "y"}}


def fanymap() -> object:
    return {"a": 1, "n": None, "m": {"x": "y"}}


def fsplit(s: str) -> StringList:
    return StringList(s.split(","))


def fparts(s: str) -> StringMap:
    return StringMap({"_0": s})


def ferr(s: str) -> str:
    raise FunctionError("bad " + s)


def fdur(d: time.Duration) -> str:
    return fmt.text(d)


def _called(a: int, *rest: str) -> str:
    return fmt.sprint(a, StringList(rest))


FUNCTIONS = {
    function.__name__: function
    for function in (
        *(fstr, fint, fint64, ffloat, fbool, fmap, flist, fstrings, fany, ftype, fva, fvs, fis, fisv, fsa, fnone),
        *(fnil, ftable, fanymap, fsplit, fparts, ferr, fdur),
    )
}

_KINDS: dict[str, Callable[[Any], object]] = {
    "$int": int,
    "$int8": Int8,
    "$uint": Uint,
    "$uint8": Uint8,
    "$uint64": Uint64,
    "$float32": Float32,
    "$complex": lambda value: complex(value, 1),
    "$bytes": lambda value: value.encode(),
    "$strings": StringList,
    "$ints": lambda value: IntList(map(int, value)),
    "$lists": ListList,
    "$smap": StringMap,
    "$anymap": lambda value: AnyKeyMap((key, item) for key, item in value),
    "$named": Named,
    "$nilmap": lambda _value: NilMap(),
    "$nillist": lambda _value: NilList(),
    "$number": JSONNumber,
    "$duration": Duration,
    "$func": lambda _value: Func(_called, GoType("func(int, ...string) string", Kind.FUNC)),
    "$thing": lambda value: Thing(value, {"k": "v"}, Thing("inner")),
}


def go_value(data: object) -> object:
    """Return the value that the oracle makes of JSON data."""
    if isinstance(data, dict):
        table = {key: go_value(value) for key, value in data.items()}
        if len(table) == 1 and next(iter(table)) in _KINDS:
            kind, value = next(iter(table.items()))
            return _KINDS[kind](value)
        return table
    if isinstance(data, list):
        return [go_value(value) for value in data]
    return Int64(data) if data.__class__ is int else data


def answer(row: dict[str, Any]) -> dict[str, str]:
    """Return what this engine makes of a row for the oracle: its output or its error."""
    name = row.get("name", "t")
    templates = TemplateSet(
        FuncMap(FUNCTIONS),
        name=name,
        missingkey=row.get("missingkey") or "default",
        delims=tuple(row.get("delims") or ("{{", "}}")),  # type: ignore[arg-type]
    )
    try:
        for defined, text in row.get("defs") or ():
            templates.parse(defined, text)
        template = templates.parse(name, row["template"])
        return {"output": templates.execute(template, go_value(row.get("data")))}
    except TemplateError as error:
        return {"error": str(error)}


@pytest.fixture(scope="session")
def engine() -> Callable[[dict[str, Any]], dict[str, str]]:
    """This engine as the oracle."""
    return answer
