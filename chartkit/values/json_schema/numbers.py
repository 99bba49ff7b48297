"""Numbers of a schema or of values: their exact size, and how messages print them.

Upstream: santhosh-tekuri/jsonschema kind.go (big.Rat), golang.org/x/text/message with the English locale
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from chartkit.gostd.kinds import JSONNumber

__all__ = ["counted", "exact", "is_integral", "printed"]

#: Longest exponent of a number that is compared exactly; a larger one would build a number of that many digits.
_LARGEST_EXPONENT = 5000


def exact(value: object) -> Fraction | None:
    """Return the size of a JSON number or a Go number, or None for anything else."""
    if value.__class__ is bool:
        return None
    if isinstance(value, int):
        return Fraction(int(value))
    if isinstance(value, JSONNumber):
        return _parsed(str(value))
    if isinstance(value, float):
        # Go: the size is read from the shortest text that gives the float again, not from its bits.
        return _parsed(repr(float(value)))
    return None


def _parsed(text: str) -> Fraction | None:
    _, _, exponent = text.lower().partition("e")
    if exponent and abs(int(exponent)) > _LARGEST_EXPONENT:
        return None
    try:
        return Fraction(text)
    except ValueError:  # nan and inf
        return None


def is_integral(value: object) -> bool:
    """Return whether ``value`` is a number without a fractional part, whatever its kind."""
    size = exact(value)
    return size is not None and size.denominator == 1


def counted(number: int) -> str:
    """Return a count with a comma between thousands."""
    return f"{number:,}"


_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def printed(number: Fraction) -> str:
    """Return a bound or a value as messages show it.

    Commas stand between thousands; sizes from a million on, and below a ten-thousandth, are powers of ten.
    """
    try:
        value = float(number)
    except OverflowError:
        return "∞" if number > 0 else "-∞"
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, power = _scientific(abs(value))
    if power < -4 or power >= 6:
        exponent = f"{'-' if power < 0 else ''}{abs(power):02d}".translate(_SUPERSCRIPTS)
        return f"{sign}{mantissa}×10{exponent}"
    whole, _, fraction = format(Decimal(repr(abs(value))), "f").partition(".")
    fraction = fraction.rstrip("0")
    return f"{sign}{int(whole):,}" + (f".{fraction}" if fraction else "")


def _scientific(value: float) -> tuple[str, int]:
    """Return the shortest mantissa of ``value`` and its power of ten."""
    sign_digits_exponent = Decimal(repr(value)).normalize().as_tuple()
    digits = "".join(map(str, sign_digits_exponent.digits))
    power = int(sign_digits_exponent.exponent) + len(digits) - 1
    return digits[0] + (f".{digits[1:]}" if len(digits) > 1 else ""), power
