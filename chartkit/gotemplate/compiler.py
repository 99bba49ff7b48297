"""Generated code to the code of a function, apart from any set of templates.

Upstream: text/template exec.go walk (which interprets the tree instead)
"""

from __future__ import annotations

import marshal
from types import CodeType

from chartkit.errors import LimitError
from chartkit.records import dataclass

from . import nodes
from .generated import Call, Source

__all__ = ["VERSION", "Unit", "compile_source", "is_traced", "too_deep"]

#: Goes into the key of compiled code; raised whenever the same template gives other code.
VERSION = 2
_TRACED = "<traced template"


@dataclass(frozen=True, slots=True)
class Unit:
    """The code of one template, or of a block of it, with the texts and calls that it needs to be linked."""

    code: CodeType
    texts: tuple[str, ...]
    calls: tuple[Call, ...]
    #: Names of the blocks that it calls, each of which has a unit of its own.
    blocks: tuple[str, ...]

    def dump(self) -> bytes:
        """Return the unit as bytes, for this version of Python to load."""
        return marshal.dumps((self.code, self.texts, [tuple(call) for call in self.calls], self.blocks))

    @classmethod
    def load(cls, data: bytes) -> Unit:
        """Return the unit that :meth:`dump` made ``data`` of; who stored them vouches for them."""
        code, texts, calls, blocks = marshal.loads(data)  # noqa: S302 # see above
        return cls(code, texts, tuple(Call(*call) for call in calls), blocks)


def compile_source(source: Source, tree: nodes.Tree, *, traced: bool = False) -> Unit:
    """Return the code of what was generated for ``tree``, or for a block of it.

    Raises:
        LimitError: Python cannot compile it, because expressions or loops are nested too deeply.
    """
    try:
        file = f"{_TRACED if traced else '<template'} {tree.name}>"
        module = compile(source.text, file, "exec", dont_inherit=True)
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise too_deep(tree) from error
    code = next(constant for constant in module.co_consts if isinstance(constant, CodeType))
    return Unit(code, source.texts, source.calls, tuple(source.blocks))


def is_traced(code: CodeType) -> bool:
    """Return whether ``code`` records where its output comes from."""
    return code.co_filename.startswith(_TRACED)


def too_deep(tree: nodes.Tree) -> LimitError:
    """Return the error of a template that is nested too deeply to be compiled."""
    message = f"template: {tree.source.name}: {tree.name} is nested too deeply"
    return LimitError(message, tree.source.location(tree.start), reason="nested too deeply")
