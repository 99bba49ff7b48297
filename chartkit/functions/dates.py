"""Moments and durations.

Where a function takes any value for a moment, integers are seconds since 1970 and what is neither that nor a time
means now, whatever it looks like.

Upstream: sprig date.go; helm pkg/engine/funcs.go (mustToDuration and the durations after it)
"""

from __future__ import annotations

import math
from collections.abc import Callable

from chartkit.errors import FunctionError
from chartkit.gostd import fmt, strconv, unicode
from chartkit.gostd.kinds import Duration, Int32, Int64, Integer, type_of
from chartkit.gostd.time import (
    HOUR,
    MICROSECOND,
    MILLISECOND,
    MINUTE,
    SECOND,
    ZERO,
    Location,
    Time,
    duration_in,
    duration_round,
    duration_string,
    duration_truncate,
    duration_whole,
    load_location,
    local_location,
    parse_duration,
    parse_in_location,
    unix,
)
from chartkit.helm_versions import HelmBehaviour

from .environment import Environment

__all__ = ["FUNCTIONS", "functions"]

_DATE = "2006-01-02"
_DAY = 24 * HOUR


# Moments


def date_modify(duration: str, moment: Time) -> Time:
    """Return the moment so much later; itself where the text is no duration."""
    try:
        return moment.add(parse_duration(duration))
    except FunctionError:
        return moment


def must_date_modify(duration: str, moment: Time) -> Time:
    """Return the moment so much later."""
    return moment.add(parse_duration(duration))


def unix_epoch(moment: Time) -> str:
    """Return the seconds since 1970 as text."""
    return str(moment.seconds)


def _location(zone: str, local: Location) -> Location:
    """Return the zone's location; UTC where there is no such zone."""
    if zone == "Local":
        return local
    try:
        return load_location(zone)
    except FunctionError:
        return load_location("UTC")


class _Clock:
    """The present moment, and the place whose clocks are meant where no zone is named."""

    def __init__(self, environment: Environment) -> None:
        self._read = environment.clock
        self._started = environment.clock()
        self.local = local_location(environment.timezone)

    def now(self) -> Time:
        """Return the present moment."""
        moment = self._read()
        seconds, nanosecond = divmod(moment, SECOND)
        # Go: a moment read off the clock carries the time since the program began, and shows it.
        return Time(seconds, nanosecond, self.local, moment - self._started)

    def moment(self, value: object, integers: tuple[type, ...]) -> Time:
        """Return the moment that ``value`` stands for; ``integers`` are the classes that are seconds since 1970."""
        if isinstance(value, Time):
            return value
        if value.__class__ in integers and isinstance(value, int):
            return unix(int(value), self.local)
        return self.now()


def functions(environment: Environment, _behaviour: HelmBehaviour) -> dict[str, Callable[..., object]]:
    """Return the functions that read the clock or know the place."""
    clock = _Clock(environment)

    def now() -> Time:
        """Return the present moment."""
        return clock.now()

    return {"now": now, **_printing(clock), **_reading(clock.local), **_ages(clock)}


def _printing(clock: _Clock) -> dict[str, Callable[..., object]]:
    def date_in_zone(layout: str, value: object, zone: str) -> str:
        """Return the moment as clocks in ``zone`` show it, in the form of ``layout``."""
        return clock.moment(value, (int, Int64, Int32)).within(_location(zone, clock.local)).format(layout)

    def date(layout: str, value: object) -> str:
        """Return the moment as clocks here show it, in the form of ``layout``."""
        return date_in_zone(layout, value, "Local")

    def html_date(value: object) -> str:
        """Return the moment's date, as an HTML date field takes it."""
        return date_in_zone(_DATE, value, "Local")

    def html_date_in_zone(value: object, zone: str) -> str:
        """Return the moment's date in ``zone``, as an HTML date field takes it."""
        return date_in_zone(_DATE, value, zone)

    return {
        "date": date,
        "dateInZone": date_in_zone,
        "date_in_zone": date_in_zone,
        "htmlDate": html_date,
        "htmlDateInZone": html_date_in_zone,
    }


def _reading(local: Location) -> dict[str, Callable[..., object]]:
    def must_to_date(layout: str, text: str) -> Time:
        """Return the moment that ``text`` names, written as ``layout`` shows."""
        return parse_in_location(layout, text, local)

    def to_date(layout: str, text: str) -> Time:
        """Return the moment that ``text`` names, written as ``layout`` shows; Go's zero time if it names none."""
        try:
            return must_to_date(layout, text)
        except FunctionError:
            return ZERO

    return {"toDate": to_date, "mustToDate": must_to_date}


def _ages(clock: _Clock) -> dict[str, Callable[..., object]]:
    def ago(value: object) -> str:
        """Return how long ago the moment was, in whole seconds."""
        age = clock.now().sub(clock.moment(value, (int, Int64)))
        return duration_string(duration_round(age, Duration(SECOND)))

    def duration_round_(value: object) -> str:
        """Return a duration, nanoseconds or the time since a moment in its largest unit, such as ``3mo``."""
        if isinstance(value, Time):
            return _in_largest_unit(clock.now().sub(value))
        if value.__class__ is Int64 and isinstance(value, Int64):
            return _in_largest_unit(value)
        try:
            return _in_largest_unit(parse_duration(value) if value.__class__ is str and isinstance(value, str) else 0)
        except FunctionError:
            return "0s"

    return {"ago": ago, "durationRound": duration_round_}


# Durations


