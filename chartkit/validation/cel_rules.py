"""CEL rules of a schema (x-kubernetes-validations) to findings."""

from __future__ import annotations

from .findings import FieldPath, Finding


def evaluate(rules: list[tuple[object, object, object, FieldPath]]) -> list[Finding]:
    return []
