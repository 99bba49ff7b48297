"""The formats that are asserted, by name: each check returns what is wrong, or the empty text.

A value that is not a string passes every format.

Upstream: santhosh-tekuri/jsonschema format.go
"""

from __future__ import annotations

import re
from collections.abc import Callable

from chartkit.errors import FunctionError
from chartkit.gostd import strconv, time, url

__all__ = ["FORMATS"]


def _of_string(check: Callable[[str], str]) -> Callable[[object], str]:
    return lambda value: check(value) if isinstance(value, str) and value.__class__ is str else ""


def _json_pointer(text: str) -> str:
    if not text:
        return ""
    if not text.startswith("/"):
        return "not starting with /"
    if re.search(r"~(?![01])", text):
        return "~ must be followed by 0 or 1"
    return ""


def _relative_json_pointer(text: str) -> str:
    digits = re.match(r"[0-9]*", text)[0]  # type: ignore[index] # the pattern matches the empty text
    if not digits:
        return "must start with non-negative integer"
    if len(digits) > 1 and digits.startswith("0"):
        return "starts with zero"
    rest = text[len(digits) :]
    return "" if rest == "#" else _json_pointer(rest)


_UUID_GROUPS = (8, 4, 4, 4, 12)


def _uuid(text: str) -> str:
    groups = text.split("-")
    if len(groups) != len(_UUID_GROUPS):
        return f"must have {len(_UUID_GROUPS)} elements"
    for number, (group, length) in enumerate(zip(groups, _UUID_GROUPS, strict=True), 1):
        if len(group.encode("utf-8", "surrogateescape")) != length:
            return f"element {number} must be {length} characters long"
        strange = re.search(r"[^0-9a-fA-F]", group)
        if strange:
            return f"non-hex character {strconv.quote_rune(ord(strange[0]))}"
    return ""


_DURATION_UNITS = ("YMD", "HMS")


def _duration(text: str) -> str:
    if not text.startswith("P"):
        return "must start with P"
    text = text[1:]
    if not text:
        return "nothing after P"
    if text.endswith("W"):
        weeks = text[:-1]
        if not weeks:
            return "no number in week"
        return "" if re.fullmatch(r"[0-9]+", weeks) else "invalid week"
    for index, part in enumerate(text.split("T")):
        if index and not part:
            return "no time elements"
        if index >= len(_DURATION_UNITS):
            return "more than one T"
        reason = _duration_part(part, _DURATION_UNITS[index])
        if reason:
            return reason
    return ""


def _duration_part(text: str, all_units: str) -> str:
    units = all_units
    while text:
        digits = re.match(r"[0-9]*", text)[0]  # type: ignore[index] # the pattern matches the empty text
        if not digits:
            return "missing number"
        text = text[len(digits) :]
        if not text:
            return "missing unit"
        unit, text = text[0], text[1:]
        if unit not in units:
            kind = "unit {} out of order" if unit in all_units else "invalid unit {}"
            return kind.format(strconv.quote_rune(ord(unit)))
        units = units[units.index(unit) + 1 :]
    return ""


def _ipv4(text: str) -> str:
    groups = text.split(".")
    if len(groups) != 4:
        return "expected four decimals"
    for group in groups:
        if len(group) > 1 and group.startswith("0"):
            return "leading zeros"
        try:
            number = strconv.atoi(group)
        except FunctionError as error:
            return error.message
        if not 0 <= number <= 255:
            return "decimal must be between 0 and 255"
    return ""


def _ipv6(text: str) -> str:
    if ":" not in text:
        return "missing colon"
    return url.check_ipv6(text)


def _hostname(text: str) -> str:
    text = text.removesuffix(".")
    if len(text.encode("utf-8", "surrogateescape")) > 253:
        return "more than 253 characters long"
    for label in text.split("."):
        if not 1 <= len(label.encode("utf-8", "surrogateescape")) <= 63:
            return "label must be 1 to 63 characters long"
        if label.startswith("-"):
            return "label starts with hyphen"
        if label.endswith("-"):
            return "label ends with hyphen"
        strange = re.search(r"[^a-zA-Z0-9-]", label)
        if strange:
            return f"invalid character {strconv.quote_rune(ord(strange[0]))}"
    return ""


