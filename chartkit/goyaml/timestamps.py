"""Whether a text is a timestamp.

Upstream: go-yaml resolve.go parseTimestamp; time format.go Parse
"""

from __future__ import annotations

from chartkit.patterns import late_pattern

__all__ = ["is_timestamp"]

_DATE = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
# Go: any number of spaces stands for one, and a comma may stand for the point before the fraction of a second.
_CLOCK = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{1,2}):(?P<second>[0-9]{1,2})(?:[.,][0-9]+)?"
_ZONE = r"(?:Z|[-+](?P<zone_hour>[0-9]{2}):(?P<zone_minute>[0-9]{2}))"
_TIMESTAMP = late_pattern(rf"{_DATE}(?:[Tt]{_CLOCK}{_ZONE}|\ +{_CLOCK.replace('<', '<plain_')})?")
_LONG_MONTHS = frozenset({1, 3, 5, 7, 8, 10, 12})


def is_timestamp(text: str) -> bool:
    """Return whether ``text`` is a date, or a date and a time in one of the three forms that go-yaml knows."""
    if text[4:5] != "-":
        return False
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        return False
    number = {name: int(digits) for name, digits in match.groupdict(default="0").items()}
    return (
        1 <= number["month"] <= 12
        and 1 <= number["day"] <= _days(number["month"], number["year"])
        and number["hour"] + number["plain_hour"] < 24
        and number["minute"] + number["plain_minute"] < 60
        and number["second"] + number["plain_second"] < 60
        # Go: the bounds of a zone are inclusive.
        and number["zone_hour"] <= 24
        and number["zone_minute"] <= 60
    )


def _days(month: int, year: int) -> int:
    """Return the number of days of a month."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 31 if month in _LONG_MONTHS else 30
