"""Regular expressions. The functions named ``must...`` fail with the parser's words alone, the others as a panic does.

Upstream: sprig regex.go
"""

from __future__ import annotations

from collections.abc import Callable

from chartkit.errors import FunctionError
from chartkit.gostd import regexp, strconv
from chartkit.gostd.kinds import StringList

__all__ = ["FUNCTIONS"]


def _compile(pattern: str) -> regexp.Regexp:
    """Return the pattern compiled, or fail as Go's regexp.MustCompile does."""
    try:
        return regexp.compile(pattern)
    except regexp.RegexpError as error:
        quoted = f"`{pattern}`" if strconv.can_backquote(pattern) else strconv.quote(pattern)
        raise FunctionError(f"regexp: Compile({quoted}): {error.message}") from error


def regex_match(pattern: str, text: str) -> bool:
    """Return whether ``text`` contains a match; a pattern that is none matches nothing."""
    try:
        return regexp.compile(pattern).match(text)
    except regexp.RegexpError:
        return False


def must_regex_match(pattern: str, text: str) -> bool:
    """Return whether ``text`` contains a match."""
    return regexp.compile(pattern).match(text)


def regex_find(pattern: str, text: str) -> str:
    """Return the first match, or nothing."""
    return _compile(pattern).find(text)


def must_regex_find(pattern: str, text: str) -> str:
    """Return the first match, or nothing."""
    return regexp.compile(pattern).find(text)


def regex_find_all(pattern: str, text: str, count: int) -> StringList:
    """Return the first ``count`` matches; negative: all."""
    return _compile(pattern).find_all(text, count)


def must_regex_find_all(pattern: str, text: str, count: int) -> StringList:
    """Return the first ``count`` matches; negative: all."""
    return regexp.compile(pattern).find_all(text, count)


def regex_replace_all(pattern: str, text: str, replacement: str) -> str:
    """Return ``text`` with ``replacement`` for each match; ``$1`` and ``${name}`` in it are groups."""
    return _compile(pattern).replace_all(text, replacement)


def must_regex_replace_all(pattern: str, text: str, replacement: str) -> str:
    """Return ``text`` with ``replacement`` for each match; ``$1`` and ``${name}`` in it are groups."""
    return regexp.compile(pattern).replace_all(text, replacement)


def regex_replace_all_literal(pattern: str, text: str, replacement: str) -> str:
    """Return ``text`` with ``replacement``, as it is, for each match."""
    return _compile(pattern).replace_all_literal(text, replacement)


def must_regex_replace_all_literal(pattern: str, text: str, replacement: str) -> str:
    """Return ``text`` with ``replacement``, as it is, for each match."""
    return regexp.compile(pattern).replace_all_literal(text, replacement)


def regex_split(pattern: str, text: str, count: int) -> StringList:
    """Return the pieces between matches, at most ``count``; negative: all."""
    return _compile(pattern).split(text, count)


def must_regex_split(pattern: str, text: str, count: int) -> StringList:
    """Return the pieces between matches, at most ``count``; negative: all."""
    return regexp.compile(pattern).split(text, count)


FUNCTIONS: dict[str, Callable[..., object]] = {
    "regexMatch": regex_match,
    "mustRegexMatch": must_regex_match,
    "regexFind": regex_find,
    "mustRegexFind": must_regex_find,
    "regexFindAll": regex_find_all,
    "mustRegexFindAll": must_regex_find_all,
    "regexReplaceAll": regex_replace_all,
    "mustRegexReplaceAll": must_regex_replace_all,
    "regexReplaceAllLiteral": regex_replace_all_literal,
    "mustRegexReplaceAllLiteral": must_regex_replace_all_literal,
    "regexSplit": regex_split,
    "mustRegexSplit": must_regex_split,
    "regexQuoteMeta": regexp.quote_meta,
}
