"""CustomResourceDefinitions to the schemas of the kinds that they define.

Upstream: k8s.io/apiextensions-apiserver pkg/apis/apiextensions types.go
"""

from __future__ import annotations

from collections.abc import Iterator

from chartkit.errors import SchemaError, YAMLError

from .catalogue import Catalogue
from .findings import Finding
from .inputs import read_documents
from .manifest import entries, mapping, text
from .reading import read, split
from .structural import SchemaWalk, defaulted

__all__ = ["CustomResource", "defined_kinds", "read_crds"]


class CustomResource:
    """A kind whose schema is in a CRD."""

    def __init__(self, schema: dict[str, object], catalogue: Catalogue, *, strict: bool) -> None:
        self._schema = schema
        self._catalogue = catalogue
        self._strict = strict

    def findings(self, value: dict[str, object]) -> list[Finding]:
        """Return what is wrong with an object of this kind."""
        walk = SchemaWalk(self._schema, prunes=True, strict=self._strict, catalogue=self._catalogue)
        found = walk.findings(defaulted(self._schema, value))
        if not found and walk.rules:
            from .cel_rules import evaluate

            found = evaluate(walk.rules)
        return found


def defined_kinds(value: object) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Yield API version, kind and schema of each served version that a CRD defines; nothing for other objects."""
    if not isinstance(value, dict) or value.get("kind") != "CustomResourceDefinition":
        return
    spec = mapping(value, "spec")
    group, kind = text(spec, "group"), text(mapping(spec, "names"), "kind")
    if not group or not kind:
        return
    shared = mapping(mapping(spec, "validation"), "openAPIV3Schema")  # apiextensions.k8s.io/v1beta1
    keeps_unknown = spec.get("preserveUnknownFields") is True
    for _, version in entries(spec, "versions"):
        schema = mapping(mapping(version, "schema"), "openAPIV3Schema") or shared
        if version.get("served") is False or not text(version, "name"):
            continue
        if keeps_unknown or not schema:
            schema = {**schema, "x-kubernetes-preserve-unknown-fields": True}
        yield f"{group}/{text(version, 'name')}", kind, schema
    if text(spec, "version") and not isinstance(spec.get("versions"), list):
        yield f"{group}/{text(spec, 'version')}", kind, shared


def read_crds(paths: tuple[str, ...]) -> Iterator[object]:
    """Yield the objects in files and folders that may be CRDs; what is no YAML in a folder is passed over.

    Raises:
        UsageError: A path does not exist.
        SchemaError: None of the paths holds a CRD.
    """
    found = False
    for document in read_documents(paths):
        if "CustomResourceDefinition" not in document.text:
            continue
        for chunk in split(document.text):
            try:
                value = read(chunk).value
            except YAMLError:
                continue
            items = value.get("items") if isinstance(value, dict) and value.get("kind") == "List" else [value]
            for item in items if isinstance(items, list) else ():
                found = found or any(True for _ in defined_kinds(item))
                yield item
    if paths and not found:
        raise SchemaError(f"no CustomResourceDefinition in {', '.join(paths)}")
