"""CK406: a CronJob's schedule can be understood and its time zone exists.

Upstream: pkg/apis/batch/validation validation.go validateCronJobSpec, validateScheduleFormat, validateTimeZone
"""

from __future__ import annotations

from chartkit.validation.cron import schedule_problem
from chartkit.validation.manifest import Manifest

from . import Report

__all__ = ["check"]


def check(manifest: Manifest, report: Report) -> None:
    """Report schedules and time zones that the server refuses."""
    schedule = manifest.spec.get("schedule")
    if isinstance(schedule, str) and (problem := schedule_problem(schedule)):
        report(("spec", "schedule"), f'schedule "{schedule}" {problem}')
    zone = manifest.spec.get("timeZone")
    if isinstance(zone, str) and (problem := _zone_problem(zone)):
        report(("spec", "timeZone"), f"timeZone {problem}", "use a name such as Europe/Berlin or Etc/UTC")


def _zone_problem(zone: str) -> str:
    if not zone:
        return "must not be empty"
    if zone.lower() == "local":
        return "must name a zone, not the machine's own"
    if zone != zone.strip():
        return "must not have space around it"
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f'"{zone}" is unknown'
    return ""
