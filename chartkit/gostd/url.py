"""Go's net/url: addresses to their parts and back, and the escapes in them.

Upstream: net/url url.go
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from urllib.parse import quote, unquote_to_bytes

from chartkit.errors import FunctionError
from chartkit.patterns import late_pattern
from chartkit.records import dataclass, replace

from . import strconv
from .netip import parse_address

__all__ = [
    "URL",
    "Userinfo",
    "check_ipv6",
    "parse",
    "path_escape",
    "path_unescape",
    "query_escape",
    "query_unescape",
    "resolve_reference",
]


class _Part(Enum):
    """A part of an address; the value is the punctuation that it may hold without escapes."""

    PATH = "$&+,-./:;=@_~"
    SEGMENT = "$&+-.:=@_~"
    HOST = "!\"$&'()*+,-.:;<=>[]_~"
    ZONE = "!\"$&'()*+,-.:;<=>[]_~ "
    USER = "$&+,-.;=_~"
    QUERY = "-._~"
    FRAGMENT = "!$&()*+,-./:;=?@_~"


@dataclass(frozen=True, slots=True)
class Userinfo:
    """User name and, where there is one, password."""

    username: str
    password: str | None = None

    def __str__(self) -> str:
        """Return both, escaped."""
        text = _escape(self.username, _Part.USER)
        return text if self.password is None else f"{text}:{_escape(self.password, _Part.USER)}"


@dataclass(frozen=True, slots=True)
class URL:
    """The parts of an address (Go's ``*url.URL``). ``path`` and ``fragment`` are without escapes."""

    scheme: str = ""
    opaque: str = ""
    user: Userinfo | None = None
    host: str = ""
    path: str = ""
    #: The path as it was written, where that differs from what escaping makes of ``path``.
    raw_path: str = ""
    #: No empty authority is written.
    omit_host: bool = False
    #: A question mark is written even without a query.
    force_query: bool = False
    raw_query: str = ""
    fragment: str = ""
    raw_fragment: str = ""

    def hostname(self) -> str:
        """Return the host without port and brackets."""
        host = self.host
        colon = host.rfind(":")
        if colon >= 0 and _PORT.fullmatch(host[colon:]):
            host = host[:colon]
        return host[1:-1] if host.startswith("[") and host.endswith("]") else host

    def escaped_path(self) -> str:
        """Return the path with escapes: as it was written if that is still right.

        Upstream: net/url url.go (*URL).EscapedPath
        """
        if self.raw_path and _is_encoded(self.raw_path, self.path, _Part.PATH):
            return self.raw_path
        return "*" if self.path == "*" else _escape(self.path, _Part.PATH)

    def escaped_fragment(self) -> str:
        """Return the fragment with escapes: as it was written if that is still right."""
        if self.raw_fragment and _is_encoded(self.raw_fragment, self.fragment, _Part.FRAGMENT):
            return self.raw_fragment
        return _escape(self.fragment, _Part.FRAGMENT)

    def __str__(self) -> str:
        """Return the address.

        Upstream: net/url url.go (*URL).String
        """
        text = f"{self.scheme}:" if self.scheme else ""
        text += self.opaque or self._hierarchy(empty=not text)
        if self.force_query or self.raw_query:
            text += "?" + self.raw_query
        if self.fragment:
            text += "#" + self.escaped_fragment()
        return text

    def _hierarchy(self, *, empty: bool) -> str:
        """Return authority and path; ``empty``: no scheme stands before them."""
        text = ""
        without_host = self.omit_host and not self.host and self.user is None
        if (self.scheme or self.host or self.user is not None) and not without_host:
            if self.host or self.path or self.user is not None:
                text = "//"
            if self.user is not None:
                text += f"{self.user}@"
            text += _escape(self.host, _Part.HOST)
        path = self.escaped_path()
        if without_host and path.startswith("//"):
            # Else the path would be read back as an authority.
            return "%2F" + path[1:]
        if path and path[0] != "/" and self.host:
            text += "/"
        if empty and not text and ":" in path.partition("/")[0]:
            text = "./"
        return text + path


def parse(text: str, *, strict_hosts: bool = True) -> URL:
    """Return the parts of an address.

    Args:
        text: The address.
        strict_hosts: Go 1.27 refuses hosts with several colons or with brackets around what is no address; Go 1.23
            looks at the last colon only.

    Raises:
        FunctionError: It is none; the message is Go's.

    Upstream: net/url url.go Parse
    """
    bare, _, fragment = text.partition("#")
    try:
        url = _parse(bare, _parse_host if strict_hosts else _parse_old_host)
    except FunctionError as error:
        raise FunctionError(f"parse {strconv.quote(bare)}: {error.message}") from error
    if not fragment:
        return url
    try:
        decoded = _unescape(fragment, _Part.FRAGMENT)
    except FunctionError as error:
        raise FunctionError(f"parse {strconv.quote(text)}: {error.message}") from error
    raw = "" if _escape(decoded, _Part.FRAGMENT) == fragment else fragment
    return replace(url, fragment=decoded, raw_fragment=raw)


_CONTROL = late_pattern("[\x00-\x1f\x7f]")
_SCHEME = late_pattern(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PORT = late_pattern(r":[0-9]*")
_USERINFO = late_pattern(r"[A-Za-z0-9._:~!$&'()*+,;=%@-]*")


#: Scheme and host as it is written to the host without escapes.
_HostParser = Callable[[str, str], str]


def _parse(text: str, parse_host: _HostParser) -> URL:
    """Parse an address without its fragment."""
    if _CONTROL.search(text):
        raise FunctionError("net/url: invalid control character in URL")
    if text == "*":
        return URL(path="*")
    if text.startswith(":"):
        raise FunctionError("missing protocol scheme")
    found = _SCHEME.match(text)
    scheme = found[0][:-1].lower() if found else ""
    rest = text[found.end() :] if found else text
    force_query = rest.endswith("?") and rest.count("?") == 1
    rest, _, query = rest.partition("?")
    if not rest.startswith("/"):
        if scheme:
            return URL(scheme, opaque=rest, force_query=force_query, raw_query=query)
        if ":" in rest.partition("/")[0]:
            raise FunctionError("first path segment in URL cannot contain colon")
    user: Userinfo | None = None
    host = ""
    omit_host = False
    if rest.startswith("//") and (scheme or not rest.startswith("///")):
        authority, slash, path = rest[2:].partition("/")
        rest = slash + path
        userinfo, at, host = authority.rpartition("@")
        host = parse_host(scheme, host)
        user = _parse_user(userinfo) if at else None
    else:
        omit_host = scheme != "" and rest.startswith("/")
    path = _unescape(rest, _Part.PATH)
    raw_path = "" if _escape(path, _Part.PATH) == rest else rest
    return URL(scheme, "", user, host, path, raw_path, omit_host, force_query, query)


def _parse_user(userinfo: str) -> Userinfo:
    if not _USERINFO.fullmatch(userinfo):
        raise FunctionError("net/url: invalid userinfo")
    username, colon, password = userinfo.partition(":")
    username = _unescape(username, _Part.USER)
    return Userinfo(username, _unescape(password, _Part.USER) if colon else None)


def _parse_host(scheme: str, host: str) -> str:
    """Return the host without escapes; brackets and the port stay.

    Upstream: net/url url.go parseHost
    """
    bracket = host.rfind("[")
    if bracket > 0:
        raise FunctionError("invalid IP-literal")
    if bracket == 0:
        return _parse_ip_literal(host)
    colon = host.find(":")
    if scheme not in ("http", "https"):
        # Go: several hosts, as databases have them, are let through outside of HTTP.
        colon = host.rfind(":")
    if colon >= 0:
        _check_port(host[colon:])
    return _unescape(host, _Part.HOST)


def _parse_old_host(_scheme: str, host: str) -> str:
    """Return the host without escapes, as Go 1.23 has it.

    Upstream: net/url url.go parseHost of Go 1.23
    """
    if not host.startswith("["):
        colon = host.rfind(":")
        if colon >= 0:
            _check_port(host[colon:])
        return _unescape(host, _Part.HOST)
    end = host.rfind("]")
    if end < 0:
        raise FunctionError("missing ']' in host")
    _check_port(host[end + 1 :])
    zone = host.find("%25", 0, end)
    if zone < 0:
        return _unescape(host, _Part.HOST)
    return (
        _unescape(host[:zone], _Part.HOST) + _unescape(host[zone:end], _Part.ZONE) + _unescape(host[end:], _Part.HOST)
    )


def _parse_ip_literal(host: str) -> str:
    end = host.rfind("]")
    if end < 0:
        raise FunctionError("missing ']' in host")
    port = host[end + 1 :]
    _check_port(port)
    literal = host[1:end]
    zone = literal.find("%25")
    if zone < 0:
        name = _unescape(literal, _Part.HOST)
    else:
        name = _unescape(literal[:zone], _Part.HOST) + _unescape(literal[zone:], _Part.ZONE)
    try:
        address = parse_address(name)
    except FunctionError as error:
        raise FunctionError(f"invalid host: {error.message}") from error
    if len(address.packed) == 4:
        raise FunctionError("invalid IP-literal")
    return f"[{name}]{port}"


def _check_port(port: str) -> None:
    if port and not _PORT.fullmatch(port):
        raise FunctionError(f"invalid port {strconv.quote(port)} after host")


# Escapes


def query_escape(text: str) -> str:
    """Return ``text`` as it can stand in a query: a space becomes ``+``."""
    return _escape(text, _Part.QUERY)


def path_escape(text: str) -> str:
    """Return ``text`` as it can stand between two slashes of a path."""
    return _escape(text, _Part.SEGMENT)


def query_unescape(text: str) -> str:
    """Return ``text`` without a query's escapes.

    Raises:
        FunctionError: An escape is malformed.
    """
    return _unescape(text, _Part.QUERY)


def path_unescape(text: str) -> str:
    """Return ``text`` without a path's escapes.

    Raises:
        FunctionError: An escape is malformed.
    """
    return _unescape(text, _Part.SEGMENT)


def _escape(text: str, part: _Part) -> str:
    if part is _Part.QUERY:
        return quote(text, safe=" ", errors="surrogateescape").replace(" ", "+")
    # A space may stand in a zone only; zones are never escaped.
    return quote(text, safe=part.value, errors="surrogateescape")


_ESCAPE = late_pattern("%(?:[0-9A-Fa-f]{2})?")
_HOST_CHARACTER = late_pattern(r"[A-Za-z0-9%\x80-\U0010ffff" + re.escape(_Part.HOST.value) + "]*")


def _unescape(text: str, part: _Part) -> str:
    """Return ``text`` without escapes; the bytes they stand for need not be UTF-8.

    Upstream: net/url url.go unescape
    """
    if part in (_Part.HOST, _Part.ZONE):
        _check_host_characters(text, part)
    else:
        for escape in _ESCAPE.finditer(text):
            _check_escape(text, escape)
    if part is _Part.QUERY:
        text = text.replace("+", " ")
    if "%" not in text:
        return text
    return unquote_to_bytes(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")


def _check_escape(text: str, escape: re.Match[str]) -> None:
    if len(escape[0]) < 3:
        # Go quotes three bytes, which may cut a character.
        raw = text[escape.start() : escape.start() + 3].encode("utf-8", "surrogateescape")[:3]
        raise FunctionError(f"invalid URL escape {strconv.quote(raw.decode('utf-8', 'surrogateescape'))}")


def _check_host_characters(text: str, part: _Part) -> None:
    """Check that what is escaped in a host has to be, and that what has to be escaped is."""
    position = 0
    while position < len(text):
        character = text[position]
        escape = _ESCAPE.match(text, position)
        if escape is not None:
            _check_escape(text, escape)
            _check_host_escape(escape[0], part)
            position = escape.end()
            continue
        if not _HOST_CHARACTER.fullmatch(character):
            raise FunctionError(f"invalid character {strconv.quote(character)} in host name")
        position += 1


def _check_host_escape(escape: str, part: _Part) -> None:
    value = chr(int(escape[1:], 16))
    if part is _Part.HOST:
        # Only bytes beyond ASCII are escaped in a host, and the percent sign of a zone.
        wrong = value < "\x80"
    else:
        wrong = value != " " and not (value.isascii() and _HOST_CHARACTER.fullmatch(value) and value != "%")
    if wrong and escape != "%25":
        raise FunctionError(f"invalid URL escape {strconv.quote(escape)}")


#: What a written path or fragment may hold beside what needs no escape.
_ENCODED_EXTRA = frozenset("!$&'()*+,;=:@[]%")


def _is_encoded(raw: str, decoded: str, part: _Part) -> bool:
    """Return whether ``raw`` is a way to write ``decoded``."""
    for character in raw:
        if character in _ENCODED_EXTRA or character in part.value:
            continue
        if not (character.isascii() and character.isalnum()):
            return False
    try:
        return _unescape(raw, part) == decoded
    except FunctionError:
        return False


# References


def resolve_reference(base: str, reference: str) -> str:
    """Return the address that ``reference`` means in a document at ``base``.

    Raises:
        FunctionError: One of them is no address.

    Upstream: net/url url.go (*URL).ResolveReference
    """
    return str(_resolve(parse(base), parse(reference)))


def _resolve(base: URL, reference: URL) -> URL:
    url = replace(reference, scheme=reference.scheme or base.scheme)
    if reference.scheme or reference.host or reference.user is not None:
        return _with_path(url, _resolve_path(reference.escaped_path(), ""))
    if not reference.path and not reference.force_query and not reference.raw_query:
        url = replace(url, raw_query=base.raw_query)
        if not reference.fragment:
            url = replace(url, fragment=base.fragment, raw_fragment=base.raw_fragment)
    if not reference.path and base.opaque:
        return replace(url, opaque=base.opaque, user=None, host="", path="")
    url = replace(url, host=base.host, user=base.user)
    return _with_path(url, _resolve_path(base.escaped_path(), reference.escaped_path()))


def _with_path(url: URL, escaped: str) -> URL:
    path = _unescape(escaped, _Part.PATH)
    return replace(url, path=path, raw_path="" if _escape(path, _Part.PATH) == escaped else escaped)


def _resolve_path(base: str, reference: str) -> str:
    """Return the path with ``.`` and ``..`` taken out.

    Upstream: net/url url.go resolvePath
    """
    if not reference:
        full = base
    elif not reference.startswith("/"):
        full = base[: base.rfind("/") + 1] + reference
    else:
        full = reference
    if not full:
        return ""
    kept: list[str] = []
    elements = full.split("/")
    # Go: a dot before everything else is dropped, but not the slash after it.
    first = True
    for element in elements:
        if element == "..":
            if kept:
                kept.pop()
            first = not kept
        elif element == ".":
            first = False
        else:
            kept.append(element if first else "/" + element)
            first = False
    path = "/" + "".join(kept)
    if elements[-1] in (".", ".."):
        path += "/"
    return path[1:] if path.startswith("//") else path


def check_ipv6(text: str) -> str:
    """Return what is wrong with an IPv6 address without a zone; empty: nothing.

    Upstream: the format "ipv6" of santhosh-tekuri/jsonschema
    """
    try:
        address = parse_address(text)
    except FunctionError as error:
        return error.message
    if address.zone:
        return "zone id is not a part of ipv6 address"
    return "" if len(address.packed) == 16 else "ipv4 address is not an ipv6 address"
