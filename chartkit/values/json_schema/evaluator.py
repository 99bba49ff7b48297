"""A compiled schema and a value to the failures of the value.

Properties are visited in order of their names; Go visits them at random.

Upstream: santhosh-tekuri/jsonschema validator.go
"""

from __future__ import annotations

from chartkit.errors import ValuesSchemaError
from chartkit.gostd import strconv
from chartkit.records import dataclass, field

from .equality import duplicates, equal
from .failures import Failure, Role, display, joined, pointer, quoted
from .json_types import TYPE_ORDER, type_name
from .numbers import counted, exact, is_integral, printed
from .schema import Schema

__all__ = ["MetaResources", "evaluate"]

#: Where a schema document holds resources with a dialect of their own: pointer to the metaschema they must meet.
MetaResources = dict[str, Schema]

#: Nesting that a value may have before it is refused, and schemas that may be entered at one time, alternatives and
#: references included; Python's own stack is the reason.
_DEEPEST = 150
_DEEPEST_SCHEMAS = 180

#: Schemas that are entered in all; alternatives that multiply have more.
_MOST = 200_000


def evaluate(
    schema: Schema, value: object, meta: Schema | None = None, resources: MetaResources | None = None
) -> list[Failure]:
    """Return why ``value`` does not meet ``schema``; nothing if it does.

    Args:
        schema: What to meet.
        value: A tree of JSON values.
        meta: The metaschema, where ``value`` is itself a schema; resources inside it switch to theirs.
        resources: The metaschema of each such resource.

    Raises:
        ValuesSchemaError: Finding out takes more than chartkit allows.
    """
    run = _Run(meta, resources or {})
    failure = run.check(
        schema, value, (), _Scope(schema, 0, None), _unevaluated(value, schema, needed=False), quick=False
    )
    if failure is None:
        return []
    return failure.causes if failure.role is Role.GROUP else [failure]


@dataclass(slots=True)
class _Scope:
    """The schemas entered so far; those with one ``turn`` look at the same value."""

    schema: Schema
    turn: int
    parent: _Scope | None
    #: The keyword that jumped here; empty where the schema stands inside the one above.
    keyword: str = ""
    #: How many scopes are above.
    depth: int = 0

    def cycle(self) -> _Scope | None:
        """Return the earlier scope in which the same schema looks at the same value."""
        scope = self.parent
        while scope is not None and scope.turn == self.turn:
            if scope.schema is self.schema:
                return scope
            scope = scope.parent
        return None

    def keywords(self) -> str:
        """Return the keywords that led here from the root, as a pointer."""
        if self.parent is None:
            return ""
        step = f"/{self.keyword}" if self.keyword else self.schema.location[len(self.parent.schema.location) :]
        return self.parent.keywords() + step


@dataclass(slots=True)
class _Unevaluated:
    """Properties and items that no schema has had a say in yet; empty where nobody asks."""

    properties: set[str] = field(default_factory=set)
    items: set[int] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.properties or self.items)

    def merge(self, other: _Unevaluated) -> None:
        self.properties &= other.properties
        self.items &= other.items


def _unevaluated(value: object, schema: Schema, *, needed: bool) -> _Unevaluated:
    if isinstance(value, dict):
        if not schema.all_properties_evaluated and (needed or schema.unevaluated_properties is not None):
            return _Unevaluated(properties=set(value))
    elif (
        isinstance(value, list) and not schema.all_items_evaluated and (needed or schema.unevaluated_items is not None)
    ):
        return _Unevaluated(items=set(range(schema.items_evaluated, len(value))))
    return _Unevaluated()


#: Stands for any failure where only the verdict counts.
_FAILED = Failure((), "")


