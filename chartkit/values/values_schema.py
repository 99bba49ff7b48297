"""Values against the values.schema.json of a chart and of its subcharts.

Upstream: helm pkg/chart/common/util/jsonschema.go ValidateAgainstSchema
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from chartkit.errors import JSONError, ValuesSchemaError
from chartkit.gostd import encoding_json
from chartkit.gostd.kinds import type_of
from chartkit.helm_versions import HelmBehaviour

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    from .json_schema import Verdict
    from .json_schema.schema import Schema

    class SchemaOwner(Protocol):
        """What checking values needs to know of a chart."""

        @property
        def name(self) -> str: ...

        @property
        def schema(self) -> bytes | None: ...

        @property
        def dependencies(self) -> tuple[SchemaOwner, ...]: ...


__all__ = ["check_values", "schema_failures"]


def check_values(chart: SchemaOwner, values: dict[str, object], behaviour: HelmBehaviour) -> None:
    """Accept ``values``, coalesced, or raise.

    Raises:
        ValuesSchemaError: They do not meet the schema of the chart or of an enabled subchart; the message is Helm's.
    """
    details = "".join(_details(chart, values, behaviour))
    if details:
        raise ValuesSchemaError(
            f"values don't meet the specifications of the schema(s) in the following chart(s):\n{details}",
            hint="--skip-schema-validation renders all the same.",
        )


def _details(chart: SchemaOwner, values: dict[str, object], behaviour: HelmBehaviour) -> Iterator[str]:
    if chart.schema is not None:
        failure = schema_failures(chart.schema, values, behaviour)
        if failure:
            yield f"{chart.name}:\n{failure}"
    for subchart in chart.dependencies:
        own = values.get(subchart.name)
        if isinstance(own, dict):
            yield from _details(subchart, own, behaviour)
        elif own is not None:
            kind = type_of(own).name
            yield f"{subchart.name}:\ninvalid type for values: expected object (map), got {kind}\n"


def schema_failures(schema: bytes, values: object, behaviour: HelmBehaviour) -> str:
    """Return what Helm says of ``values`` under ``schema``: lines, a broken schema's one sentence, or nothing."""
    if behaviour.schema_library == "xeipuuv/gojsonschema":
        from .gojsonschema import schema_failures as failures

        return failures(schema, values)
    verdict = _verdict(schema)
    if verdict is not None and verdict.accepts(values):
        return ""
    from .json_schema import evaluate, rendered

    try:
        found = evaluate(_compiled(schema), values)
    except (JSONError, ValuesSchemaError) as error:
        return error.message
    return f"{rendered(found)}\n" if found else ""


@lru_cache(maxsize=64)
def _verdict(schema: bytes) -> Verdict | None:
    from .json_schema import read

    return read(schema.decode("utf-8", "surrogateescape"))


@lru_cache(maxsize=64)
def _compiled(schema: bytes) -> Schema:
    from .json_schema import compile_schema

    return compile_schema(_decoded(schema.decode("utf-8", "surrogateescape")))


def _decoded(text: str) -> object:
    """Return the one JSON value in ``text``, numbers by their text.

    Upstream: santhosh-tekuri/jsonschema loader.go UnmarshalJSON
    """
    if not text.strip(" \t\r\n"):
        raise JSONError("EOF")
    value, end = encoding_json.unmarshal_prefix(text, numbers="json")
    if text[end:].strip(" \t\r\n"):
        raise JSONError("invalid character after top-level value")
    return value
