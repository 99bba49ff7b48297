"""File name patterns as the chart's ``.Files.Glob`` reads them.

A pattern is translated to a regular expression, so matching takes linear time. ``*`` and ``?`` stop at slashes, ``**``
does not, ``[abc]``, ``[a-z]`` and ``[!a]`` are classes, ``{a,b}`` are alternatives and a backslash escapes.

DEVIATION: Upstream misses some matches of alternatives that may be empty, and lets the text before and after ``**``
overlap (``ab**bc`` matches ``abc``); here patterns match what they say.

Upstream: github.com/gobwas/glob syntax/lexer lexer.go, syntax/ast parser.go
"""

from __future__ import annotations

import re
from functools import lru_cache

from chartkit.errors import FunctionError
from chartkit.patterns import late_pattern

from . import regexp

__all__ = ["Glob", "GlobError", "compile"]


class GlobError(FunctionError):
    """A pattern is malformed."""

    code = "glob"


class Glob:
    """A compiled pattern. Make one with :func:`compile`."""

    __slots__ = ("_expression",)

    def __init__(self, expression: regexp.Regexp) -> None:
        self._expression = expression

    def match(self, name: str) -> bool:
        """Return whether the whole of ``name`` matches."""
        return self._expression.match(name)


@lru_cache(maxsize=256)
def compile(pattern: str) -> Glob:  # noqa: A001 - named like regexp.compile; used as glob.compile
    """Return ``pattern`` compiled, with the slash as separator.

    Raises:
        GlobError: The pattern is malformed.
    """
    try:
        return Glob(regexp.compile(f"(?s)\\A(?:{_translate(pattern)})\\z"))
    except regexp.RegexpError as error:  # too large or too deep
        raise GlobError(error.message) from error


def _translate(pattern: str) -> str:
    """Return the regular expression for ``pattern``."""
    pieces: list[str] = []
    depth = 0
    position = 0
    while position < len(pattern):
        character = pattern[position]
        if character == "[":
            piece, position = _class(pattern, position + 1)
            pieces.append(piece)
            continue
        if character == "*":
            double = pattern.startswith("**", position)
            pieces.append(".*" if double else "[^/]*")
            position += 2 if double else 1
            continue
        if character == "\\":
            # A last backslash stands for nothing.
            pieces.append(regexp.quote_meta(pattern[position + 1 : position + 2]))
            position += 2
            continue
        if character == "{":
            depth += 1
            pieces.append("(?:")
        elif character == "}" and depth:
            depth -= 1
            pieces.append(")")
        elif character == "," and depth:
            pieces.append("|")
        else:
            pieces.append("[^/]" if character == "?" else regexp.quote_meta(character))
        position += 1
    # Upstream takes the end of the pattern for the end of all alternatives that are still open.
    return "".join(pieces) + ")" * depth


def _class(pattern: str, position: int) -> tuple[str, int]:
    """Translate what follows a bracket: a range, or characters up to the closing bracket.

    Upstream: lexer.go fetchRange, parser.go parserRange
    """
    negated = pattern.startswith("!", position)
    position += negated
    opening = "[^" if negated else "["
    if pattern.startswith("-", position + 1):
        low, high = pattern[position], pattern[position + 2 : position + 3]
        if not high or position + 3 >= len(pattern):
            raise GlobError("unexpected end of input")
        if pattern[position + 3] != "]":
            raise GlobError("expected close range character")
        if high < low:
            raise GlobError(f"hi character '{high}' should be greater than lo '{low}'")
        return f"{opening}{_literal(low)}-{_literal(high)}]", position + 4
    text = _CLASS_TEXT.match(pattern, position)
    end = text.end() if text else position
    if end >= len(pattern):
        raise GlobError("unexpected end of input")
    characters = re.sub(r"\\(.?)", r"\1", pattern[position:end], flags=re.DOTALL)
    if not characters:
        raise GlobError("could not parse range")
    return opening + "".join(map(_literal, characters)) + "]", end + 1


_CLASS_TEXT = late_pattern(r"(?:[^\\\]]|\\.|\\\Z)+", re.DOTALL)


def _literal(character: str) -> str:
    return f"\\x{{{ord(character):X}}}"
