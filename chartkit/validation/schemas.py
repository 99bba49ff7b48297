"""A kind to what its objects are checked with: the catalogue, a CRD, or a JSON schema from a folder.

The whole API group counts: ``Service`` of ``serving.knative.dev/v1`` is not the core ``Service``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from chartkit.suggest import nearest

from . import versions
from .catalogue import Catalogue
from .checkers import Checkers
from .findings import Finding

__all__ = ["BuiltIn", "Schema", "no_schema"]


class Schema(Protocol):
    """What one kind of object is checked with."""

    def findings(self, value: dict[str, object]) -> list[Finding]:
        """Return what is wrong with an object of this kind."""
        ...


class BuiltIn:
    """A kind of the catalogue in a set of releases."""

    def __init__(
        self, catalogue: Catalogue, checkers: Checkers, api_version: str, kind: str, mask: int, *, strict: bool
    ) -> None:
        self._catalogue = catalogue
        self._api_version = api_version
        self._kind = kind
        self._mask = mask
        self._strict = strict
        names = {
            catalogue.definition(api_version, kind, 1 << bit) for bit in range(mask.bit_length()) if mask >> bit & 1
        }
        self._checks = [checkers.definition(name) for name in names if name]

    def findings(self, value: dict[str, object]) -> list[Finding]:
        """Return what is wrong with an object of this kind, with the releases it is wrong in."""
        for check in self._checks:
            if not check(value):
                break
        else:
            return []
        from .explain import explain

        return explain(self._catalogue, self._api_version, self._kind, value, self._mask, strict=self._strict)


def no_schema(
    catalogue: Catalogue,
    api_version: str,
    kind: str,
    mask: int,
    others: Iterable[tuple[str, str]],
    *,
    guess: bool = True,
) -> Finding:
    """Return the finding for a kind without a schema: which of the two names is wrong, and what was meant.

    ``others`` are the API versions and kinds of known custom resources; ``guess`` says whether the finding will be
    shown, so that it is worth looking for a slip in a group's name.
    """
    life = catalogue.life(api_version, kind)
    served = catalogue.kinds(api_version)
    if kind in served:
        span = versions.describe(served[kind], catalogue.versions)
        if life and life.removed:
            return _removed(api_version, kind, life.removed, life.new_api_version, life.new_kind, life.note)
        return Finding("CK101", ("apiVersion",), f"{api_version} {kind} exists only in Kubernetes {span}")
    if life and life.removed:
        return _removed(api_version, kind, life.removed, life.new_api_version, life.new_kind, life.note)
    homes = catalogue.homes(kind, mask)
    custom = [version for version, name in others if name == kind]
    if homes or custom:
        known_version = bool(served) or any(version == api_version for version, _ in others)
        what = f"{api_version} has no {kind}" if known_version else f"no schema for {api_version} {kind}"
        meant = _likely_home(api_version, homes + custom)
        return Finding("CK101", ("apiVersion",), what, f"{kind} is in {meant}")
    kinds = [name for name, bits in served.items() if bits & mask]
    kinds += [name for version, name in others if version == api_version]
    if kinds:
        meant = nearest(kind, kinds)
        return Finding(
            "CK101", ("kind",), f"{api_version} has no kind {kind}", f'did you mean "{meant}"?' if meant else ""
        )
    group_versions = [name for name in catalogue.api_versions() if _same_group(name, api_version)]
    if group_versions:
        return Finding(
            "CK101", ("apiVersion",), f"{api_version} is not served", f"known are {', '.join(group_versions)}"
        )
    hint = (
        "name its CustomResourceDefinition with --crd, or schemas with --schema-location, or --ignore-missing-schemas"
    )
    slip = nearest(api_version, catalogue.api_versions()) if guess else ""
    if slip:
        hint = f'did you mean "{slip}"? Otherwise {hint}'
    return Finding("CK101", ("kind",), f"no schema for {api_version} {kind}", hint)


def _removed(api_version: str, kind: str, removed: str, new_version: str, new_kind: str, note: str) -> Finding:
    hint = f"use {new_version} {new_kind}" if new_version else "nothing replaces it"
    if note:
        hint += f" ({note.rstrip('.')})"
    return Finding("CK112", ("apiVersion",), f"{api_version} {kind} was removed in Kubernetes {removed}", hint)


def _likely_home(api_version: str, homes: list[str]) -> str:
    same_group = [home for home in homes if _same_group(home, api_version)]
    return (same_group or homes)[0]


def _same_group(left: str, right: str) -> bool:
    return "/" in left and "/" in right and left.partition("/")[0] == right.partition("/")[0]
