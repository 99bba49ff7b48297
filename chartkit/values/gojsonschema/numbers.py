"""Bounds as messages print them.

Upstream: math/big ftoa.go (*Float).Format, with the precision that SetRat chooses
"""

from __future__ import annotations

from fractions import Fraction

__all__ = ["printed"]

#: Binary digits that a bound has at least.
_PRECISION = 64


def printed(size: Fraction) -> str:
    """Return the shortest decimal that means the same bound; powers of ten from a million on."""
    if size == 0:
        return "0"
    sign = "-" if size < 0 else ""
    digits, power = _shortest(abs(size))
    if power < -4 or power >= 6:
        mantissa = digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "")
        return f"{sign}{mantissa}e{'-' if power < 0 else '+'}{abs(power):02d}"
    if power < 0:
        return f"{sign}0.{'0' * (-power - 1)}{digits}"
    whole, fraction = digits[: power + 1].ljust(power + 1, "0"), digits[power + 1 :]
    return sign + whole + (f".{fraction}" if fraction else "")


def _shortest(size: Fraction) -> tuple[str, int]:
    """Return the fewest digits that round to the same binary number, and the power of ten of the first."""
    precision = max(_PRECISION, size.numerator.bit_length(), size.denominator.bit_length())
    wanted = _rounded(size, precision)
    power = len(str(size.numerator // size.denominator)) - 1
    while Fraction(10) ** power > size:
        power -= 1
    for count in range(1, precision + 2):
        decimal = round(wanted * Fraction(10) ** (count - 1 - power))
        if _rounded(decimal * Fraction(10) ** (power - count + 1), precision) == wanted:
            digits = str(decimal)
            return digits.rstrip("0"), power + len(digits) - count
    raise AssertionError(size)  # as many decimal digits as binary ones always suffice


def _rounded(size: Fraction, count: int) -> Fraction:
    """Return ``size`` with ``count`` significant binary digits, half to even."""
    shift = count - (size.numerator.bit_length() - size.denominator.bit_length()) - 1
    scaled = size * Fraction(2) ** shift
    if scaled >= 2**count:
        scaled, shift = scaled / 2, shift - 1
    elif scaled < 2 ** (count - 1):
        scaled, shift = scaled * 2, shift + 1
    return round(scaled) / Fraction(2) ** shift
