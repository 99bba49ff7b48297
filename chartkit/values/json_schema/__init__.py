"""JSON Schema as Helm 4 checks it: which values do not meet a values.schema.json, in Helm's words.

Upstream: santhosh-tekuri/jsonschema v6
"""

from __future__ import annotations

from .compiler import compile_schema
from .evaluator import evaluate
from .failures import rendered

__all__ = ["compile_schema", "evaluate", "rendered"]
