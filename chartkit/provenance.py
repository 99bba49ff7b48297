"""A line of a rendered document to what made it: the places in templates, the conditions there, and the values read.

What templates read is told as far as their text shows it: fields of the root, by whatever variable it goes, and of what
``with``, ``include`` and ``template`` make of it. A value is told with the last file that has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from chartkit.errors import ChartkitError
from chartkit.gotemplate import Tree, nodes, parse
from chartkit.goyaml import Node, NodeKind, compose, find_node
from chartkit.manifests import Document
from chartkit.records import dataclass
from chartkit.source import Location, Origin, SourceText

__all__ = ["Condition", "Explanation", "Layer", "Part", "Read", "explain", "place_of_path"]

#: What the fields of the root are called that hold variables or values.
ROOTS = ("Variables", "Values")


@dataclass(frozen=True, slots=True)
class Layer:
    """A file of variables or values, or what a command line sets; each layer goes over those before it."""

    #: How it goes by in messages.
    name: str
    #: YAML; empty for a command line.
    text: str = ""
    #: What a command line sets: paths to values.
    assigned: Mapping[tuple[str, ...], object] | None = None
    #: What stands before a path in this layer: the names of subcharts.
    prefix: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """A value that a template reads."""

    #: As the template could write it from its root: ``.Values.web.replicas``.
    name: str
    #: As it stands in the file; "" where no layer has it.
    value: str = ""
    #: Where it stands; on a command line without a line.
    at: Location | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """An ``if``, ``with`` or ``range`` around a place."""

    text: str
    at: Location
    reads: tuple[Read, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What made some characters of a line."""

    origin: Origin
    #: The action that printed them; "" for plain text.
    action: str = ""
    reads: tuple[Read, ...] = ()
    #: The innermost first.
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """What made one line of a document."""

    document: Document
    #: From 1, in the document's text.
    line: int
    text: str
    #: The actions that had a part in it or, if none had, the plain text.
    parts: tuple[Part, ...]


def explain(
    document: Document,
    line: int,
    origins: Iterable[Origin],
    sources: Callable[[str], str | None],
    layers: Sequence[Layer],
) -> Explanation:
    """Return what made a line (from 1) of a document, or a part of it.

    Args:
        document: The document.
        line: The line.
        origins: The places in templates that made its characters, and the calls.
        sources: Gives the text of a template's file.
        layers: Where values come from, the strongest last.
    """
    lines = document.text.split("\n")
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    parsed = cache(lambda name: _trees(name, sources(name)))
    acting: dict[tuple[object, ...], Part] = {}
    plain: list[Part] = []
    for origin in origins:
        node = _Step(origin.at, parsed(origin.at.name)).node
        if node is not None and (id(node), *origin.calls) not in acting:
            acting[id(node), *origin.calls] = _part(origin, parsed, layers)
        elif node is None and not plain:
            plain.append(_part(origin, parsed, layers))
    return Explanation(document, line, text, tuple(acting.values() or plain))


#: Gives the trees of a template's file, none where its text cannot be had.
_Parsed = Callable[[str], Sequence[Tree]]


def _trees(name: str, text: str | None) -> Sequence[Tree]:
    try:
        return parse(SourceText(name, text)) if text is not None else ()
    except ChartkitError:
        return ()


def _part(origin: Origin, parsed: _Parsed, layers: Sequence[Layer]) -> Part:
    steps = [_Step(at, parsed(at.name)) for at in (origin.at, *origin.calls)]
    dot: _Path | None = ()
    dots: list[_Path | None] = []
    for step, inner in zip(steps[::-1], [*steps[-2::-1], None], strict=True):
        dots.append(dot)
        dot = step.handed(inner.tree.name, dot) if inner is not None and inner.tree is not None else None
    dots.reverse()
    conditions = [
        condition for step, start in zip(steps, dots, strict=True) for condition in step.conditions(start, layers)
    ]
    made = steps[0].node
    reads = steps[0].reads(made, dots[0], layers) if made is not None else ()
    return Part(origin, str(made) if made is not None else "", reads, tuple(conditions))


