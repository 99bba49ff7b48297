"""Which of a folder's manifests are pod presets, and which ones pod presets change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from chartkit.errors import ChartkitError
from chartkit.folder import Folder, RenderOptions
from chartkit.manifests import Document

__all__ = ["PresetUse", "plain_renderings", "preset_use", "renderings"]


@dataclass(slots=True)
class PresetUse:
    """What pod presets have to do with the files of a folder. Not frozen: it is filled rendering by rendering."""

    #: Files with pod presets.
    presets: set[str] = field(default_factory=set)
    #: Files with other manifests.
    others: set[str] = field(default_factory=set)
    #: Files with manifests that pod presets change.
    changed: set[str] = field(default_factory=set)


def renderings(folder: Folder) -> Iterator[RenderOptions]:
    """Yield the renderings of a folder that are looked at: every environment, and each mode of each container."""
    for env in ("", *folder.environments()):
        yield RenderOptions(env=env)
        for container in folder.containers():
            for mode in container.modes[1:]:
                if "*" not in (container.workload, container.container):
                    yield RenderOptions(env=env, modes={(container.workload, container.container): mode})


def plain_renderings(folder: Folder) -> list[tuple[RenderOptions, Sequence[Document]]]:
    """Return what ``folder`` renders to, before pod presets are applied; nothing for what cannot be rendered."""
    found: list[tuple[RenderOptions, Sequence[Document]]] = []
    for options in renderings(folder):
        with suppress(ChartkitError):  # an environment that cannot be rendered says nothing
            found.append((options, folder.render_with(replace(options, pod_presets=False)).documents))
    return found


def preset_use(folder: Folder, plain: Iterable[tuple[RenderOptions, Sequence[Document]]]) -> PresetUse:
    """Return what pod presets do, over the renderings ``plain``; nothing where they are switched off."""
    found = PresetUse()
    for options, documents in plain:
        for document in documents:
            is_preset = document.kind == "PodPreset" and document.api_version.startswith("settings.k8s.io/")
            (found.presets if is_preset else found.others).add(document.source)
        if not found.presets or not folder.settings.pod_presets:
            continue
        texts = {(d.source, d.kind, d.name, d.text) for d in documents}
        for document in folder.render_with(options):
            if (document.source, document.kind, document.name, document.text) not in texts:
                found.changed.add(document.source)
    if not folder.settings.pod_presets:
        found.others |= found.presets
        found.presets = set()
    return found
