"""The drafts of JSON Schema that are built in, and their metaschemas.

Upstream: santhosh-tekuri/jsonschema draft.go; the metaschemas come with the package jsonschema-specifications
"""

from __future__ import annotations

from functools import cache

from chartkit.gostd import encoding_json
from chartkit.records import dataclass

__all__ = ["DRAFTS", "LATEST", "Draft", "draft_of", "metaschema"]

_SUBSCHEMAS_4 = (
    *("definitions/*", "not", "allOf/[]", "anyOf/[]", "oneOf/[]"),
    *("properties/*", "additionalProperties", "patternProperties/*"),
    *("items", "items/[]", "additionalItems", "dependencies/*"),
)
_SUBSCHEMAS_6 = (*_SUBSCHEMAS_4, "propertyNames", "contains")
_SUBSCHEMAS_7 = (*_SUBSCHEMAS_6, "if", "then", "else")
_SUBSCHEMAS_2019 = (
    *_SUBSCHEMAS_7,
    *("$defs/*", "dependentSchemas/*", "unevaluatedProperties", "unevaluatedItems", "contentSchema"),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft: its number, the address of its metaschema, and where in a schema further schemas stand."""

    version: int
    url: str
    id_keyword: str
    subschemas: tuple[str, ...]
    vocabulary_prefix: str = ""
    vocabularies: tuple[str, ...] = ()
    default_vocabularies: tuple[str, ...] = ()


_DRAFT_4 = Draft(4, "http://json-schema.org/draft-04/schema", "id", _SUBSCHEMAS_4)
_DRAFT_6 = Draft(6, "http://json-schema.org/draft-06/schema", "$id", _SUBSCHEMAS_6)
_DRAFT_7 = Draft(7, "http://json-schema.org/draft-07/schema", "$id", _SUBSCHEMAS_7)
_DRAFT_2019 = Draft(
    2019,
    "https://json-schema.org/draft/2019-09/schema",
    "$id",
    _SUBSCHEMAS_2019,
    "https://json-schema.org/draft/2019-09/vocab/",
    ("core", "applicator", "validation", "meta-data", "format", "content"),
    ("core", "applicator", "validation"),
)
_DRAFT_2020 = Draft(
    2020,
    "https://json-schema.org/draft/2020-12/schema",
    "$id",
    (*_SUBSCHEMAS_2019, "prefixItems/[]"),
    "https://json-schema.org/draft/2020-12/vocab/",
    (
        "core",
        "applicator",
        "unevaluated",
        "validation",
        "meta-data",
        "format-annotation",
        "format-assertion",
        "content",
    ),
    ("core", "applicator", "unevaluated", "validation"),
)
DRAFTS = (_DRAFT_4, _DRAFT_6, _DRAFT_7, _DRAFT_2019, _DRAFT_2020)
LATEST = _DRAFT_2020

_BY_ADDRESS = {draft.url.partition("://")[2]: draft for draft in DRAFTS} | {"json-schema.org/schema": LATEST}

#: Folders of the package that ships the metaschemas, by the part of the address that names the draft.
_FOLDERS = {
    "draft-04": "draft4",
    "draft-06": "draft6",
    "draft-07": "draft7",
    "draft/2019-09": "draft201909",
    "draft/2020-12": "draft202012",
}


def draft_of(address: str) -> Draft | None:
    """Return the built-in draft whose metaschema ``address`` names, with or without an empty fragment."""
    address, _, fragment = address.partition("#")
    if fragment:
        return None
    return _BY_ADDRESS.get(address.removeprefix("http://").removeprefix("https://"))


@cache
def metaschema(address: str) -> object | None:
    """Return the document of a built-in metaschema or vocabulary, or None if ``address`` is not of one."""
    prefix, site, rest = address.partition("json-schema.org/")
    if prefix not in ("http://", "https://") or not site:
        return None
    if rest == "schema":
        return metaschema(LATEST.url)
    for draft, folder in _FOLDERS.items():
        name = rest.removeprefix(f"{draft}/")
        if name == "schema":
            return _read(folder, "metaschema.json")
        vocabulary = name.removeprefix("meta/")
        if name not in {rest, vocabulary} and _is_plain(vocabulary):
            return _read(folder, "vocabularies", vocabulary)
    return None


def _is_plain(name: str) -> bool:
    return name.replace("-", "").isalnum()


def _read(folder: str, *names: str) -> object | None:
    from importlib.util import find_spec
    from pathlib import Path

    # The package is found, not imported: importing it loads a registry of every schema it knows.
    specification = find_spec("jsonschema_specifications")
    if specification is None or specification.origin is None:
        message = "jsonschema-specifications is not installed, though jsonschema requires it"
        raise ModuleNotFoundError(message)
    path = Path(specification.origin).parent.joinpath("schemas", folder, *names)
    if not path.is_file():
        return None
    return encoding_json.unmarshal(path.read_text("utf-8"), numbers="json")
