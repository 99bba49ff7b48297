"""X.509 certificates as Go makes them for sprig.

Upstream: sprig crypto.go; crypto/x509 x509.go CreateCertificate
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from chartkit.errors import FunctionError
from chartkit.gostd import asn1, fmt, pem, strconv, unicode
from chartkit.gostd.kinds import STRING, Duration, Field, GoType, Kind, Struct
from chartkit.gostd.netip import parse_address
from chartkit.gostd.time import HOUR, Time
from chartkit.records import dataclass

from .encoding import base64_bytes
from .private_keys import PrivateKey, parse

if TYPE_CHECKING:
    from cryptography.x509 import Certificate as ParsedCertificate

__all__ = ["Certificate", "Issuer", "Request", "addresses_of", "build_custom", "create", "issuer_of", "names_of"]


@dataclass(frozen=True, slots=True)
class Certificate(Struct):
    """sprig's certificate: itself and its private key, both as PEM."""

    go_type: ClassVar[GoType] = GoType("sprig.certificate", Kind.STRUCT)
    go_fields: ClassVar[Mapping[str, Field]] = {"Cert": Field("cert", STRING), "Key": Field("key", STRING)}

    cert: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs: the certificate's subject, public key and key identifier in DER, and the private key."""

    subject: bytes
    public_key: bytes
    key_identifier: bytes
    key: PrivateKey


@dataclass(frozen=True, slots=True)
class Request:
    """What a certificate is to say."""

    common_name: str
    days: int
    now: Time
    serial: int
    names: tuple[str, ...] = ()
    addresses: tuple[bytes, ...] = ()
    is_authority: bool = False


def addresses_of(values: list[object]) -> tuple[bytes, ...]:
    """Return the bytes of IP addresses.

    Raises:
        FunctionError: One of the values is none; the message is sprig's.

    Upstream: sprig crypto.go getNetIPs
    """
    found = []
    for value in values:
        if not isinstance(value, str):
            raise FunctionError(f"error parsing ip: {fmt.text(value)} is not a string")
        try:
            address = parse_address(value)
        except FunctionError as error:
            raise FunctionError(f"error parsing ip: {value}") from error
        if address.zone:
            raise FunctionError(f"error parsing ip: {value}")
        packed = address.packed
        # Go: an IPv4 address within an IPv6 address is written as what it is.
        found.append(packed[12:] if packed.startswith(bytes(10) + b"\xff\xff") else packed)
    return tuple(found)


def names_of(values: list[object]) -> tuple[str, ...]:
    """Return the names.

    Raises:
        FunctionError: One of the values is no text; the message is sprig's.

    Upstream: sprig crypto.go getAlternateDNSStrs
    """
    for value in values:
        if not isinstance(value, str):
            raise FunctionError(f"error processing alternate dns name: {fmt.text(value)} is not a string")
    return tuple(str(value) for value in values)


def create(
    request: Request, key: PrivateKey, issuer: Issuer | None = None, *, modern_identifier: bool = True
) -> Certificate:
    """Return the certificate for ``key``, signed by ``issuer``.

    Args:
        request: What the certificate is to say.
        key: The private key of whom it is for.
        issuer: Who signs it; None: the key itself.
        modern_identifier: An authority's key identifier is a SHA-256, not a SHA-1 (since Go 1.25).

    Raises:
        FunctionError: The keys cannot be used, or the request has something that a certificate cannot hold.
    """
    try:
        data = _der(request, key, issuer, modern_identifier=modern_identifier)
    except FunctionError as error:
        raise FunctionError(f"error creating certificate: {error.message}") from error
    return Certificate(pem.encode(pem.Block("CERTIFICATE", data)), key.pem)


def _der(request: Request, key: PrivateKey, issuer: Issuer | None, *, modern_identifier: bool) -> bytes:
    signer = key if issuer is None else issuer.key
    algorithm = signer.signature_algorithm()
    public = key.public_key_info()
    subject = _subject(request.common_name)
    authority_identifier = b""
    if issuer is not None:
        if issuer.public_key != signer.public_key_info():
            raise FunctionError("x509: provided PrivateKey doesn't match parent's PublicKey")
        authority_identifier = issuer.key_identifier if issuer.subject != subject else b""
    own_identifier = _key_identifier(public, modern=modern_identifier) if request.is_authority else b""
    extensions = _extensions(request, own_identifier, authority_identifier)
    # Go: the duration of so many days has 64 bits, whether that is enough or not.
    end = request.now.add(Duration.wrap(24 * HOUR * request.days))
    content = asn1.sequence(
        asn1.context(0, asn1.integer(2), constructed=True),
        asn1.integer(request.serial),
        algorithm,
        subject if issuer is None else issuer.subject,
        asn1.sequence(asn1.time(request.now), asn1.time(end)),
        subject,
        public,
        asn1.context(3, asn1.sequence(*extensions), constructed=True),
    )
    return asn1.sequence(content, algorithm, asn1.bit_string(signer.sign(content)))


