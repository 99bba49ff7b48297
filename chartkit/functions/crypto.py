"""Hashes, passwords and encryption.

Upstream: sprig crypto.go
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import zlib
from collections.abc import Callable

from chartkit.errors import FunctionError
from chartkit.gostd.kinds import Uint32
from chartkit.gostd.unicode import decode, encode
from chartkit.helm_versions import HelmBehaviour

from .encoding import base64_bytes
from .environment import Environment, RandomSource
from .limits import check_length

__all__ = ["FUNCTIONS", "functions"]


# Hashes


def sha1sum(text: str) -> str:
    """Return the SHA-1 of ``text`` in hexadecimal."""
    return hashlib.sha1(encode(text), usedforsecurity=False).hexdigest()


def sha256sum(text: str) -> str:
    """Return the SHA-256 of ``text`` in hexadecimal."""
    return hashlib.sha256(encode(text)).hexdigest()


def sha512sum(text: str) -> str:
    """Return the SHA-512 of ``text`` in hexadecimal."""
    return hashlib.sha512(encode(text)).hexdigest()


def adler32sum(text: str) -> str:
    """Return the Adler-32 of ``text`` in decimal."""
    return str(zlib.adler32(encode(text)))


# Passwords

_SEED = b"com.lyndir.masterpassword"
_TEMPLATES = {
    "maximum": "anoxxxxxxxxxxxxxxxxx axxxxxxxxxxxxxxxxxno",
    "long": """
        CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv
        CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv
        CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno
        """,
    "medium": "CvcnoCvc CvcCvcno",
    "short": "Cvcn",
    "basic": "aaanaaan aannaaan aaannaaa",
    "pin": "nnnn",
}
_CHARACTERS = {
    "V": "AEIOU",
    "C": "BCDFGHJKLMNPQRSTVWXYZ",
    "v": "aeiou",
    "c": "bcdfghjklmnpqrstvwxyz",
    "A": "AEIOUBCDFGHJKLMNPQRSTVWXYZ",
    "a": "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
    "n": "0123456789",
    "o": "@&%?,=[]_:-+*$#!'^~;()/.",
    "x": "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
}


def derive_password(counter: Uint32, kind: str, password: str, user: str, site: str) -> str:
    """Return the password of ``user`` at ``site`` that follows from a master password (the Master Password scheme)."""
    templates = _TEMPLATES.get(kind, "").split()
    if not templates:
        return f"cannot find password template {kind}"
    name, place = encode(user), encode(site)
    salt = _SEED + len(name).to_bytes(4, "big") + name
    key = hashlib.scrypt(encode(password), salt=salt, n=32768, r=8, p=2, dklen=64, maxmem=1 << 27)
    message = _SEED + len(place).to_bytes(4, "big") + place + int(counter).to_bytes(4, "big")
    seed = hmac.digest(key, message, "sha256")
    template = templates[seed[0] % len(templates)]
    choices = [_CHARACTERS[letter] for letter in template]
    return "".join(characters[byte % len(characters)] for characters, byte in zip(choices, seed[1:], strict=False))


_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_BCRYPT_BASE64 = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_TO_BCRYPT = str.maketrans(_BASE64, _BCRYPT_BASE64)


def _bcrypt(text: str, random: RandomSource) -> str:
    import bcrypt

    password = encode(text)
    if len(password) > 72:
        return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
    digits = base64.b64encode(random.read(16)).decode("ascii").rstrip("=")
    salt = f"$2a$10${digits.translate(_TO_BCRYPT)}"
    return bcrypt.hashpw(password, salt.encode("ascii")).decode("ascii")


# Encryption: AES with 256 bits in blocks that are chained, and the first block's predecessor before them

_BLOCK = 16


def _encrypt_aes(password: str, text: str, random: RandomSource) -> str:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    content = encode(text)
    if not content:
        return ""
    padding = _BLOCK - len(content) % _BLOCK
    start = random.read(_BLOCK)
    encryptor = Cipher(algorithms.AES(_aes_key(password)), modes.CBC(start)).encryptor()
    encrypted = encryptor.update(content + bytes([padding]) * padding) + encryptor.finalize()
    return base64.b64encode(start + encrypted).decode("ascii")


def decrypt_aes(password: str, text: str) -> str:
    """Return what ``encryptAES`` has encrypted with the same password.

    Go: what is no such text fails where the program leaves the bounds of its slices.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    if not text:
        return ""
    content = base64_bytes(text)
    capacity = len(encode(text)) // 4 * 3
    if capacity < _BLOCK:
        raise FunctionError(f"runtime error: slice bounds out of range [:{_BLOCK}] with capacity {capacity}")
    if len(content) < _BLOCK:
        raise FunctionError(f"runtime error: slice bounds out of range [{_BLOCK}:{len(content)}]")
    if len(content) % _BLOCK:
        raise FunctionError("crypto/cipher: input not full blocks")
    if len(content) == _BLOCK:
        raise FunctionError("runtime error: index out of range [-1]")
    decryptor = Cipher(algorithms.AES(_aes_key(password)), modes.CBC(content[:_BLOCK])).decryptor()
    decrypted = decryptor.update(content[_BLOCK:]) + decryptor.finalize()
    length = len(decrypted) - decrypted[-1]
    if length < 0:
        raise FunctionError(f"runtime error: slice bounds out of range [:{length}]")
    return decode(decrypted[:length])


def _aes_key(password: str) -> bytes:
    return encode(password)[:32].ljust(32, b"\0")


FUNCTIONS: dict[str, Callable[..., object]] = {
    "sha1sum": sha1sum,
    "sha256sum": sha256sum,
    "sha512sum": sha512sum,
    "adler32sum": adler32sum,
    "derivePassword": derive_password,
    "decryptAES": decrypt_aes,
}


def functions(environment: Environment, _behaviour: HelmBehaviour) -> dict[str, Callable[..., object]]:
    """Return the functions whose results are random."""
    random = environment.random

    def bcrypt(text: str) -> str:
        """Return a hash of ``text`` to check passwords by, or why there is none."""
        return _bcrypt(text, random)

    def htpasswd(user: str, password: str) -> str:
        """Return a line of a password file for web servers."""
        if ":" in user:
            return f"invalid username: {user}"
        return f"{user}:{_bcrypt(password, random)}"

    def encrypt_aes(password: str, text: str) -> str:
        """Return ``text`` encrypted, in base64."""
        return _encrypt_aes(password, text, random)

    def rand_bytes(count: int) -> str:
        """Return ``count`` random bytes in base64."""
        if count < 0:
            raise FunctionError("runtime error: makeslice: len out of range")
        check_length(count)
        return base64.b64encode(random.read(count)).decode("ascii")

    def uuidv4() -> str:
        """Return a random UUID."""
        number = bytearray(random.read(16))
        number[6] = number[6] & 0x0F | 0x40
        number[8] = number[8] & 0x3F | 0x80
        digits = number.hex()
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    return {
        "bcrypt": bcrypt,
        "htpasswd": htpasswd,
        "encryptAES": encrypt_aes,
        "randBytes": rand_bytes,
        "uuidv4": uuidv4,
    }
