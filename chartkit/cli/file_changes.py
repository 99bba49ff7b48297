"""What became of the files of a conversion, as lines."""

from __future__ import annotations

from typing import Protocol

import click

__all__ = ["FileChanges", "print_file_changes"]


class FileChanges(Protocol):
    """Paths by what became of the files."""

    @property
    def created(self) -> tuple[str, ...]:
        """Those that were not there."""

    @property
    def updated(self) -> tuple[str, ...]:
        """Those that hold something else now."""

    @property
    def removed(self) -> tuple[str, ...]:
        """Those of an earlier run that are not wanted any more."""

    @property
    def kept(self) -> tuple[str, ...]:
        """Those that were edited, and are left alone."""


def print_file_changes(changes: FileChanges) -> None:
    """Print a line for each file that a conversion did something about."""
    for word, paths, remark in (
        ("created", changes.created, ""),
        ("updated", changes.updated, ""),
        ("removed", changes.removed, ""),
        ("kept", changes.kept, " (edited by hand; --force writes over it)"),
    ):
        for path in paths:
            click.echo(f"{word:8}{path}{remark}")
