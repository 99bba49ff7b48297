"""Whether a string is what a format asks for: times, base64, and the formats of CRD and JSON schemas.

Upstream: k8s.io/kube-openapi pkg/validation/strfmt default.go, date.go, duration.go, time.go
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

__all__ = ["FORMATS", "is_base64", "is_time"]

# PERF: patterns are compiled when they are first used (re keeps them): most objects hold no such strings.
_TIME = r"(?a)(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)\Z"
_BASE64 = r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\Z"
_GO_DURATION = r"[-+]?(?:0|(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)\Z"
_WORD_DURATION = (
    r"(?:-?[0-9]+(?:\.[0-9]+)?) ?(?:ns|nanos?|nanoseconds?|us|µs|micros?|microseconds?|ms|millis?|milliseconds?|s|secs?"
    r"|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)\Z"
)
_ISO_DURATION = r"P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?\Z"
_HOST_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?\Z"
_UUID = r"(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\Z"
_MAC = r"(?i)[0-9a-f]{2}(?:([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}(?:\1[0-9a-f]{2}){0,2})\Z"
_HEX_COLOUR = r"(?i)#?(?:[0-9a-f]{3}|[0-9a-f]{6})\Z"


def is_time(text: str) -> bool:
    """Return whether ``text`` is an RFC 3339 time.

    Upstream: k8s.io/apimachinery pkg/apis/meta/v1 time.go (*Time).UnmarshalJSON
    """
    match = re.match(_TIME, text)
    if match is None:
        return False
    try:
        datetime.fromisoformat(match[1])
    except ValueError:
        return False
    return True


def is_base64(text: str) -> bool:
    """Return whether ``text`` is standard base64 with padding; line breaks are allowed, as in Go.

    Upstream: encoding/base64 StdEncoding, through which encoding/json decodes []byte
    """
    return re.match(_BASE64, text.replace("\n", "").replace("\r", "")) is not None


def _is_date_time(text: str) -> bool:
    return is_time(text.replace("t", "T").replace("z", "Z").replace(" ", "T", 1))


def _is_date(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _is_duration(text: str) -> bool:
    return any(re.match(form, text) for form in (_GO_DURATION, _WORD_DURATION, _ISO_DURATION))


def _is_host(text: str) -> bool:
    name = text.removesuffix(".")
    return 0 < len(name) <= 253 and all(len(label) <= 63 and re.match(_HOST_LABEL, label) for label in name.split("."))


def _is_address(version: int) -> Callable[[str], bool]:
    def check(text: str) -> bool:
        import ipaddress

        try:
            return ipaddress.ip_address(text).version == version and "%" not in text
        except ValueError:
            return False

    return check


def _is_cidr(text: str) -> bool:
    import ipaddress

    try:
        ipaddress.ip_interface(text)
    except ValueError:
        return False
    return "/" in text


def _is_uri(text: str) -> bool:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    # Go: url.ParseRequestURI wants a scheme or a rooted path.
    return (bool(parts.scheme) or text.startswith("/")) and not any(char.isspace() or char < " " for char in text)


def _is_email(text: str) -> bool:
    local, at, domain = text.rpartition("@")
    return bool(at and local and domain) and " " not in domain


#: The formats that are checked; a schema may name others, which mean nothing.
FORMATS: dict[str, Callable[[str], bool]] = {
    "byte": is_base64,
    "cidr": _is_cidr,
    "date": _is_date,
    "date-time": _is_date_time,
    "datetime": _is_date_time,
    "duration": _is_duration,
    "email": _is_email,
    "hexcolor": lambda text: re.match(_HEX_COLOUR, text) is not None,
    "hostname": _is_host,
    "ipv4": _is_address(4),
    "ipv6": _is_address(6),
    "mac": lambda text: re.match(_MAC, text) is not None,
    "uri": _is_uri,
    "uuid": lambda text: re.match(_UUID, text) is not None,
}
