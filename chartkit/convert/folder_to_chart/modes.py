"""Modes that are decided: calls of ``ismode`` become true or false, and branches that never run go.

What is left renders as before. A statement goes with the white space that its trim markers took, and where another
marker would then reach further than it did, an empty comment stays to stop it. In a chain of ``else if`` the branches
that may run stay, and what introduces each takes over the marker that trimmed the text before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chartkit.errors import ConvertError
from chartkit.folder import Folder, mode_argument
from chartkit.gotemplate import Tree, nodes, splice
from chartkit.source import Span

__all__ = ["DecidedModes", "apply_decisions", "decided_modes", "development_only"]

PRODUCTION = "production"
_DEFAULT = "image"
ANY = "*"

#: What trim markers trim.
_SPACE = " \t\r\n"


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
    return splice(text, [(span, new or _barrier(text, span)) for span, new in _united(edits)])


def development_only(tree: Tree) -> list[Span]:
    """Return the branches of a template that never run where all containers run their images."""
    decider = _Decider(tree.source.text, DecidedModes({}, everything=True))
    found: list[Span] = []
    for node in nodes.walk(tree.root):
        if isinstance(node, nodes.If):
            over = False
            for arm in _arms(node):
                truth = True if arm.pipe is None else decider.truth(arm.pipe)
                if over or truth is False:
                    found.append(Span(arm.opened, arm.closed))
                over = over or truth is True
    return found


def _united(edits: list[tuple[Span, str]]) -> list[tuple[Span, str]]:
    """Return the edits with deletions that touch made one; what lies within a deletion goes with it."""
    found: list[tuple[Span, str]] = []
    for span, new in sorted(edits, key=lambda edit: (edit[0].start, -edit[0].end)):
        if found:
            last, text = found[-1]
            if not new and not text and span.start <= last.end:
                found[-1] = (Span(last.start, max(last.end, span.end)), "")
                continue
            if span.start < last.end:
                continue
        found.append((span, new))
    return found


def _barrier(text: str, span: Span) -> str:
    """Return what has to stand in the place of ``span`` so that no marker beside it trims more once it is gone."""
    before, after = text[: span.start], text[span.end :]
    reaches_back = before[-1:] in _SPACE and after.lstrip(_SPACE).startswith("{{-")
    reaches_on = after[:1] in _SPACE and before.rstrip(_SPACE).endswith("-}}")
    return "{{/**/}}" if (before and reaches_back) or (after and reaches_on) else ""


@dataclass(frozen=True, slots=True)
class _Arm:
    """A branch of a statement: ``if``, ``else if``, or (without a condition) ``else``."""

    pipe: nodes.Pipe | None
    #: Where the action that introduces it begins and ends, and where the next action of the statement begins.
    start: int
    opened: int
    closed: int
    body: nodes.List


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
        arms = _arms(node)
        kept: list[_Arm] = []
        for arm in arms:
            truth = True if arm.pipe is None else self.truth(arm.pipe)
            if truth is not False:
                kept.append(arm)
            if truth:
                break
        decided = bool(kept) and (kept[-1].pipe is None or self.truth(kept[-1].pipe) is True)
        if decided and len(kept) == 1 and not _declares(kept[0].body):
            self._unwrap(node, kept[0])
        elif not kept:
            self.edits.append((self._with_space(node.start, node.end), ""))
        else:
            self._shorten(node, arms, kept, decided=decided)
        for arm in kept:
            if arm.pipe is not None and not (decided and arm is kept[-1]):
                self._pipe(arm.pipe)
            self.items(arm.body)

    def _unwrap(self, node: nodes.If, arm: _Arm) -> None:
        """Leave the body of ``arm`` alone of the statement."""
        self.edits.append((self._with_space(node.start, arm.opened), ""))
        self.edits.append((self._with_space(arm.closed, node.end), ""))

    def _shorten(self, node: nodes.If, arms: Sequence[_Arm], kept: Sequence[_Arm], *, decided: bool) -> None:
        """Leave the ``kept`` of the ``arms``: the first begins the statement, a ``decided`` last one is the else."""
        before = node.start
        for arm in kept:
            first, last = arm is kept[0], decided and arm is kept[-1]
            word = "if true" if first and last else "else" if last else "if" if first else "else if"
            if arm.start != before or word in ("if true", "else"):
                # The marker that trimmed the text before stays, and the arm's own that trims the text in it.
                left = "{{- " if self.text.startswith("{{-", before) else "{{ "
                right = " -}}" if self.text.endswith("-}}", 0, arm.opened) else " }}"
                if last or arm.pipe is None:
                    self._replace(before, arm.opened, f"{left}{word}{right}")
                else:
                    self._replace(before, arm.pipe.start, f"{left}{word} ")
            before = arm.closed
        end = arms[-1].closed
        if before != end:
            left = "{{-" if self.text.startswith("{{-", before) else "{{"
            self._replace(before, end + (3 if self.text.startswith("{{-", end) else 2), left)

    def _replace(self, start: int, end: int, new: str) -> None:
        if self.text[start:end] != new:
            self.edits.append((Span(start, end), new))

    def _with_space(self, start: int, end: int) -> Span:
        """Return the span from the action at ``start`` to the one that ends at ``end``, and what their markers trim."""
        if self.text.startswith("{{-", start):
            start = len(self.text[:start].rstrip(_SPACE))
        if self.text.endswith("-}}", 0, end):
            end = len(self.text) - len(self.text[end:].lstrip(_SPACE))
        return Span(start, end)

    def _pipe(self, pipe: nodes.Pipe) -> None:
        """Replace the calls of ismode in ``pipe`` that are decided."""
        for command in _commands(pipe):
            value = self._call(command)
            if value is not None:
                self.edits.append((Span(command.start, command.end), "true" if value else "false"))

    def truth(self, node: nodes.Node) -> bool | None:
        """Return what ``node`` is, as far as modes decide it."""
        if isinstance(node, nodes.Pipe):
            return self.truth(node.commands[0]) if len(node.commands) == 1 and not node.declared else None
        if not isinstance(node, nodes.Command):
            return node.value if isinstance(node, nodes.Bool) else None
        head, *args = node.args
        if not isinstance(head, nodes.Identifier):
            return self.truth(head) if not args else None
        if head.name == "ismode":
            return self._call(node)
        values = [self.truth(arg) for arg in args]
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


def _arms(node: nodes.If) -> list[_Arm]:
    """Return what a chain of ``if``, ``else if`` and ``else`` is made of."""
    found: list[_Arm] = []
    while True:
        opened, divider, divided, closed = node.marks
        found.append(_Arm(node.pipe, node.start, opened, divider, node.body))
        otherwise = node.otherwise
        if otherwise is None:
            return found
        inner = otherwise.nodes[0] if len(otherwise.nodes) == 1 else None
        if isinstance(inner, nodes.If) and inner.start == divider:
            node = inner
            continue
        found.append(_Arm(None, divider, divided, closed, otherwise))
        return found


def _commands(node: nodes.Node) -> Iterator[nodes.Command]:
    return (inner for inner in nodes.walk(node) if isinstance(inner, nodes.Command))


def _declares(items: nodes.List) -> bool:
    pipes = (node.pipe for node in items.nodes if isinstance(node, nodes.Action))
    return any(pipe.declared and not pipe.assign for pipe in pipes)
