"""Why a value does not meet a schema: a tree of failures, and the text that Helm prints for it.

Upstream: santhosh-tekuri/jsonschema kind/kind.go, output.go
"""

from __future__ import annotations

from enum import Enum

from chartkit.gostd import fmt, strconv
from chartkit.records import dataclass, field

__all__ = ["Failure", "Role", "display", "joined", "pointer", "quoted", "rendered"]


class Role(Enum):
    """What a failure is to those inside it, as far as the text depends on it."""

    #: A message of its own.
    KEYWORD = "keyword"
    #: Several failures of one schema, held together.
    GROUP = "group"
    #: What a reference led to; not printed when it holds a single failure.
    REFERENCE = "reference"


@dataclass(slots=True)
class Failure:
    """One failure. Made by the thousand while alternatives are tried, therefore not frozen."""

    path: tuple[str, ...]
    message: str
    role: Role = Role.KEYWORD
    causes: list[Failure] = field(default_factory=list)


def rendered(failures: list[Failure]) -> str:
    """Return the lines for ``failures``, without a line break at the end."""
    lines: list[str] = []
    for failure in failures:
        _render(failure, 0, lines)
    return "\n".join(lines)


def _render(failure: Failure, depth: int, lines: list[str]) -> None:
    if not (failure.role is Role.REFERENCE and len(failure.causes) == 1):
        lines.append(f"{'  ' * depth}- at {quoted(pointer(failure.path))}: {failure.message}")
        depth += 1
    for cause in failure.causes:
        _render(cause, depth, lines)


def pointer(path: tuple[str, ...]) -> str:
    """Return the JSON pointer of ``path``."""
    return "".join(f"/{token.replace('~', '~0').replace('/', '~1')}" for token in path)


def quoted(text: str) -> str:
    """Return ``text`` in apostrophes, escaped as Go escapes but for the quotation mark."""
    inner = strconv.quote(text)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{inner}'"


def joined(names: list[str]) -> str:
    """Return ``names`` quoted, with commas between them."""
    return ", ".join(map(quoted, names))


def display(value: object) -> str:
    """Return a scalar as messages show it; lists and tables are called ``value``."""
    if isinstance(value, (list, dict)):
        return "value"
    if isinstance(value, str) and value.__class__ is str:
        return quoted(value)
    return fmt.text(value)
