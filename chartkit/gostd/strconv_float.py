"""A floating-point number as text, in every format and precision that Go has.

Both languages find the shortest digits that read back as the number, and round correctly to a given precision; what
differs is when an exponent is written, so most of this module is about the form of the text.

Upstream: internal/strconv ftoa.go
"""

from __future__ import annotations

import math
import struct

__all__ = ["format_float", "shortest", "to_float32"]

_DECIMAL_VERBS = frozenset("eEfgG")


def format_float(value: float, verb: str, precision: int = -1, bits: int = 64) -> str:
    """Return ``value`` as ``verb`` (one of ``beEfgGxX``) writes it.

    Args:
        value: The number; rounded to 32 bits first where ``bits`` is 32.
        verb: ``e`` and ``E`` with an exponent, ``f`` without, ``g`` and ``G`` as needed, ``b`` and ``x`` binary.
        precision: Digits after the point, for ``g`` significant digits; -1: as few as tell the number from others.
        bits: 64, or 32 where the number stands for a float32.

    Upstream: internal/strconv ftoa.go FormatFloat
    """
    if bits == 32:
        value = to_float32(value)
    if not math.isfinite(value):
        return shortest(value)
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    magnitude = abs(value)
    if verb == "b":
        text = _binary(magnitude, bits)
    elif verb in {"x", "X"}:
        text = _hexadecimal(magnitude, verb, precision)
    elif verb not in _DECIMAL_VERBS:
        return "%" + verb
    elif precision >= 0:
        text = f"%.{precision}{verb}" % magnitude
    elif bits == 32:
        from .strconv_float32 import shortest_digits  # Rarely wanted.

        text = _layout(*shortest_digits(magnitude), verb)
    else:
        text = _layout(*_shortest_digits64(magnitude), verb)
    return sign + text


def shortest(value: float) -> str:
    """Return ``value`` as ``%v`` prints it: the shortest digits, with an exponent below 1e-4 and from 1e6.

    PERF: what nearly every number needs is cut from Python's own ``repr``, which finds the same digits.

    Upstream: internal/strconv ftoa.go fmtEFG with a shortest %g
    """
    text = repr(value)
    if 1e-4 <= value < 1e6 or -1e6 < value <= -1e-4:
        return text.removesuffix(".0")
    if "e" in text:
        return text
    if value == 0:
        return text[:-2]
    if not math.isfinite(value):
        return "NaN" if text == "nan" else "+Inf" if value > 0 else "-Inf"
    # Python writes an exponent from 1e16 only.
    digits, point = _shortest_digits64(abs(value))
    return ("-" if value < 0 else "") + _with_exponent(digits, point, "e")


def to_float32(value: float) -> float:
    """Return the float32 nearest to ``value``, as Go's conversion does: an infinity where it is too large."""
    try:
        (rounded,) = struct.unpack("<f", struct.pack("<f", value))
    except OverflowError:
        return math.copysign(math.inf, value)
    return float(rounded)


def _shortest_digits64(value: float) -> tuple[str, int]:
    """Return the shortest digits of ``value``, without zeros around them, and where among them the point stands.

    ``value`` is not negative.
    """
    mantissa, _, exponent = repr(value).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = whole + fraction
    significant = digits.lstrip("0")
    point = len(whole) - (len(digits) - len(significant)) + int(exponent or 0)
    significant = significant.rstrip("0")
    return significant, point if significant else 0


def _layout(digits: str, point: int, verb: str) -> str:
    """Return shortest digits laid out as ``verb`` does.

    Upstream: internal/strconv ftoa.go fmtEFG
    """
    if verb in {"e", "E"}:
        return _with_exponent(digits, point, verb)
    if verb in {"g", "G"} and digits and not -4 < point <= 6:
        return _with_exponent(digits, point, "e" if verb == "g" else "E")
    whole = digits[: max(point, 0)].ljust(point, "0") or "0"
    fraction = "0" * -point + digits[max(point, 0) :]
    return f"{whole}.{fraction}" if digits and len(digits) > point else whole


def _with_exponent(digits: str, point: int, letter: str) -> str:
    mantissa = f"{digits[0]}.{digits[1:]}" if len(digits) > 1 else digits or "0"
    return f"{mantissa}{letter}{point - 1 if digits else 0:+03d}"


def _binary(value: float, bits: int) -> str:
    """Return ``ddddp±ddd``: mantissa and binary exponent as a float of ``bits`` bits stores them.

    Upstream: internal/strconv ftoa.go fmtB
    """
    if bits == 32:
        (stored,) = struct.unpack("<I", struct.pack("<f", value))
        width, bias = 23, 150
    else:
        (stored,) = struct.unpack("<Q", struct.pack("<d", value))
        width, bias = 52, 1075
    exponent = stored >> width
    mantissa = stored & ((1 << width) - 1)
    if exponent:
        mantissa |= 1 << width
    return f"{mantissa}p{max(exponent, 1) - bias:+d}"


def _hexadecimal(value: float, verb: str, precision: int) -> str:
    """Return ``0x1.yyyp±dd``: one digit before the point, which is 1 unless the number is zero.

    Upstream: internal/strconv ftoa.go fmtX
    """
    fraction, exponent = math.frexp(value)
    exponent -= 1 if value else 0
    mantissa = int(fraction * 2.0**61)  # The digit before the point is bit 60; fifteen digits follow.
    if 0 <= precision < 15:
        shift = 60 - 4 * precision
        half = 1 << (shift - 1)
        mantissa, rest = divmod(mantissa, 1 << shift)
        if rest > half or (rest == half and mantissa % 2 == 1):
            mantissa += 1
        mantissa <<= shift
        if mantissa >> 61:
            mantissa >>= 1
            exponent += 1
    digits = f"{mantissa & ((1 << 60) - 1):015x}"
    digits = digits.rstrip("0") if precision < 0 else digits[:precision].ljust(precision, "0")
    text = f"0x{mantissa >> 60}{'.' if digits else ''}{digits}p{exponent:+03d}"
    return text.upper() if verb == "X" else text
