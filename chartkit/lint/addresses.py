"""Mail and web addresses as Chart.yaml may have them.

Upstream: asaskevich/govalidator validator.go, patterns.go
"""

from __future__ import annotations

import re

from chartkit.errors import FunctionError
from chartkit.gostd import regexp, url
from chartkit.helm_versions import HelmBehaviour

__all__ = ["is_email", "is_request_url", "is_url"]

_FOREIGN = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
_ATOM = rf"[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~{_FOREIGN}-]+"
_LETTER = f"[A-Za-z{_FOREIGN}]"
_ALNUM = f"[A-Za-z0-9{_FOREIGN}]"
_QUOTED = rf'"(?:[\x01-\x08\x0b\x0c\x0e-\x1f\x7f!\x23-\x5b\x5d-\x7e{_FOREIGN}])*"'
_LABEL = f"(?:{_ALNUM}|{_ALNUM}[A-Za-z0-9._~{_FOREIGN}-]*{_ALNUM})"
_TOP = f"(?:{_LETTER}|{_LETTER}[A-Za-z0-9._~{_FOREIGN}-]*{_LETTER})"
_EMAIL = rf"^(?:{_ATOM}(?:\.{_ATOM})*|{_QUOTED})@(?:{_LABEL}\.)+{_TOP}\.?$"

_LETTERS = "a-zA-Z\u00a1-\uffff"
_WIDE = f"[{_LETTERS}0-9]"
_HOST_IP = r"(?:[1-9]\d?|1\d\d|2[01]\d|22[0-3]|24\d|25[0-5])(?:\.(?:\d{1,2}|1\d\d|2[0-4]\d|25[0-5])){3}"
#: What may stand before the last part but one of a name; the rules overlap, and odd names fall through.
_SUBDOMAINS = (
    rf"(?:{_WIDE}(?:[{_LETTERS}0-9_-]+)?{_WIDE}(?:[-.]{_WIDE}+)*"
    rf"|www\.|{_WIDE}+(?:[-_.]?{_WIDE})*{_WIDE}\.{_WIDE}+)?"
)
_HOST_NAME = rf"{_SUBDOMAINS}(?:{_WIDE}+-?-?)*{_WIDE}+(?:\.[{_LETTERS}]+)?"
_URL = (
    r"^(?:(?:ftp|tcp|udp|wss?|https?)://)?(?:\S+(?::\S*)?@)?"
    rf"(?:{_HOST_IP}|\[[0-9a-fA-F:.]+\]|{_HOST_NAME})\.?(?::\d{{1,5}})?(?:[/?#]\S*)?$"
)


def is_email(text: str) -> bool:
    """Return whether ``text`` is a mail address with a domain of two parts or more."""
    return regexp.compile(_EMAIL).match(text)


def is_url(text: str, behaviour: HelmBehaviour) -> bool:
    """Return whether ``text`` is a web address, with or without a scheme."""
    if len(text.encode("utf-8", "surrogateescape")) <= 3 or len(text) >= 2083 or text.startswith("."):
        return False
    with_scheme = f"http://{text}" if ":" in text and "://" not in text else text
    try:
        parsed = url.parse(with_scheme, strict_hosts=behaviour.url_hosts_are_strict)
    except FunctionError:
        return False
    if parsed.host.startswith(".") or (not parsed.host and parsed.path and "." not in parsed.path):
        return False
    return regexp.compile(_URL).match(text)


def is_request_url(text: str, behaviour: HelmBehaviour) -> bool:
    """Return whether ``text`` is an address with a scheme.

    Upstream: net/url url.go ParseRequestURI, which knows no fragments
    """
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text):
        return False
    try:
        url.parse(text.replace("#", "%23"), strict_hosts=behaviour.url_hosts_are_strict)
    except FunctionError:
        return False
    return True
