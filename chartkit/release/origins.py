"""Where the text of a release was made: the chart is rendered again for that, once somebody asks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from chartkit.chart import Chart, coalesce_values, process_dependencies
from chartkit.engine import Engine, default_capabilities
from chartkit.errors import ChartkitError, ManifestError, RenderError, TemplateError, TemplateExecError
from chartkit.gotemplate import NO_VALUE, Step, Trace
from chartkit.manifests import origin_of, position, steps_of
from chartkit.source import Location, Origin, RenderedLine, SourceText

from .build import Release, ReleaseOptions
from .manifest import Manifest

__all__ = ["ReleaseTracer"]


class ReleaseTracer:
    """Finds the places in a chart's templates that made a line. Not frozen: it keeps what it has traced.

    Args:
        chart: The chart as loaded.
        values: What it is rendered with.
        options: As :func:`build_release` takes them.
        engine: What it is rendered by.
        place_of: How a file of the chart goes by in messages, by its path in it.
    """

    def __init__(
        self,
        chart: Chart,
        values: dict[str, object],
        options: ReleaseOptions,
        engine: Engine,
        place_of: Callable[[str], str],
    ) -> None:
        self._chart = chart
        self._values = values
        self._options = options
        self._engine = engine
        self._place_of = place_of
        self._traces: dict[str, Trace] | None = None
        self._files = {file.name: file for file in chart.raw}

    def origin(self, release: Release, manifest: Manifest, line: int, column: int) -> Origin | None:
        """Return where a line (from 1) and column (from 0 in bytes) of a manifest of ``release`` was made."""
        text = release.files[manifest.path]
        same = [
            other
            for other in (*release.manifests, *(hook.manifest for hook in release.hooks))
            if other.path == manifest.path and other.content == manifest.content
        ]
        number = next((number for number, other in enumerate(same) if other is manifest), 0)
        return self._origin(manifest.path, _nth(text, manifest.content, number), text, line, column)

    def steps(self, path: str, line: int, column: int) -> tuple[Step, ...]:
        """Return what led to a character of what the template at ``path`` rendered to, the innermost first."""
        if self._traces is None:
            self._traces = {}
            # Another template may fail, or this one now, where templates are random: what was traced until then is
            # what can be told.
            with suppress(ChartkitError):
                self._trace(self._traces)
        trace = self._traces.get(path)
        return steps_of(trace, line, column, NO_VALUE) if trace is not None else ()

    def locate(self, error: RenderError) -> None:
        """Make ``error`` point into the chart's files: to what failed, or to what wrote a text that is not YAML."""
        cause = error.__cause__
        if isinstance(cause, ManifestError) and cause.at is not None:
            lines = cause.text.splitlines()
            line = max(1, min(cause.at.line, len(lines)))
            text = error.files[cause.file]
            origin = self._origin(cause.file, text.find(cause.text), text, line, cause.at.column)
            error.made_at(origin, RenderedLine(line, cause.at.column, lines[line - 1]))
        elif isinstance(cause, TemplateError):
            error.failed_below(self._beginning)

    def place(self, name: str, text: str | None = None) -> str | None:
        """Return how the template ``name`` goes by in messages; None if no file of the chart is meant.

        Args:
            name: Its path as templates know it, such as ``c/charts/s/templates/x.yaml``.
            text: What stands in it, by which it is found where its subchart's folder is not called like the subchart.
        """
        root, _, rest = name.partition("/")
        if root != self._chart.name or not rest:
            return None
        if rest not in self._files and text is not None:
            tail = rest[rest.rfind("/templates/") :]
            alike = [file.name for file in self._files.values() if file.name.endswith(tail) and file.text == text]
            rest = alike[0] if len(alike) == 1 else rest
        return self._place_of(rest)

    def _trace(self, traces: dict[str, Trace]) -> None:
        options = self._options
        chart = process_dependencies(self._chart, self._values, options.behaviour)
        coalesced = coalesce_values(chart, self._values, options.behaviour)
        capabilities = options.capabilities or default_capabilities(options.behaviour)
        # What comes before a failure stays.
        traces.update(self._engine.trace(chart, coalesced, options.facts(), capabilities))

    def _origin(self, path: str, start: int, text: str, line: int, column: int) -> Origin | None:
        """Return where a place in the document was made that begins at ``start`` of a file's text."""
        first, indent = position(text, max(0, start))
        steps = self.steps(path, first + line - 1, column + (indent if line == 1 else 0))
        return origin_of(steps, self._placed)

    def _placed(self, step: Step) -> Location | None:
        place = self.place(step.source.name, step.source.text)
        return Location(place, step.at.line, step.at.column) if place is not None else None

    def _beginning(self, error: TemplateError) -> Location | None:
        """Return where the node that ``error`` names begins, if it stands in a file; Go's place may be inside it."""
        at = error.at
        place = self.place(at.name) if at is not None else None
        if at is None or place is None:
            return None
        file = self._files.get(at.name.partition("/")[2])
        if isinstance(error, TemplateExecError) and error.span is not None and file is not None:
            at = SourceText(at.name, file.text).location(error.span.start)
        return Location(place, at.line, at.column)


def _nth(text: str, part: str, number: int) -> int:
    """Return where ``part`` stands in ``text`` for the ``number``-th time, from 0."""
    at = text.find(part)
    for _ in range(number):
        at = max(at, text.find(part, at + 1))
    return at
