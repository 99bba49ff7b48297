"""CK710: a ValidatingAdmissionPolicy matches something and has expressions; its binding says what follows.

Upstream: pkg/apis/admissionregistration/validation validation.go validateValidatingAdmissionPolicySpec,
validateValidatingAdmissionPolicyBindingSpec
"""

from __future__ import annotations

from chartkit.validation.cel import CELError, compile_expression
from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, mapping, strings, text
from chartkit.validation.names import c_identifier, dns_subdomain, qualified_name

from . import Report
from .webhooks import check_rule

__all__ = ["check"]

_REASONS = ("Unauthorized", "Forbidden", "Invalid", "RequestEntityTooLarge")


def check(manifest: Manifest, report: Report) -> None:
    """Report policies and bindings that the server refuses."""
    if manifest.kind == "ValidatingAdmissionPolicyBinding":
        _check_binding(manifest.spec, report)
    else:
        _check_policy(manifest, report)


def _check_policy(manifest: Manifest, report: Report) -> None:
    spec = manifest.spec
    matched = mapping(spec, "matchConstraints")
    if not matched.get("resourceRules"):
        here = ("spec", "matchConstraints", *(("resourceRules",) if matched else ()))
        report(here, "a policy must say in matchConstraints.resourceRules what it is for", at_key=True)
    for key in ("resourceRules", "excludeResourceRules"):
        for index, rule in entries(matched, key):
            check_rule(rule, ("spec", "matchConstraints", key, index), report)
    if not spec.get("validations") and not spec.get("auditAnnotations"):
        report(("spec", "validations"), "a policy must have validations or auditAnnotations", at_key=True)
    if isinstance(spec.get("paramKind"), dict):
        for key in ("apiVersion", "kind"):
            if not text(mapping(spec, "paramKind"), key):
                report(("spec", "paramKind", key), f"paramKind must have {key}", at_key=True)
    for index, rule in entries(spec, "validations"):
        path: FieldPath = ("spec", "validations", index)
        for key in ("expression", "messageExpression"):
            _check_expression(rule, key, path, report, needed=key == "expression")
        reason = text(rule, "reason")
        if reason and reason not in _REASONS:
            report((*path, "reason"), f'"{reason}" is not one of {", ".join(_REASONS)}')
    for index, variable in entries(spec, "variables"):
        path = ("spec", "variables", index)
        if problem := c_identifier(text(variable, "name")):
            report((*path, "name"), f'name "{text(variable, "name")}" {problem}')
        _check_expression(variable, "expression", path, report, needed=True)
    for index, annotation in entries(spec, "auditAnnotations"):
        path = ("spec", "auditAnnotations", index)
        key = text(annotation, "key")
        if problem := qualified_name(f"{manifest.name}/{key}") if key else "must not be empty":
            report((*path, "key"), f'key "{key}" {problem}')
        _check_expression(annotation, "valueExpression", path, report, needed=True)


def _check_expression(holder: dict[str, object], key: str, path: FieldPath, report: Report, *, needed: bool) -> None:
    source = holder.get(key)
    if not isinstance(source, str) or not source.strip():
        if needed and isinstance(source, str):
            report((*path, key), f"{key} must not be empty")
        return
    try:
        compile_expression(source)
    except CELError as error:
        report((*path, key), f"this is no CEL expression: {error}")


def _check_binding(spec: dict[str, object], report: Report) -> None:
    name = spec.get("policyName")
    if isinstance(name, str) and (problem := dns_subdomain(name) if name else "must not be empty"):
        report(("spec", "policyName"), f'policyName "{name}" {problem}')
    actions = [action for _, action in strings(spec, "validationActions")]
    path = ("spec", "validationActions")
    if not spec.get("validationActions"):
        report(path, "a binding must have validationActions", "for example [Deny]", at_key=True)
    elif {"Deny", "Warn"} <= set(actions):
        report(path, "Deny and Warn exclude each other", "keep Deny, whose message is shown as well", at_key=True)
    elif len(set(actions)) != len(actions):
        report(path, "an action is there twice", at_key=True)
    if not isinstance(spec.get("paramRef"), dict):
        return
    reference = mapping(spec, "paramRef")
    if bool(text(reference, "name")) == isinstance(reference.get("selector"), dict):
        report(("spec", "paramRef"), "a paramRef must have either a name or a selector", at_key=True)
    if not text(reference, "parameterNotFoundAction"):
        here = ("spec", "paramRef", "parameterNotFoundAction")
        report(here, "a paramRef must have parameterNotFoundAction", "Allow or Deny", at_key=True)
