"""A version's text to its parts, and the order of versions.

Versions are read loosely: a ``v`` may stand before them, minor and patch may be missing, numbers may begin with zeros.

Upstream: github.com/Masterminds/semver/v3 version.go
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from chartkit.errors import FunctionError, SemverError
from chartkit.gostd.kinds import STRING, Field, GoType, Kind, Struct, Uint64
from chartkit.patterns import late_pattern

from .rules import V3_5, Rules

__all__ = ["Version", "VersionValue", "compare_prereleases", "parse", "parse_strict"]

_VERSION = GoType("semver.Version", Kind.STRUCT)
_UINT64 = Uint64.go_type
_MAX_UINT64 = (1 << 64) - 1


class _Base(Struct):
    """The parts of a version; ``original`` is the text that it was read from."""

    __slots__ = ("major", "metadata", "minor", "original", "patch", "prerelease")
    # The names are Go's of unexported fields: fmt prints them, templates cannot read them.
    go_fields: ClassVar[Mapping[str, Field]] = {
        "major": Field("major", _UINT64),
        "minor": Field("minor", _UINT64),
        "patch": Field("patch", _UINT64),
        "pre": Field("prerelease", STRING),
        "metadata": Field("metadata", STRING),
        "original": Field("original", STRING),
    }

    def __init__(self, numbers: tuple[int, int, int], prerelease: str, metadata: str, original: str) -> None:
        self.major, self.minor, self.patch = (Uint64(number) for number in numbers)
        self.prerelease = prerelease
        self.metadata = metadata
        self.original = original

    def __str__(self) -> str:
        """Return the whole version, without a ``v`` before it."""
        text = f"{self.major:d}.{self.minor:d}.{self.patch:d}"
        if self.prerelease:
            text += f"-{self.prerelease}"
        return f"{text}+{self.metadata}" if self.metadata else text

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"

    def _key(self) -> tuple[object, ...]:
        return (self.major, self.minor, self.patch, self.prerelease, self.metadata, self.original)

    def __eq__(self, other: object) -> bool:
        """Return whether all parts are the same, build metadata and original text included."""
        return isinstance(other, type(self)) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())


class Version(_Base):
    """Go's ``*semver.Version``, which parsing gives."""

    __slots__ = ()
    go_type: ClassVar[GoType] = GoType("*semver.Version", Kind.POINTER, elem=_VERSION)

    def compare(self, other: Version) -> int:
        """Return -1, 0 or 1: this version is lower, equal or higher. Build metadata does not count.

        Upstream: version.go (*Version).Compare
        """
        mine = (self.major, self.minor, self.patch)
        others = (other.major, other.minor, other.patch)
        if mine != others:
            return 1 if mine > others else -1
        if self.prerelease == other.prerelease:
            return 0
        if not self.prerelease or not other.prerelease:
            return -1 if self.prerelease else 1
        return compare_prereleases(self.prerelease, other.prerelease)


class VersionValue(_Base):
    """Go's ``semver.Version``, which the methods that derive a version give.

    Go: it is not addressable in a template, so the pointer's methods, such as ``Compare``, are missing.
    """

    __slots__ = ()
    go_type: ClassVar[GoType] = _VERSION


#: Identifiers of digits that 64 bits cannot hold. Upstream takes them for words, so they get a letter of words.
_WIDE_NUMBER = late_pattern(r"(?<![^.])[0-9]{20,}(?![^.])")


def compare_prereleases(one: str, other: str) -> int:
    """Return -1, 0 or 1 for two different pre-releases, neither of them empty.

    Upstream: version.go comparePrerelease
    """
    # The package takes as long to import as a small chart takes to render; few comparisons get here.
    import semver

    def precedence(prerelease: str) -> semver.Version:
        words = _WIDE_NUMBER.sub(lambda wide: wide[0] + "-" * (int(wide[0][:21]) > _MAX_UINT64), prerelease)
        return semver.Version(0, prerelease=words)

    return precedence(one).compare(precedence(other))


# Parsing

_LOOSE = late_pattern(
    r"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?"
    r"(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?"
)
_IDENTIFIER = late_pattern(r"[0-9A-Za-z-]+")


def parse(text: str, rules: Rules = V3_5) -> Version:
    """Return the version in ``text``, loosely read.

    Raises:
        SemverError: There is none; the message is upstream's.

    Upstream: version.go coerceNewVersion
    """
    found = _LOOSE.fullmatch(text)
    if found is None:
        raise _error("invalid semantic version", rules)
    major, minor, patch, prerelease, metadata = found.groups("")
    numbers = (_segment(major, rules), _segment(minor or "0", rules), _segment(patch or "0", rules))
    if prerelease:
        _check_prerelease(prerelease, rules)
    return Version(numbers, prerelease, metadata, text)


def parse_strict(text: str, rules: Rules = V3_5) -> Version:
    """Return the version in ``text``, which has to be complete and without a ``v``.

    Raises:
        SemverError: It is not; the message is upstream's.

    Upstream: version.go StrictNewVersion
    """
    if not text:
        raise _error("version string empty", rules)
    parts = text.split(".", 2)
    if len(parts) != 3:
        raise _error("invalid semantic version", rules)
    rest, plus, metadata = parts[2].partition("+")
    if plus:
        _check_metadata(metadata, rules)
    parts[2], dash, prerelease = rest.partition("-")
    if dash:
        _check_prerelease(prerelease, rules)
    for part in parts:
        if part and not (part.isascii() and part.isdigit()):
            raise _error("invalid characters in version", rules)
        if len(part) > 1 and part[0] == "0":
            raise _error("version segment starts with 0", rules)
    major, minor, patch = (_number(part) for part in parts)
    return Version((major, minor, patch), prerelease, metadata, text)


