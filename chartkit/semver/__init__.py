"""Versions and the ranges that charts declare, as Masterminds/semver reads them.

Upstream: github.com/Masterminds/semver/v3 version.go, constraints.go
"""

from .constraint import Constraint
from .rules import V3_3, V3_5, Rules
from .version import Version, VersionValue, parse, parse_strict

__all__ = ["V3_3", "V3_5", "Constraint", "Rules", "Version", "VersionValue", "parse", "parse_strict"]
