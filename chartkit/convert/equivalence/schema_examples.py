"""What values.schema.json asks for, as values to try: what is required, members of enumerations, types."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from chartkit.patterns import late_pattern

from .reads import ELEMENT, Path
from .variables import looked_up

__all__ = ["ValuesSchemas", "example_of"]

_DEEPEST = 8

#: How a message tells a place that does not meet the schema.
_PLACE = late_pattern(r"(?m)^\s*- at '([^']*)': (.*)$")
_CHART = late_pattern(r"(?m)^(\S+):$")
_QUOTED = late_pattern(r"'([^']*)'")

_BY_TYPE: Mapping[str, object] = {
    "string": "text",
    "integer": 1,
    "number": 1,
    "boolean": True,
    "array": [],
    "object": {},
    "null": None,
}

#: Texts to try where a form is asked for that is not told by an enumeration.
_TEXTS = ("text", "https://example.com/", "1.2.3", "1Gi", "example.com", "a@example.com", "1", "1s", "10.0.0.1")

#: What is set, all at once.
_Move = tuple[tuple[Path, object], ...]


@dataclass(frozen=True, slots=True)
class ValuesSchemas:
    """The schemas of a chart and its subcharts, by where their values are."""

    schemas: Mapping[Path, object] = field(default_factory=dict)
    #: Where the values of each chart are, by its name.
    places: Mapping[str, Path] = field(default_factory=dict)

    @classmethod
    def read(cls, texts: Mapping[Path, bytes], places: Mapping[str, Path]) -> ValuesSchemas:
        """Return the schemas in ``texts``; those that are no JSON are left out."""
        found: dict[Path, object] = {}
        for path, text in texts.items():
            try:
                found[path] = json.loads(text)
            except ValueError:
                continue
        return cls(found, places)

    def examples(self, path: Path) -> Iterator[object]:
        """Yield values that ``path`` may have."""
        for prefix, schema in self.schemas.items():
            if path[: len(prefix)] == prefix and path != prefix:
                for found in _at(schema, schema, path[len(prefix) :]):
                    yield from _examples(found, schema, 0)

    def moves(self, message: str, present: Mapping[str, object]) -> Iterator[_Move]:
        """Yield what may help against a message that values do not meet a schema: all of it at once, then each."""
        wanted: dict[Path, list[object]] = {}
        prefix: Path = ()
        for line in message.split("\n"):
            chart = _CHART.match(line)
            place = _PLACE.match(line)
            if chart is not None:
                prefix = self.places.get(chart[1], prefix)
            elif place is not None:
                path = (*prefix, *_path_of(place[1], looked_up(present, prefix)))
                names = _QUOTED.findall(place[2]) if place[2].startswith("missing propert") else [None]
                for name in names:
                    target = path if name is None else (*path, name)
                    if target:
                        wanted.setdefault(target, _distinct(self._candidates(target, place[2])))
        firsts = tuple((path, values[0]) for path, values in wanted.items() if values)
        if len(firsts) > 1:
            yield firsts
        for number in range(max(map(len, wanted.values()), default=0)):
            yield from (((path, values[number]),) for path, values in wanted.items() if number < len(values))

    def _candidates(self, path: Path, said: str) -> Iterator[object]:
        yield from self.examples(path)
        if said.startswith("value must be"):
            yield from _QUOTED.findall(said)
        yield from (value for name, value in _BY_TYPE.items() if name in said.partition("want")[2])
        yield from _TEXTS
        yield from (1, True, ["text"], {}, None)


def example_of(schema: object, root: object, depth: int = 0) -> object:
    """Return a value that meets ``schema``, as far as that is easily told."""
    return next(_examples(schema, root, depth), "text")


def _examples(schema: object, root: object, depth: int) -> Iterator[object]:
    schema = _resolved(schema, root)
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return
    if "const" in schema:
        yield schema["const"]
    if schema.get("default") not in (None, "", [], {}):
        yield schema["default"]
    for word in ("enum", "examples"):
        yield from _list(schema.get(word))
    for word in ("allOf", "anyOf", "oneOf"):
        for inner in _list(schema.get(word)):
            yield from _examples(inner, root, depth + 1)
    types = schema.get("type", "object" if "properties" in schema else ())
    for name in [types] if isinstance(types, str) else types if isinstance(types, list) else ():
        if name == "object":
            yield _table(schema, root, depth)
        elif name == "array":
            yield [example_of(schema.get("items"), root, depth + 1)]
        elif name in ("integer", "number") and isinstance(schema.get("minimum"), (int, float)):
            yield schema["minimum"]
        elif name in _BY_TYPE:
            yield _long_enough(_BY_TYPE[name], schema)


def _long_enough(value: object, schema: Mapping[str, object]) -> object:
    least = schema.get("minLength")
    return value.ljust(min(int(least), 1000), "x") if isinstance(value, str) and isinstance(least, int) else value


def _table(schema: Mapping[str, object], root: object, depth: int) -> dict[str, object]:
    properties = schema.get("properties")
    known = properties if isinstance(properties, dict) else {}
    names = [name for name in _list(schema.get("required")) if isinstance(name, str)]
    return {name: example_of(known.get(name), root, depth + 1) for name in names}


def _at(schema: object, root: object, path: Path, depth: int = 0) -> Iterator[object]:
    """Yield the schemas of what is at ``path``."""
    schema = _resolved(schema, root)
    if not isinstance(schema, dict) or depth > len(path) + _DEEPEST:
        return
    if not path:
        yield schema
        return
    for word in ("allOf", "anyOf", "oneOf"):
        for inner in _list(schema.get(word)):
            yield from _at(inner, root, path, depth + 1)
    if path[0] == ELEMENT or path[0].isdigit():
        yield from _at(schema.get("items"), root, path[1:], depth + 1)
    properties = schema.get("properties")
    if isinstance(properties, dict) and path[0] in properties:
        yield from _at(properties[path[0]], root, path[1:], depth + 1)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _resolved(schema: object, root: object) -> object:
    for _ in range(_DEEPEST):
        reference = schema.get("$ref") if isinstance(schema, dict) else None
        if not isinstance(reference, str) or not reference.startswith("#/"):
            break
        schema = root
        for name in reference[2:].split("/"):
            plain = name.replace("~1", "/").replace("~0", "~")
            schema = schema.get(plain) if isinstance(schema, dict) else None
    return schema


def _path_of(pointer: str, values: object) -> Path:
    """Return the place that a pointer of JSON tells in ``values``: of a list, the first element stands for all."""
    path: list[str] = []
    for name in pointer.split("/")[1:]:
        plain = name.replace("~1", "/").replace("~0", "~")
        path.append(ELEMENT if isinstance(values, list) else plain)
        values = looked_up(values, (path[-1],))
    return tuple(path)


def _distinct(values: Iterator[object]) -> list[object]:
    found: list[object] = []
    for value in values:
        if not any(value.__class__ is other.__class__ and value == other for other in found):
            found.append(value)
    return found
