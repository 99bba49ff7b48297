"""One run of a template.

Upstream: text/template exec.go state
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from chartkit.errors import LimitError

from .limits import RECURSION, Meter, Stack
from .trace import Recorder, Trace

if TYPE_CHECKING:
    from . import nodes
    from .template_set import Template, TemplateSet

__all__ = ["Execution", "NoValue", "run"]

#: Says what is printed for an action whose value is missing: it gets the action, its tree, and the cursor.
NoValue = Callable[["nodes.Action", "nodes.Tree", object], str]


class Execution:
    """A running template; functions whose first parameter is annotated with this class get it.

    Not frozen: it counts.
    """

    __slots__ = ("depth", "meter", "no_value", "recorder", "scratch", "stack", "templates")

    def __init__(
        self,
        templates: TemplateSet,
        meter: Meter,
        scratch: dict[str, object],
        no_value: NoValue | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        #: The set that ``{{template}}`` and :meth:`execute` look names up in.
        self.templates = templates
        self.meter = meter
        #: Room for functions to keep what belongs to the outermost execution.
        self.scratch = scratch
        self.no_value = no_value
        #: Records where the output comes from, if that was asked for.
        self.recorder = recorder
        #: Nested ``{{template}}`` calls; functions start anew, as in Go.
        self.depth = 0
        self.stack = Stack()

    def execute(self, template: str | Template, data: object, templates: TemplateSet | None = None) -> str:
        """Return what ``template`` makes of ``data``, as part of this execution.

        Args:
            template: A template, or the name of one.
            data: The cursor at its beginning.
            templates: The set to look names up in, instead of this execution's.

        Raises:
            TemplateError: There is no such template, or it fails.
            LimitError: A limit is passed; everything in this execution counts.
        """
        running = self
        if templates is not None and templates is not self.templates:
            running = Execution(templates, self.meter, self.scratch, self.no_value)
        found = running.templates.find(template)
        meter = self.meter
        meter.steps += 1
        depth, running.depth = running.depth, 0
        outer = self.recorder
        running.recorder = None if outer is None else Recorder(outer.room)
        function = found.function if outer is None else found.traced_function
        try:
            text = "".join(meter.nested(function, running, data))
            if outer is not None and running.recorder is not None:
                outer.room.take(0, len(text))
                outer.inner.append(Trace(found.name, tuple(running.recorder.pieces), text))
        finally:
            running.depth = depth
            running.recorder = outer if running is self else None
        return text


def run(execution: Execution, template: Template, data: object) -> str:
    """Return what ``template`` makes of ``data``, as the outermost execution.

    Raises:
        TemplateExecError: It fails.
        LimitError: A limit is passed.
    """
    try:
        with RECURSION:
            return execution.execute(template, data)
    except RecursionError as error:
        message = f"template: {template.name}: functions are nested too deeply"
        raise LimitError(message, reason="functions are nested too deeply") from error
