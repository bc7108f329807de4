"""The intent of each router: frozen, vendor neutral, without secrets.

A driver turns a `RouterIntent` into configuration; it needs nothing else but the router's present
configuration and a way to resolve `SecretRef`s. Names of objects on the router start with
`RouterVpn.prefix` (`BRANCHES` for the VPN `branches`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import Literal

from nornir_ikev2.ike.model import AuthMethod, Dpd, Proposal
from nornir_ikev2.intent.sizes import BatchSize

Mode = Literal["tunnel-interface", "crypto-map"]
Topology = Literal["hub-spoke", "full-mesh", "point-to-point"]
Role = Literal["hub", "spoke", "peer"]


@dataclass(frozen=True, slots=True, order=True)
class SecretRef:
    """Names one pre-shared key; holds no secret.

    `pair` is the two router names sorted and joined with `--`; `owner` is the router that proves itself
    with this key, or `shared` when both do.
    """

    vpn: str
    pair: str
    owner: str

    def __str__(self) -> str:
        return f"{self.vpn}/{self.pair}/{self.owner}"


@dataclass(frozen=True, slots=True)
class Wan:
    """Where peers reach a router. `fvrf` None is the global routing table."""

    interface: str
    address: IPv4Address
    fvrf: str | None = None
    behind_nat: bool = False


@dataclass(frozen=True, slots=True)
class TunnelEnd:
    """This router's end of one static tunnel interface; `mtu`, `tcp_mss` in bytes, None to leave alone."""

    number: int
    address: IPv4Interface
    mtu: int | None
    tcp_mss: int | None


@dataclass(frozen=True, slots=True)
class Routing:
    """Routing across a VPN: `number` is the EIGRP AS, OSPF process or BGP AS; `area` for OSPF only."""

    protocol: Literal["eigrp", "ospf", "bgp", "static", "none"]
    number: int | None = None
    area: int | None = None


@dataclass(frozen=True, slots=True)
class Transform:
    """One ESP transform; `integrity` None for AEAD ciphers."""

    encryption: str
    integrity: str | None = None


@dataclass(frozen=True, slots=True)
class Peer:
    """The other end of one tunnel, as this router must know it.

    Attributes:
        name: inventory name of the peer.
        address: where its IKE listens.
        lans: networks behind it.
        tunnel: our tunnel interface towards it, None in crypto-map mode.
        remote_tunnel: its tunnel address, None in crypto-map mode.
        auth_local: how we prove ourselves to it; `auth_remote`: how it proves itself to us.
        local_key: key we prove ourselves with, None unless `auth_local` is pre-share.
        remote_key: key it proves itself with; equal to `local_key` when keys are shared.
        initiator: True on the side that starts the tunnel in tests and checks (the spoke).
    """

    name: str
    address: IPv4Address
    lans: tuple[IPv4Network, ...]
    tunnel: TunnelEnd | None
    remote_tunnel: IPv4Address | None
    auth_local: AuthMethod
    auth_remote: AuthMethod
    local_key: SecretRef | None
    remote_key: SecretRef | None
    initiator: bool


@dataclass(frozen=True, slots=True)
class RouterVpn:
    """One router's part in one VPN. `proposals` are in order of preference for this router's role.

    `lifetime` (IKE) and `ipsec_lifetime` in seconds; `pfs` a group number or None. `batches` is how many
    routers change at a time, () for all.
    """

    vpn: str
    prefix: str
    topology: Topology
    role: Role
    mode: Mode
    proposals: tuple[Proposal, ...]
    transforms: tuple[Transform, ...]
    trustpoint: str | None
    lifetime: int
    dpd: Dpd | None
    pfs: int | None
    ipsec_lifetime: int
    routing: Routing
    allow_weak: bool
    peers: tuple[Peer, ...]
    batches: tuple[BatchSize, ...] = ()


@dataclass(frozen=True, slots=True)
class RouterIntent:
    """All that one router must be. No `vpns` means: remove what is ours.

    `owned` lists the lines in shared places this tool added in earlier changes, from the lock file: each
    is a path of configuration lines, outermost first, `("router eigrp 100", "network 10.0.0.0 0.0.0.255")`.
    `owned_prefixes` are the name prefixes of all VPNs this tool ever put on this router (removed ones too).
    `scope` names the peers a change is about, None for all: what is there for other peers stays as it is, and
    what peers share may grow and change but is not removed.
    """

    name: str
    platform: str
    wan: Wan
    lans: tuple[IPv4Network, ...]
    vpns: tuple[RouterVpn, ...] = ()
    owned: tuple[tuple[str, ...], ...] = ()
    owned_prefixes: tuple[str, ...] = ()
    scope: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class TunnelIntent:
    """One tunnel of a VPN; `ends` are hub first, else in the order of the file."""

    vpn: str
    ends: tuple[str, str]
    mode: Mode
    routing: Routing


@dataclass(frozen=True, slots=True)
class Intent:
    """The whole of `vpns.yaml`, resolved against the inventory."""

    routers: Mapping[str, RouterIntent] = field(default_factory=dict[str, RouterIntent])
    tunnels: tuple[TunnelIntent, ...] = ()
    warnings: tuple[str, ...] = ()

    def keys(self) -> tuple[SecretRef, ...]:
        """Every pre-shared key that the routers need, each once, in a stable order."""
        peers = (
            peer for router in self.routers.values() for part in router.vpns for peer in part.peers
        )
        refs = (ref for peer in peers for ref in (peer.local_key, peer.remote_key) if ref)
        return tuple(dict.fromkeys(refs))
