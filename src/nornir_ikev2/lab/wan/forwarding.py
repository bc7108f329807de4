"""Packets hop by hop: routes, access lists, crypto maps, tunnels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from nornir_ikev2.ike.model import Selector
from nornir_ikev2.lab.wan.acl import Ace, Packet, permits
from nornir_ikev2.lab.wan.member import Member
from nornir_ikev2.lab.wan.nat import is_inside, translated
from nornir_ikev2.lab.wan.ports import Port
from nornir_ikev2.lab.wan.state import CryptoFlow, IkeSa
from nornir_ikev2.lab.wan.tables import Table

STATION = "station"
BEYOND = "beyond"
"""Where a packet is that left by a wire whose other end is not in this lab."""
DEEPEST = 8
"""Headers around a packet; a route into a tunnel to the tunnel's own end would add them without end."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a packet.

    Attributes:
        arrived: router it was delivered to, `station`, or None when lost.
        hops: address of each router that forwarded it, as traceroute would see it.
        wanted: `(router, flow)` that needs an SA first, if that is why it was lost.
        vrf: routing table it arrived in.
        expired: address of the router where the TTL ended, None otherwise.
        tunnelled: whether it went through a tunnel interface.
    """

    arrived: str | None
    hops: tuple[IPv4Address | None, ...] = ()
    wanted: tuple[str, CryptoFlow] | None = None
    vrf: str | None = None
    expired: IPv4Address | None = None
    tunnelled: bool = False


@dataclass(slots=True)
class _Walk:
    here: Member
    vrf: str | None
    packet: Packet
    exempt: bool
    ttl: int
    arriving: Port | None = None
    hops: list[IPv4Address | None] = field(default_factory=list["IPv4Address | None"])
    encrypted: bool = False
    tunnelled: bool = False
    depth: int = 0

    def lost(self, wanted: CryptoFlow | None = None) -> Outcome:
        want = (self.here.name, wanted) if wanted is not None else None
        return Outcome(None, tuple(self.hops), want)

    def to(self, member: Member, port: Port | None, *, encrypted: bool = False) -> None:
        self.here, self.arriving, self.encrypted = member, port, encrypted
        self.vrf = port.vrf if port is not None else None


Finder = Callable[[IPv4Address], "list[tuple[str, str]]"]


class Forwarder:
    """Carries packets over the routers of a fabric; keeps only counters of SAs.

    Args:
        members: routers by name.
        table: full route table of a router and VRF.
        holders: `(router, interface)` pairs that hold an address.
        station: address of the management station, reachable where it is connected.

    Attributes:
        beyond: whether there is a world beyond the wires; else what leaves there is lost.
        on_sent: told of each counted packet that leaves through an IKE SA's child.
    """

    def __init__(
        self,
        members: Mapping[str, Member],
        table: Callable[[Member, str | None], Table],
        holders: Finder,
        station: IPv4Address,
    ) -> None:
        self._members = members
        self.table = table
        self.holders = holders
        self._station = station
        self.beyond = False
        self.on_sent: Callable[[Member, IkeSa], None] = lambda _member, _sa: None

    def send(
        self,
        origin: str,
        packet: Packet,
        *,
        vrf: str | None = None,
        exempt: bool = False,
        ttl: int = 255,
        count: bool = False,
        depth: int = 0,
    ) -> Outcome:
        """Send a packet from a router.

        Args:
            origin: name of the router that makes the packet.
            packet: the packet.
            vrf: routing table it starts in.
            exempt: IKE and ESP of the router itself, which its own crypto map leaves alone.
            ttl: forwarding routers it may pass.
            count: add to the counters of the SAs it uses.
            depth: headers that are around it already; a tunnel inside itself ends somewhere.
        """
        walk = _Walk(self._members[origin], vrf, packet, exempt, ttl, depth=depth)
        if depth > DEEPEST:
            return walk.lost()
        for _ in range(64):  # a loop of encapsulations ends here, a loop of routes by TTL
            outcome = self._step(walk, count=count)
            if outcome is not None:
                return outcome
        return walk.lost()

    def member(self, name: str) -> Member:
        """A router by name."""
        return self._members[name]

    def source(self, member: Member, destination: IPv4Address) -> IPv4Address | None:
        """The address a router itself would take towards a destination in the global table."""
        return member.source_for(destination, None, self.table(member, None))

    def carries(self, member: Member, flow: CryptoFlow) -> bool:
        """Whether ESP of a flow gets to the peer now."""
        if flow.local is None or flow.peer is None:
            return False
        outer = Packet(flow.local, flow.peer, "esp")
        return self.send(member.name, outer, vrf=flow.fvrf, exempt=True).arrived is not None

    def from_station(self, packet: Packet) -> Outcome:
        """Send a packet from the management station through its gateway."""
        gateway = self.gateway()
        if gateway is None:
            return Outcome(None)
        member, port = gateway
        walk = _Walk(member, port.vrf, packet, exempt=False, ttl=255, arriving=port)
        for _ in range(64):
            outcome = self._step(walk, count=False)
            if outcome is not None:
                return outcome
        return walk.lost()

    def gateway(self) -> tuple[Member, Port] | None:
        """The router and interface whose connected network holds the station."""
        for member in self._members.values():
            for port in member.snapshot.ports.values():
                if (
                    port.address is not None
                    and port.tunnel is None
                    and self._station in port.address.network
                    and self._station != port.address.ip
                    and not port.name.startswith("Loopback")
                ):
                    return member, port
        return None

    def _step(self, walk: _Walk, *, count: bool) -> Outcome | None:
        member, packet = walk.here, walk.packet
        local = member.owns(packet.destination, walk.vrf)
        if walk.arriving is not None:
            if not self._admitted(walk, local=local):
                return walk.lost()
            if not local:
                walk.ttl -= 1
                address = walk.arriving.address
                walk.hops.append(address.ip if address else None)
                if walk.ttl <= 0:
                    return Outcome(None, tuple(walk.hops), expired=address.ip if address else None)
        if local:
            return Outcome(member.name, tuple(walk.hops), vrf=walk.vrf, tunnelled=walk.tunnelled)
        leaving = self.table(member, walk.vrf).egress(packet.destination)
        port = member.snapshot.ports.get(leaving[0]) if leaving else None
        if leaving is None or port is None or not member.is_up(port):
            return walk.lost()
        if port.tunnel is not None:
            return self._into_tunnel(walk, port, count=count)
        return self._out(walk, port, leaving[1], count=count)

    @staticmethod
    def _admitted(walk: _Walk, *, local: bool) -> bool:
        port, member = walk.arriving, walk.here
        if port is None or walk.encrypted:
            return True
        if not member.is_up(port):
            return False
        if not _permitted(member, port.access_in, walk.packet):
            return False
        if walk.exempt and local:
            return True
        # IOS drops clear traffic on receive if the mirrored crypto map entry would have protected it.
        return selected(member, port, walk.packet.reply()) is None

    def _out(
        self, walk: _Walk, port: Port, next_hop: IPv4Address, *, count: bool
    ) -> Outcome | None:
        member = walk.here
        own = walk.arriving is None
        if not own and not _permitted(member, port.access_out, walk.packet):
            return walk.lost()
        if member.snapshot.nat and _from_inside(walk):
            nat = member.snapshot
            walk.packet = translated(walk.packet, port, nat.nat, nat.lists)
        if port.crypto_map is not None and not (walk.exempt and own):
            chosen = selected(member, port, walk.packet)
            if chosen is not None:
                flow = member.flows.get((port.name, port.crypto_map, chosen[0], chosen[1]))
                return self._encapsulate(walk, flow, count=count)
        for name, interface in self.holders(next_hop):
            other = self._members[name]
            link = member.links.get(port.name)
            if link is None or other.links.get(interface) != link or other is member:
                continue
            walk.to(other, other.snapshot.ports[interface])
            return None
        if self.beyond and port.name in member.links:
            return Outcome(BEYOND, tuple(walk.hops))
        reached = next_hop == walk.packet.destination == self._station
        return Outcome(STATION, tuple(walk.hops)) if reached else walk.lost()

    def _encapsulate(self, walk: _Walk, flow: CryptoFlow | None, *, count: bool) -> Outcome | None:
        if flow is None or flow.child is None or flow.local is None or flow.peer is None:
            if flow is not None and count:
                flow.send_errors += 1
            return walk.lost(flow)
        outer = Packet(flow.local, flow.peer, "esp")
        depth = walk.depth + 1
        carried = self.send(walk.here.name, outer, vrf=flow.fvrf, exempt=True, depth=depth)
        if count:
            flow.child.packets_out += 1
            if flow.ike is not None:
                self.on_sent(walk.here, flow.ike)
        if carried.arrived == BEYOND:
            return Outcome(BEYOND, tuple(walk.hops), tunnelled=walk.tunnelled)
        peer = self._members.get(carried.arrived or "")
        theirs = peer.inbound.get(flow.child.spi_out) if peer is not None else None
        if peer is None or theirs is None or theirs.child is None:
            if peer is not None and count:
                _invalid_spi(peer, flow.child.spi_out, outer)
            return walk.lost()
        if count:
            theirs.child.packets_in += 1
        walk.to(peer, peer.snapshot.ports.get(theirs.interface), encrypted=True)
        return None

    def _into_tunnel(self, walk: _Walk, port: Port, *, count: bool) -> Outcome | None:
        tunnel = port.tunnel
        walk.tunnelled = True
        if tunnel is None:
            return walk.lost()
        if tunnel.profile is not None:
            flow = walk.here.by_tunnel.get(port.name)
            return self._encapsulate(walk, flow, count=count)
        source = gre_source(walk.here, port)
        if source is None or tunnel.destination is None:
            return walk.lost()
        outer = Packet(source, tunnel.destination, "gre")
        depth = walk.depth + 1
        carried = self.send(walk.here.name, outer, vrf=tunnel.vrf, count=count, depth=depth)
        peer = self._members.get(carried.arrived or "")
        theirs = gre_port(peer, source, tunnel.destination) if peer is not None else None
        if peer is None or theirs is None:
            return Outcome(None, tuple(walk.hops), carried.wanted)
        walk.to(peer, theirs, encrypted=True)
        return None


def _from_inside(walk: _Walk) -> bool:
    """Whether a packet comes from an interface `ip nat inside`, or was made with such an address."""
    if walk.arriving is not None:
        return is_inside(walk.arriving)
    return any(
        is_inside(port) and port.address is not None and port.address.ip == walk.packet.source
        for port in walk.here.snapshot.ports.values()
    )


def _invalid_spi(peer: Member, spi: int, outer: Packet) -> None:
    """Log ESP that no SA is there for, once per SPI in the buffer."""
    mark = f"spi=0x{spi:08X}({spi})"
    if not any(mark in line for line in peer.router.log.lines()):
        peer.router.log.add(
            "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for "
            f"destaddr={outer.destination}, prot=50, {mark}, srcaddr={outer.source}"
        )


def _permitted(member: Member, name: str | None, packet: Packet) -> bool:
    # An access list that does not exist lets everything pass.
    lines = member.snapshot.lists.get(name) if name is not None else None
    return lines is None or permits(lines, packet)


def selected(member: Member, port: Port, packet: Packet) -> tuple[int, Selector] | None:
    """The crypto map sequence and selector that protect a packet leaving by `port`, None for none."""
    for entry in member.snapshot.maps.get(port.crypto_map or "", ()):
        lines: tuple[Ace, ...] = member.snapshot.lists.get(entry.access_list or "", ())
        hit = next((line for line in lines if line.matches(packet)), None)
        # A deny line leaves the packet to the next sequence.
        if hit is not None and hit.permit and entry.peers:
            selector = Selector(hit.source.network(), hit.destination.network(), hit.protocol)
            return entry.sequence, selector
    return None


def gre_source(member: Member, port: Port) -> IPv4Address | None:
    """The address a GRE tunnel sends from."""
    source = port.tunnel.source if port.tunnel else None
    lender = member.snapshot.ports.get(source or "")
    if lender is not None:
        up = lender.address is not None and not lender.shutdown
        return lender.address.ip if up and lender.address else None
    return IPv4Address(source) if source and source[0].isdigit() else None


def gre_port(member: Member, remote: IPv4Address, local: IPv4Address) -> Port | None:
    """The GRE tunnel interface of `member` between two endpoints, if it is up."""
    for port in member.snapshot.ports.values():
        tunnel = port.tunnel
        if (
            tunnel is not None
            and tunnel.profile is None
            and not port.shutdown
            and tunnel.destination == remote
            and gre_source(member, port) == local
        ):
            return port
    return None
