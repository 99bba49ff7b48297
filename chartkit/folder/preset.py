"""A manifest of kind PodPreset -> PodPreset, validated.

Upstream: kubernetes staging/src/k8s.io/api/settings/v1alpha1 types.go, pkg/apis/settings/validation validation.go
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from chartkit.errors import FolderError
from chartkit.patterns import late_pattern
from chartkit.records import dataclass
from chartkit.suggest import nearest

from .documents import Manifest, exact_content

__all__ = ["PRESET_LISTS", "Entry", "PodPreset", "Selector", "is_pod_preset", "read_pod_preset"]

Entry = dict[str, object]

#: What a preset adds to.
PRESET_LISTS = ("volumes", "env", "envFrom", "volumeMounts")
_OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")
_SUBDOMAIN = late_pattern(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One of a selector's ``matchExpressions``."""

    key: str
    operator: str
    values: tuple[str, ...]

    def matches(self, labels: Mapping[str, object]) -> bool:
        """Return whether a pod with ``labels`` meets it; a label that is absent is in no list of values."""
        present = self.key in labels
        if self.operator == "Exists":
            return present
        if self.operator == "DoesNotExist":
            return not present
        listed = present and labels[self.key] in self.values
        return listed if self.operator == "In" else not listed


@dataclass(frozen=True, slots=True)
class Selector:
    """Which pods are meant; an empty one means all."""

    labels: Mapping[str, str]
    requirements: tuple[Requirement, ...]

    def matches(self, labels: Mapping[str, object]) -> bool:
        """Return whether a pod with ``labels`` is meant."""
        return all(labels.get(key) == value for key, value in self.labels.items()) and all(
            requirement.matches(labels) for requirement in self.requirements
        )


@dataclass(frozen=True, slots=True)
class PodPreset:
    """What is added to matching pods."""

    name: str
    #: Empty: the namespace of the rendering.
    namespace: str
    resource_version: str
    selector: Selector
    env: Sequence[Entry]
    env_from: Sequence[Entry]
    volumes: Sequence[Entry]
    volume_mounts: Sequence[Entry]


def is_pod_preset(manifest: Manifest) -> bool:
    """Return whether ``manifest`` is a pod preset."""
    document = manifest.document
    return document.kind == "PodPreset" and document.api_version.startswith("settings.k8s.io/")


def read_pod_preset(manifest: Manifest, place: str) -> PodPreset:
    """Return the pod preset in ``manifest``.

    Raises:
        FolderError: It is not what Kubernetes accepted as one.
    """
    document = manifest.document
    reader = _Reader(manifest, place)
    if not _SUBDOMAIN.fullmatch(document.name) or len(document.name) > 253:
        raise reader.error("has a name that is not a DNS subdomain", path="metadata.name")
    content = exact_content(document)
    spec = reader.table(content.get("spec"), "spec", ("selector", *PRESET_LISTS))
    lists = {key: reader.entries(spec.get(key), f"spec.{key}") for key in PRESET_LISTS}
    if not any(lists.values()):
        raise reader.error("must specify at least one of volumes, env, envFrom and volumeMounts")
    for key in ("env", "volumes", "volumeMounts"):
        reader.require(lists[key], "name", f"spec.{key}")
    reader.require(lists["volumeMounts"], "mountPath", "spec.volumeMounts")
    volumes = [str(volume["name"]) for volume in lists["volumes"]]
    for number, mount in enumerate(lists["volumeMounts"]):
        if mount["name"] not in volumes:
            near = nearest(str(mount["name"]), volumes)
            hint = f"Did you mean {near!r}?" if near else "A preset mounts volumes of its own only."
            raise reader.error(
                f"mounts {mount['name']!r}, which is not one of its volumes", hint, f"spec.volumeMounts[{number}].name"
            )
    metadata = content.get("metadata")
    version = metadata.get("resourceVersion") if isinstance(metadata, dict) else None
    return PodPreset(
        name=document.name,
        namespace=document.namespace,
        resource_version=version if isinstance(version, str) else "",
        selector=reader.selector(spec.get("selector")),
        env=lists["env"],
        env_from=lists["envFrom"],
        volumes=lists["volumes"],
        volume_mounts=lists["volumeMounts"],
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    manifest: Manifest
    place: str

    def error(self, complaint: str, hint: str = "", path: str = "spec") -> FolderError:
        """Return the error that the preset ``complaint``; ``path`` leads to what is blamed, as messages write it."""
        document = self.manifest.document
        parts = tuple(
            int(part) if part.isdecimal() else part for part in path.replace("[", ".").replace("]", "").split(".")
        )
        return self.manifest.error(f"{document.source}: PodPreset {document.name} {complaint}", self.place, parts, hint)

    def table(self, value: object, path: str, known: Sequence[str]) -> Entry:
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self.error(f"must have a map in {path}", path=path)
        for key in value:
            if key not in known:
                near = nearest(str(key), known)
                hint = f"Did you mean {near!r}?" if near else f"Known here: {', '.join(known)}."
                raise self.error(f"has an unknown field {path}.{key}", hint, f"{path}.{key}")
        return value

    def entries(self, value: object, path: str) -> list[Entry]:
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.error(f"must have a list of maps in {path}", path=path)
        return value

    def require(self, entries: Iterable[Entry], key: str, path: str) -> None:
        for number, entry in enumerate(entries):
            if not isinstance(entry.get(key), str) or not entry[key]:
                raise self.error(f"has no {key} in {path}[{number}]", path=f"{path}[{number}]")

    def selector(self, value: object) -> Selector:
        table = self.table(value, "spec.selector", ("matchLabels", "matchExpressions"))
        labels = table.get("matchLabels") or {}
        if not isinstance(labels, dict) or not all(isinstance(text, str) for text in labels.values()):
            raise self.error("must have a map of texts in spec.selector.matchLabels", path="spec.selector.matchLabels")
        requirements = self.entries(table.get("matchExpressions"), "spec.selector.matchExpressions")
        return Selector(labels, tuple(map(self._requirement, requirements)))

    def _requirement(self, entry: Entry) -> Requirement:
        path = "spec.selector.matchExpressions"
        self.table(entry, path, ("key", "operator", "values"))
        key, operator, values = entry.get("key"), entry.get("operator"), entry.get("values") or []
        if not isinstance(key, str) or not key:
            raise self.error(f"has no key in {path}", path=path)
        if operator not in _OPERATORS:
            raise self.error(f"has the operator {operator!r} in {path}", f"Known: {', '.join(_OPERATORS)}.", path)
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self.error(f"must have a list of texts in {path}.values", path=path)
        if bool(values) != (operator in ("In", "NotIn")):
            raise self.error(f"must have values in {path} with In and NotIn, and with nothing else", path=path)
        return Requirement(key, str(operator), tuple(values))
