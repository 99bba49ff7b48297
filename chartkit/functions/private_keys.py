"""Private keys: made, read from PEM, written to PEM, and used to sign.

Keys of the operating system's random bytes come from the cryptography package. It cannot be told which bytes to
use, so keys that have to follow from a seed are computed here.

Upstream: sprig crypto.go generatePrivateKey, parsePrivateKeyPEM; crypto/x509 pkcs1.go, pkcs8.go, sec1.go
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from chartkit.errors import FunctionError
from chartkit.gostd import asn1, pem, unicode
from chartkit.records import dataclass

from .environment import RandomSource, SeededRandom, SystemRandom

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    SigningKey = RSAPrivateKey | EllipticCurvePrivateKey | Ed25519PrivateKey

__all__ = ["PrivateKey", "generate", "parse"]

_PUBLIC_EXPONENT = 65537


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A private key."""

    #: The key as sprig writes it.
    pem: str
    #: What signs; None: a DSA key, with which Go signs nothing.
    signer: SigningKey | None

    def public_key_info(self) -> bytes:
        """Return the public key and its algorithm as certificates hold them (SubjectPublicKeyInfo)."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        if self.signer is None:
            raise FunctionError("x509: unsupported public key type: *dsa.PublicKey")
        return self.signer.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def signature_algorithm(self) -> bytes:
        """Return the name of the algorithm that :meth:`sign` uses (AlgorithmIdentifier)."""
        from cryptography.hazmat.primitives.asymmetric import ec, rsa

        if self.signer is None:
            raise FunctionError("x509: certificate private key does not implement crypto.Signer")
        if isinstance(self.signer, rsa.RSAPrivateKey):
            return asn1.sequence(asn1.object_identifier("1.2.840.113549.1.1.11"), asn1.null())
        if isinstance(self.signer, ec.EllipticCurvePrivateKey):
            number = {384: 3, 521: 4}.get(self.signer.curve.key_size, 2)
            return asn1.sequence(asn1.object_identifier(f"1.2.840.10045.4.3.{number}"))
        return asn1.sequence(asn1.object_identifier("1.3.101.112"))

    def sign(self, data: bytes) -> bytes:
        """Return the signature of ``data``; the same data always has the same one."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

        if self.signer is None:
            raise FunctionError("x509: certificate private key does not implement crypto.Signer")
        if isinstance(self.signer, rsa.RSAPrivateKey):
            return self.signer.sign(data, padding.PKCS1v15(), hashes.SHA256())
        if isinstance(self.signer, ec.EllipticCurvePrivateKey):
            size = self.signer.curve.key_size
            digest = {384: hashes.SHA384(), 521: hashes.SHA512()}.get(size, hashes.SHA256())
            return self.signer.sign(data, ec.ECDSA(digest, deterministic_signing=True))
        return self.signer.sign(data)


def generate(kind: str, random: RandomSource, bits: int = 4096) -> PrivateKey:
    """Return a new key: ``rsa`` of so many bits, ``dsa``, ``ecdsa`` (P-256) or ``ed25519``."""
    seeded = isinstance(random, SeededRandom) or not isinstance(random, SystemRandom)
    if kind == "dsa":
        return _dsa_key(random, seeded=seeded)
    if kind == "ecdsa":
        return _of(_ec_key(random))
    if kind == "ed25519":
        return _of(_ed25519_key(random))
    return _of(_seeded_rsa_key(random, bits) if seeded else _rsa_key(bits))


def _of(signer: SigningKey) -> PrivateKey:
    """Return the key with its PEM text: RSA and elliptic curves each have their own form, the rest has PKCS#8."""
    from cryptography.hazmat.primitives.asymmetric import ed25519
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    modern = isinstance(signer, ed25519.Ed25519PrivateKey)
    form = PrivateFormat.PKCS8 if modern else PrivateFormat.TraditionalOpenSSL
    return PrivateKey(signer.private_bytes(Encoding.PEM, form, NoEncryption()).decode("ascii"), signer)


def _rsa_key(bits: int) -> RSAPrivateKey:
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(_PUBLIC_EXPONENT, bits)


def _ec_key(random: RandomSource) -> EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.asymmetric import ec

    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    return ec.derive_private_key(1 + random.below(order - 1), ec.SECP256R1())


def _ed25519_key(random: RandomSource) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric import ed25519

    return ed25519.Ed25519PrivateKey.from_private_bytes(random.read(32))


