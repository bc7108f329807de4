"""The live state of one router, as the `show` renderers read it.

Only records, no behaviour beyond arithmetic. SAs change while they live (counters, rekeys), so they
are slotted but not frozen; renderers only read them. All times are router seconds (`Clock.seconds`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import Literal

from nornir_ikev2.ike.model import (
    AuthMethod,
    CryptoEntry,
    Dpd,
    Identity,
    IkeConfig,
    Selector,
    Suite,
)

SaStatus = Literal["READY", "IN-NEG", "DELETE"]
SessionStatus = Literal["UP-ACTIVE", "UP-IDLE", "UP-NO-IKE", "DOWN", "DOWN-NEGOTIATING"]


@dataclass(slots=True, eq=False)
class IkeSa:
    """One end of an IKE SA.

    Attributes:
        tunnel_id: first column of `show crypto ikev2 sa`, unique on the router.
        session_id: `Session-id`; `ce_id`: `CE id`.
        fvrf, ivrf: VRF names, None is the global table (printed `none`).
        suite: None while negotiating.
        auth_sign: how this end proved itself; `auth_verify`: how the peer did.
        lifetime: seconds, from the IKEv2 profile.
        created: router second of the last IKE_AUTH or IKE rekey.
        local_spi, remote_spi: 64-bit numbers, printed as 16 upper-case hex digits.
        local_msg_id, remote_msg_id: next request ids of both ends.
        dpd: None when not configured (printed `0 seconds, retry 0`).
        peer_router: name of the router that has the other end.
    """

    tunnel_id: int
    session_id: int
    ce_id: int
    local: IPv4Address
    remote: IPv4Address
    fvrf: str | None
    ivrf: str | None
    status: SaStatus
    suite: Suite | None
    auth_sign: AuthMethod | None
    auth_verify: AuthMethod | None
    lifetime: int
    created: float
    local_spi: int
    remote_spi: int
    initiator: bool
    local_id: Identity | None
    remote_id: Identity | None
    dpd: Dpd | None
    profile: str | None
    peer_router: str
    local_port: int = 500
    remote_port: int = 500
    local_msg_id: int = 2
    remote_msg_id: int = 0

    def active(self, now: float) -> int:
        """Whole seconds since `created`."""
        return max(0, int(now - self.created))


@dataclass(slots=True, eq=False)
class ChildSa:
    """One end of a pair of ESP SAs (one inbound, one outbound).

    Attributes:
        local, remote: what is protected, as seen from this router.
        spi_in, spi_out: 32-bit SPIs; never 0.
        encryption, integrity: our names; integrity None for AEAD.
        pfs: group of the exchange that made it; None for the first one (IKE_AUTH has no own KE).
        lifetime: seconds; `volume`: kilobytes, None when volume rekey is off.
        conn_id: `conn id` of the inbound SA; the outbound one has the next number.
        packets_out, packets_in: encapsulated and decapsulated packets.
    """

    local: IPv4Network
    remote: IPv4Network
    protocol: str
    spi_in: int
    spi_out: int
    encryption: str
    integrity: str | None
    mode: Literal["tunnel", "transport"]
    pfs: int | None
    lifetime: int
    created: float
    conn_id: int
    initiator: bool
    volume: int | None = 4608000
    packets_out: int = 0
    packets_in: int = 0

    def remaining(self, now: float) -> int:
        """Seconds until the hard lifetime ends, at least 0."""
        return max(0, self.lifetime - int(now - self.created))


@dataclass(slots=True, eq=False)
class CryptoFlow:
    """One thing to protect: an entry's selector, with or without SAs (one stanza of `ipsec sa`).

    Attributes:
        interface: the `interface:` it is listed under: `Tunnel100` or the interface of the crypto map.
        map_tag: `Tunnel100-head-0`, or the name of the crypto map.
        sequence: crypto map sequence number, 65536 for tunnels.
        entry: configuration it comes from.
        peer: current peer, None when the entry has none.
        ike: IKE SA that carries it, None when down.
        child: newest pair of ESP SAs, None when down.
        ivrf: protected VRF.
        up_since: router second of the first child SA of this session.
        send_errors: packets dropped because no SA existed.
        wan_interface: `ip mtu idb`.
        negotiating: an IKE_SA_INIT was sent and not answered.
    """

    interface: str
    map_tag: str
    sequence: int
    entry: CryptoEntry
    selector: Selector
    local: IPv4Address | None
    peer: IPv4Address | None
    ivrf: str | None = None
    fvrf: str | None = None
    ike: IkeSa | None = None
    child: ChildSa | None = None
    up_since: float | None = None
    send_errors: int = 0
    path_mtu: int = 1500
    wan_interface: str = ""
    negotiating: bool = False

    @property
    def plaintext_mtu(self) -> int:
        """Largest inner packet, bytes: 1438 for CBC and 1446 for GCM on a path of 1500.

        Source: outputs of IOS-XE 16 and 17 (`plaintext mtu` of `show crypto ipsec sa`).
        """
        if self.child is None:
            return self.path_mtu
        overhead = 62 if self.child.integrity else 54
        if self.child.integrity in {"sha384", "sha512"}:
            overhead += 16
        return self.path_mtu - overhead

    @property
    def status(self) -> SessionStatus:
        """Status as in `show crypto session`."""
        if self.child is not None:
            return "UP-ACTIVE" if self.ike is not None else "UP-NO-IKE"
        if self.ike is not None:
            return "UP-IDLE"
        return "DOWN-NEGOTIATING" if self.negotiating else "DOWN"


@dataclass(frozen=True, slots=True)
class TunnelState:
    """What `show interfaces TunnelN` says beyond an ordinary interface.

    `mode` is the configured one (`ipsec ipv4`, `gre ip`); `down_reason` is the text after
    `Tunnel linestate evaluation down - `, empty when up.
    """

    source: str
    source_interface: str | None
    destination: str
    mode: str
    profile: str | None
    down_reason: str = ""


@dataclass(frozen=True, slots=True)
class InterfaceState:
    """One interface as it is now. `method` is the column of `show ip interface brief`; `delay` in usec."""

    name: str
    admin_up: bool
    line_up: bool
    address: IPv4Interface | None
    secondaries: tuple[IPv4Interface, ...]
    vrf: str | None
    description: str
    mtu: int
    ip_mtu: int
    bandwidth: int
    delay: int
    mac: str
    method: str
    since: float = 0.0
    tunnel: TunnelState | None = None
    crypto_map: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """One route. `code` as in `show ip route` (`C L S D O B`, `O IA`, `S*`); `since` None for none shown."""

    network: IPv4Network
    code: str
    distance: int
    metric: int
    next_hop: IPv4Address | None
    interface: str | None
    since: float | None = None


@dataclass(frozen=True, slots=True)
class EigrpNeighbor:
    """One EIGRP neighbour. `instance` is the name in named mode, None in classic mode."""

    asn: int
    instance: str | None
    vrf: str | None
    address: IPv4Address
    interface: str
    hold: int
    since: float


@dataclass(frozen=True, slots=True)
class OspfNeighbor:
    """One OSPF neighbour. `state` as printed, `FULL/  -`; `dead` seconds."""

    process: int
    router_id: IPv4Address
    priority: int
    state: str
    dead: int
    address: IPv4Address
    interface: str
    since: float


@dataclass(frozen=True, slots=True)
class BgpNeighbor:
    """One BGP neighbour. `prefixes` is None unless Established; then `state` is not printed."""

    address: IPv4Address
    remote_as: int
    state: str
    prefixes: int | None
    since: float | None


@dataclass(frozen=True, slots=True)
class RouterState:
    """All that the crypto renderers need of one router at one moment.

    `seconds` is now; `flows` are in the order of the configuration (tunnels by interface, crypto map
    entries by interface, then sequence, then ACL line).
    """

    name: str
    seconds: float
    config: IkeConfig
    ike_sas: tuple[IkeSa, ...] = ()
    flows: tuple[CryptoFlow, ...] = ()
    interfaces: tuple[InterfaceState, ...] = field(default=())
