"""What was found in a chart.

Upstream: helm pkg/chart/v2/lint/support/message.go
"""

from __future__ import annotations

from enum import IntEnum

from chartkit.records import dataclass, field

__all__ = ["Finding", "Findings", "Severity"]


class Severity(IntEnum):
    """How much a finding matters."""

    INFO = 1
    WARNING = 2
    ERROR = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; ``path`` is the file in the chart, or the chart's directory."""

    severity: Severity
    path: str
    message: str

    def __str__(self) -> str:
        """Return the line that Helm prints."""
        return f"[{self.severity.name}] {self.path}: {self.message}"


@dataclass(slots=True)
class Findings:
    """The findings so far, in Helm's order."""

    found: list[Finding] = field(default_factory=list)

    def check(self, severity: Severity, path: str, message: str) -> bool:
        """Note ``message``, unless it is empty, and return whether it is."""
        if message:
            self.found.append(Finding(severity, path, message))
        return not message
