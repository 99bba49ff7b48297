"""CK405: what a job counts and how it fails go together.

Upstream: pkg/apis/batch/validation validation.go ValidateJob, validateJobSpec, validatePodFailurePolicy
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, flag, mapping, number, text
from chartkit.validation.names import domain_path, qualified_name

from . import Report

__all__ = ["check"]


def check(manifest: Manifest, report: Report) -> None:
    """Report job specs that the server refuses."""
    spec = manifest.spec
    path: FieldPath = ("spec",)
    in_cron = manifest.group_kind == "batch/CronJob"
    if in_cron:
        spec, path = mapping(mapping(manifest.spec, "jobTemplate"), "spec"), ("spec", "jobTemplate", "spec")
        for key in ("selector", "manualSelector"):
            if spec.get(key) not in (None, False):
                report((*path, key), f"{key} must not be set: each job of a CronJob gets its own selector", at_key=True)
    elif isinstance(spec.get("selector"), dict) and not flag(spec, "manualSelector"):
        hint = "remove it, or set manualSelector: true"
        report((*path, "selector"), "selector of a job is made by the server", hint, at_key=True)
    if not in_cron and flag(spec, "manualSelector") and not isinstance(spec.get("selector"), dict):
        report((*path, "selector"), "manualSelector: true needs a selector", at_key=True)
    manager = spec.get("managedBy")
    if isinstance(manager, str):
        too_long = "must have at most 63 characters" if len(manager) > 63 else ""
        if problem := too_long or domain_path(manager):
            report((*path, "managedBy"), f'managedBy "{manager}" {problem}')
    _check_indexed(spec, path, report)
    _check_failure_policy(spec, path, report)
    if spec.get("backoffLimitPerIndex") is None and number(spec, "maxFailedIndexes") is not None:
        report((*path, "maxFailedIndexes"), "maxFailedIndexes needs backoffLimitPerIndex", at_key=True)


def _check_indexed(spec: dict[str, object], path: FieldPath, report: Report) -> None:
    if text(spec, "completionMode") == "Indexed":
        if number(spec, "completions") is None:
            report((*path, "completions"), "completionMode Indexed needs completions", at_key=True)
        if (number(spec, "parallelism") or 0) > 100_000:
            report((*path, "parallelism"), "parallelism of an indexed job must be at most 100000")
        return
    for key in ("backoffLimitPerIndex", "successPolicy"):
        if spec.get(key) is not None:
            report((*path, key), f"{key} is for completionMode Indexed only", at_key=True)


def _check_failure_policy(spec: dict[str, object], path: FieldPath, report: Report) -> None:
    policy = mapping(spec, "podFailurePolicy")
    if not policy:
        return
    pod = mapping(mapping(spec, "template"), "spec")
    if text(pod, "restartPolicy") == "OnFailure":
        message = "podFailurePolicy needs restartPolicy Never"
        report((*path, "template", "spec", "restartPolicy"), message)
    names = {text(container, "name") for key in ("containers", "initContainers") for _, container in entries(pod, key)}
    for index, rule in entries(policy, "rules"):
        here = (*path, "podFailurePolicy", "rules", index)
        codes = mapping(rule, "onExitCodes")
        given = [key for key in ("onExitCodes", "onPodConditions") if rule.get(key)]
        if len(given) != 1:
            report(here, "a rule must have exactly one of onExitCodes and onPodConditions", at_key=True)
        if text(rule, "action") == "FailIndex" and spec.get("backoffLimitPerIndex") is None:
            report((*here, "action"), "action FailIndex needs backoffLimitPerIndex")
        values = codes.get("values")
        if isinstance(values, list) and (problem := _order_problem(values)):
            report((*here, "onExitCodes", "values"), problem)
        for place, condition in entries(rule, "onPodConditions"):
            if problem := qualified_name(text(condition, "type")):
                where = (*here, "onPodConditions", place, "type")
                report(where, f'condition "{text(condition, "type")}" {problem}')
        if text(codes, "operator") == "In" and isinstance(values, list) and 0 in values:
            report((*here, "onExitCodes", "values"), "exit code 0 is a success and cannot be in a failure policy")
        name = text(codes, "containerName")
        if name and name not in names:
            report((*here, "onExitCodes", "containerName"), f'the pod has no container "{name}"')


def _order_problem(codes: list[object]) -> str:
    """Return what is wrong with a list of exit codes, or ""."""
    numbers = [code for code in codes if isinstance(code, (float, int))]
    if not codes:
        return "there must be an exit code"
    if len(codes) > 255:
        return f"there can be 255 exit codes, not {len(codes)}"
    return "" if numbers == sorted(set(numbers)) else "exit codes must be in order, each once"
