"""A tree to the code of a function, apart from any set of templates.

Upstream: text/template exec.go walk (which interprets the tree instead)
"""

from __future__ import annotations

import marshal
from collections.abc import Collection
from types import CodeType

from chartkit.errors import LimitError
from chartkit.records import dataclass

from . import nodes
from .emitter import Call, emit

__all__ = ["VERSION", "Unit", "compile_tree"]

#: Goes into the key of compiled code; raised whenever the same template gives other code.
VERSION = 1


@dataclass(frozen=True, slots=True)
class Unit:
    """The code of one template with the texts and calls that it needs to be linked."""

    code: CodeType
    texts: tuple[str, ...]
    calls: tuple[Call, ...]

    def dump(self) -> bytes:
        """Return the unit as bytes, for this version of Python to load."""
        return marshal.dumps((self.code, self.texts, [tuple(call) for call in self.calls]))

    @classmethod
    def load(cls, data: bytes) -> Unit:
        """Return the unit that :meth:`dump` made ``data`` of; who stored them vouches for them."""
        code, texts, calls = marshal.loads(data)  # noqa: S302 # see above
        return cls(code, texts, tuple(Call(*call) for call in calls))


def compile_tree(tree: nodes.Tree, overridden: Collection[str] = (), *, traced: bool = False) -> Unit:
    """Return the code of ``tree``.

    Args:
        tree: A template.
        overridden: Names of builtins that the user's functions replace.
        traced: Have each piece of output recorded with the node that it comes from.

    Raises:
        LimitError: Python cannot compile it, because expressions or loops are nested too deeply.
    """
    try:
        source = emit(tree, overridden, traced=traced)
        module = compile(source.text, f"<template {tree.name}>", "exec", dont_inherit=True)
    except (SyntaxError, RecursionError, MemoryError) as error:
        message = f"template: {tree.source.name}: {tree.name} is nested too deeply"
        raise LimitError(message, tree.source.location(tree.start), reason="nested too deeply") from error
    code = next(constant for constant in module.co_consts if isinstance(constant, CodeType))
    return Unit(code, source.texts, source.calls)
