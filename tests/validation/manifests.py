"""Objects to check in tests: the bases of cases/bases.yaml, changed at JSON Pointers, as documents."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from chartkit.diagnostics import Diagnostic, Severity
from chartkit.validation import Document, Options, Report, validate

CASES = Path(__file__).parent / "cases"


@cache
def bases() -> dict[str, dict[str, Any]]:
    return yaml.safe_load((CASES / "bases.yaml").read_text())


def changed(base: str, changes: dict[str, object]) -> dict[str, Any]:
    """Return a base with values set at pointers; null removes, an index at a list's end appends."""
    value = copy.deepcopy(bases()[base])
    for pointer, new in changes.items():
        *parents, last = [part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/")]
        holder: Any = value
        for part in parents:
            holder = holder[int(part)] if isinstance(holder, list) else holder.setdefault(part, {})
        if isinstance(holder, list):
            holder[int(last) : int(last) + 1] = [] if new is None else [new]
        elif new is None:
            holder.pop(last, None)
        else:
            holder[last] = new
    return value


def check(*objects: object, text: str = "", **options: Any) -> Report:
    """Validate objects, or a text as it stands."""
    documents = [Document(text, "in.yaml")] if text else [Document(json.dumps(value), "in.yaml") for value in objects]
    return validate(documents, Options(**options))


def brief(finding: Diagnostic) -> str:
    mark = "" if finding.severity is Severity.ERROR else "?"
    return f"{mark}{finding.code} {finding.path}"
