"""What is wrong with a text that is not YAML, as go-yaml says it.

Upstream: go-yaml decode.go (*parser).fail
"""

from __future__ import annotations

from chartkit.errors import YAMLError
from chartkit.source import Location

from .tokens import Mark

__all__ = ["parser_problem", "reader_problem", "scanner_problem"]


def reader_problem(text: str) -> YAMLError:
    """Return the error for a text that cannot be decoded; go-yaml does not say where."""
    return YAMLError(f"yaml: {text}")


def scanner_problem(text: str, mark: Mark) -> YAMLError:
    """Return the error for characters that are no token; ``mark`` is where the scanner stood."""
    return _problem(text, mark, mark.line + 1)


def parser_problem(text: str, mark: Mark) -> YAMLError:
    """Return the error for a token that does not fit; go-yaml counts the line from 0 in these."""
    return _problem(text, mark, mark.line)


def _problem(text: str, mark: Mark, line: int) -> YAMLError:
    # Go: on the first line neither kind says where.
    where = f"line {line}: " if mark.line else ""
    return YAMLError(f"yaml: {where}{text}", at=Location("", mark.line + 1, mark.column))
