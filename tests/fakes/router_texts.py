"""One tunnel between two routers, as the running-config texts of both.

Texts and nothing else, so that whoever reads them reads them by himself: the driver, the lab, a daemon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pki import Authority

WANS = ("198.51.100.1", "198.51.100.2")
"""WAN addresses of the two routers, on one segment."""
WAN_PORT = "GigabitEthernet2"
NAMES = ("r1", "r2")
NEW, OLD = "17.12", "15.9"
"""Releases: before and after weak algorithms were taken away (FN72510)."""


@dataclass(frozen=True)
class Offer:
    """One IKEv2 proposal."""

    encryption: tuple[str, ...]
    integrity: tuple[str, ...]
    prf: tuple[str, ...]
    group: tuple[int, ...]


@dataclass(frozen=True)
class End:
    """All that is drawn for one router; every value is spelled as IOS spells it."""

    number: int
    mode: str
    proposals: tuple[Offer, ...]
    local_key: str
    remote_key: str
    sets: tuple[str, ...]
    acl: tuple[str, ...]
    matches: tuple[str, ...]
    keyring_address: str
    peer: str
    release: str = NEW
    policy: str = "own"
    inline: bool = False
    identity: str = ""
    local_method: str = "pre-share"
    remote_methods: tuple[str, ...] = ("pre-share",)
    pfs: int | None = None
    authority: str = ""

    @property
    def wan(self) -> str:
        return WANS[self.number]


@dataclass(frozen=True)
class Pair:
    """Two routers, and the mistakes that were made with them."""

    ends: tuple[End, End]
    mistakes: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, str]:
        return text(self.ends[0]), text(self.ends[1])


def text(end: End) -> str:
    """The running-config of one end."""
    parts = [
        f"version {end.release}",
        f"hostname {NAMES[end.number]}",
        "!",
        _authority(end),
        *_proposals(end),
        *_keyring(end),
        *_profile(end),
        *_ipsec(end),
        *_interfaces(end),
        "end",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _authority(end: End) -> str:
    return enrolled(end.authority, end.number) if end.authority else ""


@cache
def enrolled(authority: str, number: int) -> str:
    """Trustpoint and certificate of a router; keys are slow to make and made once."""
    return _ca(authority).enrol(NAMES[number]).rstrip()


@cache
def _ca(name: str) -> Authority:
    return Authority(name)


def _proposals(end: End) -> list[str]:
    lines: list[str] = []
    for place, offer in enumerate(end.proposals, 1):
        lines.append(f"crypto ikev2 proposal PROPOSAL{place} ")
        for kind in ("encryption", "integrity", "prf", "group"):
            values: Sequence[object] = getattr(offer, kind)
            if values:
                lines.append(f" {kind} {' '.join(map(str, values))}")
        lines.append("!")
    match = {
        "own": f" match address local {end.wan}",
        "other": " match address local 203.0.113.99",
        "fvrf any": " match fvrf any",
    }.get(end.policy)
    lines.append("crypto ikev2 policy POLICY ")
    lines.extend([match] if match else [])
    lines.extend(f" proposal PROPOSAL{place}" for place in range(1, len(end.proposals) + 1))
    return [*lines, "!"]


def _keyring(end: End) -> list[str]:
    if end.inline or not (end.local_key or end.remote_key):
        return []
    if end.local_key == end.remote_key:
        keys = [f"  pre-shared-key {end.local_key}"]
    else:
        sides = (("local", end.local_key), ("remote", end.remote_key))
        keys = [f"  pre-shared-key {side} {key}" for side, key in sides if key]
    return [
        *("crypto ikev2 keyring KEYRING", " peer PEER", f"  address {end.keyring_address}"),
        *keys,
        *(" !", "!", "!"),
    ]


def _profile(end: End) -> list[str]:
    lines = ["crypto ikev2 profile PROFILE"]
    lines.extend(f" match identity remote {match}" for match in end.matches)
    if end.identity:
        lines.append(f" identity local {end.identity}")
    for method in end.remote_methods:
        inline = f" key {end.remote_key}" if method == "pre-share" and end.inline else ""
        lines.append(f" authentication remote {method}{inline}")
    inline = f" key {end.local_key}" if end.local_method == "pre-share" and end.inline else ""
    lines.append(f" authentication local {end.local_method}{inline}")
    if _keyring(end):
        lines.append(" keyring local KEYRING")
    if end.authority:
        lines.append(f" pki trustpoint {end.authority}")
    return [*lines, "!"]


def _ipsec(end: End) -> list[str]:
    lines: list[str] = []
    for place, transforms in enumerate(end.sets, 1):
        lines += [f"crypto ipsec transform-set SET{place} {transforms} ", " mode tunnel", "!"]
    names = " ".join(f"SET{place}" for place in range(1, len(end.sets) + 1))
    said = [f" set transform-set {names} "]
    if end.pfs is not None:
        said.append(f" set pfs group{end.pfs}")
    said.append(" set ikev2-profile PROFILE")
    if end.mode == "tunnel":
        return [*lines, "crypto ipsec profile IPSEC", *said, "!"]
    head = ["crypto map MAP 10 ipsec-isakmp ", f" set peer {end.peer}"]
    return [*lines, *head, *said, " match address TRAFFIC", "!"]


def _interfaces(end: End) -> list[str]:
    lines = ["interface Loopback10", f" ip address 10.{end.number + 1}.0.1 255.255.0.0", "!"]
    if end.mode == "tunnel":
        lines += [
            "interface Tunnel100",
            f" ip address 10.255.0.{end.number + 1} 255.255.255.252",
            f" tunnel source {WAN_PORT}",
            " tunnel mode ipsec ipv4",
            f" tunnel destination {end.peer}",
            " tunnel protection ipsec profile IPSEC",
            "!",
        ]
    lines += [f"interface {WAN_PORT}", f" ip address {end.wan} 255.255.255.0"]
    if end.mode == "map":
        lines.append(" crypto map MAP")
    lines.append("!")
    if end.mode == "map":
        lines.append("ip access-list extended TRAFFIC")
        lines.extend(f" {10 * place} {line}" for place, line in enumerate(end.acl, 1))
        lines.append("!")
    return lines
