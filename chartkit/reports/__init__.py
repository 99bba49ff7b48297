"""Findings to text that people, editors and CI systems read: one module for each format."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, TextIO

from .text import Sources, write_text

if TYPE_CHECKING:
    from chartkit.validation import Report

__all__ = ["FORMATS", "Sources", "write_report", "write_text"]

#: The formats by name; a format's module is imported when it is wanted.
FORMATS = ("text", "concise", "json", "junit", "tap", "sarif", "github")


def write_report(report: Report, format_name: str, stream: TextIO, *, sources: Sources, colour: bool = False) -> None:
    """Write ``report`` to ``stream`` in the format ``format_name``, one of ``FORMATS``."""
    write: Callable[..., None] = import_module(f"{__name__}.{format_name}").write
    write(report, stream, sources=sources, colour=colour)
