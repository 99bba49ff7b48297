"""Schema documents: which resources and anchors are in them, and what a reference leads to.

Nothing is ever fetched: a reference to a file or a web address that is not built in fails, as it does for Helm where
the file or the host does not exist.

Upstream: santhosh-tekuri/jsonschema roots.go, root.go, util.go
"""

from __future__ import annotations

from collections.abc import Iterator

from chartkit.errors import FunctionError, ValuesSchemaError
from chartkit.gostd import strconv, url
from chartkit.patterns import late_pattern
from chartkit.records import dataclass, field

from .drafts import LATEST, Draft, draft_of, metaschema

__all__ = ["Dialect", "Document", "Documents", "Resource", "join", "look_up", "place"]

#: Schemas nested deeper than this are refused; Python's own stack is the reason.
_DEEPEST = 200


@dataclass(frozen=True, slots=True)
class Dialect:
    """A draft, and the vocabularies of it that are in use; None: the draft's own choice."""

    draft: Draft
    vocabularies: tuple[str, ...] | None = None

    def has(self, vocabulary: str) -> bool:
        """Return whether keywords of ``vocabulary`` count."""
        if vocabulary == "core" or self.draft.version < 2019:
            return True
        chosen = self.draft.default_vocabularies if self.vocabularies is None else self.vocabularies
        return vocabulary in chosen


@dataclass(slots=True)
class Resource:
    """A schema with an address of its own inside a document."""

    pointer: str
    address: str
    dialect: Dialect
    anchors: dict[str, str] = field(default_factory=dict)
    dynamic_anchors: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Document:
    """A schema document. Resources are kept by pointer."""

    address: str
    content: object
    resources: dict[str, Resource] = field(default_factory=dict)
    #: Pointers of the places that are known to be schemas.
    schemas: set[str] = field(default_factory=set)

    def resource(self, pointer: str) -> Resource:
        """Return the innermost resource that holds the place ``pointer``."""
        while pointer not in self.resources and pointer:
            pointer = pointer.rpartition("/")[0]
        return self.resources[pointer]

    def resolve(self, address: str, fragment: str) -> str | None:
        """Return the pointer that a reference leads to, or None if it leads out of the document.

        Raises:
            ValuesSchemaError: The fragment is an anchor that there is not.
        """
        if address == self.address:
            return self.resolve_fragment(fragment, self.resources[""])
        for resource in self.resources.values():
            if resource.address == address:
                return self.resolve_fragment(fragment, resource)
        return None

    def resolve_fragment(self, fragment: str, resource: Resource) -> str:
        """Return the pointer that ``fragment`` means inside ``resource``.

        Raises:
            ValuesSchemaError: It is an anchor that there is not.
        """
        if not fragment or fragment.startswith("/"):
            return resource.pointer + fragment
        if fragment not in resource.anchors:
            wanted = strconv.quote(place(resource.address, fragment))
            raise ValuesSchemaError(f"anchor in {wanted} not found in schema {strconv.quote(self.address)}")
        return resource.anchors[fragment]