class _Run:
    """One evaluation. ``quick`` asks for the verdict alone, which an ``if`` or a ``not`` needs."""

    def __init__(self, meta: Schema | None, resources: MetaResources) -> None:
        self.meta = meta
        self.resources = resources
        self.checks = 0

    def check(
        self, schema: Schema, value: object, path: tuple[str, ...], scope: _Scope, open_: _Unevaluated, *, quick: bool
    ) -> Failure | None:
        """Return why ``value`` fails ``schema``; ``open_`` loses what the schema has a say in."""
        self._enter(scope)
        if schema.always is not None:
            return None if schema.always else Failure(path, "false schema")
        earlier = scope.cycle()
        if earlier is not None:
            both = f"both {scope.keywords()} and {earlier.keywords()}"
            target = f"resolve to {strconv.quote(schema.location)}"
            return Failure(path, f"{both} {target} causing reference cycle")
        failure = _check_value(schema, value, path)
        if failure is not None:
            return failure
        failures: list[Failure] = []
        place = _Place(schema, value, path, scope, open_, quick, failures)
        if schema.ref is not None:
            failure = self._reference("$ref", schema.ref, place)
            if schema.draft < 2019:
                return failure
            _add(failures, failure)
        if isinstance(value, dict):
            self._check_object(place, value)
        elif isinstance(value, list):
            self._check_array(place, value)
        elif isinstance(value, str) and type_name(value) == "string":
            _check_string(place, value)
        elif value is not None and value.__class__ is not bool:
            _check_number(place, value)
        if not (failures and quick):
            if schema.draft >= 2019:
                self._check_dynamic_references(place)
            self._check_conditions(place)
            if schema.draft >= 2019:
                self._check_unevaluated(place)
        if not failures:
            return None
        return failures[0] if len(failures) == 1 else Failure(path, "validation failed", Role.GROUP, failures)

    def _enter(self, scope: _Scope) -> None:
        self.checks += 1
        if self.checks > _MOST:
            raise ValuesSchemaError(f"the schema takes more than {_MOST} checks")
        if scope.depth > _DEEPEST_SCHEMAS:
            raise ValuesSchemaError(f"values or schemas are nested deeper than {_DEEPEST_SCHEMAS} levels")

    def _same(self, place: _Place, schema: Schema, *, quick: bool = False, keyword: str = "") -> Failure | None:
        """Check the place's own value against a further schema; ``keyword`` names the jump that led there."""
        inner = _unevaluated(place.value, schema, needed=bool(place.open))
        scope = _Scope(schema, place.scope.turn, place.scope, keyword, place.scope.depth + 1)
        own = self._with_dialect(schema, place.path)
        failure = self.check(own, place.value, place.path, scope, inner, quick=place.quick or quick)
        if failure is None:
            place.open.merge(inner)
        return failure

    def _inside(self, place: _Place, schema: Schema, value: object, token: str) -> Failure | None:
        """Check a property or an item of the place's value."""
        path = (*place.path, token)
        if len(path) > _DEEPEST:
            return Failure(path, f"values are nested deeper than {_DEEPEST} levels")
        scope = _Scope(schema, place.scope.turn + 1, place.scope, depth=place.scope.depth + 1)
        open_ = _unevaluated(value, schema, needed=False)
        return self.check(self._with_dialect(schema, path), value, path, scope, open_, quick=place.quick)

    def _with_dialect(self, schema: Schema, path: tuple[str, ...]) -> Schema:
        if schema is not self.meta or not self.resources:
            return schema
        own = self.resources.get(pointer(path))
        if own is None:
            return schema
        self.meta = own
        return own

    def _reference(self, keyword: str, target: Schema, place: _Place) -> Failure | None:
        failure = self._same(place, target, keyword=keyword)
        if failure is None:
            return None
        causes = failure.causes if failure.role is Role.GROUP else [failure]
        return Failure(place.path, "validation failed", Role.REFERENCE, causes)

    def _check_object(self, place: _Place, value: dict[str, object]) -> None:
        schema, failures = place.schema, place.failures
        if schema.min_properties is not None and len(value) < schema.min_properties:
            place.fail(f"minProperties: got {counted(len(value))}, want {counted(schema.min_properties)}")
        if schema.max_properties is not None and len(value) > schema.max_properties:
            place.fail(f"maxProperties: got {counted(len(value))}, want {counted(schema.max_properties)}")
        missing = [name for name in schema.required if name not in value]
        if missing:
            place.fail(f"missing propert{'y' if len(missing) == 1 else 'ies'} {joined(missing)}")
        if place.quick and failures:
            return
        self._check_dependencies(place, value)
        additional: list[str] = []
        for name in sorted(value):
            if place.quick and failures:
                return
            if self._check_property(place, name, value[name], additional):
                place.open.properties.discard(name)
        if additional:
            place.fail(f"additional properties {joined(additional)} not allowed")
        if schema.property_names is not None:
            for name in sorted(value):
                self._check_name(place, schema.property_names, name)
        for name, inner in schema.dependent_schemas.items():
            if name in value:
                _add(failures, self._same(place, inner))
        for name, required in schema.dependent_required.items():
            place.require_beside(name, required, value)

    def _check_dependencies(self, place: _Place, value: dict[str, object]) -> None:
        for name, dependency in place.schema.dependencies.items():
            if isinstance(dependency, list):
                place.require_beside(name, dependency, value)
            elif name in value:
                _add(place.failures, self._same(place, dependency))

    def _check_property(self, place: _Place, name: str, value: object, additional: list[str]) -> bool:
        """Check one property; return whether the schema had a say in it."""
        schema, evaluated = place.schema, False
        inner = schema.properties.get(name)
        if inner is not None:
            evaluated = True
            _add(place.failures, self._inside(place, inner, value, name))
        for pattern, matching in schema.pattern_properties:
            if pattern.match(name):
                evaluated = True
                _add(place.failures, self._inside(place, matching, value, name))
        if not evaluated and schema.additional_properties is not None:
            evaluated = True
            if isinstance(schema.additional_properties, Schema):
                _add(place.failures, self._inside(place, schema.additional_properties, value, name))
            elif not schema.additional_properties:
                additional.append(name)
        return evaluated

    def _check_name(self, place: _Place, schema: Schema, name: str) -> None:
        run = _Run(self.meta, self.resources)
        run.checks = self.checks
        scope = _Scope(schema, 0, None, depth=place.scope.depth + 1)
        failure = run.check(schema, name, (), scope, _Unevaluated(), quick=place.quick)
        self.checks = run.checks
        if failure is not None:
            causes = failure.causes if failure.role is Role.GROUP else [failure]
            place.fail(f"invalid propertyName {quoted(name)}", causes)

    def _check_array(self, place: _Place, value: list[object]) -> None:
        schema, failures = place.schema, place.failures
        if schema.min_items is not None and len(value) < schema.min_items:
            place.fail(f"minItems: got {counted(len(value))}, want {counted(schema.min_items)}")
        if schema.max_items is not None and len(value) > schema.max_items:
            place.fail(f"maxItems: got {counted(len(value))}, want {counted(schema.max_items)}")
        if schema.unique_items:
            twins = duplicates(value)
            if twins is not None:
                place.fail(f"items at {counted(twins[0])} and {counted(twins[1])} are equal")
        leading = (
            schema.prefix_items if schema.draft >= 2020 else schema.items if isinstance(schema.items, list) else []
        )
        for index, (inner, item) in enumerate(zip(leading, value, strict=False)):
            _add(failures, self._inside(place, inner, item, str(index)))
        evaluated = min(len(leading), len(value))
        if isinstance(schema.items, Schema):
            for index in range(evaluated, len(value)):
                _add(failures, self._inside(place, schema.items, value[index], str(index)))
            evaluated = len(value)
        if isinstance(schema.additional_items, Schema):
            for index, item in enumerate(value[evaluated:], evaluated):
                _add(failures, self._inside(place, schema.additional_items, item, str(index)))
        elif schema.additional_items is False and evaluated != len(value):
            place.fail(f"last {counted(len(value) - evaluated)} additionalItem(s) not allowed")
        if schema.contains is not None:
            self._check_contains(place, schema.contains, value)

    def _check_contains(self, place: _Place, contains: Schema, value: list[object]) -> None:
        schema, causes, matched = place.schema, [], []
        for index, item in enumerate(value):
            failure = self._inside(place, contains, item, str(index))
            if failure is None:
                matched.append(index)
                if schema.draft >= 2020:
                    place.open.items.discard(index)
            else:
                causes.append(failure)
        found = f"but matched {counted(len(matched))} items at {' '.join(map(str, matched))}"
        if schema.min_contains is not None:
            if len(matched) < schema.min_contains:
                wanted = f"min {counted(schema.min_contains)} items required to match contains schema, "
                place.fail(wanted + (found if matched else "but none matched"), causes)
        elif not matched:
            place.fail("no items match contains schema", causes)
        if schema.max_contains is not None and len(matched) > schema.max_contains:
            place.fail(f"max {counted(schema.max_contains)} items required to match contains schema, {found}")

    def _check_dynamic_references(self, place: _Place) -> None:
        targets = {
            "$recursiveRef": self._recursive_target(place.schema, place.scope),
            "$dynamicRef": self._dynamic_target(place.schema, place.scope),
        }
        for keyword, target in targets.items():
            if target is not None:
                _add(place.failures, self._reference(keyword, target, place))

    def _recursive_target(self, schema: Schema, scope: _Scope | None) -> Schema | None:
        target = schema.recursive_ref
        if target is None or not target.recursive_anchor:
            return target
        while scope is not None:
            if scope.schema.resource is not None and scope.schema.resource.recursive_anchor:
                target = scope.schema
            scope = scope.parent
        return target

    def _dynamic_target(self, schema: Schema, scope: _Scope | None) -> Schema | None:
        target = schema.dynamic_ref
        anchor = schema.dynamic_ref_anchor
        if target is None or not anchor or target.dynamic_anchor != anchor:
            return target
        while scope is not None:
            resource = scope.schema.resource
            if resource is not None and anchor in resource.dynamic_anchors:
                target = resource.dynamic_anchors[anchor]
            scope = scope.parent
        return target

    def _check_conditions(self, place: _Place) -> None:
        schema = place.schema
        if schema.negated is not None and self._same(place, schema.negated, quick=True) is None:
            place.fail("'not' failed")
        self._check_all_of(place)
        self._check_any_of(place)
        self._check_one_of(place)
        if schema.condition is not None:
            chosen = schema.otherwise if self._same(place, schema.condition, quick=True) else schema.then
            if chosen is not None:
                _add(place.failures, self._same(place, chosen))

    def _check_all_of(self, place: _Place) -> None:
        causes: list[Failure] = []
        for inner in place.schema.all_of:
            _add(causes, self._same(place, inner))
            if causes and place.quick:
                break
        if causes:
            place.fail("'allOf' failed", causes)

    def _check_any_of(self, place: _Place) -> None:
        causes: list[Failure] = []
        matched = not place.schema.any_of
        for inner in place.schema.any_of:
            failure = self._same(place, inner)
            if failure is not None:
                causes.append(failure)
                continue
            matched = True
            if not place.open:  # otherwise all of them must be tried, for what they have a say in
                break
        if not matched:
            place.fail("'anyOf' failed", causes)

    def _check_one_of(self, place: _Place) -> None:
        causes: list[Failure] = []
        matched: int | None = None
        for index, inner in enumerate(place.schema.one_of):
            failure = self._same(place, inner, quick=matched is not None)
            if failure is not None:
                if matched is None:
                    causes.append(failure)
            elif matched is None:
                matched = index
            else:
                place.fail(f"'oneOf' failed, subschemas {counted(matched)}, {counted(index)} matched")
                break
        if place.schema.one_of and matched is None:
            place.fail("'oneOf' failed, none matched", causes)

    def _check_unevaluated(self, place: _Place) -> None:
        schema, value = place.schema, place.value
        if isinstance(value, dict) and schema.unevaluated_properties is not None:
            for name in sorted(place.open.properties & value.keys()):
                _add(place.failures, self._inside(place, schema.unevaluated_properties, value[name], name))
            place.open.properties.clear()
        if isinstance(value, list) and schema.unevaluated_items is not None:
            for index in sorted(place.open.items):
                _add(place.failures, self._inside(place, schema.unevaluated_items, value[index], str(index)))
            place.open.items.clear()


