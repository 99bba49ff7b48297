"""The types of JSON values, by name."""

from __future__ import annotations

from chartkit.gostd.kinds import JSONNumber

__all__ = ["TYPE_ORDER", "type_name"]

#: The order in which a message lists several wanted types.
TYPE_ORDER = ("null", "boolean", "number", "integer", "string", "array", "object")


def type_name(value: object) -> str:
    """Return the JSON type of a value, ``number`` for every number; empty if it has none."""
    if value is None:
        return "null"
    if value.__class__ is bool:
        return "boolean"
    if isinstance(value, (int, float, JSONNumber)):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, list):
        return "array"
    if isinstance(value, dict):
        return "object"
    return ""
