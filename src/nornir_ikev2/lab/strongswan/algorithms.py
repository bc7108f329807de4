"""Algorithms as strongSwan spells them: in proposals, and in what it reports over vici.

Source: strongSwan 5.9, `proposal_keywords_static.txt` (what goes in), the names of
`encryption_algorithm_t`, `integrity_algorithm_t`, `pseudo_random_function_t` and
`diffie_hellman_group_t` (what comes out).
"""

from __future__ import annotations

from typing import Final

from nornir_ikev2.ike.algorithms import is_aead
from nornir_ikev2.ike.model import Suite
from nornir_ikev2.ike.suite import Offer

ENCRYPTION: Final = {
    "null": "null",
    "des": "des",
    "3des": "3des",
    "aes-cbc-128": "aes128",
    "aes-cbc-192": "aes192",
    "aes-cbc-256": "aes256",
    "aes-gcm-128": "aes128gcm16",
    "aes-gcm-192": "aes192gcm16",
    "aes-gcm-256": "aes256gcm16",
    "aes-gmac-128": "aes128gmac",
    "aes-gmac-192": "aes192gmac",
    "aes-gmac-256": "aes256gmac",
}
HASH: Final = {
    "md5": "md5",
    "sha1": "sha1",
    "sha256": "sha256",
    "sha384": "sha384",
    "sha512": "sha512",
}
GROUP: Final = {
    1: "modp768",
    2: "modp1024",
    5: "modp1536",
    14: "modp2048",
    15: "modp3072",
    16: "modp4096",
    19: "ecp256",
    20: "ecp384",
    21: "ecp521",
    24: "modp2048s256",
}
_CIPHERS: Final = {
    "NULL": "null",
    "DES_CBC": "des",
    "3DES_CBC": "3des",
    "AES_CBC": "aes-cbc",
    "AES_GCM_16": "aes-gcm",
    "NULL_AES_GMAC": "aes-gmac",
}
_HASHES: Final = {
    "MD5": "md5",
    "SHA1": "sha1",
    "SHA2_256": "sha256",
    "SHA2_384": "sha384",
    "SHA2_512": "sha512",
}
_GROUPS: Final = {
    "MODP_768": 1,
    "MODP_1024": 2,
    "MODP_1536": 5,
    "MODP_2048": 14,
    "MODP_3072": 15,
    "MODP_4096": 16,
    "ECP_256": 19,
    "ECP_384": 20,
    "ECP_521": 21,
    "MODP_2048_256": 24,
}


def ike_proposal(offer: Offer) -> str:
    """One proposal substructure, its transforms in the order of preference."""
    words = [ENCRYPTION[name] for name in offer.encryption if name in ENCRYPTION]
    words += [HASH[name] for name in offer.integrity if name in HASH]
    words += [f"prf{HASH[name]}" for name in offer.prf if name in HASH]
    words += [GROUP[number] for number in offer.group if number in GROUP]
    return "-".join(words)


def esp_proposal(encryption: str | None, integrity: str | None, pfs: int | None) -> str:
    """One transform set; the group only counts in CREATE_CHILD_SA (RFC 7296 section 1.3.1)."""
    name = encryption or "null"
    words = [ENCRYPTION.get(name, name)]
    if integrity is not None and not is_aead(name):
        words.append(HASH.get(integrity, integrity))
    if pfs is not None:
        words.append(GROUP.get(pfs, f"group{pfs}"))
    return "-".join(words)


def cipher(name: str, key_size: str) -> str:
    """Our name of a cipher that charon reports, `AES_CBC` and `256`."""
    family = _CIPHERS.get(name, name.lower())
    return f"{family}-{key_size}" if family.startswith("aes") and key_size else family


def digest(name: str | None) -> str | None:
    """Our name of `HMAC_SHA2_256_128` or `PRF_HMAC_SHA2_512`; None for none."""
    if not name:
        return None
    bare = name.removeprefix("PRF_").removeprefix("HMAC_")
    return next((ours for word, ours in _HASHES.items() if bare.startswith(word)), bare.lower())


def group(name: str | None) -> int | None:
    """The number of `ECP_384`; None for none."""
    return _GROUPS.get(name or "")


def suite(encryption: str, integrity: str | None, prf: str, number: int | None) -> Suite:
    """A suite from our names; group 0 stands for one that we do not know."""
    return Suite(encryption, integrity, prf, number or 0)
