"""JSON Schema as Helm 4 checks it: which values do not meet a values.schema.json, in Helm's words.

Upstream: santhosh-tekuri/jsonschema v6
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chartkit.late_names import late_names

from .verdict import Verdict, read

if TYPE_CHECKING:
    from .compiler import compile_schema
    from .evaluator import evaluate
    from .failures import rendered

__all__ = ["Verdict", "compile_schema", "evaluate", "read", "rendered"]

# PERF: most values are seen to meet their schema by the verdict alone; the rest is imported when it is asked for.
__getattr__ = late_names(__name__, {"compiler": "compile_schema", "evaluator": "evaluate", "failures": "rendered"})
