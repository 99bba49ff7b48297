"""A tree to Python source, and that to code.

The code of a template is a function of the execution ``S``, the list of output ``o`` and the cursor ``d``. It calls
on the runtime for whatever depends on values, and has no constants of its own but short ones: its texts are ``c0``,
``c1``, ..., the functions that it calls ``f0``, ``f1``, ..., all bound when the code is linked. Each line belongs to
one node of the tree, which is how an error that happens in it finds its place.

For ``a{{ .x.y | printf "%s" }}{{ range .l }}{{ . }}{{ end }}``::

    def t(S,o,d):
     o+=(c0,
    P(
    f0(S,'%s',
    F(d,'x.y'))),)
     r1=R(S,o,
    F(d,'l'),0)
     for x2 in r1:
      o+=(P(x2),)

Upstream: text/template exec.go walk, evalPipeline, evalCommand
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import CodeType

from chartkit.errors import LimitError

from . import nodes, scopes
from .scopes import Dot, Slot

__all__ = ["VERSION", "Call", "Line", "Unit", "compile_tree", "emit"]

#: Goes into the key of compiled code; raised whenever the same template gives other code.
VERSION = 1

#: PERF: the operators of Python are the builtins of Go, as truth is the same for all Go values.
_OPERATORS = {"and": " and ", "or": " or "}
#: Texts in one statement that adds to the output.
_GROUP = 100
_MAX_INT = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Call:
    """A function that a unit calls: with how many arguments, and whether the last is written first."""

    name: str
    args: int
    piped: bool
    #: The last argument comes from the pipeline.
    final: bool


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of generated code belongs to: a node, and the cursor there."""

    node: nodes.Node
    dot: Dot


@dataclass(slots=True)
class Unit:
    """The code of one template, apart from every set of templates.

    Code, texts and calls can be marshalled; the lines are made again when they are wanted.
    """

    code: CodeType
    texts: tuple[str, ...]
    calls: tuple[Call, ...]


@dataclass(slots=True)
class Source:
    """Generated code before Python compiles it. ``lines[n - 1]`` tells what line ``n`` belongs to."""

    text: str
    lines: list[Line | None]
    scopes: scopes.Scopes
    texts: list[str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)


def compile_tree(tree: nodes.Tree, overridden: Collection[str] = ()) -> Unit:
    """Return the code of ``tree``.

    Args:
        tree: A template.
        overridden: Names of builtins that the user's functions replace.

    Raises:
        LimitError: Python cannot compile it, because expressions or loops are nested too deeply.
    """
    source = emit(tree, overridden)
    try:
        module = compile(source.text, f"<template {tree.name}>", "exec", dont_inherit=True)
    except (SyntaxError, RecursionError, MemoryError) as error:
        message = f"template: {tree.source.name}: {tree.name} is nested too deeply"
        raise LimitError(message, tree.source.location(tree.start), reason="nested too deeply") from error
    code = next(constant for constant in module.co_consts if isinstance(constant, CodeType))
    return Unit(code, tuple(source.texts), tuple(source.calls))


def emit(tree: nodes.Tree, overridden: Collection[str] = ()) -> Source:
    """Return the generated code of ``tree``; the same tree always gives the same.

    Args:
        tree: A template.
        overridden: Names of builtins that the user's functions replace.
    """
    return _Emitter(scopes.resolve(tree.root, overridden), overridden).template(tree)


