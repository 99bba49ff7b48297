"""The functions and operators of CEL, with those that Kubernetes adds: on strings, lists, quantities, addresses.

Upstream: github.com/google/cel-spec doc/langdef.md, Standard definitions; github.com/google/cel-go ext/strings.go,
ext/sets.go; k8s.io/apiserver pkg/cel/library lists.go, regex.go, quantity.go
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs
from urllib.parse import quote as quote_path

from chartkit.errors import ChartkitError
from chartkit.gostd import regexp
from chartkit.validation import quantity as quantities

from .addresses import LOCAL_MULTICAST, cidr, contains_cidr, contains_ip, ip, is_global_unicast, url
from .libraries import (
    NAMED_FORMATS,
    compare_versions,
    fill,
    named_format,
    quote,
    semantic_version,
    show,
    validate,
)
from .times import SECOND, clock, duration, moment, timestamp
from .values import (
    CELError,
    Cidr,
    Duration,
    Format,
    Ip,
    Optional,
    Quantity,
    SemanticVersion,
    Timestamp,
    TypeName,
    UInt,
)

__all__ = ["FUNCTIONS", "METHODS", "NAMESPACED", "TYPES", "equal"]

# The functions take values of any type, as CEL does; what fits no function raises TypeError or ValueError, which the
# evaluation turns into "no such overload".
Function = Callable[..., object]

_LONGEST_TEXT = 1_000_000


def equal(left: object, right: object) -> bool:
    """Return whether two values are equal; values of different types are not."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return left == right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(value, right[key]) for key, value in left.items())
    return type(left) is type(right) and left == right


def _ordered(compare: Callable[[Any, Any], bool]) -> Function:
    def operator(left: Any, right: Any) -> bool:  # noqa: ANN401 - any comparable values
        numbers = all(isinstance(side, (int, float)) and not isinstance(side, bool) for side in (left, right))
        if numbers or (type(left) is type(right) and isinstance(left, (str, bytes, bool, Duration, Timestamp))):
            return compare(left, right)
        raise TypeError("these cannot be compared")

    return operator


def _fit(value: Any) -> object:  # noqa: ANN401 - a number of any type
    """Return an integer if it fits in 64 bits."""
    if isinstance(value, float):
        return value
    low, high = (0, 2**64) if isinstance(value, UInt) else (-(2**63), 2**63)
    if not low <= value < high:
        raise CELError("integer overflow")
    return value


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _same_numbers(left: object, right: object) -> bool:
    return _is_number(left) and _is_number(right) and isinstance(left, float) == isinstance(right, float)


def _add(left: Any, right: Any) -> object:  # noqa: ANN401 - any values that can be added
    if _same_numbers(left, right):
        return _fit(type(left)(left + right))
    if isinstance(left, Duration) and isinstance(right, Duration):
        return Duration(left.nanoseconds + right.nanoseconds)
    if isinstance(left, Timestamp) and isinstance(right, Duration):
        return Timestamp(left.nanoseconds + right.nanoseconds)
    if isinstance(left, Duration) and isinstance(right, Timestamp):
        return Timestamp(left.nanoseconds + right.nanoseconds)
    if type(left) is type(right) and isinstance(left, (str, bytes, list)):
        if len(left) + len(right) > _LONGEST_TEXT:
            raise CELError("the result is too long")
        return left + right
    raise TypeError("these cannot be added")


def _subtract(left: Any, right: Any) -> object:  # noqa: ANN401 - as _add
    if _same_numbers(left, right):
        return _fit(type(left)(left - right))
    if isinstance(left, Timestamp) and isinstance(right, Timestamp):
        return Duration(left.nanoseconds - right.nanoseconds)
    if isinstance(left, (Timestamp, Duration)) and isinstance(right, Duration):
        return type(left)(left.nanoseconds - right.nanoseconds)
    raise TypeError("these cannot be subtracted")


def _multiply(left: Any, right: Any) -> object:  # noqa: ANN401 - as _add
    if not _same_numbers(left, right):
        raise TypeError("these cannot be multiplied")
    return _fit(type(left)(left * right))


