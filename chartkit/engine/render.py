"""A chart's templates to text.

Upstream: helm pkg/engine/engine.go (Engine).render
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from chartkit.chart import Chart, LogLevel, LogRecord
from chartkit.errors import TemplateExecError, TemplateSyntaxError
from chartkit.functions import Environment, helm_functions
from chartkit.gotemplate import FuncMap, Limits, TemplateSet
from chartkit.helm_versions import HELM_4_3, HelmBehaviour

from .capabilities import Capabilities
from .error_layout import exec_error_text, parse_error_text
from .scope import ReleaseFacts, Renderable, all_templates
from .values import Values

__all__ = ["RenderOptions", "render"]

_NO_VALUE = "<no value>"


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """What templates see beside the chart and its values, and what they may use up."""

    release: ReleaseFacts
    capabilities: Capabilities
    behaviour: HelmBehaviour = HELM_4_3
    environment: Environment = field(default_factory=Environment)
    limits: Limits = field(default_factory=Limits)
    #: ``required`` and ``fail`` only log, as under ``helm lint``.
    lint: bool = False
    #: A missing key is an error; no command of Helm asks for that.
    strict: bool = False


def render(
    chart: Chart, values: dict[str, object], options: RenderOptions, log: Callable[[LogRecord], object]
) -> dict[str, str]:
    """Return the text of every template that is not a partial: path, such as ``c/templates/a.yaml``, to text.

    Args:
        chart: The chart with its dependencies processed.
        values: Coalesced values. Templates may change them, and later templates see that, as in Helm.
        options: What else templates see.
        log: Takes what ``required`` and ``fail`` log under lint.

    Raises:
        TemplateSyntaxError: A template is not well formed; the message is laid out as Helm does.
        TemplateExecError: A template failed; likewise.
    """
    renderables = all_templates(chart, Values(values), options.release, options.capabilities, options.behaviour)
    templates = _parsed(renderables, options, log)
    return {
        renderable.name: _rendered(templates, renderable, options.behaviour)
        for renderable in renderables
        if not renderable.name.rpartition("/")[2].startswith("_")
    }


def _parsed(renderables: list[Renderable], options: RenderOptions, log: Callable[[LogRecord], object]) -> TemplateSet:
    functions = FuncMap(helm_functions(options.environment, options.behaviour))
    if options.lint:
        from chartkit.functions import lint_functions

        def note(level: str, text: str, message: str) -> None:
            log(LogRecord(LogLevel(level), text, (("message", message),)))

        functions = functions.extend(lint_functions(note))
    missing = "error" if options.strict else "zero"
    templates = TemplateSet(functions, name="gotpl", missingkey=missing, limits=options.limits)
    for renderable in renderables:
        try:
            templates.parse(renderable.name, renderable.text)
        except TemplateSyntaxError as error:
            raise TemplateSyntaxError(parse_error_text(renderable.name, error), error.at, error.hint) from error
    return templates


def _rendered(templates: TemplateSet, renderable: Renderable, behaviour: HelmBehaviour) -> str:
    renderable.dot["Template"] = Values({"Name": renderable.name, "BasePath": renderable.base_path})
    try:
        text = templates.execute(renderable.name, renderable.dot)
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
    return text.replace(_NO_VALUE, "") if _NO_VALUE in text else text
