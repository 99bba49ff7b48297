"""CK703: admission webhooks have full names, one client, rules that match something, and known review versions.

Upstream: pkg/apis/admissionregistration/validation validation.go validateWebhook; k8s.io/apiserver
pkg/util/webhook validation.go
"""

from __future__ import annotations

from urllib.parse import urlsplit

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, entries, mapping, number, strings, text
from chartkit.validation.names import dns_subdomain, qualified_name
from chartkit.validation.quantity import format_number

from . import Report

__all__ = ["check", "check_client"]


def check(manifest: Manifest, report: Report) -> None:
    """Report webhooks that the server refuses."""
    for index, webhook in entries(manifest.value, "webhooks"):
        path = ("webhooks", index)
        _check_name(webhook, path, report)
        versions = [version for _, version in strings(webhook, "admissionReviewVersions")]
        if isinstance(webhook.get("admissionReviewVersions"), list) and not {"v1", "v1beta1"} & set(versions):
            here = (*path, "admissionReviewVersions")
            report(here, "admissionReviewVersions must hold v1 or v1beta1", at_key=True)
        if text(webhook, "sideEffects") in ("Some", "Unknown"):
            report(
                (*path, "sideEffects"), f"sideEffects must be None or NoneOnDryRun, not {text(webhook, 'sideEffects')}"
            )
        seconds = number(webhook, "timeoutSeconds")
        if seconds is not None and not 1 <= seconds <= 30:
            report((*path, "timeoutSeconds"), f"timeoutSeconds must be from 1 to 30, not {format_number(seconds)}")
        check_client(mapping(webhook, "clientConfig"), (*path, "clientConfig"), report)
        for place, rule in entries(webhook, "rules"):
            check_rule(rule, (*path, "rules", place), report)
        _check_conditions(webhook, path, report)


def _check_name(webhook: dict[str, object], path: FieldPath, report: Report) -> None:
    name = webhook.get("name")
    if not isinstance(name, str):
        return
    problem = dns_subdomain(name) if name else "must not be empty"
    if not problem and name.count(".") < 2:
        problem = "must have at least three parts, as in check.example.com"
    if problem:
        report((*path, "name"), f'webhook name "{name}" {problem}')


def check_client(client: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report what is wrong with the way to a webhook."""
    has_url, has_service = client.get("url") is not None, isinstance(client.get("service"), dict)
    if has_url == has_service:
        problem = "not both" if has_url else "and has neither"
        report(path, f"a clientConfig must have a url or a service, {problem}", at_key=True)
    if has_url and isinstance(client["url"], str):
        try:
            parts = urlsplit(client["url"])
            wrong = parts.scheme != "https" or not parts.netloc or parts.query or parts.fragment or "@" in parts.netloc
        except ValueError:
            wrong = True
        if wrong:
            report((*path, "url"), "url must be https://host/path, without user, query and fragment")
    if not has_service:
        return
    service, here = mapping(client, "service"), (*path, "service")
    for key in ("name", "namespace"):
        if service.get(key) == "":
            report((*here, key), f"a service must have a {key}")
    port = number(service, "port")
    if port is not None and not 1 <= port <= 65535:
        report((*here, "port"), f"port must be from 1 to 65535, not {format_number(port)}")
    route = text(service, "path")
    if route and (not route.startswith("/") or "//" in route):
        report((*here, "path"), "path must begin with '/' and have no empty parts")


def check_rule(rule: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report what is wrong with a rule of what a webhook or policy sees."""
    for key in ("operations", "apiGroups", "apiVersions", "resources"):
        values = [value for _, value in strings(rule, key)]
        if not values and not isinstance(rule.get(key), (str, dict)):
            report((*path, key), f"a rule must have {key}", at_key=True)
        elif key != "resources" and "*" in values and len(values) > 1:
            report((*path, key), f"'*' in {key} must stand alone", at_key=True)
        elif "" in values and key in ("apiVersions", "resources"):
            report((*path, key, values.index("")), f"{key} must not hold an empty string")
    resources = [value for _, value in strings(rule, "resources")]
    if "*/*" in resources and len(resources) > 1:
        report((*path, "resources"), "'*/*' must stand alone", at_key=True)
    elif "*" in resources and any("/" not in name and name != "*" for name in resources):
        report((*path, "resources"), "with '*', other resources must not be named", at_key=True)


def _check_conditions(webhook: dict[str, object], path: FieldPath, report: Report) -> None:
    seen: set[str] = set()
    for index, condition in entries(webhook, "matchConditions"):
        name, here = text(condition, "name"), (*path, "matchConditions", index)
        if problem := qualified_name(name):
            report((*here, "name"), f'condition name "{name}" {problem}')
        elif name in seen:
            report((*here, "name"), f'two conditions have the name "{name}"')
        seen.add(name)
        if not text(condition, "expression").strip():
            report((*here, "expression"), "a condition must have an expression", at_key=True)
