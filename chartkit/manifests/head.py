"""The head of a rendered document: what Helm reads of it.

Upstream: helm pkg/release/v1/util/manifest.go SimpleHead
"""

from __future__ import annotations

from functools import cache

from chartkit.errors import JSONError, YAMLError
from chartkit.gostd.json_struct import STRING, Target, decode, map_of, pointer_to, struct
from chartkit.goyaml import load, load_tree
from chartkit.helm_versions import HELM_4_3, HelmBehaviour
from chartkit.records import dataclass, field

__all__ = ["Head", "read_head"]


@dataclass(frozen=True, slots=True)
class Head:
    """Identity of a document; fields that it lacks are empty."""

    api_version: str = ""
    kind: str = ""
    name: str = ""
    annotations: dict[str, str] = field(default_factory=dict)


def read_head(text: str, behaviour: HelmBehaviour = HELM_4_3) -> Head:
    """Return the head of the document ``text``; all of the document is read.

    Raises:
        YAMLError: The document is not YAML, or its head does not hold the kinds of values that it should.
    """
    document = load(text)
    if document is None:
        return Head()
    head = _plain_head(document) if isinstance(document, dict) else None
    return head or _decoded_head(text, behaviour)


def _plain_head(document: dict[str, object]) -> Head | None:
    """Return the head where Go's decoding would take every value as it is; None where it would have to think."""
    metadata = _given(document, "metadata", {})
    if not isinstance(metadata, dict) or _is_ambiguous(document, _TOP) or _is_ambiguous(metadata, _METADATA):
        return None
    annotations = _given(metadata, "annotations", {})
    if not isinstance(annotations, dict):
        return None
    found = _given(document, "apiVersion", ""), _given(document, "kind", ""), _given(metadata, "name", "")
    if all(value.__class__ is str for value in (*found, *annotations.values())):
        return Head(*found, annotations)  # type: ignore[arg-type] # just checked
    return None


def _given(table: dict[str, object], key: str, empty: object) -> object:
    """Return the value of ``key``, or ``empty`` where it is null or missing: null leaves a field of Go as it is."""
    value = table.get(key)
    return empty if value is None else value


_TOP = {"apiversion": "apiVersion", "kind": "kind", "metadata": "metadata"}
_METADATA = {"name": "name", "annotations": "annotations"}

#: Letters whose lower case is longer than one character, or that fold into the names above.
_FOLDING = "\u017f\u212a"


def _is_ambiguous(table: dict[str, object], names: dict[str, str]) -> bool:
    """Return whether a key means one of ``names`` without being spelt like it."""
    for key in table:
        wanted = names.get(key.lower())
        if (wanted is not None and wanted != key) or any(letter in key for letter in _FOLDING):
            return True
    return False


def _decoded_head(text: str, behaviour: HelmBehaviour) -> Head:
    target = _target(behaviour.head_type)
    try:
        decoded = decode(load_tree(text, target), target, paths=behaviour.json_errors_name_paths)
    except JSONError as error:
        raise YAMLError(f"error unmarshaling JSON: while decoding JSON: {error.message}", error.at) from error
    head = decoded if isinstance(decoded, dict) else {}
    metadata = head.get("metadata") or {}
    annotations = metadata.get("annotations") or {}
    return Head(head.get("apiVersion", ""), head.get("kind", ""), metadata.get("name", ""), annotations)


@cache
def _target(name: str) -> Target:
    metadata = struct(
        'struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }',
        {"name": STRING, "annotations": map_of(STRING)},
    )
    return struct(name, {"apiVersion": STRING, "kind": STRING, "metadata": pointer_to(metadata)})
