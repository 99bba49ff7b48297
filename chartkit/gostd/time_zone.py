"""Go's time.Location: a zone's name in, abbreviation and offset at any moment out.

Zones are read from the system's zoneinfo files or, where it has none, from the tzdata package. Moments are Unix
seconds of any size, so neither the years 1 to 9999 of Python's datetime nor the last listed transition is a bound.

Upstream: time zoneinfo.go, zoneinfo_read.go, zoneinfo_unix.go
"""

from __future__ import annotations

import os
import struct
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, NamedTuple

from chartkit.errors import FunctionError
from chartkit.patterns import late_pattern
from chartkit.records import dataclass, replace

from .kinds import GoType, Kind, Struct

__all__ = [
    "DAYS_BEFORE_MONTH",
    "UTC",
    "Location",
    "Period",
    "days_before_year",
    "fixed_zone",
    "is_leap",
    "load_location",
    "local_location",
    "year_of_day",
]

#: The first and the last second that Go can count.
_ALPHA = -(1 << 63)
_OMEGA = (1 << 63) - 1

_DAY = 86400
#: Where zoneinfo files lie, in Go's order.
_SOURCES = ("/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/usr/lib/locale/TZ", "/etc/zoneinfo")


class Period(NamedTuple):
    """A stretch of time through which one offset holds."""

    abbreviation: str
    #: Seconds east of Greenwich.
    offset: int
    #: First second, and first second after it.
    start: int
    end: int
    daylight: bool = False


class _Zone(NamedTuple):
    """An offset that a location has or had."""

    abbreviation: str
    offset: int
    daylight: bool


@dataclass(frozen=True)
class Location(Struct):
    """A place with its clock: zones, the moments at which they begin, and the rule for the time after the last."""

    go_type: ClassVar[GoType] = GoType("*time.Location", Kind.POINTER, elem=GoType("time.Location", Kind.STRUCT))

    name: str
    zones: tuple[_Zone, ...] = ()
    #: When each period begins, and which zone it has.
    begins: tuple[int, ...] = ()
    indices: tuple[int, ...] = ()
    #: The rule in the form of the TZ variable; empty: the last zone goes on.
    rule: str = ""
    #: Whether this is the location that Go calls Local.
    local: bool = False

    def lookup(self, moment: int) -> Period:
        """Return the period that holds at ``moment`` (Unix seconds).

        Upstream: time zoneinfo.go (*Location).lookup
        """
        if not self.zones:
            return Period("UTC", 0, _ALPHA, _OMEGA)
        place = bisect_right(self.begins, moment) - 1
        if place < 0:
            zone = self.zones[self._first_zone()]
            return Period(zone.abbreviation, zone.offset, _ALPHA, self.begins[0], zone.daylight)
        start = self.begins[place]
        if place == len(self.begins) - 1 and self.rule:
            rule = _parse_rule(self.rule)
            if rule is not None:
                return rule.period(start, moment)
        end = self.begins[place + 1] if place + 1 < len(self.begins) else _OMEGA
        zone = self.zones[self.indices[place]]
        return Period(zone.abbreviation, zone.offset, start, end, zone.daylight)

    def lookup_name(self, abbreviation: str, wall: int) -> int | None:
        """Return the offset meant by ``abbreviation`` when clocks show ``wall`` (as if they were in UTC).

        Upstream: time zoneinfo.go (*Location).lookupName
        """
        named = [zone for zone in self.zones if zone.abbreviation == abbreviation]
        for zone in named:
            period = self.lookup(wall - zone.offset)
            if period.abbreviation == abbreviation:
                return period.offset
        return named[0].offset if named else None

    def _first_zone(self) -> int:
        """Return the zone of the time before the first transition.

        Upstream: time zoneinfo.go (*Location).lookupFirstZone
        """
        if 0 not in self.indices:
            return 0
        if self.zones[self.indices[0]].daylight:
            for index in range(self.indices[0] - 1, -1, -1):
                if not self.zones[index].daylight:
                    return index
        return next((index for index, zone in enumerate(self.zones) if not zone.daylight), 0)


def _string(location: Location) -> str:
    return location.name


Location.go_methods = {"String": _string}

UTC = Location("UTC")


def fixed_zone(name: str, offset: int) -> Location:
    """Return a location that is always ``offset`` seconds east of Greenwich.

    Go: those of whole hours without a name are always the same object, so times in them can be equal.
    """
    if not name and offset % 3600 == 0 and -12 <= offset // 3600 <= 14:
        return _whole_hours(offset)
    return Location(name, (_Zone(name, offset, daylight=False),), (_ALPHA,), (0,))


