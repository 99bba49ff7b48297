"""Where the text of one rendering was made: the templates are rendered again for that, once somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

from chartkit.errors import ChartkitError
from chartkit.gotemplate import Step, Trace
from chartkit.source import Location, Origin

from .documents import Locate

__all__ = ["Tracer"]


class Tracer:
    """Finds the places in templates that made a line. Not frozen: it keeps what it has traced.

    Args:
        trace: Renders all files again, and yields the name of each with its trace.
        places: How template files go by in messages.
    """

    def __init__(self, trace: Callable[[], Iterator[tuple[str, Trace]]], places: Mapping[str, str]) -> None:
        self._trace = trace
        self._places = places
        self._traces: dict[str, Trace] | None = None

    def of(self, name: str) -> Locate:
        """Return what says where the lines were made that the file ``name`` rendered to."""
        return lambda line, column: self.origin(name, line, column)

    def origin(self, name: str, line: int, column: int) -> Origin | None:
        """Return where a line (from 1) and column (from 0 in bytes) of what the file rendered to was made."""
        from chartkit.manifests import origin_of

        return origin_of(self.steps(name, line, column), self._placed)

    def steps(self, name: str, line: int, column: int) -> tuple[Step, ...]:
        """Return what led to that character: where it was printed, then the calls, the innermost first."""
        from chartkit.manifests import steps_of

        if self._traces is None:
            self._traces = {}
            # A later file may fail, or one that did not before, where templates are random: what was traced until
            # then is what can be told.
            with suppress(ChartkitError):
                for file, trace in self._trace():
                    self._traces[file] = trace
        found = self._traces.get(name)
        return steps_of(found, line, column) if found is not None else ()

    def _placed(self, step: Step) -> Location | None:
        place = self._places.get(step.source.name)
        return Location(place, step.at.line, step.at.column) if place is not None else None
