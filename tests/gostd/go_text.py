"""What Go's own library answers: ``oracle/text``, built and run where ``CHARTKIT_GO`` names a go command."""

from __future__ import annotations

import base64
import json
import os
import struct
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from chartkit.errors import FunctionError, JSONError
from chartkit.gostd import encoding_json, fmt, html, js, json_struct, kinds, strconv, unicode
from chartkit.gostd import time as _time  # noqa: F401 - gives durations their methods
from chartkit.gostd.kinds import Field, GoType, Kind, Struct

#: Questions that are on their way at once; so few that no pipe fills up.
_BATCH = 40
_SOURCES = Path(__file__).parent / "oracle" / "text"


def _speak(speaker: Speaker) -> str:
    return speaker.word


@dataclass(slots=True)
class Point(Struct):
    """The oracle's struct that is printed by its fields."""

    x: int
    name: str
    any: object = None
    tags: object = None
    more: object = None
    next: object = None

    go_type: ClassVar[GoType] = GoType("main.Point", Kind.STRUCT)
    go_fields: ClassVar[dict[str, Field]] = {
        "X": Field("x", kinds.INT, json="x"),
        "Name": Field("name", kinds.STRING, json="name", omitempty=True),
        "Any": Field("any", kinds.ANY, json="any"),
        "Tags": Field("tags", kinds.StringList.go_type, json="tags", omitempty=True),
        "More": Field("more", kinds.ANY_MAP, json="more", omitempty=True),
        "Next": Field("next", GoType("*main.Point", Kind.POINTER, elem=go_type), json="-"),
    }


class PointPointer(Point):
    """A pointer to one."""

    __slots__ = ()
    go_type = GoType("*main.Point", Kind.POINTER, elem=Point.go_type)


class NilPointPointer(PointPointer):
    """A pointer to none."""

    __slots__ = ()
    go_nil = True


@dataclass(slots=True)
class Speaker(Struct):
    """The oracle's struct that is printed by its method."""

    word: str

    go_type: ClassVar[GoType] = GoType("main.Speaker", Kind.STRUCT)
    go_fields: ClassVar[dict[str, Field]] = {"Word": Field("word", kinds.STRING)}
    go_methods = {"String": _speak}  # noqa: RUF012 - the annotation is that of the base class


def text(value: str) -> str:
    """Return a text as it travels."""
    return base64.b64encode(unicode.encode(value)).decode()


def bits(value: float) -> int:
    """Return a float as it travels."""
    return int.from_bytes(struct.pack(">d", value), "big")


_LISTS = {
    list: "list",
    kinds.StringList: "strings",
    kinds.IntList: "ints",
    kinds.ListList: "lists",
    kinds.MapList: "maps",
}
_MAPS = {dict: "map", kinds.StringMap: "string map", kinds.AnyKeyMap: "any map"}
_NILS = {
    type(None): "nil",
    kinds.NilList: "nil list",
    kinds.NilStringList: "nil strings",
    kinds.NilMap: "nil map",
    NilPointPointer: "nil point pointer",
}


def wire(value: object) -> list[object]:
    """Return a Go value as it travels."""
    kind = value.__class__
    if kind in _NILS:
        return [_NILS[kind], None]
    if isinstance(value, Point):
        point = [value.x, text(value.name), wire(value.any), wire(value.tags), wire(value.more)]
        return ["point pointer" if isinstance(value, PointPointer) else "point", point]
    if isinstance(value, Speaker):
        return ["speaker", text(value.word)]
    if isinstance(value, list):
        return [_LISTS[kind], [wire(item) for item in value]]
    if isinstance(value, dict):
        return [_MAPS[kind], [[wire(key), wire(item)] for key, item in value.items()]]
    if isinstance(value, bytes):
        return ["bytes", base64.b64encode(value).decode()]
    if isinstance(value, kinds.JSONNumber):
        return ["number", text(value)]
    if isinstance(value, str):
        return ["string", text(value)]
    if isinstance(value, kinds.Duration):
        return ["duration", int(value)]
    if isinstance(value, complex):
        return ["complex128", [bits(value.real), bits(value.imag)]]
    if isinstance(value, float):
        return [kinds.type_of(value).name, bits(value)]
    return [kinds.type_of(value).name, value]


def question(operation: str, *arguments: object) -> tuple[object, ...]:
    """Return what is sent to the oracle for ``operation`` on Go values.

    Operations that begin with ``v1_`` are asked of the oracle which has encoding/json as it was before Go 1.27.
    """
    operation = operation.removeprefix("v1_")
    if operation == "sprintf":
        return (operation, text(str(arguments[0])), [wire(value) for value in arguments[1:]])
    if operation in {"sprint", "sprintln"}:
        return (operation, [wire(value) for value in arguments])
    if operation.startswith("marshal"):
        return (operation, wire(arguments[0]))
    # What is left takes strings, floats and whole numbers.
    return (operation, *(_wire_plain(argument) for argument in arguments))


def _wire_plain(argument: object) -> object:
    if isinstance(argument, str):
        return text(argument)
    return bits(argument) if isinstance(argument, float) else argument


