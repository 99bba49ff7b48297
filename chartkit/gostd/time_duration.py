"""Go's time.Duration: nanoseconds, their texts, and arithmetic that stays within 64 bits.

Upstream: time time.go, format.go ParseDuration
"""

from __future__ import annotations

import re

from chartkit.errors import FunctionError
from chartkit.patterns import late_pattern

from .kinds import Duration, Int64
from .time_layout import quote

__all__ = [
    "HOUR",
    "MAX_DURATION",
    "MICROSECOND",
    "MILLISECOND",
    "MINUTE",
    "MIN_DURATION",
    "SECOND",
    "duration_in",
    "duration_round",
    "duration_string",
    "duration_truncate",
    "duration_whole",
    "parse_duration",
]

MICROSECOND = 1000
MILLISECOND = 1_000_000
SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

MIN_DURATION = -(1 << 63)
MAX_DURATION = (1 << 63) - 1


def _remainder(value: int, divisor: int) -> int:
    """Return the remainder with the sign of ``value``, as Go has it."""
    return value % divisor if value >= 0 else -(-value % divisor)


def duration_string(duration: Duration) -> str:
    """Return the duration like ``72h3m0.5s``, ``1.5ms`` or ``0s``.

    Upstream: time time.go (Duration).String
    """
    sign = "-" if duration < 0 else ""
    left = abs(int(duration))
    if left == 0:
        return "0s"
    if left < SECOND:
        unit, size = next(found for found in _SMALL_UNITS if left >= found[1])
        return sign + _decimal(left, size) + unit
    minutes, left = divmod(left, MINUTE)
    text = _decimal(left, SECOND) + "s"
    if minutes:
        hours, minutes = divmod(minutes, 60)
        text = (f"{hours}h" if hours else "") + f"{minutes}m{text}"
    return sign + text


_SMALL_UNITS = (("ms", MILLISECOND), ("µs", MICROSECOND), ("ns", 1))


def _decimal(value: int, unit: int) -> str:
    """Return ``value / unit`` exactly, ``unit`` being a power of ten."""
    whole, fraction = divmod(value, unit)
    digits = str(fraction).rjust(len(str(unit)) - 1, "0").rstrip("0") if fraction else ""
    return f"{whole}.{digits}" if digits else str(whole)


_UNITS = {
    "ns": 1,
    "us": 1000,
    "µs": 1000,  # the micro sign
    "μs": 1000,  # the Greek letter mu, which Go accepts too
    "ms": 1_000_000,
    "s": SECOND,
    "m": MINUTE,
    "h": HOUR,
}
_DURATION_PART = late_pattern(r"([0-9]*)(?:(\.)([0-9]*))?([^.0-9]*)", re.DOTALL)


def parse_duration(text: str) -> Duration:
    """Return the duration that a text like ``-1.5h`` or ``1h15m30.918s`` names.

    Raises:
        FunctionError: It names none; the message is Go's.

    Upstream: time format.go ParseDuration
    """
    invalid = FunctionError(f"time: invalid duration {quote(text)}")
    rest = text[1:] if text[:1] in ("+", "-") else text
    if rest == "0":
        return Duration(0)
    if not rest:
        raise invalid
    total = 0
    position = 0
    while position < len(rest):
        part = _DURATION_PART.match(rest, position)
        whole, _, fraction, name = part.groups() if part else ("", None, None, "")
        if part is None or not (whole or fraction):
            raise invalid
        number = _leading_integer(whole)
        if number is None:
            raise invalid
        if not name:
            raise FunctionError(f"time: missing unit in duration {quote(text)}")
        unit = _UNITS.get(name)
        if unit is None:
            raise FunctionError(f"time: unknown unit {quote(name)} in duration {quote(text)}")
        if number > (1 << 63) // unit:
            raise invalid
        total += number * unit + _fraction(fraction or "", unit)
        if total > 1 << 63:
            raise invalid
        position = part.end()
    if text[0] == "-":
        return Duration(-total)
    if total > MAX_DURATION:
        raise invalid
    return Duration(total)


def _leading_integer(digits: str) -> int | None:
    """Return the number; None if it takes more than 63 bits."""
    digits = digits.lstrip("0")
    number = int(digits[:20] or "0")
    return number if len(digits) <= 20 and number <= 1 << 63 else None


def _fraction(digits: str, unit: int) -> int:
    """Return the nanoseconds of a fraction of ``unit``, computed in floating point as Go does.

    Upstream: time format.go leadingFraction
    """
    number, scale = 0, 1.0
    for digit in digits[:64]:
        if number > MAX_DURATION // 10:
            break
        extended = number * 10 + int(digit)
        if extended > 1 << 63:
            break
        number = extended
        scale *= 10
    return int(float(number) * (float(unit) / scale))


def duration_in(duration: int, unit: int) -> float:
    """Return the duration in units of so many nanoseconds (Go's Hours, Minutes and Seconds)."""
    rest = _remainder(duration, unit)
    return float((duration - rest) // unit) + float(rest) / float(unit)


def duration_whole(duration: int, unit: int) -> Int64:
    """Return how often the unit goes into the duration (Go's Milliseconds, Microseconds and Nanoseconds)."""
    return Int64((duration - _remainder(duration, unit)) // unit)


def _hours(duration: Duration) -> float:
    return duration_in(duration, HOUR)


def _minutes(duration: Duration) -> float:
    return duration_in(duration, MINUTE)


def _seconds(duration: Duration) -> float:
    return duration_in(duration, SECOND)


def _milliseconds(duration: Duration) -> Int64:
    return duration_whole(duration, MILLISECOND)


def _microseconds(duration: Duration) -> Int64:
    return duration_whole(duration, MICROSECOND)


def _nanoseconds(duration: Duration) -> Int64:
    return Int64(duration)


def duration_truncate(duration: Duration, multiple: Duration) -> Duration:
    """Return ``duration`` cut to a multiple, towards zero; itself where the multiple is not positive."""
    if multiple <= 0:
        return duration
    return Duration(duration - _remainder(duration, multiple))


def duration_round(duration: Duration, multiple: Duration) -> Duration:
    """Return the nearest multiple, away from zero at half; the farthest duration where that is out of range.

    Upstream: time time.go (Duration).Round
    """
    if multiple <= 0:
        return duration
    size = abs(int(duration))
    rest = size % multiple
    rounded = size - rest if 2 * rest < multiple else size + multiple - rest
    return Duration(max(-rounded, MIN_DURATION) if duration < 0 else min(rounded, MAX_DURATION))


def _abs(duration: Duration) -> Duration:
    return Duration(min(abs(int(duration)), MAX_DURATION))


Duration.go_methods = {
    "Abs": _abs,
    "Hours": _hours,
    "Microseconds": _microseconds,
    "Milliseconds": _milliseconds,
    "Minutes": _minutes,
    "Nanoseconds": _nanoseconds,
    "Round": duration_round,
    "Seconds": _seconds,
    "String": duration_string,
    "Truncate": duration_truncate,
}