def _dsa_key(random: RandomSource, *, seeded: bool) -> PrivateKey:
    p, q, g, y, x = _seeded_dsa_numbers(random) if seeded else _dsa_numbers()
    data = asn1.sequence(*map(asn1.integer, (0, p, q, g, y, x)))
    return PrivateKey(pem.encode(pem.Block("DSA PRIVATE KEY", data)), None)


def _dsa_numbers() -> tuple[int, int, int, int, int]:
    from cryptography.hazmat.primitives.asymmetric import dsa

    numbers = dsa.generate_private_key(2048).private_numbers()
    parameters = numbers.public_numbers.parameter_numbers
    return parameters.p, parameters.q, parameters.g, numbers.public_numbers.y, numbers.x


# Keys that follow from a seed


def _seeded_rsa_key(random: RandomSource, bits: int) -> RSAPrivateKey:
    while True:
        p, q = _prime(random, bits // 2), _prime(random, bits // 2)
        if p != q and math.gcd((p - 1) * (q - 1), _PUBLIC_EXPONENT) == 1:
            return _rsa_key_of(p, q)


@lru_cache(maxsize=16)  # PERF: as for primes below.
def _rsa_key_of(p: int, q: int) -> RSAPrivateKey:
    from cryptography.hazmat.primitives.asymmetric import rsa

    d = pow(_PUBLIC_EXPONENT, -1, math.lcm(p - 1, q - 1))
    public = rsa.RSAPublicNumbers(_PUBLIC_EXPONENT, p * q)
    numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public)
    # PERF: they are what they should be; checking that takes as long as finding the primes.
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)


