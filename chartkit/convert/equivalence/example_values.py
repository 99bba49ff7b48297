"""Values to try of one variable, by what templates do with it, what its schema says and what a message asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chartkit.patterns import late_pattern

from .reads import ELEMENT, Path, Truth, Uses
from .schema_examples import ValuesSchemas
from .variables import looked_up

__all__ = ["Examples", "emptied", "is_switch_by_name"]

_DEEPEST = 6

#: Names of switches and of numbers, by how they end or begin.
_SWITCH = late_pattern(r"(?i)^(is|use|has|enable|disable|allow|create|install)|(enabled|disabled|create|install)$")
_NUMBER = late_pattern(r"(?i)(port|replicas|count|size|seconds|limit|number|max|min)$")

#: What messages ask for, and what may be meant.
_ASKED: tuple[tuple[str, object], ...] = (
    ("emantic version", "1.2.3"),
    ("expected map", {"key": "text"}),
    ("expected string", "text"),
    ("expected int", 1),
    ("expected float", 1.5),
    ("expected bool", True),
    ("can't iterate over", ["text"]),
    ("illegal base64", "dGV4dA=="),
)

#: A message that lists what is allowed.
_OFFER = late_pattern(r"(?i)one of:? *[\[(]?([^\])\n]*)")
_WORD = late_pattern(r"[\w.-]+")
_MOST_OFFERED = 12

#: Names, by how they end, and what may be meant.
_NAMED: tuple[tuple[str, object], ...] = (
    ("url", "https://example.com/"),
    ("uri", "https://example.com/"),
    ("host", "example.com"),
    ("hostname", "example.com"),
    ("domain", "example.com"),
    ("version", "1.2.3"),
    ("tag", "1.2.3"),
)

_KINDS: tuple[object, ...] = ("text", True, 1, ["text"], {"key": "text"}, {}, "1.2.3", "https://example.com/")


@dataclass(frozen=True, slots=True)
class Examples:
    """Finds values for variables."""

    uses: Uses
    #: The variables as they are.
    present: Mapping[str, object]
    schemas: ValuesSchemas
    #: Why it fails as it is.
    reason: str

    def of(self, path: Path, known: object) -> list[object]:
        """Return what to try of ``path``, the likeliest first.

        Args:
            path: The variable.
            known: What it has to become: true, false, or another than this value; None: anything else.
        """
        value = looked_up(self.present, path)
        found: list[object] = []
        wanted = not value if known is None else known is Truth.TRUE
        candidates = self._true(path) if wanted or isinstance(known, str) else self._false(path, value)
        for candidate in candidates:
            if candidate != value or candidate.__class__ is not value.__class__:
                found += [candidate] if not any(_same(candidate, other) for other in found) else []
        return found

    def _true(self, path: Path) -> Iterator[object]:
        for offer in _OFFER.finditer(self.reason):
            yield from _WORD.findall(offer[1])[:_MOST_OFFERED]
        yield from (value for text, value in _ASKED if text in self.reason)
        yield from sorted(filter(None, self.uses.compared.get(path, ())), key=repr)
        yield from self.schemas.examples(path)
        below = self._below(path, 0)
        if below is not None:
            yield below
        if is_switch_by_name(path):
            yield True
        if _NUMBER.search(path[-1]):
            yield 1
        yield from (value for word, value in _NAMED if path[-1].lower().endswith(word))
        yield from _KINDS

    def _false(self, path: Path, value: object) -> Iterator[object]:
        yield from (asked for text, asked in _ASKED if text in self.reason)
        if isinstance(value, bool):
            yield not value
        elif isinstance(value, (list, dict)):
            if isinstance(value, list) and value and "int" in self.reason:
                yield {"key": value[0]}  # keys that are numbers are a list's
            yield None
            yield value.__class__()
        elif isinstance(value, str):
            yield ""
        elif value is not None:
            yield 0
        yield from sorted(self.uses.compared.get(path, ()), key=repr)
        yield from self.schemas.examples(path)
        below = self._below(path, 0)
        if below is not None:
            yield below
        yield from _KINDS

    def _below(self, path: Path, depth: int) -> object:
        """Return a table or a list that has what templates read below ``path``; None: they read nothing there."""
        names = sorted({other[len(path)] for other in self.uses.read if other[: len(path)] == path != other})
        if not names or depth > _DEEPEST:
            return None
        if ELEMENT in names:
            element = self._below((*path, ELEMENT), depth + 1)
            return {"key": element or "text"} if path in self.uses.keyed else [element or "text"]
        return {name: self._below((*path, name), depth + 1) or "text" for name in names}


def is_switch_by_name(path: Path) -> bool:
    """Return whether a variable is called as those are that are true or false."""
    return bool(path and _SWITCH.search(path[-1]))


def emptied(wanted: object) -> object:
    """Return what to make of a variable that is as ``wanted`` where something fails."""
    if isinstance(wanted, Truth):
        return Truth.FALSE if wanted is Truth.TRUE else Truth.TRUE
    return wanted


def _same(one: object, other: object) -> bool:
    return one.__class__ is other.__class__ and one == other
