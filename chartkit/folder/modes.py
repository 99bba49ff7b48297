"""Modes: which container runs how, as templates ask with ``ismode CTX WORKLOAD CONTAINER MODE``.

A mode comes from ``-m workload/container=mode``, else from ``-m workload=mode``, else from the environment's table in
chartkit.toml (there, too, a container goes before its workload), else from the table for all environments; else it is
``image``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from chartkit.errors import FolderError
from chartkit.records import dataclass, field
from chartkit.source import Location
from chartkit.suggest import nearest

from .settings import ModeTable

__all__ = [
    "ANY",
    "DEFAULT_MODE",
    "CallSite",
    "ContainerModes",
    "Modes",
    "check_modes",
    "containers_of",
    "mode_argument",
]

DEFAULT_MODE = "image"

#: Stands for a name that a template makes while it is rendered.
ANY = "*"


@dataclass(frozen=True, slots=True)
class CallSite:
    """A call of ``ismode`` in a template. An argument that cannot be told without rendering is None."""

    at: Location
    workload: str | None
    container: str | None
    mode: str | None


@dataclass(frozen=True, slots=True)
class ContainerModes:
    """A container, the modes that templates ask for, and where they do."""

    #: ``ANY`` where what the call has there is computed from variables, so that only a rendering shows it.
    workload: str
    container: str
    #: ``image`` first, the others in alphabetical order.
    modes: tuple[str, ...]
    places: tuple[Location, ...]


@dataclass(slots=True)
class Modes:
    """The modes of one rendering. Not frozen: it notes which containers were asked for."""

    tables: Sequence[ModeTable]
    asked: set[tuple[str, str]] = field(default_factory=set)

    def of(self, workload: str, container: str) -> str:
        """Return the mode that ``container`` of ``workload`` runs in."""
        for table in self.tables:
            for key in ((workload, container), (workload, "")):
                if key in table:
                    return table[key]
        return DEFAULT_MODE

    def ismode(self, _context: object, workload: str, container: str, mode: str) -> bool:
        """Return whether that container runs in that mode: the template function."""
        self.asked.add((workload, container))
        return self.of(workload, container) == mode


def mode_argument(text: str) -> tuple[tuple[str, str], str]:
    """Return the ``(workload, container)`` and the mode that ``-m`` was given.

    Raises:
        FolderError: It is not ``workload=mode`` or ``workload/container=mode``.
    """
    target, equals, mode = text.partition("=")
    workload, slash, container = target.partition("/")
    if not equals or not workload or not mode or (slash and not container):
        hint = "Write WORKLOAD=MODE or WORKLOAD/CONTAINER=MODE, such as -m web=source."
        raise FolderError(f"{text!r} does not name a mode", hint=hint)
    return (workload, container), mode


def containers_of(sites: Iterable[CallSite]) -> list[ContainerModes]:
    """Return the containers that call sites name, in the order of their names."""
    found: dict[tuple[str, str, Location | None], list[CallSite]] = {}
    for site in sites:
        workload = ANY if site.workload is None else site.workload
        container = ANY if site.container is None else site.container
        # Two calls whose names are not known need not mean the same container.
        apart = site.at if ANY in (workload, container) else None
        found.setdefault((workload, container, apart), []).append(site)
    return [
        ContainerModes(
            workload,
            container,
            (DEFAULT_MODE, *sorted({site.mode for site in calls if site.mode} - {DEFAULT_MODE})),
            tuple(sorted({site.at for site in calls})),
        )
        for (workload, container, _), calls in sorted(found.items(), key=lambda item: (*item[0][:2], str(item[0][2])))
    ]


def check_modes(given: ModeTable, sites: Sequence[CallSite], asked: Iterable[tuple[str, str]] = ()) -> None:
    """Refuse a mode for a workload or a container that no template asks for, and a mode that none offers.

    Args:
        given: The modes to check.
        sites: All call sites of the folder.
        asked: What templates asked for while they were rendered. Where a call site's workload is not a literal, only
            a rendering shows what it asks for.

    Raises:
        FolderError: One of them is not known; the hint gives the nearest that is.
    """
    known: dict[str, dict[str, set[str] | None]] = {}
    for site in sites:
        if site.workload is not None and site.container is not None:
            modes = known.setdefault(site.workload, {}).setdefault(site.container, {DEFAULT_MODE})
            if modes is not None and site.mode is not None:
                modes.add(site.mode)
            else:
                known[site.workload][site.container] = None
    for workload, container in asked:
        known.setdefault(workload, {}).setdefault(container, None)
    for (workload, container), mode in given.items():
        _check(workload, container, mode, known)


def _check(workload: str, container: str, mode: str, known: Mapping[str, Mapping[str, set[str] | None]]) -> None:
    if workload not in known:
        raise FolderError(
            f"no template asks for a mode of workload {workload!r}", hint=_hint(workload, known, "Workloads")
        )
    containers = known[workload]
    if container and container not in containers:
        complaint = f"no template asks for a mode of container {container!r} of workload {workload!r}"
        raise FolderError(complaint, hint=_hint(container, containers, "Containers"))
    offered: set[str] = set()
    for name, modes in containers.items():
        if container in ("", name):
            if modes is None:
                return
            offered |= modes
    if mode not in offered:
        target = f"{workload}/{container}" if container else workload
        raise FolderError(f"{target} has no mode {mode!r}", hint=_hint(mode, offered, "Modes"))


def _hint(name: str, known: Iterable[str], what: str) -> str:
    names = sorted(known)
    near = nearest(name, names)
    if near:
        return f"Did you mean {near!r}?"
    return f"{what} here: {', '.join(names)}." if names else "No template of the folder calls ismode."
