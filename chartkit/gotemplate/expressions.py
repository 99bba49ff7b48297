"""Pipelines and operands to Python expressions.

Upstream: text/template exec.go evalPipeline, evalCommand, evalArg
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from . import nodes, scopes
from .generated import Call
from .scopes import Dot

__all__ = ["Expressions"]

#: PERF: the operators of Python are the builtins of Go, as truth is the same for all Go values.
_OPERATORS = {"and": " and ", "or": " or "}
_CONSTANTS = frozenset({nodes.Dot, nodes.Nil, nodes.Bool, nodes.String})


class Expressions:
    """Writes the expressions of one template, piece by piece, and notes which node each line belongs to.

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
        #: Whether the arguments of ``and`` and ``or`` get names, by which an error finds out where these stopped.
        self.named = False
        self.count = 0

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

    def fresh(self) -> str:
        """Return the name of a new local for an intermediate value."""
        self.count += 1
        return f"y{self.count}"

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


_OPERANDS: dict[type[nodes.Node], Callable[..., None]] = {
    nodes.Field: Expressions.field,
    nodes.Dot: Expressions.cursor,
    nodes.Nil: Expressions.nil,
    nodes.Bool: Expressions.truth,
    nodes.String: Expressions.string,
    nodes.Number: Expressions.number,
    nodes.Identifier: Expressions.identifier,
    nodes.Chain: Expressions.chain,
    nodes.Variable: Expressions.variable,
    nodes.Pipe: Expressions.pipe,
}


def _simple(node: nodes.Node) -> bool:
    """Return whether evaluating ``node`` neither fails nor changes anything."""
    kind = node.__class__
    if kind in _CONSTANTS:
        return True
    if isinstance(node, nodes.Number):
        return node.as_int is not None or node.as_uint is None
    return isinstance(node, nodes.Variable) and not node.path
