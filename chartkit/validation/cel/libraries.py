"""Libraries that Kubernetes adds to CEL for formats and semantic versions, and what strings are made of values.

Upstream: k8s.io/apiserver pkg/cel/library format.go, semverlib.go; github.com/google/cel-go ext/strings.go,
ext/formatting.go
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from chartkit.errors import ChartkitError
from chartkit.semver import Version, parse_strict
from chartkit.validation import names
from chartkit.validation.formats import FORMATS
from chartkit.validation.quantity import format_number

from .values import CELError, Cidr, Duration, Format, Ip, Optional, Quantity, SemanticVersion, Timestamp

__all__ = [
    "NAMED_FORMATS",
    "compare_versions",
    "fill",
    "named_format",
    "quote",
    "semantic_version",
    "show",
    "validate",
    "zone_of",
]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = 10**9
_LONGEST_TEXT = 1_000_000
_ESCAPES = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\\": "\\\\",
            '"': '\\"'}  # fmt: skip


def _prefix(rule: Callable[[str], str]) -> Callable[[str], str]:
    """Return the rule for the beginning of a name, whose last hyphen stands for more to come."""
    return lambda text: rule(text[:-1] + "a" if len(text) > 1 and text.endswith("-") else text)


def _of(name: str) -> Callable[[str], str]:
    return lambda text: "" if FORMATS[name](text) else f"is no {name}"


#: The formats by name; each says what is wrong with a text, or "".
NAMED_FORMATS: dict[str, Callable[[str], str]] = {
    "byte": _of("byte"),
    "date": _of("date"),
    "datetime": _of("datetime"),
    "dns1035Label": names.dns_1035_label,
    "dns1035LabelPrefix": _prefix(names.dns_1035_label),
    "dns1123Label": names.dns_label,
    "dns1123LabelPrefix": _prefix(names.dns_label),
    "dns1123Subdomain": names.dns_subdomain,
    "dns1123SubdomainPrefix": _prefix(names.dns_subdomain),
    "labelValue": names.label_value,
    "qualifiedName": names.qualified_name,
    "uri": _of("uri"),
    "uuid": _of("uuid"),
}


def named_format(name: str) -> Optional:
    """Return the format of that name, if there is one."""
    return Optional(Format(name), present=True) if name in NAMED_FORMATS else Optional()


def validate(format_: Format, text: str) -> Optional:
    """Return what is wrong with ``text``, as a list; nothing if it is of the format."""
    problem = NAMED_FORMATS[format_.name](text)
    return Optional([problem], present=True) if problem else Optional()


def semantic_version(text: object, normalize: bool = False) -> SemanticVersion:
    """Return the version that ``text`` names; ``normalize`` takes ``v1.2`` for ``1.2.0``."""
    if not isinstance(text, str):
        raise TypeError("a string is wanted")
    try:
        version = parse_strict(_normalized(text) if normalize else text)
    except ChartkitError as error:
        raise CELError(f"{text!r} is no semantic version") from error
    return SemanticVersion(version)


def _normalized(text: str) -> str:
    parts = text.removeprefix("v").split(".", 2)
    parts = [re.sub(r"\A0+(?=[0-9])", "", part) for part in parts]
    if len(parts) < 3 and any(char in parts[-1] for char in "+-"):
        raise CELError("a short version cannot have a pre-release or metadata")
    return ".".join(parts + ["0"] * (3 - len(parts)))


def quote(text: str) -> str:
    """Return ``text`` in double quotes, with escapes."""
    return f'"{"".join(_ESCAPES.get(char, char) for char in text)}"'


def show(value: object, *, inside: bool = False) -> str:
    """Return a value as text; strings ``inside`` of a list or map are quoted."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        from chartkit.gostd import strconv

        return strconv.format_float(value, "g", -1, 64)
    if isinstance(value, str):
        return quote(value) if inside else value
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if isinstance(value, list):
        return f"[{', '.join(show(item, inside=True) for item in value)}]"
    if isinstance(value, dict):
        pairs = sorted((show(key, inside=True), show(item, inside=True)) for key, item in value.items())
        return "{" + ", ".join(f"{key}:{item}" for key, item in pairs) + "}"
    return _show_other(value)


def _show_other(value: object) -> str:
    if isinstance(value, Duration):
        return f"{format_number(value.nanoseconds / _SECOND)}s"
    if isinstance(value, Timestamp):
        whole, rest = divmod(value.nanoseconds, _SECOND)
        fraction = f".{rest:09}".rstrip("0") if rest else ""
        return (_EPOCH + timedelta(seconds=whole)).strftime("%Y-%m-%dT%H:%M:%S") + fraction + "Z"
    if isinstance(value, Ip):
        return str(value.address)
    if isinstance(value, Cidr):
        return str(value.interface)
    if isinstance(value, SemanticVersion):
        return str(value.version)
    if isinstance(value, Quantity):
        raise CELError("a quantity has no text")
    return str(value)


def fill(template: str, arguments: list[object]) -> str:
    """Return ``template`` with its verbs filled in."""
    waiting = iter(arguments)

    def one(match: re.Match[str]) -> str:
        if match[0] == "%%":
            return "%"
        try:
            value = next(waiting)
        except StopIteration:
            raise CELError("format has fewer arguments than verbs") from None
        return _verb(match[2], match[1], value)

    result = re.sub(r"%(?:%|(\.\d{1,3})?([sdfebxXo]))", one, template)
    if len(result) > _LONGEST_TEXT:
        raise CELError("the result is too long")
    return result


def _verb(verb: str, precision: str | None, value: object) -> str:
    if verb == "s":
        return show(value)
    if verb in "fe":
        if not isinstance(value, (float, int)):
            raise TypeError("a number is wanted")
        return f"%{precision or '.6'}{verb}" % value
    if verb == "b" and isinstance(value, bool):
        return str(int(value))
    if verb in "xX" and isinstance(value, (str, bytes)):
        raw = value.encode() if isinstance(value, str) else value
        return raw.hex() if verb == "x" else raw.hex().upper()
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("a whole number is wanted")
    return format(value, verb)


def zone_of(name: str) -> tzinfo:
    """Return a time zone by its name or as ``+02:00``."""
    offset = re.match(r"([+-]?)(\d\d):(\d\d)\Z", name)
    if offset:
        span = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return timezone(-span if offset[1] == "-" else span)
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CELError(f"{name!r} is no time zone") from error


def compare_versions(left: SemanticVersion, right: SemanticVersion) -> int:
    """Return -1, 0 or 1."""
    one: Version = left.version
    return one.compare(right.version)