def _divide(left: Any, right: Any) -> object:  # noqa: ANN401 - as _add
    if not _same_numbers(left, right):
        raise TypeError("these cannot be divided")
    if isinstance(left, float):
        return left / right if right else float("nan") if not left else float("inf") * left
    if right == 0:
        raise CELError("division by zero")
    result = abs(left) // abs(right)
    return _fit(type(left)(result if (left < 0) == (right < 0) else -result))


def _modulo(left: Any, right: Any) -> object:  # noqa: ANN401 - as _add
    if not _same_numbers(left, right) or isinstance(left, float):
        raise TypeError("these have no remainder")
    if right == 0:
        raise CELError("modulus by zero")
    result = abs(left) % abs(right)
    return type(left)(-result if left < 0 else result)


def _in(item: object, holder: Any) -> bool:  # noqa: ANN401 - a list or map
    if isinstance(holder, dict):
        return any(equal(item, key) for key in holder)
    if isinstance(holder, list):
        return any(equal(item, entry) for entry in holder)
    raise TypeError("in wants a list or a map")


def _negate(value: Any) -> object:  # noqa: ANN401 - a number or duration
    if isinstance(value, Duration):
        return Duration(-value.nanoseconds)
    if not _is_number(value):
        raise TypeError("this cannot be negated")
    return _fit(-value)


