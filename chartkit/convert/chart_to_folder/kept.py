"""Paths of values that are to stay variables to what is tried of each: values, and markers that show where it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from chartkit.convert.equivalence import ELEMENT, Uses
from chartkit.gostd import strconv
from chartkit.patterns import late_pattern
from chartkit.values import merge_maps

from .constants import Constants, rivals_of

__all__ = ["Kept", "Kind", "dotted", "kept_in", "leaves_of", "split_path"]

_NAME = late_pattern(r"[A-Za-z_][A-Za-z0-9_]*")

#: Values that a kept one is proven with: those that the two worlds print, quote or read differently are among them.
_TEXTS = (
    "other",
    "1.2.3",
    "v2-rc.1",
    "123",
    "yes",
    "1e3",
    'with "quotes" and: colon',
    "A+b_c@d",
    "first line\nsecond line\n",
    "{{ x",
    "long-" * 16 + "end",
)
_NUMBERS = (1, 2, 3, 7, 250, 1_000_000, 12_345_678)
_TABLES: tuple[dict[str, object], ...] = (
    {"a": "1", "zz": "x: y"},
    {"limits": {"cpu": "100m", "memory": "1Gi"}, "n": 5},
    {"m.n/o": "true", "Q": "", "empty": {}},
)
_LISTS: tuple[list[object], ...] = (["b", "a: c"], [{"name": "N", "value": "1"}, {"name": "M", "x": {"y": ["z"]}}])

#: Values below which two numbers are told apart by conditions that are not comparisons with a number.
_FIRST_NUMBERS = (1, 2)

#: So many constants that a value is compared to are tried.
_MOST_COMPARED = 12

#: So many values in a table are changed to prove the whole with.
_MOST_EXAMPLES = 12


class Kind(Enum):
    """What kind of value is kept."""

    TRUTH = "true or false"
    TEXT = "text"
    NUMBER = "number"
    TABLE = "table"
    LIST = "list"


@dataclass(eq=False, slots=True)
class Kept:
    """A value that stays a variable. Not frozen: trying narrows down what is tried of it."""

    path: tuple[str, ...]
    kind: Kind
    #: What it is in the chart.
    value: object
    #: Stands for what occurs nowhere else.
    marker: object
    #: What is tried of it to learn what its conditions decide: first the marker, or true, then others.
    states: list[object]
    #: Whether the chart renders with the marker.
    is_marked: bool = True
    #: Values that ``value`` has, and others have not, are taken away by null.
    _known: tuple[str, ...] = ()
    #: More values to prove it with.
    _more: tuple[object, ...] = ()

    @property
    def expression(self) -> str:
        """How a template names it."""
        if all(_NAME.fullmatch(part) for part in self.path):
            return ".Variables." + ".".join(self.path)
        return f"(index .Variables {' '.join(map(strconv.quote, self.path))})"

    @property
    def nothing(self) -> object:
        """The value of that kind that is false."""
        return {Kind.TRUTH: False, Kind.TEXT: "", Kind.NUMBER: 0, Kind.TABLE: {}, Kind.LIST: []}[self.kind]

    def samples(self) -> list[object]:
        """Return the values that it is proven with."""
        more: Mapping[Kind, Sequence[object]] = {
            Kind.TRUTH: (True, False),
            Kind.TEXT: _TEXTS,
            Kind.NUMBER: _NUMBERS,
            Kind.TABLE: _TABLES,
            Kind.LIST: _LISTS,
        }
        concrete = self.states[1:] if self.is_marked else self.states
        return _distinct([self.value, *concrete, self.nothing, *self._more, *more[self.kind]])

    def table(self, value: object) -> dict[str, object]:
        """Return values that set it, to be laid over the chart's."""
        if isinstance(value, dict):
            value = {**dict.fromkeys(self._known), **value}
        return self.exactly(value)

    def exactly(self, value: object) -> dict[str, object]:
        """Return variables in which it is ``value``."""
        found: object = value
        for name in reversed(self.path):
            found = {name: found}
        return found if isinstance(found, dict) else {}


