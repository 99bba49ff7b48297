"""Findings as data: what is wrong, how badly, where, and what to do about it."""

from __future__ import annotations

from enum import Enum

from chartkit.errors import ChartkitError
from chartkit.records import dataclass
from chartkit.source import Location, RenderedLine

__all__ = ["Diagnostic", "Severity"]


class Severity(Enum):
    """How much a finding matters; only ``ERROR`` makes a command fail by default."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    Invariant: ``message`` is one sentence without a final newline, and stands without ``hint``.
    """

    #: Stable identity of the check, such as ``CK201``; an error's ``code`` where it came from an exception.
    code: str
    message: str
    severity: Severity = Severity.ERROR
    at: Location | None = None
    hint: str = ""
    #: JSON Pointer of what is blamed, in the document it belongs to; empty for the whole document.
    path: str = ""
    #: Where the text at ``at`` was made, when ``at`` is in rendered output.
    origin: Location | None = None
    #: The calls that led to ``origin``, or to ``at`` where that is in a template; the innermost first.
    calls: tuple[Location, ...] = ()
    #: What was rendered at ``at``, when that is in a template and something is wrong with the rendered text.
    rendered: RenderedLine | None = None

    @classmethod
    def from_error(cls, error: ChartkitError) -> Diagnostic:
        """Return the finding that says what ``error`` says."""
        return cls(error.code, error.message, at=error.at, hint=error.hint, calls=error.calls, rendered=error.rendered)
