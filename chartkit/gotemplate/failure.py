"""Where generated code stands when something is wrong, and the errors that say so in Go's words.

Nothing is kept for errors while a template runs well: the frame of the generated code tells the line, the line the
node, and the frame's locals the values.

Upstream: text/template exec.go (*state).errorf; text/template/parse parse.go (*Tree).ErrorContext
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import FrameType
from typing import TYPE_CHECKING

from chartkit.errors import TemplateExecError
from chartkit.gostd import strconv
from chartkit.gostd.kinds import Kind, type_of
from chartkit.records import dataclass

from . import nodes
from .scopes import Dot, Scopes, Slot

if TYPE_CHECKING:
    from .execution import Execution
    from .template_set import Template

__all__ = ["UNSET", "Elements", "Site", "here", "is_interface", "running", "running_path"]


class Elements(list[object]):
    """What a range goes over, where that is not a list: elements, or pairs of key and element.

    ``interface`` tells whether the elements are of an interface type, ``keys`` whether the keys are.
    """

    __slots__ = ("interface", "keys")

    def __init__(self, values: object, *, interface: bool, keys: bool = False) -> None:
        super().__init__(values)  # type: ignore[call-overload] # an iterable
        self.interface = interface
        self.keys = keys


def is_interface(container: object) -> bool:
    """Return whether the elements of what a range goes over are of an interface type."""
    interface = getattr(container, "interface", None)
    if interface is not None:
        return bool(interface)
    elem = type_of(container).elem
    return elem is not None and elem.kind is Kind.INTERFACE


@dataclass(frozen=True, slots=True)
class Site:
    """A place in generated code that is running."""

    template: Template
    node: nodes.Node
    dot: Dot
    scopes: Scopes
    values: Mapping[str, object]

    def error(self, reason: str, blamed: nodes.Node | None = None) -> TemplateExecError:
        """Return the error that says ``reason`` of ``blamed``, or of the node that runs.

        Where Go would not have come here because of an error before, that is the one returned.
        """
        from .order import earlier

        node = blamed or self.node
        tree = self.template.tree
        at = tree.source.location(node.pos)
        text = str(node)
        name = strconv.quote(tree.name)
        return earlier(self) or TemplateExecError(
            f"template: {at}: executing {name} at <{text}>: {reason}",
            at,
            template=tree.name,
            node=text,
            span=node.span,
            path=getattr(node, "path", ()),
            reason=reason,
        )

    @property
    def callee(self) -> nodes.Node:
        """Return what is called or walked at this place."""
        return self.node.args[0] if isinstance(self.node, nodes.Command) else self.node

    @property
    def args(self) -> list[nodes.Node]:
        """Return the arguments of what is called, without one that comes from the pipeline."""
        return self.node.args[1:] if isinstance(self.node, nodes.Command) else []

    @property
    def walked(self) -> nodes.Node:
        """Return the node to blame for fields that cannot be walked."""
        return self.touched(self.callee)

    @property
    def blamed(self) -> nodes.Node:
        """Return the node to blame for an error of the function or method itself."""
        callee = self.callee
        return self.node if isinstance(callee, nodes.Identifier) else callee

    @property
    def last_argument(self) -> nodes.Node:
        """Return the node to blame for an argument that comes from the pipeline."""
        return self.touched(self.node)

    def touched(self, node: nodes.Node) -> nodes.Node:
        """Return the node that Go has looked at last when it has evaluated ``node``; it blames that one.

        For an ``and`` or ``or``, that depends on where it stopped: generated code holds its arguments' values.

        Upstream: text/template exec.go (*state).at
        """
        while True:
            if isinstance(node, nodes.Pipe):
                node = node.commands[-1]
            elif isinstance(node, nodes.Command):
                node = self._last_argument(node)
            elif isinstance(node, nodes.Chain):
                node = node.base
            else:
                return node

    def _last_argument(self, command: nodes.Command) -> nodes.Node:
        head = command.args[0]
        if isinstance(head, nodes.Identifier) and head.name in {"and", "or"}:
            for arg in command.args[1:-1]:
                local = f"n{arg.start}"
                if local in self.values and bool(self.values[local]) is (head.name == "or"):
                    return arg
        if isinstance(head, (nodes.Field, nodes.Variable, nodes.Chain)) and head.path:
            holder = self.start_of(head)
            if self.template.walk(holder, head.path[:-1]) is None:
                return head  # There was nothing to call a method of, and so the arguments were not looked at.
        return command.args[-1]

    def is_element(self, node: nodes.Node) -> bool:
        """Return whether the dot or variable that ``node`` is, or walks from, is of interface type."""
        if isinstance(node, nodes.Variable):
            slot = self._slot(node)
            if slot is None or not slot.containers:
                return False
            local = slot.origin if slot.mixed else slot.containers[0]
        elif isinstance(node, (nodes.Dot, nodes.Field)):
            local = self.dot.container
        else:
            return False
        local, _, part = local.partition(":")
        container = self.values.get(local)
        if part:
            return isinstance(container, Elements) and container.keys
        return container is not None and is_interface(container)

    def start_of(self, node: nodes.Node) -> object:
        """Return the value that ``node`` walks fields from."""
        if isinstance(node, nodes.Variable):
            slot = self._slot(node)
            return None if slot is None else self.values.get(slot.local)
        if isinstance(node, nodes.Chain):
            return self.values.get(f"k{node.start}")
        return self.values.get(self.dot.local)

    @property
    def action(self) -> nodes.Action:
        """Return the action that has this place in it and prints."""
        path = nodes.path_to(self.template.tree.root, self.node)
        return next(node for node in reversed(path) if isinstance(node, nodes.Action))

    def _slot(self, node: nodes.Variable) -> Slot | None:
        """Return the declaration that a variable means now."""
        for slot in self.scopes.uses[node.start]:
            if not slot.conditional or self.values.get(slot.local) is not UNSET:
                return slot
        return None


#: What a variable holds whose declaration was skipped.
UNSET = object()


def _generated() -> FrameType:
    frame = sys._getframe(2)  # noqa: SLF001 # the documented way to the own stack
    while "T" not in frame.f_globals or "__name__" in frame.f_globals:
        frame = frame.f_back  # type: ignore[assignment] # there is generated code below whatever it calls
    return frame


def running() -> Execution:
    """Return the execution of the innermost generated code on the stack."""
    execution: Execution = _generated().f_locals["S"]
    return execution


def running_path() -> tuple[nodes.Tree, list[nodes.Node], object]:
    """Return the tree that runs, the nodes from its root to the one that runs, and the cursor: for functions."""
    site = here()
    tree = site.template.tree
    return tree, nodes.path_to(tree.root, site.node), site.values.get(site.dot.local)


def here() -> Site:
    """Return where the innermost generated code on the stack stands."""
    frame = _generated()
    template: Template = frame.f_globals["T"]
    source = template.generated(frame.f_code)
    line = source.lines[frame.f_lineno - 1]
    if line is None:
        message = f"line {frame.f_lineno} of {template.tree.name} cannot fail"
        raise AssertionError(message)
    node, dot = line
    return Site(template, node, dot, source.scopes, frame.f_locals)
