"""The parts of a parsed template; ``str`` prints each in Go's canonical form.

Offsets count characters of the text that was parsed. ``start`` and ``end`` are the exact extent in the source, for
actions from the left delimiter to the right one; ``pos`` is the place that Go's messages give for the node. All three
are left out of comparisons, so that a printed tree equals its own parse.

Nodes are made by the ten thousand: they have slots, and are not frozen.

Upstream: text/template/parse node.go
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chartkit.gostd import strconv, unicode
from chartkit.records import dataclass, field
from chartkit.source import SourceText, Span

__all__ = [
    "Action",
    "Bool",
    "Branch",
    "Break",
    "Chain",
    "Command",
    "Comment",
    "Continue",
    "Dot",
    "Field",
    "Identifier",
    "If",
    "List",
    "Nil",
    "Node",
    "Number",
    "Pipe",
    "Range",
    "String",
    "Template",
    "Text",
    "Tree",
    "Variable",
    "With",
    "children",
    "is_empty",
    "path_to",
    "walk",
]


@dataclass(slots=True)
class Node:
    """What every node has."""

    start: int = field(compare=False)
    end: int = field(compare=False)
    pos: int = field(compare=False)

    @property
    def span(self) -> Span:
        """Return the characters of the source that the node is made of."""
        return Span(self.start, self.end)


@dataclass(slots=True)
class Text(Node):
    """Text outside of actions, after trimming."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(slots=True)
class Comment(Node):
    """A comment; ``text`` has the ``/*`` and ``*/``. Only in trees that were parsed with comments."""

    text: str
    delims: tuple[str, str]

    def __str__(self) -> str:
        return self.delims[0] + self.text + self.delims[1]


@dataclass(slots=True)
class Dot(Node):
    """The cursor."""

    def __str__(self) -> str:
        return "."


@dataclass(slots=True)
class Nil(Node):
    """The constant ``nil``."""

    def __str__(self) -> str:
        return "nil"


@dataclass(slots=True)
class Bool(Node):
    """``true`` or ``false``."""

    value: bool

    def __str__(self) -> str:
        return "true" if self.value else "false"


@dataclass(slots=True)
class String(Node):
    """A quoted string; ``quoted`` is its source."""

    quoted: str
    value: str

    def __str__(self) -> str:
        return self.quoted


@dataclass(slots=True)
class Number(Node):
    """A number, under every kind that can hold it; None under the kinds that cannot."""

    text: str
    as_int: int | None = None
    as_uint: int | None = None
    as_float: float | None = None
    as_complex: complex | None = None

    def __str__(self) -> str:
        return self.text


@dataclass(slots=True)
class Identifier(Node):
    """A function's name."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(slots=True)
class Field(Node):
    """Fields of dot: ``.a.b``."""

    path: tuple[str, ...]

    def __str__(self) -> str:
        return "." + ".".join(self.path)


@dataclass(slots=True)
class Variable(Node):
    """A variable, possibly with fields: ``$x.a``. The dollar sign is part of the name."""

    name: str
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ".".join((self.name, *self.path))


@dataclass(slots=True)
class Chain(Node):
    """Fields of a parenthesised pipeline or of a function's result: ``(f .x).a``."""

    base: Pipe | Identifier
    path: tuple[str, ...]

    def __str__(self) -> str:
        base = f"({self.base})" if self.base.__class__ is Pipe else str(self.base)
        return ".".join((base, *self.path))


@dataclass(slots=True)
class Command(Node):
    """A function, method or value, and what it is given.

    Invariant: ``args`` is never empty; the first is what is called or evaluated.
    """

    args: list[Node]

    def __str__(self) -> str:
        return " ".join([f"({arg})" if arg.__class__ is Pipe else str(arg) for arg in self.args])


@dataclass(slots=True)
class Pipe(Node):
    """Commands, each of which gets the value of the one before it as its last argument.

    Invariant: ``commands`` is never empty; the parser refuses an empty pipeline.
    """

    assign: bool
    declared: list[Variable]
    commands: list[Command]

    def __str__(self) -> str:
        text = " | ".join(map(str, self.commands))
        if not self.declared:
            return text
        names = ", ".join(map(str, self.declared))
        return f"{names} {'=' if self.assign else ':='} {text}"


@dataclass(slots=True)
class Action(Node):
    """A pipeline whose value is printed, unless it declares or assigns a variable."""

    pipe: Pipe
    delims: tuple[str, str]

    def __str__(self) -> str:
        return f"{self.delims[0]}{self.pipe}{self.delims[1]}"