@dataclass(slots=True)
class _Place:
    """A value under a schema, and what has been found there so far."""

    schema: Schema
    value: object
    path: tuple[str, ...]
    scope: _Scope
    open: _Unevaluated
    quick: bool
    failures: list[Failure]

    def fail(self, message: str, causes: list[Failure] | None = None) -> None:
        self.failures.append(Failure(self.path, message, causes=causes or []))

    def require_beside(self, name: str, required: list[str], value: dict[str, object]) -> None:
        if name in value:
            missing = [other for other in required if other not in value]
            if missing:
                self.fail(f"properties {joined(missing)} required, if {quoted(name)} exists")


def _add(failures: list[Failure], failure: Failure | None) -> None:
    if failure is not None:
        failures.append(failure)


def _check_value(schema: Schema, value: object, path: tuple[str, ...]) -> Failure | None:
    """Check what can be said of any value; a failure here hides all others."""
    name = type_name(value)
    if not name:
        return Failure(path, f"invalid jsonType {value.__class__.__name__}")
    is_wanted = not schema.types or name in schema.types
    if not is_wanted and not (name == "number" and "integer" in schema.types and is_integral(value)):
        wanted_types = " or ".join(kind for kind in TYPE_ORDER if kind in schema.types)
        return Failure(path, f"got {name}, want {wanted_types}")
    if schema.const and not equal(value, schema.const[0]):
        wanted = schema.const[0]
        text = "'const' failed" if isinstance(wanted, (list, dict)) else f"value must be {display(wanted)}"
        return Failure(path, text)
    if schema.enum is not None and not any(equal(value, item) for item in schema.enum):
        return Failure(path, _enum_message(schema.enum))
    if schema.format is not None:
        reason = schema.format.check(value)
        if reason:
            return Failure(path, f"{display(value)} is not valid {schema.format.name}: {reason}")
    return None


