"""Names on the network, which are only looked up where the environment allows it.

Upstream: sprig network.go; helm pkg/engine/engine.go (EnableDNS)
"""

from __future__ import annotations

from collections.abc import Callable

from chartkit.errors import FunctionError
from chartkit.helm_versions import HelmBehaviour

from .environment import Environment

__all__ = ["functions"]


def functions(environment: Environment, _behaviour: HelmBehaviour) -> dict[str, Callable[..., object]]:
    """Return the one function of this family."""
    resolve = environment.resolve

    def get_host_by_name(name: str) -> str:
        """Return one of the host's addresses; nothing where DNS is off."""
        if resolve is None:
            return ""
        addresses = resolve(name)
        if not addresses:
            # Upstream picks one of no addresses at random.
            raise FunctionError("invalid argument to Intn")
        return addresses[environment.random.below(len(addresses))]

    return {"getHostByName": get_host_by_name}