class Documents:
    """The documents that one schema is made of: its own, and the built-in ones it refers to."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}

    def add(self, address: str, content: object) -> Document:
        """Take a document in and return it.

        Raises:
            ValuesSchemaError: An address or an anchor in it is wrong or stands twice.
        """
        document = Document(address, content)
        self._collect(document, content, address, "", Dialect(LATEST))
        self._documents[address] = document
        return document

    def get(self, address: str) -> tuple[Document, bool]:
        """Return the document at ``address``, and whether it is new here.

        Raises:
            ValuesSchemaError: There is none that may be read.
        """
        known = self._documents.get(address)
        if known is not None:
            return known, False
        return self.add(address, self.load(address)), True

    def load(self, address: str) -> object:
        """Return the content of a built-in document.

        Raises:
            ValuesSchemaError: ``address`` is not of one.
        """
        known = self._documents.get(address)
        if known is not None:
            return known.content
        content = metaschema(address)
        if content is not None:
            return content
        scheme = address.partition(":")[0]
        if scheme == "urn":
            return True  # Helm takes what it cannot resolve for a schema that allows everything
        if scheme == "file":
            reason = f"open {url.parse(address).path}: no such file or directory"
        elif scheme in ("http", "https"):
            reason = f"HTTP request failed for {address}: chartkit reads no schemas from the network"
        else:
            reason = f"no URLLoader registered for {strconv.quote(address)}"
        raise ValuesSchemaError(f"failing loading {strconv.quote(address)}: {reason}")

    def add_schema(self, document: Document, pointer: str) -> None:
        """Note that there is a schema at ``pointer``, which no keyword told.

        Raises:
            ValuesSchemaError: An address or an anchor in it is wrong or stands twice.
        """
        content = look_up(document, pointer)
        holder = document.resource(pointer)
        self._collect(document, content, holder.address, pointer, holder.dialect)
        if pointer not in document.resources:
            _collect_anchors(document, content, pointer, document.resource(pointer))

    def _collect(self, document: Document, content: object, base: str, pointer: str, fallback: Dialect) -> None:
        if pointer in document.schemas:
            return
        if pointer.count("/") > _DEEPEST:
            raise ValuesSchemaError(f"schemas are nested deeper than {_DEEPEST} levels")
        if isinstance(content, dict):
            self._collect_object(document, content, base, pointer, fallback)
        elif not pointer:
            document.resources[pointer] = Resource(pointer, base, fallback)
        document.schemas.add(pointer)

    def _collect_object(
        self, document: Document, content: dict[str, object], base: str, pointer: str, fallback: Dialect
    ) -> None:
        draft = self._draft(document, pointer, content, fallback.draft, set())
        chosen = _text(content, "$schema") is not None
        identity = _identity(content, draft)
        if not identity and pointer:
            draft, chosen = fallback.draft, False  # "$schema" counts only where a resource begins
            identity = _identity(content, draft)
        if identity:
            base = join(base, identity)[0]
        if identity or not pointer:
            _check_unique(document, base, pointer)
            vocabularies = self._vocabularies(content, draft) if chosen else None
            dialect = Dialect(draft, vocabularies) if chosen else fallback
            document.resources.setdefault(pointer, Resource(pointer, base, dialect))
        holder = next((one for one in document.resources.values() if one.address == base), document.resource(pointer))
        _collect_anchors(document, content, pointer, holder)
        for inner_pointer, inner in _subschemas(content, pointer, draft):
            self._collect(document, inner, base, inner_pointer, holder.dialect)

    def _draft(self, document: Document, pointer: str, content: object, default: Draft, seen: set[str]) -> Draft:
        wanted = _text(content, "$schema") if isinstance(content, dict) else None
        if wanted is None:
            return default
        draft = draft_of(wanted)
        if draft is not None:
            return draft
        address = wanted.partition("#")[0]
        if not pointer and address == document.address:
            raise ValuesSchemaError(f"draft {strconv.quote(address)} is not supported")
        if address in seen:
            raise ValuesSchemaError(f"cycle in resolving $schema in {strconv.quote(address)}")
        seen.add(address)
        return self._draft(Document(address, None), "", self.load(address), default, seen)

    def _vocabularies(self, content: dict[str, object], draft: Draft) -> tuple[str, ...] | None:
        wanted = _text(content, "$schema")
        if wanted is None or draft_of(wanted) is not None or draft.version < 2019:
            return None
        address = wanted.partition("#")[0]
        described = self.load(address)
        listed = described.get("$vocabulary") if isinstance(described, dict) else None
        if not isinstance(listed, dict):
            return None
        chosen = []
        for vocabulary, is_required in listed.items():
            if is_required is not True:
                continue
            name = vocabulary.removeprefix(draft.vocabulary_prefix)
            if name == vocabulary or name not in draft.vocabularies:
                known = f"unsupported vocabulary {strconv.quote(vocabulary)} in {strconv.quote(address)}"
                raise ValuesSchemaError(known)
            chosen.append(name)
        return (*chosen,) if "core" in chosen else (*chosen, "core")


def _identity(content: dict[str, object], draft: Draft) -> str:
    if draft.version < 2019 and "$ref" in content:
        return ""  # beside "$ref" nothing counts
    return (_text(content, draft.id_keyword) or "").partition("#")[0]


def _text(content: dict[str, object], keyword: str) -> str | None:
    """Return the text under ``keyword``; None where there is none, or a number, which is held by its text too."""
    found = content.get(keyword)
    return str(found) if found.__class__ is str else None


def _check_unique(document: Document, address: str, pointer: str) -> None:
    for other in document.resources.values():
        if other.address == address and other.pointer != pointer:
            places = f"at {strconv.quote(pointer)} and {strconv.quote(other.pointer)}"
            raise ValuesSchemaError(
                f"duplicate id {strconv.quote(address)} in {strconv.quote(document.address)} {places}"
            )


def _collect_anchors(document: Document, content: object, pointer: str, resource: Resource) -> None:
    if not isinstance(content, dict):
        return
    version = resource.dialect.draft.version
    if version < 2019:
        identity = _text(content, resource.dialect.draft.id_keyword)
        if "$ref" not in content and identity is not None:
            fragment = _decoded(identity.partition("#")[2])
            if fragment and not fragment.startswith("/"):
                _add_anchor(document, resource, fragment, pointer)
        return
    anchor = _text(content, "$anchor")
    if anchor is not None:
        _add_anchor(document, resource, anchor, pointer)
    dynamic = _text(content, "$dynamicAnchor")
    if version >= 2020 and dynamic is not None:
        _add_anchor(document, resource, dynamic, pointer)
        resource.dynamic_anchors.append(dynamic)


def _add_anchor(document: Document, resource: Resource, anchor: str, pointer: str) -> None:
    first = resource.anchors.setdefault(anchor, pointer)
    if first != pointer:
        places = f"at {strconv.quote(first)} and {strconv.quote(pointer)}"
        raise ValuesSchemaError(
            f"duplicate anchor {strconv.quote(anchor)} in {strconv.quote(document.address)} {places}"
        )


def _subschemas(content: dict[str, object], pointer: str, draft: Draft) -> Iterator[tuple[str, object]]:
    for path in draft.subschemas:
        keyword, _, rest = path.partition("/")
        found = content.get(keyword)
        if not rest:
            if keyword in content:
                yield f"{pointer}/{keyword}", found
        elif rest == "*" and isinstance(found, dict):
            for name, inner in found.items():
                yield f"{pointer}/{keyword}/{_escaped(name)}", inner
        elif rest == "[]" and isinstance(found, list):
            for index, inner in enumerate(found):
                yield f"{pointer}/{keyword}/{index}", inner


def _escaped(token: str) -> str:
    return token.replace("~", "~0").replace("/", "~1")


def _decoded(fragment: str) -> str:
    try:
        return url.path_unescape(fragment)
    except FunctionError as error:
        raise ValuesSchemaError(f"error in parsing {strconv.quote(fragment)}: {error}") from error


def join(base: str, reference: str) -> tuple[str, str]:
    """Return the address and the fragment that ``reference`` means beside ``base``."""
    address, _, fragment = reference.partition("#")
    try:
        resolved = url.resolve_reference(base, address)
    except FunctionError as error:
        raise ValuesSchemaError(f"error in parsing {strconv.quote(address)}: {error}") from error
    return resolved, _decoded(fragment)


def look_up(document: Document, pointer: str) -> object:
    """Return what stands at ``pointer``.

    Raises:
        ValuesSchemaError: Nothing does.
    """
    found = document.content
    for token in pointer.split("/")[1:]:
        if "~" in token.replace("~0", "").replace("~1", ""):
            raise ValuesSchemaError(f"invalid json-pointer {strconv.quote(place(document.address, pointer))}")
        name = token.replace("~1", "/").replace("~0", "~")
        if isinstance(found, dict) and name in found:
            found = found[name]
        elif isinstance(found, list) and name.isdecimal() and name.isascii() and int(name) < len(found):
            found = found[int(name)]
        else:
            raise ValuesSchemaError(f"json-pointer in {strconv.quote(place(document.address, pointer))} not found")
    return found


def place(address: str, pointer: str) -> str:
    """Return the address of a place in a document, escaped for a URL but for the slashes."""
    if _NEEDS_NO_ESCAPE.fullmatch(pointer):
        return f"{address}#{pointer}"
    return f"{address}#" + "/".join(map(url.path_escape, pointer.split("/")))


# PERF: each schema has a place, and few of them need an escape.
_NEEDS_NO_ESCAPE = late_pattern(r"[A-Za-z0-9_./-]*")
