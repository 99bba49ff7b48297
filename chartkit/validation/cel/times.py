"""Durations and moments of CEL, and the parts of moments.

Upstream: github.com/google/cel-go common/types duration.go, timestamp.go
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from chartkit.patterns import late_pattern

from .libraries import zone_of
from .values import CELError, Duration, Timestamp

__all__ = ["SECOND", "clock", "duration", "moment", "timestamp"]

#: A second, in the nanoseconds that durations and moments count.
SECOND = 10**9

_UNITS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": SECOND,
    "m": 60 * SECOND,
    "h": 3600 * SECOND,
}
_DURATION_PART = late_pattern(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)")
_DURATION = late_pattern(r"[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)\Z")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def duration(value: object) -> Duration:
    """Return the duration that a string such as ``1h30m`` names."""
    if isinstance(value, Duration):
        return value
    if not isinstance(value, str) or not _DURATION.match(value):
        raise CELError(f"{value!r} is not a duration")
    total = sum(round(float(amount) * _UNITS[unit]) for amount, unit in _DURATION_PART.findall(value))
    return Duration(-total if value.startswith("-") else total)


def timestamp(value: object) -> Timestamp:
    """Return the moment that an RFC 3339 string names."""
    if isinstance(value, Timestamp):
        return value
    if not isinstance(value, str):
        raise CELError("a time is wanted")
    try:
        time = datetime.fromisoformat(value if "T" in value else f"{value}T00:00:00Z")
    except ValueError as error:
        raise CELError(f"{value!r} is not a time") from error
    span = time - _EPOCH
    return Timestamp((span.days * 86400 + span.seconds) * SECOND + span.microseconds * 1000)


def moment(part: Callable[[datetime], int]) -> Callable[..., int]:
    """Return a method of moments: ``part`` of one, in a time zone that may be given."""

    def function(value: Timestamp | Duration, zone: str = "UTC") -> int:
        if isinstance(value, Duration):
            raise TypeError("only times have this")
        time = _EPOCH + timedelta(microseconds=value.nanoseconds // 1000)
        return part(time if zone == "UTC" else time.astimezone(zone_of(zone)))

    return function


def clock(unit: int, part: Callable[[datetime], int]) -> Callable[..., int]:
    """Return a method of moments and durations: ``part`` of a moment, or how many ``unit`` a duration has."""
    of_time = moment(part)
    return lambda value, *zone: int(value.nanoseconds / unit) if isinstance(value, Duration) else of_time(value, *zone)
