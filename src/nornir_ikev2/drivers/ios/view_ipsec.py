"""Transform sets, IPsec profiles and the access lists of crypto maps."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

from nornir_ikev2.drivers.ios.tree import Block
from nornir_ikev2.drivers.ios.view_ike import name_of
from nornir_ikev2.drivers.ios.view_text import after, number, wildcard
from nornir_ikev2.ike.model import Release, Selector, TransformSet

_SIMPLE: Final[dict[str, str]] = {
    "esp-des": "des",
    "esp-3des": "3des",
    "esp-null": "null",
    "esp-seal": "seal",
}
_SIZED: Final = {"esp-aes": "aes-cbc", "esp-gcm": "aes-gcm", "esp-gmac": "aes-gmac"}
_HASHES: Final[dict[str, str]] = {
    "esp-md5-hmac": "md5",
    "esp-sha-hmac": "sha1",
    "esp-sha256-hmac": "sha256",
    "esp-sha384-hmac": "sha384",
    "esp-sha512-hmac": "sha512",
}
_PROTOCOLS: Final = {
    "0": "ip",
    "1": "icmp",
    "6": "tcp",
    "17": "udp",
    "47": "gre",
    "50": "esp",
    "51": "ahp",
    "88": "eigrp",
    "89": "ospf",
}
_ANY: Final = IPv4Network("0.0.0.0/0")


@dataclass(frozen=True, slots=True)
class IpsecSettings:
    """What an IPsec profile or a crypto map entry says beyond its peers and traffic.

    `profile` is None without `set ikev2-profile` (IKEv1); `lifetime` None without one of its own.
    """

    profile: str | None
    transform_sets: tuple[str, ...]
    pfs: int | None
    lifetime: int | None


def transform_set(block: Block) -> TransformSet:
    """`crypto ipsec transform-set NAME TRANSFORMS`; without a size AES has 128 bits."""
    words = block.text.split()[4:]
    encryption: str | None = None
    integrity: str | None = None
    for place, word in enumerate(words):
        if word in _SIZED:
            size = words[place + 1] if place + 1 < len(words) else ""
            encryption = f"{_SIZED[word]}-{size if number(size) else 128}"
        if word in _SIMPLE:
            encryption = _SIMPLE[word]
        if word in _HASHES:
            integrity = _HASHES[word]
    mode = block.value("mode ") or "tunnel"
    return TransformSet(
        name=name_of(block, 3),
        encryption=encryption,
        integrity=integrity,
        mode="transport" if mode.startswith("transport") else "tunnel",
    )


def settings(block: Block, release: Release) -> IpsecSettings:
    """The `set ...` lines of an IPsec profile or crypto map entry.

    A bare `set pfs` is group 14 from 17.14 on and was group 1 before (Cisco-IOS-XE-crypto.yang).
    """
    pfs: int | None = None
    for child in block.children:
        text = after(child.text, "set pfs")
        if text is not None:
            bare = 14 if not release.number or release.number >= (17, 14) else 1
            pfs = number(text.removeprefix("group")) or bare
    return IpsecSettings(
        profile=block.value("set ikev2-profile "),
        transform_sets=tuple((block.value("set transform-set ") or "").split()),
        pfs=pfs,
        lifetime=number(block.value("set security-association lifetime seconds ") or ""),
    )


def access_lists(root: Block) -> dict[str, tuple[Selector, ...]]:
    """What each extended access list permits, in order; ports are not looked at."""
    found: dict[str, list[Selector]] = {}
    for block in root.children:
        name = after(block.text, "ip access-list extended")
        if name:
            entries = found.setdefault(name, [])
            entries.extend(item for line in block.children if (item := _entry(line.text)))
        elif block.text.startswith("access-list "):
            _, name, *rest = (*block.text.split(None, 2), "")
            item = _entry(rest[0])
            if item:
                found.setdefault(name, []).append(item)
    return {name: tuple(entries) for name, entries in found.items()}


def _entry(text: str) -> Selector | None:
    """`[SEQ] permit PROTO SOURCE DESTINATION ...`; None for anything else."""
    words = text.split()
    if words and number(words[0]) is not None:
        words = words[1:]
    if len(words) < 3 or words[0] != "permit":  # noqa: PLR2004 - action, protocol, source
        return None
    local, rest = _end(words[2:])
    while rest and rest[0] in {"eq", "gt", "lt", "neq", "range"}:
        rest = rest[3 if rest[0] == "range" else 2 :]
    remote, _ = _end(rest)
    if local is None or remote is None:
        return None
    return Selector(local, remote, _PROTOCOLS.get(words[1], words[1]))


def _end(words: list[str]) -> tuple[IPv4Network | None, list[str]]:
    """One end of an access list line and the words after it."""
    if words[:1] == ["any"]:
        return _ANY, words[1:]
    if words[:1] == ["host"] and len(words) > 1:
        return wildcard(words[1], "0.0.0.0"), words[2:]  # noqa: S104 - a wildcard, not a bind
    if len(words) > 1:
        return wildcard(words[0], words[1]), words[2:]
    return None, []
