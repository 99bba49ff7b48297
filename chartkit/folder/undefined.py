"""What happens where a variable that has no value would be printed.

Go prints ``<no value>`` there. That text in a manifest is a mistake that only the cluster would notice, so it is an
error unless another policy is chosen. So it is where a function would make text of it, such as ``toYaml``, which makes
``null``. In conditions, and for functions such as ``default``, a missing variable is what it is in Go: nil.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar

from chartkit.diagnostics import Diagnostic, Severity
from chartkit.errors import FolderError, TemplateExecError
from chartkit.gostd.kinds import Struct
from chartkit.gotemplate import NO_VALUE, Tree, nodes, running_path
from chartkit.records import dataclass, field
from chartkit.source import Location, Span
from chartkit.suggest import nearest

from .context import ProcessVariables
from .missing import ENCODERS, is_silent, missing_arguments
from .settings import Undefined

__all__ = ["POLICY", "UndefinedPolicy"]


@dataclass(slots=True)
class UndefinedPolicy:
    """The policy of one rendering. Not frozen: it collects warnings."""

    policy: Undefined
    root: ProcessVariables
    #: How template files go by in messages.
    places: Mapping[str, str]
    warnings: list[Diagnostic] = field(default_factory=list)

    def hook(self) -> Callable[[nodes.Action, Tree, object], str] | None:
        """Return what the engine calls where Go prints ``<no value>``."""
        return None if self.policy is Undefined.GO else self.no_value

    def no_value(self, action: nodes.Action, tree: Tree, dot: object) -> str:
        """Return what is printed for ``action``, whose value is missing.

        Raises:
            FolderError: The policy is to refuse; it names the variable, its place and the nearest one that exists.
        """
        if self.policy is Undefined.EMPTY:
            return ""
        message, hint, at = self._complaint(_bare(action.pipe), tree, dot)
        if self.policy is Undefined.WARN:
            self.warnings.append(Diagnostic("undefined-variable", message, Severity.WARNING, at, hint))
            return NO_VALUE
        raise FolderError(message, at=at, hint=hint)

    def arguments(self, name: str, given: tuple[object, ...]) -> tuple[object, ...] | None:
        """Return what the function ``name`` gets for ``given``, where something is missing; None if it prints nothing.

        Raises:
            FolderError: The policy is to refuse.
        """
        if self.policy is Undefined.GO:
            return given
        tree, path, dot = running_path()
        if is_silent(name, path):
            return given
        missing = missing_arguments(path, given)
        if not missing:
            return given
        if self.policy is Undefined.EMPTY:
            if name in ENCODERS:
                return None
            return tuple("" if value is None and number in missing else value for number, value in enumerate(given))
        message, hint, at = self._complaint(_bare(next(iter(missing.values()))), tree, dot)
        if self.policy is Undefined.WARN:
            self.warnings.append(Diagnostic("undefined-variable", message, Severity.WARNING, at, hint))
            return given
        raise FolderError(message, at, hint)

    def explain_refused(self, error: TemplateExecError, tree: Tree) -> FolderError | None:
        """Return what to say where a function refuses an argument because it has no value, or None for other errors."""
        if self.policy is Undefined.GO or error.span is None or not error.reason.startswith(_REFUSED):
            return None
        pipes = (node for node in nodes.walk(tree.root) if isinstance(node, nodes.Pipe))
        refused = (_refused(pipe, number, error.span) for pipe in pipes for number in range(len(pipe.commands)))
        node = next((node for node in refused if node is not None), None)
        if node is None:
            return None
        # What dot was is not known any more; a path of one of the root's fields began there.
        known = isinstance(node, nodes.Field) and node.path[0] in self.root.go_fields
        message, hint, at = self._complaint(node, tree, self.root if known else None)
        return FolderError(message, at, hint)

    def _complaint(self, node: nodes.Node, tree: Tree, dot: object) -> tuple[str, str, Location]:
        """Return what to say about ``node``, what to do about it, and where it stands."""
        message, hint = self._explain(node, dot)
        at = tree.source.location(node.start)
        return message, hint, Location(self.places.get(at.name, at.name), at.line, at.column)

    def _explain(self, node: nodes.Node, dot: object) -> tuple[str, str]:
        """Return the complaint about ``node``, and what was probably meant."""
        define = "Define it in variables.yaml or set it with -v; --undefined go prints <no value>."
        start = self._start(node, dot)
        if start is None:
            hint = "Give it one, or print it under a condition; --undefined go prints <no value>."
            return f"{node} has no value", hint
        value, prefix, path = start
        for number, name in enumerate(path):
            known = _names(value)
            if name in known:
                value = _member(value, name)
                continue
            near = nearest(name, known)
            if near:
                meant = ".".join((prefix, *path[:number], near, *path[number + 1 :]))
                return f"{node} is not defined", f"Did you mean {meant}?"
            return f"{node} is not defined", define
        return f"{node} is null", define

    def _start(self, node: nodes.Node, dot: object) -> tuple[object, str, tuple[str, ...]] | None:
        """Return the value that the fields of ``node`` are looked up in, the text before them, and their names."""
        if isinstance(node, nodes.Field) and dot is not None:
            return dot, "", node.path
        if isinstance(node, nodes.Variable) and node.name == "$" and node.path:
            return self.root, "$", node.path
        return None


#: The policy of the rendering that is under way.
POLICY: ContextVar[UndefinedPolicy] = ContextVar("policy")

_LITERALS = (nodes.String, nodes.Number, nodes.Bool)

#: What Go says where a parameter's type has no nil.
_REFUSED = "invalid value; expected "


def _refused(pipe: nodes.Pipe, number: int, span: Span) -> nodes.Node | None:
    """Return the argument of a command that ``span`` blames.

    Go: what comes from the pipeline is blamed by its taker, or by the taker's last argument.
    """
    command = pipe.commands[number]
    for argument in map(_bare, command.args[1:]):
        if argument.span == span and not (number and isinstance(argument, _LITERALS)):
            return argument
    blamed = span in (command.span, _bare(command.args[-1]).span)
    return _bare(pipe.commands[number - 1]) if number and blamed else None


def _bare(node: nodes.Node) -> nodes.Node:
    """Return what a command or a pipeline in parentheses consists of, where that is a single thing."""
    while True:
        if isinstance(node, nodes.Pipe) and len(node.commands) == 1:
            node = node.commands[0]
        elif isinstance(node, nodes.Command) and len(node.args) == 1:
            node = node.args[0]
        else:
            return node


def _names(value: object) -> list[str]:
    if isinstance(value, Struct):
        return list(value.go_fields)
    return [key for key in value if isinstance(key, str)] if isinstance(value, dict) else []


def _member(value: object, name: str) -> object:
    if isinstance(value, Struct):
        member: object = getattr(value, value.go_fields[name].attribute)
        return member
    return value.get(name) if isinstance(value, dict) else None
