"""What an export did: data, to be printed or read by a program."""

from __future__ import annotations

from dataclasses import dataclass, field

from chartkit.source import Location

__all__ = ["ExportReport", "Note"]


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was changed, or that is to be known."""

    #: What it is about: ``context``, ``integer``, ``define``, ``mode``, ``file``, ``secret``, ``value``, ``preset``.
    code: str
    text: str
    at: Location | None = None
    #: It may make a difference, and was left as it is.
    warning: bool = False

    def __str__(self) -> str:
        where = f"{self.at.name}:{self.at.line}: " if self.at else ""
        return f"{where}{self.text}"


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export did."""

    chart: str
    notes: tuple[Note, ...]
    #: Files of the chart by what became of them.
    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    #: Edited by hand, and therefore left alone.
    kept: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    #: None: not verified.
    verified: bool | None = None
    #: What verifying found to differ.
    differences: tuple[str, ...] = field(default=())

    @property
    def drifted(self) -> bool:
        """Return whether the chart on disk is not what the folder exports to."""
        return bool(self.created or self.updated or self.removed or self.kept)

    @property
    def summary(self) -> str:
        """Return one line that says what was done."""
        counts = [
            f"{len(paths)} {word}"
            for word in ("created", "updated", "removed", "unchanged", "kept")
            if (paths := getattr(self, word))
        ]
        proof = {None: "NOT VERIFIED", True: "verified: folder and chart render the same", False: "they DIFFER"}
        return f"{self.chart}: {', '.join(counts) or 'nothing'}; {proof[self.verified]}"
