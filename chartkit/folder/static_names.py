"""The names that templates make for ``ismode``, as far as they can be told without rendering.

Templates are walked as they would run, with what their texts alone decide: literals, variables, ``with``, ``range``
over literal lists and maps, what ``include`` and ``template`` hand to definitions, and a few functions. What depends
on the folder's variables is unknown, and both branches of a condition are walked. What is told is so whenever the call
is reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Final

from chartkit.errors import ChartkitError
from chartkit.gotemplate import FuncMap, Template, TemplateSet, Tree, nodes
from chartkit.source import Location

from .modes import CallSite

if TYPE_CHECKING:
    from .templates import TemplateFile

__all__ = ["resolved_sites"]

#: How deeply definitions are followed, how many nodes are walked in all, and how many values one node may have: beyond
#: that names are unknown.
_MOST_DEPTH = 30
_MOST_STEPS = 50_000
_MOST_VALUES = 64

#: Texts longer than this are nobody's names.
_LONGEST = 1000

#: Functions whose result is decided by their arguments.
_PURE = frozenset(
    "print printf println lower upper title trim trimAll trimPrefix trimSuffix trunc nospace replace join splitList "
    "camelcase kebabcase snakecase untitle toString add sub default coalesce ternary".split()
)


class _Unknown:
    """Stands for what is not known before rendering."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "unknown"


UNKNOWN: Final = _Unknown()

#: What a node may be: known values, or UNKNOWN among them. Lists and maps hold such alternatives in turn.
Values = tuple[object, ...]
_ANYTHING: Values = (UNKNOWN,)


class _Items(tuple[Values, ...]):
    """A list whose length is known."""

    __slots__ = ()


class _Entries(tuple[tuple[str, Values], ...]):
    """A map whose keys are known."""

    __slots__ = ()


def resolved_sites(
    files: Sequence[TemplateFile], functions: FuncMap, trees: Sequence[Tree], places: Mapping[str, str]
) -> list[CallSite] | None:
    """Return the calls of ``ismode``, one that names different containers in different runs once for each.

    Returns None where there is too much to walk.

    Args:
        files: The manifests, each with the definitions that it may call.
        functions: What templates may call.
        trees: All trees of the folder; those that no manifest reaches are looked at for themselves.
        places: How template files go by in messages.
    """
    walk = _Walk(functions, places)
    for file in files:
        template = file.templates.lookup(file.name)
        if template is not None:
            walk.template(file.templates, template, _ANYTHING)
    for tree in trees:
        walk.unreached(tree)
    return list(walk.sites) if walk.complete else None


class _Walk:
    """Walks templates, and collects calls. Not frozen: it counts its steps."""

    def __init__(self, functions: FuncMap, places: Mapping[str, str]) -> None:
        self.sites: dict[CallSite, None] = {}
        self._functions = functions
        self._places = places
        #: Whether everything was walked that can run.
        self.complete = True
        self._steps = 0
        #: Whether definitions are called that cannot be told: by a name that is not known, or by a text given to tpl.
        self._opaque = False
        self._done: set[tuple[int, int, Values]] = set()
        self._reached: set[tuple[str, int]] = set()
        self._frames: list[_Frame] = []

    def template(self, templates: TemplateSet, template: Template, dot: Values) -> None:
        """Walk ``template`` with ``dot``, unless that has been done."""
        tree = template.tree
        key = (id(templates), id(tree), dot)
        if key in self._done:
            return
        self._done.add(key)
        if len(self._frames) >= _MOST_DEPTH:
            dot = _ANYTHING
        self._run(templates, tree, dot)

    def unreached(self, tree: Tree) -> None:
        """Walk a definition that nothing was seen to call: it may be called by a name that is not known."""
        if self._opaque or (tree.source.name, tree.index) not in self._reached:
            self._run(TemplateSet(self._functions), tree, _ANYTHING)

    def _run(self, templates: TemplateSet, tree: Tree, dot: Values) -> None:
        if len(self._frames) > _MOST_DEPTH:
            self.complete = False
            return
        self._reached.add((tree.source.name, tree.index))
        frame = _Frame(self, templates, tree)
        self._frames.append(frame)
        frame.items(tree.root, dot, {"$": dot})
        self._frames.pop()

    def step(self) -> bool:
        """Count a step, and return whether there are any left."""
        self._steps += 1
        self.complete = self.complete and self._steps < _MOST_STEPS
        return self.complete

    def note_opaque(self) -> None:
        """Note that something is called that cannot be told."""
        self._opaque = True

    def call(self, name: str, arguments: list[Values]) -> Values:
        """Return what a function that is decided by its arguments gives."""
        if name not in self._functions or not all(_is_plain(value) for values in arguments for value in values):
            return _ANYTHING
        function: Callable[..., object] = self._functions[name]
        found: dict[object, None] = {}
        for number, chosen in enumerate(product(*arguments)):
            if number >= _MOST_VALUES:
                return _ANYTHING
            try:
                result = function(*map(_plain, chosen))
            except (ChartkitError, AttributeError, TypeError, ValueError):
                continue  # There the template fails, and asks for no mode.
            found[_value(result)] = None
        return tuple(found)

    def found(self, tree: Tree, command: nodes.Command, arguments: list[Values]) -> None:
        """Note a call of ``ismode``."""
        at = tree.source.location(command.start)
        place = Location(self._places.get(at.name, at.name), at.line, at.column)
        names = [
            [value if isinstance(value, str) else None for value in values] or [None]
            for values in (*arguments, *[_ANYTHING] * 4)[1:4]
        ]
        if len(names[0]) * len(names[1]) * len(names[2]) > _MOST_VALUES:
            names = [[None], [None], [None]]
        for workload, container, mode in product(*names):
            self.sites[CallSite(place, workload, container, mode)] = None


