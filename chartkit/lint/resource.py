"""A rendered document as the linter reads it, and whether its name is one that Kubernetes takes.

Upstream: helm pkg/chart/v2/lint/rules/template.go; k8s.io/apimachinery pkg/util/validation validation.go
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from chartkit.errors import JSONError, YAMLError
from chartkit.gostd import encoding_json, strconv
from chartkit.gostd.json_struct import STRING, StructType, decode, struct
from chartkit.gostd.unicode import SPACE
from chartkit.goyaml import load_tree, split_stream
from chartkit.helm_versions import HelmBehaviour
from chartkit.records import dataclass

__all__ = ["Resource", "decoded", "name_problem", "resources"]


@dataclass(frozen=True, slots=True)
class Resource:
    """The few fields of an object that the linter looks at; fields that it lacks are empty."""

    api_version: str
    kind: str
    name: str


def resources(text: str, behaviour: HelmBehaviour) -> Iterator[Resource]:
    """Yield the objects in ``text``; documents without anything in them are left out.

    Raises:
        YAMLError: The next document cannot be read.
    """
    package = "rules."
    metadata = struct(f"{package}k8sYamlMetadata", {"Namespace": STRING, "Name": STRING})
    prefix = "k8s" if behaviour.lint_looks_closer else "K8s"
    target = struct(f"{package}{prefix}YamlStruct", {"apiVersion": STRING, "Kind": STRING, "Metadata": metadata})
    pieces = split_stream(text)
    for piece, following in zip_longest(pieces, pieces[1:]):
        problem = piece.problem or (following and following.problem)
        if problem:
            raise problem  # a document is read to its end, which is the separator after it
        fields = decoded(piece.text, target, behaviour)
        if fields is None:
            continue
        inner = fields.get("Metadata") or {}
        yield Resource(fields.get("apiVersion", ""), fields.get("Kind", ""), inner.get("Name", ""))


def decoded(text: str, target: StructType, behaviour: HelmBehaviour) -> dict[str, Any] | None:
    """Return the fields of ``target`` that the first document of ``text`` sets; None where it says null.

    Raises:
        YAMLError: It is no YAML, or a field has the wrong kind.
    """
    tree = _tree(text, target, behaviour)
    if tree is None:
        return None
    try:
        fields = decode(tree, target, paths=behaviour.json_errors_name_paths)
    except JSONError as error:
        raise YAMLError(f"error unmarshaling JSON: while decoding JSON: {error.message}") from error
    return fields if isinstance(fields, dict) else {}


def _tree(text: str, target: StructType, behaviour: HelmBehaviour) -> object:
    """Return what is to be decoded; a text that begins with a brace is JSON.

    Upstream: k8s.io/apimachinery pkg/util/yaml decoder.go (*YAMLOrJSONDecoder).Decode
    """
    if text.lstrip(SPACE).startswith("{"):
        try:
            return encoding_json.unmarshal_prefix(text)[0]
        except JSONError as error:
            # Helm 4 tries YAML then, unless the text is only cut off.
            if not behaviour.lint_looks_closer or error.message == "unexpected EOF":
                raise YAMLError(error.message) from error
    return load_tree(text, target)


_SUBDOMAIN = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?"
_RBAC = frozenset({"role", "clusterrole", "rolebinding", "clusterrolebinding"})


def name_problem(resource: Resource) -> str:
    """Return why Kubernetes takes no object of this kind by this name, in Helm's words; empty if it does."""
    reasons = _reasons(resource.kind.lower(), resource.name)
    if not reasons:
        return ""
    name = strconv.quote(resource.name)
    causes = [f"metadata.name: Invalid value: {name}: {reason}" for reason in reasons]
    told = causes[0] if len(causes) == 1 else f"[{', '.join(causes)}]"
    return f"object name does not conform to Kubernetes naming requirements: {name}: {told}"


def _reasons(kind: str, name: str) -> list[str]:
    if kind == "certificatesigningrequest":
        return []
    if kind in _RBAC:
        return _path_segment_reasons(name)
    if kind == "service":
        return [*_length_reasons(name, 63), *_label_1035_reasons(name)]
    if kind == "namespace":
        return [*_length_reasons(name, 63), *_label_reasons(name)]
    return [*_length_reasons(name, 253), *_subdomain_reasons(name)]


def _length_reasons(name: str, longest: int) -> list[str]:
    too_long = len(name.encode("utf-8", "surrogateescape")) > longest
    return [f"must be no more than {longest} characters"] if too_long else []


def _subdomain_reasons(name: str) -> list[str]:
    if re.fullmatch(_SUBDOMAIN, name):
        return []
    rule = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
    rule += "and must start and end with an alphanumeric character"
    return [f"{rule} (e.g. 'example.com', regex used for validation is '{_SUBDOMAIN}')"]


def _label_reasons(name: str) -> list[str]:
    if re.fullmatch(_LABEL, name):
        return []
    if re.fullmatch(_SUBDOMAIN, name):
        return ["must not contain dots"]
    rule = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
    rule += "and must start and end with an alphanumeric character"
    return [f"{rule} (e.g. 'my-name',  or '123-abc', regex used for validation is '{_LABEL}')"]


def _label_1035_reasons(name: str) -> list[str]:
    if re.fullmatch(_LABEL_1035, name):
        return []
    rule = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', "
    rule += "start with an alphabetic character, and end with an alphanumeric character"
    return [f"{rule} (e.g. 'my-name',  or 'abc-123', regex used for validation is '{_LABEL_1035}')"]


def _path_segment_reasons(name: str) -> list[str]:
    if name in (".", ".."):
        return [f"may not be '{name}'"]
    return [f"may not contain '{character}'" for character in "/%" if character in name]