@lru_cache(maxsize=27)
def _whole_hours(offset: int) -> Location:
    return Location("", (_Zone("", offset, daylight=False),), (_ALPHA,), (0,))


@lru_cache(maxsize=64)
def load_location(name: str) -> Location:
    """Return the location with this name of the zoneinfo database; UTC where the name is empty.

    Raises:
        FunctionError: The database has no such zone.

    Upstream: time zoneinfo.go LoadLocation (``Local`` is the caller's to know)
    """
    if name in ("", "UTC"):
        return UTC
    if ".." in name or name.startswith(("/", "\\")):
        raise FunctionError("time: invalid location name")
    if _NAME.fullmatch(name):
        for source in _SOURCES:
            found = _read(name, Path(source, name))
            if found is not None:
                return found
        packaged = _packaged(name)
        if packaged is not None:
            return packaged
    raise FunctionError(f"unknown time zone {name}")


#: Zone names; anything else must not reach the file system.
_NAME = late_pattern(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*")
#: No zone's file comes near this size.
_MAX_FILE_SIZE = 1 << 18


@lru_cache(maxsize=4)
def local_location(timezone: str | None) -> Location:
    """Return what Go calls Local: the zone named ``timezone``; None: the zone of this process.

    Upstream: time zoneinfo_unix.go initLocal
    """
    return replace(_local(os.environ.get("TZ") if timezone is None else timezone), local=True)


def _local(timezone: str | None) -> Location:
    if timezone is None:
        return _read("Local", Path("/etc/localtime")) or UTC
    timezone = timezone.removeprefix(":")
    if timezone.startswith("/"):
        return _read("Local" if timezone == "/etc/localtime" else timezone, Path(timezone)) or UTC
    try:
        return load_location(timezone)
    except FunctionError:
        return UTC


def _packaged(name: str) -> Location | None:
    from importlib.resources import files

    try:
        package = files("tzdata.zoneinfo")
    except ModuleNotFoundError:
        return None
    try:
        return _decode(name, package.joinpath(*name.split("/")).read_bytes())
    except OSError:
        return None


def _read(name: str, path: Path) -> Location | None:
    try:
        if path.stat().st_size > _MAX_FILE_SIZE:
            return None
        return _decode(name, path.read_bytes())
    except OSError:
        return None


def _decode(name: str, data: bytes) -> Location | None:
    """Return the location in a zoneinfo file; None if the data is no such file.

    Upstream: time zoneinfo_read.go LoadLocationFromTZData
    """
    if data[:4] != b"TZif" or data[4:5] not in (b"\0", b"2", b"3"):
        return None
    try:
        return _decode_body(name, data)
    except (struct.error, IndexError, UnicodeDecodeError):
        return None


def _decode_body(name: str, data: bytes) -> Location | None:
    counts = struct.unpack_from(">6I", data, 20)
    position, size, letter = 44, 4, "i"
    if data[4:5] != b"\0":
        # The same again with 64 bits; what comes first is for readers that cannot use it.
        utc, wall, leaps, times, zones, characters = counts
        position += times * 5 + zones * 6 + characters + leaps * 8 + wall + utc
        counts = struct.unpack_from(">6I", data, position + 20)
        position, size, letter = position + 44, 8, "q"
    utc, wall, leaps, times, zones, characters = counts
    begins = struct.unpack_from(f">{times}{letter}", data, position)
    position += times * size
    indices = tuple(data[position : position + times])
    position += times
    records = [struct.unpack_from(">iBB", data, position + index * 6) for index in range(zones)]
    position += zones * 6
    abbreviations = data[position : position + characters]
    position += characters + leaps * (size + 4) + wall + utc
    if not records or position > len(data) or any(index >= zones for index in indices):
        return None
    rest = data[position:]
    rule = rest[1:-1].decode("ascii") if len(rest) > 2 and rest[:1] == rest[-1:] == b"\n" else ""
    return Location(
        name,
        tuple(
            _Zone(abbreviations[start : abbreviations.index(b"\0", start)].decode("ascii"), offset, bool(daylight))
            for offset, daylight, start in records
        ),
        begins or (_ALPHA,),
        indices or (0,),
        rule,
    )


# The rule for the time after the last transition


def is_leap(year: int) -> bool:
    """Return whether ``year`` has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_before_year(year: int) -> int:
    """Return the days from 1 January of year 1 to that of ``year``."""
    year -= 1
    return year * 365 + year // 4 - year // 100 + year // 400


def year_of_day(days: int) -> int:
    """Return the year of the day so many days after 1 January of year 1."""
    # The years of a cycle are never longer on average than the whole cycle's, so this is not too late.
    year = days * 400 // 146097 + 1
    while days_before_year(year + 1) <= days:
        year += 1
    return year


#: Days of a year that is no leap year before each month; the last entry is the year's length.
DAYS_BEFORE_MONTH = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365)
_EPOCH = days_before_year(1970)


@dataclass(frozen=True, slots=True)
class _Rule:
    """What the TZ variable can say: standard time and, between two dates of each year, daylight time."""

    standard: str
    standard_offset: int
    daylight: str = ""
    daylight_offset: int = 0
    #: Seconds from the start of a year (in local time) to the change.
    begin: Callable[[int], int] | None = None
    end: Callable[[int], int] | None = None

    def period(self, last: int, moment: int) -> Period:
        """Return the period around ``moment``; ``last`` is when the rule came into force.

        Upstream: time zoneinfo.go tzset
        """
        if self.begin is None or self.end is None:
            return Period(self.standard, self.standard_offset, last, _OMEGA)
        year = year_of_day(moment // _DAY + _EPOCH)
        year_start = (days_before_year(year) - _EPOCH) * _DAY
        first = self.begin(year) - self.standard_offset
        second = self.end(year) - self.daylight_offset
        inside = (self.daylight, self.daylight_offset)
        outside = (self.standard, self.standard_offset)
        swapped = second < first
        if swapped:
            first, second, inside, outside = second, first, outside, inside
        since = moment - year_start
        if since < first:
            return Period(*outside, year_start, year_start + first, swapped)
        if since >= second:
            return Period(*outside, year_start + second, year_start + 365 * _DAY, swapped)
        return Period(*inside, year_start + first, year_start + second, not swapped)


_RULE_NAME = r"(<[^>]*>|[^0-9,+-]{3,})"
_RULE_OFFSET = r"([+-]?[0-9]+(?::[0-9]+(?::[0-9]+)?)?)"
_RULE_DATE = r"(J[0-9]+|M[0-9]+\.[0-9]\.[0-9]|[0-9]+)(?:/([+-]?[0-9]+(?::[0-9]+(?::[0-9]+)?)?))?"
_RULE = late_pattern(f"{_RULE_NAME}{_RULE_OFFSET}(?:{_RULE_NAME}{_RULE_OFFSET}?(?:[,;]{_RULE_DATE},{_RULE_DATE})?)?")


@lru_cache(maxsize=64)
def _parse_rule(text: str) -> _Rule | None:
    found = _RULE.fullmatch(text)
    if found is None:
        return None
    standard, offset, daylight, daylight_offset, begin, begin_time, end, end_time = found.groups()
    standard_offset = -_seconds(offset)
    if not daylight:
        return _Rule(standard.strip("<>"), standard_offset)
    return _Rule(
        standard.strip("<>"),
        standard_offset,
        daylight.strip("<>"),
        -_seconds(daylight_offset) if daylight_offset else standard_offset + 3600,
        _date_rule(begin or "M3.2.0", begin_time),
        _date_rule(end or "M11.1.0", end_time),
    )


def _seconds(text: str) -> int:
    """Return the seconds of ``[+-]hours[:minutes[:seconds]]``."""
    sign = -1 if text.startswith("-") else 1
    parts = [int(part) for part in text.lstrip("+-").split(":")]
    return sign * sum(part * unit for part, unit in zip(parts, (3600, 60, 1), strict=False))


def _date_rule(date: str, time: str | None) -> Callable[[int], int]:
    """Return the function from a year to the seconds before the change.

    Upstream: time zoneinfo.go tzruleTime
    """
    clock = _seconds(time) if time else 7200
    if date.startswith("M"):
        month, week, weekday = (int(part) for part in date[1:].split("."))
        return lambda year: _weekday_of_month(year, month, week, weekday) * _DAY + clock
    if date.startswith("J"):
        day = int(date[1:])
        return lambda year: (day - 1 + (is_leap(year) and day >= 60)) * _DAY + clock
    return lambda _: int(date) * _DAY + clock


def _weekday_of_month(year: int, month: int, week: int, weekday: int) -> int:
    """Return the days from the start of ``year`` to a weekday (0: Sunday) of a month; week 5 is the last."""
    leap = is_leap(year)
    before = DAYS_BEFORE_MONTH[month - 1] + (leap and month > 2)
    length = DAYS_BEFORE_MONTH[month] - DAYS_BEFORE_MONTH[month - 1] + (leap and month == 2)
    # 1 January of year 1 was a Monday.
    first = (days_before_year(year) + before + 1) % 7
    day = (weekday - first) % 7
    for _ in range(week - 1):
        # Go: a last day that would fall on the month's last day counts as past the end.
        if day + 7 >= length:
            break
        day += 7
    return before + day
