"""A folder's templates and variables to the cases that two sides are compared in.

Conditions are found in the trees; nothing is rendered for that. Each variable in a condition is tried the other way
round, with what it is compared to, and each variable that is read is tried with values that the two worlds print
differently.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice, product

from chartkit.gotemplate import Tree, nodes

from .cases import Case

__all__ = ["Uses", "combinations_of_modes", "sampled", "uses_in"]

#: Values that are printed, quoted or read differently in one world or the other.
BOUNDARIES: tuple[object, ...] = (1000000, "", None, "yes", "1e3", "first line\nsecond line\n", "text {{ with braces")

#: Up to so many, all combinations of modes are tried; beyond it, all pairs.
_ALL_COMBINATIONS = 64

#: The fields of the root that hold variables.
_ROOTS = frozenset({"Variables", "Values"})

Path = tuple[str, ...]


@dataclass(slots=True)
class Uses:
    """What templates do with variables. Not frozen: it is collected."""

    #: Paths below the variables that are read anywhere.
    read: set[Path] = field(default_factory=set)
    #: Those that stand in conditions.
    conditions: set[Path] = field(default_factory=set)
    #: What they are compared to.
    compared: dict[Path, set[object]] = field(default_factory=dict)


def uses_in(trees: Iterable[Tree]) -> Uses:
    """Return what the templates do with variables that they name from the root."""
    uses = Uses()
    for tree in trees:
        for node in nodes.walk(tree.root):
            path = _path_of(node)
            if path:
                uses.read.add(path)
            if isinstance(node, nodes.Branch):
                uses.conditions |= {found for inner in nodes.walk(node.pipe) if (found := _path_of(inner))}
            if isinstance(node, nodes.Command):
                _note_comparison(node, uses)
    return uses


def combinations_of_modes(choices: Mapping[tuple[str, str], Sequence[str]]) -> Iterator[dict[tuple[str, str], str]]:
    """Yield assignments of modes: all of them, or, where that is too many, such that every pair occurs."""
    keys = sorted(choices)
    total = 1
    for key in keys:
        total *= len(choices[key])
    if total <= _ALL_COMBINATIONS:
        for chosen in product(*(choices[key] for key in keys)):
            yield dict(zip(keys, chosen, strict=True))
        return
    yield from _pairwise(choices)


def sampled(uses: Uses, defaults: Mapping[str, object], seed: int, limit: int) -> list[Case]:
    """Return cases that vary one variable each, at most ``limit`` of them; conditions come first.

    Args:
        uses: What the templates do.
        defaults: The variables as they are.
        seed: Decides which of too many boundary values are tried; the same seed gives the same cases.
        limit: How many cases at most.
    """
    turned = [case for path in sorted(uses.conditions) for case in _turned(path, uses, defaults)]
    leaves = [path for path in sorted(uses.read) if not isinstance(_lookup(defaults, path), (dict, list))]
    boundaries = [_case(path, value) for path in leaves for value in BOUNDARIES]
    room = limit - len(turned)
    if len(boundaries) > room > 0:
        chosen = random.Random(seed).sample(range(len(boundaries)), room)  # noqa: S311 # no secret
        boundaries = [boundaries[number] for number in sorted(chosen)]
    return list(islice([*turned, *(boundaries if room > 0 else [])], limit))


def _turned(path: Path, uses: Uses, defaults: Mapping[str, object]) -> Iterator[Case]:
    value = _lookup(defaults, path)
    for other in sorted(uses.compared.get(path, ()), key=repr):
        if other != value:
            yield _case(path, other)
    yield _case(path, _opposite(value))


def _opposite(value: object) -> object:
    """Return a value that is true where ``value`` is not, and the other way round, of the same kind where possible."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return "" if value else "text"
    if isinstance(value, (int, float)):
        return 0 if value else 1
    return None if value else True


def _case(path: Path, value: object) -> Case:
    table: object = value
    for name in reversed(path):
        table = {name: table}
    shown = "null" if value is None else repr(value)
    return Case(variables=table if isinstance(table, dict) else {}, trial=f"{'.'.join(path)} = {shown}")


def _lookup(values: object, path: Path) -> object:
    for name in path:
        values = values.get(name) if isinstance(values, dict) else None
    return values


def _path_of(node: nodes.Node) -> Path:
    """Return the path below the variables that ``node`` reads; empty if it is something else."""
    if isinstance(node, nodes.Field) and node.path[0] in _ROOTS:
        return node.path[1:]
    if isinstance(node, nodes.Variable) and node.name == "$" and node.path[:1] and node.path[0] in _ROOTS:
        return node.path[1:]
    return ()


def _note_comparison(command: nodes.Command, uses: Uses) -> None:
    head = command.args[0]
    if not isinstance(head, nodes.Identifier) or head.name not in ("eq", "ne", "has"):
        return
    literals = [arg.value for arg in command.args[1:] if isinstance(arg, (nodes.String, nodes.Bool))]
    for arg in command.args[1:]:
        path = _path_of(arg)
        if path:
            uses.compared.setdefault(path, set()).update(literals)


def _pairwise(choices: Mapping[tuple[str, str], Sequence[str]]) -> Iterator[dict[tuple[str, str], str]]:
    """Yield assignments until every two modes of every two containers have stood together."""
    keys = sorted(choices)
    open_pairs = {
        ((one, first), (other, second))
        for one, other in combinations(keys, 2)
        for first in choices[one]
        for second in choices[other]
    }
    while open_pairs:
        chosen = dict(min(open_pairs))
        for key in keys:
            if key not in chosen:
                chosen[key] = max(choices[key], key=lambda mode: _covered(open_pairs, chosen, key, mode))
        yield {key: chosen[key] for key in keys}
        open_pairs -= {(one, other) for one, other in combinations(sorted(chosen.items()), 2)}


def _covered(
    open_pairs: set[tuple[tuple[tuple[str, str], str], tuple[tuple[str, str], str]]],
    chosen: Mapping[tuple[str, str], str],
    key: tuple[str, str],
    mode: str,
) -> int:
    """Return how many open pairs ``mode`` of ``key`` would make with what is chosen."""
    new = (key, mode)
    return sum(((old, new) if old < new else (new, old)) in open_pairs for old in chosen.items())
