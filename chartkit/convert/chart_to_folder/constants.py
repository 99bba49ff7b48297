"""Templates to the numbers and texts that conditions set beside a value, found by the name that the value has there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from chartkit.gotemplate import Tree, nodes

__all__ = ["Constants", "rivals_of"]

#: Functions whose result depends on which of some constants a value is.
_COMPARING = frozenset(
    "eq ne gt ge lt le has contains hasPrefix hasSuffix regexMatch mustRegexMatch ternary get index".split()
)
_MOST = 12
_LONGEST = 40

#: Of these texts, one that is right where another one is.
_SETS = (
    ("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"),
    ("Always", "IfNotPresent", "Never"),
    ("RollingUpdate", "Recreate", "OnDelete"),
    ("Deployment", "StatefulSet", "DaemonSet"),
    ("http", "https"),
    ("true", "false"),
)


class Constants:
    """What stands beside which name in the conditions of templates."""

    def __init__(self, trees: Iterable[Tree]) -> None:
        self._found: dict[str, set[object]] = {}
        for tree in trees:
            for node in _conditions(tree):
                below = list(nodes.walk(node))
                constants = {constant for each in below if (constant := _constant(each)) is not None}
                for each in below if constants else ():
                    if isinstance(each, (nodes.Field, nodes.Variable, nodes.Chain)) and each.path:
                        self._found.setdefault(each.path[-1], set()).update(constants)

    def texts(self, name: str) -> list[str]:
        """Return the texts beside ``name``."""
        return sorted(text for text in self._found.get(name, ()) if isinstance(text, str))[:_MOST]

    def numbers(self, name: str) -> list[int]:
        """Return the numbers beside ``name``."""
        return sorted(number for number in self._found.get(name, ()) if isinstance(number, int))[:_MOST]


def rivals_of(value: object) -> list[str]:
    """Return texts that are often right where ``value`` is."""
    return [text for known in _SETS if value in known for text in known if text != value]


def _conditions(tree: Tree) -> Iterator[nodes.Node]:
    """Yield the pipelines of branches, and all others that compare something."""
    for node in nodes.walk(tree.root):
        if isinstance(node, (nodes.If, nodes.With)):
            yield node.pipe
        elif isinstance(node, nodes.Pipe) and any(
            isinstance(command.args[0], nodes.Identifier) and command.args[0].name in _COMPARING
            for command in node.commands
        ):
            yield node


def _constant(node: nodes.Node) -> object:
    if isinstance(node, nodes.String):
        return node.value if len(node.value) <= _LONGEST else None
    return node.as_int if isinstance(node, nodes.Number) else None
