"""A parsed schema: one node for each place that is a schema, and the drafts it can be of.

Upstream: xeipuuv/gojsonschema subSchema.go, draft.go
"""

from __future__ import annotations

from enum import IntEnum
from fractions import Fraction

from chartkit.gostd import encoding_json
from chartkit.gostd.regexp import Regexp
from chartkit.records import dataclass, field
from chartkit.values.json_schema.numbers import exact

__all__ = ["Draft", "Node", "canonical_json"]


class Draft(IntEnum):
    """A draft; later ones know more keywords."""

    FOUR = 4
    SIX = 6
    SEVEN = 7
    #: No draft is named: keywords of all of them count, in the sense that fits the value.
    HYBRID = 100


@dataclass(slots=True)
class Node:
    """One schema. Not frozen: schemas refer to each other in rings, so fields are filled after the node exists.

    A field that is None or empty belongs to a keyword that is absent.
    """

    draft: Draft
    always: bool | None = None
    reference: Node | None = None
    types: list[str] = field(default_factory=list)

    properties: dict[str, Node] = field(default_factory=dict)
    additional_properties: bool | Node | None = None
    pattern_properties: list[tuple[Regexp, Node]] = field(default_factory=list)
    property_names: Node | None = None
    dependencies: dict[str, list[str] | Node] = field(default_factory=dict)
    required: list[str] = field(default_factory=list)
    min_properties: int | None = None
    max_properties: int | None = None

    items: list[Node] = field(default_factory=list)
    #: The one schema in ``items`` is for every item.
    items_are_alike: bool = False
    additional_items: bool | Node | None = None
    contains: Node | None = None
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False

    multiple_of: Fraction | None = None
    minimum: Fraction | None = None
    maximum: Fraction | None = None
    exclusive_minimum: Fraction | None = None
    exclusive_maximum: Fraction | None = None

    min_length: int | None = None
    max_length: int | None = None
    pattern: Regexp | None = None
    pattern_text: str = ""
    format: str = ""

    #: The only value allowed, as JSON.
    const: str | None = None
    #: The values allowed, as JSON.
    enum: list[str] = field(default_factory=list)

    one_of: list[Node] = field(default_factory=list)
    any_of: list[Node] = field(default_factory=list)
    all_of: list[Node] = field(default_factory=list)
    negated: Node | None = None
    condition: Node | None = None
    then: Node | None = None
    otherwise: Node | None = None


def canonical_json(value: object) -> str:
    """Return ``value`` as JSON in which equal numbers are written alike.

    Upstream: xeipuuv/gojsonschema utils.go marshalWithoutNumber
    """
    return encoding_json.marshal(_with_floats(value))


def _with_floats(value: object) -> object:
    if isinstance(value, dict):
        return {key: _with_floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_floats(item) for item in value]
    size = exact(value)
    return value if size is None else float(size)