def _subject(common_name: str) -> bytes:
    if not common_name:
        return asn1.sequence()
    return asn1.sequence(asn1.set_of(asn1.sequence(asn1.object_identifier("2.5.4.3"), asn1.string(common_name))))


def _extensions(request: Request, own_identifier: bytes, authority_identifier: bytes) -> list[bytes]:
    """Return the extensions in Go's order.

    Upstream: crypto/x509 x509.go buildCertExtensions
    """
    # Digital signature and key encipherment; an authority also signs certificates.
    usage = asn1.bit_string(b"\xa4", 2) if request.is_authority else asn1.bit_string(b"\xa0", 5)
    purposes = asn1.sequence(asn1.object_identifier("1.3.6.1.5.5.7.3.1"), asn1.object_identifier("1.3.6.1.5.5.7.3.2"))
    constraints = asn1.sequence(asn1.boolean(True)) if request.is_authority else asn1.sequence()
    found = [
        _extension("2.5.29.15", usage, critical=True),
        _extension("2.5.29.37", purposes),
        _extension("2.5.29.19", constraints, critical=True),
    ]
    if own_identifier:
        found.append(_extension("2.5.29.14", asn1.octet_string(own_identifier)))
    if authority_identifier:
        found.append(_extension("2.5.29.35", asn1.sequence(asn1.context(0, authority_identifier))))
    if request.names or request.addresses:
        names = asn1.sequence(*map(_dns_name, request.names), *(asn1.context(7, each) for each in request.addresses))
        found.append(_extension("2.5.29.17", names, critical=not request.common_name))
    return found


def _dns_name(name: str) -> bytes:
    if not name.isascii():
        raise FunctionError(f"x509: {strconv.quote(name)} cannot be encoded as an IA5String")
    return asn1.context(2, name.encode("ascii"))


def _extension(identifier: str, content: bytes, *, critical: bool = False) -> bytes:
    flag = asn1.boolean(True) if critical else b""
    return asn1.sequence(asn1.object_identifier(identifier), flag, asn1.octet_string(content))


def _key_identifier(public: bytes, *, modern: bool) -> bytes:
    """Return the first 160 bits of a hash over the public key's bits."""
    info = asn1.read(public)
    bits = asn1.read(info.content, asn1.read(info.content).end).content[1:]
    digest = hashlib.sha256(bits) if modern else hashlib.sha1(bits, usedforsecurity=False)
    return digest.digest()[:20]


def issuer_of(authority: Certificate) -> Issuer:
    """Return what signs with an authority's certificate and key.

    Raises:
        FunctionError: One of them cannot be read; the message is sprig's.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    data = _decode(authority.cert)
    certificate = _load(data, "decodedSignerCert.Bytes")
    key = parse(authority.key)
    try:
        identifier = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except (x509.ExtensionNotFound, ValueError):
        identifier = b""
    public = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Issuer(_subject_in(data), public, identifier, key)


def build_custom(certificate: str, key: str) -> Certificate:
    """Return a certificate and key that are given in PEM within base64, once they have been read.

    Raises:
        FunctionError: One of them cannot be read; the message is sprig's.

    Upstream: sprig crypto.go buildCustomCertificate
    """
    try:
        certificate_pem = unicode.decode(base64_bytes(certificate))
    except FunctionError as error:
        raise FunctionError("unable to decode base64 certificate") from error
    try:
        key_pem = unicode.decode(base64_bytes(key))
    except FunctionError as error:
        raise FunctionError("unable to decode base64 private key") from error
    _load(_decode(certificate_pem), "decodedCert.Bytes")
    try:
        parse(key_pem)
    except FunctionError as error:
        raise FunctionError(f"error parsing private key: {error.message}") from error
    return Certificate(certificate_pem, key_pem)


def _decode(text: str) -> bytes:
    block = pem.decode(text)
    if block is None:
        raise FunctionError("unable to decode certificate")
    return block.data


def _load(data: bytes, name: str) -> ParsedCertificate:
    from cryptography import x509

    try:
        return x509.load_der_x509_certificate(data)
    except (ValueError, TypeError) as error:
        raise FunctionError(f"error parsing certificate: {name}: x509: malformed certificate") from error


def _subject_in(certificate: bytes) -> bytes:
    """Return the subject of a certificate as it is written there."""
    content = asn1.read(asn1.read(certificate).content).content
    position = 0
    # A version may stand before serial number, algorithm, issuer, validity and subject.
    for _ in range(5 if content[0] == 0xA0 else 4):
        position = asn1.read(content, position).end
    return content[position : asn1.read(content, position).end]
