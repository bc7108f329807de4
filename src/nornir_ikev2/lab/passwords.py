"""Passwords as IOS stores them: type 0 (clear), 5 (md5crypt) is not made here, 8 and 9 are hashes.

Type 8 is PBKDF2-SHA-256 with 20,000 rounds, type 9 scrypt with N 16384, r 1, p 1; both with
a salt of 14 letters used as text and the IOS alphabet for base64 (the one of crypt(3)).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from functools import lru_cache

ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
SALT_LETTERS = 14
TO_IOS = str.maketrans(STANDARD, ALPHABET)
PBKDF2_ROUNDS = 20_000
TYPE_7_KEY = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"
"""The constant with which `service password-encryption` hides passwords."""


def secret(plain: str) -> str:
    """A new type 9 hash, `$9$salt$hash`."""
    salt = "".join(secrets.choice(ALPHABET) for _ in range(SALT_LETTERS))
    return f"$9${salt}${_digest('9', salt, plain)}"


def matches(kind: str, stored: str, plain: str) -> bool:
    """Whether `plain` is the password stored as `kind` (`0`, `7`, `8`, `9`)."""
    if kind == "0":
        return _same(stored, plain)
    if kind == "7":
        return _same(reveal(stored), plain)
    try:
        _, method, salt, digest = stored.split("$")
    except ValueError:
        return False
    if method != kind or kind not in {"8", "9"}:
        return False
    return _same(_digest(method, salt, plain), digest)


def reveal(stored: str) -> str:
    """Undo type 7; empty when it is none."""
    try:
        seed, data = int(stored[:2]), bytes.fromhex(stored[2:])
    except ValueError:
        return ""
    key = TYPE_7_KEY
    plain = bytes(byte ^ key[(seed + n) % len(key)] for n, byte in enumerate(data))
    return plain.decode("latin-1")


@lru_cache(maxsize=64)  # one login of each user costs 20 ms, not each login
def _digest(method: str, salt: str, plain: str) -> str:
    if method == "9":
        raw = hashlib.scrypt(plain.encode(), salt=salt.encode(), n=16384, r=1, p=1, dklen=32)
    else:
        raw = hashlib.pbkdf2_hmac("sha256", plain.encode(), salt.encode(), PBKDF2_ROUNDS, 32)
    return base64.b64encode(raw).decode().rstrip("=").translate(TO_IOS)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
