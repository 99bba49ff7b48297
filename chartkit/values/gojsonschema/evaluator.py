"""A parsed schema and a value to the failures of the value, as sentences.

Where alternatives all fail, those of the closest one are told; a score says which that is. Properties are visited in
order of their names; Go visits them at random.

Upstream: xeipuuv/gojsonschema validation.go, result.go, locales.go
"""

from __future__ import annotations

from chartkit.errors import ValuesSchemaError
from chartkit.records import dataclass, field
from chartkit.values.json_schema.json_types import type_name
from chartkit.values.json_schema.numbers import exact

from .formats import FORMATS
from .node import Node, canonical_json
from .numbers import printed

__all__ = ["evaluate"]

#: Nesting after which values and the references of a schema are refused; Python's own stack is the reason.
_DEEPEST = 150
#: Checks of one value against one schema after which all is given up: alternatives multiply.
_MOST = 1_000_000


def evaluate(schema: Node, value: object) -> list[str]:
    """Return why ``value`` does not meet ``schema``; nothing if it does.

    Raises:
        ValuesSchemaError: Finding out takes too long or too deep a stack.
    """
    result = _Result()
    _Run().check(schema, value, result, _Place("(root)"))
    return result.failures


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the values something stands, with dots between the names."""

    text: str

    def inner(self, name: object) -> _Place:
        return _Place(f"{self.text}.{name}")

    @property
    def field(self) -> str:
        return self.text.removeprefix("(root).")


@dataclass(slots=True)
class _Result:
    """What was found wrong, and how close it came to being right."""

    failures: list[str] = field(default_factory=list)
    score: int = 0

    def fail(self, place: _Place, message: str) -> None:
        self.failures.append(f"{place.field}: {message}")
        self.score -= 2

    def merge(self, other: _Result) -> None:
        self.failures += other.failures
        self.score += other.score


def _closer(best: _Result | None, other: _Result) -> _Result:
    return other if best is None or other.score > best.score else best


class _Run:
    def __init__(self) -> None:
        self._depth = 0
        self._checks = 0

    def check(self, node: Node, value: object, result: _Result, place: _Place) -> None:
        """Add to ``result`` what is wrong with ``value``."""
        self._depth += 1
        self._checks += 1
        if self._depth > _DEEPEST:
            raise ValuesSchemaError(f"values or schemas are nested deeper than {_DEEPEST} levels")
        if self._checks > _MOST:
            raise ValuesSchemaError(f"the schema takes more than {_MOST} checks")
        self._check(node, value, result, place)
        self._depth -= 1

    def _apart(self, node: Node, value: object, place: _Place) -> _Result:
        result = _Result()
        self.check(node, value, result, place)
        return result

    def _check(self, node: Node, value: object, result: _Result, place: _Place) -> None:
        if node.always is not None:
            if not node.always:
                result.fail(place, "False always fails validation")
            return
        if node.reference is not None:
            self.check(node.reference, value, result, place)
            return
        if node.types and not _has_type(node, value):
            expected = node.types[0] if len(node.types) == 1 else f"[{','.join(node.types)}]"
            result.fail(place, f"Invalid type. Expected: {expected}, given: {_type_of(value)}")
            return
        self._check_combinations(node, value, result, place)
        if isinstance(value, list):
            self._check_array(node, value, result, place)
        elif isinstance(value, dict):
            self._check_object(node, value, result, place)
        else:
            _check_number(node, value, result, place)
        _check_values(node, value, result, place)
        if isinstance(value, dict):
            for name, inner in node.properties.items():
                if name in value:
                    self.check(inner, value[name], result, place.inner(name))
        else:
            _check_string(node, value, result, place)
        result.score += 1

    def _check_combinations(self, node: Node, value: object, result: _Result, place: _Place) -> None:
        if node.any_of:
            self._check_any_of(node.any_of, value, result, place)
        if node.one_of:
            self._check_one_of(node.one_of, value, result, place)
        if node.all_of:
            found = [self._apart(inner, value, place) for inner in node.all_of]
            for one in found:
                result.merge(one)
            if any(one.failures for one in found):
                result.fail(place, "Must validate all the schemas (allOf)")
        if node.negated is not None and not self._apart(node.negated, value, place).failures:
            result.fail(place, "Must not validate the schema (not)")
        if node.dependencies and isinstance(value, dict):
            self._check_dependencies(node, value, result, place)
        if node.condition is not None:
            self._check_condition(node, node.condition, value, result, place)
        result.score += 1

    def _check_any_of(self, alternatives: list[Node], value: object, result: _Result, place: _Place) -> None:
        best: _Result | None = None
        for alternative in alternatives:
            found = self._apart(alternative, value, place)
            if not found.failures:
                return
            best = _closer(best, found)
        result.fail(place, "Must validate at least one schema (anyOf)")
        if best is not None:
            result.merge(best)

    def _check_one_of(self, alternatives: list[Node], value: object, result: _Result, place: _Place) -> None:
        best: _Result | None = None
        met = 0
        for alternative in alternatives:
            found = self._apart(alternative, value, place)
            if not found.failures:
                met += 1
            elif not met:
                best = _closer(best, found)
        if met != 1:
            result.fail(place, "Must validate one and only one schema (oneOf)")
            if not met and best is not None:
                result.merge(best)

    def _check_dependencies(self, node: Node, value: dict[str, object], result: _Result, place: _Place) -> None:
        for name in sorted(value):
            needed = node.dependencies.get(name)
            if isinstance(needed, Node):
                self.check(needed, value, result, place)
            for other in needed if isinstance(needed, list) else ():
                if other not in value:
                    result.fail(place, f"Has a dependency on {other}")

    def _check_condition(self, node: Node, condition: Node, value: object, result: _Result, place: _Place) -> None:
        holds = not self._apart(condition, value, place).failures
        consequence = node.then if holds else node.otherwise
        if consequence is None:
            return
        found = self._apart(consequence, value, place)
        if found.failures:
            told = 'Must validate "then" as "if" was valid' if holds else 'Must validate "else" as "if" was not valid'
            result.fail(place, told)
            result.merge(found)

    def _check_array(self, node: Node, value: list[object], result: _Result, place: _Place) -> None:
        self._check_items(node, value, result, place)
        if node.min_items is not None and len(value) < node.min_items:
            result.fail(place, f"Array must have at least {node.min_items} items")
        if node.max_items is not None and len(value) > node.max_items:
            result.fail(place, f"Array must have at most {node.max_items} items")
        if node.unique_items:
            seen: dict[str, int] = {}
            for index, item in enumerate(value):
                text = canonical_json(item)
                if text in seen:
                    result.fail(place, f"array items[{seen[text]},{index}] must be unique")
                seen[text] = index
        if node.contains is not None:
            best: _Result | None = None
            for index, item in enumerate(value):
                found = self._apart(node.contains, item, place.inner(index))
                if not found.failures:
                    break
                best = _closer(best, found)
            else:
                result.fail(place, "At least one of the items must match")
                if best is not None:
                    result.merge(best)
        result.score += 1

    def _check_items(self, node: Node, value: list[object], result: _Result, place: _Place) -> None:
        if node.items_are_alike:
            for index, item in enumerate(value):
                result.merge(self._apart(node.items[0], item, place.inner(index)))
            return
        for index, (inner, item) in enumerate(zip(node.items, value, strict=False)):
            result.merge(self._apart(inner, item, place.inner(index)))
        if not node.items or len(value) <= len(node.items):
            return
        if isinstance(node.additional_items, Node):
            for index in range(len(node.items), len(value)):
                result.merge(self._apart(node.additional_items, value[index], place.inner(index)))
        elif node.additional_items is False:
            result.fail(place, "No additional items allowed on array")

    def _check_object(self, node: Node, value: dict[str, object], result: _Result, place: _Place) -> None:
        if node.min_properties is not None and len(value) < node.min_properties:
            result.fail(place, f"Must have at least {node.min_properties} properties")
        if node.max_properties is not None and len(value) > node.max_properties:
            result.fail(place, f"Must have at most {node.max_properties} properties")
        for name in node.required:
            if name in value:
                result.score += 1
            else:
                result.fail(place, f"{name} is required")
        for name in sorted(value):
            is_matched = self._check_patterns(node, name, value[name], result, place)
            if is_matched or name in node.properties:
                continue
            if isinstance(node.additional_properties, Node):
                result.merge(self._apart(node.additional_properties, value[name], place.inner(name)))
            elif node.additional_properties is False:
                result.fail(place, f"Additional property {name} is not allowed")
        if node.property_names is not None:
            for name in sorted(value):
                found = self._apart(node.property_names, name, place)
                if found.failures:
                    result.fail(place, f'Property name of "{name}" does not match')
                    result.merge(found)
        result.score += 1

    def _check_patterns(self, node: Node, name: str, value: object, result: _Result, place: _Place) -> bool:
        is_matched = False
        for pattern, inner in node.pattern_properties:
            if pattern.match(name):
                is_matched = True
                result.merge(self._apart(inner, value, place.inner(name)))
        result.score += is_matched
        return is_matched


def _type_of(value: object) -> str:
    size = exact(value)
    if size is not None:
        return "integer" if size.denominator == 1 else "number"
    return type_name(value)


def _has_type(node: Node, value: object) -> bool:
    found = _type_of(value)
    return found in node.types or (found == "integer" and "number" in node.types)


def _check_number(node: Node, value: object, result: _Result, place: _Place) -> None:
    size = exact(value)
    if size is None:
        return
    if node.multiple_of is not None and (size / node.multiple_of).denominator != 1:
        result.fail(place, f"Must be a multiple of {printed(node.multiple_of)}")
    if node.maximum is not None and size > node.maximum:
        result.fail(place, f"Must be less than or equal to {printed(node.maximum)}")
    if node.exclusive_maximum is not None and size >= node.exclusive_maximum:
        result.fail(place, f"Must be less than {printed(node.exclusive_maximum)}")
    if node.minimum is not None and size < node.minimum:
        result.fail(place, f"Must be greater than or equal to {printed(node.minimum)}")
    if node.exclusive_minimum is not None and size <= node.exclusive_minimum:
        result.fail(place, f"Must be greater than {printed(node.exclusive_minimum)}")
    if node.format in FORMATS:
        # Go: a format asks for a string, and a number is none.
        result.fail(place, f"Does not match format '{node.format}'")
    result.score += 1


def _check_values(node: Node, value: object, result: _Result, place: _Place) -> None:
    if node.const is not None and canonical_json(value) != node.const:
        result.fail(place, f"{place.field} does not match: {node.const}")
    if node.enum and canonical_json(value) not in node.enum:
        result.fail(place, f"{place.field} must be one of the following: {', '.join(node.enum)}")
    result.score += 1


def _check_string(node: Node, value: object, result: _Result, place: _Place) -> None:
    if type_name(value) != "string" or not isinstance(value, str):
        return
    if node.min_length is not None and len(value) < node.min_length:
        result.fail(place, f"String length must be greater than or equal to {node.min_length}")
    if node.max_length is not None and len(value) > node.max_length:
        result.fail(place, f"String length must be less than or equal to {node.max_length}")
    if node.pattern is not None and not node.pattern.match(value):
        result.fail(place, f"Does not match pattern '{node.pattern_text}'")
    check = FORMATS.get(node.format)
    if check is not None and not check(value):
        result.fail(place, f"Does not match format '{node.format}'")
    result.score += 1
