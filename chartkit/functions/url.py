"""Addresses to their parts and back.

Upstream: sprig url.go
"""

from __future__ import annotations

from collections.abc import Callable

from chartkit.errors import FunctionError
from chartkit.gostd import url
from chartkit.gostd.kinds import Kind, kind_of
from chartkit.helm_versions import HelmBehaviour
from chartkit.records import replace

from .environment import Environment

__all__ = ["FUNCTIONS", "functions"]


def functions(_environment: Environment, behaviour: HelmBehaviour) -> dict[str, Callable[..., object]]:
    """Return the functions that the lines of Helm have in different releases of net/url."""

    def url_parse(text: str) -> dict[str, object]:
        """Return the parts of an address; those that it lacks are empty."""
        try:
            parsed = url.parse(text, strict_hosts=behaviour.url_hosts_are_strict)
        except FunctionError as error:
            raise FunctionError(f"unable to parse url: {error.message}") from error
        return {
            "scheme": parsed.scheme,
            "host": parsed.host,
            "hostname": parsed.hostname(),
            "path": parsed.path,
            "query": parsed.raw_query,
            "opaque": parsed.opaque,
            "fragment": parsed.fragment,
            "userinfo": "" if parsed.user is None else str(parsed.user),
        }

    return {"urlParse": url_parse}


def url_join(parts: dict[str, object]) -> str:
    """Return the address with these parts, the counterpart of ``urlParse``."""
    joined = url.URL(
        scheme=_part(parts, "scheme"),
        host=_part(parts, "host"),
        path=_part(parts, "path"),
        raw_query=_part(parts, "query"),
        opaque=_part(parts, "opaque"),
        fragment=_part(parts, "fragment"),
    )
    userinfo = _part(parts, "userinfo")
    if userinfo:
        try:
            joined = replace(joined, user=url.parse(f"proto://{userinfo}@host").user)
        except FunctionError as error:
            raise FunctionError(f"unable to parse userinfo in dict: {error.message}") from error
    return str(joined)


def _part(parts: dict[str, object], key: str) -> str:
    value = parts.get(key, "")
    if value is None:
        raise FunctionError("runtime error: invalid memory address or nil pointer dereference")
    if not isinstance(value, str):
        kind = kind_of(value)
        raise FunctionError(f"unable to parse {key} key, must be of type {Kind.STRING.value}, but {kind.value} found")
    return str(value)


FUNCTIONS: dict[str, Callable[..., object]] = {"urlJoin": url_join}
