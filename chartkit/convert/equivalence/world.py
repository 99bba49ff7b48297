"""A world that is the same each time: the clock stands, and random values repeat."""

from __future__ import annotations

from chartkit.functions import Environment, SeededRandom

__all__ = ["RepeatedWorld"]

#: The first second of 2026 in UTC, in nanoseconds since 1970.
_INSTANT = 1_767_225_600_000_000_000


#: From one world to the next one: every part of a date is another then.
_STEP = (3 * 366 + 41) * 86_400_000_000_000 + 5 * 3_661_000_000_007


#: Reads of as many bytes are what keys are made of.
_OF_A_KEY = 128

#: How many of them there are.
_POOL = 4


class RepeatedWorld:
    """What template functions learn of the world, the same after each restart. Not for threads.

    Args:
        seed: What random values follow from.
        instant: What the time is, in nanoseconds since 1970.
        few_keys: Make private keys in turns of the same few primes. Finding primes takes seconds, and a comparison
            does not need many; keys that are to be used are another matter.
    """

    def __init__(self, seed: int = 1, instant: int = _INSTANT, *, few_keys: bool = True) -> None:
        self._seed = seed
        self._instant = instant
        self._few_keys = few_keys
        self._number = 0
        self._keys = 0
        self._random = SeededRandom(seed)
        self.environment = Environment(clock=self._clock, random=self)

    def restart(self, number: int = 0) -> None:
        """Begin the sequence of random values anew; another ``number`` is another sequence, and another time."""
        self._number = number
        self._keys = 0
        self._random = SeededRandom(self._seed + 7919 * number)

    def read(self, count: int) -> bytes:
        """Return the next ``count`` bytes of the sequence."""
        if count < _OF_A_KEY or not self._few_keys:
            return self._random.read(count)
        self._keys += 1
        return SeededRandom(1_000_003 * self._seed + self._keys % _POOL).read(count)

    def below(self, bound: int) -> int:
        """Return an integer from 0 up to, not including, ``bound``, by the sequence."""
        return self._random.below(bound)

    def _clock(self) -> int:
        return self._instant + _STEP * self._number
