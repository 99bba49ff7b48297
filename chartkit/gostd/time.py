"""Go's time package: moments, durations, and their texts.

Upstream: time time.go, format.go
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from chartkit.errors import FunctionError

from .kinds import INT64, Duration, Field, GoType, Int64, Integer, Kind, Struct, Uint64
from .time_duration import (
    HOUR,
    MAX_DURATION,
    MICROSECOND,
    MILLISECOND,
    MIN_DURATION,
    MINUTE,
    SECOND,
    duration_in,
    duration_round,
    duration_string,
    duration_truncate,
    duration_whole,
    parse_duration,
)
from .time_layout import (
    LONG_MONTHS,
    LONG_WEEKDAYS,
    RFC3339,
    RFC3339_NANO,
    Civil,
    format_layout,
    quote,
)
from .time_parse import parse_layout
from .time_zone import (
    DAYS_BEFORE_MONTH,
    UTC,
    Location,
    days_before_year,
    fixed_zone,
    is_leap,
    load_location,
    local_location,
    year_of_day,
)

__all__ = [
    "HOUR",
    "MICROSECOND",
    "MILLISECOND",
    "MINUTE",
    "RFC3339",
    "RFC3339_NANO",
    "SECOND",
    "UTC",
    "ZERO",
    "Duration",
    "Location",
    "Month",
    "Time",
    "Weekday",
    "date",
    "duration_in",
    "duration_round",
    "duration_string",
    "duration_truncate",
    "duration_whole",
    "load_location",
    "local_location",
    "parse",
    "parse_duration",
    "parse_in_location",
    "unix",
]

_DAY_SECONDS = 86400

#: Days from 1 January of year 1 to 1 January 1970.
_EPOCH_DAYS = days_before_year(1970)
#: The second from which Go counts without a sign: every moment that its 64 bits can name lies after it.
_ABSOLUTE = (292277022400 // 400 * 146097 + 306) * _DAY_SECONDS + _EPOCH_DAYS * _DAY_SECONDS


class Month(Integer):
    """Go's time.Month: 1 is January."""

    __slots__ = ()
    go_type = GoType("time.Month", Kind.INT)
    go_methods: ClassVar[dict[str, Callable[..., object]]] = {}


class Weekday(Integer):
    """Go's time.Weekday: 0 is Sunday."""

    __slots__ = ()
    go_type = GoType("time.Weekday", Kind.INT)
    go_methods: ClassVar[dict[str, Callable[..., object]]] = {}


def _month_string(month: Month) -> str:
    return LONG_MONTHS[month - 1] if 1 <= month <= 12 else f"%!Month({month % (1 << 64)})"


def _weekday_string(weekday: Weekday) -> str:
    return LONG_WEEKDAYS[weekday] if 0 <= weekday <= 6 else f"%!Weekday({weekday % (1 << 64)})"


Month.go_methods["String"] = _month_string
Weekday.go_methods["String"] = _weekday_string


# Moments


