"""How IOS-XE spells algorithms, identities and addresses in the output of `show crypto ...`."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from typing import Final

from nornir_ikev2.ike.model import AuthMethod, Identity, Selector, TransformSet

HASH: Final = {"md5": "MD596", "sha1": "SHA96"}
"""Integrity algorithms that are spelled by their truncated length; others as the PRF."""

AUTH: Final[dict[AuthMethod | None, str]] = {
    "pre-share": "PSK",
    "rsa-sig": "RSA",
    "ecdsa-sig": "ECDSA",
    "eap": "EAP",
    None: "Unknown - 0",
}
GROUP: Final = {
    1: "DH_GROUP_768_MODP",
    2: "DH_GROUP_1024_MODP",
    5: "DH_GROUP_1536_MODP",
    14: "DH_GROUP_2048_MODP",
    15: "DH_GROUP_3072_MODP",
    16: "DH_GROUP_4096_MODP",
    19: "DH_GROUP_256_ECP",
    20: "DH_GROUP_384_ECP",
    21: "DH_GROUP_521_ECP",
    24: "DH_GROUP_2048_256_MODP",
}
PROTOCOL: Final = {
    "ip": 0,
    "icmp": 1,
    "ipip": 4,
    "tcp": 6,
    "udp": 17,
    "gre": 47,
    "esp": 50,
    "ahp": 51,
    "eigrp": 88,
    "ospf": 89,
}
_HOST: Final = 32
_HMAC: Final = {
    "md5": "esp-md5-hmac",
    "sha1": "esp-sha-hmac",
    "sha256": "esp-sha256-hmac",
    "sha384": "esp-sha384-hmac",
    "sha512": "esp-sha512-hmac",
}


def prf(name: str) -> str:
    """`SHA512`."""
    return name.upper()


def integrity(name: str | None) -> str:
    """`SHA512`, `SHA96`; `None` for AEAD ciphers."""
    return "None" if name is None else HASH.get(name, name.upper())


def cipher(name: str) -> str:
    """`AES-CBC, keysize: 256`; DES and 3DES have no choice of size."""
    family, _, size = name.rpartition("-")
    return f"{family.upper()}, keysize: {size}" if family and size.isdigit() else name.upper()


def transforms(encryption: str | None, hmac: str | None) -> str:
    """A transform set as `show` spells it: `esp-256-aes esp-sha256-hmac`, `esp-gcm 256`."""
    words: list[str] = []
    family, _, size = (encryption or "").rpartition("-")
    if family == "aes-cbc":
        words.append("esp-aes" if size == "128" else f"esp-{size}-aes")
    elif family in {"aes-gcm", "aes-gmac"}:
        words.append(f"esp-{family.removeprefix('aes-')}" + ("" if size == "128" else f" {size}"))
    elif encryption:
        words.append(f"esp-{encryption}")
    if hmac:
        words.append(_HMAC.get(hmac, hmac))
    return " ".join(words)


def transform_set_line(found: TransformSet) -> str:
    """One transform set inside braces: `{ esp-256-aes esp-sha256-hmac  }`."""
    return f"{{ {transforms(found.encryption, found.integrity)}  }}"


def iv_size(encryption: str) -> int:
    """Bytes of initialisation vector of an ESP cipher."""
    if encryption == "null":
        return 0
    return 16 if encryption.startswith("aes-cbc") else 8


def endpoint(address: IPv4Address | None, port: int) -> str:
    """`198.51.100.1/500`."""
    return f"{address}/{port}"


def identity(found: Identity | None, fallback: IPv4Address) -> str:
    """An IKE identity as `Local id:` shows it."""
    return found.value if found is not None and found.value else str(fallback)


def vrf(name: str | None, absent: str = "none") -> str:
    """A VRF, `none` or `(none)` for the global table."""
    return name or absent


def ident(network: IPv4Network, protocol: str) -> str:
    """`(10.0.0.0/255.255.255.0/0/0)`: address, mask, protocol, port."""
    number = PROTOCOL.get(protocol, protocol)
    return f"({network.network_address}/{network.netmask}/{number}/0)"


def span(network: IPv4Network) -> str:
    """A selector as a range: `10.0.0.0/0 - 10.0.0.255/65535`."""
    return f"{network.network_address}/0 - {network.broadcast_address}/65535"


def flow(selector: Selector) -> str:
    """A selector as `IPSEC FLOW` shows it: `permit 47 host A host B`."""
    number = PROTOCOL.get(selector.protocol, selector.protocol)
    protocol = selector.protocol if selector.protocol == "ip" else number
    return f"permit {protocol} {_flow_end(selector.local)} {_flow_end(selector.remote)}"


def ace(selector: Selector) -> str:
    """A selector as an access list line: `permit ip 10.0.0.0 0.0.0.255 any`."""
    return f"permit {selector.protocol} {_ace_end(selector.local)} {_ace_end(selector.remote)}"


def _flow_end(network: IPv4Network) -> str:
    if network.prefixlen == _HOST:
        return f"host {network.network_address}"
    return f"{network.network_address}/{network.netmask}"


def _ace_end(network: IPv4Network) -> str:
    if network.prefixlen == 0:
        return "any"
    if network.prefixlen == _HOST:
        return f"host {network.network_address}"
    return f"{network.network_address} {network.hostmask}"