def our_answer(operation: str, *arguments: Any) -> str:
    """Return what chartkit answers, in the oracle's form."""
    answer = _OURS[operation](*arguments)
    return unicode.canonical(answer if isinstance(answer, str) else _show(answer))


def _show(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _outcome(function: Callable[..., object], show: Callable[[Any], str] = _show) -> Callable[..., str]:
    """Return ``function`` with its result, or its error and what Go returns beside it, in the oracle's form."""

    def call(*arguments: object) -> str:
        try:
            value = function(*arguments)
        except (FunctionError, JSONError) as error:
            beside = getattr(error, "value", "")
            if not beside and isinstance(error, JSONError) and not isinstance(error, encoding_json.UnmarshalTypeError):
                return f"error: {error}"
            return f"error: {error} | {beside if isinstance(beside, str) else show(beside)}"
        return f"ok: {show(value)}"

    return call


def _go_syntax(value: object) -> str:
    return fmt.sprintf("%#v", value)


def _classes(char: int) -> str:
    tests = ("digit", "letter", "lower", "number", "print", "punct", "space", "title", "upper")
    return " ".join(_show(getattr(unicode, f"is_{test}")(chr(char))) for test in tests)


#: What the oracle's type Head is.
HEAD = json_struct.struct(
    "main.Head",
    {
        "apiVersion": json_struct.STRING,
        "kind": json_struct.STRING,
        "metadata": json_struct.pointer_to(
            json_struct.struct(
                'struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }',
                {"name": json_struct.STRING, "annotations": json_struct.map_of(json_struct.STRING)},
            )
        ),
    },
)


def _decode_head(document: str) -> object:
    return json_struct.decode(encoding_json.unmarshal(document), HEAD)


_OURS: dict[str, Callable[..., object]] = {
    "sprintf": fmt.sprintf,
    "sprint": fmt.sprint,
    "sprintln": fmt.sprintln,
    "quote": strconv.quote,
    "quote_to_ascii": strconv.quote_to_ascii,
    "quote_rune": strconv.quote_rune,
    "quote_rune_to_ascii": strconv.quote_rune_to_ascii,
    "can_backquote": strconv.can_backquote,
    "unquote": _outcome(strconv.unquote),
    "atoi": _outcome(strconv.atoi),
    "parse_int": _outcome(strconv.parse_int),
    "parse_uint": _outcome(strconv.parse_uint),
    "parse_float": _outcome(strconv.parse_float, lambda value: strconv.format_float(value, "x")),
    "parse_bool": _outcome(strconv.parse_bool),
    "format_float": strconv.format_float,
    "to_upper": unicode.to_upper,
    "to_lower": unicode.to_lower,
    "title": unicode.title,
    "trim_space": unicode.trim_space,
    "equal_fold": lambda one, other: unicode.fold(one) == unicode.fold(other),
    "runes": lambda value: f"[{' '.join(map(str, map(ord, unicode.repair(value))))}]",
    "classes": _classes,
    "html": html.escape,
    "js": js.escape,
    "marshal": _outcome(encoding_json.marshal),
    "marshal_raw": _outcome(lambda value: encoding_json.marshal(value, escape_html=False) + "\n"),
    "marshal_indent": _outcome(lambda value: encoding_json.marshal(value, indent="  ")),
    "unmarshal": _outcome(encoding_json.unmarshal, _go_syntax),
    "unmarshal_object": _outcome(encoding_json.unmarshal_object, _go_syntax),
    "unmarshal_list": _outcome(encoding_json.unmarshal_array, _go_syntax),
    "v1_marshal": _outcome(partial(encoding_json.marshal, v1=True)),
    "v1_marshal_indent": _outcome(partial(encoding_json.marshal, v1=True, indent="  ")),
    "v1_unmarshal": _outcome(partial(encoding_json.unmarshal, v1=True), _go_syntax),
    "v1_unmarshal_object": _outcome(partial(encoding_json.unmarshal_object, v1=True), _go_syntax),
    "v1_unmarshal_list": _outcome(partial(encoding_json.unmarshal_array, v1=True), _go_syntax),
    "unmarshal_head": _outcome(_decode_head, lambda _: ""),
}


class GoText:
    """The running oracle."""

    def __init__(self, folder: Path, *, experiment: str = "") -> None:
        program = folder / "text"
        command = [os.environ["CHARTKIT_GO"], "build", "-o", str(program)]
        environment = os.environ | {"GOEXPERIMENT": experiment}
        subprocess.run([*command, *map(str, sorted(_SOURCES.glob("*.go")))], check=True, env=environment)
        self._process = subprocess.Popen([str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def close(self) -> None:
        """End the program."""
        self._process.communicate()

    def ask(self, operation: str, *arguments: object) -> str:
        """Return the answer to one question; arguments as they travel."""
        return self.ask_all([(operation, *arguments)])[0]

    def ask_all(self, questions: Iterable[tuple[object, ...]]) -> list[str]:
        """Return the answers to many questions."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        answers = []
        rows = list(questions)
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            stdin.write(b"".join(json.dumps(question).encode() + b"\n" for question in batch))
            stdin.flush()
            answers += [unicode.decode(base64.b64decode(stdout.readline())) for _ in batch]
        return answers
