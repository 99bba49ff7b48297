"""Where every piece of a rendered text comes from.

Upstream: none; Go has nothing of the kind.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from itertools import accumulate
from typing import TYPE_CHECKING

from chartkit.errors import LimitError
from chartkit.patterns import late_pattern
from chartkit.records import dataclass, field
from chartkit.source import Location, SourceText, Span

from .failure import here

if TYPE_CHECKING:
    from .execution import Execution
    from .template_set import Template

__all__ = ["Piece", "Recorder", "Step", "Trace", "record"]

#: Results of ``include`` that are kept for variables which may print them later.
_KEPT = 64

#: How many ``{{template}}`` actions within each other are told, the innermost ones.
_MOST_CALLS = 100

#: What is kept of one outermost execution: pieces, and characters of all texts that functions gave.
_MOST_PIECES, _MOST_CHARACTERS = 1_000_000, 200_000_000

_LINE_END = late_pattern(r"\n")
_VARIABLE = late_pattern(r"\$\w")


@dataclass(frozen=True, slots=True)
class Step:
    """A place in a template that had a part in what was printed: it printed it, or called what did."""

    #: Name of the template.
    template: str
    source: SourceText
    #: The text or the action.
    span: Span
    #: The character: in a text the very one that was printed, else the beginning of the action.
    offset: int

    @property
    def at(self) -> Location:
        """Return the place of the character."""
        return self.source.location(self.offset)


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
    #: The ``{{template}}`` actions that led here from the trace's own template, the innermost first.
    calls: tuple[Step, ...] = ()
    is_text: bool = False

    @property
    def at(self) -> Location:
        """Return the place in the template."""
        return self.source.location(self.span.start)


@dataclass(frozen=True, slots=True)
class Trace:
    """The pieces of one rendered text; their sizes add up to its length."""

    template: str
    pieces: tuple[Piece, ...]
    text: str = field(default="", repr=False)
    _ends: list[int] = field(default_factory=list, repr=False, compare=False)
    #: Where the lines of the text start; made when the first one is asked for.
    _lines: list[int] = field(default_factory=list, repr=False, compare=False)

    def line(self, number: int) -> tuple[int, str]:
        """Return where a line of the text (from 1; the last for those beyond) starts, and what stands there."""
        starts = self._lines
        if not starts:
            starts.extend([0, *(match.end() for match in _LINE_END.finditer(self.text))])
        start = starts[min(number, len(starts)) - 1]
        end = self.text.find("\n", start)
        return start, self.text[start : end if end >= 0 else len(self.text)]

    def steps_to(self, offset: int) -> tuple[Step, ...]:
        """Return what led to the character at ``offset``: where it was printed, then the calls, the innermost first.

        What an action printed with functions around ``include`` or ``tpl`` is looked for in the text that these gave:
        its lines are found again when they were indented, quoted or cut. What is not found is the action's own.

        Raises:
            IndexError: The output is shorter.
        """
        steps: list[Step] = []  # the outermost first
        trace: Trace | None = self
        while trace is not None:
            piece, start = trace.piece_and_start(offset)
            own = piece.span.start
            if piece.is_text:
                own = min(own + offset - start, max(own, piece.span.end - 1))
            steps += (*piece.calls[::-1], Step(piece.template, piece.source, piece.span, own))
            trace, offset = trace.inner_at(piece, start, offset)
        return tuple(steps[::-1])

    def piece_and_start(self, offset: int) -> tuple[Piece, int]:
        """Return the piece that has a character, and where the piece begins."""
        number = self._number(offset)
        return self.pieces[number], self._ends[number] - self.pieces[number].size

    def inner_at(self, piece: Piece, start: int, offset: int) -> tuple[Trace | None, int]:
        """Return the trace that has the character, among those of the functions that ``piece`` ran, and its place."""
        if not piece.inner:
            return None, offset
        from .alignment import same_key, same_line  # only what looks for a place needs it

        printed = self.text[start : start + piece.size]
        for find in (same_line, same_key):
            for inner in piece.inner:
                found = find(printed, offset - start, inner.text)
                if found is not None:
                    return inner, found
        return None, offset

    def _number(self, offset: int) -> int:
        if not self._ends:
            self._ends.extend(accumulate(piece.size for piece in self.pieces))
        return bisect_right(self._ends, offset)


class Room:
    """What may still be recorded of one outermost execution. Not frozen: it counts down."""

    __slots__ = ("characters", "pieces")

    def __init__(self) -> None:
        self.pieces = _MOST_PIECES
        self.characters = _MOST_CHARACTERS

    def take(self, pieces: int, characters: int) -> None:
        """Count what is recorded.

        Raises:
            LimitError: It is too much to keep.
        """
        self.pieces -= pieces
        self.characters -= characters
        if self.pieces < 0 or self.characters < 0:
            reason = "the output is too long to tell where it comes from"
            raise LimitError(reason, reason=reason)


class Recorder:
    """What is being recorded. Not frozen: it collects."""

    __slots__ = ("calls", "inner", "kept", "pieces", "room")

    def __init__(self, room: Room | None = None) -> None:
        self.room = room or Room()
        self.pieces: list[Piece] = []
        #: What functions ran since the last piece.
        self.inner: list[Trace] = []
        #: What they ran before, and no piece printed: variables may hold it.
        self.kept: deque[Trace] = deque(maxlen=_KEPT)
        #: The ``{{template}}`` actions that are running, the innermost first.
        self.calls: tuple[Step, ...] = ()

    def enter(self) -> tuple[Step, ...]:
        """Note the ``{{template}}`` action that is about to run; return what is to be put back into ``calls`` after."""
        before = self.calls
        site = here()
        tree = site.template.tree
        step = Step(tree.name, tree.source, site.node.span, site.node.start)
        self.calls = (step, *before[: _MOST_CALLS - 1])
        return before


def record(execution: Execution, template: Template, start: int, end: int, text: str) -> str:
    """Record a piece of output, and return it; generated code calls this."""
    recorder = execution.recorder
    if recorder is not None:
        recorder.room.take(1, 0)
        tree = template.tree
        action = tree.source.text[start:end]
        is_text = action == text
        inner: tuple[Trace, ...] = ()
        if is_text:
            recorder.kept += recorder.inner
        else:
            inner = (*recorder.inner, *(recorder.kept if _VARIABLE.search(action) else ()))
        recorder.inner.clear()
        span = Span(start, end)
        recorder.pieces.append(Piece(len(text), tree.name, tree.source, span, inner, recorder.calls, is_text))
    return text
