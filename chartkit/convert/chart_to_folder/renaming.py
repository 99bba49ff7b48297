"""``.Values`` to ``.Variables`` in templates, where that is sure to change nothing.

Templates of imported charts have the values under both names, so that nothing has to be renamed. What is left alone:
``.Values`` where dot may be something else, and definitions, if some template makes dots of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum

from chartkit.errors import TemplateError
from chartkit.gotemplate import Tree, nodes, parse, splice
from chartkit.source import SourceText, Span

__all__ = ["Reach", "reach_in", "renamed"]

_OLD, _NEW = "Values", "Variables"

#: Functions that change the table that they are given: with the name as text, they may replace a dot's values.
_CHANGING = frozenset({"set", "unset", "merge", "mustMerge", "mergeOverwrite", "mustMergeOverwrite"})


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
    for text in texts:
        if f'"{_OLD}"' not in text and f"`{_OLD}`" not in text:
            continue
        reach = min(reach, Reach.FILES)
        for tree in _trees(text):
            if any(_may_replace_values(node) for node in nodes.walk(tree.root)):
                return Reach.NOWHERE
    return reach


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


def _may_replace_values(node: nodes.Node) -> bool:
    if not isinstance(node, nodes.Pipe):
        return False
    inside = list(nodes.walk(node))
    changes = any(isinstance(inner, nodes.Identifier) and inner.name in _CHANGING for inner in inside)
    return changes and any(isinstance(inner, nodes.String) and inner.value == _OLD for inner in inside)


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
