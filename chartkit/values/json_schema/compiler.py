"""A schema document to compiled schemas.

Upstream: santhosh-tekuri/jsonschema compiler.go, objcompiler.go
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from chartkit.errors import FunctionError, ValuesSchemaError
from chartkit.gostd import regexp, strconv

from .evaluator import MetaResources, evaluate
from .failures import quoted, rendered
from .json_types import TYPE_ORDER
from .numbers import exact
from .resources import Dialect, Document, Documents, join, look_up, place
from .schema import Format, Pattern, Schema
from .well_formed import is_well_formed

__all__ = ["compile_schema", "metaschema_of"]

#: Address that Helm gives every values.schema.json.
_ADDRESS = "file:///values.schema.json"


def compile_schema(content: object) -> Schema:
    """Return the compiled form of a values.schema.json, given as JSON values with numbers by their text.

    Raises:
        ValuesSchemaError: It is not a schema, or a reference in it leads nowhere; the message is Helm's.
    """
    compiler = _Compiler()
    compiler.check(compiler.documents.add(_ADDRESS, content), "")
    return compiler.compile(_ADDRESS, "")


class _Compiler:
    """Compiles what is asked for and everything it refers to; each place once."""

    def __init__(self, *, formats_count: bool = False) -> None:
        self.documents = Documents()
        self._formats_count = formats_count
        self._schemas: dict[tuple[str, str], Schema] = {}
        self._queue: list[Schema] = []

    def compile(self, address: str, fragment: str) -> Schema:
        """Return the compiled schema at ``fragment`` of the document at ``address``."""
        document = self.document(address)
        pointer = document.resolve_fragment(fragment, document.resources[""])
        schema = self.enqueue(address, pointer)
        while self._queue:
            self._fill(self._queue.pop(0))
        return schema

    def check(self, document: Document, pointer: str) -> None:
        """Check the schema at ``pointer`` against its metaschema."""
        if document.address.startswith(("http://json-schema.org/", "https://json-schema.org/")):
            return
        dialect = document.resource(pointer).dialect
        content = look_up(document, pointer)
        if dialect.vocabularies is None and is_well_formed(content, dialect.draft.version):
            return
        meta = metaschema_of(dialect)
        resources: MetaResources = {
            known: metaschema_of(resource.dialect) for known, resource in document.resources.items()
        }
        failures = evaluate(meta, content, meta, resources)
        if failures:
            place_ = strconv.quote(place(document.address, pointer))
            headline = f"jsonschema validation failed with {quoted(meta.location)}"
            raise ValuesSchemaError(f"{place_} is not valid against metaschema: {headline}\n{rendered(failures)}")

    def document(self, address: str) -> Document:
        document, is_new = self.documents.get(address)
        if is_new:
            self.check(document, "")
        return document

    def enqueue(self, address: str, pointer: str) -> Schema:
        key = address, pointer
        if key not in self._schemas:
            schema = Schema(place(address, pointer), address, pointer)
            self._schemas[key] = schema
            self._queue.append(schema)
        return self._schemas[key]

    def _fill(self, schema: Schema) -> None:
        document = self.document(schema.url)
        if schema.pointer not in document.schemas:
            self.documents.add_schema(document, schema.pointer)
            self.check(document, schema.pointer)
        content = look_up(document, schema.pointer)
        resource = document.resource(schema.pointer)
        schema.draft = resource.dialect.draft.version
        schema.resource = self.enqueue(schema.url, resource.pointer)
        if schema.draft >= 2020 and schema is schema.resource:
            for anchor in resource.dynamic_anchors:
                schema.dynamic_anchors[anchor] = self.enqueue(schema.url, resource.anchors[anchor])
        if content.__class__ is bool or content == {}:
            schema.always = content is not False
        elif isinstance(content, dict):
            _ObjectCompiler(self, schema, document, content, resource.dialect, self._formats_count).compile()


class _ObjectCompiler:
    """Fills one schema from its keywords. Keywords of the wrong type were refused by the metaschema."""

    def __init__(
        self,
        compiler: _Compiler,
        schema: Schema,
        document: Document,
        content: dict[str, object],
        dialect: Dialect,
        formats_count: bool,
    ) -> None:
        self._compiler = compiler
        self._schema = schema
        self._document = document
        self._content = content
        self._dialect = dialect
        self._formats_count = formats_count

    def compile(self) -> None:
        """Fill the schema."""
        schema = self._schema
        schema.ref = self._reference("$ref")
        if schema.draft < 2019 and schema.ref is not None:
            return  # beside "$ref" nothing counts
        if self._dialect.has("applicator"):
            self._compile_applicators()
        if self._dialect.has("validation"):
            self._compile_assertions()
        self._compile_format()
        if schema.draft >= 2019:
            self._compile_references()
            unevaluated = "applicator" if schema.draft == 2019 else "unevaluated"
            if self._dialect.has(unevaluated):
                schema.unevaluated_items = self._inner("unevaluatedItems")
                schema.unevaluated_properties = self._inner("unevaluatedProperties")

    def _compile_references(self) -> None:
        schema = self._schema
        schema.recursive_ref = self._reference("$recursiveRef")
        schema.recursive_anchor = self._content.get("$recursiveAnchor") is True
        if schema.draft < 2020:
            return
        schema.dynamic_ref = self._reference("$dynamicRef")
        if schema.dynamic_ref is not None:
            fragment = join("", str(self._content["$dynamicRef"]))[1]
            schema.dynamic_ref_anchor = "" if fragment.startswith("/") else fragment
        schema.dynamic_anchor = self._text("$dynamicAnchor") or ""

    def _compile_applicators(self) -> None:
        schema = self._schema
        schema.all_of = self._inner_list("allOf")
        schema.any_of = self._inner_list("anyOf")
        schema.one_of = self._inner_list("oneOf")
        schema.negated = self._inner("not")
        self._compile_items()
        schema.properties = self._inner_table("properties")
        for text, inner in self._inner_table("patternProperties").items():
            schema.pattern_properties.append((self._regexp(text, "patternProperties"), inner))
        schema.additional_properties = self._inner_or_flag("additionalProperties")
        dependencies = self._content.get("dependencies")
        if isinstance(dependencies, dict):
            for name, dependency in dependencies.items():
                schema.dependencies[name] = (
                    _texts(dependency) if isinstance(dependency, list) else self._at("dependencies", name)
                )
        if schema.draft >= 6:
            schema.contains = self._inner("contains")
            schema.property_names = self._inner("propertyNames")
        if schema.draft >= 7:
            schema.condition = self._inner("if")
            if schema.condition is not None:
                schema.then = self._inner("then")
                schema.otherwise = self._inner("else")
        if schema.draft >= 2019:
            schema.dependent_schemas = self._inner_table("dependentSchemas")

    def _compile_items(self) -> None:
        schema = self._schema
        if schema.draft >= 2020:
            schema.prefix_items = self._inner_list("prefixItems")
            schema.items = self._inner("items")
        elif isinstance(self._content.get("items"), list):
            schema.items = self._inner_list("items")
            schema.additional_items = self._inner_or_flag("additionalItems")
        else:
            schema.items = self._inner("items")

    def _compile_assertions(self) -> None:
        schema, content = self._schema, self._content
        wanted = content.get("type")
        named = _texts(wanted) if isinstance(wanted, list) else [wanted]
        schema.types = tuple(name for name in TYPE_ORDER if name in named)
        enum = content.get("enum")
        schema.enum = enum if isinstance(enum, list) else None
        if schema.draft >= 6 and "const" in content:
            schema.const = [content["const"]]
        schema.multiple_of = self._number("multipleOf")
        schema.maximum, schema.exclusive_maximum = self._bound("maximum", "exclusiveMaximum")
        schema.minimum, schema.exclusive_minimum = self._bound("minimum", "exclusiveMinimum")
        schema.min_length, schema.max_length = self._count("minLength"), self._count("maxLength")
        schema.min_items, schema.max_items = self._count("minItems"), self._count("maxItems")
        schema.min_properties, schema.max_properties = self._count("minProperties"), self._count("maxProperties")
        schema.unique_items = content.get("uniqueItems") is True
        schema.required = _texts(content.get("required"))
        pattern = self._text("pattern")
        if pattern is not None:
            schema.pattern, schema.pattern_text = self._regexp(pattern, "pattern"), pattern
        if schema.draft >= 2019:
            if "contains" in content:
                schema.min_contains, schema.max_contains = self._count("minContains"), self._count("maxContains")
            required = content.get("dependentRequired")
            if isinstance(required, dict):
                schema.dependent_required = {name: _texts(names) for name, names in required.items()}

    def _compile_format(self) -> None:
        draft = self._schema.draft
        vocabulary = "format" if draft == 2019 else "format-assertion"
        if self._formats_count or draft < 2019 or self._dialect.has(vocabulary):
            name = self._text("format")
            if name is None:
                return
            from .formats import FORMATS  # it takes dates and addresses, which few schemas speak of

            check = FORMATS.get(name)
            if check is not None:
                self._schema.format = Format(name, check)

    def _regexp(self, text: str, keyword: str) -> Pattern:
        try:
            return regexp.compile(text)
        except FunctionError as error:
            where = strconv.quote(place(self._schema.url, f"{self._schema.pointer}/{keyword}"))
            raise ValuesSchemaError(f"invalid regex {strconv.quote(text)} at {where}: {error}") from error

    def _reference(self, keyword: str) -> Schema | None:
        reference = self._text(keyword)
        if reference is None:
            return None
        address, fragment = join(self._document.resource(self._schema.pointer).address, reference)
        pointer = self._document.resolve(address, fragment)
        if pointer is not None:
            return self._compiler.enqueue(self._document.address, pointer)
        document = self._compiler.document(address)
        return self._compiler.enqueue(address, document.resolve_fragment(fragment, document.resources[""]))

    def _at(self, *tokens: str) -> Schema:
        inner = "".join(f"/{token.replace('~', '~0').replace('/', '~1')}" for token in tokens)
        return self._compiler.enqueue(self._schema.url, self._schema.pointer + inner)

    def _inner(self, keyword: str) -> Schema | None:
        return self._at(keyword) if keyword in self._content else None

    def _inner_list(self, keyword: str) -> list[Schema]:
        found = self._content.get(keyword)
        return [self._at(keyword, str(index)) for index in range(len(found))] if isinstance(found, list) else []

    def _inner_table(self, keyword: str) -> dict[str, Schema]:
        found = self._content.get(keyword)
        return {name: self._at(keyword, name) for name in found} if isinstance(found, dict) else {}

    def _inner_or_flag(self, keyword: str) -> bool | Schema | None:
        found = self._content.get(keyword)
        return found if isinstance(found, bool) else self._inner(keyword)

    def _text(self, keyword: str) -> str | None:
        found = self._content.get(keyword)
        return found if found.__class__ is str else None

    def _number(self, keyword: str) -> Fraction | None:
        return exact(self._content.get(keyword))

    def _bound(self, keyword: str, exclusive: str) -> tuple[Fraction | None, Fraction | None]:
        """Return the inclusive and the exclusive bound; in draft 4 a flag says which one it is."""
        if self._content.get(exclusive) is True:
            return None, self._number(keyword)
        return self._number(keyword), self._number(exclusive)

    def _count(self, keyword: str) -> int | None:
        found = self._number(keyword)
        return int(found) if found is not None and found.denominator == 1 else None


def _texts(found: object) -> list[str]:
    return [item for item in found if item.__class__ is str] if isinstance(found, list) else []


@lru_cache(maxsize=16)
def metaschema_of(dialect: Dialect) -> Schema:
    """Return what a schema of ``dialect`` must itself meet."""
    compiler = _Compiler(formats_count=True)
    if dialect.vocabularies is None:
        return compiler.compile(dialect.draft.url, "")
    combined = Schema("urn:mem:metaschema", "urn:mem:metaschema", "", dialect.draft.version)
    combined.resource = combined
    prefix = dialect.draft.url.removesuffix("schema")
    combined.all_of = [compiler.compile(f"{prefix}meta/{name}", "") for name in dialect.vocabularies]
    if dialect.draft.version >= 2020:
        combined.dynamic_anchor = "meta"
        combined.dynamic_anchors = {"meta": combined}
    return combined
