"""How IOS spells our algorithm names, in the form running-config prints them.

Source: Cisco-IOS-XE-crypto.yang 17.12.1; AES-128 is the default key size and is printed without it.
"""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Final

from nornir_ikev2.drivers.ios.lines import Name
from nornir_ikev2.errors import PlanError
from nornir_ikev2.intent.model import Transform

_IKE_ENCRYPTION: Final = frozenset(
    {"des", "3des", "aes-cbc-128", "aes-cbc-192", "aes-cbc-256", "aes-gcm-128", "aes-gcm-256"}
)
_HASH: Final = frozenset({"md5", "sha1", "sha256", "sha384", "sha512"})
_GROUPS: Final = frozenset({1, 2, 5, 14, 15, 16, 19, 20, 21, 24})
_ESP: Final = {
    "des": "esp-des",
    "3des": "esp-3des",
    "aes-cbc-128": "esp-aes",
    "aes-cbc-192": "esp-aes 192",
    "aes-cbc-256": "esp-aes 256",
    "aes-gcm-128": "esp-gcm",
    "aes-gcm-192": "esp-gcm 192",
    "aes-gcm-256": "esp-gcm 256",
    "null": "esp-null",
}
_ESP_HASH: Final = {
    "md5": "esp-md5-hmac",
    "sha1": "esp-sha-hmac",
    "sha256": "esp-sha256-hmac",
    "sha384": "esp-sha384-hmac",
    "sha512": "esp-sha512-hmac",
}


def ike_encryption(name: str) -> str:
    """Spell an IKE cipher.

    Raises:
        PlanError: no IOS release has it for IKEv2.
    """
    return _known(name, name in _IKE_ENCRYPTION, "an IKEv2 cipher")


def ike_hash(name: str) -> str:
    """Spell an IKE integrity algorithm or PRF."""
    return _known(name, name in _HASH, "an IKEv2 hash")


def group(number: int) -> int:
    """Check a Diffie-Hellman group against what IOS knows."""
    _known(str(number), number in _GROUPS, "a Diffie-Hellman group")
    return number


def transform(one: Transform) -> list[Name]:
    """The words of one transform, for example `esp-aes 256 esp-sha256-hmac`."""
    words = _known(one.encryption, one.encryption in _ESP, "an ESP cipher") and _ESP[one.encryption]
    if one.integrity:
        _known(one.integrity, one.integrity in _ESP_HASH, "an ESP hash")
        words += f" {_ESP_HASH[one.integrity]}"
    return [Name(word) for word in words.split()]


def wildcard(network: IPv4Network) -> str | None:
    """The wildcard mask, or None where IOS prints the network alone (it is classful)."""
    return None if is_classful(network) else str(network.hostmask)


def is_classful(network: IPv4Network) -> bool:
    """Whether the length of the prefix is the one its first byte implies (RFC 791 section 3.2)."""
    first = int(network.network_address) >> 24
    length = 8 if first < 128 else 16 if first < 192 else 24  # noqa: PLR2004 - classes A, B, C
    return network.prefixlen == length


def _known(name: str, known: bool, what: str) -> str:  # noqa: FBT001 - private, reads well
    if not known:
        raise PlanError(f"IOS does not know {name!r} as {what}")
    return name
