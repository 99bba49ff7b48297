"""Kubernetes quantities ("100m", "1Gi", "1e3") to exact numbers.

Upstream: k8s.io/apimachinery pkg/api/resource quantity.go parseQuantityString, suffix.go
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

__all__ = ["HINT", "format_number", "parse"]

#: What a quantity looks like, for people.
HINT = "write a number with an optional suffix: 100m, 0.5, 1k, 2Gi, 1e3"

_FORM = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:([eE][+-]?[0-9]+)|(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E)?)\Z")
_SUFFIXES = {
    "n": Fraction(1, 10**9), "u": Fraction(1, 10**6), "m": Fraction(1, 1000), "": Fraction(1),
    "k": Fraction(10**3), "M": Fraction(10**6), "G": Fraction(10**9), "T": Fraction(10**12), "P": Fraction(10**15),
    "E": Fraction(10**18), "Ki": Fraction(2**10), "Mi": Fraction(2**20), "Gi": Fraction(2**30), "Ti": Fraction(2**40),
    "Pi": Fraction(2**50), "Ei": Fraction(2**60),
}  # fmt: skip
#: Exponents beyond these say "nothing" and "more than any machine"; exact powers of ten would exhaust memory.
_EXPONENT_LIMIT = 400


def parse(value: object) -> Fraction | None:
    """Return the number that ``value`` (a string or a number) stands for, or None if it is not a quantity."""
    if isinstance(value, str):
        return _parse_text(value)
    if isinstance(value, bool) or not isinstance(value, (float, int)) or not -1e300 < value < 1e300:
        return None
    return Fraction(value).limit_denominator(10**9)


@lru_cache(maxsize=4096)
def _parse_text(value: str) -> Fraction | None:
    if len(value) > 200:
        return None
    text = value.strip()  # Upstream: (*Quantity).UnmarshalJSON trims space.
    match = _FORM.match(text)
    if not text or match is None:
        return None
    # Go: a suffix without digits is that many zeros.
    sign, whole, decimals, exponent, suffix = match.groups()
    digits = Fraction(int((whole or "") + (decimals or "") or "0"), 10 ** len(decimals or ""))
    if exponent:
        power = int(exponent[1:])
        # Upstream: suffix.go interpret reads the exponent as an int32.
        if not -(2**31) <= power < 2**31:
            return None
        digits *= Fraction(10) ** max(-_EXPONENT_LIMIT, min(_EXPONENT_LIMIT, power))
    else:
        digits *= _SUFFIXES[suffix or ""]
    return -digits if sign == "-" else digits


def format_number(value: object) -> str:
    """Return a quantity as the user wrote it."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
