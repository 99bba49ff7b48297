"""Folders of JSON schemas to the schema of a kind: kubeconform's layout and templates, and those of public catalogues.

Upstream: kubeconform pkg/registry registry.go schemaPath, local.go
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from chartkit.errors import SchemaError, UsageError
from chartkit.patterns import late_pattern

from .catalogue import Catalogue
from .findings import Finding
from .structural import SUPPORTED_KEYWORDS, SchemaWalk

__all__ = ["ForeignSchema", "SchemaFolders"]

#: What a folder without a template is searched for, the layout of kubeconform first.
_LAYOUTS = (
    "{{ .NormalizedKubernetesVersion }}-standalone{{ .StrictSuffix }}/{{ .ResourceKind }}{{ .KindSuffix }}.json",
    "{{ .Group }}/{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json",
    "{{ .ResourceKind }}{{ .KindSuffix }}.json",
    "{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json",
    "{{ .ResourceKind }}-{{ .Group }}-{{ .ResourceAPIVersion }}.json",
    "{{ .ResourceKind }}.json",
)
_VARIABLE = late_pattern(r"\{\{-?\s*\.(\w+)\s*-?\}\}")


class SchemaFolders:
    """Finds schema files by kind."""

    def __init__(self, locations: tuple[str, ...], catalogue: Catalogue, version: str, *, strict: bool) -> None:
        self._catalogue = catalogue
        self._version = version
        self._strict = strict
        self._locations = [location for location in locations if location != "default"]
        for location in self._locations:
            if "://" in location:
                raise UsageError(
                    f"schema location {location} is not a local path",
                    hint="chartkit validates offline; copy the schemas",
                )
            if "{{" not in location and not Path(location).exists():
                raise UsageError(f"schema location {location} does not exist")
            for name in _VARIABLE.findall(location):
                if name not in self._variables("v1", "Pod"):
                    raise UsageError(f"schema location {location} has an unknown variable .{name}")
            if "{{" in _VARIABLE.sub("", location):
                known = ", ".join(self._variables("v1", "Pod"))
                raise UsageError(
                    f"schema location {location} is a template that cannot be understood",
                    hint=f"a template holds variables alone, such as {{{{ .Group }}}}; known are {known}",
                )

    def schema(self, api_version: str, kind: str) -> ForeignSchema | None:
        """Return the schema of a kind, or None if no folder has one.

        Raises:
            SchemaError: The file is not a JSON schema.
        """
        for path in self._candidates(api_version, kind):
            if path.is_file():
                return ForeignSchema(_read(path), path, self._catalogue, strict=self._strict)
        return None

    def _candidates(self, api_version: str, kind: str) -> Iterator[Path]:
        variables = self._variables(api_version, kind)
        for location in self._locations:
            if location.endswith(".json") and "{{" not in location:
                # A single file is for the kind that its name begins with: grafanadashboard_v1beta1.json.
                if re.split(r"[-_.]", Path(location).name.lower())[0] == kind.lower():
                    yield Path(location)
                continue
            templates = (
                [location]
                if location.endswith(".json")
                else [f"{location.rstrip('/')}/{layout}" for layout in _LAYOUTS]
            )
            for template in templates:
                yield Path(_VARIABLE.sub(lambda match: variables[match[1]], template))

    def _variables(self, api_version: str, kind: str) -> dict[str, str]:
        group, slash, version = api_version.partition("/")
        suffix = "-" + group.split(".")[0].lower() + (f"-{version.lower()}" if slash else "")
        return {
            "NormalizedKubernetesVersion": f"v{self._version}.0",
            "StrictSuffix": "-strict" if self._strict else "",
            "ResourceKind": kind.lower(),
            "ResourceAPIVersion": version if slash else group,
            "Group": group,
            "KindSuffix": suffix,
        }


class ForeignSchema:
    """A JSON schema that somebody else wrote."""

    def __init__(self, schema: dict[str, object], path: Path, catalogue: Catalogue, *, strict: bool) -> None:
        self._schema = schema
        self._path = path
        self._catalogue = catalogue
        self._strict = strict
        self._is_plain = _is_plain(schema)

    def findings(self, value: dict[str, object]) -> list[Finding]:
        """Return what is wrong with an object of this kind.

        Raises:
            SchemaError: The schema cannot be used.
        """
        walk = SchemaWalk(self._schema, prunes=False, strict=self._strict, catalogue=self._catalogue)
        if not self._is_plain:
            return list(self._by_library(value))
        found = walk.findings(value)
        if not found and walk.rules:
            from .cel_rules import evaluate

            found = evaluate(walk.rules)
        return found

    def _by_library(self, value: dict[str, object]) -> Iterator[Finding]:
        """Yield what the library jsonschema says, for keywords that the walk does not know."""
        import jsonschema
        import referencing
        from jsonschema.exceptions import SchemaError as BadSchemaError

        kind = jsonschema.validators.validator_for(self._schema, default=jsonschema.Draft202012Validator)
        registry: Any = referencing.Registry(retrieve=self._retrieve)  # type: ignore[call-arg] # attrs renames it
        try:
            kind.check_schema(self._schema)
            for error in kind(self._schema, registry=registry).iter_errors(cast("Any", value)):
                yield Finding("CK117", tuple(error.absolute_path), error.message)
        except (BadSchemaError, referencing.exceptions.Unresolvable, RecursionError) as error:
            raise SchemaError(f"{self._path} is not a usable JSON schema: {str(error).splitlines()[0]}") from error

    def _retrieve(self, uri: str) -> object:
        """Return a schema that is referred to by a path beside this one; nothing is fetched."""
        import referencing

        beside = self._path.parent / uri.rsplit("/", 1)[-1]
        if not beside.is_file():
            raise referencing.exceptions.NoSuchResource(uri)
        return referencing.Resource.from_contents(_read(beside), referencing.jsonschema.DRAFT202012)


def _read(path: Path) -> dict[str, object]:
    try:
        schema = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise SchemaError(f"{path} is not a JSON schema: {error}") from error
    if not isinstance(schema, dict):
        raise SchemaError(f"{path} is not a JSON schema: it is no object")
    return schema


def _is_plain(schema: object) -> bool:
    """Return whether the walk understands every keyword of a schema."""
    pending: list[object] = [schema]
    while pending:
        node = pending.pop()
        if not isinstance(node, Mapping):
            continue
        for key, held in node.items():
            if key not in SUPPORTED_KEYWORDS and not key.startswith("x-"):
                return False
            if key == "$ref" and not (isinstance(held, str) and held.startswith("#")):
                return False
            if key in ("properties", "patternProperties", "$defs", "definitions") and isinstance(held, Mapping):
                pending += held.values()
            elif key == "items" and isinstance(held, list):
                return False
            elif key in ("additionalProperties", "items", "not", "propertyNames"):
                pending.append(held)
            elif key in ("allOf", "anyOf", "oneOf") and isinstance(held, list):
                pending += held
    return True
