"""A schema document to nodes, or what is wrong with the schema.

Keywords are read in one fixed order: the first that is wrong is the one that is told of.

Upstream: xeipuuv/gojsonschema schema.go, schemaType.go
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from chartkit.errors import FunctionError, ValuesSchemaError
from chartkit.gostd import regexp, strconv
from chartkit.gostd.kinds import JSONNumber
from chartkit.values.json_schema.numbers import exact

from .documents import Documents, checked_reference
from .node import Draft, Node, canonical_json

__all__ = ["parse_schema"]

#: Schemas nested deeper than this are refused; Python's own stack is the reason.
_DEEPEST = 150

_TYPES = ("array", "boolean", "integer", "number", "null", "object", "string")


def parse_schema(content: object) -> Node:
    """Return the node of the schema document ``content``, which is changed: its references become absolute.

    Raises:
        ValuesSchemaError: It is no schema; the message is Helm's.
    """
    documents = Documents(content)
    root = Node(documents.draft or Draft.HYBRID)
    _Parser(documents).fill(root, content)
    return root


class _Parser:
    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        #: What was referred to so far, also while it is still being read: references may lead in rings.
        self._referred: dict[str, Node] = {}
        self._depth = 0

    def fill(self, node: Node, content: object) -> None:
        """Read ``content`` into ``node``."""
        if content.__class__ is bool and node.draft >= Draft.SIX:
            node.always = bool(content)
            return
        if not isinstance(content, dict):
            raise ValuesSchemaError("Expected: valid schema, given: Invalid JSON")
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValuesSchemaError(f"schemas are nested deeper than {_DEEPEST} levels")
        if self._read_identity_and_reference(node, content):
            for read in _READERS:
                read(self, node, content)
        self._depth -= 1

    def _read_identity_and_reference(self, node: Node, content: dict[str, object]) -> bool:
        """Return whether keywords beside them count still."""
        identity_keyword = (
            "id" if node.draft is Draft.FOUR or (node.draft is Draft.HYBRID and "id" in content) else "$id"
        )
        identity = _text(content, identity_keyword)
        if identity is not None:
            checked_reference(identity)
        self._read_definitions(node, content)
        _text(content, "title")
        _text(content, "description")
        written = _text(content, "$ref")
        if written is None:
            return True
        reference = checked_reference(written)
        if reference in self._referred:
            node.reference = self._referred[reference]
            return True
        target = self._referred[reference] = Node(node.draft)
        found, draft = self._documents.get(reference)
        target.draft = draft or node.draft
        if not isinstance(found, (dict, bool)):
            raise ValuesSchemaError("valid schema must be of type object")
        self.fill(target, found)
        node.reference = target
        return False

    def _read_definitions(self, node: Node, content: dict[str, object]) -> None:
        if "definitions" not in content:
            return
        definitions = content["definitions"]
        if definitions.__class__ is bool:
            # Go: a panic, which Helm turns into a sentence.
            raise ValuesSchemaError(_panic("bool", "map[string]interface {}"))
        if not isinstance(definitions, dict):
            raise _wrong("array of schemas", "definitions")
        for _, inner in sorted(definitions.items()):
            if not isinstance(inner, (dict, bool)):
                raise _wrong("array of schemas", "definitions")
            self._inner(node, inner)

    def _inner(self, node: Node, content: object) -> Node:
        inner = Node(node.draft)
        self.fill(inner, content)
        return inner

    def read_objects(self, node: Node, content: dict[str, object]) -> None:
        """Read type, properties and what is kin to them."""
        if "type" in content:
            _read_types(node, content["type"])
        if "properties" in content:
            properties = content["properties"]
            if not isinstance(properties, dict):
                raise ValuesSchemaError("properties must be of type object")
            node.properties = {name: self._inner(node, inner) for name, inner in sorted(properties.items())}
        node.additional_properties = self._flag_or_schema(node, content, "additionalProperties")
        if "patternProperties" in content:
            self._read_pattern_properties(node, content["patternProperties"])
        if "propertyNames" in content and node.draft >= Draft.SIX:
            if not isinstance(content["propertyNames"], (dict, bool)):
                raise _wrong("valid schema", "patternProperties")  # Go: it names the wrong keyword
            node.property_names = self._inner(node, content["propertyNames"])
        if "dependencies" in content:
            self._read_dependencies(node, content["dependencies"])

    def _flag_or_schema(self, node: Node, content: dict[str, object], keyword: str) -> bool | Node | None:
        if keyword not in content:
            return None
        found = content[keyword]
        if isinstance(found, bool):
            return found
        if not isinstance(found, dict):
            raise _wrong("boolean/valid schema", keyword)
        return self._inner(node, found)

    def _read_pattern_properties(self, node: Node, found: object) -> None:
        if not isinstance(found, dict):
            raise _wrong("valid schema", "patternProperties")
        for pattern, inner in sorted(found.items()):
            try:
                compiled = regexp.compile(pattern)
            except FunctionError as error:
                raise ValuesSchemaError(f"Invalid regex pattern '{pattern}'") from error
            node.pattern_properties.append((compiled, self._inner(node, inner)))

    def _read_dependencies(self, node: Node, found: object) -> None:
        if not isinstance(found, dict):
            raise ValuesSchemaError("dependencies must be of type object")
        for name, needed in sorted(found.items()):
            if isinstance(needed, (dict, bool)):
                node.dependencies[name] = self._inner(node, needed)
            elif isinstance(needed, list) and all(item.__class__ is str for item in needed):
                node.dependencies[name] = [str(item) for item in needed]
            else:
                raise ValuesSchemaError("dependency must be of type schema or array of strings")

    def read_items(self, node: Node, content: dict[str, object]) -> None:
        """Read items and additionalItems."""
        if "items" in content:
            found = content["items"]
            node.items_are_alike = not isinstance(found, list)
            for item in found if isinstance(found, list) else [found]:
                if not isinstance(item, (dict, bool)):
                    raise _wrong("valid schema/array of schemas", "items")
                node.items.append(self._inner(node, item))
        node.additional_items = self._flag_or_schema(node, content, "additionalItems")

    def read_arrays(self, node: Node, content: dict[str, object]) -> None:
        """Read the other keywords for arrays."""
        node.min_items = _count(content, "minItems")
        node.max_items = _count(content, "maxItems")
        if "uniqueItems" in content:
            if not isinstance(content["uniqueItems"], bool):
                raise ValuesSchemaError("uniqueItems must be of a boolean")
            node.unique_items = content["uniqueItems"]
        if "contains" in content and node.draft >= Draft.SIX:
            node.contains = self._inner(node, content["contains"])

    def read_combinations(self, node: Node, content: dict[str, object]) -> None:
        """Read the keywords that combine schemas."""
        node.one_of = self._schemas(node, content, "oneOf", "oneOf")
        node.any_of = self._schemas(node, content, "anyOf", "anyOf")
        node.all_of = self._schemas(node, content, "allOf", "anyOf")  # Go: it names the wrong keyword
        node.negated = self._schema(node, content, "not")
        if node.draft >= Draft.SEVEN:
            node.condition = self._schema(node, content, "if")
            node.then = self._schema(node, content, "then")
            node.otherwise = self._schema(node, content, "else")

    def _schemas(self, node: Node, content: dict[str, object], keyword: str, told: str) -> list[Node]:
        if keyword not in content:
            return []
        found = content[keyword]
        if not isinstance(found, list):
            raise ValuesSchemaError(f"{told} must be of an array")
        return [self._inner(node, inner) for inner in found]

    def _schema(self, node: Node, content: dict[str, object], keyword: str) -> Node | None:
        if keyword not in content:
            return None
        if not isinstance(content[keyword], (dict, bool)):
            raise ValuesSchemaError(f"{keyword} must be of an object")
        return self._inner(node, content[keyword])


def _wrong(expected: str, given: str) -> ValuesSchemaError:
    return ValuesSchemaError(f"Invalid type. Expected: {expected}, given: {given}")


def _panic(kind: str, wanted: str) -> str:
    return f"unable to validate schema: interface conversion: interface {{}} is {kind}, not {wanted}"


def _text(content: dict[str, object], keyword: str) -> str | None:
    if keyword not in content:
        return None
    found = content[keyword]
    if not _is_text(found):
        raise _wrong("string", keyword)
    return str(found)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and not isinstance(value, JSONNumber)


def _read_types(node: Node, found: object) -> None:
    for name in found if isinstance(found, list) else [found]:
        if isinstance(name, JSONNumber) and isinstance(found, list):
            # Go: a number is kept as text, which passes for a string until it is taken for one.
            raise ValuesSchemaError(_panic("json.Number", "string"))
        if not _is_text(name):
            raise _wrong("string/array of strings", "type")
        if name not in _TYPES:
            known = " ".join(_TYPES)
            reason = f"given: /{name}/ Expected valid values are:[{known}]"
            raise ValuesSchemaError(f"has a primitive type that is NOT VALID -- {reason}")
        if name in node.types:
            raise ValuesSchemaError(f"{name} type is duplicated")
        node.types.append(str(name))


def _read_numbers(_: _Parser, node: Node, content: dict[str, object]) -> None:
    if "multipleOf" in content:
        node.multiple_of = exact(content["multipleOf"])
        if node.multiple_of is None:
            raise _wrong("number", "multipleOf")
        if node.multiple_of <= 0:
            raise ValuesSchemaError("multipleOf must be strictly greater than 0")
    node.minimum = _bound(content, "minimum")
    node.minimum, node.exclusive_minimum = _exclusive(node, content, node.minimum, "minimum", "exclusiveMinimum")
    node.maximum = _bound(content, "maximum")
    node.maximum, node.exclusive_maximum = _exclusive(node, content, node.maximum, "maximum", "exclusiveMaximum")


def _bound(content: dict[str, object], keyword: str) -> Fraction | None:
    if keyword not in content:
        return None
    size = exact(content[keyword])
    if size is None:
        raise ValuesSchemaError(f"{keyword} must be of a number")
    return size


def _exclusive(
    node: Node, content: dict[str, object], bound: Fraction | None, keyword: str, exclusive: str
) -> tuple[Fraction | None, Fraction | None]:
    """Return the inclusive and the exclusive bound; in draft 4 a flag says which one it is."""
    if exclusive not in content:
        return bound, None
    found = content[exclusive]
    if isinstance(found, bool) and node.draft in (Draft.FOUR, Draft.HYBRID):
        if bound is None:
            raise ValuesSchemaError(f"{exclusive} cannot be used without {keyword}")
        return (None, bound) if found else (bound, None)
    size = exact(found)
    if size is None or node.draft is Draft.FOUR:
        expected = {Draft.FOUR: "boolean", Draft.HYBRID: "boolean/number"}.get(node.draft, "number")
        raise _wrong(expected, exclusive)
    return bound, size


def _count(content: dict[str, object], keyword: str) -> int | None:
    if keyword not in content:
        return None
    found = content[keyword]
    try:
        number = strconv.parse_int(str(found), 10, 64) if isinstance(found, JSONNumber) else None
    except FunctionError:
        number = None  # Go: 1.0 is no integer here
    if number is None:
        raise ValuesSchemaError(f"{keyword} must be of an integer")
    if number < 0:
        raise ValuesSchemaError(f"{keyword} must be greater than or equal to 0")
    return int(number)


def _read_strings(_: _Parser, node: Node, content: dict[str, object]) -> None:
    node.min_length = _count(content, "minLength")
    node.max_length = _count(content, "maxLength")
    if node.min_length is not None and node.max_length is not None and node.min_length > node.max_length:
        raise ValuesSchemaError("minLength cannot be greater than maxLength")
    if "pattern" in content:
        if not _is_text(content["pattern"]):
            raise ValuesSchemaError("pattern must be of a string")
        node.pattern_text = str(content["pattern"])
        try:
            node.pattern = regexp.compile(node.pattern_text)
        except FunctionError as error:
            raise ValuesSchemaError("pattern must be a valid regex") from error
    if "format" in content:
        if not _is_text(content["format"]):
            raise ValuesSchemaError("format must be of type string")
        node.format = str(content["format"])


def _read_counts_of_properties(_: _Parser, node: Node, content: dict[str, object]) -> None:
    node.min_properties = _count(content, "minProperties")
    node.max_properties = _count(content, "maxProperties")
    if (
        node.min_properties is not None
        and node.max_properties is not None
        and node.min_properties > node.max_properties
    ):
        raise ValuesSchemaError("minProperties cannot be greater than maxProperties")
    if "required" in content:
        found = content["required"]
        if not isinstance(found, list):
            raise ValuesSchemaError("required must be of an array")
        for name in found:
            if not _is_text(name):
                raise ValuesSchemaError("required items must be string")
            if name in node.required:
                raise ValuesSchemaError("required items must be unique")
            node.required.append(str(name))


def _read_values(_: _Parser, node: Node, content: dict[str, object]) -> None:
    if "const" in content and node.draft >= Draft.SIX:
        node.const = canonical_json(content["const"])
    if "enum" in content:
        found = content["enum"]
        if not isinstance(found, list):
            raise ValuesSchemaError("enum must be of an array")
        node.enum = [canonical_json(value) for value in found]
        if len(set(node.enum)) < len(node.enum):
            raise ValuesSchemaError("enum items must be unique")


_READERS: tuple[Callable[[_Parser, Node, dict[str, object]], None], ...] = (
    _Parser.read_objects,
    _Parser.read_items,
    _read_numbers,
    _read_strings,
    _read_counts_of_properties,
    _Parser.read_arrays,
    _read_values,
    _Parser.read_combinations,
)
