"""Go's time layouts: a layout to its elements, and a moment to text.

Upstream: time format.go
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from chartkit.patterns import late_pattern

__all__ = [
    "LONG_MONTHS",
    "LONG_WEEKDAYS",
    "RFC3339",
    "RFC3339_NANO",
    "SHORT_MONTHS",
    "SHORT_WEEKDAYS",
    "Civil",
    "Element",
    "elements",
    "format_layout",
    "quote",
]

RFC3339 = "2006-01-02T15:04:05Z07:00"
RFC3339_NANO = "2006-01-02T15:04:05.999999999Z07:00"

LONG_WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
LONG_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SHORT_WEEKDAYS = tuple(name[:3] for name in LONG_WEEKDAYS)
SHORT_MONTHS = tuple(name[:3] for name in LONG_MONTHS)


class Civil(NamedTuple):
    """What clocks and calendars show at a moment in a place."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    nanosecond: int
    #: 0: Sunday.
    weekday: int
    #: 1: 1 January.
    yearday: int
    zone: str
    #: Seconds east of Greenwich.
    offset: int


#: The elements of a layout, the longer of two that begin alike first. A month or weekday name is none if a small
#: letter follows ("Month"), and the underscore before a four-digit year is itself.
_ELEMENT = late_pattern(
    r"January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|0[1-6]|002|15|1|2006|2|__2|_2(?!006)|3|4|5|PM|pm"
    r"|[-Z]07(?:0000|:00:00|00|:00)?|[.,](?:0+|9+)(?![0-9])"
)


class Element(NamedTuple):
    """Literal text, and the element after it: empty after the last."""

    literal: str
    element: str


@lru_cache(maxsize=256)
def elements(layout: str) -> tuple[Element, ...]:
    """Return the elements of ``layout``; the last one has only the literal text that is left.

    Upstream: time format.go nextStdChunk
    """
    found: list[Element] = []
    position = 0
    for match in _ELEMENT.finditer(layout):
        found.append(Element(layout[position : match.start()], match[0]))
        position = match.end()
    found.append(Element(layout[position:], ""))
    return tuple(found)


# Formatting


def format_layout(layout: str, at: Civil) -> str:
    """Return ``at`` in the form that ``layout`` shows.

    Upstream: time format.go (Time).appendFormat
    """
    pieces: list[str] = []
    for literal, element in elements(layout):
        pieces.append(literal)
        if element:
            pieces.append(_format_element(element, at))
    return "".join(pieces)


def _format_element(element: str, at: Civil) -> str:
    plain = _PLAIN.get(element)
    if plain is not None:
        index, width = plain
        return _padded(at[index], width)
    first = element[0]
    if first in "-Z" and len(element) > 1:
        return _format_offset(element, at.offset)
    if first in ".,":
        return _format_fraction(element, at.nanosecond)
    if element in ("3", "03"):
        return _padded(at.hour % 12 or 12, len(element))
    if element in ("PM", "pm"):
        half = "PM" if at.hour >= 12 else "AM"
        return half if element == "PM" else half.lower()
    if element == "06":
        return _padded(abs(at.year) % 100, 2)
    if element == "MST":
        return at.zone or _format_offset("-0700", at.offset)
    if element in ("January", "Jan"):
        return LONG_MONTHS[at.month - 1][: len(element)] if element == "Jan" else LONG_MONTHS[at.month - 1]
    return LONG_WEEKDAYS[at.weekday][:3] if element == "Mon" else LONG_WEEKDAYS[at.weekday]


#: Elements that are one number: where it stands in a Civil, and its width (negative: filled up with spaces).
_PLAIN = {
    "2006": (0, 4),
    "1": (1, 0),
    "01": (1, 2),
    "2": (2, 0),
    "_2": (2, -2),
    "02": (2, 2),
    "15": (3, 2),
    "4": (4, 0),
    "04": (4, 2),
    "5": (5, 0),
    "05": (5, 2),
    "002": (8, 3),
    "__2": (8, -3),
}


def _padded(number: object, width: int) -> str:
    text = str(number)
    if width < 0:
        return text.rjust(-width)
    return "-" + text[1:].rjust(width, "0") if text[0] == "-" else text.rjust(width, "0")


def _format_offset(element: str, offset: int) -> str:
    if element[0] == "Z" and offset == 0:
        return "Z"
    # Go: the sign is that of the whole minutes, and the seconds are those of the whole.
    minutes = int(offset / 60)
    seconds = -offset if minutes < 0 else offset
    hours, minute = divmod(abs(minutes), 60)
    colon = ":" if ":" in element else ""
    text = ("-" if minutes < 0 else "+") + _padded(hours, 2)
    digits = element.count("0") + element.count("7")
    if digits >= 4:
        text += colon + _padded(minute, 2)
    if digits >= 6:
        text += colon + _padded(_remainder(seconds, 60), 2)
    return text


def _remainder(number: int, divisor: int) -> int:
    """Return the remainder with the sign of ``number``, as Go has it."""
    return number - int(number / divisor) * divisor


def _format_fraction(element: str, nanosecond: int) -> str:
    width = (len(element) - 1) & 0xFFF
    digits = f"{nanosecond:09}"[:width] if width < 9 else f"{nanosecond:09}"
    if element[1] == "0":
        return element[0] + digits
    digits = digits.rstrip("0")
    return element[0] + digits if digits else ""


def quote(text: str) -> str:
    """Return ``text`` in double quotes, with bytes that are not printable ASCII in hexadecimal.

    Upstream: time format.go quote
    """
    pieces = ['"']
    for character in text:
        if character in '"\\':
            pieces.append("\\" + character)
        elif " " <= character < "\x80":
            pieces.append(character)
        else:
            pieces.extend(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogateescape"))
    pieces.append('"')
    return "".join(pieces)