class _Frame:
    """One run of one tree."""

    def __init__(self, walk: _Walk, templates: TemplateSet, tree: Tree) -> None:
        self._walk = walk
        self._templates = templates
        self._tree = tree
        # A variable that is assigned anew somewhere is not known: when that happens depends on conditions.
        self._assigned = {
            variable.name
            for node in nodes.walk(tree.root)
            if isinstance(node, nodes.Pipe) and node.assign
            for variable in node.declared
        }

    def items(self, items: nodes.List, dot: Values, variables: dict[str, Values]) -> None:
        """Walk statements; what they declare is known to those that follow."""
        for node in items.nodes:
            if not self._walk.step():
                return
            if isinstance(node, nodes.Action):
                self._declare(node.pipe, self.pipe(node.pipe, dot, variables), variables)
            elif isinstance(node, nodes.Template):
                given = self.pipe(node.pipe, dot, variables) if node.pipe is not None else _ANYTHING
                self._enter((node.name,), given)
            elif isinstance(node, nodes.Branch):
                self._branch(node, dot, variables)

    def pipe(self, pipe: nodes.Pipe, dot: Values, variables: Mapping[str, Values]) -> Values:
        """Return what a pipeline may be."""
        last: Values | None = None
        for command in pipe.commands:
            last = self._command(command, dot, variables, last)
        return last if last is not None else _ANYTHING

    def _branch(self, node: nodes.Branch, dot: Values, variables: dict[str, Values]) -> None:
        value = self.pipe(node.pipe, dot, variables)
        inner = dict(variables)
        if isinstance(node, nodes.Range):
            for element, key in _elements(value):
                inner = dict(variables)
                names = [variable.name for variable in node.pipe.declared]
                for name, found in zip(names[::-1], (element, key), strict=False):
                    inner[name] = _ANYTHING if name in self._assigned else found
                self.items(node.body, element, inner)
        elif isinstance(node, nodes.With):
            for one in value:
                inner = dict(variables)
                self._declare(node.pipe, (one,), inner)
                self.items(node.body, (one,), inner)
        else:
            self._declare(node.pipe, value, inner)
            self.items(node.body, dot, inner)
        if node.otherwise is not None:
            self.items(node.otherwise, dot, dict(variables))

    def _declare(self, pipe: nodes.Pipe, value: Values, variables: dict[str, Values]) -> None:
        for variable in pipe.declared:
            variables[variable.name] = _ANYTHING if variable.name in self._assigned else value

    def _enter(self, names: Values, dot: Values) -> None:
        for name in names:
            if not isinstance(name, str):
                self._walk.note_opaque()
                continue
            template = self._templates.lookup(name)
            if template is not None:
                for one in dot:
                    self._walk.template(self._templates, template, (one,))

    def _command(
        self, command: nodes.Command, dot: Values, variables: Mapping[str, Values], last: Values | None
    ) -> Values:
        head = command.args[0]
        if not isinstance(head, nodes.Identifier):
            found = self._operand(head, dot, variables)
            for argument in command.args[1:]:
                self._operand(argument, dot, variables)
            return found
        arguments = [self._operand(argument, dot, variables) for argument in command.args[1:]]
        if last is not None:
            arguments.append(last)
        name = head.name
        if name == "ismode":
            self._walk.found(self._tree, command, arguments)
        elif name == "include" and len(arguments) == 2:
            self._enter(*arguments)
            return self._text_of(arguments[0])
        elif name == "tpl":
            self._walk.note_opaque()
        elif name in _SHAPING:
            return _SHAPING[name](arguments)
        elif name in _PURE:
            return self._walk.call(name, arguments)
        return _ANYTHING

    def _text_of(self, names: Values) -> Values:
        """Return what definitions render to that are nothing but text."""
        found: list[object] = []
        for name in names:
            template = self._templates.lookup(name) if isinstance(name, str) else None
            items = template.tree.root.nodes if template is not None else []
            if template is None or not all(isinstance(item, nodes.Text) for item in items):
                return _ANYTHING
            found.append("".join(map(str, items)))
        return tuple(found)

    def _operand(self, node: nodes.Node, dot: Values, variables: Mapping[str, Values]) -> Values:
        if isinstance(node, (nodes.String, nodes.Bool)):
            return (node.value,)
        if isinstance(node, nodes.Number) and node.as_int is not None:
            return (node.as_int,)
        if isinstance(node, nodes.Dot):
            return dot
        if isinstance(node, nodes.Field):
            return _walked(dot, node.path)
        if isinstance(node, nodes.Variable):
            return _walked(variables.get(node.name, _ANYTHING), node.path)
        if isinstance(node, nodes.Chain) and isinstance(node.base, nodes.Pipe):
            return _walked(self.pipe(node.base, dot, variables), node.path)
        if isinstance(node, nodes.Pipe):
            return self.pipe(node, dot, variables)
        if isinstance(node, nodes.Identifier):
            return self._command(nodes.Command(node.start, node.end, node.pos, [node]), dot, variables, None)
        return _ANYTHING


