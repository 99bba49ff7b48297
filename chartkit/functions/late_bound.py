"""Functions that reach back into the running template, or end it: include, tpl, required, fail and lookup.

``include`` and ``tpl`` work on the templates of the execution that calls them, so one set of functions serves all
templates, also at the same time.

Upstream: helm pkg/engine/engine.go includeFun, tplFun, initFunMap
"""

from __future__ import annotations

from collections.abc import Callable

from chartkit.errors import FunctionError, TemplateError
from chartkit.gostd import strconv
from chartkit.gotemplate import NO_VALUE, Execution
from chartkit.helm_versions import HelmBehaviour

from .environment import Environment

__all__ = ["FUNCTIONS", "FailError", "functions", "lint_functions"]

#: How many activations of one name ``include`` allows inside each other, less one.
_MOST_ACTIVATIONS = 1000


class FailError(FunctionError):
    """A template gave up on purpose, through ``fail`` or ``required``; ``message`` is the chart author's.

    Helm shows this message instead of Go's chain of errors, however deep in the chain it is: look for one of these
    among the causes of a ``TemplateExecError``.
    """

    code = "fail"


class _Active(dict[str, int]):
    """How many activations of each included name are running."""


def include(execution: Execution, name: str, data: object) -> str:
    """Return what the template called ``name`` makes of ``data``.

    Upstream: helm pkg/engine/engine.go includeFun
    """
    active = execution.scratch.get("include")
    if not isinstance(active, _Active):
        active = execution.scratch["include"] = _Active()
    count = active.get(name, 0)
    if count > _MOST_ACTIVATIONS:
        raise FunctionError(f"rendering template has a nested reference name: {name}: unable to execute template")
    active[name] = count + 1
    try:
        return execution.execute(name, data)
    finally:
        active[name] = count


def tpl(execution: Execution, text: str, data: object) -> str:
    """Return what the template ``text`` makes of ``data``; it sees all other templates, and its own stay its own.

    Upstream: helm pkg/engine/engine.go tplFun
    """
    if "{{" not in text:  # PERF: a text without actions prints itself; charts call tpl on every plain value.
        return text.replace(NO_VALUE, "")
    templates = execution.templates.clone()
    try:
        template = templates.parse(templates.name, text)
    except TemplateError as error:
        raise FunctionError(f"cannot parse template {strconv.quote(text)}: {error.message}") from error
    try:
        result = execution.execute(template, data, templates)
    except TemplateError as error:
        message = f"error during tpl function execution for {strconv.quote(text)}: {error.message}"
        raise FunctionError(message) from error
    return result.replace(NO_VALUE, "")


def required(message: str, value: object) -> object:
    """Return ``value``, which must not be nil or an empty text.

    Raises:
        FailError: It is; ``message`` says what is missing.
    """
    if value is None or (value.__class__ is str and not value):
        raise FailError(message)
    return value


def fail(message: str) -> str:
    """End the rendering with ``message``."""
    raise FailError(message)


FUNCTIONS: dict[str, Callable[..., object]] = {"include": include, "tpl": tpl, "required": required, "fail": fail}


def functions(environment: Environment, _behaviour: HelmBehaviour) -> dict[str, Callable[..., object]]:
    """Return the function that looks into a cluster."""

    def lookup(api_version: str, kind: str, namespace: str, name: str) -> dict[str, object]:
        """Return an object of the cluster, or an empty table."""
        return environment.lookup(api_version, kind, namespace, name)

    return {"lookup": lookup}


def lint_functions(log: Callable[[str, str, str], None]) -> dict[str, Callable[..., object]]:
    """Return ``required`` and ``fail`` for linting, which go on after what would end a rendering.

    Args:
        log: Gets what they would have failed with: a level, what happened, and the chart author's message.

    Upstream: helm pkg/engine/engine.go initFunMap
    """

    def required(message: str, value: object) -> object:
        """Return ``value``, or an empty text in place of nil."""
        if value is None:
            log("WARN", "missing required value", message)
            return ""
        if value.__class__ is str and not value:
            log("WARN", "missing required values", message)
        return value

    def fail(message: str) -> str:
        """Return an empty text."""
        log("INFO", "funcMap fail", message)
        return ""

    return {"required": required, "fail": fail}