def place_of_path(document: Document, path: Sequence[str | int]) -> tuple[int, int] | None:
    """Return the line (from 1) and column (from 0) of what stands at ``path`` of a document; None if nothing does."""
    root = compose(document.text)
    place = find_node(root, path) if root is not None else None
    if place is None or place.depth < len(path):
        return None
    node = place.value if place.key is None or place.value.kind is NodeKind.SCALAR else place.key
    return node.start.line + 1, node.start.column


#: Fields from the root; the first is one of ROOTS, or whatever else the root has.
_Path = tuple[str, ...]


class _Step:
    """A place in a template: its tree, and the nodes around it."""

    def __init__(self, at: Location, trees: Sequence[Tree]) -> None:
        self.at = at
        self.tree: Tree | None = None
        self.path: list[nodes.Node] = []
        if trees:
            offset = _offset(trees[-1].source.text, at)
            # The text's own tree is the last, and has the definitions' places too.
            self.tree = next((tree for tree in trees if tree.start <= offset < tree.end), trees[-1])
            self.path = list(_around(self.tree.root, offset))

    @property
    def node(self) -> nodes.Node | None:
        """The action here, if there is one."""
        return next((node for node in reversed(self.path) if isinstance(node, (nodes.Action, nodes.Template))), None)

    def conditions(self, dot: _Path | None, layers: Sequence[Layer]) -> Iterator[Condition]:
        """Yield what is around the place, the innermost first."""
        for depth, node in reversed(list(enumerate(self.path))):
            if isinstance(node, nodes.Branch) and self.tree is not None:
                kind = type(node).__name__.lower()
                at = self.tree.source.location(node.start)
                start = self._dot_at(self.path[:depth], dot)
                reads = tuple(_reads(node.pipe, self.path[: depth + 1], start, layers))
                yield Condition(f"{kind} {node.pipe}", Location(self.at.name, at.line, at.column), reads)

    def reads(self, node: nodes.Node, dot: _Path | None, layers: Sequence[Layer]) -> tuple[Read, ...]:
        """Return what the action reads."""
        return tuple(_reads(node, self.path, self._dot_at(self.path, dot), layers))

    def handed(self, name: str, dot: _Path | None) -> _Path | None:
        """Return what the call here hands to the template ``name`` as its dot, if that is a field."""
        node = self.node
        here = self._dot_at(self.path, dot)
        if isinstance(node, nodes.Template):
            return _path_of(node.pipe, here) if node.pipe is not None else None
        for command in nodes.walk(node) if node is not None else ():
            if isinstance(command, nodes.Command) and len(command.args) == 3 and str(command.args[0]) == "include":
                wanted = command.args[1]
                if isinstance(wanted, nodes.String) and wanted.value == name:
                    return _path_of(command.args[2], here)
        return None

    def _dot_at(self, path: Sequence[nodes.Node], dot: _Path | None) -> _Path | None:
        """Return what dot is at the end of ``path``, if it is a field of the root."""
        for outer, inner in pairwise(path):
            if isinstance(outer, nodes.With) and inner is outer.body:
                dot = _path_of(outer.pipe, dot)
            elif isinstance(outer, nodes.Range) and inner is outer.body:
                dot = None
        return dot


def _reads(
    node: nodes.Node, path_to: Sequence[nodes.Node], dot: _Path | None, layers: Sequence[Layer]
) -> Iterator[Read]:
    """Yield the fields of the root that are read in ``node``, and where its variables are set, each once."""
    seen: set[_Path] = set()
    waiting: list[nodes.Node] = [node]
    known: set[str] = set()
    while waiting:
        for inner in nodes.walk(waiting.pop(0)):
            path = _path_of(inner, dot) if isinstance(inner, (nodes.Field, nodes.Variable)) else None
            if path and path not in seen:
                seen.add(path)
                yield _value(path, layers)
            elif path is None and isinstance(inner, nodes.Variable) and inner.name not in known:
                known.add(inner.name)
                waiting += _setting(path_to, inner.name)


