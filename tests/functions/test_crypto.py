"""Keys, certificates and passwords are what other programs take them for, and follow from a seed where there is one."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import bcrypt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from chartkit.errors import FunctionError
from chartkit.functions import Environment, SeededRandom, helm_functions
from chartkit.functions.certificates import Certificate
from chartkit.functions.private_keys import generate, parse
from chartkit.helm_versions import HELM_3_17

_NOW = 1_709_212_088_250_000_000


def functions(seed: int = 1) -> Callable[..., Any]:
    """Return a way to call functions by name, whose results follow from ``seed``."""
    found = helm_functions(Environment.seeded(seed, _NOW))
    return lambda name, *arguments: found[name](*arguments)


def loaded(certificate: Certificate) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificate.cert.encode())


@pytest.fixture(scope="module")
def authority() -> Certificate:
    """An authority whose key follows from a seed."""
    found = functions()("genCA", "ca é", 365)
    assert isinstance(found, Certificate)
    return found


def test_an_authority_is_one(authority: Certificate) -> None:
    certificate = loaded(authority)
    certificate.verify_directly_issued_by(certificate)
    assert certificate.subject == x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ca é")])
    extensions = certificate.extensions
    assert extensions.get_extension_for_class(x509.BasicConstraints).value == x509.BasicConstraints(True, None)
    usage = extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert (usage.value.digital_signature, usage.value.key_encipherment, usage.value.key_cert_sign) == (True,) * 3
    assert not usage.value.crl_sign
    assert [extension.oid.dotted_string for extension in extensions] == [
        f"2.5.29.{number}" for number in (15, 37, 19, 14)
    ]


def test_a_certificate_says_what_was_asked_for(authority: Certificate) -> None:
    call = functions(2)
    key = call("genPrivateKey", "ecdsa")
    found = call("genSignedCertWithKey", "x", ["1.2.3.4", "::1", "::ffff:9.9.9.9"], ["a.b", "*.c"], 10, authority, key)
    certificate = loaded(found)
    certificate.verify_directly_issued_by(loaded(authority))
    now = datetime.fromtimestamp(_NOW // 10**9, UTC)
    assert certificate.not_valid_before_utc == now
    assert certificate.not_valid_after_utc == now + timedelta(days=10)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["a.b", "*.c"]
    addresses = ["1.2.3.4", "::1", "9.9.9.9"]
    assert names.get_values_for_type(x509.IPAddress) == list(map(ip_address, addresses))
    purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(purposes) == [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    issuer = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    own = loaded(authority).extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    assert issuer.key_identifier == own.digest
    assert found.key == key


@pytest.mark.parametrize("kind", ["ecdsa", "ed25519"])
def test_keys_of_every_kind_sign_for_themselves(kind: str) -> None:
    call = functions(3)
    certificate = loaded(call("genSelfSignedCertWithKey", "x", [], [], 1, call("genPrivateKey", kind)))
    certificate.verify_directly_issued_by(certificate)


def test_helm_3_identifies_keys_by_sha_1() -> None:
    def identifier(found: Certificate) -> bytes:
        return loaded(found).extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest

    call = functions(4)
    key = call("genPrivateKey", "ecdsa")
    older = helm_functions(Environment.seeded(4, _NOW), HELM_3_17)["genCAWithKey"]("x", 1, key)
    assert isinstance(older, Certificate)
    public = loaded(older).public_key()
    assert identifier(older) == x509.SubjectKeyIdentifier.from_public_key(public).digest
    assert identifier(call("genCAWithKey", "x", 1, key)) != identifier(older)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl to compare with")
def test_openssl_follows_the_chain(authority: Certificate, tmp_path: Path) -> None:
    call = functions(5)
    leaf = call("genSignedCertWithKey", "x", [], ["a.b"], 10, authority, call("genPrivateKey", "ed25519"))
    (tmp_path / "ca.pem").write_text(authority.cert, encoding="utf-8")
    (tmp_path / "leaf.pem").write_text(leaf.cert, encoding="utf-8")
    command = ["openssl", "verify", "-attime", str(_NOW // 10**9 + 1), "-CAfile", "ca.pem", "leaf.pem"]
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert checked.stdout == "leaf.pem: OK\n", checked.stderr


def test_days_past_64_bits_of_nanoseconds_wrap_as_in_go() -> None:
    call = functions(6)
    certificate = loaded(call("genCAWithKey", "", 365_000, call("genPrivateKey", "ecdsa")))
    # What Helm 4.3.1 makes of these days: about 167 years before.
    assert certificate.not_valid_after_utc.year in {1853, 1854}


@pytest.mark.parametrize(
    ("kind", "bits", "expected"),
    [
        ("rsa", 1024, rsa.RSAPrivateKey),
        ("ecdsa", 0, ec.EllipticCurvePrivateKey),
        ("ed25519", 0, ed25519.Ed25519PrivateKey),
    ],
)
def test_a_seeded_key_is_a_key_and_always_the_same(kind: str, bits: int, expected: type) -> None:
    first, second = (generate(kind, SeededRandom(7), bits) for _ in range(2))
    assert first.pem == second.pem
    assert first.pem != generate(kind, SeededRandom(8), bits).pem
    assert isinstance(load_pem_private_key(first.pem.encode(), None), expected)
    assert parse(first.pem).pem == first.pem


def test_a_key_of_the_system_is_never_the_same() -> None:
    call = helm_functions(Environment())["genPrivateKey"]
    assert call("ed25519") != call("ed25519")


@pytest.mark.parametrize("environment", [Environment(), Environment.seeded(9)], ids=["system", "seeded"])
def test_a_dsa_key_is_one(environment: Environment) -> None:
    found = load_pem_private_key(generate("dsa", environment.random).pem.encode(), None)
    assert isinstance(found, dsa.DSAPrivateKey)
    parameters = found.parameters().parameter_numbers()
    assert (parameters.p.bit_length(), parameters.q.bit_length()) == (2048, 256)
    assert found.public_key().public_numbers().y == pow(parameters.g, found.private_numbers().x, parameters.p)


def test_the_same_seed_makes_the_same_certificate() -> None:
    first, second = (functions(10)("genSelfSignedCert", "x", [], [], 1) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("password", ["", "secret", "a\0b", "é" * 36])
def test_bcrypt_checks_what_bcrypt_made(password: str) -> None:
    hashed = functions()("bcrypt", password)
    assert bcrypt.checkpw(password.encode(), hashed.encode())
    assert not bcrypt.checkpw(b"other", hashed.encode())


def test_what_is_encrypted_can_be_decrypted() -> None:
    call = functions()
    for text in ("x", "0123456789abcdef", "é" * 1000):
        assert call("decryptAES", "password", call("encryptAES", "password", text)) == text


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl to compare with")
def test_openssl_decrypts_what_is_encrypted(tmp_path: Path) -> None:
    encrypted = functions()("encryptAES", "key", "some text")
    raw = subprocess.run(["openssl", "base64", "-d", "-A"], input=encrypted.encode(), capture_output=True, check=True)
    start, rest = raw.stdout[:16], raw.stdout[16:]
    command = ["openssl", "enc", "-d", "-aes-256-cbc", "-K", b"key".ljust(32, b"\0").hex(), "-iv", start.hex()]
    assert subprocess.run(command, input=rest, capture_output=True, check=True, cwd=tmp_path).stdout == b"some text"


def test_random_texts_have_their_forms() -> None:
    call = functions()
    assert call("uuidv4")[14] == "4"
    assert call("uuidv4")[19] in "89ab"
    assert call("randBytes", 0) == ""
    assert len({call("uuidv4") for _ in range(20)}) == 20


def test_random_bytes_are_bounded() -> None:
    with pytest.raises(FunctionError, match="characters, more than"):
        functions()("randBytes", 1 << 40)


def test_a_host_name_is_looked_up_where_that_is_allowed() -> None:
    environment = Environment(random=SeededRandom(0), resolve=lambda name: [f"address of {name}"])
    assert helm_functions(environment)["getHostByName"]("h") == "address of h"
    with pytest.raises(FunctionError, match="invalid argument to Intn"):
        helm_functions(Environment(resolve=lambda _: []))["getHostByName"]("h")
