"""Go's path package, and filepath as it works on POSIX: slash-separated names in, names out.

Upstream: path path.go, path/filepath match.go
"""

from __future__ import annotations

import re
from typing import NamedTuple

from chartkit.errors import FunctionError
from chartkit.patterns import late_pattern

__all__ = ["PatternError", "base", "clean", "dir", "ext", "is_abs", "join", "match"]


class PatternError(FunctionError):
    """A pattern of :func:`match` is malformed."""

    code = "path-pattern"

    def __init__(self, *_: object) -> None:
        super().__init__("syntax error in pattern")


def clean(path: str) -> str:
    """Return the shortest name of the same place; ``.`` for nothing."""
    rooted = path.startswith("/")
    kept: list[str] = []
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part != "..":
            kept.append(part)
        elif kept and kept[-1] != "..":
            kept.pop()
        elif not rooted:
            kept.append(part)
    return ("/" if rooted else "") + "/".join(kept) or "."


def base(path: str) -> str:
    """Return the last element, without slashes after it; ``.`` for nothing, ``/`` for slashes alone."""
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


def dir(path: str) -> str:  # noqa: A001 - Go's name; used as path.dir
    """Return all but the last element, cleaned."""
    head, slash, _ = path.rpartition("/")
    return clean(head + slash)


def ext(path: str) -> str:
    """Return the last element from its last dot on; nothing where it has none."""
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:] if dot >= 0 else ""


def is_abs(path: str) -> bool:
    """Return whether ``path`` begins with a slash."""
    return path.startswith("/")


def join(*elements: str) -> str:
    """Return the elements that are not empty, joined by slashes and cleaned; nothing if there are none."""
    kept = [element for element in elements if element]
    return clean("/".join(kept)) if kept else ""


def match(pattern: str, name: str) -> bool:
    """Return whether the whole of ``name`` matches the shell pattern; ``*`` and ``?`` do not match a slash.

    Raises:
        PatternError: The pattern is malformed where it had to be read (Go does not read on after a mismatch).

    Upstream: path/filepath match.go Match
    """
    position = at = 0
    while position < len(pattern):
        chunk = _chunk(pattern, position)
        position = chunk.end
        if chunk.star and not chunk.text:
            return "/" not in name[at:]
        rest = _match_chunk(chunk.text, name, at)
        # The last chunk has to use up the name, or else the star before it may take more.
        if rest is not None and (rest == len(name) or position < len(pattern)):
            at = rest
            continue
        if not chunk.star:
            return False
        while True:
            if at >= len(name) or name[at] == "/":
                return False
            at += 1
            rest = _match_chunk(chunk.text, name, at)
            if rest is not None and (rest == len(name) or position < len(pattern)):
                at = rest
                break
    return at == len(name)


class _Chunk(NamedTuple):
    """Stars, and the pattern after them up to the next star."""

    star: bool
    text: str
    end: int


def _chunk(pattern: str, start: int) -> _Chunk:
    begin = start
    while pattern.startswith("*", begin):
        begin += 1
    in_class = False
    for token in _CHUNK_TOKEN.finditer(pattern, begin):
        character = token[0]
        if character == "*" and not in_class:
            return _Chunk(begin > start, pattern[begin : token.start()], token.start())
        in_class = character == "[" or (in_class and character != "]")
    return _Chunk(begin > start, pattern[begin:], len(pattern))


_CHUNK_TOKEN = late_pattern(r"\\.|[\[\]*]", re.DOTALL)


def _match_chunk(chunk: str, name: str, at: int) -> int | None:
    """Return where the chunk, which holds no star, stops matching ``name`` from ``at`` on; None: it does not match.

    The chunk is read to its end even so, because its errors count.
    """
    position = 0
    failed = False
    while position < len(chunk):
        failed = failed or at >= len(name)
        character = chunk[position]
        if character == "[":
            position, found = _match_class(chunk, position + 1, "" if failed else name[at])
            failed = failed or not found
        elif character == "?":
            failed = failed or name[at] == "/"
            position += 1
        else:
            if character == "\\":
                position += 1
                if position >= len(chunk):
                    raise PatternError
            failed = failed or chunk[position] != name[at]
            position += 1
        at += 1
    return None if failed else at


def _match_class(chunk: str, position: int, character: str) -> tuple[int, bool]:
    """Return the end of the class and whether ``character`` is in it."""
    negated = chunk.startswith("^", position)
    position += negated
    found = False
    ranges = 0
    while not (ranges and chunk.startswith("]", position)):
        low, position = _class_character(chunk, position)
        high = low
        if chunk[position] == "-":
            high, position = _class_character(chunk, position + 1)
        found = found or low <= character <= high
        ranges += 1
    return position + 1, found != negated


def _class_character(chunk: str, position: int) -> tuple[str, int]:
    """Return a character of a class and the place after it, where something has to follow."""
    if chunk.startswith("\\", position):
        position += 1
    elif chunk.startswith(("-", "]"), position):
        raise PatternError
    if position + 1 >= len(chunk) or "\udc80" <= chunk[position] <= "\udcff":
        raise PatternError
    return chunk[position], position + 1
