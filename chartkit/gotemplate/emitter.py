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

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from . import nodes, scopes
from .scopes import Dot, Slot

__all__ = ["NESTED_BLOCKS", "Block", "Call", "Source", "block_start", "emit", "emit_block"]

#: PERF: the operators of Python are the builtins of Go, as truth is the same for all Go values.
_OPERATORS = {"and": " and ", "or": " or "}
#: Pieces in one statement that adds to the output.
_GROUP = 100
#: Functions of branches that may be nested in each other, which bounds how deep one template goes.
NESTED_BLOCKS = 3
_CONSTANTS = frozenset({nodes.Dot, nodes.Nil, nodes.Bool, nodes.String})


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


def block_start(name: str) -> int:
    """Return the offset at which the block of a name starts."""
    return int(name[1:])


def _emitter(traced: bool) -> type[_Emitter]:
    return _TracingEmitter if traced else _Emitter


class _Emitter:
    """Writes the code of one template.

    PERF: code is appended to ``parts`` as it comes; most of a cold run's time goes into writing and compiling code.
    """

    def __init__(self, found: scopes.Scopes, overridden: Collection[str]) -> None:
        self.scopes = found
        self.inline = {name for name in ("and", "or", "not") if name not in overridden}
        self.parts: list[str] = []
        self.write = self.parts.append
        self.lines: list[tuple[nodes.Node, Dot] | None] = []
        #: What the line that is being written belongs to.
        self.owner: nodes.Node | None = None
        self.texts: dict[str, int] = {}
        self.calls: dict[Call, int] = {}
        self.dot = Dot("d")
        self.indent = " "
        #: Within :meth:`once`: the local that tells to go on with the loop around.
        self.leaving = ""
        #: Whether the arguments of ``and`` and ``or`` get names, by which an error finds out where these stopped.
        self.named = False
        #: Pieces in the statement that adds to the output, which is open if there are any.
        self.open = 0
        self.count = 0
        self.blocks: dict[str, Block] = {}
        #: How many blocks are around this.
        self.level = 0

    # Lines.

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

    def at(self, node: nodes.Node, code: str) -> None:
        """Write ``code``, which can fail, on a line that belongs to ``node``."""
        owner = self.owner
        if owner is not node:
            self.owner = node
            if owner is None:
                self.lines[-1] = (node, self.dot)
            else:
                self.write("\n")
                self.lines.append((node, self.dot))
        self.write(code)

    def piece(self) -> None:
        """Begin a piece of output."""
        if not self.open or self.open >= _GROUP:
            self.line("o+=(")
        self.open += 1

    def fresh(self) -> str:
        """Return the name of a new local for an intermediate value."""
        self.count += 1
        return f"y{self.count}"

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

    # Pipelines.

    def pipe(self, pipe: nodes.Pipe) -> None:
        """Write a pipeline as an expression, with the variable that it sets."""
        if not pipe.declared:
            self.commands(pipe)
            return
        slots = self.scopes.targets[pipe.declared[0].start]
        if not slots:
            named, self.named = self.named, True
            self.write("(")
            self.commands(pipe)
            self.write(",")
            self.refuse(pipe, f"undefined variable: {pipe.declared[0].name}", inside=True)
            self.write(")")
            self.named = named
            return
        self.write(f"({slots[0].local}:=")
        self.commands(pipe)
        self.write(f",{slots[0].origin}:=None)[0]" if slots[0].mixed else ")")

    def commands(self, pipe: nodes.Pipe) -> None:
        """Write a pipeline without the variable that it sets."""
        self.command(pipe, len(pipe.commands) - 1)

    def command(self, pipe: nodes.Pipe, stage: int) -> None:
        """Write a command of ``pipe`` and those before it, whose value is its last argument."""
        command = pipe.commands[stage]
        args = command.args
        head = args[0]
        if isinstance(head, nodes.Identifier):
            if self.is_operator(head.name, command, stage > 0):
                self.operator(head.name, args[1:], pipe, stage)
            else:
                self.call(command, head, pipe, stage)
        elif len(args) == 1 and not stage:
            if isinstance(head, nodes.Nil):
                self.refuse(head, "nil is not a command")
            else:
                self.operand(head)
        elif isinstance(head, (nodes.Field, nodes.Chain)) or (isinstance(head, nodes.Variable) and head.path):
            self.method(command, args[1:], pipe, stage)
        else:
            self.misuse(head, pipe, stage)

    def misuse(self, head: nodes.Node, pipe: nodes.Pipe, stage: int) -> None:
        """Write the error of a value that is given arguments.

        Go looks for them before it evaluates a parenthesised pipeline, and blames what it has looked at last.
        """
        blamed = head
        inside = isinstance(head, nodes.Pipe) and stage > 0
        if isinstance(head, nodes.Pipe):
            blamed = pipe.commands[stage - 1] if stage else pipe
        self.write("(")
        if stage:
            named, self.named = self.named, True
            self.command(pipe, stage - 1)
            self.write(",")
            self.named = named
        self.refuse(blamed, f"can't give argument to non-function {head}", inside=inside)
        self.write(")")

    def is_operator(self, name: str, command: nodes.Command, final: bool) -> bool:
        """Return whether a call of ``name`` is written with an operator: Go's own function with arguments enough."""
        if name not in self.inline:
            return False
        total = len(command.args) - 1 + final
        return total == 1 if name == "not" else total > 0

    def operator(self, name: str, args: list[nodes.Node], pipe: nodes.Pipe, stage: int) -> None:
        """Write a builtin that Python has an operator for."""
        if name == "not":
            self.write("(not ")
            if args:
                self.operand(args[0])
            else:
                self.command(pipe, stage - 1)
            self.write(")")
            return
        operator = _OPERATORS[name]
        final = ""
        self.write("(")
        if stage and args:
            # What comes from the pipeline is evaluated first, and counts last.
            final = self.fresh()
            self.write(f"{final}:=")
            self.command(pipe, stage - 1)
            self.write(",")
        for number, arg in enumerate(args):
            if number:
                self.write(operator)
            if self.named and number < len(args) - 1:
                self.write(f"(n{arg.start}:=")
                self.operand(arg)
                self.write(")")
            else:
                self.operand(arg)
        if final:
            self.write(f"{operator}{final})[1]")
        else:
            if stage:
                self.command(pipe, stage - 1)
            self.write(")")

    def call(
        self, node: nodes.Node, head: nodes.Identifier, pipe: nodes.Pipe | None, stage: int, *, printed: bool = False
    ) -> None:
        """Write a call of a function."""
        args = node.args[1:] if isinstance(node, nodes.Command) else []
        piped = stage > 0 and bool(args) and pipe is not None and not self.in_any_order(pipe, stage, args)
        call = Call(head.name, len(args), stage > 0, piped, printed)
        self.at(node, f"f{self.calls.setdefault(call, len(self.calls))}(S")
        if piped and pipe is not None:
            self.write(",")
            self.command(pipe, stage - 1)
        if args:
            self.arguments(args)
        if stage and not piped and pipe is not None:
            self.write(",")
            self.command(pipe, stage - 1)
        self.write(")")

    def in_any_order(self, pipe: nodes.Pipe, stage: int, args: list[nodes.Node]) -> bool:
        """Return whether ``args`` of a command may as well be evaluated before the commands that come before it."""
        if not all(map(_simple, args)):
            return False
        uses = [self.scopes.uses[arg.start] for arg in args if isinstance(arg, nodes.Variable)]
        if not uses:
            return True
        return all(uses) and not any(
            isinstance(node, nodes.Pipe) and node.declared
            for command in pipe.commands[:stage]
            for node in nodes.walk(command)
        )

    def method(self, command: nodes.Command, args: list[nodes.Node], pipe: nodes.Pipe, stage: int) -> None:
        """Write a call of a method. Go finds it before it evaluates the arguments."""
        final = ""
        if stage:
            final = self.fresh()
            self.write(f"({final}:=")
            self.command(pipe, stage - 1)
            self.write(",")
        head = command.args[0]
        path = head.path  # type: ignore[attr-defined] # a Field, Variable or Chain
        # Go: what is no value at all has no methods, and then the arguments are not evaluated.
        found = "" if all(map(_simple, args)) else self.fresh()
        if found:
            self.write(f"(None if ({found}:=")
        self.at(command, "M(S,")
        self.member(head, path[:-1])
        self.write(f",{path[-1]!a},{len(args)},{stage > 0:d})")
        if found:
            self.write(") is N else ")
            self.at(command, found)
        self.write("(S")
        self.arguments(args)
        if final:
            self.write(f",{final}")
        self.write("))" if found else ")")
        if final:
            self.write(")[1]")

    def arguments(self, args: list[nodes.Node]) -> None:
        """Write arguments. A name is given to a value that can be of the wrong type while a later one fails."""
        named, self.named = self.named, True
        if len(args) == 1:
            self.write(",")
            self.operand(args[0])
        else:
            last = max([number for number, arg in enumerate(args) if not _simple(arg)], default=0)
            for number, arg in enumerate(args):
                kind = arg.__class__
                if number < last and (kind is nodes.Pipe or kind is nodes.Identifier):
                    self.write(f",n{arg.start}:=")
                else:
                    self.write(",")
                self.operand(arg)
        self.named = named

    # Operands.

    def operand(self, node: nodes.Node) -> None:
        """Write what a command or an argument consists of."""
        _OPERANDS[node.__class__](self, node)

    def field(self, node: nodes.Field) -> None:
        """Write fields of dot."""
        dot = self.dot
        self.at(node, f"{'E' if dot.container else 'F'}({dot.local},{'.'.join(node.path)!a})")

    def cursor(self, _node: nodes.Dot) -> None:
        """Write dot."""
        self.write(self.dot.local)

    def nil(self, _node: nodes.Nil) -> None:
        """Write nil."""
        self.write("None")

    def truth(self, node: nodes.Bool) -> None:
        """Write a truth value."""
        self.write("True" if node.value else "False")

    def string(self, node: nodes.String) -> None:
        """Write a string: itself, or the name of a text."""
        value = node.value
        self.write(ascii(value) if len(value) <= 60 else f"c{self.texts.setdefault(value, len(self.texts))}")

    def number(self, node: nodes.Number) -> None:
        """Write a number as the kind that its form tells.

        DEVIATION: one too big for an int is refused also where a float is wanted, which Go would make of it.

        Upstream: text/template exec.go (*state).idealConstant
        """
        text = node.text
        is_hex = text[:2] in {"0x", "0X"} and "p" not in text and "P" not in text and len(text) > 2
        if node.as_complex is not None:
            self.write(f"J({node.as_complex.real!r},{node.as_complex.imag!r})")
        elif node.as_float is not None and not is_hex and text[0] != "'" and any(mark in text for mark in ".eEpP"):
            self.write(repr(node.as_float))
        elif node.as_int is not None:
            self.write(repr(node.as_int))
        else:
            self.refuse(node, f"{text} overflows int")

    def identifier(self, node: nodes.Identifier) -> None:
        """Write a call of a function without arguments."""
        self.call(node, node, None, 0)

    def chain(self, node: nodes.Chain) -> None:
        """Write fields of what is in parentheses, or of a function's result."""
        self.member(node, node.path)

    def variable(self, node: nodes.Variable) -> None:
        """Write a variable and its fields."""
        self.member(node, node.path)

    def member(self, node: nodes.Node, path: tuple[str, ...]) -> None:
        """Write some of the fields of a node, from what it walks them."""
        if isinstance(node, nodes.Field):
            if path:
                letter = "E" if self.dot.container else "F"
                self.at(node, f"{letter}({self.dot.local},{'.'.join(path)!a})")
            else:
                self.write(self.dot.local)
        elif isinstance(node, nodes.Variable):
            self.slot(node, path)
        elif isinstance(node, nodes.Chain):
            named, self.named = self.named, True
            if path:
                letter = "E" if isinstance(node.base, nodes.Identifier) else "F"
                self.at(node, f"{letter}(k{node.start}:=")
            self.operand(node.base)
            if path:
                self.write(f",{'.'.join(path)!a})")
            self.named = named

    def slot(self, node: nodes.Variable, path: tuple[str, ...]) -> None:
        """Write a variable and the fields to walk from it."""
        slots = self.scopes.uses[node.start]
        joined = ascii(".".join(path))
        if len(slots) == 1 and not slots[0].conditional:
            slot = slots[0]
            if not path:
                self.write(slot.local)
            elif slot.mixed:
                self.at(node, f"G({slot.local},{slot.origin},{joined})")
            else:
                self.at(node, f"{'E' if slot.containers else 'F'}({slot.local},{joined})")
            return
        if path:
            self.at(node, "F(")
        self.write("(")
        for slot in slots:
            self.write(f"{slot.local} if {slot.local} is not U else " if slot.conditional else slot.local)
        if not slots or slots[-1].conditional:
            self.refuse(node, f"undefined variable: {node.name}")
        self.write(f"),{joined})" if path else ")")

    def refuse(self, node: nodes.Node, reason: str, *, inside: bool = False) -> None:
        """Write an error that is certain; it blames ``node``, or what has been looked at last inside it."""
        self.at(node, f"Z({reason!a}{',1' if inside else ''})")


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

_OPERANDS: dict[type[nodes.Node], Callable[..., None]] = {
    nodes.Field: _Emitter.field,
    nodes.Dot: _Emitter.cursor,
    nodes.Nil: _Emitter.nil,
    nodes.Bool: _Emitter.truth,
    nodes.String: _Emitter.string,
    nodes.Number: _Emitter.number,
    nodes.Identifier: _Emitter.identifier,
    nodes.Chain: _Emitter.chain,
    nodes.Variable: _Emitter.variable,
    nodes.Pipe: _Emitter.pipe,
}


def _simple(node: nodes.Node) -> bool:
    """Return whether evaluating ``node`` neither fails nor changes anything."""
    kind = node.__class__
    if kind in _CONSTANTS:
        return True
    if isinstance(node, nodes.Number):
        return node.as_int is not None or node.as_uint is None
    return isinstance(node, nodes.Variable) and not node.path


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
