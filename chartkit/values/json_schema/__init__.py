"""JSON Schema as Helm 4 checks it: which values do not meet a values.schema.json, in Helm's words.

Upstream: santhosh-tekuri/jsonschema v6
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .verdict import Verdict, read

if TYPE_CHECKING:
    from .compiler import compile_schema
    from .evaluator import evaluate
    from .failures import rendered

__all__ = ["Verdict", "compile_schema", "evaluate", "read", "rendered"]

# PERF: most values are seen to meet their schema by the verdict alone; the rest is imported when it is asked for.
_LATE = {"compile_schema": ".compiler", "evaluate": ".evaluator", "rendered": ".failures"}


def __getattr__(name: str) -> object:
    """Return a name that is imported late."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATE[name], __name__), name)
