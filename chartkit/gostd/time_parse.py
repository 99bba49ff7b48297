"""Texts that are written by a layout of Go's time, to the parts of a moment.

Upstream: time format.go parse
"""

from __future__ import annotations

import re
from itertools import pairwise

from chartkit.errors import FunctionError
from chartkit.patterns import late_pattern
from chartkit.records import dataclass

from .time_layout import LONG_MONTHS, LONG_WEEKDAYS, SHORT_MONTHS, SHORT_WEEKDAYS, elements, quote
from .time_zone import DAYS_BEFORE_MONTH, is_leap

__all__ = ["Parsed", "parse_layout"]


@dataclass(slots=True)
class Parsed:
    """What a text says of a moment; not frozen, as it is filled in while the text is read.

    None: the text does not say it.
    """

    year: int = 0
    month: int | None = None
    day: int | None = None
    yearday: int | None = None
    hour: int = 0
    minute: int = 0
    second: int = 0
    nanosecond: int = 0
    #: Whether the text says UTC or Z.
    utc: bool = False
    offset: int | None = None
    zone: str = ""
    half: str = ""


class _Bad(Exception):  # noqa: N818 - a signal within this module, never seen outside
    """The value does not begin with what the element stands for."""


class _OutOfRange(Exception):  # noqa: N818 - a signal within this module, never seen outside
    """A number is out of range; carries the field's name and the value after the number."""


def parse_layout(layout: str, value: str) -> Parsed:
    """Return the parts of ``value``, which is written as ``layout`` shows, with month and day checked.

    Raises:
        FunctionError: The value is not written so; the message is Go's.

    Upstream: time format.go parse
    """
    parsed = Parsed()
    rest = value
    for (literal, element), (_, following) in pairwise((*elements(layout), ("", ""))):
        try:
            rest = _skip(rest, literal)
        except _Bad as bad:
            raise _error(layout, value, literal, str(bad)) from None
        try:
            rest = _read_element(element, rest, parsed, following) if element else rest
        except _OutOfRange as error:
            raise FunctionError(f"parsing time {quote(value)}: {error} out of range") from None
        except _Bad:
            raise _error(layout, value, element, rest) from None
    if rest:
        raise FunctionError(f"parsing time {quote(value)}: extra text: {quote(rest)}")
    if parsed.half == "pm" and parsed.hour < 12:
        parsed.hour += 12
    elif parsed.half == "am" and parsed.hour == 12:
        parsed.hour = 0
    reason = _settle_day(parsed)
    if reason:
        raise FunctionError(f"parsing time {quote(value)}: {reason}")
    return parsed


def _error(layout: str, value: str, element: str, rest: str) -> FunctionError:
    return FunctionError(
        f"parsing time {quote(value)} as {quote(layout)}: cannot parse {quote(rest)} as {quote(element)}"
    )


def _skip(value: str, literal: str) -> str:
    """Return ``value`` without ``literal`` before it; runs of spaces equal each other and nothing at all.

    Upstream: time format.go skip
    """
    at = position = 0
    while position < len(literal):
        character = literal[position]
        if character == " ":
            if at < len(value) and value[at] != " ":
                raise _Bad(value[at:])
            while position < len(literal) and literal[position] == " ":
                position += 1
            while at < len(value) and value[at] == " ":
                at += 1
            continue
        if at >= len(value) or value[at] != character:
            raise _Bad(value[at:])
        at += 1
        position += 1
    return value[at:]


