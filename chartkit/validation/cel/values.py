"""The values of CEL that Python has no type for, and the errors.

Integers are ``int``, doubles ``float``; strings, bytes, booleans, null, lists and maps are Python's own.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import SplitResult

from chartkit.records import dataclass

if TYPE_CHECKING:
    from chartkit.semver import Version

__all__ = [
    "CELError",
    "Cidr",
    "Duration",
    "Format",
    "Ip",
    "Optional",
    "Quantity",
    "SemanticVersion",
    "Timestamp",
    "TypeName",
    "UInt",
    "UnsupportedError",
    "Url",
]


class CELError(Exception):
    """An expression is wrong, or fails with the values that it is given."""


class UnsupportedError(CELError):
    """An expression uses what is not known here; nothing is said about the values."""


class UInt(int):
    """An unsigned integer."""


class TypeName(str):
    """A type as a value: ``type(1) == int``."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, order=True)
class Duration:
    """A span of time in nanoseconds."""

    nanoseconds: int


@dataclass(frozen=True, slots=True, order=True)
class Timestamp:
    """A moment: nanoseconds since 1970 UTC."""

    nanoseconds: int


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """A quantity of Kubernetes, in billionths."""

    amount: int


@dataclass(frozen=True, slots=True)
class Url:
    """What ``url()`` makes."""

    parts: SplitResult


@dataclass(frozen=True, slots=True)
class Ip:
    """What ``ip()`` makes."""

    address: ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Cidr:
    """What ``cidr()`` makes: an address and how many of its bits are the network's."""

    interface: ipaddress.IPv4Interface | ipaddress.IPv6Interface


@dataclass(frozen=True, slots=True)
class Optional:
    """A value that may be missing."""

    value: object = None
    present: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """What ``format.named()`` finds: the name of a format."""

    name: str


@dataclass(frozen=True, slots=True)
class SemanticVersion:
    """What ``semver()`` makes."""

    version: Version


Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
