"""A compiled schema: one node for each place in a schema document that is itself a schema.

Upstream: santhosh-tekuri/jsonschema schema.go
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Protocol

from chartkit.records import dataclass, field

__all__ = ["Format", "Pattern", "Schema"]


class Pattern(Protocol):
    """A compiled regular expression."""

    def match(self, text: str) -> bool:
        """Return whether the expression occurs in ``text``."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """A format by name; ``check`` returns what is wrong with a value, or the empty text."""

    name: str
    check: Callable[[object], str]


@dataclass(slots=True)
class Schema:
    """One schema. Not frozen: schemas refer to each other in rings, so fields are filled after the node exists.

    A field that is None or empty belongs to a keyword that is absent.
    """

    #: Where the schema stands, as ``url#pointer``.
    location: str
    url: str
    pointer: str
    draft: int = 2020
    #: The schema at the root of the resource that this one belongs to.
    resource: Schema | None = None
    dynamic_anchors: dict[str, Schema] = field(default_factory=dict)
    dynamic_anchor: str = ""
    recursive_anchor: bool = False
    always: bool | None = None

    ref: Schema | None = None
    recursive_ref: Schema | None = None
    dynamic_ref: Schema | None = None
    dynamic_ref_anchor: str = ""

    types: tuple[str, ...] = ()
    #: ``const`` in a list of its own, because null is a value.
    const: list[object] = field(default_factory=list)
    enum: list[object] | None = None
    format: Format | None = None

    negated: Schema | None = None
    all_of: list[Schema] = field(default_factory=list)
    any_of: list[Schema] = field(default_factory=list)
    one_of: list[Schema] = field(default_factory=list)
    condition: Schema | None = None
    then: Schema | None = None
    otherwise: Schema | None = None

    min_properties: int | None = None
    max_properties: int | None = None
    required: list[str] = field(default_factory=list)
    properties: dict[str, Schema] = field(default_factory=dict)
    pattern_properties: list[tuple[Pattern, Schema]] = field(default_factory=list)
    additional_properties: bool | Schema | None = None
    property_names: Schema | None = None
    dependencies: dict[str, list[str] | Schema] = field(default_factory=dict)
    dependent_required: dict[str, list[str]] = field(default_factory=dict)
    dependent_schemas: dict[str, Schema] = field(default_factory=dict)
    unevaluated_properties: Schema | None = None

    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False
    items: Schema | list[Schema] | None = None
    additional_items: bool | Schema | None = None
    prefix_items: list[Schema] = field(default_factory=list)
    contains: Schema | None = None
    min_contains: int | None = None
    max_contains: int | None = None
    unevaluated_items: Schema | None = None

    min_length: int | None = None
    max_length: int | None = None
    pattern: Pattern | None = None
    pattern_text: str = ""

    minimum: Fraction | None = None
    maximum: Fraction | None = None
    exclusive_minimum: Fraction | None = None
    exclusive_maximum: Fraction | None = None
    multiple_of: Fraction | None = None

    @property
    def all_properties_evaluated(self) -> bool:
        """Whether the schema itself has a say in every property."""
        return self.additional_properties is not None

    @property
    def all_items_evaluated(self) -> bool:
        """Whether the schema itself has a say in every item."""
        if self.draft < 2020:
            return self.additional_items is not None or isinstance(self.items, Schema)
        return self.items is not None

    @property
    def items_evaluated(self) -> int:
        """How many leading items the schema has a say in."""
        if self.draft < 2020:
            return len(self.items) if isinstance(self.items, list) else 0
        return len(self.prefix_items)
