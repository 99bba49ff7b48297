"""What Helm logs while it works, as data; the command line prints it.

Upstream: log/slog text_handler.go; log log.go with Lshortfile (Helm 3)
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TypeAlias

from chartkit.gostd import strconv
from chartkit.helm_versions import HELM_4_3, HelmBehaviour
from chartkit.records import dataclass

__all__ = ["Log", "LogLevel", "LogRecord", "discard"]


class LogLevel(Enum):
    """How much a record matters; the value is slog's spelling."""

    INFO = "INFO"
    WARN = "WARN"
    ERROR = "ERROR"


@dataclass(frozen=True, slots=True)
class LogRecord:
    """One line of the log, in the form of either line of Helm."""

    level: LogLevel
    text: str
    attributes: tuple[tuple[str, str], ...] = ()
    #: The line that Helm 3 prints; empty: Helm 3 says ``text`` alone.
    helm3: str = ""

    def line(self, behaviour: HelmBehaviour = HELM_4_3) -> str:
        """Return the record as ``behaviour`` prints it, without a line feed."""
        if not behaviour.structured_log:
            return self.helm3 or self.text
        parts = [f"level={self.level.value}", f"msg={_quoted(self.text)}"]
        parts.extend(f"{_quoted(key)}={_quoted(value)}" for key, value in self.attributes)
        return " ".join(parts)


#: What takes the records: ``records.append`` of a list is one.
Log: TypeAlias = Callable[[LogRecord], object]


def discard(record: LogRecord) -> None:
    """Take a record and do nothing with it."""
    del record


def _quoted(text: str) -> str:
    """Return ``text``, in Go's quotes where it could not be read back without.

    Upstream: log/slog text_handler.go needsQuoting
    """
    plain = bool(text) and text.isprintable() and not any(mark in text for mark in ' "=')
    # isprintable knows newer characters than Go's table and both refuse lone surrogates (bytes that are not UTF-8);
    # the quoted form differs only by the quotes then, and Go quotes U+FFFD as well.
    return text if plain and "\ufffd" not in text else strconv.quote(text)
