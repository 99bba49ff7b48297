"""Whether values are sure to meet a schema, read from the schema's own tables: nothing is compiled, no reason given.

PERF: nearly all values meet their schema, most of which no value reaches; compiling all of it and keeping what a
reason needs took longer than rendering the chart. Where the answer here is yes, the answer of the evaluator is an
empty list (tests/values/test_verdict.py holds the two against each other). Any other answer means that the evaluator
has to tell: the values fail, the schema is wrong, or one of the two is unusual.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from chartkit.errors import JSONError
from chartkit.gostd import encoding_json
from chartkit.gostd.kinds import Int64, JSONNumber

from .drafts import LATEST, draft_of
from .well_formed import well_formed

if TYPE_CHECKING:
    from fractions import Fraction

__all__ = ["Verdict", "read"]

#: Schemas and values that are entered at one time, counted together.
_DEEPEST = 90

#: Schemas that are entered in all; alternatives that multiply have more.
_MOST_STEPS = 200_000

#: Steps of a reference to a place that is not known to hold a schema.
_LONGEST_POINTER = 10

_Table = dict[str, object]


def read(text: str) -> Verdict | None:
    """Return what judges values by the schema in ``text``, or None where that takes the compiler."""
    try:
        content = encoding_json.unmarshal(text, numbers="json")
    except JSONError:
        return None
    dialect = content.get("$schema") if isinstance(content, dict) else None
    draft = LATEST if dialect is None else draft_of(dialect) if isinstance(dialect, str) else None
    if draft is None or not isinstance(content, dict):
        return None
    targets = _targets(content, draft.version)
    return None if targets is None else Verdict(content, draft.version, targets)


def _targets(content: _Table, draft: int) -> dict[str, _Table] | None:
    """Return what the references in ``content`` lead to, or None where not all of it is plainly well formed."""
    found = well_formed(content, draft)
    if found is None:
        return None
    targets: dict[str, _Table] = {}
    if not found.references:
        return targets
    known = set(map(id, found.schemas))
    pending = [*found.references]
    for reference in pending:
        target = _target(content, reference)
        if not isinstance(target, dict):
            return None
        targets[reference] = target
        if id(target) not in known:
            # No keyword told that there is a schema.
            found = well_formed(target, draft, is_document=False) if reference.count("/") < _LONGEST_POINTER else None
            if found is None:
                return None
            known.update(map(id, found.schemas))
            pending += found.references - {*pending}
    return targets


def _target(content: object, reference: str) -> object:
    """Return what stands where ``reference`` leads to, None where nothing does."""
    for token in reference.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        if isinstance(content, dict):
            content = content.get(name)
        elif isinstance(content, list) and name.isdecimal() and len(name) < 9 and int(name) < len(content):
            content = content[int(name)]
        else:
            return None
    return content


class _UnsureError(Exception):
    """The evaluator has to tell."""


class Verdict:
    """Judges values by one well-formed schema."""

    def __init__(self, schema: _Table, draft: int, targets: dict[str, _Table]) -> None:
        self._schema = schema
        self._draft = draft
        self._targets = targets

    def accepts(self, value: object) -> bool:
        """Return whether ``value`` is sure to meet the schema."""
        try:
            return _Run(self._draft, self._targets).meets(self._schema, value, 0)
        except _UnsureError:
            return False


class _Run:
    """One judgement. ``depth`` is the number of schemas that have been entered and not left."""

    def __init__(self, draft: int, targets: dict[str, _Table]) -> None:
        self.draft = draft
        self._targets = targets
        self._judges = _judges(draft)
        self._steps = 0
        #: What references led to, by the identities of schema and value; otherwise alternatives could multiply.
        self._known: dict[tuple[int, int], bool] = {}

    def meets(self, schema: object, value: object, depth: int) -> bool:
        """Return whether ``value`` meets ``schema``."""
        if not isinstance(schema, dict):
            return schema is True
        self._steps += 1
        if depth > _DEEPEST or self._steps > _MOST_STEPS:
            raise _UnsureError
        if self.draft < 2019 and "$ref" in schema:
            return self.refers_well(schema["$ref"], value, depth + 1)  # beside "$ref" nothing counts
        judges = self._judges.get(value.__class__)
        if judges is None:
            raise _UnsureError
        for keyword, operand in schema.items():
            judge = judges.get(keyword)
            if judge is not None and not judge(self, schema, operand, value, depth + 1):
                return False
        return True

    def refers_well(self, reference: object, value: object, depth: int) -> bool:
        """Return whether ``value`` meets the schema that ``reference`` leads to."""
        target = self._targets[str(reference)]
        key = id(target), id(value)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self.meets(target, value, depth)
        return known


# A judge of one keyword takes the run, the schema, what stands under the keyword, the value, and the depth at which
# further schemas are entered. That what stands under the keyword has the right type is known of a well-formed schema.

_Judge = Callable[..., bool]


def _reference(run: _Run, _schema: _Table, reference: str, value: object, depth: int) -> bool:
    return run.refers_well(reference, value, depth)


def _type(_run: _Run, _schema: _Table, wanted: str | list[str], value: object, _depth: int) -> bool:
    name = _TYPE_NAMES[value.__class__]
    if name in wanted if isinstance(wanted, list) else name == wanted:
        return True
    if not isinstance(value, (int, float)) or name != "number" or "integer" not in wanted:
        return False
    return float(value).is_integer() if isinstance(value, float) else True


def _enum(_run: _Run, _schema: _Table, wanted: list[object], value: object, _depth: int) -> bool:
    return any(_is_same(value, one) for one in wanted)


def _const(_run: _Run, _schema: _Table, wanted: object, value: object, _depth: int) -> bool:
    return _is_same(value, wanted)


def _is_same(value: object, wanted: object) -> bool:
    """Return whether a value is ``wanted``, which stands in a schema."""
    if isinstance(value, (dict, list)):
        if isinstance(wanted, (dict, list)):
            raise _UnsureError
        return False
    if value is None or value.__class__ is bool:
        return value is wanted
    if isinstance(value, (int, float)):
        sizes = _sizes(value, wanted) if isinstance(wanted, JSONNumber) else None
        return sizes is not None and sizes[0] == sizes[1]
    return wanted.__class__ is str and value == wanted


def _all_of(run: _Run, _schema: _Table, inner: list[object], value: object, depth: int) -> bool:
    return all(run.meets(one, value, depth) for one in inner)


def _any_of(run: _Run, _schema: _Table, inner: list[object], value: object, depth: int) -> bool:
    return any(run.meets(one, value, depth) for one in inner)


def _one_of(run: _Run, _schema: _Table, inner: list[object], value: object, depth: int) -> bool:
    return sum(run.meets(one, value, depth) for one in inner) == 1


def _not(run: _Run, _schema: _Table, inner: object, value: object, depth: int) -> bool:
    return not run.meets(inner, value, depth)


def _if(run: _Run, schema: _Table, condition: object, value: object, depth: int) -> bool:
    return run.meets(schema.get("then" if run.meets(condition, value, depth) else "else", True), value, depth)


def _leave(_run: _Run, _schema: _Table, _operand: object, _value: object, _depth: int) -> bool:
    """Leave a keyword to the evaluator."""
    raise _UnsureError


# Tables


def _properties(run: _Run, _schema: _Table, inner: _Table, value: _Table, depth: int) -> bool:
    return all(name not in inner or run.meets(inner[name], item, depth) for name, item in value.items())


def _pattern_properties(run: _Run, _schema: _Table, inner: _Table, value: _Table, depth: int) -> bool:
    for pattern, one in inner.items():
        matches = _matcher(pattern)
        if not all(run.meets(one, item, depth) for name, item in value.items() if matches(name)):
            return False
    return True


def _additional_properties(run: _Run, schema: _Table, inner: object, value: _Table, depth: int) -> bool:
    named, by_pattern = schema.get("properties"), schema.get("patternProperties")
    names = value.keys() - named.keys() if isinstance(named, dict) else value.keys()
    for pattern in by_pattern if isinstance(by_pattern, dict) else ():
        matches = _matcher(pattern)
        names = {name for name in names if not matches(name)}
    return all(run.meets(inner, value[name], depth) for name in names)


def _property_names(run: _Run, _schema: _Table, inner: object, value: _Table, depth: int) -> bool:
    return all(run.meets(inner, name, depth) for name in value)


def _required(_run: _Run, _schema: _Table, names: list[str], value: _Table, _depth: int) -> bool:
    return all(name in value for name in names)


def _dependencies(run: _Run, _schema: _Table, dependencies: _Table, value: _Table, depth: int) -> bool:
    """Judge by what has to be beside a property: names, or a schema to meet."""
    for name, dependency in dependencies.items():
        if name not in value:
            continue
        if isinstance(dependency, list):
            is_met = all(other in value for other in dependency)
        else:
            is_met = run.meets(dependency, value, depth)
        if not is_met:
            return False
    return True


# Lists


def _items(run: _Run, schema: _Table, inner: object, value: list[object], depth: int) -> bool:
    if isinstance(inner, list):
        return _leading_items(run, schema, inner, value, depth)
    leading = schema.get("prefixItems") if run.draft >= 2020 else None
    rest = value[len(leading) :] if isinstance(leading, list) else value
    return all(run.meets(inner, item, depth) for item in rest)


def _leading_items(run: _Run, _schema: _Table, inner: list[object], value: list[object], depth: int) -> bool:
    return all(run.meets(one, item, depth) for one, item in zip(inner, value, strict=False))


def _additional_items(run: _Run, schema: _Table, inner: object, value: list[object], depth: int) -> bool:
    leading = schema.get("items")
    return not isinstance(leading, list) or all(run.meets(inner, item, depth) for item in value[len(leading) :])


def _contains(run: _Run, schema: _Table, inner: object, value: list[object], depth: int) -> bool:
    found = sum(run.meets(inner, item, depth) for item in value)
    if run.draft < 2019:
        return found > 0
    fewest, most = schema.get("minContains", "1"), schema.get("maxContains", str(found))
    return int(str(fewest)) <= found <= int(str(most))


def _unique_items(_run: _Run, _schema: _Table, is_asked: object, value: list[object], _depth: int) -> bool:
    if is_asked is True and len(value) > 1:
        if not all(item.__class__ is str for item in value):
            raise _UnsureError
        return len(set(value)) == len(value)
    return True


def _fewest(_run: _Run, _schema: _Table, bound: str, value: str | list[object] | _Table, _depth: int) -> bool:
    return len(value) >= int(bound)


def _most(_run: _Run, _schema: _Table, bound: str, value: str | list[object] | _Table, _depth: int) -> bool:
    return len(value) <= int(bound)


# Strings and numbers


def _pattern(_run: _Run, _schema: _Table, pattern: str, value: str, _depth: int) -> bool:
    return _matcher(pattern)(value)


def _matcher(pattern: str) -> Callable[[str], bool]:
    from chartkit.gostd import regexp

    return regexp.compile(pattern).match


def _format(_run: _Run, _schema: _Table, name: str, value: str, _depth: int) -> bool:
    from .formats import FORMATS

    check = FORMATS.get(name)
    return check is None or not check(value)


def _minimum(_run: _Run, _schema: _Table, bound: JSONNumber, value: float, _depth: int) -> bool:
    sizes = _sizes(value, bound)
    return sizes is None or sizes[0] >= sizes[1]


def _maximum(_run: _Run, _schema: _Table, bound: JSONNumber, value: float, _depth: int) -> bool:
    sizes = _sizes(value, bound)
    return sizes is None or sizes[0] <= sizes[1]


def _exclusive_minimum(_run: _Run, _schema: _Table, bound: JSONNumber, value: float, _depth: int) -> bool:
    sizes = _sizes(value, bound)
    return sizes is None or sizes[0] > sizes[1]


def _exclusive_maximum(_run: _Run, _schema: _Table, bound: JSONNumber, value: float, _depth: int) -> bool:
    sizes = _sizes(value, bound)
    return sizes is None or sizes[0] < sizes[1]


def _multiple_of(_run: _Run, _schema: _Table, bound: JSONNumber, value: float, _depth: int) -> bool:
    sizes = _sizes(value, bound)
    return sizes is None or sizes[0] % sizes[1] == 0


#: Floats below this have a size of their own for every whole number.
_LARGEST_WHOLE = 1 << 53


def _sizes(value: float, bound: JSONNumber) -> tuple[Fraction | float, Fraction | float] | None:
    """Return two numbers that compare as a value and a number of the schema do; None where one has no size.

    PERF: nearly all bounds are small whole numbers, to which Python compares floats exactly. The size of a float is
    that of its shortest text, which lies between the same whole numbers as the float.
    """
    if abs(value) < _LARGEST_WHOLE and len(bound) < 16 and bound.removeprefix("-").isdecimal():
        return value, int(bound)
    from .numbers import exact

    size, wanted = exact(value), exact(bound)
    return None if size is None or wanted is None else (size, wanted)


_TYPE_NAMES = {
    type(None): "null",
    bool: "boolean",
    float: "number",
    int: "number",
    Int64: "number",
    str: "string",
    list: "array",
    dict: "object",
}

_ANY: dict[str, _Judge] = {
    "$ref": _reference,
    "type": _type,
    "enum": _enum,
    "const": _const,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "if": _if,
}
_NUMBER: dict[str, _Judge] = {
    "minimum": _minimum,
    "maximum": _maximum,
    "exclusiveMinimum": _exclusive_minimum,
    "exclusiveMaximum": _exclusive_maximum,
    "multipleOf": _multiple_of,
}
_OF_CLASS: dict[type, dict[str, _Judge]] = {
    type(None): {},
    bool: {},
    float: _NUMBER,
    int: _NUMBER,
    Int64: _NUMBER,
    str: {"minLength": _fewest, "maxLength": _most, "pattern": _pattern, "format": _format},
    list: {
        "items": _items,
        "prefixItems": _leading_items,
        "additionalItems": _additional_items,
        "contains": _contains,
        "uniqueItems": _unique_items,
        "minItems": _fewest,
        "maxItems": _most,
        "unevaluatedItems": _leave,
    },
    dict: {
        "properties": _properties,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional_properties,
        "propertyNames": _property_names,
        "required": _required,
        "minProperties": _fewest,
        "maxProperties": _most,
        "dependencies": _dependencies,
        "dependentSchemas": _dependencies,
        "dependentRequired": _dependencies,
        "unevaluatedProperties": _leave,
    },
}

#: The first and the last draft in which a keyword counts, where that is not all of them.
_SINCE = {
    **dict.fromkeys(("const", "contains", "propertyNames"), 6),
    "if": 7,
    **dict.fromkeys(("dependentSchemas", "dependentRequired", "unevaluatedItems", "unevaluatedProperties"), 2019),
    "prefixItems": 2020,
}
_UNTIL = {"format": 7, "additionalItems": 2019}


@cache
def _judges(draft: int) -> dict[type, dict[str, _Judge]]:
    """Return who judges by a keyword of ``draft``, for each class of values."""
    return {
        kind: {
            keyword: judge
            for keyword, judge in (_ANY | own).items()
            if _SINCE.get(keyword, 0) <= draft <= _UNTIL.get(keyword, draft)
        }
        for kind, own in _OF_CLASS.items()
    }
