"""A tree to the Python source of a function.

The function takes the execution ``S``, the list of output ``o`` and the cursor ``d``. It calls on the runtime for
whatever depends on values, and has no constants of its own but short ones: texts are ``c0``, ``c1``, ..., the functions
that it calls ``f0``, ``f1``, ..., all bound when the code is linked. Each line belongs to one node of the tree, by
which an error that happens in it finds its place.

For ``a{{ .x.y | printf "%s" }}{{ range .l }}{{ . }}{{ end }}``::

    def t(S,o,d):
     o+=(c0,f0(S,'%s',
    F(d,'x.y')),)
     r1=R(S,o,
    F(d,'l'))
     for x2 in r1:
      o+=(P(x2),)

A long branch of an ``if`` or ``with`` becomes a function of its own, which is compiled when it is first called; most of
a big chart is branches that are never taken.

Upstream: text/template exec.go walk, evalPipeline, evalCommand
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from . import nodes, scopes
from .expressions import Expressions
from .generated import Block, Source
from .scopes import Dot, Slot

__all__ = ["NESTED_BLOCKS", "emit", "emit_block"]

#: Pieces in one statement that adds to the output.
_GROUP = 100
#: Functions of branches that may be nested in each other, which bounds how deep one template goes.
NESTED_BLOCKS = 3


def emit(tree: nodes.Tree, overridden: Collection[str] = (), *, traced: bool = False) -> Source:
    """Return the generated code of ``tree``; the same tree always gives the same.

    Args:
        tree: A template.
        overridden: Names of builtins that the user's functions replace.
        traced: Have each piece of output recorded with the node that it comes from.
    """
    return _emitter(traced)(scopes.resolve(tree.root, overridden), overridden).template(tree)


def emit_block(around: Source, name: str, overridden: Collection[str] = (), *, traced: bool = False) -> Source:
    """Return the generated code of the block ``name`` that ``around`` calls; the other arguments are as for it."""
    return _emitter(traced)(around.scopes, overridden).branch(name, around.blocks[name])


def _emitter(traced: bool) -> type[_Emitter]:
    return _TracingEmitter if traced else _Emitter


class _Emitter(Expressions):
    """Writes the code of one template."""

    def __init__(self, found: scopes.Scopes, overridden: Collection[str]) -> None:
        super().__init__(found, overridden)
        self.indent = " "
        #: Within :meth:`once`: the local that tells to go on with the loop around.
        self.leaving = ""
        #: Pieces in the statement that adds to the output, which is open if there are any.
        self.open = 0
        self.blocks: dict[str, Block] = {}
        #: How many blocks are around this.
        self.level = 0

    def template(self, tree: nodes.Tree) -> Source:
        """Write the function."""
        self.write("def t(S,o,d):")
        self.lines.append(None)
        root = self.scopes.root
        if root.mixed:
            self.line(f"{root.origin}=None")
        if root.local != "d":
            self.line(f"{root.local}=d")
        self.body(tree.root)
        return self.source()

    def branch(self, name: str, block: Block) -> Source:
        """Write the function of a branch."""
        self.write(f"def {name}(S,o,{block.parameters}):")
        self.lines.append(None)
        self.dot = block.dot
        self.level = block.level
        self.body(block.items)
        return self.source()

    def source(self) -> Source:
        """Return what has been written."""
        texts, calls = tuple(self.texts), tuple(self.calls)
        return Source("".join(self.parts), self.lines, self.scopes, texts, calls, self.blocks)

    def line(self, code: str) -> None:
        """Begin a line with ``code``; it belongs to the first node that is written on it."""
        if self.open:
            self.open = 0
            self.write(f")\n{self.indent}{code}")
        else:
            self.write(f"\n{self.indent}{code}")
        self.lines.append(None)
        self.owner = None

    def piece(self) -> None:
        """Begin a piece of output."""
        if not self.open or self.open >= _GROUP:
            self.line("o+=(")
        self.open += 1

    # Statements.

    def body(self, items: nodes.List) -> None:
        """Write the statements of a block."""
        start = len(self.lines)
        conditional = self.scopes.conditional
        for node in items.nodes:
            if conditional:
                for slot in conditional.get(node.start, ()):
                    self.line(f"{slot.local}=U")
            _STATEMENTS[node.__class__](self, node)
        if self.open:
            self.open = 0
            self.write(")")
        if len(self.lines) == start:
            self.line("pass")

    def block(self, items: nodes.List, dot: Dot | None = None) -> None:
        """Write an indented block."""
        outer, before = self.indent, self.dot
        self.indent = outer + " "
        self.dot = dot or before
        self.body(items)
        self.indent, self.dot = outer, before

    def own_block(self, items: nodes.List, dot: Dot | None = None) -> None:
        """Write an indented block, or the call of a function that it becomes."""
        free = self.scopes.free.get(items.start)
        if free is None or self.level == NESTED_BLOCKS or self.scopes.conditional:
            self.block(items, dot)
            return
        dot = dot or self.dot
        used = {dot.local, dot.container, *(local for slot in free for local in slot.locals)}
        parameters = ",".join(sorted(used - {""}))
        name = f"B{items.start}"
        self.blocks[name] = Block(items, dot, parameters, self.level + 1)
        self.indent += " "
        self.line(f"{name}(S,o,{parameters})")
        self.indent = self.indent[1:]

    def text(self, node: nodes.Text) -> None:
        """Write a text."""
        self.piece()
        self.write(f"c{self.texts.setdefault(node.text, len(self.texts))},")

    def comment(self, node: nodes.Comment) -> None:
        """Write nothing."""

    def action(self, node: nodes.Action) -> None:
        """Write an action: a piece of output, or the variables that it sets."""
        pipe = node.pipe
        if pipe.declared:
            self.set(pipe)
        else:
            self.piece()
            self.printed(node)
            self.write(",")

    def printed(self, node: nodes.Action) -> None:
        """Write an action's value as text. PERF: what is most often printed has one call for both."""
        pipe = node.pipe
        command = pipe.commands[-1]
        head = command.args[0]
        if isinstance(head, nodes.Identifier) and not self.is_operator(head.name, command, len(pipe.commands) > 1):
            self.call(command, head, pipe, len(pipe.commands) - 1, printed=True)
        elif isinstance(head, nodes.Field) and len(command.args) == 1 and len(pipe.commands) == 1:
            self.at(head, f"{'PE' if self.dot.container else 'PF'}({self.dot.local},{'.'.join(head.path)!a})")
        else:
            self.at(node, "P(")
            self.command(pipe, len(pipe.commands) - 1)
            self.write(")")

    def set(self, pipe: nodes.Pipe) -> None:
        """Write a statement that sets a variable."""
        slots = self.scopes.targets[pipe.declared[0].start]
        if not slots or slots[0].mixed:
            self.line("")
            self.pipe(pipe)
        else:
            self.line(f"{slots[0].local}=")
            self.commands(pipe)

    def choice(self, node: nodes.Branch) -> None:
        """Write an if or with, and what it is otherwise."""
        word = "if "
        while True:
            dot = self.scopes.dots.get(node.start)
            self.line(f"{word}{dot.local}:=" if dot is not None else word)
            self.pipe(node.pipe)
            self.write(":")
            self.own_block(node.body, dot)
            otherwise = node.otherwise
            if otherwise is None or not otherwise.nodes:
                return
            inner = otherwise.nodes[0]
            chained = len(otherwise.nodes) == 1 and isinstance(inner, (nodes.If, nodes.With))
            if not chained or inner.start in self.scopes.conditional:
                self.line("else:")
                self.own_block(otherwise)
                return
            node, word = inner, "elif "  # type: ignore[assignment] # see chained

    def range(self, node: nodes.Range) -> None:
        """Write a loop. Where its variables show outside of it, they first hold the whole, as in Go."""
        dot = self.scopes.dots[node.start]
        pipe = node.pipe
        targets = [self.scopes.targets[variable.start] for variable in pipe.declared]
        otherwise = node.otherwise if node.otherwise is not None and node.otherwise.nodes else None
        whole = [slots[-1] for slots in targets if slots] if pipe.assign or otherwise else []
        named, self.named = self.named, True
        if whole:
            self.line("=".join(slot.local for slot in whole) + "=")
            self.commands(pipe)
            for slot in whole:
                if slot.mixed:
                    self.line(f"{slot.origin}=None")
        missing = [variable.name for variable, slots in zip(pipe.declared, targets, strict=True) if not slots]
        self.line(f"{dot.container}=")
        if missing:
            self.write("(")
            self.whole(pipe, whole)
            self.write(",")
            self.refuse(pipe, f"undefined variable: {missing[0]}", inside=True)
        else:
            self.at(pipe, "R2(S,o," if len(pipe.declared) > 1 else "R(S,o,")
            self.whole(pipe, whole)
        self.write(")")
        self.named = named
        slots = [slots[0] for slots in targets if slots]
        if otherwise is None:
            self.loop(node, dot, slots)
            return
        self.line(f"if {dot.container}:")
        self.indent += " "
        self.loop(node, dot, slots)
        self.indent = self.indent[1:]
        self.line("else:")
        if _breaks(otherwise):
            self.once(otherwise)
        else:
            self.block(otherwise)

    def whole(self, pipe: nodes.Pipe, held: list[Slot]) -> None:
        """Write what a loop goes over, which variables may hold already."""
        if held:
            self.write(held[0].local)
        else:
            self.commands(pipe)

    def loop(self, node: nodes.Range, dot: Dot, slots: list[Slot]) -> None:
        """Write the loop over a range's elements."""
        assign = node.pipe.assign
        elements = [dot.local]
        first = []
        if len(node.pipe.declared) > 1:
            elements.insert(0, self.fresh())
            if len(slots) > 1 and assign:
                first.append(f"{slots[0].local}={elements[0]}")
            elif len(slots) > 1:
                elements[0] = slots[0].local
        if slots:
            value = slots[-1]
            if assign or value.mixed:
                first.append(f"{value.local}={dot.local}")
                if value.mixed:
                    first.append(f"{value.origin}={dot.container}")
            else:
                value.local = dot.local  # it does not change within an iteration
        self.line(f"for {','.join(elements)} in {dot.container}:")
        self.indent += " "
        for code in first:
            self.line(code)
        outer, self.dot = self.dot, dot
        around, self.leaving = self.leaving, ""
        self.body(node.body)
        self.leaving = around
        self.dot = outer
        self.indent = self.indent[1:]

    def once(self, items: nodes.List) -> None:
        """Write an else branch with a break in it: Go takes that to leave the range whose branch it is."""
        around, self.leaving = self.leaving, self.fresh()
        self.indent += " "
        self.line(f"{self.leaving}=0")
        self.line("while 1:")
        self.block(items)
        self.line(" break")
        self.line(f"if {self.leaving}:")
        self.leaving = around
        self.indent += " "
        self.continue_()
        self.indent = self.indent[2:]

    def break_(self, _node: nodes.Node) -> None:
        """Write a break."""
        self.line("break")

    def continue_(self, _node: nodes.Node | None = None) -> None:
        """Write a continue; from within :meth:`once` it has to leave that first."""
        if self.leaving:
            self.line(f"{self.leaving}=1")
            self.line("break")
        else:
            self.line("continue")

    def template_(self, node: nodes.Template) -> None:
        """Write a call of a template."""
        self.line("")
        self.at(node, f"X(S,{node.name!a})(S,o,")
        if node.pipe is None:
            self.write("None")
        else:
            self.pipe(node.pipe)
        self.write(")")


