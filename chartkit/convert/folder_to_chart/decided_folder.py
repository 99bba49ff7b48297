"""A folder whose modes are decided, or that is a part of one: its settings name no mode that nothing asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from chartkit.folder import Folder, Settings, read_settings

__all__ = ["DecidedFolder"]

#: A workload, and a container of it.
Container = tuple[str, str]


class DecidedFolder(Folder):
    """A folder in which modes are decided: its settings name no mode that its templates do not ask for any more."""

    @cached_property
    def settings(self) -> Settings:
        """The settings, without modes that are decided."""
        asked = [(container.workload, container.container) for container in self.containers()]
        settings = read_settings(self.source)
        environments = {
            name: replace(chosen, modes=_still_asked(chosen.modes, asked))
            for name, chosen in settings.environments.items()
        }
        general = replace(settings.general, modes=_still_asked(settings.general.modes, asked))
        return replace(settings, general=general, environments=environments)


def _still_asked(modes: Mapping[Container, str], asked: Iterable[Container]) -> dict[Container, str]:
    """Return the modes of containers that are asked for."""
    return {key: mode for key, mode in modes.items() if any(_means(key, container) for container in asked)}


def _means(key: Container, asked: Container) -> bool:
    """Return whether a mode for ``key`` is one for a container that is asked for; ``*`` is any."""
    return all(one in (other, "") or "*" in (one, other) for one, other in zip(key, asked, strict=True))
