"""JSON to Go values and back, as encoding/json of Go 1.27 does it.

Upstream: encoding/json v2_decode.go, v2_stream.go
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Literal, NoReturn, TypeVar

from chartkit.errors import JSONError
from chartkit.patterns import late_pattern

from . import strconv, unicode
from .json_scan import UNEXPECTED_END, Reader, UnmarshalTypeError
from .json_scan_v1 import V1Reader
from .json_write import marshal
from .kinds import Int64, JSONNumber, NilList, NilMap

__all__ = [
    "Numbers",
    "UnmarshalTypeError",
    "kind_name",
    "marshal",
    "unmarshal",
    "unmarshal_array",
    "unmarshal_object",
    "unmarshal_prefix",
]

#: What numbers become: ``float`` as Go reads into an interface; ``int``: Int64 where it fits, else float; ``json``:
#: JSONNumber, as a Decoder with UseNumber does.
Numbers = Literal["float", "int", "json"]

_INTEGER = late_pattern("-?[0-9]{1,18}")


def _int_or_float(number: str) -> int | float:
    try:
        return Int64(strconv.parse_int(number))
    except strconv.NumError:
        return strconv.parse_float(number)


_NUMBER_MAKERS: dict[str, Callable[[str], object]] = {
    "float": strconv.parse_float,
    "int": _int_or_float,
    "json": JSONNumber,
}


def unmarshal(text: str, *, numbers: Numbers = "float", v1: bool = False) -> object:
    """Return the value that ``text`` is.

    PERF: Python's own scanner reads valid text of a common form; the rest is read by :class:`Reader`, which knows
    Go's complaints.

    Args:
        text: JSON, or what claims to be.
        numbers: What numbers become.
        v1: Whether errors have the words of Go before 1.27.

    Raises:
        UnmarshalTypeError: A number is too large for a float64; the error's ``value`` has 0 (before 1.27 nil) in its
            place.
        JSONError: ``text`` is not JSON; the message is Go's.

    Upstream: encoding/json v2_decode.go Unmarshal
    """
    if not _is_uncommon(text, numbers):
        try:
            value, end = _scanner(numbers)(text, _value_start(text))
        except (ValueError, StopIteration, RecursionError):
            pass  # The text is no JSON, or nested too deeply for Python.
        else:
            if end == len(text) or not text[end:].strip(_SPACES):
                return value
    return _unmarshal_plain(text, numbers, v1=v1)


# Escapes that may be half of a pair, and numbers that may be too large.
_SURROGATE = late_pattern(r"\\u[dD][89a-fA-F]")
_EXPONENT = late_pattern(r"[eE]\+?[0-9]{3}")
_MANY_DIGITS = late_pattern(r"[0-9]{200}")


def _is_uncommon(text: str, numbers: Numbers) -> bool:
    """Return whether ``text`` may have what Python's scanner reads unlike Go's.

    That is halves of surrogate pairs, bytes that are not UTF-8, and numbers too large for a float64 where such are
    made of them.
    """
    if not text.isascii() and unicode.repair(text) is not text:
        return True
    if "\\" in text and _SURROGATE.search(text):
        return True
    if numbers == "json":
        return False
    return _EXPONENT.search(text) is not None or _MANY_DIGITS.search(text) is not None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)  # Python would read NaN and Infinity.


class _Grammar:
    """What Python's scanner asks of a decoder."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_constant = staticmethod(_refuse)

    def __init__(self, parse_int: Callable[[str], object], parse_float: Callable[[str], object]) -> None:
        self.parse_int = parse_int
        self.parse_float = parse_float


@cache
def _scanner(numbers: Numbers) -> Callable[[str, int], tuple[object, int]]:
    """Return what reads the value at a place of a text, and returns it with the place where it ends.

    PERF: the package json takes two milliseconds to import, and all that is used of it is this.
    """
    parse_float: Callable[[str], object] = JSONNumber if numbers == "json" else float
    parse_int = _int_or_float if numbers == "int" else parse_float
    try:
        from _json import make_scanner
    except ImportError:  # It belongs to CPython; PyPy's json has no scanner in C.
        from json import JSONDecoder

        return JSONDecoder(parse_int=parse_int, parse_float=parse_float, parse_constant=_refuse).raw_decode
    # typeshed asks for a scanner; what is needed are the attributes.
    return make_scanner(_Grammar(parse_int, parse_float))  # type: ignore[arg-type]


