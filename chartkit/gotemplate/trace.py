"""Where every piece of a rendered text comes from.

Upstream: none; Go has nothing of the kind.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from chartkit.records import dataclass, field
from chartkit.source import Location, SourceText, Span

if TYPE_CHECKING:
    from .execution import Execution
    from .template_set import Template

__all__ = ["Piece", "Recorder", "Trace"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of the output: a text of a template, or what one of its actions printed."""

    size: int
    #: Name of the template.
    template: str
    source: SourceText
    span: Span
    #: Templates that functions of the action ran (``include``, ``tpl``), in their order.
    inner: tuple[Trace, ...] = ()

    @property
    def at(self) -> Location:
        """Return the place in the template."""
        return self.source.location(self.span.start)


@dataclass(frozen=True, slots=True)
class Trace:
    """The pieces of one rendered text; their sizes add up to its length."""

    template: str
    pieces: tuple[Piece, ...]
    _ends: list[int] = field(default_factory=list, repr=False, compare=False)

    def piece_at(self, offset: int) -> Piece:
        """Return the piece that has the character at ``offset`` of the output.

        Raises:
            IndexError: The output is shorter.
        """
        if not self._ends:
            self._ends.extend(accumulate(piece.size for piece in self.pieces))
        return self.pieces[bisect_right(self._ends, offset)]


class Recorder:
    """What is being recorded. Not frozen: it collects."""

    __slots__ = ("inner", "pieces")

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.inner: list[Trace] = []


def record(execution: Execution, template: Template, start: int, end: int, text: str) -> str:
    """Record a piece of output, and return it; generated code calls this."""
    recorder = execution.recorder
    if recorder is not None:
        inner = tuple(recorder.inner)
        recorder.inner.clear()
        tree = template.tree
        recorder.pieces.append(Piece(len(text), tree.name, tree.source, Span(start, end), inner))
    return text