def _enum_message(wanted: list[object]) -> str:
    if any(isinstance(item, (list, dict)) for item in wanted):
        return "'enum' failed"
    if len(wanted) == 1:
        return f"value must be {display(wanted[0])}"
    return f"value must be one of {', '.join(map(display, wanted))}"


def _check_string(place: _Place, value: str) -> None:
    schema = place.schema
    if schema.min_length is not None and len(value) < schema.min_length:
        place.fail(f"minLength: got {counted(len(value))}, want {counted(schema.min_length)}")
    if schema.max_length is not None and len(value) > schema.max_length:
        place.fail(f"maxLength: got {counted(len(value))}, want {counted(schema.max_length)}")
    if schema.pattern is not None and not schema.pattern.match(value):
        place.fail(f"{quoted(value)} does not match pattern {quoted(schema.pattern_text)}")


def _check_number(place: _Place, value: object) -> None:
    schema = place.schema
    size = exact(value)
    if size is None:
        return
    if schema.minimum is not None and size < schema.minimum:
        place.fail(f"minimum: got {printed(size)}, want {printed(schema.minimum)}")
    if schema.maximum is not None and size > schema.maximum:
        place.fail(f"maximum: got {printed(size)}, want {printed(schema.maximum)}")
    if schema.exclusive_minimum is not None and size <= schema.exclusive_minimum:
        place.fail(f"exclusiveMinimum: got {printed(size)}, want {printed(schema.exclusive_minimum)}")
    if schema.exclusive_maximum is not None and size >= schema.exclusive_maximum:
        place.fail(f"exclusiveMaximum: got {printed(size)}, want {printed(schema.exclusive_maximum)}")
    if schema.multiple_of is not None and (size / schema.multiple_of).denominator != 1:
        place.fail(f"multipleOf: got {printed(size)}, want {printed(schema.multiple_of)}")
