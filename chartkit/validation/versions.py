"""What a user writes for Kubernetes versions (``1.29``, ``v1.31.4``, ``1.29..1.37``) to a set of releases.

A set of releases is an int with one bit for each release that the catalogue holds, the oldest at bit 0.
"""

from __future__ import annotations

from collections.abc import Sequence

from chartkit.errors import UsageError

__all__ = ["describe", "parse"]


def parse(text: str, known: Sequence[str]) -> int:
    """Return the releases that ``text`` names: one, several with commas, or a range ``first..last``; "" is the newest.

    Raises:
        UsageError: A release is not known, or a range is empty.
    """
    if not text:
        return 1 << (len(known) - 1)
    mask = 0
    for part in text.split(","):
        first, dots, last = part.strip().partition("..")
        start = _number(first, known) if first or not dots else 0
        end = _number(last, known) if last else len(known) - 1 if dots else start
        if end < start:
            raise UsageError(f"Kubernetes versions {part.strip()!r} run backwards")
        mask |= (1 << (end + 1)) - (1 << start)
    return mask


def describe(mask: int, known: Sequence[str]) -> str:
    """Return the releases in ``mask`` for a reader: ``1.29`` or ``1.29 to 1.31, 1.35``."""
    runs: list[list[str]] = []
    for number, version in enumerate(known):
        if not mask >> number & 1:
            continue
        if runs and number and mask >> (number - 1) & 1:
            runs[-1].append(version)
        else:
            runs.append([version])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


def _number(text: str, known: Sequence[str]) -> int:
    parts = text.strip().removeprefix("v").split(".")
    version = ".".join(parts[:2])
    if version in known and all(part.isdigit() for part in parts):
        return known.index(version)
    raise UsageError(
        f"Kubernetes version {text.strip()!r} is not known",
        hint=f"known are {known[0]} to {known[-1]}; write 1.29, v1.29.3, 1.29,1.31 or 1.29..{known[-1]}",
    )
