"""What Go's own library answers: ``oracle/text``, built and run where ``CHARTKIT_GO`` names a go command."""

from __future__ import annotations

import base64
import json
import os
import struct
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from chartkit.gostd import kinds, unicode
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
        point = [value.x, text(value.name), wire(value.any)]
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


class GoText:
    """The running oracle."""

    def __init__(self, folder: Path) -> None:
        program = folder / "text"
        command = [os.environ["CHARTKIT_GO"], "build", "-o", str(program)]
        subprocess.run([*command, *map(str, sorted(_SOURCES.glob("*.go")))], check=True)
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