def _not(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("this cannot be negated")
    return not value


def _size(value: Any) -> int:  # noqa: ANN401 - anything with a size
    if isinstance(value, (str, bytes, list, dict)):
        return len(value)
    raise TypeError("this has no size")


def _to_int(value: Any) -> object:  # noqa: ANN401 - what converts
    if isinstance(value, Timestamp):
        return value.nanoseconds // SECOND
    return _fit(int(value))


def _to_bool(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "True", "TRUE", "t", "1"):
        return True
    if value in ("false", "False", "FALSE", "f", "0"):
        return False
    raise CELError("type conversion error")


def _type_of(value: object) -> TypeName:
    names = (
        (bool, "bool"), (UInt, "uint"), (int, "int"), (float, "double"), (str, "string"), (bytes, "bytes"),
        (list, "list"), (dict, "map"), (Duration, "google.protobuf.Duration"), (TypeName, "type"),
        (Timestamp, "google.protobuf.Timestamp"),
    )  # fmt: skip
    return TypeName(next((name for kind, name in names if isinstance(value, kind)), "null_type"))


def _matches(text: str, pattern: str) -> bool:
    try:
        return regexp.compile(pattern).match(text)
    except ChartkitError as error:
        raise CELError(f"{pattern!r} is no regular expression") from error


def _find_all(text: str, pattern: str, count: int = -1) -> list[object]:
    try:
        return list(regexp.compile(pattern).find_all(text, count))
    except ChartkitError as error:
        raise CELError(f"{pattern!r} is no regular expression") from error


def _find(text: str, pattern: str) -> str:
    found = _find_all(text, pattern, 1)
    return str(found[0]) if found else ""


def _index_of(holder: Any, item: Any, start: int = 0) -> int:  # noqa: ANN401 - a string or list
    if isinstance(holder, str):
        return holder.find(item, start)
    return next((index for index, entry in enumerate(holder) if equal(entry, item)), -1)


def _last_index_of(holder: Any, item: Any, start: int | None = None) -> int:  # noqa: ANN401 - a string or list
    if isinstance(holder, str):
        return holder.rfind(item) if start is None else holder.rfind(item, 0, start + len(item))
    return next((index for index in range(len(holder) - 1, -1, -1) if equal(holder[index], item)), -1)


def _substring(text: str, start: int, end: int | None = None) -> str:
    stop = len(text) if end is None else end
    if not 0 <= start <= stop <= len(text):
        raise CELError("index out of range")
    return text[start:stop]


def _char_at(text: str, index: int) -> str:
    if not 0 <= index <= len(text):
        raise CELError("index out of range")
    return text[index : index + 1]


def _replace(text: str, old: str, new: str, count: int = -1) -> str:
    result = text.replace(old, new, count)
    if len(result) > _LONGEST_TEXT:
        raise CELError("the result is too long")
    return result


def _split(text: str, separator: str, count: int = -1) -> list[object]:
    if count == 0:
        return []
    if not separator:
        return list(text)
    return list(text.split(separator, count - 1 if count > 0 else -1))


def _join(items: list[Any], separator: str = "") -> str:
    if not all(isinstance(item, str) for item in items):
        raise TypeError("join wants strings")
    return separator.join(items)


def _sorted(items: list[Any]) -> bool:
    less = _ordered(lambda left, right: left <= right)
    return all(less(left, right) for left, right in pairwise(items))


def _sum(items: list[Any]) -> object:
    total: object = 0 if not items else items[0]
    for item in items[1:]:
        total = _add(total, item)
    return total


def _extreme(choose: Callable[..., Any]) -> Function:
    def function(items: list[Any]) -> object:
        if not items:
            raise CELError("the list is empty")
        return choose(items)

    return function


def _quantity(value: object) -> Quantity:
    amount = quantities.parse(value) if isinstance(value, (str, int, float)) else None
    if amount is None:
        raise CELError(f"{value!r} is not a quantity")
    return Quantity(amount)


def _as_quantity(value: object) -> Quantity:
    return value if isinstance(value, Quantity) else _quantity(value)


def _compare(left: Any, right: Any) -> int:  # noqa: ANN401 - quantities or versions
    if isinstance(left, SemanticVersion):
        return compare_versions(left, right)
    one, other = _as_quantity(left).amount, _as_quantity(right).amount
    return (one > other) - (one < other)


def _as_integer(value: Quantity) -> int:
    if value.amount % quantities.ONE:
        raise CELError("the quantity is no integer")
    return value.amount // quantities.ONE


def _succeeds(function: Function) -> Function:
    def check(*arguments: object) -> bool:
        try:
            function(*arguments)
        except (CELError, ValueError, TypeError):
            return False
        return True

    return check


def _or_value(value: object, other: object) -> object:
    if not isinstance(value, Optional):
        raise TypeError("orValue wants an optional value")
    return value.value if value.present else other


def _or(value: object, other: object) -> object:
    return value if isinstance(value, Optional) and value.present else other


def _get(value: Optional) -> object:
    if not value.present:
        raise CELError("optional.none() dereference")
    return value.value


def _of_non_zero(value: object) -> Optional:
    return Optional(value, present=True) if value else Optional()


TYPES: dict[str, object] = {
    name: TypeName(name)
    for name in ("bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint")
}

FUNCTIONS: dict[str, Function] = {
    "+": _add, "-": _subtract, "*": _multiply, "/": _divide, "%": _modulo, "in": _in, "-_": _negate, "!_": _not,
    "==": equal, "!=": lambda left, right: not equal(left, right),
    "<": _ordered(lambda left, right: left < right), "<=": _ordered(lambda left, right: left <= right),
    ">": _ordered(lambda left, right: left > right), ">=": _ordered(lambda left, right: left >= right),
    "bool": _to_bool, "bytes": lambda value: value.encode() if isinstance(value, str) else bytes(value),
    "isSemver": _succeeds(semantic_version), "semver": semantic_version,
    "cidr": cidr, "double": float, "duration": duration, "dyn": lambda value: value, "int": _to_int, "ip": ip,
    "isCIDR": _succeeds(cidr), "isIP": _succeeds(ip), "isQuantity": _succeeds(_quantity), "isURL": _succeeds(url),
    "matches": _matches, "quantity": _quantity, "size": _size, "string": show, "timestamp": timestamp,
    "type": _type_of, "uint": lambda value: _fit(UInt(value)), "url": url,
}  # fmt: skip

NAMESPACED: dict[str, Function] = {
    **{f"format.{name}": partial(Format, name) for name in NAMED_FORMATS},
    "format.named": named_format,
    "strings.quote": quote,
    "ip.isCanonical": lambda value: str(ip(value).address) == value,
    "math.greatest": lambda *items: max(items[0] if isinstance(items[0], list) else items),
    "math.least": lambda *items: min(items[0] if isinstance(items[0], list) else items),
    "optional.none": Optional,
    "optional.of": lambda value: Optional(value, present=True),
    "optional.ofNonZeroValue": _of_non_zero,
    "sets.contains": lambda left, right: all(_in(item, left) for item in right),
    "sets.equivalent": lambda left, right: all(_in(x, left) for x in right) and all(_in(x, right) for x in left),
    "sets.intersects": lambda left, right: any(_in(item, left) for item in right),
}

METHODS: dict[str, Function] = {
    "add": lambda left, right: Quantity(left.amount + _as_quantity(right).amount),
    "asApproximateFloat": lambda value: value.amount / quantities.ONE, "asInteger": _as_integer, "charAt": _char_at,
    "compareTo": _compare, "contains": lambda text, part: _text(part) in _text(text), "containsCIDR": contains_cidr,
    "containsIP": contains_ip, "endsWith": lambda text, end: _text(text).endswith(_text(end)),
    "family": lambda value: value.address.version, "find": _find, "findAll": _find_all,
    "first": lambda items: Optional(items[0], present=True) if items else Optional(), "format": fill,
    "getDate": moment(lambda time: time.day), "getDayOfMonth": moment(lambda time: time.day - 1),
    "getDayOfWeek": moment(lambda time: time.isoweekday() % 7),
    "getDayOfYear": moment(lambda time: time.timetuple().tm_yday - 1),
    "getEscapedPath": lambda url: quote_path(url.parts.path, safe="%/!$&'()*+,;=:@"),
    "getFullYear": moment(lambda time: time.year),
    "getHost": lambda url: url.parts.netloc.rpartition("@")[2], "getHostname": lambda url: url.parts.hostname or "",
    "getHours": clock(3600 * SECOND, lambda time: time.hour),
    "getMilliseconds": clock(10**6, lambda time: time.microsecond // 1000),
    "getMinutes": clock(60 * SECOND, lambda time: time.minute),
    "getMonth": moment(lambda time: time.month - 1),
    "getPort": lambda url: str(url.parts.port or ""), "getQuery": lambda url: parse_qs(url.parts.query),
    "getScheme": lambda url: url.parts.scheme, "getSeconds": clock(SECOND, lambda time: time.second),
    "hasValue": lambda value: value.present, "indexOf": _index_of, "ip": lambda cidr: Ip(cidr.interface.ip),
    "isGlobalUnicast": is_global_unicast, "isGreaterThan": lambda a, b: _compare(a, b) > 0,
    "isInteger": lambda value: not value.amount % quantities.ONE, "isLessThan": lambda a, b: _compare(a, b) < 0,
    "isLinkLocalMulticast": lambda value: value.address in LOCAL_MULTICAST[value.address.version],
    "isLinkLocalUnicast": lambda value: value.address.is_link_local,
    "isLoopback": lambda value: value.address.is_loopback, "isSorted": _sorted,
    "isUnspecified": lambda value: value.address.is_unspecified, "join": _join,
    "last": lambda items: Optional(items[-1], present=True) if items else Optional(), "lastIndexOf": _last_index_of,
    "major": lambda value: int(value.version.major), "minor": lambda value: int(value.version.minor),
    "patch": lambda value: int(value.version.patch), "validate": validate,
    "lowerAscii": lambda text: "".join(char.lower() if char.isascii() else char for char in text),
    "masked": lambda cidr: Cidr(ipaddress.ip_interface(str(cidr.interface.network))), "matches": _matches,
    "max": _extreme(max), "min": _extreme(min), "or": _or, "orValue": _or_value,
    "prefixLength": lambda cidr: cidr.interface.network.prefixlen, "replace": _replace,
    "reverse": lambda value: value[::-1], "sign": lambda value: (value.amount > 0) - (value.amount < 0), "size": _size,
    "split": _split, "startsWith": lambda text, start: _text(text).startswith(_text(start)),
    "sub": lambda left, right: Quantity(left.amount - _as_quantity(right).amount), "substring": _substring, "sum": _sum,
    "trim": lambda text: _text(text).strip(),
    "upperAscii": lambda text: "".join(char.upper() if char.isascii() else char for char in text), "value": _get,
}  # fmt: skip


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a string is wanted")
    return value
