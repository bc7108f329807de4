"""The keys of IKE SAs out of charon's log, and encrypted payloads opened with them.

charon logs the keys of each IKE SA at level 4 of its group `ike` (strongSwan documentation, "Logger
configuration"); a lab daemon does so only while a capture runs. Which keys belong to a message is found by
its integrity check value: a key that does not fit is never used.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from nornir_ikev2.lab.capture.message import Sealed
from nornir_ikev2.lab.capture.payloads import Payload, chain

_SECRET: Final = re.compile(r"Sk_(ai|ar|ei|er) secret => (\d+) bytes")
_HEX: Final = re.compile(r"\s\d+: ((?:[0-9A-F]{2} ){1,16})")
_CHECKS: Final = {  # length of the key -> hash, length of the integrity check value
    16: ("md5", 12),
    20: ("sha1", 12),
    32: ("sha256", 16),
    48: ("sha384", 24),
    64: ("sha512", 32),
}
"""RFC 2403, RFC 2404 and RFC 4868 section 2.6."""
_AMBIGUOUS: Final = 24
_TAG, _SALT, _NONCE = 16, 4, 8
"""Bytes of AES-GCM in IKEv2 (RFC 5282): check value, salt in the key, nonce in the message."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one IKE SA: of its initiator and of its responder; no integrity key for AES-GCM."""

    encryption: tuple[bytes, bytes] = field(repr=False)
    integrity: tuple[bytes, bytes] | None = field(default=None, repr=False)


def read_keys(logs: Iterable[str]) -> list[Keys]:
    """The keys of every IKE SA that these logs of charon speak of, each once."""
    found: dict[tuple[bytes, ...], Keys] = {}
    for log in logs:
        for keys in _keys(_secrets(log)):
            found.setdefault((*keys.encryption, *(keys.integrity or ())), keys)
    return list(found.values())


def _keys(secrets: Iterable[tuple[str, bytes]]) -> Iterator[Keys]:
    """Group secrets by IKE SA: charon logs Sk_ai and Sk_ar, where there are any, then Sk_ei and Sk_er."""
    held: dict[str, bytes] = {}
    for name, value in secrets:
        held[name] = value
        if name == "er" and "ei" in held:
            checks = (held["ai"], held["ar"]) if {"ai", "ar"} <= held.keys() else None
            yield Keys((held["ei"], held["er"]), checks)
            held = {}


def _secrets(log: str) -> Iterator[tuple[str, bytes]]:
    """Named hex dumps of a log; other lines between them do no harm."""
    name, wanted, value = "", 0, b""
    for line in log.splitlines():
        heading = _SECRET.search(line)
        if heading:
            name, wanted, value = heading[1], int(heading[2]), b""
            continue
        dump = _HEX.search(line) if name else None
        if dump is None:
            continue
        value += bytes.fromhex(dump[1])
        if len(value) >= wanted:
            yield name, value[:wanted]
            name = ""


def unseal(
    parts: Sequence[Sealed], keys: Iterable[Keys], *, by_initiator: bool, response: bool
) -> tuple[Payload, ...] | None:
    """The payloads inside an encrypted message.

    Args:
        parts: its SK payload, or its SKF fragments in order.
        keys: what to try.
        by_initiator: who sent it, hence which of two keys.
        response: tells Ni from Nr.

    Returns:
        The payloads, None when no key fits.
    """
    side = 0 if by_initiator else 1
    for one in keys:
        for cipher in _ciphers(one):
            clear = [_open(part, one, side, cipher) for part in parts]
            text = b"".join(part for part in clear if part is not None)
            if None not in clear and _is_row(text):
                return chain(parts[0].first, text, response=response)
    return None


_Cipher = tuple[type[algorithms.AES | TripleDES], int]
"""A block cipher and the bytes of its blocks."""


def _ciphers(keys: Keys) -> list[_Cipher]:
    """A key of 24 bytes is AES-192 or 3DES: the text tells which one was meant."""
    aes: list[_Cipher] = [(algorithms.AES, 16)]
    return [*aes, (TripleDES, 8)] if len(keys.encryption[0]) == _AMBIGUOUS else aes


def _open(part: Sealed, keys: Keys, side: int, cipher: _Cipher) -> bytes | None:
    if keys.integrity is None:
        return _open_gcm(part, keys.encryption[side])
    name, size = _CHECKS.get(len(keys.integrity[side]), ("", 0))
    if not name or len(part.body) < size:
        return None
    body, check = part.body[:-size], part.body[-size:]
    computed = hmac.new(keys.integrity[side], part.associated + body, getattr(hashlib, name))
    if not hmac.compare_digest(computed.digest()[:size], check):
        return None
    return _decrypt(body, keys.encryption[side], cipher)


def _decrypt(body: bytes, key: bytes, cipher: _Cipher) -> bytes | None:
    kind, block = cipher
    if len(body) < 2 * block or len(body) % block:
        return None
    context = Cipher(kind(key), modes.CBC(body[:block])).decryptor()
    return _unpad(context.update(body[block:]) + context.finalize())


def _open_gcm(part: Sealed, key: bytes) -> bytes | None:
    if len(key) - _SALT not in {16, 24, 32} or len(part.body) < _NONCE + _TAG:
        return None
    nonce = key[-_SALT:] + part.body[:_NONCE]
    try:
        text = AESGCM(key[:-_SALT]).decrypt(nonce, part.body[_NONCE:], part.associated)
    except InvalidTag:
        return None
    return _unpad(text)


def _unpad(text: bytes) -> bytes | None:
    """Take off the padding and its length (RFC 7296 section 3.14); None when there is not so much."""
    size = len(text) - text[-1] - 1 if text else -1
    return text[:size] if size >= 0 else None


def _is_row(text: bytes) -> bool:
    """Whether a text is a row of whole payloads; one fragment of a message need not be."""
    place = 0
    while place < len(text):
        length = int.from_bytes(text[place + 2 : place + 4])
        if length < 4:  # noqa: PLR2004 - bytes of the generic payload header
            return False
        place += length
    return place == len(text)
