"""Parsed templates -> what dot, ``$``, every variable and every expression in them may stand for.

An abstract interpretation: templates are run with meanings instead of values, over and over, until nothing new is
found; a last run then notes what converting needs to know of each expression.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from chartkit.gotemplate import Tree, nodes
from chartkit.source import Span

from .findings import Access, Analysis, Argument, Call, ModeTest, Printed, key_of
from .kinds import VariableKinds
from .made_values import MadeValues
from .meanings import ANY, CONTEXT_FIELDS, NOTHING, ROOT, Meaning, Path, Site, join, of_kind

__all__ = ["analyse"]

#: Which templates a name may mean to a template.
Resolver = Callable[[Tree, str], Sequence[Tree]]


def analyse(trees: Sequence[Tree], mains: Sequence[Tree], resolve: Resolver, kinds: VariableKinds) -> Analysis:
    """Return what the expressions in ``trees`` stand for.

    Args:
        trees: All templates.
        mains: Those of them that are run with the context.
        resolve: Which templates a name may mean to a template.
        kinds: The variables that there are.
    """
    interpreter = _Interpreter(resolve, {tree.name for tree in trees}, MadeValues(lambda path: bool(kinds.at(path))))
    for tree in mains:
        interpreter.enter(tree, ROOT)
    interpreter.settle(trees)
    for tree in trees:
        if interpreter.found.dots.get(key_of(tree), NOTHING) == NOTHING:
            interpreter.enter(tree, ROOT)  # never called: what it says is read as if it were
    interpreter.settle(trees)
    interpreter.noting = True
    for tree in trees:
        interpreter.run(tree)
    return interpreter.found


_Scope = dict[str, Site]


class _Interpreter:
    """The state of one analysis."""

    def __init__(self, resolve: Resolver, names: set[str], made: MadeValues) -> None:
        self.found = Analysis()
        self.noting = False
        self.changed = False
        self._resolve = resolve
        self._names = sorted(names)
        self._slots: dict[Site, Meaning] = {}
        self._made = made
        self._scopes: list[_Scope] = []
        self._tree: Tree
        self._source = ""

    # Runs

    def settle(self, trees: Sequence[Tree]) -> None:
        """Run all templates until nothing new is found."""
        self.changed = True
        while self.changed or self._made.changed:
            self.changed = self._made.changed = False
            for tree in trees:
                self.run(tree)

    def enter(self, tree: Tree, dot: Meaning) -> None:
        """Note that ``tree`` is run with ``dot``."""
        key = key_of(tree)
        before = self.found.dots.get(key, NOTHING)
        after = join(before, dot)
        if after != before:
            self.found.dots[key] = after
            self.changed = True

    def run(self, tree: Tree) -> None:
        """Run one template with all that may be its dot."""
        self._tree = tree
        self._source = tree.source.name
        self._scopes = [{}]
        self._items(tree.root, self.found.dots.get(key_of(tree), NOTHING))

    # Statements

    def _items(self, items: nodes.List, dot: Meaning) -> None:
        for node in items.nodes:
            if isinstance(node, nodes.Action):
                meaning = self._pipe(node.pipe, dot)
                if self.noting and not node.pipe.declared:
                    self._note_printed(node, node.pipe, meaning)
            elif isinstance(node, nodes.Branch):
                self._branch(node, dot)
            elif isinstance(node, nodes.Template):
                given = self._pipe(node.pipe, dot) if node.pipe else of_kind("nil")
                self._called(node, node.name, given, Span(node.start, node.end))

    def _branch(self, node: nodes.Branch, dot: Meaning) -> None:
        self._scopes.append({})
        loop = isinstance(node, nodes.Range)
        meaning = self._pipe(node.pipe, dot, declare=not loop)
        inner = dot
        if isinstance(node, nodes.With):
            inner = meaning
        elif loop:
            inner = self._element(meaning)
            self._declare_loop(node.pipe, meaning, inner)
            if self.noting:
                self._note_printed(node, node.pipe, meaning, loop=True)
        self._scopes.append({})
        self._items(node.body, inner)
        self._scopes.pop()
        if node.otherwise is not None:
            self._scopes.append({})
            self._items(node.otherwise, dot)
            self._scopes.pop()
        self._scopes.pop()

    def _note_printed(self, node: nodes.Node, pipe: nodes.Pipe, meaning: Meaning, *, loop: bool = False) -> None:
        span = Span(pipe.commands[0].start, pipe.end)
        self.found.printed.append(Printed(self._source, node.start, span, meaning, self._made.holding(meaning), loop))

    def _declare_loop(self, pipe: nodes.Pipe, over: Meaning, element: Meaning) -> None:
        key = Meaning(other=frozenset({"any"}), derived=over.sources)
        meanings = [element] if len(pipe.declared) == 1 else [key, element]
        for variable, meaning in zip(pipe.declared, meanings, strict=False):
            self._set(variable, meaning, assign=pipe.assign)

    def _called(self, node: nodes.Node, name: str | None, given: Meaning, span: Span | None) -> Meaning:
        """Note the call of a template and return what it prints."""
        if name is None:
            targets = [tree for known in self._names for tree in self._resolve(self._tree, known)]
        else:
            targets = list(self._resolve(self._tree, name))
        derived = self._made.deep_sources(given)
        for tree in targets:
            self.enter(tree, given)
            derived |= self.found.touched.get(key_of(tree), frozenset())
        self._touch(derived)
        if self.noting:
            keys = tuple(map(key_of, targets))
            self.found.calls.append(Call(self._source, key_of(self._tree), name or "", span, keys, node))
        return of_kind("str", derived)

    # Variables

    def _set(self, variable: nodes.Variable, meaning: Meaning, *, assign: bool) -> None:
        slot = self._slot(variable.name) if assign else None
        if slot is None:
            slot = (self._source, variable.start)
            self._scopes[-1][variable.name] = slot
        before = self._slots.get(slot, NOTHING)
        after = join(before, meaning)
        if after != before:
            self._slots[slot] = after
            self.changed = True

    def _slot(self, name: str) -> Site | None:
        return next((scope[name] for scope in reversed(self._scopes) if name in scope), None)

    def _variable(self, name: str) -> Meaning:
        if name == "$":
            return self.found.dots.get(key_of(self._tree), NOTHING)
        slot = self._slot(name)
        return NOTHING if slot is None else self._slots.get(slot, NOTHING)

    # Expressions

    def _pipe(self, pipe: nodes.Pipe, dot: Meaning, *, declare: bool = True) -> Meaning:
        meaning: Meaning | None = None
        before: nodes.Command | None = None
        for command in pipe.commands:
            meaning = self._command(command, dot, meaning, before, pipe.commands[0].start)
            before = command
        found = meaning or NOTHING
        if declare:
            for variable in pipe.declared:
                self._set(variable, found, assign=pipe.assign)
        return found

    def _command(
        self, command: nodes.Command, dot: Meaning, piped: Meaning | None, before: nodes.Command | None, first: int
    ) -> Meaning:
        head = command.args[0]
        if isinstance(head, nodes.Identifier):
            given = [(arg, self._value(arg, dot)) for arg in command.args[1:]]
            if piped is not None and before is not None:
                given.append((before if len(before.args) > 1 else before.args[0], piped))
            return self._function(head.name, command, given, first if piped is not None else None)
        return self._value(head, dot)

    def _value(self, node: nodes.Node, dot: Meaning) -> Meaning:
        if isinstance(node, nodes.Dot):
            return dot
        if isinstance(node, nodes.Field):
            return self._walk(dot, node.path, node.end)
        if isinstance(node, nodes.Variable):
            return self._walk(self._variable(node.name), node.path, node.end)
        if isinstance(node, nodes.Chain):
            base = node.base
            if isinstance(base, nodes.Pipe):
                meaning = self._pipe(base, dot)
            else:
                meaning = self._function(base.name, nodes.Command(base.start, base.end, base.pos, [base]), [])
            return self._walk(meaning, node.path, node.end)
        if isinstance(node, nodes.Pipe):
            return self._pipe(node, dot)
        if isinstance(node, nodes.Identifier):
            return self._function(node.name, nodes.Command(node.start, node.end, node.pos, [node]), [])
        return of_kind(_constant_kind(node))

    def _walk(self, meaning: Meaning, path: tuple[str, ...], end: int) -> Meaning:
        """Return what the fields ``path`` of ``meaning`` stand for; the last of them is written up to ``end``."""
        start = end - sum(len(name) for name in path) - len(path)
        for name in path:
            if name in CONTEXT_FIELDS and (meaning.root or meaning.unknown or meaning == NOTHING):
                self._note_access(meaning, name, start)
            meaning = self._made.field(meaning, name)
            start += len(name) + 1
        self._touch(meaning.paths)
        return meaning

    def _note_access(self, meaning: Meaning, name: str, start: int) -> None:
        if self.noting:
            proven = meaning.is_root or meaning == NOTHING
            self.found.accesses.append(Access(self._source, key_of(self._tree), start, name, proven))

    def _touch(self, paths: frozenset[Path]) -> None:
        key = key_of(self._tree)
        before = self.found.touched.get(key, frozenset())
        if not paths <= before:
            self.found.touched[key] = before | paths
            self.changed = True

    def _element(self, meaning: Meaning) -> Meaning:
        found = self._made.element(meaning)
        self._touch(found.paths)
        return found

    # Functions

    def _function(
        self,
        name: str,
        command: nodes.Command,
        given: list[tuple[nodes.Node, Meaning]],
        first: int | None = None,
    ) -> Meaning:
        """Return what a function returns; what is piped into it, the last that it is given, begins at ``first``."""
        if self.noting:
            self._note_arguments(name, command, given, first)
        meanings = [meaning for _, meaning in given]
        if name in ("include", "tpl") and len(given) == 2:
            return self._late(name, command, given)
        if name == "ismode":
            self._mode_test(command, given, piped=first is not None)
            return of_kind("bool")
        if name in ("list", "tuple"):
            return self._made.make(
                (self._source, command.start), {str(number): meaning for number, meaning in enumerate(meanings)}
            )
        if name == "dict":
            return self._make_dict(command, given)
        if name in ("index", "get") and given:
            return self._index(given)
        if name in _SETTERS and given:
            return self._merge(name, given)
        return self._result(name, command, meanings)

    def _note_arguments(
        self, name: str, command: nodes.Command, given: list[tuple[nodes.Node, Meaning]], first: int | None
    ) -> None:
        meanings = [meaning for _, meaning in given]
        for number, (node, meaning) in enumerate(given):
            piped = first is not None and number == len(given) - 1
            argument = Argument(
                self._source,
                Span(first if piped and first is not None else node.start, node.end),
                name,
                command.start,
                number,
                node,
                meaning,
                self._made.holding(meaning),
                piped,
                (*meanings[:number], *meanings[number + 1 :]),
            )
            self.found.arguments.append(argument)

    def _late(self, name: str, command: nodes.Command, given: list[tuple[nodes.Node, Meaning]]) -> Meaning:
        node, text = given[0]
        literal = node if isinstance(node, nodes.String) else None
        if name == "include":
            span = Span(literal.start, literal.end) if literal else None
            return self._called(command, literal.value if literal else None, given[1][1], span)
        derived = self._made.deep_sources(text) | self._made.deep_sources(given[1][1])
        if self._made.holds_context(given[1][1]):
            # A text that is not known may call any template, with the context or with anything in it.
            for known in self._names:
                for tree in self._resolve(self._tree, known):
                    self.enter(tree, given[1][1])
            if self.noting:
                self.found.evaluated.append((self._source, key_of(self._tree), command.start))
        return of_kind("str", derived)

    def _mode_test(self, command: nodes.Command, given: list[tuple[nodes.Node, Meaning]], *, piped: bool) -> None:
        if not self.noting or not given:
            return
        context, proven = self._context_here(given[0])
        self.found.modes.append(ModeTest(self._source, key_of(self._tree), command, piped, context, proven))

    def _context_here(self, first: tuple[nodes.Node, Meaning]) -> tuple[str, bool]:
        """Return an expression for the context that is in scope, and whether it is sure to be that."""
        node, meaning = first
        dollar = self._variable("$")
        text = self._tree.source.excerpt(node.span)
        if dollar.is_root or dollar == NOTHING:
            return "$", True
        if meaning.is_root:
            return text, True
        for scope in reversed(self._scopes):
            for name in scope:
                if self._variable(name).is_root:
                    return name, True
        for number in ("0", "1", "2", "3"):
            if dollar.made and not dollar.other and not dollar.paths and self._made.field(dollar, number).is_root:
                return f"(index $ {number})", True
        return (text, False) if meaning.root or meaning.unknown else ("", False)

    def _make_dict(self, command: nodes.Command, given: list[tuple[nodes.Node, Meaning]]) -> Meaning:
        contents: dict[str, Meaning] = {}
        rest = NOTHING
        for number in range(0, len(given), 2):
            key = given[number][0]
            value = given[number + 1][1] if number + 1 < len(given) else of_kind("str")
            if isinstance(key, nodes.String):
                contents[key.value] = join(contents.get(key.value, NOTHING), value)
            else:
                rest = join(rest, value)
        return self._made.make((self._source, command.start), contents, rest)

    def _index(self, given: list[tuple[nodes.Node, Meaning]]) -> Meaning:
        meaning = given[0][1]
        for node, _ in given[1:]:
            if isinstance(node, nodes.String):
                meaning = self._made.field(meaning, node.value)
            elif isinstance(node, nodes.Number) and node.as_int is not None and meaning.made:
                meaning = self._made.field(meaning, str(node.as_int))
            else:
                meaning = self._element(meaning)
        self._touch(meaning.paths)
        return meaning

    def _merge(self, name: str, given: list[tuple[nodes.Node, Meaning]]) -> Meaning:
        target = given[0][1]
        for site in target.made:
            if name == "set" and len(given) == 3:
                key = given[1][0]
                self._made.put(site, key.value if isinstance(key, nodes.String) else None, given[2][1])
            elif name != "set":
                self._made.merge(site, [meaning for _, meaning in given[1:]])
        return target if target.made and not target.other else join(target, *(m for _, m in given[1:]))

    def _result(self, name: str, command: nodes.Command, meanings: list[Meaning]) -> Meaning:
        if name in _KEEPING:
            kept = join(*(meanings if name != "ternary" else meanings[:2]))
            return (
                kept if name not in ("omit", "pick", "deepCopy", "mustDeepCopy") else meanings[0] if meanings else ANY
            )
        if name in _FIRST and meanings:
            return self._element(meanings[-1])
        derived = frozenset().union(*(self._made.deep_sources(meaning) for meaning in meanings))
        kind = _RESULTS.get(name)
        if kind:
            return of_kind(kind, derived)
        holding = any(map(self._made.holds_context, meanings))
        if name in _REARRANGING:
            rest = join(*map(self._element, meanings), *(m for m in meanings if not m.made))
            return self._made.make((self._source, command.start), {}, rest)
        if holding and self.noting and any(meaning.root for meaning in meanings):
            self.found.escapes.append((self._source, key_of(self._tree), command.start))
        return (
            Meaning(unknown=True, derived=derived) if holding else Meaning(ANY.root, other=ANY.other, derived=derived)
        )


#: They return one of their arguments.
_KEEPING = frozenset("and or default coalesce ternary required omit pick deepCopy mustDeepCopy".split())
_FIRST = frozenset("first last mustFirst mustLast".split())
_SETTERS = frozenset("set merge mergeOverwrite mustMerge mustMergeOverwrite".split())
#: They return a list of what was in their arguments.
_REARRANGING = frozenset(
    "append prepend concat reverse rest initial uniq compact without slice sortAlpha push mustAppend mustPush "
    "mustPrepend mustReverse mustRest mustInitial mustUniq mustCompact mustWithout mustSlice values chunk pluck".split()
)
#: What functions return that never hand on an argument.
_RESULTS = {
    **dict.fromkeys(
        "not eq ne lt le gt ge empty hasKey has contains hasPrefix hasSuffix kindIs typeIs all any".split(), "bool"
    ),
    **dict.fromkeys("len int atoi".split(), "int"),
    **dict.fromkeys("int64 add add1 sub mul div mod max min".split(), "int64"),
    **dict.fromkeys(
        "quote squote printf print println toString toYaml toJson toPrettyJson toRawJson toToml toYamlPretty indent "
        "nindent "
        "upper lower title trim trimAll trimSuffix trimPrefix "
        "replace b64enc b64dec sha256sum join cat html js urlquery "
        "trunc substr repeat kindOf typeOf sha1sum".split(),
        "str",
    ),
}


def _constant_kind(node: nodes.Node) -> str:
    if isinstance(node, nodes.Number):
        return "int" if node.as_int is not None and not set(node.text) & set(".'eEpP") else "float"
    return {"String": "str", "Bool": "bool", "Nil": "nil"}.get(node.__class__.__name__, "any")