class _TracingEmitter(_Emitter):
    """Writes code that hands every piece of output on, together with the node that it comes from."""

    def text(self, node: nodes.Text) -> None:
        """Write a text."""
        self.piece()
        self.write(f"Q(S,T,{node.start},{node.end},c{self.texts.setdefault(node.text, len(self.texts))}),")

    def printed(self, node: nodes.Action) -> None:
        """Write an action's value as text."""
        self.write(f"Q(S,T,{node.start},{node.end},")
        super().printed(node)
        self.write(")")


_STATEMENTS: dict[type[nodes.Node], Callable[..., None]] = {
    nodes.Text: lambda emitter, node: emitter.text(node),
    nodes.Comment: _Emitter.comment,
    nodes.Action: _Emitter.action,
    nodes.If: _Emitter.choice,
    nodes.With: _Emitter.choice,
    nodes.Range: _Emitter.range,
    nodes.Template: _Emitter.template_,
    nodes.Break: _Emitter.break_,
    nodes.Continue: _Emitter.continue_,
}


def _breaks(items: nodes.List) -> bool:
    """Return whether a break in ``items`` leaves what is around them."""
    stack: list[nodes.Node] = [*items.nodes]
    while stack:
        node = stack.pop()
        if isinstance(node, nodes.Break):
            return True
        if isinstance(node, nodes.Branch) and not isinstance(node, nodes.Range):
            stack += node.body.nodes
            if node.otherwise is not None:
                stack += node.otherwise.nodes
    return False