class Time(Struct):
    """Go's time.Time: a moment, and the place whose clocks show it.

    Equality is Go's ``==``: the same moment shown in the same place; ``Equal`` compares moments alone.
    """

    __slots__ = ("location", "monotonic", "nanosecond", "seconds")
    go_type: ClassVar[GoType] = GoType("time.Time", Kind.STRUCT)
    # The names are Go's of unexported fields: fmt prints them, templates cannot read them.
    go_fields: ClassVar[Mapping[str, Field]] = {
        "wall": Field("wall", Uint64.go_type),
        "ext": Field("ext", INT64),
        "loc": Field("loc", Location.go_type),
    }

    def __init__(
        self, seconds: int, nanosecond: int = 0, location: Location = UTC, monotonic: int | None = None
    ) -> None:
        #: Seconds since 1970 in UTC, and the rest: from 0 up to a second.
        self.seconds = seconds
        self.nanosecond = nanosecond
        self.location = location
        #: Nanoseconds since the program began, if the clock was read; part of the text.
        self.monotonic = monotonic

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Time) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        return f"<Time {self}>"

    def __str__(self) -> str:
        """Return the text that templates print.

        Upstream: time format.go (Time).String
        """
        text = self.format("2006-01-02 15:04:05.999999999 -0700 MST")
        if self.monotonic is not None:
            seconds, fraction = divmod(abs(self.monotonic), SECOND)
            text += f" m={'-' if self.monotonic < 0 else '+'}{seconds}.{fraction:09}"
        return text

    def _key(self) -> tuple[object, ...]:
        # Go: locations are compared by their addresses.
        return (self.seconds, self.nanosecond, id(self.location), self.monotonic)

    @property
    def wall(self) -> Uint64:
        """Go's field ``wall``: the nanoseconds and, if the clock was read, a mark and the seconds since 1885."""
        if self.monotonic is None:
            return Uint64(self.nanosecond)
        seconds = self.seconds + (_EPOCH_DAYS - days_before_year(1885)) * _DAY_SECONDS
        return Uint64(1 << 63 | seconds % (1 << 33) << 30 | self.nanosecond)

    @property
    def ext(self) -> Int64:
        """Go's field ``ext``: the seconds since year 1 or, if the clock was read, since the program began."""
        if self.monotonic is None:
            return Int64(_int64(self.seconds + _EPOCH_DAYS * _DAY_SECONDS))
        return Int64(_int64(self.monotonic))

    @property
    def loc(self) -> Location | None:
        """Go's field ``loc``; nil is UTC."""
        return None if self.location is UTC else self.location

    @property
    def instant(self) -> int:
        """Nanoseconds since 1970; of any size."""
        return self.seconds * SECOND + self.nanosecond

    def civil(self) -> Civil:
        """Return what clocks and calendars in the time's place show."""
        period = self.location.lookup(self.seconds)
        # Go counts in 64 bits without a sign from its absolute start.
        absolute = (self.seconds + period.offset + _ABSOLUTE) % (1 << 64) - _ABSOLUTE
        days, clock = divmod(absolute, _DAY_SECONDS)
        year, month, day, yearday = _calendar(days + _EPOCH_DAYS)
        hour, clock = divmod(clock, 3600)
        minute, second = divmod(clock, 60)
        return Civil(
            year,
            month,
            day,
            hour,
            minute,
            second,
            self.nanosecond,
            (days + _EPOCH_DAYS + 1) % 7,
            yearday,
            period.abbreviation,
            period.offset,
        )

    def format(self, layout: str) -> str:
        """Return the time in the form that ``layout`` shows."""
        return format_layout(layout, self.civil())

    def within(self, location: Location) -> Time:
        """Return the same moment with the clocks of ``location`` (Go's In)."""
        return Time(self.seconds, self.nanosecond, location)

    def add(self, duration: int) -> Time:
        """Return the moment ``duration`` nanoseconds later."""
        seconds, nanosecond = divmod(self.nanosecond + duration, SECOND)
        monotonic = None if self.monotonic is None else self.monotonic + duration
        return Time(_int64(self.seconds + seconds), nanosecond, self.location, monotonic)

    def sub(self, other: Time) -> Duration:
        """Return the time from ``other`` to this one, or the longest duration where that is longer."""
        if self.monotonic is not None and other.monotonic is not None:
            return Duration(self.monotonic - other.monotonic)
        return Duration(max(MIN_DURATION, min(MAX_DURATION, self.instant - other.instant)))

    def rfc3339(self) -> str:
        """Return the text that JSON has of the time, without the quotes around it.

        Raises:
            FunctionError: The year or the offset has no such form.

        Upstream: time format_rfc3339.go (Time).appendStrictRFC3339
        """
        text = self.format(RFC3339_NANO)
        if text[4:5] != "-":
            raise FunctionError("year outside of range [0,9999]")
        if not text.endswith("Z") and (text[-6].isdigit() or int(text[-5:-3]) >= 24):
            raise FunctionError("timezone hour outside of range [0,23]")
        return text


def _int64(value: int) -> int:
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)


