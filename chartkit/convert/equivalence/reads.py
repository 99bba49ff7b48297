"""Templates to the variables that they read, and what has to hold for them to be read.

Templates are run with places instead of values: ``with .Values.a`` makes dot the place ``a``, ``range`` an element of
it, and a definition is run with whatever it is called with, a ``dict`` included. What cannot be followed is not noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from chartkit.gotemplate import Tree, nodes
from chartkit.source import SourceText, Span

__all__ = ["ELEMENT", "Guards", "Path", "Room", "Site", "Truth", "Uses", "uses_in"]

Path = tuple[str, ...]

#: Stands in a path for an element of a list, or for the value under any key of a map.
ELEMENT = "[]"

#: The fields of the root that hold variables.
_ROOTS = frozenset({"Variables", "Values"})

#: Functions that give back what they are given, or something of it that is true when it is.
_PASSING = frozenset(
    "b64enc coalesce compact deepCopy default first float64 int int64 keys kindOf last len lower mustDeepCopy "
    "mustUniq nindent indent print quote required sortAlpha squote ternary toString toStrings toYaml toJson tpl trim "
    "trunc trimSuffix trimPrefix uniq until upper values".split()
)
_MERGING = frozenset({"merge", "mergeOverwrite", "mustMerge", "mustMergeOverwrite"})
_COMPARING = frozenset({"eq", "ne", "has"})

#: Bounds for what hostile templates can take: definitions run, and how deep one calls the other.
_MOST_CALLS = 6000
_DEEPEST = 40

#: How many ways to come to one condition are kept.
_MOST_WAYS = 4


class Truth(Enum):
    """What a guard asks of a variable where no value is named."""

    TRUE = "true"
    FALSE = "false"


#: Places and what has to stand there.
Guards: TypeAlias = "tuple[tuple[Path, object], ...]"


@dataclass(frozen=True, slots=True)
class Room:
    """The templates of one chart, or of a folder, and where its variables are in the whole table."""

    trees: tuple[Tree, ...]
    prefix: Path = ()
    #: What has to hold for its templates to be rendered.
    guards: Guards = ()


@dataclass(slots=True)
class Site:
    """A text, an action or a condition of a template, as one of its callers comes to it. Not frozen: collected."""

    source: SourceText
    span: Span
    #: What has to hold for it to be reached.
    guards: Guards
    #: Variables in the conditions around it, also those that no guard could be told for.
    around: tuple[Path, ...]
    #: Variables that it reads, in their order.
    reads: dict[Path, None] = field(default_factory=dict)


@dataclass(slots=True)
class Uses:
    """What templates do with variables. Not frozen: it is collected."""

    #: Paths below the variables that are read anywhere, with what has to hold for it.
    read: dict[Path, Guards] = field(default_factory=dict)
    #: Those that stand in conditions, with what has to hold for the condition to hang on them: one way or several.
    conditions: dict[Path, list[Guards]] = field(default_factory=dict)
    #: What they are compared to.
    compared: dict[Path, set[object]] = field(default_factory=dict)
    #: Those whose keys are asked for, too, where their elements are gone through: maps, most likely.
    keyed: set[Path] = field(default_factory=set)
    #: The places that were come to, by the name of their source, if they were asked for.
    sites: dict[str, list[Site]] = field(default_factory=dict)

    def note_read(self, path: Path, guards: Guards) -> None:
        """Note that ``path`` is read, unless it is known with fewer guards."""
        guards = tuple(guard for guard in guards if guard[0] != path)
        if path not in self.read or len(guards) < len(self.read[path]):
            self.read[path] = guards

    def note_condition(self, path: Path, guards: Guards) -> None:
        """Note that a condition hangs on ``path``."""
        known = self.conditions.setdefault(path, [])
        guards = tuple(guard for guard in guards if guard[0] != path)
        if guards not in known and len(known) < _MOST_WAYS:
            known.append(guards)


@dataclass(frozen=True, slots=True)
class _Root:
    """The context of the chart whose variables are at ``prefix``."""

    prefix: Path


@dataclass(frozen=True, slots=True)
class _Place:
    """A variable; ``chart`` is the length of the prefix of its chart."""

    path: Path
    chart: int


@dataclass(frozen=True, slots=True)
class _Made:
    """What ``dict`` and ``list`` make; an entry without a key is an element."""

    entries: tuple[tuple[str, _Meaning], ...]
    #: Where keys are looked up that are not among the entries.
    rest: _Meaning = None


_Meaning: TypeAlias = "_Root | _Place | _Made | None"


def uses_in(rooms: Iterable[Room], *, sites: bool = False) -> Uses:
    """Return what the templates do with variables. Of definitions of one name, that of the first room counts.

    Args:
        rooms: The templates.
        sites: Whether to tell the places, too.
    """
    rooms = list(rooms)
    definitions: dict[str, Tree] = {}
    for room in reversed(rooms):
        definitions |= {tree.name: tree for tree in room.trees}
    run = _Run(definitions, sites=sites)
    for room in rooms:
        for tree in room.trees:
            if tree.name == tree.source.name:
                run.template(tree, _Root(room.prefix), room.guards)
    for room in rooms:
        # What nobody was seen to call is called by a name that templates put together, mostly with the root.
        for tree in room.trees:
            if not run.knows(tree):
                run.template(tree, _Root(room.prefix), room.guards)
    return run.uses


class _Run:
    """Runs templates, each with each dot once."""

    def __init__(self, definitions: Mapping[str, Tree], *, sites: bool) -> None:
        self.uses = Uses()
        self._notes_sites = sites
        self._site: Site | None = None
        self._source = SourceText("", "")
        #: Variables in the conditions around what is run.
        self._around: tuple[Path, ...] = ()
        self._definitions = definitions
        self._seen: set[tuple[int, _Meaning]] = set()
        self._run: set[int] = set()
        self._depth = 0

    def knows(self, tree: Tree) -> bool:
        """Return whether the template was run."""
        return id(tree) in self._run

    def template(self, tree: Tree, dot: _Meaning, guards: Guards) -> None:
        key = (id(tree), dot)
        if key in self._seen or len(self._seen) > _MOST_CALLS or self._depth > _DEEPEST:
            return
        self._seen.add(key)
        self._run.add(id(tree))
        self._depth += 1
        site, source, self._source = self._site, self._source, tree.source
        self._list(tree.root, dot, {"$": dot}, guards)
        self._site, self._source = site, source
        self._depth -= 1

    def _list(self, found: nodes.List | None, dot: _Meaning, names: dict[str, _Meaning], guards: Guards) -> None:
        for node in found.nodes if found is not None else ():
            if self._notes_sites:
                self._enter(node.pipe.span if isinstance(node, nodes.Branch) else node.span, guards)
            if isinstance(node, nodes.Action):
                self._pipe(node.pipe, dot, names, guards)
            elif isinstance(node, nodes.Branch):
                self._branch(node, dot, dict(names), guards)
            elif isinstance(node, nodes.Template):
                inner = self._pipe(node.pipe, dot, names, guards) if node.pipe is not None else None
                self._call(node.name, inner, guards)

    def _enter(self, span: Span, guards: Guards) -> None:
        self._site = Site(self._source, span, guards, self._around)
        self.uses.sites.setdefault(self._source.name, []).append(self._site)

    def _note_read(self, path: Path, guards: Guards) -> None:
        self.uses.note_read(path, guards)
        if self._site is not None:
            self._site.reads[path] = None

    def _branch(self, node: nodes.Branch, dot: _Meaning, names: dict[str, _Meaning], guards: Guards) -> None:
        meaning = self._pipe(node.pipe, dot, names, guards)
        condition = _Condition(self, dot, names, guards)
        true = condition.guards(node.pipe, wanted=True)
        places = list(condition.places(node.pipe))
        for path in places:
            self.uses.note_condition(path, guards)
            self.uses.note_condition(path, (*guards, *true))
        inner = dot
        if isinstance(node, nodes.Range):
            inner = _field(meaning, ELEMENT)
            if len(node.pipe.declared) > 1 and isinstance(meaning, _Place):
                self.uses.keyed.add(meaning.path)
            names.update({variable.name: None for variable in node.pipe.declared})
            if node.pipe.declared:
                names[node.pipe.declared[-1].name] = inner
        elif isinstance(node, nodes.With):
            inner = meaning
        around, self._around = self._around, (*self._around, *places)
        self._list(node.body, inner, dict(names), (*guards, *true))
        self._list(node.otherwise, dot, dict(names), (*guards, *condition.guards(node.pipe, wanted=False)))
        self._around = around

    def _call(self, name: str, dot: _Meaning, guards: Guards) -> None:
        tree = self._definitions.get(name)
        if tree is not None:
            self.template(tree, dot, guards)

    def _pipe(self, pipe: nodes.Pipe, dot: _Meaning, names: dict[str, _Meaning], guards: Guards) -> _Meaning:
        last: list[_Meaning] = []
        for command in pipe.commands:
            last = [self.command(command, last, dot, names, guards)]
        for variable in pipe.declared:
            names[variable.name] = last[0] if last else None
        return last[0] if last else None

    def command(
        self, command: nodes.Command, last: list[_Meaning], dot: _Meaning, names: dict[str, _Meaning], guards: Guards
    ) -> _Meaning:
        """Return what ``command`` gives, which may get ``last`` as its last argument."""
        head = command.args[0]
        rest = [self._operand(node, dot, names, guards) for node in command.args[1:]] + last
        if not isinstance(head, nodes.Identifier):
            return self._operand(head, dot, names, guards)
        texts = [node.value if isinstance(node, nodes.String) else None for node in command.args[1:]]
        if head.name in _COMPARING:
            self._note_comparison(command, rest)
            return None
        if head.name == "include" and texts and texts[0] is not None:
            given = rest[1] if len(rest) > 1 else None
            self._call(texts[0], given, guards)
            # Definitions that render a value get it under this name by custom.
            return _field(given, "value") if isinstance(given, _Made) else None
        return self._result(head.name, rest, texts, guards)

    def _result(self, name: str, given: Sequence[_Meaning], texts: Sequence[str | None], guards: Guards) -> _Meaning:
        """Return what the function ``name`` gives; ``texts`` are its arguments that are written out as text."""
        if name == "dict":
            pairs = zip(texts[::2], given[1::2], strict=False)
            return _Made(tuple((key, value) for key, value in pairs if key is not None))
        if name in ("list", "tuple"):
            return _Made(((ELEMENT, next((one for one in given if one is not None), None)),))
        if name in ("index", "get", "dig", "pluck", "hasKey") and given:
            meaning = given[-1] if name in ("dig", "pluck") else given[0]
            keys = {"dig": texts[: max(0, len(given) - 2)], "pluck": texts[:1]}.get(name, texts[1:])
            for key in keys:
                meaning = _field(meaning, key if key is not None else ELEMENT)
            if isinstance(meaning, _Place):
                self._note_read(meaning.path, guards)
            return meaning
        if name in _MERGING:
            made = next((one for one in given if isinstance(one, _Made)), None)
            other = next((one for one in given if isinstance(one, (_Place, _Root))), None)
            return _Made(made.entries, other) if made is not None else other
        if name in ("and", "or"):
            return next((one for one in reversed(given) if one is not None), None)
        return next((one for one in reversed(given) if one is not None), None) if name in _PASSING else None

    def _operand(self, node: nodes.Node, dot: _Meaning, names: dict[str, _Meaning], guards: Guards) -> _Meaning:
        meaning = self.meaning(node, dot, names, guards)
        if isinstance(meaning, _Place) and len(meaning.path) > meaning.chart:
            self._note_read(meaning.path, guards)
        return meaning

    def meaning(self, node: nodes.Node, dot: _Meaning, names: dict[str, _Meaning], guards: Guards) -> _Meaning:
        """Return what ``node`` stands for."""
        if isinstance(node, nodes.Dot):
            return dot
        if isinstance(node, nodes.Field):
            return _fields(dot, node.path)
        if isinstance(node, nodes.Variable):
            return _fields(names.get(node.name), node.path)
        if isinstance(node, nodes.Pipe):
            return self._pipe(node, dot, names, guards)
        if isinstance(node, nodes.Chain):
            base = self._pipe(node.base, dot, names, guards) if isinstance(node.base, nodes.Pipe) else None
            return _fields(base, node.path)
        return None

    def _note_comparison(self, command: nodes.Command, given: Sequence[_Meaning]) -> None:
        literals = {value for node in command.args[1:] if (value := _literal(node)) is not None}
        for meaning in given:
            if isinstance(meaning, _Place) and literals:
                self.uses.compared.setdefault(meaning.path, set()).update(literals)


@dataclass(frozen=True, slots=True)
class _Condition:
    """Reads conditions: what has to stand where for one to be true, or not."""

    run: _Run
    dot: _Meaning
    names: dict[str, _Meaning]
    #: What holds where the condition stands.
    here: Guards

    def places(self, pipe: nodes.Pipe) -> Iterator[Path]:
        """Yield the variables that stand in ``pipe``."""
        for node in nodes.walk(pipe):
            if isinstance(node, (nodes.Dot, nodes.Field, nodes.Variable, nodes.Chain, nodes.Command)):
                if isinstance(node, nodes.Command):
                    meaning = self.run.command(node, [], self.dot, self.names, self.here)
                else:
                    meaning = self.run.meaning(node, self.dot, self.names, self.here)
                if isinstance(meaning, _Place) and len(meaning.path) > meaning.chart:
                    yield meaning.path

    def guards(self, node: nodes.Node, *, wanted: bool) -> Guards:
        """Return what makes ``node`` true, or not, as far as that can be told."""
        if isinstance(node, nodes.Pipe):
            if len(node.commands) == 1:
                return self._of_command(node.commands[0].args, wanted=wanted)
            return self._of_place(node, wanted=wanted)
        return self._of_place(node, wanted=wanted)

    def _of_command(self, args: Sequence[nodes.Node], *, wanted: bool) -> Guards:
        head, rest = args[0], args[1:]
        if not isinstance(head, nodes.Identifier):
            return self.guards(head, wanted=wanted) if len(args) == 1 else ()
        if head.name in ("not", "empty") and rest:
            return self.guards(rest[0], wanted=not wanted)
        if head.name in ("and", "or"):
            parts = (self.guards(node, wanted=wanted) for node in rest)
            if (head.name == "and") is wanted:
                return tuple(guard for part in parts for guard in part)
            return next((part for part in parts if part), ())
        if head.name in ("eq", "ne"):
            return self._of_comparison(rest, equal=(head.name == "eq") is wanted)
        if head.name == "hasKey" and len(rest) > 1 and isinstance(rest[1], nodes.String):
            place = _field(self.run.meaning(rest[0], self.dot, self.names, self.here), rest[1].value)
            return ((place.path, Truth.TRUE),) if isinstance(place, _Place) and wanted else ()
        if head.name in _PASSING and rest:
            return self._of_place(rest[-1], wanted=wanted)
        return ()

    def _of_comparison(self, args: Sequence[nodes.Node], *, equal: bool) -> Guards:
        literals = [value for node in args if (value := _literal(node)) is not None]
        for node in args:
            meaning = self.run.meaning(node, self.dot, self.names, self.here)
            if isinstance(meaning, _Place) and literals:
                return ((meaning.path, literals[0]),) if equal else ()
        return ()

    def _of_place(self, node: nodes.Node, *, wanted: bool) -> Guards:
        meaning = self.run.meaning(node, self.dot, self.names, self.here)
        if isinstance(meaning, _Place) and len(meaning.path) > meaning.chart:
            return ((meaning.path, Truth.TRUE if wanted else Truth.FALSE),)
        return ()


def _field(meaning: _Meaning, name: str) -> _Meaning:
    if isinstance(meaning, _Root):
        if name in _ROOTS:
            return _Place(meaning.prefix, len(meaning.prefix))
        return None
    if isinstance(meaning, _Place):
        if name == "global" and len(meaning.path) == meaning.chart:
            return _Place(("global",), 0)
        return _Place((*meaning.path, name), meaning.chart)
    if isinstance(meaning, _Made):
        for key, value in meaning.entries:
            if key == name:
                return value
        return _field(meaning.rest, name)
    return None


def _fields(meaning: _Meaning, path: Sequence[str]) -> _Meaning:
    for name in path:
        meaning = _field(meaning, name)
    return meaning


def _literal(node: nodes.Node) -> object:
    if isinstance(node, (nodes.String, nodes.Bool)):
        return node.value
    return node.as_int if isinstance(node, nodes.Number) else None