def _read_element(element: str, value: str, parsed: Parsed, following: str) -> str:  # noqa: C901, PLR0912 - one case a kind of element
    """Read what ``element`` stands for off ``value``, return what is left."""
    match element:
        case "2006":
            if len(value) < 4 or not _is_digit(value, 0):
                raise _Bad
            parsed.year = _integer(value[:4])
            return value[4:]
        case "06":
            if len(value) < 2:
                raise _Bad
            year = _integer(value[:2])
            parsed.year = year + (1900 if year >= 69 else 2000)
            return value[2:]
        case "Jan" | "January":
            index, value = _name(SHORT_MONTHS if element == "Jan" else LONG_MONTHS, value)
            parsed.month = index + 1
            return value
        case "Mon" | "Monday":
            # The weekday has to be one, and is not compared with the date.
            return _name(SHORT_WEEKDAYS if element == "Mon" else LONG_WEEKDAYS, value)[1]
        case "1" | "01":
            parsed.month, value = _number(value, 2, fixed=element == "01")
            if not 1 <= parsed.month <= 12:
                raise _OutOfRange("month")
            return value
        case "2" | "_2" | "02":
            if element == "_2" and value.startswith(" "):
                value = value[1:]
            parsed.day, value = _number(value, 2, fixed=element == "02")
            return value
        case "002" | "__2":
            spaces = 2 if element == "__2" else 0
            while spaces and value.startswith(" "):
                spaces -= 1
                value = value[1:]
            parsed.yearday, value = _number(value, 3, fixed=element == "002")
            return value
        case "PM" | "pm":
            half = value[:2]
            if half not in (("PM", "AM") if element == "PM" else ("pm", "am")):
                raise _Bad
            parsed.half = half.lower()
            return value[2:]
        case "MST":
            return _read_zone(value, parsed)
        case _:
            return _read_number(element, value, parsed, following)


def _read_number(element: str, value: str, parsed: Parsed, following: str) -> str:
    """Read an offset, a fraction or a number of the clock."""
    if element[0] in "-Z":
        if element[0] == "Z" and value.startswith("Z"):
            parsed.utc = True
            return value[1:]
        return _read_offset(element, value, parsed)
    if element[0] in ".,":
        return _read_fraction(element, value, parsed)
    return _read_clock(element, value, parsed, following)


def _read_clock(element: str, value: str, parsed: Parsed, following: str) -> str:
    if element in ("15", "3", "03"):
        parsed.hour, value = _number(value, 2, fixed=element == "03")
        if parsed.hour > (23 if element == "15" else 12):
            raise _OutOfRange("hour")
        return value
    if element in ("4", "04"):
        parsed.minute, value = _number(value, 2, fixed=element == "04")
        if parsed.minute > 59:
            raise _OutOfRange("minute")
        return value
    parsed.second, value = _number(value, 2, fixed=element == "05")
    if parsed.second > 59:
        raise _OutOfRange("second")
    # A fraction may follow the seconds even where the layout has none.
    fraction = _FRACTION.match(value)
    if fraction and following[:1] not in (".", ","):
        parsed.nanosecond = _nanoseconds(fraction[0])
        return value[fraction.end() :]
    return value


_FRACTION = late_pattern(r"[.,][0-9]+")


def _read_fraction(element: str, value: str, parsed: Parsed) -> str:
    if element[1] == "0":
        length = 1 + ((len(element) - 1) & 0xFFF)
        if len(value) < length:
            raise _Bad
        parsed.nanosecond = _nanoseconds(value[:length])
        return value[length:]
    fraction = _FRACTION.match(value)
    if fraction is None:
        return value
    parsed.nanosecond = _nanoseconds(fraction[0])
    return value[fraction.end() :]


def _nanoseconds(text: str) -> int:
    """Return the nanoseconds of a separator and digits; what is finer is cut off.

    Upstream: time format.go parseNanoseconds
    """
    if text[0] not in ".,":
        raise _Bad
    text = text[:10]
    number = _integer(text[1:])
    if number < 0:
        raise _OutOfRange("fractional second")
    scale: int = 10 ** (10 - len(text))
    return number * scale


_OFFSET = {
    "-07": late_pattern(r"(.)(..)()()", re.DOTALL),
    "-0700": late_pattern(r"(.)(..)(..)()", re.DOTALL),
    "-07:00": late_pattern(r"(.)(..):(..)()", re.DOTALL),
    "-070000": late_pattern(r"(.)(..)(..)(..)", re.DOTALL),
    "-07:00:00": late_pattern(r"(.)(..):(..):(..)", re.DOTALL),
}


