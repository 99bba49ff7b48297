"""What a folder's templates render to, over all renderings that are looked at: the evidence beside the templates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chartkit.goyaml import load_tree
from chartkit.manifests import Document

__all__ = ["POD_PATHS", "Rendered", "RenderedObject", "Selected"]

#: A workload that is selected: file, kind and name.
Selected = tuple[str, str, str]

#: Where a workload of each kind holds a pod.
POD_PATHS: Mapping[str, tuple[str, ...]] = {
    "Pod": (),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    **dict.fromkeys(
        ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"), ("spec", "template")
    ),
}


@dataclass(frozen=True, slots=True)
class RenderedObject:
    """One object of one rendering."""

    rendering: int
    source: str
    kind: str
    name: str
    content: Mapping[str, Any]

    def at(self, *keys: str) -> Any:  # noqa: ANN401 - what YAML holds
        """Return what is at ``keys``; None where there is nothing."""
        found: Any = self.content
        for key in keys:
            found = found.get(key) if isinstance(found, Mapping) else None
        return found

    def table(self, *keys: str) -> Mapping[str, Any]:
        """Return the map at ``keys``; empty where there is none."""
        found = self.at(*keys)
        return found if isinstance(found, Mapping) else {}

    @property
    def pod_labels(self) -> Mapping[str, Any]:
        """The labels of the pods that it makes."""
        path = POD_PATHS.get(self.kind)
        return {} if path is None else self.table(*path, "metadata", "labels")


class Rendered:
    """The objects of all renderings.

    Args:
        documents: The documents of each rendering.
    """

    def __init__(self, documents: Iterable[Sequence[Document]]) -> None:
        self.objects = list(_objects(documents))
        self.selected = {key for found in self.objects for key in _selected(found.content)}

    def of(self, source: str, kind: str, name: str) -> list[RenderedObject]:
        """Return the objects of a file; an empty kind or name is any."""
        return [
            found
            for found in self.objects
            if found.source == source and kind in ("", found.kind) and name in ("", found.name)
        ]

    def selects(self, source: str, kind: str, name: str, *selector: str) -> set[Selected]:
        """Return the workloads whose pods an object's selector always selects."""
        found = [self._pods(chosen.table(*selector), chosen.rendering) for chosen in self.of(source, kind, name)]
        return found[0] if found and all(hit == found[0] for hit in found) else set()

    def selects_through_services(self, source: str, kind: str, name: str, *selector: str) -> set[Selected]:
        """Return the workloads whose pods are always behind the Services that an object's selector selects."""
        found: list[set[Selected]] = []
        for chosen in self.of(source, kind, name):
            wanted = chosen.table(*selector)
            behind = [
                self._pods(service.table("spec", "selector"), service.rendering)
                for service in self.objects
                if service.rendering == chosen.rendering
                and service.kind == "Service"
                and _has_labels(service.table("metadata", "labels"), wanted)
            ]
            found.append(set().union(*behind) if all(behind) else set())
        return found[0] if found and all(hit == found[0] for hit in found) else set()

    def pods_with(self, labels: Mapping[str, str]) -> set[Selected]:
        """Return the workloads whose pods have ``labels`` in some rendering."""
        return set().union(*(self._pods(labels, number) for number in {found.rendering for found in self.objects}))

    def _pods(self, wanted: Mapping[str, Any], rendering: int) -> set[Selected]:
        return {
            (other.source, other.kind, other.name)
            for other in self.objects
            if other.rendering == rendering and other.pod_labels and _has_labels(other.pod_labels, wanted)
        }


def _has_labels(labels: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return bool(wanted) and all(labels.get(key) == value for key, value in wanted.items())


def _objects(renderings: Iterable[Sequence[Document]]) -> Iterator[RenderedObject]:
    known: dict[str, object] = {}
    for number, documents in enumerate(renderings):
        for document in documents:
            if document.text not in known:
                known[document.text] = load_tree(document.text)
            content = known[document.text]
            if isinstance(content, dict):
                yield RenderedObject(number, document.source, document.kind, document.name, content)


#: What selects objects by their labels.
_SELECTORS = (
    "selector",
    "podSelector",
    "namespaceSelector",
    "labelSelector",
    "objectSelector",
    "serviceMonitorSelector",
)


def _selected(value: object, depth: int = 0) -> Iterator[str]:
    """Yield the keys of labels that selectors in ``value`` ask for."""
    if depth > 100:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key in _SELECTORS or key == "matchLabels":
                if isinstance(inner, Mapping):
                    yield from (name for name in inner if isinstance(name, str))
            elif key == "matchExpressions" and isinstance(inner, list):
                yield from (str(item.get("key")) for item in inner if isinstance(item, Mapping))
            yield from _selected(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _selected(inner, depth + 1)
