"""A name that nobody knows to the known name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["nearest"]


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the one of ``known`` that ``name`` is a slip of, or "".

    Case and separators do not count; otherwise a third of the letters may be wrong, and a transposition counts once.
    """
    wanted = _plain(name)
    if len(wanted) > 80:
        return ""
    best, best_distance = "", max(1, len(wanted) // 3) + 1
    for candidate in known:
        plain = _plain(candidate)
        if abs(len(plain) - len(wanted)) >= best_distance:
            continue
        distance = _distance(wanted, plain, best_distance + 1)
        if distance < best_distance or (distance == best_distance and candidate < best):
            best, best_distance = candidate, distance
    if best:
        return best
    for candidate in known:  # A plural, or a name cut short: "container" for "containers".
        plain = _plain(candidate)
        if len(wanted) >= 4 and (plain.startswith(wanted) or wanted.startswith(plain)) and len(plain) >= 4:
            return candidate
    return ""


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def _distance(left: str, right: str, limit: int) -> int:
    """Return the edits between two words, or ``limit`` if there are at least that many.

    Upstream: the restricted Damerau-Levenshtein distance
    """
    if left == right:
        return 0
    before: list[int] = []
    above = list(range(len(right) + 1))
    for row, letter in enumerate(left, 1):
        current = [row]
        for column, other in enumerate(right, 1):
            cost = min(above[column] + 1, current[-1] + 1, above[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == right[column - 2] and left[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) >= limit:
            return limit
        before, above = above, current
    return above[-1]
