"""A world that is the same each time: the clock stands, and random values repeat."""

from __future__ import annotations

from chartkit.functions import Environment, SeededRandom

__all__ = ["RepeatedWorld"]

#: The first second of 2026 in UTC, in nanoseconds since 1970.
_INSTANT = 1_767_225_600_000_000_000


#: From one world to the next one: every part of a date is another then.
_STEP = (3 * 366 + 41) * 86_400_000_000_000 + 5 * 3_661_000_000_007


class RepeatedWorld:
    """What template functions learn of the world, the same after each restart. Not for threads."""

    def __init__(self, seed: int = 1, instant: int = _INSTANT) -> None:
        self._seed = seed
        self._instant = instant
        self._number = 0
        self._random = SeededRandom(seed)
        self.environment = Environment(clock=self._clock, random=self)

    def restart(self, number: int = 0) -> None:
        """Begin the sequence of random values anew; another ``number`` is another sequence, and another time."""
        self._number = number
        self._random = SeededRandom(self._seed + 7919 * number)

    def read(self, count: int) -> bytes:
        """Return the next ``count`` bytes of the sequence."""
        return self._random.read(count)

    def below(self, bound: int) -> int:
        """Return an integer from 0 up to, not including, ``bound``, by the sequence."""
        return self._random.below(bound)

    def _clock(self) -> int:
        return self._instant + _STEP * self._number
