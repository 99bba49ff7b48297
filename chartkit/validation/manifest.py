"""One object as the rules see it: typed reads that never fail, and the pod that a workload makes.

A rule must stand any value anywhere: a field of the wrong type reads as absent, because the schema check has already
said that it is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from .catalogue import Catalogue
from .findings import FieldPath

__all__ = ["Manifest", "Pod", "entries", "flag", "mapping", "number", "strings", "text"]

Object: TypeAlias = Mapping[str, object]

_EMPTY: dict[str, object] = {}

#: Where each kind keeps the metadata and spec of the pods it makes; "" is the object itself.
POD_TEMPLATES: dict[str, FieldPath] = {
    "Pod": (),
    "PodTemplate": ("template",),
    "ReplicationController": ("spec", "template"),
    "apps/Deployment": ("spec", "template"),
    "apps/ReplicaSet": ("spec", "template"),
    "apps/StatefulSet": ("spec", "template"),
    "apps/DaemonSet": ("spec", "template"),
    "batch/Job": ("spec", "template"),
    "batch/CronJob": ("spec", "jobTemplate", "spec", "template"),
}


def text(holder: Object, key: str) -> str:
    """Return the string at ``key``, or ""."""
    value = holder.get(key)
    return value if isinstance(value, str) else ""


def number(holder: Object, key: str) -> float | None:
    """Return the number at ``key``, or None."""
    value = holder.get(key)
    return value if isinstance(value, (float, int)) and not isinstance(value, bool) else None


def flag(holder: Object, key: str) -> bool:
    """Return whether ``key`` is true."""
    return holder.get(key) is True


def mapping(holder: Object, key: str) -> dict[str, object]:
    """Return the object at ``key``, or an empty one."""
    value = holder.get(key)
    return value if isinstance(value, dict) else _EMPTY


def entries(holder: Object, key: str) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield the objects of the list at ``key`` with their indexes."""
    value = holder.get(key)
    if isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield index, item


def strings(holder: Object, key: str) -> Iterator[tuple[int, str]]:
    """Yield the strings of the list at ``key`` with their indexes."""
    value = holder.get(key)
    if isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, str):
                yield index, item


class Pod:
    """A pod, or the template of one."""

    def __init__(self, holder: Object, path: FieldPath) -> None:
        self.holder = holder
        self.path = path
        self.metadata = mapping(holder, "metadata")
        self.spec = mapping(holder, "spec")
        self.spec_path: FieldPath = (*path, "spec")
        self.containers = self._list("containers")
        self.init_containers = self._list("initContainers")
        self.ephemeral_containers = self._list("ephemeralContainers")
        self.all_containers = self.init_containers + self.containers + self.ephemeral_containers

    def _list(self, key: str) -> list[tuple[FieldPath, dict[str, object]]]:
        return [((*self.spec_path, key, index), item) for index, item in entries(self.spec, key)]


class Manifest:
    """One object that has a kind."""

    def __init__(self, value: dict[str, object], catalogue: Catalogue, mask: int) -> None:
        self.value = value
        self.catalogue = catalogue
        #: The releases that are validated for.
        self.mask = mask
        self.api_version = text(value, "apiVersion")
        self.kind = text(value, "kind")
        group, slash, version = self.api_version.partition("/")
        self.group = group if slash else ""
        self.version = version if slash else group
        #: ``Pod``, ``apps/Deployment``: what rules are chosen by.
        self.group_kind = f"{self.group}/{self.kind}" if self.group else self.kind
        self.metadata = mapping(value, "metadata")
        self.spec = mapping(value, "spec")
        self.name = text(self.metadata, "name")
        self.namespace = text(self.metadata, "namespace")
        self._pod: Pod | None = None

    @property
    def pod(self) -> Pod:
        """The pod that this object is or makes; only for the kinds of ``POD_TEMPLATES``."""
        if self._pod is None:
            path = POD_TEMPLATES[self.group_kind]
            holder: Object = self.value
            for key in path:
                holder = mapping(holder, str(key))
            self._pod = Pod(holder, path)
        return self._pod

    def since(self, version: str) -> bool:
        """Return whether all releases that are validated for are ``version`` or newer."""
        number = self.catalogue.versions.index(version)
        return not self.mask & ((1 << number) - 1)
