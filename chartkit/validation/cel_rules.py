"""CEL rules of a schema (``x-kubernetes-validations``) to findings.

Upstream: k8s.io/apiextensions-apiserver pkg/apiserver/schema/cel validation.go, values.go
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chartkit.diagnostics import Severity
from chartkit.patterns import late_pattern

from .cel import CELError, UnsupportedError, compile_expression
from .cel.times import duration, timestamp
from .findings import FieldPath, Finding
from .formats import FORMATS

__all__ = ["evaluate"]

_FIELD = late_pattern(r"\.([A-Za-z_][\w-]*)|\['((?:[^'\\]|\\.)*)'\]")

#: A rule with its schema, the value that it is about, and where that stands.
RuleAt = tuple[Mapping[str, object], Mapping[str, object], object, FieldPath]


def evaluate(rules: Iterable[RuleAt]) -> list[Finding]:
    """Return the rules that their values do not meet.

    Rules that compare with an older object have nothing to compare with and are passed over.
    """
    found = []
    for rule, schema, value, path in rules:
        source = rule.get("rule")
        if isinstance(source, str):
            finding = _evaluate(rule, source, schema, value, path)
            if finding is not None:
                found.append(finding)
    return found


def _evaluate(
    rule: Mapping[str, object], source: str, schema: Mapping[str, object], value: object, path: FieldPath
) -> Finding | None:
    try:
        program = compile_expression(source)
        if "oldSelf" in program.names():
            return None
        variables = {"self": _typed(schema, value)}
        if program.evaluate(variables) is True:
            return None
    except UnsupportedError as error:
        return Finding("CK118", path, f"a rule cannot be evaluated here: {error}", source, Severity.INFO)
    except CELError as error:
        return Finding("CK118", path, f"a rule cannot be evaluated: {error}", f"rule: {source}")
    return Finding("CK118", _place(rule, path), _message(rule, source, variables), f"rule: {source}")


def _message(rule: Mapping[str, object], source: str, variables: Mapping[str, object]) -> str:
    expression = rule.get("messageExpression")
    if isinstance(expression, str):
        try:
            made = compile_expression(expression).evaluate(variables)
        except CELError:
            made = None
        if isinstance(made, str) and made.strip():
            return made.strip().replace("\n", " ")
    message = rule.get("message")
    return message.strip() if isinstance(message, str) and message.strip() else f"this does not meet the rule {source}"


def _place(rule: Mapping[str, object], path: FieldPath) -> FieldPath:
    below = rule.get("fieldPath")
    if not isinstance(below, str):
        return path
    return (*path, *(name or quoted for name, quoted in _FIELD.findall(below)))


def _typed(schema: object, value: object) -> object:
    """Return ``value`` in CEL's types: whole numbers as integers, times and durations as such."""
    held = schema if isinstance(schema, Mapping) else {}
    if isinstance(value, dict):
        properties, additional = held.get("properties"), held.get("additionalProperties")
        known = properties if isinstance(properties, Mapping) else {}
        return {key: _typed(known.get(key, additional), item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(held.get("items"), item) for item in value]
    if isinstance(value, float):
        return value if held.get("type") == "number" or not value.is_integer() else int(value)
    if isinstance(value, str) and held.get("type") == "string":
        return _formatted(held.get("format"), value)
    return value


def _formatted(text_format: object, value: str) -> object:
    try:
        if text_format == "duration":
            return duration(value)
        if text_format in ("date-time", "date"):
            return timestamp(value)
    except CELError:
        return value
    if text_format == "byte" and FORMATS["byte"](value):
        import base64

        return base64.b64decode(value)
    return value