def kept_in(path: tuple[str, ...], value: object, number: int, uses: Uses, constants: Constants) -> Iterator[Kept]:
    """Yield what the value at ``path`` may be kept as: a value that is null may be of any kind.

    Args:
        path: The path of the value.
        value: What it is.
        number: Tells its markers from others.
        uses: What templates do with values.
        constants: What stands beside names in conditions.
    """
    kinds = _kinds_of(value)
    compared = sorted(uses.compared.get(path, ()), key=repr)
    texts = [other for other in (*compared, *constants.texts(path[-1])) if isinstance(other, str)][:_MOST_COMPARED]
    numbers = [
        other
        for other in (*compared, *constants.numbers(path[-1]))
        if isinstance(other, int) and not isinstance(other, bool)
    ]
    around = {n for limit in numbers[:_MOST_COMPARED] for n in (limit - 1, limit, limit + 1) if n >= 0}
    word = f"zQ{number}mArker{number}Qz"
    for kind in kinds:
        known = tuple(map(str, value)) if isinstance(value, dict) else ()
        if kind is Kind.TRUTH:
            yield Kept(path, kind, value, True, [True, False])
        elif kind is Kind.TEXT:
            is_digits = isinstance(value, str) and value.isdigit()
            marker: object = str(_number_marker(number)) if is_digits else word
            yield Kept(
                path,
                kind,
                value,
                marker,
                _distinct([marker, "", *texts, *([] if value is None else [value])]),
                _more=tuple(rivals_of(value)),
            )
        elif kind is Kind.NUMBER and isinstance(value, (int, float)):
            whole = int(value)
            few = sorted({*around, *_FIRST_NUMBERS, whole})
            yield Kept(path, kind, whole, _number_marker(number), _distinct([_number_marker(number), 0, *few]))
        elif kind is Kind.TABLE:
            table = {f"zQ{number}kEy{number}Qz": word}
            yield Kept(path, kind, value, table, [table, {}], _known=known, _more=_examples(path, value, uses))
        elif kind is Kind.LIST:
            for items in ([{"name": word}], [word]) if _holds_tables(value) else ([word], [{"name": word}]):
                yield Kept(path, kind, value, items, [items, []])


def leaves_of(path: tuple[str, ...], table: Mapping[str, object]) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield what ``table``, which stands at ``path``, holds."""
    for name, value in table.items():
        if isinstance(value, dict) and value:
            yield from leaves_of((*path, name), value)
        else:
            yield (*path, name), value


def split_path(text: str) -> tuple[str, ...]:
    """Return the names of a path with dots; a dot that belongs to a name has a backslash before it."""
    return tuple(part.replace("\\.", ".") for part in re.split(r"(?<!\\)\.", text))


def dotted(path: Sequence[str]) -> str:
    """Return the path as it is given and reported."""
    return ".".join(part.replace(".", "\\.") for part in path)


def _kinds_of(value: object) -> tuple[Kind, ...]:
    if value is None:
        return Kind.TEXT, Kind.TABLE, Kind.LIST
    if isinstance(value, bool):
        return (Kind.TRUTH,)
    if isinstance(value, str):
        return (Kind.TEXT,)
    if isinstance(value, (int, float)):
        return (Kind.NUMBER,) if value == int(value) else ()
    return (Kind.TABLE,) if isinstance(value, dict) else (Kind.LIST,) if isinstance(value, list) else ()


def _examples(path: tuple[str, ...], value: object, uses: Uses) -> tuple[object, ...]:
    """Return tables with what templates read below ``path``, and ``value`` with one thing changed at a time."""
    found: list[object] = []
    size = len(path)
    read = [other[size:] for other in sorted(uses.read) if other[:size] == path and len(other) > size]
    for content in ("1", True) if read else ():
        table: dict[str, object] = {}
        for names in read[:_MOST_EXAMPLES]:
            below: object = content
            for name in reversed(names):
                below = [below] if name == ELEMENT else {name: below}
            table = merge_maps(table, below) if isinstance(below, dict) else table
        found.append(table)
    if isinstance(value, dict):
        for place, old in list(leaves_of((), value))[:_MOST_EXAMPLES]:
            changed: object = not old if isinstance(old, bool) else "other" if isinstance(old, str) else 7
            for name in reversed(place):
                changed = {name: changed}
            found.append(merge_maps(value, changed) if isinstance(changed, dict) else value)
    return tuple(found)


def _holds_tables(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _number_marker(number: int) -> int:
    return 7_701_371 + 111 * number


def _distinct(values: Sequence[object]) -> list[object]:
    found: list[object] = []
    for value in values:
        if not any(value == other and value.__class__ is other.__class__ for other in found):
            found.append(value)
    return found