def _email(text: str) -> str:
    if len(text.encode("utf-8", "surrogateescape")) > 254:
        return "more than 255 characters long"
    local, at, domain = text.rpartition("@")
    if not at:
        return "missing @"
    if len(local.encode("utf-8", "surrogateescape")) > 64:
        return "local part more than 64 characters long"
    reason = _email_local(local)
    if reason:
        return reason
    if domain.startswith("[") and domain.endswith("]"):
        address = domain[1:-1]
        if address.startswith("IPv6:"):
            reason = _ipv6(address.removeprefix("IPv6:"))
            return f"invalid ipv6 address: {reason}" if reason else ""
        reason = _ipv4(address)
        return f"invalid ipv4 address: {reason}" if reason else ""
    reason = _hostname(domain)
    return f"invalid domain: {reason}" if reason else ""


def _email_local(local: str) -> str:
    if len(local) > 1 and local.startswith('"'):
        if re.search(r'[\\"]', local[1:-1]):
            return "backslash and quote are not allowed within quoted local part"
        return ""
    if local.startswith("."):
        return "starts with dot"
    if local.endswith("."):
        return "ends with dot"
    if ".." in local:
        return "consecutive dots"
    strange = re.search(r"[^a-zA-Z0-9.!#$%&'*+\-/=?^_`{|}~]", local)
    return f"invalid character {strconv.quote_rune(ord(strange[0]))}" if strange else ""


def _date(text: str) -> str:
    try:
        time.parse("2006-01-02", text)
    except FunctionError as error:
        return error.message
    return ""


def _time(text: str) -> str:
    if len(text.encode("utf-8", "surrogateescape")) < 9:
        return "less than 9 characters long"
    if text[2] != ":" or text[5] != ":":
        return "missing colon in correct place"
    numbers = _numbers(text[:8].split(":", 2))
    if numbers is None:
        return "invalid hour/min/sec"
    hour, minute, second = numbers
    if min(numbers) < 0:
        return "non-positive hour/min/sec"
    if hour > 23 or minute > 59 or second > 60:
        return "hour/min/sec out of range"
    rest = text[8:]
    if rest.startswith("."):
        digits = re.match(r"[0-9]*", rest[1:])[0]  # type: ignore[index] # the pattern matches the empty text
        if not digits:
            return "no digits in second fraction"
        rest = rest[1 + len(digits) :]
    shift = 0
    if rest not in ("z", "Z"):
        offset = _time_offset(rest)
        if isinstance(offset, str):
            return offset
        shift = offset
    minutes = hour * 60 + minute + shift
    if minutes < 0:
        minutes += 24 * 60
    if second >= 60 and divmod(minutes, 60) != (23, 59):
        return "invalid leap second"
    return ""


def _time_offset(text: str) -> int | str:
    """Return the minutes to add for the offset ``text``, or what is wrong with it."""
    if len(text.encode("utf-8", "surrogateescape")) != 6:
        return "offset must be 6 characters long"
    if text[0] not in "+-":
        return "offset must begin with plus/minus"
    if text[3] != ":":
        return "missing colon in offset in correct place"
    numbers = _numbers(text[1:].split(":", 1))
    if numbers is None:
        return "invalid hour/min in offset"
    hour, minute = numbers
    if min(numbers) < 0:
        return "non-positive hour/min in offset"
    if hour > 23 or minute > 59:
        return "hour/min in offset out of range"
    return (hour * 60 + minute) * (-1 if text[0] == "+" else 1)


def _numbers(words: list[str]) -> list[int] | None:
    try:
        return [strconv.atoi(word) for word in words]
    except FunctionError:
        return None


def _date_time(text: str) -> str:
    if len(text.encode("utf-8", "surrogateescape")) < 20:
        return "less than 20 characters long"
    if text[10] not in "tT":
        return "11th character must be t or T"
    reason = _date(text[:10])
    if reason:
        return f"invalid date element: {reason}"
    reason = _time(text[11:])
    return f"invalid time element: {reason}" if reason else ""


