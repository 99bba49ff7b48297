"""TOML to values and back.

``toToml`` answers a value that has no TOML form with the reason as its result, ``mustToToml`` fails with it, and
``fromToml`` reports what is wrong under the key ``Error``.

Upstream: helm pkg/engine/funcs.go; github.com/BurntSushi/toml
"""

from __future__ import annotations

from collections.abc import Callable

from chartkit.errors import TOMLError
from chartkit.gostd.time import local_location
from chartkit.helm_versions import HelmBehaviour

from .environment import Environment
from .toml_decode import decode
from .toml_encode import encode

__all__ = ["functions"]


def functions(environment: Environment, behaviour: HelmBehaviour) -> dict[str, Callable[..., object]]:
    """Return the functions; the lines of Helm are built with different releases of the library."""

    def must_to_toml(value: object) -> str:
        """Return ``value`` as TOML."""
        return encode(value, short_floats=behaviour.toml_floats_are_short)

    def to_toml(value: object) -> str:
        """Return ``value`` as TOML, or what keeps it from having a TOML form."""
        try:
            return must_to_toml(value)
        except TOMLError as error:
            return error.message

    def from_toml(text: str) -> dict[str, object]:
        """Return the table that ``text`` is."""
        local = local_location(environment.timezone)
        # Upstream: times without an offset have that of the moment at which the program started.
        offset = local.lookup(environment.clock() // 1_000_000_000).offset
        try:
            return decode(text, local=local, offset=offset, release_1_1=behaviour.toml_is_1_1)
        except TOMLError as error:
            return {"Error": error.message}

    return {"toToml": to_toml, "mustToToml": must_to_toml, "fromToml": from_toml}
