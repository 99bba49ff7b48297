"""Versions, and the ranges that they are compared with.

Upstream: sprig semver.go
"""

from __future__ import annotations

from collections.abc import Callable

from chartkit.errors import FunctionError, SemverError
from chartkit.helm_versions import HelmBehaviour
from chartkit.semver import V3_3, V3_5, Constraint, Version, parse

from .environment import Environment

__all__ = ["functions"]


def functions(_environment: Environment, behaviour: HelmBehaviour) -> dict[str, Callable[..., object]]:
    """Return the functions; the lines of Helm are built with different releases of the library."""
    rules = V3_5 if behaviour.semver_errors_are_lower_case else V3_3

    def semver(version: str) -> Version:
        """Return the version that the text names, loosely read."""
        try:
            return parse(version, rules)
        except SemverError as error:
            raise FunctionError(error.message) from error

    def semver_compare(constraint: str, version: str) -> bool:
        """Return whether ``version`` meets ``constraint``."""
        try:
            return Constraint.parse(constraint, rules).check(parse(version, rules))
        except SemverError as error:
            raise FunctionError(error.message) from error

    return {"semver": semver, "semverCompare": semver_compare}