class _Emitter:
    """Writes the code of one template."""

    def __init__(self, found: scopes.Scopes, overridden: Collection[str]) -> None:
        self.scopes = found
        self.inline = {name for name in ("and", "or", "not") if name not in overridden}
        self.parts: list[str] = []
        self.lines: list[Line | None] = []
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

    # Lines.

    def template(self, tree: nodes.Tree) -> Source:
        """Write the function."""
        self.parts.append("def t(S,o,d):")
        self.lines.append(None)
        root = self.scopes.root
        if root.mixed:
            self.line(f"{root.origin}=None")
        if root.local == "D":
            self.line("D=d")
        self.body(tree.root)
        return Source("".join(self.parts), self.lines, self.scopes, list(self.texts), list(self.calls))

    def line(self, code: str) -> None:
        """Begin a line with ``code``; it belongs to the first node that is written on it."""
        if self.open:
            self.close()
        self.parts.append(f"\n{self.indent}{code}")
        self.lines.append(None)

    def at(self, node: nodes.Node, code: str) -> None:
        """Write ``code``, which can fail, on a line that belongs to ``node``."""
        line = self.lines[-1]
        if line is None:
            self.lines[-1] = Line(node, self.dot)
        elif line.node is not node:
            self.parts.append("\n")
            self.lines.append(Line(node, self.dot))
        self.parts.append(code)

    def write(self, code: str) -> None:
        """Write ``code``, which cannot fail."""
        self.parts.append(code)

    def close(self) -> None:
        """End the statement that adds to the output."""
        self.parts.append(")")
        self.open = 0

    def piece(self) -> None:
        """Begin a piece of output."""
        if self.open >= _GROUP:
            self.close()
        if not self.open:
            self.line("o+=(")
        self.open += 1

    def fresh(self) -> str:
        """Return the name of a new local for an intermediate value."""
        self.count += 1
        return f"y{self.count}"

    @contextmanager
    def naming(self) -> Iterator[None]:
        """Give names to the arguments of ``and`` and ``or``: what is written can be blamed for its type."""
        before, self.named = self.named, True
        yield
        self.named = before

    # Statements.

    def body(self, items: nodes.List) -> None:
        """Write the statements of a block."""
        start = len(self.lines)
        for node in items.nodes:
            for slot in self.scopes.conditional.get(node.start, ()):
                self.line(f"{slot.local}=U")
            _STATEMENTS[node.__class__](self, node)  # type: ignore[operator] # each takes a node of its class
        if self.open:
            self.close()
        if len(self.lines) == start:
            self.line("pass")

    def block(self, items: nodes.List, dot: Dot | None = None) -> None:
        """Write an indented block."""
        outer, self.indent = self.indent, self.indent + " "
        if dot is None:
            self.body(items)
        else:
            before, self.dot = self.dot, dot
            self.body(items)
            self.dot = before
        self.indent = outer

    def text(self, node: nodes.Text) -> None:
        """Write a text."""
        self.piece()
        number = self.texts.setdefault(node.text, len(self.texts))
        self.write(f"c{number},")

    def comment(self, node: nodes.Comment) -> None:
        """Write nothing."""

    def action(self, node: nodes.Action) -> None:
        """Write an action: a piece of output, or the variables that it sets."""
        if not node.pipe.declared:
            self.piece()
            self.at(node, "P(")
            self.commands(node.pipe)
            self.write("),")
        else:
            self.set(node.pipe)

    def set(self, pipe: nodes.Pipe) -> None:
        """Write a statement that sets a variable."""
        slots = self.scopes.targets[pipe.declared[0].start]
        if not slots or slots[0].mixed:
            self.line("")
            self.pipe(pipe)
            return
        self.line(f"{slots[0].local}=")
        self.commands(pipe)

    def if_(self, node: nodes.If) -> None:
        """Write an if."""
        self.choice(node, "if ")

    def choice(self, node: nodes.Branch, word: str) -> None:
        """Write an if or with, and what it is otherwise."""
        while True:
            dot = self.scopes.dots.get(node.start)
            self.line(word)
            if dot is not None:
                self.write(f"{dot.local}:=")
            self.pipe(node.pipe)
            self.write(":")
            self.block(node.body, dot)
            otherwise = node.otherwise
            if otherwise is None:
                return
            if len(otherwise.nodes) == 1 and otherwise.nodes[0].start not in self.scopes.conditional:
                inner = otherwise.nodes[0]
                if isinstance(inner, (nodes.If, nodes.With)):
                    node, word = inner, "elif "
                    continue
            if otherwise.nodes:
                self.line("else:")
                self.block(otherwise)
            return

    def range(self, node: nodes.Range) -> None:
        """Write a loop. Where its variables show outside of it, they first hold the whole, as in Go."""
        dot = self.scopes.dots[node.start]
        declared = node.pipe.declared
        targets = [self.scopes.targets[variable.start] for variable in declared]
        shown = node.pipe.assign or node.otherwise is not None
        whole = [slots[-1] for slots in targets if slots] if shown else []
        call = f"R{2 if len(declared) > 1 else ''}(S,o,"
        if whole:
            self.line("=".join(slot.local for slot in whole) + "=")
            with self.naming():
                self.commands(node.pipe)
            for slot in whole:
                if slot.mixed:
                    self.line(f"{slot.origin}=None")
        if not all(targets):
            name = next(variable.name for variable, slots in zip(declared, targets, strict=True) if not slots)
            self.line("")
            if not whole:
                self.write("(")
                with self.naming():
                    self.commands(node.pipe)
                self.write(",")
            self.refuse(node.pipe, f"undefined variable: {name}", inside=True)
            if not whole:
                self.write(")")
        self.line(f"{dot.container}=")
        self.at(node.pipe, call)
        if whole:
            self.write(whole[0].local)
        else:
            with self.naming():
                self.commands(node.pipe)
        self.write(")")
        slots = [slots[0] for slots in targets if slots]
        if node.otherwise is None or not node.otherwise.nodes:
            self.loop(node, dot, slots)
            return
        self.line(f"if {dot.container}:")
        self.indent += " "
        self.loop(node, dot, slots)
        self.indent = self.indent[1:]
        self.line("else:")
        if _breaks(node.otherwise):
            self.once(node.otherwise)
        else:
            self.block(node.otherwise)

    def loop(self, node: nodes.Range, dot: Dot, slots: list[Slot]) -> None:
        """Write the loop over a range's elements."""
        elements = [dot.local]
        held = []
        if len(slots) > 1:
            key = slots[0]
            elements.insert(0, key.local if not node.pipe.assign else self.fresh())
            if node.pipe.assign:
                held.append(f"{key.local}={elements[0]}")
        if slots:
            value = slots[-1]
            if node.pipe.assign or value.mixed:
                held.append(f"{value.local}={dot.local}")
                if value.mixed:
                    held.append(f"{value.origin}={dot.container}")
            else:
                value.local = dot.local  # it never changes within an iteration
        self.line(f"for {','.join(elements)} in {dot.container}:")
        self.indent += " "
        for code in held:
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

    # Expressions.

    def pipe(self, pipe: nodes.Pipe) -> None:
        """Write a pipeline as an expression, with the variable that it sets."""
        if not pipe.declared:
            self.commands(pipe)
            return
        slots = self.scopes.targets[pipe.declared[0].start]
        if not slots:
            self.write("(")
            with self.naming():
                self.commands(pipe)
            self.write(",")
            self.refuse(pipe, f"undefined variable: {pipe.declared[0].name}", inside=True)
            self.write(")")
        elif slots[0].mixed:
            self.write(f"({slots[0].local}:=")
            self.commands(pipe)
            self.write(f",{slots[0].origin}:=None)[0]")
        else:
            self.write(f"({slots[0].local}:=")
            self.commands(pipe)
            self.write(")")

    def commands(self, pipe: nodes.Pipe) -> None:
        """Write a pipeline without the variable that it sets."""
        self.command(pipe, len(pipe.commands) - 1)

    def command(self, pipe: nodes.Pipe, stage: int) -> None:
        """Write a command of ``pipe`` and those before it, whose value is its last argument."""
        command = pipe.commands[stage]
        head, args = command.args[0], command.args[1:]
        kind = head.__class__
        if kind is nodes.Identifier:
            self.call(command, head, args, pipe, stage)  # type: ignore[arg-type] # an Identifier
        elif not args and not stage:
            if kind is nodes.Nil:
                self.refuse(head, "nil is not a command")
            else:
                self.operand(head)
        elif isinstance(head, (nodes.Field, nodes.Chain)) or (isinstance(head, nodes.Variable) and head.path):
            self.method(command, args, pipe, stage)
        else:
            # Go looks for an argument before it evaluates a parenthesised pipeline, and blames what it saw last.
            blamed: nodes.Node = head
            inside = kind is nodes.Pipe and stage > 0
            if kind is nodes.Pipe:
                blamed = pipe.commands[stage - 1] if stage else pipe
            self.write("(")
            if stage:
                with self.naming():
                    self.command(pipe, stage - 1)
                self.write(",")
            self.refuse(blamed, f"can't give argument to non-function {head}", inside=inside)
            self.write(")")

    def call(
        self, node: nodes.Node, head: nodes.Identifier, args: list[nodes.Node], pipe: nodes.Pipe | None, stage: int
    ) -> None:
        """Write a call of a function."""
        total = len(args) + (stage > 0)
        if head.name in self.inline and total and (head.name != "not" or total == 1):
            self.operator(head.name, args, pipe, stage)
            return
        piped = stage > 0 and pipe is not None and not self.in_any_order(pipe, stage, args)
        call = Call(head.name, len(args), piped, stage > 0)
        self.at(node, f"f{self.calls.setdefault(call, len(self.calls))}(S")
        if piped and pipe is not None:
            self.write(",")
            self.command(pipe, stage - 1)
        with self.naming():
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

    def operator(self, name: str, args: list[nodes.Node], pipe: nodes.Pipe | None, stage: int) -> None:
        """Write a builtin that Python has an operator for."""
        last = ""
        named = self.named and name != "not"
        self.write("(")
        if name == "not":
            self.write("not ")
        elif stage and args and pipe is not None:
            last = self.fresh()
            self.write(f"{last}:=")
            self.command(pipe, stage - 1)
            self.write(",")
        for number, arg in enumerate(args):
            if number:
                self.write(_OPERATORS[name])
            if named and number < len(args) - 1:
                self.write(f"(n{arg.start}:=")
                self.operand(arg)
                self.write(")")
            else:
                self.operand(arg)
        if last:
            self.write(f"{_OPERATORS[name]}{last})[1]")
            return
        if stage and pipe is not None:
            self.command(pipe, stage - 1)
        self.write(")")

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
        with self.naming():
            self.arguments(args)
        if final:
            self.write(f",{final}")
        self.write("))" if found else ")")
        if final:
            self.write(")[1]")

    def arguments(self, args: list[nodes.Node]) -> None:
        """Write arguments. A name is given to a value that can be of the wrong type while a later one fails."""
        last = max((number for number, arg in enumerate(args) if not _simple(arg)), default=0)
        for number, arg in enumerate(args):
            self.write(",")
            if number < last and isinstance(arg, (nodes.Pipe, nodes.Identifier)):
                self.write(f"n{arg.start}:=")
            self.operand(arg)

    def operand(self, node: nodes.Node) -> None:
        """Write what a command or an argument consists of."""
        if isinstance(node, nodes.Field):
            self.member(node, node.path)
        elif isinstance(node, nodes.Dot):
            self.write(self.dot.local)
        elif isinstance(node, nodes.String):
            self.write(self.string(node.value))
        elif isinstance(node, nodes.Pipe):
            self.pipe(node)
        elif isinstance(node, (nodes.Variable, nodes.Chain)):
            self.member(node, node.path)
        elif isinstance(node, nodes.Identifier):
            self.call(node, node, [], None, 0)
        elif isinstance(node, nodes.Number):
            self.number(node)
        else:
            self.write(str(node.value) if isinstance(node, nodes.Bool) else "None")

    def string(self, value: str) -> str:
        """Return code for a string: itself, or the name of a text."""
        if len(value) <= 60:
            return ascii(value)
        return f"c{self.texts.setdefault(value, len(self.texts))}"

    def number(self, node: nodes.Number) -> None:
        """Write a number as the kind that its form tells.

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
        elif node.as_uint is not None:
            self.refuse(node, f"{text} overflows int")
        else:
            self.write("None")

    def member(self, node: nodes.Node, path: tuple[str, ...]) -> None:
        """Write what fields to walk from where: dot, a variable, or what is in parentheses."""
        joined = ascii(".".join(path))
        if isinstance(node, nodes.Field):
            if path:
                self.at(node, f"{'E' if self.dot.container else 'F'}({self.dot.local},{joined})")
            else:
                self.write(self.dot.local)
        elif isinstance(node, nodes.Variable):
            self.variable(node, path, joined)
        elif isinstance(node, nodes.Chain):
            if path:
                self.at(node, f"{'E' if isinstance(node.base, nodes.Identifier) else 'F'}(k{node.start}:=")
            with self.naming():
                self.operand(node.base)
            if path:
                self.write(f",{joined})")

    def variable(self, node: nodes.Variable, path: tuple[str, ...], joined: str) -> None:
        """Write a variable and the fields to walk from it."""
        slots = self.scopes.uses[node.start]
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


_STATEMENTS = {
    nodes.Text: _Emitter.text,
    nodes.Comment: _Emitter.comment,
    nodes.Action: _Emitter.action,
    nodes.If: _Emitter.if_,
    nodes.With: _Emitter.if_,
    nodes.Range: _Emitter.range,
    nodes.Template: _Emitter.template_,
    nodes.Break: _Emitter.break_,
    nodes.Continue: _Emitter.continue_,
}


def _simple(node: nodes.Node) -> bool:
    """Return whether evaluating ``node`` neither fails nor changes anything."""
    if isinstance(node, nodes.Number):
        return node.as_int is not None or node.as_uint is None
    return isinstance(node, (nodes.Dot, nodes.Nil, nodes.Bool, nodes.String)) or (
        isinstance(node, nodes.Variable) and not node.path
    )


def _breaks(items: nodes.List) -> bool:
    """Return whether a break in ``items`` leaves what is around them."""
    stack: list[nodes.Node] = [*items.nodes]
    while stack:
        node = stack.pop()
        if isinstance(node, nodes.Break):
            return True
        if isinstance(node, nodes.Branch):
            if not isinstance(node, nodes.Range):
                stack.extend(node.body.nodes)
            if node.otherwise is not None and not isinstance(node, nodes.Range):
                stack.extend(node.otherwise.nodes)
    return False
