"""Schema documents by address, and what a reference leads to.

Nothing is ever fetched: a reference to a file or to a web address that is not built in fails, as it does for Helm
where the file or the host does not exist.

Upstream: xeipuuv/gojsonschema schemaPool.go, jsonLoader.go, draft.go; xeipuuv/gojsonreference, gojsonpointer
"""

from __future__ import annotations

from copy import deepcopy

from chartkit.errors import FunctionError, ValuesSchemaError
from chartkit.gostd import strconv, url
from chartkit.values.json_schema.drafts import metaschema

from .node import Draft

__all__ = ["Documents", "checked_reference"]

#: Documents nested deeper than this are refused; Python's own stack is the reason.
_DEEPEST = 300

_DRAFTS = {
    "http://json-schema.org/draft-04/schema": Draft.FOUR,
    "http://json-schema.org/draft-06/schema": Draft.SIX,
    "http://json-schema.org/draft-07/schema": Draft.SEVEN,
}
#: Keywords whose values are no schemas but hold schemas under names of the author's choice.
_TABLES_OF_SCHEMAS = frozenset({"properties", "dependencies", "patternProperties"})


class Documents:
    """The root document under the empty address, and the places in it and in built-in ones that have an address."""

    def __init__(self, root: object) -> None:
        self.draft = _named_draft(root)
        self._known: dict[str, tuple[object, Draft | None]] = {}
        self._add("", root)

    def get(self, reference: str) -> tuple[object, Draft | None]:
        """Return what ``reference``, already absolute, leads to, and the draft that its document names.

        Raises:
            ValuesSchemaError: It leads nowhere.
        """
        known = self._known.get(reference)
        if known is not None:
            return known
        parts = url.parse(reference, strict_hosts=False)
        address = reference.partition("#")[0]
        pointer = parts.fragment if parts.fragment.startswith("/") else ""  # Go: anything else is the whole document
        if address not in self._known:
            self._load(address, parts, reference)
        content, draft = self._known[address]
        self._known[reference] = _look_up(content, pointer), draft
        return self._known[reference]

    def _load(self, address: str, parts: url.URL, reference: str) -> None:
        is_file = parts.scheme == "file"
        is_canonical = parts.path.startswith("/") if is_file else bool(parts.scheme and parts.host)
        if not is_canonical:
            raise ValuesSchemaError(f"Reference {reference} must be canonical")
        if is_file:
            path = url.query_unescape(address.removeprefix("file://"))
            raise ValuesSchemaError(f"open {path}: no such file or directory")
        content = metaschema(address) if address in _DRAFTS else None
        if content is None:
            raise ValuesSchemaError(f"Get {strconv.quote(address)}: chartkit reads no schemas from the network")
        self._add(address, deepcopy(content))

    def _add(self, address: str, content: object) -> None:
        draft = _named_draft(content)
        self._make_absolute(content, address, draft, 0)
        self._known[address] = content, draft

    def _make_absolute(self, content: object, base: str, draft: Draft | None, depth: int) -> None:
        """Note the addresses in ``content``, and write every reference in it out; what is wrong shows up later."""
        if depth > _DEEPEST:
            raise ValuesSchemaError(f"schemas are nested deeper than {_DEEPEST} levels")
        if isinstance(content, list):
            for item in content:
                self._make_absolute(item, base, draft, depth + 1)
        if not isinstance(content, dict):
            return
        identity = content.get("id" if "id" in content else "$id")
        here = _joined(base, identity)
        if here is not None:
            if here in self._known:
                return
            self._known[here] = content, draft
            base = here
        absolute = _joined(base, content.get("$ref"))
        if absolute is not None:
            content["$ref"] = absolute
        for keyword, inner in content.items():
            if keyword in _TABLES_OF_SCHEMAS:
                for schema in inner.values() if isinstance(inner, dict) else ():
                    self._make_absolute(schema, base, draft, depth + 1)
            elif keyword not in ("const", "enum"):
                self._make_absolute(inner, base, draft, depth + 1)


def checked_reference(reference: str) -> str:
    """Return ``reference`` as Go prints it.

    Raises:
        ValuesSchemaError: It is no address.
    """
    try:
        return str(url.parse(reference, strict_hosts=False))
    except FunctionError as error:
        raise ValuesSchemaError(error.message) from error


def _joined(base: str, reference: object) -> str | None:
    if reference.__class__ is not str:
        return None
    try:
        return url.resolve_reference(base.partition("#")[0], str(reference))
    except FunctionError:
        return None


def _named_draft(content: object) -> Draft | None:
    if content.__class__ is bool:
        return None
    if not isinstance(content, dict):
        raise ValuesSchemaError("schema is invalid")
    name = content.get("$schema", "")
    if name.__class__ is not str:
        raise ValuesSchemaError("$schema must be of type string")
    return _DRAFTS.get(checked_reference(name))


def _look_up(content: object, pointer: str) -> object:
    for token in pointer.split("/")[1:]:
        if isinstance(content, dict):
            name = token.replace("~1", "/").replace("~0", "~")
            if name not in content:
                raise ValuesSchemaError(f"Object has no key '{name}'")
            content = content[name]
        elif isinstance(content, list):
            content = content[_index(token, len(content))]
        else:
            raise ValuesSchemaError(f"Invalid token reference '{token}'")
    return content


def _index(token: str, length: int) -> int:
    try:
        index = strconv.atoi(token)
    except FunctionError as error:
        raise ValuesSchemaError(f"Invalid array index '{token}'") from error
    if not 0 <= index < length:
        raise ValuesSchemaError(f"Out of bound array[0,{length}] index '{index}'")
    return index
