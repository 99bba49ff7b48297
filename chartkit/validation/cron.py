"""Cron schedules: what keeps one from being understood.

Upstream: github.com/robfig/cron/v3 parser.go ParseStandard
"""

from __future__ import annotations

import re

__all__ = ["schedule_problem"]

_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
)}  # fmt: skip
_DAYS = {name: number for number, name in enumerate(("sun", "mon", "tue", "wed", "thu", "fri", "sat"))}
_FIELDS: tuple[tuple[str, int, int, dict[str, int]], ...] = (
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day of the month", 1, 31, {}),
    ("month", 1, 12, _MONTHS),
    ("day of the week", 0, 6, _DAYS),
)
_DESCRIPTORS = frozenset(("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"))
_DURATION = r"[-+]?(?:0|(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)\Z"


def schedule_problem(schedule: str) -> str:
    """Return what is wrong with ``schedule``, or ""."""
    if not schedule:
        return "must not be empty"
    if schedule.startswith(("TZ=", "CRON_TZ=")):
        return "must not set a time zone; use spec.timeZone"
    if schedule.startswith("@"):
        if schedule in _DESCRIPTORS:
            return ""
        if schedule.startswith("@every "):
            return "" if re.match(_DURATION, schedule[7:]) else f"has no duration after @every: {schedule[7:]!r}"
        return f"is not one of {', '.join(sorted(_DESCRIPTORS))} or @every <duration>"
    fields = schedule.split()
    if len(fields) != len(_FIELDS):
        return f"must have 5 fields (minute, hour, day, month, weekday), not {len(fields)}"
    for field, (what, least, most, names) in zip(fields, _FIELDS, strict=True):
        for part in filter(None, field.split(",")):
            if problem := _range_problem(part, least, most, names):
                return f"has a wrong {what} {field!r}: {problem}"
    return ""


def _range_problem(part: str, least: int, most: int, names: dict[str, int]) -> str:
    """Return what is wrong with one range: ( "*" | "?" | value [ "-" value ] ) [ "/" step ]."""
    span, slash, step = part.partition("/")
    low, dash, high = span.partition("-")
    if "-" in high or "/" in step:
        return "too many hyphens or slashes"
    low_value = least if low in ("*", "?") else _value(low, names)
    if low in ("*", "?"):
        high_value: int | None = most  # Upstream: what follows a hyphen is not read here.
    elif dash:
        high_value = _value(high, names)
    else:
        high_value = most if slash else low_value
    if low_value is None or high_value is None:
        return f"{low if low_value is None else high!r} is not a number"
    if slash and (not step.isdecimal() or not step.isascii() or int(step) == 0):
        return f"the step {step!r} is not a number above 0"
    if low_value < least or high_value > most:
        return f"it must be from {least} to {most}"
    return "the range runs backwards" if low_value > high_value else ""


def _value(text: str, names: dict[str, int]) -> int | None:
    if text.lower() in names:
        return names[text.lower()]
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else None
