"""Modes that are decided: calls of ``ismode`` become true or false, and branches that never run go.

What is left renders as before. A statement goes with the white space that its trim markers took; where another marker
would then reach further than it did, the statement stays, with ``true`` or ``false`` as its condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chartkit.errors import ConvertError
from chartkit.folder import Folder, mode_argument
from chartkit.gotemplate import Tree, nodes, splice
from chartkit.source import Span

__all__ = ["DecidedModes", "apply_decisions", "decided_modes"]

PRODUCTION = "production"
_DEFAULT = "image"
ANY = "*"


@dataclass(frozen=True, slots=True)
class DecidedModes:
    """The modes that an export decides."""

    table: Mapping[tuple[str, str], str]
    #: Containers without a mode in the table run their images.
    everything: bool

    def over(self, folder: Folder) -> dict[tuple[str, str], str]:
        """Return the modes to render ``folder`` with, so that what is decided goes before its settings."""
        found: dict[tuple[str, str], str] = {}
        for container in folder.containers():
            if ANY not in (container.workload, container.container):
                mode = self.of(container.workload, container.container)
                if mode is not None:
                    found[container.workload, container.container] = mode
        return found

    def of(self, workload: str, container: str) -> str | None:
        """Return the mode of a container; None where it is not decided."""
        for key in ((workload, container), (workload, "")):
            if key in self.table:
                return self.table[key]
        return _DEFAULT if self.everything else None


def decided_modes(given: Sequence[str]) -> DecidedModes:
    """Return what ``--modes`` says.

    Raises:
        FolderError: A mode is not written ``WORKLOAD=MODE``.
    """
    texts = [text for part in given for text in part.split(",") if text]
    table = dict(mode_argument(text) for text in texts if text != PRODUCTION)
    return DecidedModes(table, PRODUCTION in texts)


def _decide(tree: Tree, text: str, modes: DecidedModes) -> list[tuple[Span, str]]:
    """Return the edits that decide the modes in one template.

    Raises:
        ConvertError: A call of ``ismode`` whose container is computed cannot be decided.
    """
    decider = _Decider(text, modes)
    decider.items(tree.root)
    return decider.edits


def apply_decisions(text: str, trees: Sequence[Tree], modes: DecidedModes) -> str:
    """Return the file ``text``, whose templates are ``trees``, with its modes decided."""
    edits = [edit for tree in trees for edit in _decide(tree, text, modes)]
    return splice(text, _united(edits))


def _united(edits: list[tuple[Span, str]]) -> list[tuple[Span, str]]:
    """Return the edits with deletions that overlap made one; what lies within a deletion goes with it."""
    found: list[tuple[Span, str]] = []
    for span, new in sorted(edits, key=lambda edit: (edit[0].start, -edit[0].end)):
        if found and span.start < found[-1][0].end:
            last, text = found[-1]
            if not new and span.end > last.end:
                found[-1] = (Span(last.start, span.end), text)
            continue
        found.append((span, new))
    return found


class _Decider:
    def __init__(self, text: str, modes: DecidedModes) -> None:
        self.text = text
        self.modes = modes
        self.edits: list[tuple[Span, str]] = []

    def items(self, items: nodes.List) -> None:
        for node in items.nodes:
            if isinstance(node, nodes.If):
                self._if(node)
            elif isinstance(node, nodes.Branch):
                self._pipe(node.pipe)
                self.items(node.body)
                if node.otherwise is not None:
                    self.items(node.otherwise)
            elif isinstance(node, (nodes.Action, nodes.Template)) and node.pipe is not None:
                self._pipe(node.pipe)

    def _if(self, node: nodes.If) -> None:
        value = self._truth(node.pipe)
        kept = node.body if value else node.otherwise
        chained = node.otherwise is not None and self._is_chain(node)
        deletions = None if value is None or (chained and not value) else self._deletions(node, taken=value)
        own = self.text.startswith("{{", node.start)  # and not the "if" of an "else if"
        if (
            deletions is None
            or not own
            or (kept is not None and _declares(kept))
            or not all(map(self._safe, deletions))
        ):
            self._pipe(node.pipe)
            self.items(node.body)
            if node.otherwise is not None:
                self.items(node.otherwise)
            return
        self.edits += [(span, "") for span in deletions]
        if kept is not None:
            self.items(kept)

    def _is_chain(self, node: nodes.If) -> bool:
        inner = node.otherwise.nodes if node.otherwise is not None else []
        return len(inner) == 1 and isinstance(inner[0], nodes.If) and inner[0].end == node.end

    def _deletions(self, node: nodes.If, *, taken: bool) -> list[Span]:
        open_end, else_start, else_end, end_start = node.marks
        if taken:
            rest = else_start if node.otherwise is not None else end_start
            return [self._with_space(node.start, open_end), self._with_space(rest, node.end)]
        if node.otherwise is not None:
            return [self._with_space(node.start, else_end), self._with_space(end_start, node.end)]
        return [self._with_space(node.start, node.end)]

    def _with_space(self, start: int, end: int) -> Span:
        """Return the span from the action at ``start`` to the one that ends at ``end``, and what their markers trim."""
        if self.text.startswith("{{-", start):
            start = len(self.text[:start].rstrip(" \t\r\n"))
        if self.text.endswith("-}}", 0, end):
            end = len(self.text) - len(self.text[end:].lstrip(" \t\r\n"))
        return Span(start, end)

    def _safe(self, span: Span) -> bool:
        """Return whether no marker beside ``span`` trims more once it is gone."""
        before, after = self.text[: span.start], self.text[span.end :]
        reaches_back = before[-1:].isspace() and after.lstrip(" \t\r\n").startswith("{{-")
        reaches_on = after[:1].isspace() and before.rstrip(" \t\r\n").endswith("-}}")
        return not (reaches_back and not after[:1].isspace()) and not (reaches_on and not before[-1:].isspace())

    def _pipe(self, pipe: nodes.Pipe) -> None:
        """Replace the calls of ismode in ``pipe`` that are decided."""
        for command in _commands(pipe):
            value = self._call(command)
            if value is not None:
                self.edits.append((Span(command.start, command.end), "true" if value else "false"))

    def _truth(self, node: nodes.Node) -> bool | None:
        """Return what ``node`` is, as far as modes decide it."""
        if isinstance(node, nodes.Pipe):
            return self._truth(node.commands[0]) if len(node.commands) == 1 and not node.declared else None
        if not isinstance(node, nodes.Command):
            return node.value if isinstance(node, nodes.Bool) else None
        head, *args = node.args
        if not isinstance(head, nodes.Identifier):
            return self._truth(head) if not args else None
        if head.name == "ismode":
            return self._call(node)
        values = [self._truth(arg) for arg in args]
        if head.name == "not" and len(values) == 1:
            return None if values[0] is None else not values[0]
        if head.name in ("and", "or") and values:
            deciding = head.name == "or"
            # What stands before the deciding argument is evaluated by Go, too, but can only fail.
            if deciding in values:
                return deciding
            return None if None in values else not deciding
        return None

    def _call(self, command: nodes.Command) -> bool | None:
        head, *args = command.args
        if not isinstance(head, nodes.Identifier) or head.name != "ismode" or len(args) != 4:
            return None
        workload, container, mode = args[1:]
        if isinstance(workload, nodes.String) and isinstance(container, nodes.String):
            decided = self.modes.of(workload.value, container.value)
        elif self.modes.everything and not self.modes.table:
            decided = _DEFAULT
        elif self.modes.everything or self.modes.table:
            line = self.text.count("\n", 0, command.start) + 1
            hint = "Leave --modes out, or use --modes production alone."
            raise ConvertError(f"line {line}: the container that ismode asks for is computed", hint=hint)
        else:
            return None
        if decided is None or not isinstance(mode, nodes.String):
            return None
        return decided == mode.value


def _commands(node: nodes.Node) -> Iterator[nodes.Command]:
    return (inner for inner in nodes.walk(node) if isinstance(inner, nodes.Command))


def _declares(items: nodes.List) -> bool:
    pipes = (node.pipe for node in items.nodes if isinstance(node, nodes.Action))
    return any(pipe.declared and not pipe.assign for pipe in pipes)