def _walked(values: Values, path: tuple[str, ...]) -> Values:
    """Return what fields lead to."""
    for name in path:
        found: dict[object, None] = {}
        for value in values:
            inner = dict(value).get(name, _ANYTHING) if isinstance(value, _Entries) else _ANYTHING
            found.update(dict.fromkeys(inner))
        values = tuple(found)
    return values


def _elements(values: Values) -> Iterator[tuple[Values, Values]]:
    """Yield the elements that a range goes over, each with its index or key."""
    for value in values:
        if isinstance(value, _Items):
            for number, item in enumerate(value):
                for one in item:
                    yield (one,), (number,)
        elif isinstance(value, _Entries):
            for key, item in sorted(value):
                for one in item:
                    yield (one,), (key,)
        else:
            yield _ANYTHING, _ANYTHING


def _list(arguments: list[Values]) -> Values:
    return (_Items(arguments),)


def _dict(arguments: list[Values]) -> Values:
    keys, values = arguments[::2], arguments[1::2]
    if len(keys) != len(values) or not all(len(key) == 1 and isinstance(key[0], str) for key in keys):
        return _ANYTHING
    return (_Entries(zip((str(key[0]) for key in keys), values, strict=True)),)


def _index(arguments: list[Values]) -> Values:
    values = arguments[0] if arguments else _ANYTHING
    for positions in arguments[1:]:
        found: dict[object, None] = {}
        for value, position in product(values, positions):
            found.update(dict.fromkeys(_at(value, position)))
        values = tuple(found)
    return values


def _at(value: object, position: object) -> Values:
    if isinstance(value, _Items) and isinstance(position, int):
        return value[position] if 0 <= position < len(value) else ()
    if isinstance(value, _Entries) and isinstance(position, str):
        return dict(value).get(position, _ANYTHING)
    return _ANYTHING


def _first(arguments: list[Values]) -> Values:
    return _index([*arguments[:1], (0,)])


def _last(arguments: list[Values]) -> Values:
    ends = [(len(value) - 1 if isinstance(value, _Items) else 0) for value in arguments[0]] if arguments else []
    return _index([arguments[0], (ends[0],)]) if len(ends) == 1 else _ANYTHING


#: Functions that make lists and maps, or take them apart.
_SHAPING: Mapping[str, Callable[[list[Values]], Values]] = {
    "list": _list,
    "tuple": _list,
    "dict": _dict,
    "index": _index,
    "get": _index,
    "first": _first,
    "last": _last,
}


def _is_plain(value: object) -> bool:
    """Return whether all of a value is known for certain, and small."""
    if isinstance(value, _Items):
        return all(len(item) == 1 and _is_plain(item[0]) for item in value)
    if isinstance(value, _Entries):
        return all(len(item) == 1 and _is_plain(item[0]) for _, item in value)
    return value is not UNKNOWN and not (isinstance(value, str) and len(value) > _LONGEST)


def _plain(value: object) -> object:
    """Return a value that is plain as functions take it."""
    if isinstance(value, _Items):
        return [_plain(item[0]) for item in value]
    if isinstance(value, _Entries):
        return {key: _plain(item[0]) for key, item in value}
    return value


def _value(value: object) -> object:
    """Return what a function gave as a value that can be told apart."""
    if isinstance(value, list):
        return _Items((_value(item),) for item in value)
    if isinstance(value, dict):
        return _Entries((str(key), (_value(item),)) for key, item in value.items())
    return value if isinstance(value, (str, bool, int)) else UNKNOWN
