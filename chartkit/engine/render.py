"""A chart's templates to text.

Upstream: helm pkg/engine/engine.go (Engine).render
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from chartkit.chart import Chart, LogLevel, LogRecord
from chartkit.errors import TemplateExecError, TemplateSyntaxError
from chartkit.functions import Environment, helm_functions, lint_functions
from chartkit.gotemplate import NO_VALUE, FuncMap, Limits, TemplateSet, Trace
from chartkit.helm_versions import HELM_4_3, HelmBehaviour

from .capabilities import Capabilities
from .error_layout import exec_error_text, parse_error_text
from .scope import Layout, ReleaseFacts, Renderable
from .values import Values, values_type

__all__ = ["Engine"]


class Engine:
    """Renders charts. What it has parsed and compiled it keeps, so that a chart is quicker the second time.

    One engine may render in several threads at a time.

    Args:
        behaviour: The line of Helm that counts.
        environment: What functions learn of the world.
        limits: What one template may use up.
        lint_log: Given under ``helm lint`` only: ``required`` and ``fail`` do not fail but log here.
        strict: A missing key is an error; no command of Helm asks for that.
        values_names: What templates call the values; Helm has but the one name.
    """

    def __init__(
        self,
        behaviour: HelmBehaviour = HELM_4_3,
        environment: Environment | None = None,
        limits: Limits | None = None,
        *,
        lint_log: Callable[[LogRecord], object] | None = None,
        strict: bool = False,
        values_names: Sequence[str] = ("Values",),
    ) -> None:
        self.behaviour = behaviour
        self._values_names = tuple(values_names)
        self._values_type = values_type(behaviour)
        functions = FuncMap(helm_functions(environment or Environment(), behaviour))
        if lint_log is not None:
            functions = functions.extend(lint_functions(_lint_notes(lint_log)))
        missing = "error" if strict else "zero"
        self._empty = TemplateSet(
            functions, name="gotpl", missingkey=missing, limits=limits, go_1_23=behaviour.go_is_1_23
        )
        #: The chart that was rendered last, and what was made of it. Replaced whole, for the sake of threads.
        self._last: tuple[Chart, Layout, TemplateSet] | None = None

    def render(
        self, chart: Chart, values: dict[str, object], release: ReleaseFacts, capabilities: Capabilities
    ) -> dict[str, str]:
        """Return the text of every template that is not a partial: path, such as ``c/templates/a.yaml``, to text.

        Args:
            chart: The chart with its dependencies processed.
            values: Coalesced values. Templates may change them, and later templates see that, as in Helm.
            release: What ``.Release`` tells.
            capabilities: What ``.Capabilities`` tells.

        Raises:
            TemplateSyntaxError: A template is not well formed; the message is laid out as Helm does.
            TemplateExecError: A template failed; likewise.
        """
        layout, templates = self._parsed(chart)
        dots = layout.dots(self._values_type(values), release, capabilities)
        return {
            renderable.name: _rendered(templates, renderable, dots[renderable.dot], self.behaviour)
            for renderable in layout.templates
            if not renderable.is_partial
        }

    def trace(
        self, chart: Chart, values: dict[str, object], release: ReleaseFacts, capabilities: Capabilities
    ) -> Iterator[tuple[str, Trace]]:
        """Yield what :meth:`render` renders, with where it comes from; ``<no value>`` is still in the texts.

        Raises:
            TemplateError: A template is not well formed, or failed; the message is Go's.
        """
        layout, templates = self._parsed(chart)
        dots = layout.dots(self._values_type(values), release, capabilities)
        for renderable in layout.templates:
            if not renderable.is_partial:
                dot = dots[renderable.dot]
                _name_template(renderable, dot, self.behaviour)
                yield renderable.name, templates.trace(renderable.name, dot)[1]

    def _parsed(self, chart: Chart) -> tuple[Layout, TemplateSet]:
        """Return the templates of ``chart``, those of the chart before this one if that is the same."""
        last = self._last
        if last is not None and last[0] is chart:
            return last[1], last[2]
        layout = Layout(chart, self.behaviour, self._values_names)
        templates = self._empty.clone()
        for renderable in layout.templates:
            try:
                templates.parse(renderable.name, renderable.text)
            except TemplateSyntaxError as error:
                raise TemplateSyntaxError(parse_error_text(renderable.name, error), error.at, error.hint) from error
        self._last = chart, layout, templates
        return layout, templates


#: Line and beginning of what Helm 3 logs instead.
_HELM_3_NOTES = {
    "missing required value": "206: [INFO] Missing required value",
    "missing required values": "214: [INFO] Missing required value",
    "funcMap fail": "227: [INFO] Fail",
}


def _lint_notes(log: Callable[[LogRecord], object]) -> Callable[[str, str, str], None]:
    def note(level: str, text: str, message: str) -> None:
        helm3 = f"engine.go:{_HELM_3_NOTES[text]}: {message}"
        log(LogRecord(LogLevel(level), text, (("message", message),), helm3))

    return note


def _name_template(renderable: Renderable, dot: Values, behaviour: HelmBehaviour) -> None:
    """Have the template see itself as ``.Template``."""
    dot["Template"] = values_type(behaviour)({"Name": renderable.name, "BasePath": renderable.base_path})


def _rendered(templates: TemplateSet, renderable: Renderable, dot: Values, behaviour: HelmBehaviour) -> str:
    _name_template(renderable, dot, behaviour)
    try:
        text = templates.execute(renderable.name, dot)
    except TemplateExecError as error:
        raise TemplateExecError(
            exec_error_text(renderable.name, error, behaviour),
            error.at,
            error.hint,
            template=error.template,
            node=error.node,
            span=error.span,
            path=error.path,
            reason=error.reason,
        ) from error
    return text.replace(NO_VALUE, "")
