"""The algorithms of IKEv2 and ESP under our names: key sizes, AEAD, groups, and their order of strength.

A name says all there is to say: `aes-cbc-256`, `aes-gcm-128`, `3des`, `des`, `null`; `md5 sha1 sha256
sha384 sha512`; groups are the numbers of the IANA registry "IKEv2 Transform Type 4". How a router spells
them is the business of its driver, and of the lab, each on its own.
"""

from __future__ import annotations

from typing import Final

ENCRYPTION: Final[dict[str, int]] = {
    "null": 0,
    "des": 56,
    "3des": 168,
    "aes-cbc-128": 128,
    "aes-cbc-192": 192,
    "aes-cbc-256": 256,
    "aes-gcm-128": 128,
    "aes-gcm-192": 192,
    "aes-gcm-256": 256,
    "aes-gmac-128": 128,
    "aes-gmac-192": 192,
    "aes-gmac-256": 256,
}
"""Encryption name -> key size in bits, without salt and parity."""

IKE_ENCRYPTION: Final = (
    "des",
    "3des",
    "aes-cbc-128",
    "aes-cbc-192",
    "aes-cbc-256",
    "aes-gcm-128",
    "aes-gcm-256",
)
"""What an IKE SA may use on IOS. Source: Cisco-IOS-XE-crypto.yang 17.12.1; there is no aes-gcm-192."""

HASHES: Final[dict[str, int]] = {
    "md5": 128,
    "sha1": 160,
    "sha256": 256,
    "sha384": 384,
    "sha512": 512,
}
"""Integrity and PRF name -> output size in bits."""

GROUPS: Final[dict[int, str]] = {
    1: "768-bit MODP",
    2: "1024-bit MODP",
    5: "1536-bit MODP",
    14: "2048-bit MODP",
    15: "3072-bit MODP",
    16: "4096-bit MODP",
    19: "256-bit random ECP",
    20: "384-bit random ECP",
    21: "521-bit random ECP",
    24: "2048-bit MODP with 256-bit prime order subgroup",
}
"""Groups that IOS knows, with their IANA description. Source: Cisco-IOS-XE-crypto.yang 17.12.1."""


def is_aead(encryption: str) -> bool:
    """Whether a cipher authenticates by itself and takes no integrity algorithm (RFC 5282)."""
    return "gcm" in encryption or "gmac" in encryption or "poly1305" in encryption


def key_size(encryption: str) -> int | None:
    """Key size in bits; None for a name nobody knows."""
    return ENCRYPTION.get(encryption)
