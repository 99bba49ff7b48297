"""What two sides are rendered with: environments, modes, and variables over the environment's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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

    @property
    def label(self) -> str:
        """The case in words."""
        parts = [self.environment or "defaults"]
        parts += [f"{'/'.join(filter(None, key))}={mode}" for key, mode in sorted(self.modes.items())]
        return ", ".join([*parts, self.trial] if self.trial else parts)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a chart is told about its release. None: whatever the other side says, or Helm's default."""

    name: str | None = None
    namespace: str | None = None
    kube_version: str | None = None
    api_versions: tuple[str, ...] = ()
    #: Whether the values have to meet values.schema.json.
    checks_schema: bool = False

    def over(self, other: Facts) -> Facts:
        """Return these facts, and those of ``other`` where these say nothing."""
        return Facts(
            self.name if self.name is not None else other.name,
            self.namespace if self.namespace is not None else other.namespace,
            self.kube_version if self.kube_version is not None else other.kube_version,
            self.api_versions or other.api_versions,
            checks_schema=self.checks_schema or other.checks_schema,
        )


NO_FACTS = Facts()
