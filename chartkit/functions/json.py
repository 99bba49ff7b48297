"""JSON to values and back.

The functions without ``must`` answer a value that has no JSON form with an empty text. Helm has its own ``fromJson``,
which reads objects alone and reports what is wrong under the key ``Error``. Its lines are built with different
releases of encoding/json.

Upstream: sprig defaults.go; helm pkg/engine/funcs.go
"""

from __future__ import annotations

from collections.abc import Callable

from chartkit.errors import JSONError
from chartkit.gostd import encoding_json
from chartkit.helm_versions import HelmBehaviour

from .environment import Environment

__all__ = ["functions"]


def functions(_environment: Environment, behaviour: HelmBehaviour) -> dict[str, Callable[..., object]]:
    """Return the functions as the line of Helm has them."""
    return {
        **_writers(v1=not behaviour.json_repairs_raw),
        **_readers(v1=not behaviour.json_errors_name_paths),
    }


def _writers(*, v1: bool) -> dict[str, Callable[..., object]]:
    def must_to_json(value: object) -> str:
        """Return ``value`` as JSON."""
        return encoding_json.marshal(value, v1=v1)

    def to_json(value: object) -> str:
        """Return ``value`` as JSON, or an empty text."""
        try:
            return encoding_json.marshal(value, v1=v1)
        except JSONError:
            return ""

    def must_to_pretty_json(value: object) -> str:
        """Return ``value`` as JSON on several lines."""
        return encoding_json.marshal(value, indent="  ", v1=v1)

    def to_pretty_json(value: object) -> str:
        """Return ``value`` as JSON on several lines, or an empty text."""
        try:
            return must_to_pretty_json(value)
        except JSONError:
            return ""

    def to_raw_json(value: object) -> str:
        """Return ``value`` as JSON that does not escape ``<``, ``>`` and ``&``."""
        return encoding_json.marshal(value, escape_html=False, v1=v1)

    return {
        "toJson": to_json,
        "mustToJson": must_to_json,
        "toPrettyJson": to_pretty_json,
        "mustToPrettyJson": must_to_pretty_json,
        "toRawJson": to_raw_json,
        "mustToRawJson": to_raw_json,
    }


def _readers(*, v1: bool) -> dict[str, Callable[..., object]]:
    def from_json(text: str) -> dict[str, object]:
        """Return the object that ``text`` is; a map with the error under ``Error`` where it is none."""
        try:
            return encoding_json.unmarshal_object(text, v1=v1)
        except encoding_json.UnmarshalTypeError as error:
            # Go: what fits into the map is in it when the error is found.
            found = error.value if isinstance(error.value, dict) else {}
            return {**found, "Error": error.message}
        except JSONError as error:
            return {"Error": error.message}

    def from_json_array(text: str) -> list[object]:
        """Return the array that ``text`` is; a list of the error where it is none."""
        try:
            return encoding_json.unmarshal_array(text, v1=v1)
        except JSONError as error:
            return [error.message]

    def must_from_json(text: str) -> object:
        """Return the value that ``text`` is."""
        return encoding_json.unmarshal(text, v1=v1)

    return {"fromJson": from_json, "fromJsonArray": from_json_array, "mustFromJson": must_from_json}
