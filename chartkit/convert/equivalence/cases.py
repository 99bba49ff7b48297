"""What two sides are rendered with: environments, modes, and variables over the environment's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

__all__ = ["NO_FACTS", "Case", "Facts"]


@dataclass(frozen=True, slots=True)
class Case:
    """One pair of renderings."""

    #: Environment; empty: the defaults alone.
    environment: str = ""
    #: Modes by ``(workload, container)``.
    modes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    #: Laid over the environment's variables; null deletes.
    variables: Mapping[str, object] = field(default_factory=dict)
    #: What ``variables`` tries, in words; empty where it is empty.
    trial: str = ""
    #: Makes two cases that try half of it each; None: it tries one thing.
    halves: Callable[[], tuple[Case, Case]] | None = field(default=None, compare=False)

    @property
    def label(self) -> str:
        """The case in words."""
        parts = [self.environment or "defaults"]
        parts += [f"{'/'.join(filter(None, key))}={mode}" for key, mode in sorted(self.modes.items())]
        return ", ".join([*parts, self.trial] if self.trial else parts)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a chart is told about its release, and what counts. None: what the other side says, or Helm's default."""

    name: str | None = None
    namespace: str | None = None
    kube_version: str | None = None
    api_versions: tuple[str, ...] = ()
    is_upgrade: bool | None = None
    include_crds: bool | None = None
    hooks: bool | None = None
    tests: bool | None = None
    #: Templates, by patterns of their paths in the chart; empty: all.
    show_only: tuple[str, ...] = ()
    #: Whether the values have to meet values.schema.json.
    checks_schema: bool | None = None

    @classmethod
    def of_table(cls, release: Mapping[str, Any]) -> Facts:
        """Return what the table ``helm.release`` of chartkit.toml says."""
        known = {key.replace("-", "_"): value for key, value in release.items()}
        fields: dict[str, Any] = {name: known[name] for name in cls.__dataclass_fields__ if name in known}
        fields |= {name: tuple(value) for name, value in fields.items() if isinstance(value, list)}
        return cls(**fields)

    def table(self) -> dict[str, object]:
        """Return what these facts say as such a table; the namespace has its place above it."""
        found: dict[str, object] = {}
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if name != "namespace" and value not in (None, ()):
                found[name.replace("_", "-")] = list(value) if isinstance(value, tuple) else value
        return found

    def over(self, other: Facts) -> Facts:
        """Return these facts, and those of ``other`` where these say nothing."""
        said = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return replace(other, **{name: value for name, value in said.items() if value not in (None, ())})


NO_FACTS = Facts()
