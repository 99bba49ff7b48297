"""JSON Schema as Helm 3 checks it: which values do not meet a values.schema.json, in Helm's words.

Upstream: xeipuuv/gojsonschema v1.2.0
"""

from __future__ import annotations

from functools import lru_cache

from chartkit.errors import JSONError, ValuesSchemaError
from chartkit.gostd import encoding_json

from .evaluator import evaluate
from .node import Node
from .parser import parse_schema

__all__ = ["schema_failures"]


def schema_failures(schema: bytes, values: object) -> str:
    """Return what Helm 3 says of ``values`` under ``schema``: lines, a broken schema's one sentence, or nothing.

    Upstream: helm v3 pkg/chartutil/jsonschema.go ValidateAgainstSingleSchema
    """
    try:
        failures = evaluate(_compiled(schema), {} if values is None else values)
    except (JSONError, ValuesSchemaError) as error:
        return error.message
    return "".join(f"- {failure}\n" for failure in failures)


@lru_cache(maxsize=64)
def _compiled(schema: bytes) -> Node:
    # Go: a Decoder reads the first value; what stands after it is not looked at.
    content, _ = encoding_json.unmarshal_prefix(schema.decode("utf-8", "surrogateescape"), numbers="json")
    return parse_schema(content)
