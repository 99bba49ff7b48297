"""Numbers: arithmetic on integers that wrap around, on decimals, and on floats; sequences of integers.

Every function takes any value and makes a number of it first (``cast``).

Upstream: sprig numeric.go, functions.go
"""

from __future__ import annotations

import math
from collections.abc import Callable

from chartkit.errors import FunctionError
from chartkit.gostd import fmt, strconv
from chartkit.gostd.kinds import Int64, IntList
from chartkit.helm_versions import HelmBehaviour

from . import decimal
from .cast import to_float64, to_int64
from .environment import Environment
from .limits import check_items

__all__ = ["FUNCTIONS", "functions"]


def _wrapped(number: int) -> int:
    """Return ``number`` reduced to 64 bits with a sign, as Go's arithmetic overflows."""
    return (number + (1 << 63)) % (1 << 64) - (1 << 63)


def int_(value: object) -> int:
    """Return ``value`` as an int."""
    return to_int64(value)


def int64(value: object) -> Int64:
    """Return ``value`` as an int64."""
    return Int64(to_int64(value))


def float64(value: object) -> float:
    """Return ``value`` as a float64."""
    return to_float64(value)


def atoi(text: str) -> int:
    """Return the decimal integer that ``text`` is; 0 where it is none, the nearest one where it is too large.

    Upstream: sprig functions.go atoi
    """
    try:
        return strconv.atoi(text)
    except strconv.NumError as error:
        return int(error.value)


def to_decimal(value: object) -> Int64:
    """Return the number that the octal digits of ``value`` stand for; 0 where they are none.

    Upstream: sprig numeric.go toDecimal
    """
    try:
        return Int64(strconv.parse_int(fmt.sprint(value), 8, 64))
    except strconv.NumError:
        return Int64(0)


def add(*values: object) -> Int64:
    """Return the sum of ``values``."""
    return Int64(_wrapped(sum(map(to_int64, values))))


def add1(value: object) -> Int64:
    """Return ``value`` plus one."""
    return Int64(_wrapped(to_int64(value) + 1))


def sub(minuend: object, subtrahend: object) -> Int64:
    """Return the difference of two values."""
    return Int64(_wrapped(to_int64(minuend) - to_int64(subtrahend)))


def mul(first: object, *others: object) -> Int64:
    """Return the product of all values."""
    product = to_int64(first)
    for other in others:
        product = _wrapped(product * to_int64(other))
    return Int64(product)


def div(dividend: object, divisor: object) -> Int64:
    """Return the quotient of two values, without its fraction."""
    quotient, _ = _divided(to_int64(dividend), to_int64(divisor))
    return Int64(_wrapped(quotient))


def mod(dividend: object, divisor: object) -> Int64:
    """Return what a division leaves; it has the sign of ``dividend``."""
    _, rest = _divided(to_int64(dividend), to_int64(divisor))
    return Int64(rest)


def _divided(dividend: int, divisor: int) -> tuple[int, int]:
    if divisor == 0:
        raise FunctionError("runtime error: integer divide by zero")
    quotient = abs(dividend) // abs(divisor)
    if (dividend < 0) != (divisor < 0):
        quotient = -quotient
    return quotient, dividend - quotient * divisor


def max_(first: object, *others: object) -> Int64:
    """Return the greatest of all values, as an integer."""
    return Int64(max(to_int64(first), *map(to_int64, others)) if others else to_int64(first))


def min_(first: object, *others: object) -> Int64:
    """Return the least of all values, as an integer."""
    return Int64(min(to_int64(first), *map(to_int64, others)) if others else to_int64(first))


def maxf(first: object, *others: object) -> float:
    """Return the greatest of all values, as a float.

    Upstream: math dim.go Max
    """
    found = to_float64(first)
    for other in others:
        found = _greater(found, to_float64(other))
    return found


def minf(first: object, *others: object) -> float:
    """Return the least of all values, as a float.

    Upstream: math dim.go Min
    """
    found = to_float64(first)
    for other in others:
        found = -_greater(-found, -to_float64(other))
    return found


def _greater(one: float, other: float) -> float:
    """Return the greater of two floats; infinity beats NaN, NaN beats the rest, and zero beats minus zero."""
    if math.inf in (one, other):
        return math.inf
    if math.isnan(one) or math.isnan(other):
        return math.nan
    if one == other == 0:
        return one if math.copysign(1, one) > 0 else other
    return max(one, other)


def addf(*values: object) -> float:
    """Return the sum of the decimals that ``values`` print as."""
    return decimal.fold(decimal.add, 0.0, map(to_float64, values))


def add1f(value: object) -> float:
    """Return the decimal that ``value`` prints as plus one."""
    return decimal.fold(decimal.add, to_float64(value), (1.0,))


def subf(first: object, *others: object) -> float:
    """Return what the decimals ``others`` leave of ``first``."""
    return decimal.fold(decimal.subtract, to_float64(first), map(to_float64, others))


def mulf(first: object, *others: object) -> float:
    """Return the product of the decimals that all values print as."""
    return decimal.fold(decimal.multiply, to_float64(first), map(to_float64, others))


