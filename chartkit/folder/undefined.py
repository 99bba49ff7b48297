"""What happens where a variable that has no value would be printed.

Go prints ``<no value>`` there. That text in a manifest is a mistake that only the cluster would notice, so it is an
error unless another policy is chosen. In conditions, and for functions such as ``default``, a missing variable is what
it is in Go: nil.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar

from chartkit.diagnostics import Diagnostic, Severity
from chartkit.errors import FolderError, FunctionError, TemplateExecError
from chartkit.gostd import fmt
from chartkit.gostd.kinds import Struct
from chartkit.gotemplate import Tree, nodes
from chartkit.records import dataclass, field
from chartkit.source import Location
from chartkit.suggest import nearest

from .context import ProcessVariables
from .settings import Undefined

__all__ = ["NO_VALUE", "POLICY", "PRINTERS", "NoValueError", "UndefinedPolicy", "refuse_none"]

NO_VALUE = "<no value>"


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
        blamed = _blamed(action.pipe)
        message, hint = self._explain(blamed, dot)
        at = tree.source.location(blamed.start)
        at = Location(self.places.get(at.name, at.name), at.line, at.column)
        if self.policy is Undefined.WARN:
            self.warnings.append(Diagnostic("undefined-variable", message, Severity.WARNING, at, hint))
            return NO_VALUE
        raise FolderError(message, at=at, hint=hint)

    def explain_argument(self, error: TemplateExecError, cause: NoValueError, tree: Tree) -> FolderError | None:
        """Return what to say of an argument without a value, which a printing function refused at ``error``."""
        pipes = (node for node in nodes.walk(tree.root) if isinstance(node, nodes.Pipe))
        for pipe in pipes:
            for number, command in enumerate(pipe.commands):
                if error.span is not None and command.start == error.span.start and str(command) == error.node:
                    given = command.args[1:]
                    piped = cause.argument >= len(given) and number > 0
                    blamed = pipe.commands[number - 1] if piped else given[cause.argument]
                    return self._argument_error(_bare(blamed), tree)
        return None

    def _argument_error(self, node: nodes.Node, tree: Tree) -> FolderError:
        # What dot was is not known any more; a path that begins with one of the root's fields most likely began there.
        known = isinstance(node, nodes.Field) and node.path[0] in self.root.go_fields
        message, hint = self._explain(node, self.root if known else None)
        at = tree.source.location(node.start)
        return FolderError(message, at=Location(self.places.get(at.name, at.name), at.line, at.column), hint=hint)

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


class NoValueError(FunctionError):
    """A printing function was given an argument without a value: the one at the place ``argument``, from 0."""

    def __init__(self, argument: int) -> None:
        super().__init__(f"argument {argument + 1} has no value")
        self.argument = argument


#: The policy of the rendering that is under way.
POLICY: ContextVar[UndefinedPolicy] = ContextVar("policy")


def _print(*arguments: object) -> str:
    refuse_none(arguments)
    return fmt.sprint(*arguments)


def _println(*arguments: object) -> str:
    refuse_none(arguments)
    return fmt.sprintln(*arguments)


def _printf(format: str, *arguments: object) -> str:  # noqa: A002 - fmt's own name for it
    refuse_none(arguments, 1)
    return fmt.sprintf(format, *arguments)


#: Go's printing functions, which refuse an argument without a value where the policy is to refuse.
PRINTERS: Mapping[str, Callable[..., str]] = {"print": _print, "println": _println, "printf": _printf}


def refuse_none(arguments: tuple[object, ...], before: int = 0) -> None:
    """Refuse an argument without a value, where the policy is to refuse.

    Args:
        arguments: Values that are about to become text.
        before: How many arguments the template gives before them.

    Raises:
        NoValueError: One of them has no value.
    """
    if None in arguments and POLICY.get().policy is Undefined.ERROR:
        raise NoValueError(before + next(number for number, value in enumerate(arguments) if value is None))


def _bare(node: nodes.Node) -> nodes.Node:
    """Return what a command or a pipeline in parentheses consists of, where that is a single thing."""
    while True:
        if isinstance(node, nodes.Pipe) and len(node.commands) == 1:
            node = node.commands[0]
        elif isinstance(node, nodes.Command) and len(node.args) == 1:
            node = node.args[0]
        else:
            return node


def _blamed(pipe: nodes.Pipe) -> nodes.Node:
    """Return the part of ``pipe`` that has no value: the variable itself where it stands alone."""
    return _bare(pipe)


def _names(value: object) -> list[str]:
    if isinstance(value, Struct):
        return list(value.go_fields)
    return [key for key in value if isinstance(key, str)] if isinstance(value, dict) else []


def _member(value: object, name: str) -> object:
    if isinstance(value, Struct):
        member: object = getattr(value, value.go_fields[name].attribute)
        return member
    return value.get(name) if isinstance(value, dict) else None