_SPACES = " \t\r\n"


def _value_start(text: str) -> int:
    return len(text) - len(text.lstrip(_SPACES))


def _unmarshal_plain(text: str, numbers: Numbers, *, v1: bool = False) -> object:
    reader = (V1Reader if v1 else Reader)(text, _NUMBER_MAKERS[numbers])
    value = reader.read()
    reader.check_end()
    if reader.misfit:
        raise UnmarshalTypeError(reader.misfit, value)
    return value


def unmarshal_prefix(text: str, *, numbers: Numbers = "float") -> tuple[object, int]:
    """Return the first value in ``text`` and where it ends, counted in characters of ``unicode.canonical(text)``.

    Raises:
        UnmarshalTypeError: A number is too large for a float64.
        JSONError: There is no value (``EOF``), it is cut off (``unexpected EOF``), or not JSON.

    Upstream: encoding/json v2_stream.go (*Decoder).Decode
    """
    start = _value_start(text)
    if start == len(text):
        raise JSONError("EOF")
    # PERF: as in unmarshal. Only a bracket closes what Python's scanner could end too early.
    if text[start] in "{[" and not _is_uncommon(text, numbers):
        try:
            return _scanner(numbers)(text, start)
        except (ValueError, StopIteration, RecursionError):
            pass
    return _unmarshal_prefix_plain(text, numbers)


def _unmarshal_prefix_plain(text: str, numbers: Numbers) -> tuple[object, int]:
    reader = Reader(text, _NUMBER_MAKERS[numbers])
    try:
        value = reader.read()
    except JSONError as error:
        if error.message == UNEXPECTED_END:
            raise JSONError("unexpected EOF") from error
        raise
    if reader.misfit:
        raise UnmarshalTypeError(reader.misfit, value)
    return value, reader.position


def unmarshal_object(text: str, *, v1: bool = False) -> dict[str, object]:
    """Return the object that ``text`` is, as Go reads it into a map[string]interface {}; ``null`` is the nil map.

    Raises:
        UnmarshalTypeError: ``text`` is not an object, or has a number that is too large; ``value`` is what Go's map
            holds then.
        JSONError: ``text`` is not JSON.
    """
    return _unmarshal_as(text, dict, NilMap, "map[string]interface {}", v1=v1)


def unmarshal_array(text: str, *, v1: bool = False) -> list[object]:
    """Return the array that ``text`` is, as Go reads it into a []interface {}; ``null`` is the nil slice.

    Raises:
        UnmarshalTypeError: ``text`` is not an array, or has a number that is too large; ``value`` is what Go's slice
            holds then.
        JSONError: ``text`` is not JSON.
    """
    return _unmarshal_as(text, list, NilList, "[]interface {}", v1=v1)


_C = TypeVar("_C", bound=dict[str, object] | list[object])


def _unmarshal_as(text: str, wanted: type[_C], nil: Callable[[], _C], type_name: str, *, v1: bool) -> _C:
    misfit = None
    try:
        value = unmarshal(text, v1=v1)
    except UnmarshalTypeError as error:
        misfit = error
        value = 0.0 if error.value is None else error.value  # Before 1.27 nil stands in a number's place.
    if value is None:
        return nil()
    if not isinstance(value, wanted):
        raise UnmarshalTypeError(
            f"json: cannot unmarshal {kind_name(value)} into Go value of type {type_name}", wanted()
        )
    if misfit is not None:
        raise misfit
    return value


def kind_name(value: object) -> str:
    """Return what Go's errors call the kind of a JSON value that is not null."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, JSONNumber) or not isinstance(value, str | list | dict):
        return "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"