def _calendar(days: int) -> tuple[int, int, int, int]:
    """Return year, month, day and day of the year, ``days`` after 1 January of year 1."""
    year = year_of_day(days)
    yearday = days - days_before_year(year)
    leap = is_leap(year)
    month = min(yearday // 28, 11)
    while month and yearday < DAYS_BEFORE_MONTH[month] + (leap and month >= 2):
        month -= 1
    return year, month + 1, yearday - DAYS_BEFORE_MONTH[month] - (leap and month >= 2) + 1, yearday + 1


#: Go's zero time.
ZERO = Time(-_EPOCH_DAYS * _DAY_SECONDS)


def unix(seconds: int, location: Location, nanosecond: int = 0) -> Time:
    """Return the moment so many seconds after 1970 began in UTC, with the clocks of ``location``."""
    return Time(seconds, nanosecond, location)


def date(at: tuple[int, int, int], clock: tuple[int, int, int, int], location: Location) -> Time:
    """Return the moment at which the clocks of ``location`` show a date and a time.

    Args:
        at: Year, month and day; each may be out of its range, as in 32 January.
        clock: Hour, minute, second and nanosecond, likewise.
        location: Where. In an hour that the clocks skip or show twice the choice is Go's.

    Upstream: time time.go Date
    """
    year, month, day = at
    hour, minute, second, nanosecond = clock
    years, month = divmod(month - 1, 12)
    year += years
    leap = is_leap(year)
    days = days_before_year(year) - _EPOCH_DAYS + DAYS_BEFORE_MONTH[month] + (leap and month >= 2) + day - 1
    seconds, nanosecond = divmod(nanosecond, SECOND)
    wall = _int64(days * _DAY_SECONDS + hour * 3600 + minute * 60 + second + seconds)
    period = location.lookup(wall)
    if period.offset:
        moment = wall - period.offset
        if not period.start <= moment < period.end:
            period = location.lookup(moment)
    return Time(_int64(wall - period.offset), nanosecond, location)


def parse(layout: str, value: str) -> Time:
    """Return the moment that ``value`` names, written as ``layout`` shows; in UTC where it names no zone.

    Raises:
        FunctionError: It is not written so; the message is Go's.
    """
    return parse_in_location(layout, value, UTC, local_location(None))


def parse_in_location(layout: str, value: str, location: Location, local: Location | None = None) -> Time:
    """Return the moment that ``value`` names, in ``location`` where it names no zone.

    Args:
        layout: How the value is written.
        value: The text to read.
        location: Where the value's clock hangs.
        local: Where an offset or abbreviation is looked up first; None: in ``location`` too.

    Raises:
        FunctionError: The value is not written so; the message is Go's.

    Upstream: time format.go ParseInLocation
    """
    local = location if local is None else local
    parsed = parse_layout(layout, value)
    day = (parsed.year, parsed.month or 1, parsed.day or 1)
    clock = (parsed.hour, parsed.minute, parsed.second, parsed.nanosecond)
    if parsed.utc:
        return date(day, clock, UTC)
    if parsed.offset is not None:
        moment = date(day, clock, UTC).add(-parsed.offset * SECOND)
        period = local.lookup(moment.seconds)
        if period.offset == parsed.offset and parsed.zone in ("", period.abbreviation):
            return moment.within(local)
        return moment.within(fixed_zone(parsed.zone, parsed.offset))
    if parsed.zone:
        moment = date(day, clock, UTC)
        offset = local.lookup_name(parsed.zone, moment.seconds)
        if offset is not None:
            return moment.add(-offset * SECOND).within(local)
        hours = parsed.zone[3:] if parsed.zone.startswith("GMT") else ""
        return moment.within(fixed_zone(parsed.zone, int(hours or "0") * 3600))
    return date(day, clock, location)


# What templates may call. The annotations are Go's signatures; a tuple is more results than a template can take.


def _add(time: Time, duration: Duration) -> Time:
    return time.add(duration)


def _add_date(time: Time, years: int, months: int, days: int) -> Time:
    at = time.civil()
    clock = (at.hour, at.minute, at.second, at.nanosecond)
    return date((at.year + years, at.month + months, at.day + days), clock, time.location)


def _compare(time: Time, other: Time) -> int:
    if time.monotonic is not None and other.monotonic is not None:
        return (time.monotonic > other.monotonic) - (time.monotonic < other.monotonic)
    return (time.instant > other.instant) - (time.instant < other.instant)


def _after(time: Time, other: Time) -> bool:
    return _compare(time, other) > 0


def _before(time: Time, other: Time) -> bool:
    return _compare(time, other) < 0


def _equal(time: Time, other: Time) -> bool:
    return _compare(time, other) == 0


def _iso_week(time: Time) -> tuple[int, int]:
    at = time.civil()
    days = days_before_year(at.year) + at.yearday - 1
    # The week belongs to the year that its Thursday is in.
    year, _, _, yearday = _calendar(days + 3 - (at.weekday - 1) % 7)
    return year, (yearday - 1) // 7 + 1


def _unix_nano(time: Time) -> Int64:
    return Int64(_int64(time.instant))


def _round(time: Time, duration: Duration) -> Time:
    bare = Time(time.seconds, time.nanosecond, time.location)
    if duration <= 0:
        return bare
    rest = (time.instant - ZERO.instant) % duration
    return bare.add(-rest if 2 * rest < duration else duration - rest)


def _truncate(time: Time, duration: Duration) -> Time:
    bare = Time(time.seconds, time.nanosecond, time.location)
    return bare if duration <= 0 else bare.add(-((time.instant - ZERO.instant) % duration))


def _in(time: Time, location: Location) -> Time:
    return time.within(location)


def _marshal_json(time: Time) -> bytes:
    try:
        return f'"{time.rfc3339()}"'.encode()
    except FunctionError as error:
        raise FunctionError(f"Time.MarshalJSON: {error.message}") from error


def _marshal_text(time: Time) -> bytes:
    try:
        return time.rfc3339().encode()
    except FunctionError as error:
        raise FunctionError(f"Time.MarshalText: {error.message}") from error


def _zone_bounds(time: Time) -> tuple[Time, Time]:
    period = time.location.lookup(time.seconds)
    return Time(period.start, 0, time.location), Time(period.end, 0, time.location)


def _returns(result: object, compute: Callable[[Time], object]) -> Callable[..., object]:
    """Return a method without arguments whose Go signature gives ``result``."""

    def method(time: Time) -> object:
        return compute(time)

    method.__annotations__ = {"time": Time, "return": result}
    return method


def _go_string(time: Time) -> str:
    at = time.civil()
    location = time.location
    place = (
        "time.Local" if location.local else "time.UTC" if location is UTC else f"time.Location({quote(location.name)})"
    )
    numbers = f"{at.day}, {at.hour}, {at.minute}, {at.second}, {at.nanosecond}"
    return f"time.Date({at.year}, time.{LONG_MONTHS[at.month - 1]}, {numbers}, {place})"


Time.go_methods = {
    "Add": _add,
    "AddDate": _add_date,
    "After": _after,
    "Before": _before,
    "Clock": _returns(tuple[int, int, int], lambda time: time.civil()[3:6]),
    "Compare": _compare,
    "Date": _returns(tuple[int, Month, int], lambda time: time.civil()[:3]),
    "Day": _returns(int, lambda time: time.civil().day),
    "Equal": _equal,
    "Format": Time.format,
    "GoString": _go_string,
    "Hour": _returns(int, lambda time: time.civil().hour),
    "ISOWeek": _iso_week,
    "In": _in,
    "IsDST": _returns(bool, lambda time: time.location.lookup(time.seconds).daylight),
    "IsZero": _returns(bool, lambda time: time.instant == ZERO.instant),
    "Local": _returns(Time, lambda time: time.within(local_location(None))),
    "Location": _returns(Location, lambda time: time.location),
    "MarshalJSON": _marshal_json,
    "MarshalText": _marshal_text,
    "Minute": _returns(int, lambda time: time.civil().minute),
    "Month": _returns(Month, lambda time: Month(time.civil().month)),
    "Nanosecond": _returns(int, lambda time: time.nanosecond),
    "Round": _round,
    "Second": _returns(int, lambda time: time.civil().second),
    "String": Time.__str__,
    "Sub": Time.sub,
    "Truncate": _truncate,
    "UTC": _returns(Time, lambda time: time.within(UTC)),
    "Unix": _returns(Int64, lambda time: Int64(time.seconds)),
    "UnixMicro": _returns(Int64, lambda time: Int64(_int64(time.instant // 1000))),
    "UnixMilli": _returns(Int64, lambda time: Int64(_int64(time.instant // 1_000_000))),
    "UnixNano": _unix_nano,
    "Weekday": _returns(Weekday, lambda time: Weekday(time.civil().weekday)),
    "Year": _returns(int, lambda time: time.civil().year),
    "YearDay": _returns(int, lambda time: time.civil().yearday),
    "Zone": _returns(tuple[str, int], lambda time: time.civil()[9:11]),
    "ZoneBounds": _zone_bounds,
}