def _seeded_dsa_numbers(random: RandomSource) -> tuple[int, int, int, int, int]:
    q = _prime(random, 256)
    while True:
        start = int.from_bytes(random.read(256), "big") | 1 << 2047
        p = start - start % (2 * q) + 1
        if p.bit_length() == 2048 and math.gcd(p, _small_product()) == 1 and _is_prime(p):
            break
    base = 2
    while (g := pow(base, (p - 1) // q, p)) == 1:
        base += 1
    x = 1 + random.below(q - 1)
    return p, q, g, pow(g, x, p), x


def _prime(random: RandomSource, bits: int) -> int:
    """Return a prime of ``bits`` bits, the first two of them set, so that a product of two has twice as many."""
    while True:
        start = int.from_bytes(random.read(bits // 8), "big") | 3 << (bits - 2) | 1
        found = _next_prime(start, bits)
        if found is not None:
            return found


@lru_cache(maxsize=64)  # PERF: who compares renderings asks for the same keys time and again.
def _next_prime(start: int, bits: int) -> int | None:
    """Return the first prime of ``bits`` bits from the odd number ``start`` on, if there is one nearby."""
    # PERF: a test costs as much as thousands of divisions, so multiples of small primes are crossed out first.
    composite = bytearray(_WINDOW)
    for prime in _small_primes():
        first = (-start * pow(2, -1, prime)) % prime
        composite[first::prime] = b"\1" * len(range(first, _WINDOW, prime))
    for index, crossed in enumerate(composite):
        candidate = start + 2 * index
        if not crossed and _is_prime(candidate) and candidate.bit_length() == bits:
            return candidate
    return None


#: How many odd numbers are looked at from one random number on.
_WINDOW = 8192


@cache
def _small_primes() -> tuple[int, ...]:
    """Return the odd primes below 65536."""
    composite = bytearray(65536)
    for number in range(3, 256, 2):
        if not composite[number]:
            composite[number * number :: number] = b"\1" * len(range(number * number, 65536, number))
    return tuple(number for number in range(3, 65536, 2) if not composite[number])


@cache
def _small_product() -> int:
    return math.prod(_small_primes()[:2000])


def _is_prime(number: int) -> bool:
    """Return whether the odd ``number`` is prime (Miller and Rabin's test; a random number does not fool it)."""
    exponent = number - 1
    twos = (exponent & -exponent).bit_length() - 1
    for base in (2, 3, 5, 7, 11, 13, 17, 19):
        power = pow(base, exponent >> twos, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True


# Keys from PEM


def parse(text: str) -> PrivateKey:
    """Return the private key in the first block of a PEM text.

    Raises:
        FunctionError: There is none; the message is sprig's.
    """
    block = pem.decode(text)
    if block is None:
        raise FunctionError("no PEM data in input")
    if block.type == "PRIVATE KEY":
        return _parse_der(block.data, "PKCS8", "decoding PEM as PKCS#8: ")
    if not block.type.endswith(" PRIVATE KEY"):
        raise FunctionError(f"no private key data in PEM block of type {block.type}")
    kind = block.type.removesuffix(" PRIVATE KEY")
    if kind == "RSA":
        return _parse_der(block.data, "PKCS1", "parsing RSA private key from PEM: ")
    if kind == "EC":
        return _parse_der(block.data, "EC", "parsing EC private key from PEM: ")
    if kind == "DSA":
        return _parse_dsa(block.data)
    raise FunctionError(f"invalid private key type {block.type}")


#: Go's name of the struct that each format is read into, and what stands before its errors.
_STRUCTS = {
    "PKCS1": ("pkcs1PrivateKey", ""),
    "PKCS8": ("pkcs8", ""),
    "EC": ("ecPrivateKey", "x509: failed to parse EC private key: "),
}


def _parse_der(data: bytes, wanted: str, prefix: str) -> PrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    form = _format(data)
    if form and form != wanted:
        reason = f"failed to parse private key (use Parse{form}PrivateKey instead for this key format)"
        raise FunctionError(f"{prefix}x509: {reason}")
    if not form:
        name, words = _STRUCTS[wanted]
        raise FunctionError(prefix + words + asn1.unexpected(data, name))
    if form == "EC":
        return _of(_parse_ec(data, prefix))
    try:
        signer = load_der_private_key(data, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise FunctionError(f"{prefix}x509: failed to parse private key: {unicode.repair(str(error))}") from error
    if not isinstance(signer, (rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey, ed25519.Ed25519PrivateKey)):
        raise FunctionError(f"{prefix}x509: PKCS#8 wrapping contained private key with unknown algorithm")
    return _of(signer)


#: The curves that Go knows, by the object identifiers in their names' place, and what cryptography calls them.
_CURVES = {
    asn1.object_identifier("1.3.132.0.33"): "SECP224R1",
    asn1.object_identifier("1.2.840.10045.3.1.7"): "SECP256R1",
    asn1.object_identifier("1.3.132.0.34"): "SECP384R1",
    asn1.object_identifier("1.3.132.0.35"): "SECP521R1",
}


def _parse_ec(data: bytes, prefix: str) -> EllipticCurvePrivateKey:
    """Return a key in SEC 1's form. Go: the public key in it is not looked at, it follows from the private one.

    Upstream: crypto/x509 sec1.go parseECPrivateKey
    """
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        parts = asn1.read(data).content
        version = asn1.read(parts)
        secret = asn1.read(parts, version.end)
        named = asn1.read(parts, secret.end) if secret.end < len(parts) else None
    except FunctionError as error:
        raise FunctionError(f"{prefix}x509: failed to parse EC private key: {error.message}") from error
    if int.from_bytes(version.content, "big") != 1:
        raise FunctionError(f"{prefix}x509: unknown EC private key version {int.from_bytes(version.content, 'big')}")
    curve = _CURVES.get(named.content) if named is not None and named.tag == 0xA0 else None
    if curve is None:
        raise FunctionError(f"{prefix}x509: unknown elliptic curve")
    number = int.from_bytes(secret.content, "big")
    try:
        return ec.derive_private_key(number, getattr(ec, curve)())
    except ValueError as error:
        reason = "input overflows the modulus" if number else "ecdsa: invalid public key encoding"
        raise FunctionError(f"{prefix}{reason}") from error


def _format(data: bytes) -> str:
    """Return the format of a private key by its first parts; empty: it is in none."""
    try:
        outer = asn1.read(data)
        version = asn1.read(outer.content)
        second = asn1.read(outer.content, version.end)
    except FunctionError:
        return ""
    if outer.tag != 0x30 or version.tag != 2:
        return ""
    return {2: "PKCS1", 4: "EC", 0x30: "PKCS8"}.get(second.tag, "")


def _parse_dsa(data: bytes) -> PrivateKey:
    if _format(data) != "PKCS1":
        raise FunctionError(f"parsing DSA private key from PEM: {asn1.unexpected(data, 'DSAKeyFormat')}")
    return PrivateKey(pem.encode(pem.Block("DSA PRIVATE KEY", data)), None)
