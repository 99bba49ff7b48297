"""Values to text: what Go's Sprint, Sprintln and Sprintf return.

Upstream: fmt print.go, format.go
"""

from __future__ import annotations

from . import unicode
from .fmt_format import sprintf
from .fmt_values import print_plain
from .strconv_float import shortest

__all__ = ["sprint", "sprintf", "sprintln", "text"]


def text(value: object) -> str:
    """Return ``value`` as ``%v`` writes it, which is how a template prints it; nil as ``<nil>``.

    PERF: most values that a template prints are strings and numbers, so these are asked for first.
    """
    kind = value.__class__
    if kind is str:
        return value  # type: ignore[return-value] # It is of class str.
    if kind is float:
        return shortest(value)  # type: ignore[arg-type] # It is of class float.
    if kind is int:
        return int.__repr__(value)
    if kind is bool:
        return "true" if value else "false"
    return print_plain(value)


def sprint(*values: object) -> str:
    """Return the values as ``%v`` writes them, with a space between two of which neither is a string.

    Upstream: fmt print.go Sprint
    """
    out: list[str] = []
    after_string = True
    for value in values:
        is_string = isinstance(value, str)
        if not (is_string or after_string):
            out.append(" ")
        out.append(text(value))
        after_string = is_string
    return unicode.canonical("".join(out))


def sprintln(*values: object) -> str:
    """Return the values as ``%v`` writes them, with spaces between them and a line feed at the end.

    Upstream: fmt print.go Sprintln
    """
    return " ".join(map(text, values)) + "\n"
