"""The time that reproducible builds ask for, from the environment.

Upstream: helm pkg/cmd/source_date_epoch.go
"""

from __future__ import annotations

import os

from chartkit.errors import FunctionError, UsageError
from chartkit.helm_versions import HelmBehaviour

__all__ = ["source_date_epoch"]


def source_date_epoch(behaviour: HelmBehaviour) -> int | None:
    """Return the time of archives and locks in seconds since 1970, or None if SOURCE_DATE_EPOCH is not set.

    Helm 3.17 knows no such variable: there it counts if it is a time, and is nothing to complain of if not.

    Raises:
        UsageError: SOURCE_DATE_EPOCH is set to something else than seconds.
    """
    text = os.environ.get("SOURCE_DATE_EPOCH")
    if not text:
        return None
    try:
        return _seconds(text)
    except UsageError:
        if behaviour.reads_source_date_epoch:
            raise
        return None


def _seconds(text: str) -> int:
    from chartkit.gostd import strconv  # few environments have the variable

    try:
        seconds = strconv.parse_int(text)
    except FunctionError as error:
        raise UsageError(f"invalid SOURCE_DATE_EPOCH: {error.message}") from error
    if seconds < 0:
        raise UsageError("invalid SOURCE_DATE_EPOCH: must not be negative")
    return seconds
