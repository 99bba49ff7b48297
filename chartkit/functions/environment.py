"""What template functions may learn of the world: time, chance, names on the network and objects in a cluster.

This is the one seam through which a rendering can come out differently the next time. Everything that a function
reads beside its arguments it reads from an :class:`Environment`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Protocol

from chartkit.records import dataclass, field, replace

__all__ = ["Environment", "RandomSource", "SeededRandom", "SystemRandom"]

#: Answers ``lookup``: API version, kind, namespace and name to the object found, or to an empty table.
Lookup = Callable[[str, str, str, str], dict[str, object]]

#: Answers ``getHostByName``: a host's addresses.
Resolver = Callable[[str], list[str]]


class RandomSource(Protocol):
    """Where random functions take their bytes from."""

    def read(self, count: int) -> bytes:
        """Return ``count`` random bytes."""
        ...

    def below(self, bound: int) -> int:
        """Return a random integer from 0 up to, not including, ``bound``, which is at least 1."""
        ...


class SystemRandom:
    """Random bytes of the operating system, fit for passwords and keys."""

    __slots__ = ()

    def read(self, count: int) -> bytes:
        """Return ``count`` random bytes."""
        return os.urandom(count)

    def below(self, bound: int) -> int:
        """Return a random integer from 0 up to, not including, ``bound``, which is at least 1."""
        # Numbers past the bound are thrown away: a remainder would favour the small ones.
        bits = (bound - 1).bit_length()
        size = (bits + 7) // 8
        while True:
            number = int.from_bytes(self.read(size), "big") >> (size * 8 - bits)
            if number < bound:
                return number


class SeededRandom(SystemRandom):
    """The same bytes for the same seed, on every machine; for tests and for output that is to be compared.

    The bytes are SHA-256 of the seed and a counter, so they stay what they are when Python's generators change.
    """

    __slots__ = ("_counter", "_rest", "_seed")

    def __init__(self, seed: int) -> None:
        self._seed = str(seed).encode()
        self._counter = 0
        self._rest = b""

    def read(self, count: int) -> bytes:
        """Return the next ``count`` bytes of the seed's sequence."""
        import hashlib

        pieces = [self._rest]
        length = len(self._rest)
        while length < count:
            piece = hashlib.sha256(b"%s:%d" % (self._seed, self._counter)).digest()
            self._counter += 1
            pieces.append(piece)
            length += len(piece)
        found = b"".join(pieces)
        self._rest = found[count:]
        return found[:count]


def _nothing(_api_version: str, _kind: str, _namespace: str, _name: str) -> dict[str, object]:
    return {}


@dataclass(frozen=True, slots=True)
class Environment:
    """The world as template functions see it; the default one is this machine, without network and cluster."""

    #: The present time: nanoseconds since 1970 in UTC.
    clock: Callable[[], int] = time.time_ns
    random: RandomSource = field(default_factory=SystemRandom)
    #: Resolves host names; None: DNS is off, and ``getHostByName`` answers with an empty string.
    resolve: Resolver | None = None
    #: Finds objects in a cluster; without a cluster it finds nothing.
    lookup: Lookup = _nothing
    #: Name of the zone that Go calls Local, such as ``Europe/Berlin``; None: that of this process.
    timezone: str | None = None

    @classmethod
    def seeded(cls, seed: int, now: int | None = None) -> Environment:
        """Return an environment whose random values follow from ``seed``.

        Args:
            seed: Any integer.
            now: The time at which the clock stands, in nanoseconds since 1970; None: the clock runs.
        """
        clock = time.time_ns if now is None else lambda: now
        return cls(clock=clock, random=SeededRandom(seed))

    def with_dns(self) -> Environment:
        """Return the same environment with this machine's name service, which ``--enable-dns`` asks for."""
        return replace(self, resolve=_addresses)


def _addresses(host: str) -> list[str]:
    """Return the addresses of ``host``; none if it cannot be found."""
    import socket

    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(address[4][0]) for address in found))
