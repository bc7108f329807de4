"""Type 6: pre-shared keys of a running-config, encrypted under the router's master key.

What IOS does is in Cisco's "Encrypted Preshared Key" (Security for VPNs with IPsec Configuration Guide):
keys in clear are encrypted once `key config-key password-encrypt` and `password encryption aes` are both
there; they are never shown in clear again, not even after `no password encryption aes`; a new master key
encrypts them anew; without one they are useless. The master key stands in the private configuration and in
no `show`. Cisco's cipher is not published; this one is ours, with the same alphabet and a salt: no key
looks the same twice.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from itertools import count

KEY = re.compile(
    r"(?P<lead>pre-shared-key (?:address ipv6 \S+|address \S+(?: \d\S+)?|hostname \S+) key"
    r"|pre-shared-key(?: local| remote)?(?! (?:hex|address|hostname|local|remote) )"
    r"|crypto isakmp key)(?: (?P<type>[06]))? (?P<key>\S+)(?P<rest>.*)"
)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghi"
"""The letters of a type 6 string; three of them hold two bytes."""
BASE = len(ALPHABET)
SALT, TAG = 7, 4
END = b"\x00\x01"
"""Type 6 strings end in `AAB`."""


class MasterKey:
    """The master key of one router.

    Attributes:
        text: the key, "" after it was deleted, None when there never was one.
        encrypting: whether `password encryption aes` is configured.
    """

    def __init__(self) -> None:
        self.text: str | None = None
        self.encrypting = False

    def stored(self, text: str) -> tuple[str, str]:
        """A line as the running-config holds it, and what it means where that can't be read from it.

        A key that can't be decrypted means something no peer has. A router that never had a master key
        can't say.
        """
        found = KEY.fullmatch(text)
        if found is None:
            return text, ""
        lead, key, rest = found["lead"], found["key"], found["rest"]
        if found["type"] == "6":
            if self.text is None:
                return text, ""
            return text, f"{lead} {unseal(self.text, key) or key}{rest}"
        if not (self.encrypting and self.text):
            return text, ""
        return f"{lead} 6 {seal(self.text, key)}{rest}", f"{lead} {key}{rest}"

    def again(self, plain: str) -> tuple[str, str]:
        """The same for a line that was encrypted under another master key and is known in clear."""
        found = KEY.fullmatch(plain)
        if found is None or not self.text:
            return plain, ""
        return f"{found['lead']} 6 {seal(self.text, found['key'])}{found['rest']}", plain


def seal(master: str, plain: str) -> str:
    """A type 6 string."""
    salt = secrets.token_bytes(SALT)
    data = plain.encode()
    hidden = bytes(a ^ b for a, b in zip(data, _stream(master, salt, len(data)), strict=True))
    fill = bytes(len(hidden) % 2)
    return _letters(bytes([len(fill)]) + salt + _tag(master, salt + hidden) + hidden + fill + END)


def unseal(master: str, text: str) -> str | None:
    """The key in a type 6 string; None when another master key made it, or nobody."""
    data = _bytes(text)
    if not data.endswith(END) or len(data) < 1 + SALT + TAG:
        return None
    salt, tag = data[1 : 1 + SALT], data[1 + SALT : 1 + SALT + TAG]
    hidden = data[1 + SALT + TAG : len(data) - len(END) - data[0]]
    if not hmac.compare_digest(tag, _tag(master, salt + hidden)):
        return None
    plain = bytes(a ^ b for a, b in zip(hidden, _stream(master, salt, len(hidden)), strict=True))
    return plain.decode("utf-8", "replace")


def _stream(master: str, salt: bytes, size: int) -> bytes:
    out = b""
    for number in count():
        if len(out) >= size:
            break
        out += hashlib.sha256(master.encode() + salt + number.to_bytes(4, "big")).digest()
    return out[:size]


def _tag(master: str, data: bytes) -> bytes:
    return hmac.new(master.encode(), data, hashlib.sha256).digest()[:TAG]


def _letters(data: bytes) -> str:
    """Three letters for each two bytes."""
    out: list[str] = []
    for at in range(0, len(data), 2):
        high, rest = divmod(int.from_bytes(data[at : at + 2], "big"), BASE * BASE)
        out += [ALPHABET[high], ALPHABET[rest // BASE], ALPHABET[rest % BASE]]
    return "".join(out)


def _bytes(text: str) -> bytes:
    """The bytes behind such letters; none where they are not."""
    if len(text) % 3 or any(letter not in ALPHABET for letter in text):
        return b""
    data = b""
    for at in range(0, len(text), 3):
        high, middle, low = (ALPHABET.index(letter) for letter in text[at : at + 3])
        value = (high * BASE + middle) * BASE + low
        if value > 0xFFFF:  # noqa: PLR2004 - two bytes
            return b""
        data += value.to_bytes(2, "big")
    return data
