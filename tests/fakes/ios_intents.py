"""Intents, configurations and readings of the example site, for tests of the IOS driver."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

from nornir_ikev2.drivers.protocol import Reading, RouterFacts
from nornir_ikev2.ike.model import Dpd, Proposal, Release
from nornir_ikev2.intent.model import (
    Peer,
    Role,
    RouterIntent,
    RouterVpn,
    Routing,
    SecretRef,
    Transform,
    TunnelEnd,
    Wan,
)

RELEASE = Release("17.12.1", (17, 12, 1))
STRONG = Proposal("strong", ("aes-cbc-256", "aes-cbc-192"), ("sha512", "sha256"), (), (20, 19, 14))
AEAD = Proposal("aead", ("aes-gcm-256",), (), ("sha384",), (20,))
EIGRP = Routing("eigrp", 100)

BASE = """\
Building configuration...

Current configuration : 1234 bytes
!
! Last configuration change at 10:00:00 UTC Mon Jan 1 2024
!
version 17.12
service timestamps debug datetime msec
!
hostname {name}
!
username admin privilege 15 secret 9 $9$abcdefgh$ijklmnop
!
archive
 path flash:ikev2-archive
!
!
interface Loopback10
 ip address 10.{n}.0.1 255.255.255.0
!
interface GigabitEthernet1
 no ip address
 shutdown
!
interface GigabitEthernet2
 ip address {wan} 255.255.255.252
 negotiation auto
!
ip forward-protocol nd
no ip http server
!
ip route 0.0.0.0 0.0.0.0 {gateway}
!
line con 0
line vty 0 4
 login local
 transport input ssh
!
end
"""


def base(name: str = "hub1", n: int = 0, wan: str = "198.51.100.1") -> str:
    """The running-config of a router before any VPN."""
    gateway = str(IPv4Address(wan) + 1)
    return BASE.format(name=name, n=n, wan=wan, gateway=gateway)


def reading(config: str, release: Release = RELEASE) -> Reading:
    """A reading with this configuration."""
    facts = RouterFacts(
        hostname="hub1",
        model="C8000V",
        serial="9AAAAAAAAAA",
        release=release,
        filesystem="flash:",
        free_bytes=10_000_000,
        archive_path="flash:ikev2-archive",
        timer=None,
        lock_holder=None,
    )
    return Reading(facts, config)


def key(ref: SecretRef) -> str:
    """A stable made-up key of 43 letters."""
    seed = "".join(letter for letter in str(ref) if letter.isalnum())
    return (seed * 43)[:43]


def peer(number: int, name: str = "", *, hub: bool = True, mode: str = "tunnel-interface") -> Peer:
    """Peer `number` of the hub, or the hub as peer of spoke `number`."""
    spoke = f"branch{number}"
    label = name or (spoke if hub else "hub1")
    pair = f"{spoke}--hub1"
    subnet = IPv4Network((int(IPv4Address("10.255.0.0")) + 4 * (number - 1), 30))
    hub_end, spoke_end = subnet[1], subnet[2]
    wan = IPv4Address("203.0.113.1") + 4 * (number - 1)
    ours = hub_end if hub else spoke_end
    tunnel = TunnelEnd(100 + (number - 1 if hub else 0), IPv4Interface(f"{ours}/30"), 1400, 1360)
    lan = IPv4Network((int(IPv4Address("10.0.0.0")) + number * 65536, 24))
    return Peer(
        name=label,
        address=wan if hub else IPv4Address("198.51.100.1"),
        lans=(lan if hub else IPv4Network("10.0.0.0/24"),),
        tunnel=tunnel if mode == "tunnel-interface" else None,
        remote_tunnel=(spoke_end if hub else hub_end) if mode == "tunnel-interface" else None,
        auth_local="pre-share",
        auth_remote="pre-share",
        local_key=SecretRef("branches", pair, "hub1" if hub else spoke),
        remote_key=SecretRef("branches", pair, spoke if hub else "hub1"),
        initiator=not hub,
    )


def vpn(*peers: Peer, role: Role = "hub", routing: Routing = EIGRP) -> RouterVpn:
    """The VPN `branches` with these peers, in the mode the peers ask for."""
    tunnels = all(one.tunnel for one in peers)
    return RouterVpn(
        vpn="branches",
        prefix="BRANCHES",
        topology="hub-spoke",
        role=role,
        mode="tunnel-interface" if tunnels else "crypto-map",
        proposals=(STRONG,),
        transforms=(Transform("aes-cbc-256", "sha256"),),
        trustpoint=None,
        lifetime=86400,
        dpd=Dpd(10, 3, "periodic"),
        pfs=19,
        ipsec_lifetime=3600,
        routing=routing if tunnels else Routing("none"),
        allow_weak=False,
        peers=peers,
    )


def hub(*vpns: RouterVpn) -> RouterIntent:
    """The hub with these VPNs."""
    return RouterIntent(
        name="hub1",
        platform="cisco_xe",
        wan=Wan("GigabitEthernet2", IPv4Address("198.51.100.1")),
        lans=(IPv4Network("10.0.0.0/24"),),
        vpns=vpns,
        owned_prefixes=("BRANCHES",),
    )


def spoke(number: int = 1, **changes: object) -> RouterIntent:
    """Spoke `number` in tunnel mode; `changes` go to its VPN."""
    one = vpn(peer(number, hub=False), role="spoke")
    changed: RouterVpn = replace(one, **changes)  # type: ignore[arg-type]  # free form for tests
    return RouterIntent(
        name=f"branch{number}",
        platform="cisco_xe",
        wan=Wan("GigabitEthernet2", IPv4Address("203.0.113.1") + 4 * (number - 1)),
        lans=(IPv4Network((int(IPv4Address("10.0.0.0")) + number * 65536, 24)),),
        vpns=(changed,),
        owned_prefixes=("BRANCHES",),
    )


def spoke_base(number: int = 1) -> str:
    """The running-config of spoke `number` before any VPN."""
    wan = IPv4Address("203.0.113.1") + 4 * (number - 1)
    return base(f"branch{number}", number, str(wan))