def _setting(path: Sequence[nodes.Node], name: str) -> Iterator[nodes.Pipe]:
    """Yield the pipelines that set a variable before the end of ``path``: declarations, and assignments in branches."""
    for outer, inner in pairwise(path):
        before: list[nodes.Node] = []
        if isinstance(outer, nodes.Branch):
            before = [outer.pipe]
        elif isinstance(outer, nodes.List):
            before = outer.nodes[: _place(outer.nodes, inner)]
        for node in before:
            for pipe in nodes.walk(node):
                declares = isinstance(pipe, nodes.Pipe) and any(found.name == name for found in pipe.declared)
                if isinstance(pipe, nodes.Pipe) and declares and (pipe.assign or not isinstance(node, nodes.Branch)):
                    yield pipe


def _place(found: Sequence[nodes.Node], wanted: nodes.Node) -> int:
    """Return the index of a node; equal ones elsewhere are others."""
    return next(number for number, node in enumerate(found) if node is wanted)


def _path_of(node: nodes.Node, dot: _Path | None) -> _Path | None:
    """Return what a node is, as fields of the root."""
    while isinstance(node, (nodes.Pipe, nodes.Command)):
        parts: Sequence[nodes.Node] = node.commands if isinstance(node, nodes.Pipe) else node.args
        if len(parts) != 1:
            return None
        node = parts[0]
    if isinstance(node, nodes.Dot):
        return dot
    if not isinstance(node, (nodes.Field, nodes.Variable)) or not node.path:
        return () if isinstance(node, nodes.Variable) and node.name == "$" else None
    # Whatever dot or a variable is: what has one of the root's fields most likely is the root.
    if node.path[0] in ROOTS or (isinstance(node, nodes.Variable) and node.name == "$"):
        return node.path
    return (*dot, *node.path) if dot is not None and isinstance(node, nodes.Field) else None


def _value(path: _Path, layers: Iterable[Layer]) -> Read:
    """Return what the strongest layer has at ``path``."""
    name = "." + ".".join(path)
    if path[0] not in ROOTS:
        return Read(name)
    for layer in reversed(list(layers)):
        wanted = (*layer.prefix, *path[1:])
        for assigned, value in (layer.assigned or {}).items():
            if wanted[: len(assigned)] == assigned:
                return Read(name, str(value), Location(layer.name, 0))
        root = _composed(layer.text) if layer.text else None
        place = find_node(root, wanted) if root is not None else None
        if place is not None and place.depth == len(wanted) and place.key is not None:
            node = place.value
            shown = node.value if node.kind is NodeKind.SCALAR else f"a {node.kind.name.lower()}"
            at = place.key.start
            return Read(name, shown, Location(layer.name, at.line + 1, at.column))
    return Read(name)


def _composed(text: str) -> Node | None:
    try:
        return compose(text)
    except ChartkitError:
        return None


def _offset(text: str, at: Location) -> int:
    lines = text.split("\n")
    line = lines[at.line - 1] if at.line <= len(lines) else ""
    column = len(line.encode("utf-8", "surrogateescape")[: at.column].decode("utf-8", "ignore"))
    return sum(len(other) + 1 for other in lines[: at.line - 1]) + column


def _around(node: nodes.Node, offset: int) -> Iterator[nodes.Node]:
    """Yield the statements around the character at ``offset``, the outermost first."""
    yield node
    if isinstance(node, nodes.List):
        inside: Sequence[nodes.Node | None] = node.nodes
    elif isinstance(node, nodes.Branch):
        inside = (node.body, node.otherwise)
    else:
        return
    for inner in inside:
        if inner is not None and inner.start <= offset < inner.end:
            yield from _around(inner, offset)
            return
