"""Private keys and certificates.

Upstream: sprig crypto.go
"""

from __future__ import annotations

from collections.abc import Callable

from chartkit.errors import FunctionError
from chartkit.gostd.time import SECOND, Time
from chartkit.helm_versions import HelmBehaviour
from chartkit.records import replace

from .certificates import Certificate, Request, addresses_of, build_custom, create, issuer_of, names_of
from .environment import Environment
from .private_keys import PrivateKey, generate, parse

__all__ = ["FUNCTIONS", "functions"]

FUNCTIONS: dict[str, Callable[..., object]] = {"buildCustomCert": build_custom}


def functions(environment: Environment, behaviour: HelmBehaviour) -> dict[str, Callable[..., object]]:
    """Return the functions that make keys, and those that date and number certificates."""

    def gen_private_key(kind: str) -> str:
        """Return a new private key: ``rsa`` (also for nothing), ``dsa``, ``ecdsa`` or ``ed25519``."""
        if kind not in ("", "rsa", "dsa", "ecdsa", "ed25519"):
            return f"Unknown type {kind}"
        return generate(kind or "rsa", environment.random).pem

    return {
        "genPrivateKey": gen_private_key,
        **_authorities(environment, behaviour),
        **_certificates(environment),
    }


def _request(
    environment: Environment, common_name: str, days: int, addresses: list[object], names: list[object]
) -> Request:
    packed = addresses_of(addresses)
    listed = names_of(names)
    seconds, nanosecond = divmod(environment.clock(), SECOND)
    return Request(common_name, days, Time(seconds, nanosecond), environment.random.below(1 << 128), listed, packed)


def _given_key(text: str) -> PrivateKey:
    try:
        return parse(text)
    except FunctionError as error:
        raise FunctionError(f"parsing private key: {error.message}") from error


def _authorities(environment: Environment, behaviour: HelmBehaviour) -> dict[str, Callable[..., object]]:
    def authority(common_name: str, days: int, key: PrivateKey) -> Certificate:
        request = replace(_request(environment, common_name, days, [], []), is_authority=True)
        return create(request, key, modern_identifier=behaviour.key_identifiers_are_sha256)

    def gen_ca(common_name: str, days: int) -> Certificate:
        """Return the certificate and key of a new authority."""
        return authority(common_name, days, generate("rsa", environment.random, 2048))

    def gen_ca_with_key(common_name: str, days: int, key: str) -> Certificate:
        """Return the certificate of a new authority with the given key."""
        return authority(common_name, days, _given_key(key))

    return {"genCA": gen_ca, "genCAWithKey": gen_ca_with_key}


def _certificates(environment: Environment) -> dict[str, Callable[..., object]]:
    def new_key() -> PrivateKey:
        return generate("rsa", environment.random, 2048)

    def gen_self_signed_cert(common_name: str, ips: list[object], names: list[object], days: int) -> Certificate:
        """Return a certificate that its own new key has signed."""
        key = new_key()
        return create(_request(environment, common_name, days, ips, names), key)

    def gen_self_signed_cert_with_key(
        common_name: str, ips: list[object], names: list[object], days: int, key: str
    ) -> Certificate:
        """Return a certificate that the given key has signed, for itself."""
        signer = _given_key(key)
        return create(_request(environment, common_name, days, ips, names), signer)

    def gen_signed_cert(
        common_name: str, ips: list[object], names: list[object], days: int, ca: Certificate
    ) -> Certificate:
        """Return a certificate for a new key, signed by an authority."""
        key = new_key()
        issuer = issuer_of(ca)
        return create(_request(environment, common_name, days, ips, names), key, issuer)

    def gen_signed_cert_with_key(
        common_name: str, ips: list[object], names: list[object], days: int, ca: Certificate, key: str
    ) -> Certificate:
        """Return a certificate for the given key, signed by an authority."""
        subject_key = _given_key(key)
        issuer = issuer_of(ca)
        return create(_request(environment, common_name, days, ips, names), subject_key, issuer)

    return {
        "genSelfSignedCert": gen_self_signed_cert,
        "genSelfSignedCertWithKey": gen_self_signed_cert_with_key,
        "genSignedCert": gen_signed_cert,
        "genSignedCertWithKey": gen_signed_cert_with_key,
    }
