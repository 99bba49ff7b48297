"""The shortest digits of a float32.

Python has no such numbers, so the digits are sought among decimal numbers. A module of its own, because few charts need
it and none need to wait for ``decimal``.

Upstream: internal/strconv ftoa.go ftoa32, uscale.go shortFloat
"""

from __future__ import annotations

import struct
from decimal import ROUND_FLOOR, Context, Decimal

__all__ = ["shortest_digits"]

_LARGEST = 0x7F7FFFFF

#: Enough digits to hold any float32, and half way to the next, exactly.
_EXACT = Context(prec=200)


def shortest_digits(value: float) -> tuple[str, int]:
    """Return the shortest digits of a float32, not negative, and where among them the point stands."""
    if value == 0:
        return "", 0
    exact = Decimal(value)
    bits = _bits(value)
    below = Decimal(_from_bits(bits - 1))
    above = Decimal(_from_bits(bits + 1)) if bits < _LARGEST else exact + (exact - below)
    low, high = _EXACT.divide(below + exact, 2), _EXACT.divide(exact + above, 2)

    def reads_back(number: Decimal) -> bool:
        # Half way between two numbers is read as the one whose last bit is zero.
        return low <= number <= high if bits % 2 == 0 else low < number < high

    fitting: list[Decimal] = []
    count = 0
    while not fitting:  # Nine digits tell any two apart.
        unit = Decimal((0, (1,), exact.adjusted() - count))
        floor = exact.quantize(unit, ROUND_FLOOR, _EXACT)
        fitting = [number for number in (floor, _EXACT.add(floor, unit)) if reads_back(number)]
        count += 1
    best = min(fitting, key=lambda number: (abs(_EXACT.subtract(number, exact)), number.as_tuple().digits[-1] % 2))
    digits = "".join(map(str, best.as_tuple().digits))
    return digits.rstrip("0"), best.adjusted() + 1


def _bits(value: float) -> int:
    (bits,) = struct.unpack("<I", struct.pack("<f", value))
    return int(bits)


def _from_bits(bits: int) -> float:
    (value,) = struct.unpack("<f", struct.pack("<I", bits))
    return float(value)
