"""What the variables and dots of a template stand for, found before code is written.

Go looks variables up by name when a template runs, in the stack of those declared so far. All but the depths of that
stack is known beforehand: a use has one declaration, except where a declaration stands in an argument that ``and`` or
``or`` may skip.

Upstream: text/template exec.go (*state).push, setVar, varValue
"""

from __future__ import annotations

from collections.abc import Container

from chartkit.records import dataclass, field

from . import nodes

__all__ = ["LONG", "Dot", "Scopes", "Slot", "resolve"]

#: Characters from which on a branch is worth a function of its own.
LONG = 300


@dataclass(slots=True, eq=False)
class Slot:
    """A variable: the local that holds it in generated code, and where its values come from.

    Not frozen: uses that are found later add to it.
    """

    name: str
    local: str
    #: It is set to values of pipelines, which have no interface type.
    plain: bool = False
    #: Locals of the containers whose elements (or keys, by a ``:key``) it is set to; these may be of interface type.
    containers: list[str] = field(default_factory=list)
    #: It may be declared or not, as ``and`` and ``or`` go.
    conditional: bool = False
    #: Slots are numbered as they are declared.
    number: int = 0

    @property
    def mixed(self) -> bool:
        """Return whether where its value came from is known only when the template runs."""
        return len(self.containers) + self.plain > 1

    @property
    def origin(self) -> str:
        """Return the local that tells a mixed variable's container."""
        return f"{self.local}_of"

    @property
    def locals(self) -> list[str]:
        """Return the locals that have to do with the variable."""
        own = [self.local, self.origin] if self.mixed else [self.local]
        return own + [container.partition(":")[0] for container in self.containers]


@dataclass(frozen=True, slots=True)
class Dot:
    """The cursor: the local that holds it, and the local of the container that it is an element of, if it is one."""

    local: str
    container: str = ""


@dataclass(slots=True)
class Scopes:
    """What was found, by the offset at which a node starts."""

    #: For a use of a variable: the declarations that it may mean, innermost first; all but the last conditional.
    uses: dict[int, tuple[Slot, ...]] = field(default_factory=dict)
    #: For a variable that a pipeline declares or assigns: its slots; none where there is nothing to assign to. A
    #: range's own variable has one for the body and one for the else branch.
    targets: dict[int, tuple[Slot, ...]] = field(default_factory=dict)
    #: For a ``with`` or ``range``: the cursor within it.
    dots: dict[int, Dot] = field(default_factory=dict)
    #: For a statement: the conditional variables that it declares.
    conditional: dict[int, list[Slot]] = field(default_factory=dict)
    #: For the body or else branch of an ``if`` or ``with`` that can be a function of its own: the variables that it
    #: uses from around it.
    free: dict[int, list[Slot]] = field(default_factory=dict)
    #: The variable ``$``.
    root: Slot = field(default_factory=lambda: Slot("$", "d", plain=True))


def resolve(root: nodes.List, overridden: Container[str] = ()) -> Scopes:
    """Return what the variables and dots in ``root`` stand for.

    Args:
        root: The body of a template.
        overridden: Names of builtins that the user's functions replace.
    """
    resolver = _Resolver(overridden)
    resolver.items(root)
    return resolver.scopes


#: PERF: most nodes are of these kinds, which have no variables in them.
_LEAVES = frozenset({nodes.Bool, nodes.Dot, nodes.Field, nodes.Identifier, nodes.Number, nodes.String})


