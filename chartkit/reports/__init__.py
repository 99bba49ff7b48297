"""Findings to text that people, editors and CI systems read: one module for each format; comparisons have their own."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, TextIO

from .text import Sources, write_text

if TYPE_CHECKING:
    from chartkit.convert import Verification
    from chartkit.validation import Report

__all__ = ["FORMATS", "Sources", "write_comparison", "write_report", "write_text"]

#: The formats by name; a format's module is imported when it is wanted.
FORMATS = ("text", "concise", "json", "junit", "tap", "sarif", "github")


def write_report(report: Report, format_name: str, stream: TextIO, *, sources: Sources, colour: bool = False) -> None:
    """Write ``report`` to ``stream`` in the format ``format_name``, one of ``FORMATS``."""
    write: Callable[..., None] = import_module(f"{__name__}.{format_name}").write
    write(report, stream, sources=sources, colour=colour)


def write_comparison(found: Verification, format_name: str, stream: TextIO) -> None:
    """Write how two sides compare to ``stream`` as ``text``, ``json`` or ``html``."""
    from .comparison import write

    write(found, format_name, stream)