def _period(text: str) -> str:
    start, slash, end = text.partition("/")
    if not slash:
        return "missing slash"
    parts = [("start", start, start.startswith("P")), ("end", end, not start.startswith("P") and end.startswith("P"))]
    for name, part, is_duration in parts:
        reason = (_duration if is_duration else _date_time)(part)
        if reason:
            return f"invalid {name} {'duration' if is_duration else 'date-time'}: {reason}"
    return ""


def _parsed_url(text: str) -> url.URL | str:
    """Return the parts of a URL, or what is wrong with it."""
    try:
        parsed = url.parse(text)
    except FunctionError as error:
        return error.message
    name = parsed.hostname()
    if ":" in name:
        if "[" not in parsed.host or "]" not in parsed.host:
            return "ipv6 address not enclosed in brackets"
        reason = _ipv6(name)
        if reason:
            return f"invalid ipv6 address: {reason}"
    return parsed


def _uri(text: str) -> str:
    parsed = _parsed_url(text)
    if isinstance(parsed, str):
        return parsed
    return "" if parsed.scheme else "relative url"


def _uri_reference(text: str) -> str:
    if "\\" in text:
        return "contains \\"
    parsed = _parsed_url(text)
    return parsed if isinstance(parsed, str) else ""


def _uri_template(text: str) -> str:
    parsed = _parsed_url(text)
    if isinstance(parsed, str):
        return parsed
    for token in parsed.raw_path.split("/"):
        is_open = False
        for brace in re.findall(r"[{}]", url.path_unescape(token)):
            if (brace == "{") is is_open:
                return "nested curly braces"
            is_open = not is_open
        if is_open:
            return "no matching closing brace"
    return ""


_VERSION_PARTS = ("major", "minor", "patch")


def _semver(text: str) -> str:
    text, plus, build = text.partition("+")
    reason = _build_identifiers(build) if plus else ""
    if reason:
        return reason
    core, dash, pre_release = text.partition("-")
    reason = _pre_release_identifiers(pre_release) if dash else ""
    return reason or _version_core(core)


def _build_identifiers(text: str) -> str:
    if not text:
        return "build is empty"
    for identifier in text.split("."):
        if not identifier:
            return "build identifier is empty"
        strange = re.search(r"[^0-9a-zA-Z-]", identifier)
        if strange:
            return f"invalid character {strconv.quote_rune(ord(strange[0]))} in build identifier"
    return ""


def _pre_release_identifiers(text: str) -> str:
    for identifier in text.split("."):
        if not identifier:
            return "pre-release identifier is empty"
        strange = re.search(r"[^0-9a-zA-Z-]", identifier)
        if strange:
            return f"invalid character {strconv.quote_rune(ord(strange[0]))} in pre-release identifier"
        if len(identifier) > 1 and identifier.startswith("0") and re.fullmatch(r"[0-9]+", identifier):
            return "pre-release numeric identifier starts with zero"
    return ""


def _version_core(text: str) -> str:
    numbers = text.split(".")
    if len(numbers) != len(_VERSION_PARTS):
        return "versionCore must have 3 numbers separated by dot"
    for name, number in zip(_VERSION_PARTS, numbers, strict=True):
        if not number:
            return f"{name} is empty"
        if len(number) > 1 and number.startswith("0"):
            return f"{name} starts with zero"
        if not re.fullmatch(r"[0-9]+", number):
            return f"{name} contains non-digit"
    return ""


def _regex(text: str) -> str:
    from chartkit.gostd import regexp

    try:
        regexp.compile(text)
    except FunctionError as error:
        return error.message
    return ""


FORMATS: dict[str, Callable[[object], str]] = {
    name: _of_string(check)
    for name, check in {
        "json-pointer": _json_pointer,
        "relative-json-pointer": _relative_json_pointer,
        "uuid": _uuid,
        "duration": _duration,
        "period": _period,
        "ipv4": _ipv4,
        "ipv6": _ipv6,
        "hostname": _hostname,
        "email": _email,
        "date": _date,
        "time": _time,
        "date-time": _date_time,
        "uri": _uri,
        "iri": _uri,
        "uri-reference": _uri_reference,
        "iri-reference": _uri_reference,
        "uri-template": _uri_template,
        "semver": _semver,
        "regex": _regex,
    }.items()
}
