"""The formats by name: each says whether a text is of it.

Upstream: xeipuuv/gojsonschema format_checkers.go
"""

from __future__ import annotations

import re
from collections.abc import Callable

from chartkit.errors import FunctionError
from chartkit.gostd import time, url
from chartkit.patterns import late_pattern

from .mail import is_address

__all__ = ["FORMATS"]


def _has_layout(*layouts: str) -> Callable[[str], bool]:
    return lambda text: any(_is_time(layout, text) for layout in layouts)


def _is_time(layout: str, text: str) -> bool:
    try:
        time.parse(layout, text)
    except FunctionError:
        return False
    return True


_LABEL = late_pattern(r"[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]{0,61}[a-zA-Z0-9]")
_DECIMAL = late_pattern(r"0|[1-9][0-9]{0,2}")
_UUID = late_pattern(r"[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}")
_JSON_POINTER = late_pattern(r"(?:/(?:[^~/]|~0|~1)*)*")
_RELATIVE_JSON_POINTER = late_pattern(r"(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~0|~1)*)*)")


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


def _hostname(text: str) -> bool:
    return len(text) < 256 and all(map(_LABEL.fullmatch, text.split(".")))


def _is_ip(text: str) -> bool:
    if ":" in text:
        return not url.check_ipv6(text)
    groups = text.split(".")
    return len(groups) == 4 and all(_DECIMAL.fullmatch(group) and int(group) <= 255 for group in groups)


def _ipv4(text: str) -> bool:
    return "." in text and _is_ip(text)


def _ipv6(text: str) -> bool:
    return ":" in text and _is_ip(text)


def _parsed(text: str) -> url.URL | None:
    try:
        return None if "\\" in text else url.parse(text, strict_hosts=False)
    except FunctionError:
        return None


def _uri(text: str) -> bool:
    parsed = _parsed(text)
    return parsed is not None and bool(parsed.scheme)


def _uri_reference(text: str) -> bool:
    return _parsed(text) is not None


def _uri_template(text: str) -> bool:
    parsed = _parsed(text)
    if parsed is None:
        return False
    opened = parsed.path.find("{")
    while opened >= 0:
        closed = parsed.path.find("}", opened)
        if closed < 0:
            return False
        opened = parsed.path.find("{", closed)
    return True


def _regex(text: str) -> bool:
    from chartkit.gostd import regexp

    try:
        regexp.compile(text)
    except FunctionError:
        return False
    return True


FORMATS: dict[str, Callable[[str], bool]] = {
    "date": _has_layout("2006-01-02"),
    "time": _has_layout("15:04:05Z07:00", "15:04:05"),
    "date-time": _has_layout(
        *("15:04:05", "15:04:05Z07:00", "2006-01-02"),
        *("2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05.999999999Z07:00"),
    ),
    "hostname": _hostname,
    "email": is_address,
    "idn-email": is_address,
    "ipv4": _ipv4,
    "ipv6": _ipv6,
    "uri": _uri,
    "uri-reference": _uri_reference,
    "iri": _uri,
    "iri-reference": _uri_reference,
    "uri-template": _uri_template,
    "uuid": _matches(_UUID),
    "regex": _regex,
    "json-pointer": _matches(_JSON_POINTER),
    "relative-json-pointer": _matches(_RELATIVE_JSON_POINTER),
}
