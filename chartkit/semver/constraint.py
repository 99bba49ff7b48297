"""The constraints of a range, and whether a version meets them.

A range is alternatives joined by ``||``; an alternative is constraints joined by commas or spaces; a constraint is an
operator and a version of which parts may be missing or be ``x``, ``X`` or ``*``. ``1.2 - 1.4`` is a pair of them.

Upstream: github.com/Masterminds/semver/v3 constraints.go
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from chartkit.errors import SemverError
from chartkit.gostd import strconv
from chartkit.patterns import late_pattern
from chartkit.records import dataclass

from .rules import V3_5, Rules
from .version import Version, compare_prereleases, parse

__all__ = ["Constraint"]

# Go: white space of a regular expression does not include the vertical tab.
_SPACE = r"[\t\n\f\r ]"
_OPERATOR = r"!=|>=|=>|<=|=<|~>|=|>|<|~|\^|"
_WILD_VERSION = (
    r"v?([0-9|xX*]+)(\.[0-9|xX*]+)?(\.[0-9|xX*]+)?"
    r"(-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)
#: Operator, version, and its major, minor, patch and pre-release. Possessive: nothing can be gained by giving back.
_CONSTRAINT = late_pattern(f"({_OPERATOR}){_SPACE}*+({_WILD_VERSION.replace('+)', '++)')})")
_JOINT = late_pattern(f"{_SPACE}*+,{_SPACE}*+|{_SPACE}++")
_SPACES = late_pattern(f"{_SPACE}*+")
_HYPHEN = f"{_SPACE}*({_WILD_VERSION}){_SPACE}+-{_SPACE}+({_WILD_VERSION}){_SPACE}*"
_HYPHEN_RANGE = late_pattern(f"({_HYPHEN})")
#: Longer texts are searched for hyphens by RE2, because the time that re takes grows with the square of the length.
_MOST_FOR_RE = 500


@dataclass(frozen=True, slots=True)
class _Comparator:
    """One constraint."""

    operator: str
    #: The version, with 0 for what is missing.
    version: Version
    #: The version as it was written.
    text: str
    #: Some part is missing; it is all of them unless one of the next two is set.
    dirty: bool = False
    #: Minor (and with it patch) is missing.
    minor_dirty: bool = False
    #: Patch alone is missing.
    patch_dirty: bool = False


@dataclass(frozen=True, slots=True)
class Constraint:
    """A range of versions. Make one with :meth:`parse`."""

    #: Alternatives, each a list of what has to be met together.
    alternatives: tuple[tuple[_Comparator, ...], ...]
    rules: Rules

    @classmethod
    def parse(cls, text: str, rules: Rules = V3_5) -> Constraint:
        """Return the range that ``text`` describes.

        Raises:
            SemverError: It describes none; the message is upstream's.

        Upstream: constraints.go NewConstraint
        """
        return _parse(text, rules)

    def check(self, version: Version) -> bool:
        """Return whether ``version`` is in the range.

        Upstream: constraints.go (Constraints).Check
        """
        return any(
            all(not self._failure(comparator, version, group) for comparator in group) for group in self.alternatives
        )

    def validate(self, version: Version) -> list[str]:
        """Return why ``version`` is not in the range: one sentence for each constraint that it does not meet.

        Upstream: constraints.go (Constraints).Validate
        """
        reasons: list[str] = []
        prerelease_told = False
        for group in self.alternatives:
            met = True
            for comparator in group:
                if version.prerelease and not self._takes_prereleases(comparator, group):
                    if not prerelease_told:
                        reasons.append(self._prerelease_reason(version))
                    prerelease_told = True
                    met = False
                    continue
                reason = self._failure(comparator, version, group)
                if reason:
                    reasons.append(reason)
                    met = False
            if met:
                return []
        return reasons

    def __str__(self) -> str:
        """Return the range, its parts joined by spaces and ``||``."""
        groups = (" ".join(each.operator + each.text for each in group) for group in self.alternatives)
        return " || ".join(groups)

    def _takes_prereleases(self, comparator: _Comparator, group: tuple[_Comparator, ...]) -> bool:
        if self.rules.prereleases_by_group:
            return any(each.version.prerelease for each in group)
        return bool(comparator.version.prerelease)

    def _prerelease_reason(self, version: Version) -> str:
        name = strconv.quote(str(version)) if self.rules.quoted else str(version)
        return f"{name} is a prerelease version and the constraint is only looking for release versions"

    def _failure(self, comparator: _Comparator, version: Version, group: tuple[_Comparator, ...]) -> str:
        """Return why ``version`` does not meet ``comparator``; empty: it does."""
        # Upstream: before v3.4 a complete version that is excluded by != lets all pre-releases in.
        open_to_all = not self.rules.prereleases_by_group and comparator.operator == "!=" and not comparator.dirty
        if version.prerelease and not open_to_all and not self._takes_prereleases(comparator, group):
            return self._prerelease_reason(version)
        reason = _CHECKS[comparator.operator](version, comparator)
        if not reason:
            return ""
        quote = strconv.quote if self.rules.quoted else str
        return reason.replace("{v}", quote(str(version)), 1).replace("{c}", quote(comparator.text), 1)


# Parsing


@lru_cache(maxsize=256)
def _parse(text: str, rules: Rules) -> Constraint:
    return Constraint(tuple(_parse_group(part, rules) for part in _without_hyphens(text).split("||")), rules)


def _without_hyphens(text: str) -> str:
    """Return ``text`` with ``a - b`` written as a pair of constraints.

    Upstream: constraints.go rewriteRange
    """
    if " -" not in text.translate(_ANY_SPACE):
        return text
    if len(text) > _MOST_FOR_RE:
        from chartkit.gostd import regexp  # hardly any range has one

        return regexp.compile(_HYPHEN).replace_all(text, ">= ${1}, <= ${6} ")
    for found in _HYPHEN_RANGE.findall(text):
        # Upstream replaces the first text that looks like the match, which need not be the match.
        text = text.replace(found[0], f">= {found[1]}, <= {found[6]} ", 1)
    return text


_ANY_SPACE = str.maketrans("\t\n\f\r", "    ")


def _parse_group(text: str, rules: Rules) -> tuple[_Comparator, ...]:
    """Read an alternative: constraints joined by commas or spaces. Its form is checked before any version in it."""
    return tuple([_comparator(found, rules) for found in _constraints(text, rules)])


def _constraints(text: str, rules: Rules) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    start = _SPACES.match(text)
    position = start.end() if start else 0
    joint: re.Match[str] | None = start
    while joint is not None and (constraint := _CONSTRAINT.match(text, position)):
        found.append(constraint)
        position = constraint.end()
        joint = _JOINT.match(text, position)
        position = joint.end() if joint else position
        if position == len(text) and not (joint and "," in joint[0]):
            return found
    raise SemverError(f"improper constraint: {strconv.quote(text) if rules.quoted else text}")


def _comparator(found: re.Match[str], rules: Rules) -> _Comparator:
    """Return the constraint in a match of ``_CONSTRAINT``.

    Upstream: constraints.go parseConstraint
    """
    operator, text, major, minor, patch, prerelease = found.groups("")
    dirty = minor_dirty = patch_dirty = False
    if major in _WILDCARDS:
        dirty = True
        complete = f"0.0.0{prerelease}"
    elif minor[1:] in _WILDCARDS:
        dirty = minor_dirty = True
        complete = f"{major}.0.0{prerelease}"
    elif patch[1:] in _WILDCARDS:
        dirty = patch_dirty = True
        complete = f"{major}{minor}.0{prerelease}"
    else:
        complete = text
    try:
        version = parse(complete)
    except SemverError as error:
        message = "constraint parser error" if rules.lower_case else "constraint Parser Error"
        raise SemverError(message) from error
    return _Comparator(operator, version, text, dirty, minor_dirty, patch_dirty)


_WILDCARDS = ("", "x", "X", "*")


# Checks: each returns why a version does not meet a constraint, {v} standing for the version and {c} for the
# constraint, or nothing.


def _not_equal(version: Version, wanted: _Comparator) -> str:
    equal = "{v} is equal to {c}"
    low = wanted.version
    if wanted.dirty:
        if low.major != version.major or (low.minor != version.minor and not wanted.minor_dirty):
            return ""
        if wanted.minor_dirty:
            return equal
        if wanted.patch_dirty:
            same = version.prerelease == low.prerelease or not _prereleases_differ(version, low)
            return equal if same else ""
        if low.patch != version.patch:
            return ""
    return equal if version.compare(low) == 0 else ""


def _prereleases_differ(one: Version, other: Version) -> bool:
    if not one.prerelease or not other.prerelease:
        return one.prerelease != other.prerelease
    return compare_prereleases(one.prerelease, other.prerelease) != 0


def _greater(version: Version, wanted: _Comparator) -> str:
    low = wanted.version
    if not wanted.dirty or (version.major == low.major and not wanted.minor_dirty and not wanted.patch_dirty):
        greater = version.compare(low) > 0
    elif version.major != low.major:
        greater = version.major > low.major
    else:
        # >11 begins with 12, >11.1 with 11.2.
        greater = wanted.patch_dirty and version.minor > low.minor
    return "" if greater else "{v} is less than or equal to {c}"


def _less(version: Version, wanted: _Comparator) -> str:
    return "" if version.compare(wanted.version) < 0 else "{v} is greater than or equal to {c}"


def _greater_or_equal(version: Version, wanted: _Comparator) -> str:
    return "" if version.compare(wanted.version) >= 0 else "{v} is less than {c}"


def _less_or_equal(version: Version, wanted: _Comparator) -> str:
    high = wanted.version
    if not wanted.dirty:
        less = version.compare(high) <= 0
    elif version.major != high.major:
        less = version.major < high.major
    else:
        less = version.minor <= high.minor or wanted.minor_dirty
    return "" if less else "{v} is greater than {c}"


def _tilde(version: Version, wanted: _Comparator) -> str:
    low = wanted.version
    if version.compare(low) < 0:
        return "{v} is less than {c}"
    # Upstream: ~0.0.0 is every version, as ~* is.
    if low.major == low.minor == low.patch == 0 and not wanted.minor_dirty and not wanted.patch_dirty:
        return ""
    if version.major != low.major:
        return "{v} does not have same major version as {c}"
    if version.minor != low.minor and not wanted.minor_dirty:
        return "{v} does not have same major and minor version as {c}"
    return ""


def _tilde_or_equal(version: Version, wanted: _Comparator) -> str:
    if wanted.dirty:
        return _tilde(version, wanted)
    return "" if version.compare(wanted.version) == 0 else "{v} is not equal to {c}"


def _caret(version: Version, wanted: _Comparator) -> str:
    low = wanted.version
    if version.compare(low) < 0:
        return "{v} is less than {c}"
    if low.major > 0 or wanted.minor_dirty:
        return "" if version.major == low.major else "{v} does not have same major version as {c}"
    if version.major > 0:
        return "{v} does not have same major version as {c}"
    if low.minor > 0 or wanted.patch_dirty:
        if version.minor == low.minor:
            return ""
        return (
            "{v} does not have same minor version as {c}. "
            "Expected minor versions to match when constraint major version is 0"
        )
    if version.minor > 0:
        return "{v} does not have same minor version as {c}"
    if low.patch == version.patch:
        return ""
    return "{v} does not equal {c}. Expect version and constraint to equal when major and minor versions are 0"


_CHECKS: dict[str, Callable[[Version, _Comparator], str]] = {
    "": _tilde_or_equal,
    "=": _tilde_or_equal,
    "!=": _not_equal,
    ">": _greater,
    "<": _less,
    ">=": _greater_or_equal,
    "=>": _greater_or_equal,
    "<=": _less_or_equal,
    "=<": _less_or_equal,
    "~": _tilde,
    "~>": _tilde,
    "^": _caret,
}
