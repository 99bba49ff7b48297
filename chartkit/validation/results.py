"""What a validation returns: every object it saw, with a verdict and its findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum

from chartkit.diagnostics import Diagnostic, Severity
from chartkit.errors import ChartkitError
from chartkit.records import dataclass
from chartkit.source import Origin

__all__ = ["Document", "Report", "Resource", "Status"]


@dataclass(frozen=True, slots=True)
class Document:
    """A text with manifests: a file, or one template's output."""

    text: str
    name: str = "<input>"
    #: For rendered text: where a line (from 1) and column (from 0 in bytes) was made, as far as it is known. It is
    #: asked for findings only.
    origin: Callable[[int, int], Origin | None] | None = None
    #: Documents with the same name here come from one rendering, so that what one refers to must be in another.
    #: Empty for files that stand alone.
    rendering: str = ""
    #: Why there is no text: it could not be rendered.
    error: ChartkitError | None = None


class Status(Enum):
    """The verdict on one object."""

    VALID = "valid"
    INVALID = "invalid"
    #: The object could not be judged: no YAML, no kind, no schema.
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Resource:
    """One object and what was found in it; ``findings`` may hold warnings while the object is valid."""

    file: str
    kind: str
    api_version: str
    name: str
    namespace: str
    status: Status
    findings: tuple[Diagnostic, ...] = ()
    #: The line of the file its document begins on.
    line: int = 1


@dataclass(frozen=True, slots=True)
class Report:
    """All objects, in the order in which they stand."""

    resources: tuple[Resource, ...]
    #: What is wrong between objects, each of which may be valid: duplicates.
    conflicts: tuple[Diagnostic, ...] = ()

    @classmethod
    def of(cls, reports: Iterable[Report]) -> Report:
        """Return one report that holds all ``reports``."""
        parts = list(reports)
        return cls(
            tuple(resource for part in parts for resource in part.resources),
            tuple(conflict for part in parts for conflict in part.conflicts),
        )

    @property
    def findings(self) -> list[Diagnostic]:
        """All findings, in the order of the objects, those between objects last."""
        return [*(finding for resource in self.resources for finding in resource.findings), *self.conflicts]

    @property
    def failed(self) -> bool:
        """Whether an object is not valid, or objects are in conflict."""
        return any(resource.status in (Status.INVALID, Status.ERROR) for resource in self.resources) or any(
            finding.severity is Severity.ERROR for finding in self.conflicts
        )

    def count(self, status: Status) -> int:
        """Return how many objects have this verdict."""
        return sum(resource.status is status for resource in self.resources)

    def warnings(self) -> int:
        """Return how many findings do not make an object invalid."""
        return sum(finding.severity is not Severity.ERROR for finding in self.findings)
