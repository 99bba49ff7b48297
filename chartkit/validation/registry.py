"""All schemas of one validation: which one an object gets, and what is known of its API version's life."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chartkit.diagnostics import Severity

from .catalogue import Catalogue
from .checkers import Checkers
from .findings import Finding
from .options import Options
from .schemas import BuiltIn, Schema, no_schema

if TYPE_CHECKING:
    from .foreign import SchemaFolders

__all__ = ["Registry"]


class Registry:
    """Finds the schema of a kind: of the built-in types, of CRDs, of schema folders, in this order."""

    def __init__(self, catalogue: Catalogue, mask: int, options: Options) -> None:
        self._catalogue = catalogue
        self._mask = mask
        self._options = options
        self._checkers = Checkers(catalogue, mask, strict=options.strict)
        self._known: dict[tuple[str, str], Schema | Finding] = {}
        self._custom: dict[tuple[str, str], Schema] = {}
        newest = catalogue.versions[mask.bit_length() - 1]
        self._folders: SchemaFolders | None = None
        # Schemas of others are rare, and what reads them takes long to import.
        if options.schema_locations:
            from .foreign import SchemaFolders

            self._folders = SchemaFolders(options.schema_locations, catalogue, newest, strict=options.strict)
        if options.crds:
            from .custom import read_crds

            for value in read_crds(options.crds):
                self.learn(value)

    def learn(self, value: object) -> None:
        """Make known the versions of a custom resource that a CRD defines; anything else is left alone."""
        from .custom import CustomResource, defined_kinds

        for api_version, kind, schema in defined_kinds(value):
            self._custom[api_version, kind] = CustomResource(schema, self._catalogue, strict=self._options.strict)
            self._known.pop((api_version, kind), None)

    def schema(self, api_version: str, kind: str) -> Schema | Finding:
        """Return what objects of a kind are checked with, or why there is nothing."""
        key = (api_version, kind)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._find(api_version, kind)
        return known

    def deprecations(self, api_version: str, kind: str) -> list[Finding]:
        """Return a warning if a release that is validated for has deprecated this API version."""
        life = self._catalogue.life(api_version, kind)
        if life is None or not life.deprecated:
            return []
        newest = self._catalogue.versions[self._mask.bit_length() - 1]
        if _number(life.deprecated) > _number(newest):
            return []
        message = f"{api_version} {kind} is deprecated since Kubernetes {life.deprecated}"
        if life.removed:
            message += f" and removed in {life.removed}"
        hint = f"use {life.new_api_version} {life.new_kind}" if life.new_api_version else ""
        return [Finding("CK113", ("apiVersion",), message, hint, Severity.WARNING)]

    def _find(self, api_version: str, kind: str) -> Schema | Finding:
        served = self._catalogue.kinds(api_version).get(kind, 0)
        if not self._mask & ~served:
            return BuiltIn(self._catalogue, self._checkers, api_version, kind, self._mask, strict=self._options.strict)
        custom = self._custom.get((api_version, kind))
        if custom is not None:
            return custom
        foreign = self._folders.schema(api_version, kind) if self._folders else None
        if foreign is not None:
            return foreign
        finding = no_schema(
            self._catalogue,
            api_version,
            kind,
            self._mask,
            self._custom,
            guess=not self._options.ignore_missing_schemas,
        )
        if served & self._mask:
            finding.versions = self._mask & ~served
        return finding


def _number(version: str) -> int:
    return int(version.split(".")[1])
