"""Which pre-shared keys are good enough, and how new ones are made."""

from __future__ import annotations

import re
import secrets
import string
from collections.abc import Collection, Iterable
from typing import Final

LENGTH: Final = 43
"""43 characters of 62 hold 256 bits."""
SHORTEST: Final = 22
"""22 characters of 62 hold 131 bits."""
LONGEST: Final = 127
ALPHABET: Final = string.ascii_letters + string.digits
ALLOWED: Final = re.compile(r"[A-Za-z0-9._+=:@/-]*")
DISTINCT: Final = 10
UNGUESSED: Final = 16
WORDS: Final = (
    "password", "passwort", "secret", "cisco", "admin", "ikev2", "ipsec", "branch", "spoke", "tunnel",
    "router", "welcome", "company", "site", "preshared", "shared", "letmein", "changeme", "qwerty",
    "asdf", "test", "demo", "hub", "vpn", "psk", "key", "lab", "pre",
)  # fmt: skip
"""Words a person builds a key from."""
KEYWORDS: Final = frozenset({"local", "remote", "hex"})
RUNS: Final = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
RUN: Final = 4
TYPE7: Final = re.compile(r"(0\d|1[0-5])([0-9A-F]{2}){10,}")
TYPE6: Final = re.compile(r"[A-Za-i\[\\\]^_`]{20,}A{0,2}B")


def new_key() -> str:
    """A fresh key: 256 bits, letters and digits only, which IOS treats as nothing special."""
    while True:
        key = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if weakness(key) is None:
            return key


def weakness(key: str, names: Collection[str] = ()) -> str | None:
    """Why a key is refused, None when it is good. The reason never holds any of the key.

    Args:
        key: the key.
        names: names that must not be what the key is made of: routers, the VPN.
    """
    if key.lower() in {name.lower() for name in names}:
        return "is the name of a router or VPN"
    if not ALLOWED.fullmatch(key):
        return "holds a character that is not one of A-Z a-z 0-9 . _ + = : @ / -"
    if key.lower() in KEYWORDS or key in {"0", "6", "7"}:
        return "is a keyword of IOS in this place"
    if not SHORTEST <= len(key) <= LONGEST:
        return f"has {len(key)} characters; expected {SHORTEST} to {LONGEST}"
    if TYPE7.fullmatch(key) or TYPE6.fullmatch(key):
        return "looks like an encrypted key (type 6 or 7); expected clear text"
    return _guessable(key, names)


def _guessable(key: str, names: Iterable[str]) -> str | None:
    if len(set(key)) < DISTINCT:
        return f"has fewer than {DISTINCT} different characters"
    if any(key.startswith(key[size:]) for size in range(1, len(key) // 2 + 1)):
        return "repeats itself"
    rest = key.lower()
    for word in sorted({*WORDS, *(name.lower() for name in names)}, key=len, reverse=True):
        rest = rest.replace(word, "") if word else rest
    for run in RUNS:
        for size in range(len(run), RUN - 1, -1):
            for at in range(len(run) - size + 1):
                part = run[at : at + size]
                rest = rest.replace(part, "").replace(part[::-1], "")
    if len(rest.strip("._+=:@/-")) < UNGUESSED:
        return "is made of names, common words or runs such as 12345"
    return None
