"""Any value to a number or a text, as functions with loosely typed parameters take them.

Upstream: spf13/cast caste.go; sprig strings.go strval, strslice
"""

from __future__ import annotations

from chartkit.gostd import fmt, strconv
from chartkit.gostd.kinds import Float32, Integer, JSONNumber, Kind, StringList, Uint8, kind_of, type_of
from chartkit.gostd.unicode import decode

__all__ = ["items_of", "to_float64", "to_int64", "to_string", "to_strings"]

_MAX_INT64 = (1 << 63) - 1
_MIN_INT64 = -1 << 63

#: Named integers that cast knows; it takes no other named type, so a time.Duration counts as zero.
_NAMED_INTEGERS = frozenset({"time.Month", "time.Weekday"})
_BASIC_INTEGERS = frozenset({"int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64"})


def to_int64(value: object) -> int:
    """Return ``value`` as an integer in the range of int64; what is no number is 0.

    Floats lose their fraction, and become the least integer where they are out of range. Texts are read as Go's
    ``ParseInt`` with base 0 does, so ``010`` is eight, after a fraction of zeros was taken off.

    Upstream: spf13/cast caste.go ToInt64E, ToIntE
    """
    kind = value.__class__
    if kind is int:
        return value  # type: ignore[return-value] # the class was just compared
    if kind is float or kind is Float32:
        return _truncated(value)  # type: ignore[arg-type] # the same
    if kind is str or kind is JSONNumber:
        return _integer(value)  # type: ignore[arg-type] # the same
    if isinstance(value, Integer):
        name = value.go_type.name
        if name in _BASIC_INTEGERS or name in _NAMED_INTEGERS:
            number = int(value)
            return number if number <= _MAX_INT64 else number - (1 << 64)
        return 0
    return 1 if value is True else 0


def _truncated(number: float) -> int:
    """Return ``number`` without its fraction, as the processor that Helm is built for converts it."""
    if -(2.0**63) <= number < 2.0**63:
        return int(number)
    return _MIN_INT64


def _integer(text: str) -> int:
    try:
        return strconv.parse_int(_without_zero_fraction(text), 0, 64)
    except strconv.NumError:
        return 0


def _without_zero_fraction(text: str) -> str:
    """Return ``text`` without a fraction of zeros at its end: ``5.00`` is ``5``, and ``5.`` and ``1.50`` stay.

    Upstream: spf13/cast caste.go trimZeroDecimal
    """
    end = len(text.rstrip("0."))
    zero = text.rfind("0", end)
    point = text.rfind(".", end, zero) if zero >= 0 else -1
    return text if point < 0 else text[:point]


def to_float64(value: object) -> float:
    """Return ``value`` as a float; what is no number is 0.

    Upstream: spf13/cast caste.go ToFloat64E
    """
    kind = value.__class__
    if kind is float:
        return value  # type: ignore[return-value] # the class was just compared
    if kind is str or kind is JSONNumber:
        try:
            return strconv.parse_float(str(value))
        except strconv.NumError:
            return 0.0
    if isinstance(value, Integer):
        name = value.go_type.name
        return float(value) if name in _BASIC_INTEGERS or name in _NAMED_INTEGERS else 0.0
    return float(value) if isinstance(value, (int, Float32)) else 0.0


def to_string(value: object) -> str:
    """Return a text as it is, bytes as text, and anything else as ``%v`` prints it.

    Upstream: sprig strings.go strval
    """
    if value.__class__ is str:
        return value
    if isinstance(value, bytes):
        return decode(value)
    return fmt.text(value)


def to_strings(value: object) -> StringList:
    """Return the elements of a list, but its nils, as texts; anything else as a list of its text, nil as none.

    Upstream: sprig strings.go strslice
    """
    if isinstance(value, StringList):
        return value
    if value is None:
        return StringList()
    if kind_of(value) is Kind.SLICE:
        return StringList([to_string(item) for item in items_of(value) if item is not None])
    return StringList([to_string(value)])


def items_of(value: object) -> list[object]:
    """Return the elements of a Go slice, each as the Go value it is; the list may be ``value`` itself.

    ``value`` is of kind slice, which the caller has checked.
    """
    if isinstance(value, bytes):
        return [Uint8(byte) for byte in value]
    if isinstance(value, list):
        return value
    message = f"{type_of(value)} is not kept as a list"
    raise TypeError(message)
