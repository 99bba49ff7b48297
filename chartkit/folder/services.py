"""Services: what a folder offers, what needs what, and which manifests belong to which.

A manifest with a dev annotation is a service of its name. To it belong the other manifests of its file, and those of
its name in files without a service. What belongs to no service is shared, and always rendered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from chartkit.errors import FolderError
from chartkit.records import dataclass
from chartkit.suggest import nearest

from .dev_annotation import ANNOTATION, DevAnnotation, read_dev_annotation
from .documents import Manifest
from .modes import DEFAULT_MODE, ContainerModes

__all__ = ["Service", "choose", "services_of"]


@dataclass(frozen=True, slots=True)
class Service:
    """A manifest with a dev annotation."""

    name: str
    kind: str
    #: The template file that it was rendered from.
    source: str
    #: The modes that the annotation offers or, where it says nothing, those that templates ask for.
    modes: tuple[str, ...]
    dev: DevAnnotation


def services_of(
    manifests: Iterable[Manifest], containers: Sequence[ContainerModes], places: Mapping[str, str]
) -> dict[str, Service]:
    """Return the services among ``manifests`` by name, in the order in which they were rendered.

    Args:
        manifests: All manifests of a rendering.
        containers: The containers whose modes templates ask for.
        places: How template files go by in messages.

    Raises:
        FolderError: A dev annotation is not valid, or two manifests make a service of the same name.
    """
    services: dict[str, Service] = {}
    for manifest in manifests:
        document = manifest.document
        dev = read_dev_annotation(manifest, places.get(document.source, document.source))
        if dev is None:
            continue
        other = services.get(document.name)
        if other is not None:
            raise manifest.error(
                f"{document.source}: {document.kind} {document.name} has a dev annotation, and so has {other.kind} "
                f"{other.name} in {other.source}",
                places.get(document.source, document.source),
                ("metadata", "annotations", ANNOTATION),
                "A service has one annotation; keep that of its main workload.",
            )
        modes = dev.modes or _asked_for(document.name, containers)
        services[document.name] = Service(document.name, document.kind, document.source, modes, dev)
    return services


def _asked_for(workload: str, containers: Iterable[ContainerModes]) -> tuple[str, ...]:
    modes = {mode for found in containers if found.workload == workload for mode in found.modes}
    return (DEFAULT_MODE, *sorted(modes - {DEFAULT_MODE}))


def choose(
    manifests: Sequence[Manifest], services: Mapping[str, Service], only: Collection[str], skip: Collection[str]
) -> list[Manifest]:
    """Return the manifests that are left of ``manifests``: those of ``only`` with what they require, without ``skip``.

    Raises:
        FolderError: A name is not one of a service, or a chosen service requires one that is not there.
    """
    for name in (*only, *skip):
        if name not in services:
            raise FolderError(f"there is no service {name!r}", hint=_hint(name, services))
    kept = (_with_required(only, services) if only else set(services)) - set(skip)
    return [
        manifest
        for manifest, owners in zip(manifests, _owners(manifests, services), strict=True)
        if not owners or owners & kept
    ]


def _with_required(names: Iterable[str], services: Mapping[str, Service]) -> set[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        for required in services[name].dev.requires:
            if required not in services:
                complaint = f"service {name!r} requires {required!r}, which the folder does not render here"
                raise FolderError(complaint, hint=_hint(required, services))
            waiting.append(required)
    return found


def _owners(manifests: Iterable[Manifest], services: Mapping[str, Service]) -> list[set[str]]:
    """Return for each manifest the services that it belongs to."""
    by_file: dict[str, set[str]] = {}
    for service in services.values():
        by_file.setdefault(service.source, set()).add(service.name)
    found = []
    for manifest in manifests:
        document = manifest.document
        here = by_file.get(document.source)
        if here is None:
            found.append({document.name} & services.keys())
        else:
            found.append({document.name} if document.name in here else here)
    return found


def _hint(name: str, services: Mapping[str, Service]) -> str:
    near = nearest(name, services)
    if near:
        return f"Did you mean {near!r}?"
    if services:
        return f"Services here: {', '.join(sorted(services))}."
    return "No manifest that is rendered here has a dev annotation."