def _error(message: str, rules: Rules) -> SemverError:
    return SemverError(message if rules.lower_case else _CAPITALISED[message])


_CAPITALISED = {
    "error parsing version segment": "Error parsing version segment",
    "invalid characters in version": "Invalid characters in version",
    "invalid metadata string": "Invalid Metadata string",
    "invalid prerelease string": "Invalid Prerelease string",
    "invalid semantic version": "Invalid Semantic Version",
    "version segment starts with 0": "Version segment starts with 0",
    "version string empty": "Version string empty",
}


def _segment(digits: str, rules: Rules) -> int:
    try:
        return _number(digits)
    except SemverError as error:
        prefix = _error("error parsing version segment", rules)
        raise SemverError(f"{prefix.message}: {error.message}") from error


def _number(digits: str) -> int:
    """Return what Go's strconv.ParseUint makes of the digits."""
    significant = digits.lstrip("0")
    if digits and len(significant) <= 20 and int(significant or "0") <= _MAX_UINT64:
        return int(significant or "0")
    reason = "value out of range" if digits else "invalid syntax"
    raise SemverError(f'strconv.ParseUint: parsing "{digits}": {reason}')


def _check_prerelease(prerelease: str, rules: Rules) -> None:
    """Check the identifiers between dots.

    Upstream: version.go validatePrerelease
    """
    for identifier in prerelease.split("."):
        # Upstream: an empty identifier was taken for a number before v3.3.1.
        if not identifier and rules.lower_case:
            raise _error("invalid prerelease string", rules)
        if identifier.isascii() and identifier.isdigit():
            if len(identifier) > 1 and identifier[0] == "0":
                raise _error("version segment starts with 0", rules)
        elif identifier and not _IDENTIFIER.fullmatch(identifier):
            raise _error("invalid prerelease string", rules)


def _check_metadata(metadata: str, rules: Rules) -> None:
    for identifier in metadata.split("."):
        if not _IDENTIFIER.fullmatch(identifier) and (identifier or rules.lower_case):
            raise _error("invalid metadata string", rules)


# What templates may call. The annotations are Go's signatures.


def _derived(version: _Base, numbers: tuple[int, int, int], prerelease: str = "", metadata: str = "") -> VersionValue:
    value = VersionValue(numbers, prerelease, metadata, "")
    value.original = ("v" if version.original.startswith("v") else "") + str(value)
    return value


def _increased(number: int, name: str) -> int:
    if number == _MAX_UINT64:
        raise FunctionError(f"{name} version increment would overflow uint64")
    return number + 1


def _inc_major(version: _Base) -> VersionValue:
    return _derived(version, (_increased(version.major, "major"), 0, 0))


def _inc_minor(version: _Base) -> VersionValue:
    return _derived(version, (version.major, _increased(version.minor, "minor"), 0))


def _inc_patch(version: _Base) -> VersionValue:
    # The release that a pre-release leads to is the next one.
    patch = version.patch if version.prerelease else _increased(version.patch, "patch")
    return _derived(version, (version.major, version.minor, patch))


def _set_prerelease(version: _Base, prerelease: str) -> VersionValue:
    if prerelease:
        _for_template(_check_prerelease, prerelease)
    return _derived(version, (version.major, version.minor, version.patch), prerelease, version.metadata)


def _set_metadata(version: _Base, metadata: str) -> VersionValue:
    if metadata:
        _for_template(_check_metadata, metadata)
    return _derived(version, (version.major, version.minor, version.patch), version.prerelease, metadata)


def _for_template(check: Callable[[str, Rules], None], text: str) -> None:
    try:
        check(text, V3_5)
    except SemverError as error:
        raise FunctionError(error.message) from error


def _major(version: _Base) -> Uint64:
    return version.major


def _minor(version: _Base) -> Uint64:
    return version.minor


def _patch(version: _Base) -> Uint64:
    return version.patch


def _prerelease(version: _Base) -> str:
    return version.prerelease


def _metadata(version: _Base) -> str:
    return version.metadata


def _marshal_json(version: _Base) -> bytes:
    return f'"{version}"'.encode()


def _marshal_text(version: _Base) -> bytes:
    return str(version).encode()


def _string(version: _Base) -> str:
    return str(version)


def _value(version: _Base) -> object:
    return str(version)


def _original(version: Version) -> str:
    return version.original


def _equal(version: Version, other: Version) -> bool:
    return version.compare(other) == 0


def _greater_than(version: Version, other: Version) -> bool:
    return version.compare(other) > 0


def _greater_than_equal(version: Version, other: Version) -> bool:
    return version.compare(other) >= 0


def _less_than(version: Version, other: Version) -> bool:
    return version.compare(other) < 0


def _less_than_equal(version: Version, other: Version) -> bool:
    return version.compare(other) <= 0


VersionValue.go_methods = {
    "IncMajor": _inc_major,
    "IncMinor": _inc_minor,
    "IncPatch": _inc_patch,
    "Major": _major,
    "MarshalJSON": _marshal_json,
    "MarshalText": _marshal_text,
    "Metadata": _metadata,
    "Minor": _minor,
    "Patch": _patch,
    "Prerelease": _prerelease,
    "SetMetadata": _set_metadata,
    "SetPrerelease": _set_prerelease,
    "String": _string,
    "Value": _value,
}
Version.go_methods = {
    **VersionValue.go_methods,
    "Compare": Version.compare,
    "Equal": _equal,
    "GreaterThan": _greater_than,
    "GreaterThanEqual": _greater_than_equal,
    "LessThan": _less_than,
    "LessThanEqual": _less_than_equal,
    "Original": _original,
}
