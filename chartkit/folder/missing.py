"""Which calls make text of an argument that is missing, and which of these print nothing of it.

The rule is written down in docs/folders.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from chartkit.gotemplate import nodes

__all__ = ["ENCODERS", "NUMBERS", "PRINTERS", "is_silent", "missing_arguments"]

#: Functions that make text of whatever they are given: of nil ``<nil>``, ``<no value>``, or nothing.
PRINTERS = frozenset(
    {"cat", "html", "join", "js", "print", "printf", "println", "quote", "squote", "toString", "urlquery"}
)

#: Functions that write nil as ``null``.
ENCODERS = frozenset(
    {
        "mustToJson", "mustToPrettyJson", "mustToRawJson", "mustToToml", "mustToYaml", "toJson", "toPrettyJson",
        "toRawJson", "toToml", "toYaml", "toYamlPretty",
    }
)  # fmt: skip

#: Functions that take nil for 0, which is a mistake where their result is printed.
NUMBERS = frozenset(
    {
        "add", "add1", "addf", "ceil", "div", "float64", "floor", "int", "int64", "max", "min", "mod", "mul", "round",
        "sub",
    }
)  # fmt: skip

#: Functions whose result for nil is an empty text, so that ``default`` and the like can tell that there was nothing.
_GIVING_NOTHING = frozenset({"cat", "join", "quote", "squote"})
_DEFAULTING = frozenset({"all", "any", "coalesce", "default", "empty", "required"})

#: Functions that look at what they are given, and print nothing of it.
_COMPARING = frozenset(
    {
        "and", "contains", "eq", "ge", "gt", "has", "hasPrefix", "hasSuffix", "le", "len", "lt", "mustHas",
        "mustRegexMatch", "ne", "not", "or", "regexMatch",
    }
)  # fmt: skip


def is_silent(name: str, path: Sequence[nodes.Node]) -> bool:
    """Return whether nothing is printed of what the function ``name`` makes of nil.

    Args:
        name: The function.
        path: The nodes from the root of the tree to the call.
    """
    takers = set(_takers(path))
    if takers & _COMPARING or (name in _GIVING_NOTHING and takers & _DEFAULTING):
        return True
    if any(isinstance(outer, nodes.If) and inner is outer.pipe for outer, inner in pairwise(path)):
        return True
    return name in NUMBERS and not _is_printed(path)


def missing_arguments(path: Sequence[nodes.Node], given: Sequence[object]) -> dict[int, nodes.Node]:
    """Return the arguments without a value of the call at the end of ``path``, by number; a written nil is meant."""
    found = {number: _argument(path, number) for number, value in enumerate(given) if value is None}
    found = found or {len(given) - 1: _argument(path, len(given) - 1)}
    return {number: node for number, node in found.items() if not isinstance(node, nodes.Nil)}


def _argument(path: Sequence[nodes.Node], number: int) -> nodes.Node:
    """Return an argument of the call at the end of ``path``; the last one may come from the pipeline."""
    command = path[-1]
    if not isinstance(command, nodes.Command):
        return command
    if number + 1 < len(command.args):
        return command.args[number + 1]
    pipe = next(node for node in reversed(path) if isinstance(node, nodes.Pipe))
    place = _place(pipe, command)
    return pipe.commands[place - 1] if place else command


def _takers(path: Sequence[nodes.Node]) -> Iterator[str]:
    """Yield the functions that get the result of the call at the end of ``path``, directly or not."""
    for outer, inner in pairwise(path):
        if isinstance(outer, nodes.Command) and inner is not outer.args[0]:
            yield from _function(outer)
        elif isinstance(outer, nodes.Pipe):
            for command in outer.commands[_place(outer, inner) + 1 :]:
                yield from _function(command)


def _function(command: nodes.Command) -> Iterator[str]:
    head = command.args[0]
    if isinstance(head, nodes.Identifier):
        yield head.name


def _place(pipe: nodes.Pipe, command: nodes.Node) -> int:
    return next(number for number, other in enumerate([*pipe.commands, command]) if other is command)


def _is_printed(path: Sequence[nodes.Node]) -> bool:
    """Return whether an action prints what its pipeline gives, and declares no variable with it."""
    statements = (node for node in reversed(path) if isinstance(node, (nodes.Action, nodes.Branch, nodes.Template)))
    action = next(statements, None)
    return isinstance(action, nodes.Action) and not action.pipe.declared
