"""``.Values`` to ``.Variables`` in templates, where that is sure to change nothing.

Templates of imported charts have the values under both names, so that nothing has to be renamed. What is left alone:
``.Values`` where dot may be something else, and definitions, if some template makes dots of its own, and
everything, if some template copies dots and changes values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from enum import IntEnum

from chartkit.errors import TemplateError
from chartkit.gotemplate import Tree, nodes, parse, splice
from chartkit.source import SourceText, Span

__all__ = ["Reach", "reach_in", "renamed"]

_OLD, _NEW = "Values", "Variables"

#: Functions that change the table that they are given: with the name as text, they may replace a dot's values.
_CHANGING = frozenset({"set", "unset", "merge", "mustMerge", "mergeOverwrite", "mustMergeOverwrite"})

#: Functions that make a table of their own out of what they are given, alone or with another that printed it.
_COPYING = frozenset({"deepCopy", "mustDeepCopy"})
_READING = frozenset({"fromYaml", "fromJson", "mustFromJson"})
_PRINTING = frozenset({"toYaml", "mustToYaml", "toYamlPretty", "toJson", "mustToJson", "toRawJson", "mustToRawJson"})

#: Names from dot or from a variable on.
_Path = tuple[str, ...]
_DOT: _Path = (".",)


class Reach(IntEnum):
    """Where the name is replaced."""

    NOWHERE = 0
    #: In the texts of files: their dot is the engine's.
    FILES = 1
    #: In definitions as well.
    EVERYWHERE = 2


def reach_in(texts: Iterable[str]) -> Reach:
    """Return how far the name can be replaced in a chart with these templates."""
    reach = Reach.EVERYWHERE
    copied: set[_Path] = set()
    roots: set[_Path] = {_DOT, ("$",)}
    changes = False
    for text in texts:
        names_values = f'"{_OLD}"' in text or f"`{_OLD}`" in text
        if names_values:
            reach = min(reach, Reach.FILES)
        elif f".{_OLD}" not in text and not any(name in text for name in _COPYING | _READING):
            continue
        for tree in _trees(text):
            for node in nodes.walk(tree.root):
                if isinstance(node, nodes.Field | nodes.Variable):
                    path = _path(node)
                    if _OLD in path:
                        roots.add(path[: path.index(_OLD)])
                if not isinstance(node, nodes.Pipe):
                    continue
                inside = list(nodes.walk(node))
                if names_values and _may_replace_values(inside):
                    return Reach.NOWHERE
                copied.update(_copied(inside))
                changes = changes or _changes_inside_values(inside)
    # In a copy of a root, the two names are two tables: what changes one of them does not show in the other.
    return Reach.NOWHERE if changes and not copied.isdisjoint(roots) else reach


def renamed(text: str, reach: Reach) -> str:
    """Return the template ``text`` with the name replaced; as it is if it is not well formed."""
    if reach is Reach.NOWHERE or f".{_OLD}" not in text:
        return text
    trees = _trees(text)
    spans = {
        span
        for number, tree in enumerate(trees)
        if reach is Reach.EVERYWHERE or number == len(trees) - 1
        for span in _places(tree.root, text, is_root=True)
    }
    return splice(text, [(span, f".{_NEW}") for span in sorted(spans)])


def _trees(text: str) -> list[Tree]:
    try:
        return parse(SourceText("template", text))
    except TemplateError:
        return []


def _calls(inside: Iterable[nodes.Node], names: AbstractSet[str]) -> bool:
    return any(isinstance(node, nodes.Identifier) and node.name in names for node in inside)


def _may_replace_values(inside: Sequence[nodes.Node]) -> bool:
    return _calls(inside, _CHANGING) and any(isinstance(node, nodes.String) and node.value == _OLD for node in inside)


def _path(node: nodes.Dot | nodes.Field | nodes.Variable) -> _Path:
    if isinstance(node, nodes.Dot):
        return _DOT
    return (*_DOT, *node.path) if isinstance(node, nodes.Field) else (node.name, *node.path)


def _copied(inside: Sequence[nodes.Node]) -> Iterator[_Path]:
    """Yield what is copied, or printed and read again, in a pipeline."""
    reads = _calls(inside, _READING)
    for pipe in inside:
        if not isinstance(pipe, nodes.Pipe):
            continue
        before: list[nodes.Node] = []
        for command in pipe.commands:
            if _calls(command.args[:1], _COPYING) or (reads and _calls(command.args[:1], _PRINTING)):
                for given in command.args[1:] or before:
                    if isinstance(given, nodes.Dot | nodes.Field | nodes.Variable):
                        yield _path(given)
            before = command.args


def _changes_inside_values(inside: Sequence[nodes.Node]) -> bool:
    return _calls(inside, _CHANGING) and any(
        isinstance(node, nodes.Field | nodes.Variable | nodes.Chain) and _OLD in node.path for node in inside
    )


def _places(node: nodes.Node, text: str, *, is_root: bool) -> Iterator[Span]:
    """Yield the spans of ``.Values`` below ``node``; ``is_root`` says whether dot is what the template was given."""
    if isinstance(node, nodes.List):
        for inner in node.nodes:
            yield from _places(inner, text, is_root=is_root)
        return
    if isinstance(node, nodes.Branch):
        yield from _places(node.pipe, text, is_root=is_root)
        yield from _places(node.body, text, is_root=is_root and isinstance(node, nodes.If))
        if node.otherwise is not None:
            yield from _places(node.otherwise, text, is_root=is_root)
        return
    for inner in nodes.walk(node):
        start = inner.start
        if isinstance(inner, nodes.Variable) and inner.name == "$" and inner.path[:1] == (_OLD,):
            start += 1
        elif not (isinstance(inner, nodes.Field) and is_root and inner.path[0] == _OLD):
            continue
        end = start + len(_OLD) + 1
        if text[start:end] == f".{_OLD}":
            yield Span(start, end)
