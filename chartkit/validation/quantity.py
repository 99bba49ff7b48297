"""Kubernetes quantities ("100m", "1Gi", "1e3") to exact numbers.

The numbers are integers in billionths, the smallest part that a quantity can have; less is rounded up, as the server
does.

Upstream: k8s.io/apimachinery pkg/api/resource quantity.go parseQuantityString, suffix.go
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["HINT", "ONE", "format_number", "parse"]

#: What a quantity looks like, for people.
HINT = "write a number with an optional suffix: 100m, 0.5, 1k, 2Gi, 1e3"
#: The quantity 1, in billionths.
ONE = 10**9

_FORM = r"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:([eE][+-]?[0-9]+)|(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E)?)\Z"
_POWERS_OF_TEN = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_POWERS_OF_TWO = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
#: Exponents beyond these say "nothing" and "more than any machine"; exact powers of ten would exhaust memory.
_EXPONENT_LIMIT = 400


def parse(value: object) -> int | None:
    """Return the billionths that ``value`` (a string or a number) stands for, or None if it is not a quantity."""
    if isinstance(value, str):
        return _parse_text(value)
    if isinstance(value, bool) or not isinstance(value, (float, int)) or not -1e300 < value < 1e300:
        return None
    return int(value) * ONE if value == int(value) else round(value * ONE)


@lru_cache(maxsize=4096)
def _parse_text(value: str) -> int | None:
    if len(value) > 200:
        return None
    text = value.strip()  # Upstream: (*Quantity).UnmarshalJSON trims space.
    match = re.match(_FORM, text)
    if not text or match is None:
        return None
    # Go: a suffix without digits is that many zeros.
    sign, whole, decimals, exponent, suffix = match.groups()
    digits = int((whole or "") + (decimals or "") or "0")
    power = 9 - len(decimals or "")
    if exponent:
        given = int(exponent[1:])
        # Upstream: suffix.go interpret reads the exponent as an int32.
        if not -(2**31) <= given < 2**31:
            return None
        power += max(-_EXPONENT_LIMIT, min(_EXPONENT_LIMIT, given))
    elif suffix in _POWERS_OF_TWO:
        digits <<= _POWERS_OF_TWO[suffix]
    else:
        power += _POWERS_OF_TEN[suffix or ""]
    billionths: int = digits * 10**power if power >= 0 else -(-digits // 10**-power)
    return -billionths if sign == "-" else billionths


def format_number(value: object) -> str:
    """Return a quantity as the user wrote it."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
