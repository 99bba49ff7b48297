"""What an analysis of a folder's templates finds: which expressions mean what, and which templates call which."""

from __future__ import annotations

from dataclasses import dataclass, field

from chartkit.gotemplate import Tree, nodes
from chartkit.source import Span

from .meanings import Meaning, Path, Site

__all__ = ["Access", "Analysis", "Argument", "Call", "Holding", "ModeTest", "Printed", "TreeKey", "key_of"]

TreeKey = tuple[str, int]


def key_of(tree: Tree) -> TreeKey:
    """Return what identifies a template: its file and where it begins; the file's own text begins before all others."""
    return tree.source.name, -1 if tree.name == tree.source.name and tree.start == 0 else tree.start


@dataclass(frozen=True, slots=True)
class Access:
    """A field of the context: ``Variables`` at ``start`` is preceded by its dot."""

    source: str
    tree: TreeKey
    start: int
    name: str
    #: Nothing but the context can stand before the dot.
    proven: bool


@dataclass(frozen=True, slots=True)
class Holding:
    """What a value holds, with what is in lists and maps that templates make."""

    #: Places below ``.Variables``, the empty one for all of them, that stand in what templates make.
    inner: frozenset[Path]
    #: Where these lists and maps are made.
    sites: frozenset[Site]


@dataclass(frozen=True, slots=True)
class Printed:
    """A pipeline whose value is printed, or ranged over (``loop``); ``span`` is without what it declares."""

    source: str
    action: int
    span: Span
    meaning: Meaning
    holding: Holding
    loop: bool = False


@dataclass(frozen=True, slots=True)
class Argument:
    """What a function is given; ``piped``: by a bar, before which ``span`` ends: it begins where the pipeline does."""

    source: str
    span: Span
    function: str
    #: Where the function is called.
    command: int
    position: int
    node: nodes.Node
    meaning: Meaning
    holding: Holding
    piped: bool
    #: What else the function is given.
    others: tuple[Meaning, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A template called by name, and where the name is written; None where it is computed."""

    source: str
    tree: TreeKey
    name: str
    span: Span | None
    targets: tuple[TreeKey, ...]
    node: nodes.Node


@dataclass(frozen=True, slots=True)
class ModeTest:
    """A call of ``ismode``: the command, and an expression for the context there; empty where there is none."""

    source: str
    tree: TreeKey
    command: nodes.Command
    piped: bool
    context: str
    proven: bool


@dataclass(slots=True)
class Analysis:
    """What was found. Not frozen: the analysis fills it."""

    dots: dict[TreeKey, Meaning] = field(default_factory=dict)
    #: Places below ``.Variables`` that a template reads, itself or in those that it calls.
    touched: dict[TreeKey, frozenset[Path]] = field(default_factory=dict)
    accesses: list[Access] = field(default_factory=list)
    printed: list[Printed] = field(default_factory=list)
    arguments: list[Argument] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    modes: list[ModeTest] = field(default_factory=list)
    #: Templates that text from variables is run in with the context (``tpl``), by where it is.
    evaluated: list[tuple[str, TreeKey, int]] = field(default_factory=list)
    #: The context used as a value as a whole, by where it is.
    escapes: list[tuple[str, TreeKey, int]] = field(default_factory=list)
