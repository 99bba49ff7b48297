"""What is generated for a template: source text, and what it refers to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from . import nodes, scopes
from .scopes import Dot

__all__ = ["Block", "Call", "Source", "block_start"]


class Call(NamedTuple):
    """A function that a unit calls: with how many arguments and in which manner."""

    name: str
    args: int
    #: There is one more argument, from the pipeline.
    final: bool
    #: That one is written first.
    piped: bool
    #: The result is printed.
    printed: bool


class Block(NamedTuple):
    """A branch that is a function of its own."""

    items: nodes.List
    dot: Dot
    #: The locals that it takes from around it.
    parameters: str
    #: How many blocks it is nested in, itself counted.
    level: int

    def has(self, place: int) -> bool:
        """Return whether the block that starts at ``place`` is within this one."""
        return self.items.start < place < self.items.end


class Source(NamedTuple):
    """Generated code.

    ``lines[n - 1]`` tells what line ``n`` belongs to: a node and the cursor there; None for a line that cannot fail.
    """

    text: str
    lines: list[tuple[nodes.Node, Dot] | None]
    scopes: scopes.Scopes
    texts: tuple[str, ...]
    calls: tuple[Call, ...]
    #: By the name that the code calls it by.
    blocks: Mapping[str, Block]


def block_start(name: str) -> int:
    """Return the offset at which the block of a name starts."""
    return int(name[1:])