def divf(first: object, *others: object) -> float:
    """Return ``first`` divided by each of ``others``, to 16 decimal places each time."""
    return decimal.fold(decimal.divide, to_float64(first), map(to_float64, others))


def floor(value: object) -> float:
    """Return the greatest integral float that is not above ``value``."""
    return _floor(to_float64(value))


def ceil(value: object) -> float:
    """Return the least integral float that is not below ``value``."""
    return _ceil(to_float64(value))


def _floor(number: float) -> float:
    # Zero keeps its sign, and what has no fraction stays.
    return math.copysign(float(math.floor(number)), number) if math.isfinite(number) else number


def _ceil(number: float) -> float:
    return math.copysign(float(math.ceil(number)), number) if math.isfinite(number) else number


def round_(value: object, places: int, *threshold: float) -> float:
    """Return ``value`` with ``places`` decimal places; negative values round down.

    A remainder of ``threshold`` (one half, where it is not given) or more of the last place rounds up.

    Upstream: sprig numeric.go round
    """
    power = _pow10(float(places))
    digit = power * to_float64(value)
    remainder = math.modf(digit)[0]
    rounded = _ceil(digit) if remainder >= (threshold[0] if threshold else 0.5) else _floor(digit)
    if power == 0:
        return math.nan if rounded == 0 or math.isnan(rounded) else math.copysign(math.inf, rounded)
    return rounded / power


def _pow10(exponent: float) -> float:
    """Return ten to the power of an integral ``exponent``, with the rounding errors of Go's ``math.Pow``.

    Go multiplies squares of the mantissa and counts the exponent apart, where C takes logarithms.

    Upstream: math pow.go pow
    """
    if exponent == 0:
        return 1.0
    if exponent == 1:
        return 10.0
    result = 1.0
    power = 0
    square, square_power = math.frexp(10.0)
    rest = int(abs(exponent))
    while rest:
        if abs(square_power) > 1 << 12:
            power += square_power
            break
        if rest & 1:
            result *= square
            power += square_power
        square *= square
        square_power <<= 1
        if square < 0.5:
            square += square
            square_power -= 1
        rest >>= 1
    if exponent < 0:
        result, power = 1 / result, -power
    return _ldexp(result, power)


def _ldexp(mantissa: float, exponent: int) -> float:
    try:
        return math.ldexp(mantissa, exponent)
    except OverflowError:
        return math.inf


def until(count: int) -> IntList:
    """Return the integers from 0 up to or down to, not including, ``count``.

    Upstream: sprig numeric.go until
    """
    return until_step(0, count, -1 if count < 0 else 1)


def until_step(start: int, stop: int, step: int) -> IntList:
    """Return the integers from ``start`` to, not including, ``stop``, ``step`` apart; none if it leads away.

    Upstream: sprig numeric.go untilStep
    """
    if step == 0:
        return IntList()
    check_items((stop - start) // step)
    numbers = IntList(range(start, stop, step))
    if numbers and _wrapped(numbers[-1] + step) != numbers[-1] + step:
        # Go: the loop overflows before it reaches its end, and goes on from the other end of the integers.
        number = _wrapped(numbers[-1] + step)
        while (number < stop) == (step > 0) and number != stop:
            numbers.append(number)
            check_items(len(numbers))
            number = _wrapped(number + step)
    return numbers


def seq(*bounds: int) -> str:
    """Return a sequence of integers as a text, as the program ``seq`` prints it on one line.

    Upstream: sprig numeric.go seq
    """
    if len(bounds) == 1:
        start, stop = 1, bounds[0]
        step = -1 if stop < start else 1
    elif len(bounds) == 2:
        start, stop = bounds
        step = -1 if stop < start else 1
    elif len(bounds) == 3:
        start, step, stop = bounds
        if stop < start and step > 0:
            return ""
    else:
        return ""
    end = _wrapped(stop - 1 if stop < start else stop + 1)
    return " ".join(map(str, until_step(start, end, step)))


FUNCTIONS: dict[str, Callable[..., object]] = {
    "int": int_,
    "int64": int64,
    "float64": float64,
    "atoi": atoi,
    "toDecimal": to_decimal,
    "add": add,
    "add1": add1,
    "sub": sub,
    "mul": mul,
    "div": div,
    "mod": mod,
    "max": max_,
    "biggest": max_,
    "min": min_,
    "maxf": maxf,
    "minf": minf,
    "addf": addf,
    "add1f": add1f,
    "subf": subf,
    "mulf": mulf,
    "divf": divf,
    "floor": floor,
    "ceil": ceil,
    "round": round_,
    "until": until,
    "untilStep": until_step,
    "seq": seq,
}


def functions(environment: Environment, _behaviour: HelmBehaviour) -> dict[str, Callable[..., object]]:
    """Return the functions that throw dice."""

    def rand_int(low: int, high: int) -> int:
        """Return a random integer from ``low`` up to, not including, ``high``."""
        bound = _wrapped(high - low)
        if bound <= 0:
            raise FunctionError("invalid argument to Intn")
        return _wrapped(low + environment.random.below(bound))

    return {"randInt": rand_int}