def duration(seconds: object) -> str:
    """Return seconds, an int64 or the digits of one, as a duration."""
    count = 0
    if seconds.__class__ is str and isinstance(seconds, str):
        try:
            count = strconv.parse_int(seconds)
        except strconv.NumError as error:
            count = int(error.value)  # Go: the nearest number; the error is not looked at
    elif isinstance(seconds, Int64):
        count = int(seconds)
    return duration_string(_wrapped(count * SECOND))


def _wrapped(value: int) -> Duration:
    return Duration(Duration.wrap(value))


def _in_largest_unit(duration: int) -> str:
    """Return the duration without its sign in the largest unit that it is longer than.

    Upstream: sprig date.go durationRound
    """
    left = abs(int(duration))
    for unit, name in (
        (365 * _DAY, "y"),
        (30 * _DAY, "mo"),
        (_DAY, "d"),
        (HOUR, "h"),
        (MINUTE, "m"),
        (SECOND, "s"),
    ):
        if left > unit:
            return f"{left // unit}{name}"
    return "0s"


_MAX_SECONDS = ((1 << 63) - 1) // SECOND
_MAX_NANOSECONDS = float((1 << 63) - 1)


def must_to_duration(value: object) -> Duration:
    """Return the duration that a text (Go's syntax, or a number of seconds) or a number of seconds names.

    Upstream: helm pkg/engine/funcs.go asDuration
    """
    if value is None:
        raise FunctionError("invalid duration")
    if isinstance(value, Duration):
        return value
    if value.__class__ is str and isinstance(value, str):
        return _duration_of_text(value)
    if isinstance(value, float):
        return _duration_of_float(float(value))
    if isinstance(value, int) and not isinstance(value, bool):
        signed = not isinstance(value, Integer) or value.signed
        if value > _MAX_SECONDS or (signed and value < -_MAX_SECONDS):
            raise FunctionError(f"duration seconds overflow: {int(value)}")
        return Duration(int(value) * SECOND)
    raise FunctionError(f"unsupported duration type {type_of(value)}")


def _duration_of_text(text: str) -> Duration:
    stripped = unicode.trim_space(text)
    if not stripped:
        raise FunctionError("empty duration")
    try:
        return parse_duration(stripped)
    except FunctionError:
        pass
    try:
        seconds = strconv.parse_float(stripped)
    except FunctionError as error:
        raise FunctionError(f"could not parse duration {strconv.quote(text)}") from error
    return _duration_of_float(seconds)


def _duration_of_float(seconds: float) -> Duration:
    if not math.isfinite(seconds):
        raise FunctionError(f"invalid duration seconds: {fmt.text(seconds)}")
    if abs(seconds) > _MAX_NANOSECONDS / SECOND:
        raise FunctionError(f"duration seconds overflow: {fmt.text(seconds)}")
    nanoseconds = seconds * SECOND
    if abs(nanoseconds) > _MAX_NANOSECONDS:
        raise FunctionError(f"duration nanoseconds overflow: {fmt.text(nanoseconds)}")
    return _wrapped(int(nanoseconds))


def _or_zero(value: object) -> Duration:
    try:
        return must_to_duration(value)
    except FunctionError:
        return Duration(0)


def duration_seconds(value: object) -> float:
    """Return the duration in seconds; 0 where there is none."""
    return duration_in(_or_zero(value), SECOND)


def duration_minutes(value: object) -> float:
    """Return the duration in minutes; 0 where there is none."""
    return duration_in(_or_zero(value), MINUTE)


def duration_hours(value: object) -> float:
    """Return the duration in hours; 0 where there is none."""
    return duration_in(_or_zero(value), HOUR)


def duration_days(value: object) -> float:
    """Return the duration in days of 24 hours; 0 where there is none."""
    return duration_hours(value) / 24.0


def duration_weeks(value: object) -> float:
    """Return the duration in weeks; 0 where there is none."""
    return duration_hours(value) / 24.0 / 7.0


def duration_milliseconds(value: object) -> Int64:
    """Return the duration in whole milliseconds; 0 where there is none."""
    return duration_whole(_or_zero(value), MILLISECOND)


def duration_microseconds(value: object) -> Int64:
    """Return the duration in whole microseconds; 0 where there is none."""
    return duration_whole(_or_zero(value), MICROSECOND)


def duration_nanoseconds(value: object) -> Int64:
    """Return the duration in nanoseconds; 0 where there is none."""
    return duration_whole(_or_zero(value), 1)


def duration_round_to(value: object, multiple: object) -> Duration:
    """Return the nearest multiple; the duration itself where the multiple is none, 0 where the duration is none."""
    try:
        return duration_round(_or_zero(value), must_to_duration(multiple))
    except FunctionError:
        return _or_zero(value)


def duration_truncate_to(value: object, multiple: object) -> Duration:
    """Return the multiple below; the duration itself where the multiple is none, 0 where the duration is none."""
    try:
        return duration_truncate(_or_zero(value), must_to_duration(multiple))
    except FunctionError:
        return _or_zero(value)


FUNCTIONS: dict[str, Callable[..., object]] = {
    "dateModify": date_modify,
    "date_modify": date_modify,
    "mustDateModify": must_date_modify,
    "must_date_modify": must_date_modify,
    "unixEpoch": unix_epoch,
    "duration": duration,
    "mustToDuration": must_to_duration,
    "durationSeconds": duration_seconds,
    "durationMinutes": duration_minutes,
    "durationHours": duration_hours,
    "durationDays": duration_days,
    "durationWeeks": duration_weeks,
    "durationMilliseconds": duration_milliseconds,
    "durationMicroseconds": duration_microseconds,
    "durationNanoseconds": duration_nanoseconds,
    "durationRoundTo": duration_round_to,
    "durationTruncateTo": duration_truncate_to,
}
