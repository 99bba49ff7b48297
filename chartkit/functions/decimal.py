"""Arithmetic on decimals of any length, for sums that come out as on paper: 0.1 + 0.2 is 0.3.

A decimal is ``value * 10 ** exponent``, of the digits that print the float it comes from.

Upstream: shopspring/decimal decimal.go; sprig numeric.go execDecimalOp
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

from chartkit.errors import FunctionError
from chartkit.gostd import fmt

__all__ = ["Decimal", "add", "divide", "fold", "multiply", "subtract"]

#: Decimal places of a quotient that does not come out even (DivisionPrecision).
_PLACES = 16


class Decimal(NamedTuple):
    """The number ``value * 10 ** exponent``."""

    value: int
    exponent: int


def fold(operation: Callable[[Decimal, Decimal], Decimal], first: float, others: Iterable[float]) -> float:
    """Return ``operation`` applied to ``first`` and one of ``others`` after the other, as the nearest float.

    Raises:
        FunctionError: A number is not finite, or is divided by zero.
    """
    result = _from_float(first)
    for other in others:
        result = operation(result, _from_float(other))
    return _to_float(result)


def add(one: Decimal, other: Decimal) -> Decimal:
    """Return the sum."""
    exponent = min(one.exponent, other.exponent)
    return Decimal(_scaled(one, exponent) + _scaled(other, exponent), exponent)


def subtract(one: Decimal, other: Decimal) -> Decimal:
    """Return the difference."""
    return add(one, Decimal(-other.value, other.exponent))


def multiply(one: Decimal, other: Decimal) -> Decimal:
    """Return the product, which is exact."""
    return Decimal(one.value * other.value, one.exponent + other.exponent)


def divide(one: Decimal, other: Decimal) -> Decimal:
    """Return the quotient to 16 decimal places; halves of the last one are rounded away from zero.

    Raises:
        FunctionError: ``other`` is zero.

    Upstream: shopspring/decimal decimal.go DivRound
    """
    if other.value == 0:
        raise FunctionError("decimal division by 0")
    dividend, divisor = abs(one.value), abs(other.value)
    shift = one.exponent - other.exponent + _PLACES
    if shift >= 0:
        dividend *= _power_of_ten(shift)
    else:
        divisor *= _power_of_ten(-shift)
    quotient = (2 * dividend + divisor) // (2 * divisor)
    return Decimal(quotient if (one.value < 0) == (other.value < 0) else -quotient, -_PLACES)


def _scaled(number: Decimal, exponent: int) -> int:
    """Return the value of ``number`` at an ``exponent`` that is not above its own."""
    return number.value * _power_of_ten(number.exponent - exponent)


def _power_of_ten(exponent: int) -> int:
    """Return ten to the power of ``exponent``, which is not negative."""
    power: int = 10**exponent
    return power


def _from_float(number: float) -> Decimal:
    """Return the shortest decimal that reads back as ``number``.

    Upstream: shopspring/decimal decimal.go NewFromFloat
    """
    if not math.isfinite(number):
        raise FunctionError(f"Cannot create a Decimal from {fmt.text(number)}")
    mantissa, _, exponent = repr(number).partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = fraction.rstrip("0")
    return Decimal(int(whole + fraction), int(exponent or 0) - len(fraction))


def _to_float(number: Decimal) -> float:
    """Return the float that is nearest to ``number``.

    Upstream: math/big ratconv.go (*Rat).Float64
    """
    magnitude = number.exponent + number.value.bit_length() * math.log10(2)
    if abs(magnitude) > 400:  # far beyond all floats; the power of ten itself would take long to compute
        size = math.inf if magnitude > 0 and number.value else 0.0
        return size if number.value >= 0 else -size
    try:
        if number.exponent >= 0:
            return float(number.value * _power_of_ten(number.exponent))
        return number.value / _power_of_ten(-number.exponent)
    except OverflowError:
        return math.inf if number.value > 0 else -math.inf
