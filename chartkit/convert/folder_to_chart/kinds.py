"""The kinds of a folder's variables over all its environments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from .meanings import Meaning, Path

__all__ = ["VariableKinds", "kind_of"]


class VariableKinds:
    """What kinds of values are found below ``.Variables``.

    Args:
        tables: The variables of every environment.
    """

    def __init__(self, tables: Sequence[Mapping[str, object]]) -> None:
        self._tables = tables
        self._known: dict[Path, frozenset[str]] = {}

    def at(self, path: Path) -> frozenset[str]:
        """Return the kinds of the values at ``path``; where there is none, nothing."""
        if path not in self._known:
            found = (kind_of(value) for table in self._tables for value in _values(table, path))
            self._known[path] = frozenset(found)
        return self._known[path]

    def is_everywhere(self, path: Path) -> bool:
        """Return whether there is a value at ``path`` in every environment, and none is null."""
        found = [[*_values(table, path)] for table in self._tables]
        return all(found) and not any(value is None for values in found for value in values)

    def of(self, meaning: Meaning) -> frozenset[str]:
        """Return the kinds that an expression's values may have."""
        return meaning.other.union(*map(self.at, meaning.paths))

    def values(self, path: Path) -> Iterator[object]:
        """Yield the values at ``path``, one for each environment that has one."""
        for table in self._tables:
            yield from _values(table, path)


def kind_of(value: object) -> str:
    """Return the kind of a value: ``nil bool int float str list map``."""
    if value is None:
        return "nil"
    for kind, name in ((bool, "bool"), (int, "int"), (float, "float"), (str, "str"), (list, "list"), (dict, "map")):
        if isinstance(value, kind):
            return name
    return "any"


def _values(value: object, path: Path) -> Iterator[object]:
    if not path:
        yield value
        return
    below: Iterable[object] = ()
    if isinstance(value, Mapping):
        below = value.values() if path[0] == "*" else [value[path[0]]] if path[0] in value else []
    elif isinstance(value, list):
        number = path[0]
        if number == "*":
            below = value
        elif number.isdecimal() and int(number) < len(value):
            below = [value[int(number)]]
    for inner in below:
        yield from _values(inner, path[1:])