class _Resolver:
    """The state of one analysis: the variables that are visible, and numbers for locals."""

    def __init__(self, overridden: Container[str]) -> None:
        self.scopes = Scopes()
        self.skipping = [name for name in ("and", "or") if name not in overridden]
        self.visible = [self.scopes.root]
        self.count = 0
        self.statement = 0
        #: Variables used and assigned to in the body that is being looked at, and whether a loop is left there.
        self.used: set[Slot] = set()
        self.assigned: set[Slot] = set()
        self.leaves = False

    def fresh(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def items(self, items: nodes.List) -> None:
        for node in items.nodes:
            if node.__class__ is nodes.Text:
                continue
            self.statement = node.start
            if isinstance(node, nodes.Action):
                self.pipe(node.pipe)
            elif isinstance(node, nodes.Branch):
                self.branch(node)
            elif isinstance(node, nodes.Template) and node.pipe is not None:
                self.pipe(node.pipe)
            elif isinstance(node, (nodes.Break, nodes.Continue)):
                self.leaves = True

    def body(self, items: nodes.List) -> None:
        """Analyse a branch; a long one may become a function of its own."""
        if items.end - items.start < LONG:
            self.items(items)
            return
        outer = self.used, self.assigned, self.leaves
        self.used, self.assigned, self.leaves = set(), set(), False
        known = self.count
        self.items(items)
        used = [slot for slot in self.used if slot.number <= known]
        assigned = [slot for slot in self.assigned if slot.number <= known]
        if not self.leaves and not assigned:
            used.sort(key=lambda slot: slot.number)
            self.scopes.free[items.start] = used
        self.used, self.assigned, leaves = outer
        self.leaves = self.leaves or leaves
        self.used.update(used)
        self.assigned.update(assigned)

    def branch(self, node: nodes.Branch) -> None:
        mark = len(self.visible)
        if isinstance(node, nodes.Range):
            self.range(node)
        else:
            self.pipe(node.pipe)
            inner = len(self.visible)
            if isinstance(node, nodes.With):
                self.scopes.dots[node.start] = Dot(self.fresh("x"))
            self.body(node.body)
            del self.visible[inner:]
        if node.otherwise is not None:
            self.body(node.otherwise)
        del self.visible[mark:]

    def range(self, node: nodes.Range) -> None:
        """Analyse a loop; what its pipeline declares is an element in the body and the whole in the else branch."""
        pipe = node.pipe
        for command in pipe.commands:
            self.command(command, conditional=False)
        container = self.fresh("r")
        self.scopes.dots[node.start] = Dot(self.fresh("x"), container)
        mark = len(self.visible)
        outside: list[Slot] = []
        for number, variable in enumerate(pipe.declared):
            part = f"{container}:key" if number == 0 and len(pipe.declared) > 1 else container
            if pipe.assign:
                slot = self.find(variable.name)
                if slot is not None:
                    slot.plain = True
                    slot.containers.append(part)
                    self.assigned.add(slot)
                self.scopes.targets[variable.start] = () if slot is None else (slot,)
                continue
            local = self.fresh("v")
            inside = Slot(variable.name, local, containers=[part], number=self.count)
            outside.append(Slot(variable.name, local, plain=True, number=self.count))
            self.scopes.targets[variable.start] = (inside, outside[-1])
            self.visible.append(inside)
        leaves, self.leaves = self.leaves, False
        self.items(node.body)
        self.leaves = leaves
        self.visible[mark:] = outside

    def pipe(self, pipe: nodes.Pipe, *, conditional: bool = False) -> None:
        for command in pipe.commands:
            self.command(command, conditional=conditional)
        for variable in pipe.declared:
            slot = self.find(variable.name) if pipe.assign else self.declare(variable.name, conditional=conditional)
            if slot is not None:
                slot.plain = True
                if pipe.assign:
                    self.assigned.add(slot)
            self.scopes.targets[variable.start] = () if slot is None else (slot,)

    def declare(self, name: str, *, conditional: bool) -> Slot:
        slot = Slot(name, self.fresh("v"), plain=True, conditional=conditional, number=self.count)
        self.visible.append(slot)
        if conditional:
            self.scopes.conditional.setdefault(self.statement, []).append(slot)
        return slot

    def command(self, command: nodes.Command, *, conditional: bool) -> None:
        head = command.args[0]
        skipping = isinstance(head, nodes.Identifier) and head.name in self.skipping
        for number, arg in enumerate(command.args):
            if arg.__class__ in _LEAVES:
                continue
            if isinstance(arg, nodes.Chain):
                arg = arg.base  # noqa: PLW2901 # a chain is its base followed by constants
            if isinstance(arg, nodes.Variable):
                self.scopes.uses[arg.start] = found = self.candidates(arg.name)
                self.used.update(found)
            elif isinstance(arg, nodes.Pipe):
                self.pipe(arg, conditional=conditional or (skipping and number > 1))

    def candidates(self, name: str) -> tuple[Slot, ...]:
        found = []
        for slot in reversed(self.visible):
            if slot.name == name:
                found.append(slot)
                if not slot.conditional:
                    break
        return tuple(found)

    def find(self, name: str) -> Slot | None:
        # DEVIATION: an assignment to a variable that and/or may have skipped is taken to mean that variable.
        return next((slot for slot in reversed(self.visible) if slot.name == name), None)
