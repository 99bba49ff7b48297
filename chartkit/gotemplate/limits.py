"""Bounds on what a template may use up, and the meter that counts it.

Templates are not trusted: without bounds a short one can run for ever or fill the memory. The defaults are far above
what any chart needs. Counting is done where growth begins, at loops, calls of templates and big results of functions,
so that ordinary work costs nothing.
"""

from __future__ import annotations

import sys
import time
from _thread import allocate_lock
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from chartkit.errors import LimitError
from chartkit.records import dataclass

if TYPE_CHECKING:
    from .execution import Execution

__all__ = ["BIG", "RECURSION", "Limits", "Meter", "Stack"]

#: Steps between two looks at the clock and at the output.
_CHECK_EVERY = 2048
#: Characters from which on a function's result is counted.
BIG = 1 << 16
#: What a piece of output counts for, beside its characters.
_PIECE = 16
#: Nested executions after which room for Python's frames is made, and frames that there is room for then.
_EVERY = 16
_SPARE = 2000
#: Activations that a thread's ordinary stack is trusted with; the rest is for a thread with a big one. Python 3.11
#: takes about a kilobyte of C stack for each.
_SHALLOW = 200
_BIG_STACK = 64 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one execution, the templates that it includes counted in."""

    #: Nested ``{{template}}`` calls; the number and its message are Go's.
    template_depth: int = 100_000
    #: Nested executions (include, tpl).
    activations: int = 6_000
    #: Iterations of loops and calls of templates.
    steps: int = 50_000_000
    #: Characters of one template's output, and of all big strings made on the way. A piece of output counts for what it
    #: takes in memory, however short it is.
    output: int = 1 << 28
    #: Seconds of wall time.
    seconds: float = 600.0


class Meter:
    """What one execution has used so far."""

    __slots__ = ("activations", "deadline", "limits", "made", "next_check", "pieces", "size", "steps")

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.steps = 0
        self.next_check = _CHECK_EVERY
        self.activations = 0
        self.made = 0
        self.deadline = time.monotonic() + limits.seconds
        #: Of the output of the innermost execution: the pieces that have been counted, and the characters in them.
        self.pieces = 0
        self.size = 0

    def check(self, output: Sequence[str]) -> None:
        """Look at the clock and at everything counted; ``output`` is that of the innermost execution.

        Raises:
            LimitError: A bound is passed.
        """
        limits = self.limits
        self.next_check = self.steps + _CHECK_EVERY
        if self.steps > limits.steps:
            raise _limit(f"the template takes more than {limits.steps} steps")
        self.weigh(output)
        if time.monotonic() > self.deadline:
            raise _limit(f"the template takes more than {limits.seconds:g} seconds")

    def weigh(self, output: Sequence[str]) -> None:
        """Count what has come to ``output``, that of the innermost execution, since it was last counted.

        Raises:
            LimitError: It is too long.
        """
        if len(output) > self.pieces:
            self.size += sum(map(len, output[self.pieces :])) + _PIECE * (len(output) - self.pieces)
            self.pieces = len(output)
        if self.size > self.limits.output:
            raise self._too_long()

    def charge(self, size: int) -> None:
        """Count a big result.

        Raises:
            LimitError: All big results together are too big.
        """
        self.made += size
        if self.made > self.limits.output:
            raise self._too_long()

    def _too_long(self) -> LimitError:
        return _limit(f"the template makes more than {self.limits.output} characters of text")

    def nested(
        self, run: Callable[[Execution, list[str], object], object], execution: Execution, data: object
    ) -> list[str]:
        """Return the output of a nested execution, which gets a stack that is big enough for it.

        Raises:
            LimitError: Executions are nested too deeply, or the output is too long.
        """
        output: list[str] = []
        around = self.pieces, self.size
        self.pieces = self.size = 0
        self.activations += 1
        try:
            if self.activations > self.limits.activations:
                raise _limit(f"more than {self.limits.activations} executions of templates are nested")
            if not self.activations % _EVERY:
                Stack().deepen(self.activations, 0)
            if self.activations != _SHALLOW:
                run(execution, output, data)
            else:
                _on_big_stack(run, (execution, output, data))
            if self.steps > self.next_check:
                self.check(output)
            elif self.pieces:
                self.weigh(output)
            elif sum(map(len, output)) + _PIECE * len(output) > self.limits.output:  # PERF: the same, most of the time
                raise self._too_long()
        finally:
            self.activations -= 1
            self.pieces, self.size = around
        return output


def _limit(message: str) -> LimitError:
    return LimitError(message, reason=message, hint="raise the limit if the template is to be trusted")


class _Recursion:
    """Python's recursion limit, which is put back when the last of all running executions ends."""

    def __init__(self) -> None:
        self.lock = allocate_lock()
        self.users = 0
        self.limit = 0

    def __enter__(self) -> None:
        with self.lock:
            if not self.users:
                self.limit = sys.getrecursionlimit()
            self.users += 1

    def __exit__(self, *_exception: object) -> None:
        with self.lock:
            self.users -= 1
            if not self.users and sys.getrecursionlimit() != self.limit:
                sys.setrecursionlimit(self.limit)


RECURSION = _Recursion()


class Stack:
    """Room for Python's frames: the recursion limit is raised as templates call each other, and no further.

    A limit far above the frames in use would let code in C recurse through the end of its own stack.
    """

    __slots__ = ("depth", "frames")

    def __init__(self) -> None:
        self.depth = 0
        self.frames = 0

    def deepen(self, depth: int, frames: int) -> None:
        """Make room at ``depth`` calls, each of which takes ``frames`` frames.

        The frames are counted when the depth has doubled, and reckoned in between.
        """
        if depth >= 2 * self.depth or depth < self.depth:
            self.depth, self.frames = depth, _frames()
        needed = self.frames + (depth - self.depth) * frames + _SPARE
        if sys.getrecursionlimit() < needed:
            sys.setrecursionlimit(needed)


def _frames() -> int:
    count = 0
    frame = sys._getframe()  # noqa: SLF001 # the documented way to the own stack
    while frame is not None:
        count += 1
        frame = frame.f_back  # type: ignore[assignment] # None ends the loop
    return count


def _on_big_stack(run: Callable[..., object], args: tuple[object, ...]) -> None:
    """Call ``run`` on a thread of its own, which has a fresh recursion count and a big stack."""
    import threading  # hardly any template comes here

    errors: list[BaseException] = []

    def target() -> None:
        try:
            run(*args)
        except BaseException as error:  # noqa: BLE001 # handed over to the thread that waits
            errors.append(error)

    before = threading.stack_size(_BIG_STACK)
    thread = threading.Thread(target=target, daemon=True)
    try:
        thread.start()
    except RuntimeError:  # there is no memory for its stack; the one at hand may do
        run(*args)
        return
    finally:
        threading.stack_size(before)
    thread.join()
    if errors:
        raise errors[0]