@dataclass(slots=True)
class Template(Node):
    """A call of a named template. ``block`` tells a ``{{block}}``, whose body is a template of its own."""

    name: str
    pipe: Pipe | None
    delims: tuple[str, str]
    block: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        pipe = "" if self.pipe is None else f" {self.pipe}"
        return f"{self.delims[0]}template {strconv.quote(self.name)}{pipe}{self.delims[1]}"


@dataclass(slots=True)
class Break(Node):
    """``{{break}}``."""

    delims: tuple[str, str]

    def __str__(self) -> str:
        return f"{self.delims[0]}break{self.delims[1]}"


@dataclass(slots=True)
class Continue(Node):
    """``{{continue}}``."""

    delims: tuple[str, str]

    def __str__(self) -> str:
        return f"{self.delims[0]}continue{self.delims[1]}"


@dataclass(slots=True)
class List(Node):
    """Nodes one after the other."""

    nodes: list[Node]

    def __str__(self) -> str:
        return "".join(map(str, self.nodes))


@dataclass(slots=True)
class Branch(Node):
    """What ``if``, ``range`` and ``with`` have in common.

    An ``{{else if}}`` is an ``If`` alone in ``otherwise``; it ends where the whole statement does.
    """

    pipe: Pipe
    body: List
    otherwise: List | None
    delims: tuple[str, str]
    #: Where the opening action ends, where ``{{else}}`` begins and ends, where ``{{end}}`` begins.
    marks: tuple[int, int, int, int] = field(default=(0, 0, 0, 0), compare=False)

    def __str__(self) -> str:
        left, right = self.delims
        parts: list[str] = []
        branch: Branch = self
        depth = 1
        while True:  # an else-if chain is as long as its author liked; it is no reason to recurse
            parts.append(f"{left}{branch.keyword()} {branch.pipe}{right}{branch.body}")
            otherwise = branch.otherwise
            if otherwise is None:
                break
            parts.append(f"{left}else{right}")
            if len(otherwise.nodes) == 1 and isinstance(otherwise.nodes[0], Branch):
                branch = otherwise.nodes[0]
                depth += 1
                continue
            parts.append(str(otherwise))
            break
        parts.append(f"{left}end{right}" * depth)
        return "".join(parts)

    def keyword(self) -> str:
        """Return the word that begins the statement."""
        return self.__class__.__name__.lower()


@dataclass(slots=True)
class If(Branch):
    """``{{if}}``."""

    __str__ = Branch.__str__


@dataclass(slots=True)
class With(Branch):
    """``{{with}}``."""

    __str__ = Branch.__str__


@dataclass(slots=True)
class Range(Branch):
    """``{{range}}``."""

    __str__ = Branch.__str__


@dataclass(slots=True)
class Tree:
    """One template: its name, the text it stands in, and its body.

    ``start`` and ``end`` are the extent of the whole ``{{define}}`` or ``{{block}}``, or of the text for its own tree.
    """

    name: str
    source: SourceText = field(compare=False)
    root: List
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)
    #: Number of the tree among those of its text, in the order in which their definitions end; the text's own is last.
    index: int = field(default=0, compare=False)
    #: Whether there is nothing in it but white space and comments.
    empty: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return str(self.root)


def is_empty(node: Node) -> bool:
    """Return whether ``node`` is nothing but white space and comments.

    Upstream: text/template/parse parse.go IsEmptyTree
    """
    if isinstance(node, List):
        return all(map(is_empty, node.nodes))
    if isinstance(node, Text):
        return not node.text.strip(unicode.SPACE)
    return isinstance(node, Comment)


def walk(node: Node) -> Iterator[Node]:
    """Yield ``node`` and every node in it, in the order of the source."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(children(node)))


def path_to(root: Node, target: Node) -> list[Node]:
    """Return the nodes from ``root`` down to ``target``; nothing where ``target`` is not in ``root``."""
    path = [root]
    node = root
    while node is not target:
        for child in children(node):
            if child is target or (child.start <= target.start and target.end <= child.end):
                node = child
                break
        else:
            return []
        path.append(node)
    return path


def children(node: Node) -> Sequence[Node]:
    """Return the nodes that ``node`` is made of, in the order of the source."""
    if isinstance(node, List):
        return node.nodes
    if isinstance(node, Pipe):
        return [*node.declared, *node.commands]
    if isinstance(node, Command):
        return node.args
    if isinstance(node, Action):
        return (node.pipe,)
    if isinstance(node, Chain):
        return (node.base,)
    if isinstance(node, Template):
        return () if node.pipe is None else (node.pipe,)
    if isinstance(node, Branch):
        return (node.pipe, node.body) if node.otherwise is None else (node.pipe, node.body, node.otherwise)
    return ()