def _read_offset(element: str, value: str, parsed: Parsed) -> str:
    found = _OFFSET["-" + element[1:]].match(value)
    if found is None:
        raise _Bad
    sign = found[1]
    numbers: list[int] = []
    failed = False
    for part in found.groups()[1:]:
        # Go reads on after a bad number only to look at the ranges of those before it.
        good = not failed and (not part or (part.isascii() and part.isdigit()))
        failed = not good
        numbers.append(int(part) if part and good else 0)
    hours, minutes, seconds = numbers
    # More than a day, an hour or a minute is refused, but 24, 60 and 60 are not.
    for name, number, most in (("second", seconds, 60), ("minute", minutes, 60), ("hour", hours, 24)):
        if number > most:
            raise _OutOfRange(f"time zone offset {name}")
    if failed or sign not in ("+", "-"):
        raise _Bad
    offset = (hours * 60 + minutes) * 60 + seconds
    offset = -offset if sign == "-" else offset
    # Go: an offset of one second west of Greenwich is its mark for no offset.
    parsed.offset = None if offset == -1 else offset
    return value[found.end() :]


def _read_zone(value: str, parsed: Parsed) -> str:
    if value.startswith("UTC"):
        parsed.utc = True
        return value[3:]
    length = _zone_length(value)
    parsed.zone = value[:length]
    return value[length:]


_CAPITALS = late_pattern(r"[A-Z]{0,6}")
_SIGNED_HOURS = late_pattern(r"[+-]([0-9]+)")


def _zone_length(value: str) -> int:
    """Return the length of the abbreviation that ``value`` begins with.

    Upstream: time format.go parseTimeZone
    """
    if len(value) >= 3:
        if value.startswith(("ChST", "MeST")):
            return 4
        if value.startswith("GMT"):
            return 3 + _hours_length(value[3:])
        if value[0] in "+-":
            length = _hours_length(value)
            if length:
                return length
            raise _Bad
        capitals = _CAPITALS.match(value)
        name = capitals[0] if capitals else ""
        if len(name) == 3 or (len(name) in (4, 5) and (name[-1] == "T" or name == "WITA")):
            return len(name)
    raise _Bad


def _hours_length(value: str) -> int:
    found = _SIGNED_HOURS.match(value)
    digits = found[1].lstrip("0") if found else ""
    return found.end() if found and len(digits) <= 2 and int(digits or "0") <= 23 else 0


def _name(names: tuple[str, ...], value: str) -> tuple[int, str]:
    for index, name in enumerate(names):
        found = value[: len(name)]
        if found.isascii() and found.lower() == name.lower():
            return index, value[len(name) :]
    raise _Bad


def _is_digit(value: str, index: int) -> bool:
    return "0" <= value[index : index + 1] <= "9" and index < len(value)


def _number(value: str, most: int, *, fixed: bool) -> tuple[int, str]:
    """Return the number of at most ``most`` digits, exactly as many if ``fixed``, that ``value`` begins with."""
    length = 0
    while length < most and _is_digit(value, length):
        length += 1
    if length == 0 or (fixed and length < most):
        raise _Bad
    return int(value[:length]), value[length:]


_SIGNED = late_pattern(r"[+-]?[0-9]+")


def _integer(text: str) -> int:
    # Go reads a sign without digits as 0.
    if text in ("+", "-"):
        return 0
    if not _SIGNED.fullmatch(text):
        raise _Bad
    return int(text)


def _settle_day(parsed: Parsed) -> str:
    """Fill in month and day, from the day of the year if that is given; return what is wrong with them."""
    leap = is_leap(parsed.year)
    if parsed.yearday is not None:
        reason = _settle_yearday(parsed, parsed.yearday, leap=leap)
        if reason:
            return reason
    month = parsed.month = parsed.month or 1
    day = parsed.day = 1 if parsed.day is None else parsed.day
    length = DAYS_BEFORE_MONTH[month] - DAYS_BEFORE_MONTH[month - 1] + (leap and month == 2)
    return "" if 1 <= day <= length else "day out of range"


def _settle_yearday(parsed: Parsed, yearday: int, *, leap: bool) -> str:
    month = day = 0
    if leap and yearday == 31 + 29:
        month, day = 2, 29
    elif leap and yearday > 31 + 29:
        yearday -= 1
    if not 1 <= yearday <= 365:
        return "day-of-year out of range"
    if not month:
        month = next(index for index in range(1, 13) if DAYS_BEFORE_MONTH[index] >= yearday)
        day = yearday - DAYS_BEFORE_MONTH[month - 1]
    if parsed.month is not None and parsed.month != month:
        return "day-of-year does not match month"
    if parsed.day is not None and parsed.day != day:
        return "day-of-year does not match day"
    parsed.month, parsed.day = month, day
    return ""
