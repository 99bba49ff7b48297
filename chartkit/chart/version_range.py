"""Versions in the ranges that charts declare.

Upstream: helm pkg/chart/v2/util/compatible.go
"""

from __future__ import annotations

from chartkit import semver
from chartkit.errors import SemverError

__all__ = ["is_in_range", "is_version"]


def is_version(text: str) -> bool:
    """Return whether ``text`` is a version, loosely read."""
    try:
        semver.parse(text)
    except SemverError:
        return False
    return True


def is_in_range(version: str, constraint: str) -> bool:
    """Return whether ``version`` meets ``constraint``; what cannot be read meets nothing and is met by nothing.

    Upstream: helm compatible.go IsCompatibleRange
    """
    try:
        return semver.Constraint.parse(constraint).check(semver.parse(version))
    except SemverError:
        return False
