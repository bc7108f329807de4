"""BGP sessions and the routes they bring (RFC 4271), IPv4 unicast in the global table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network

from nornir_ikev2.lab.wan.acl import Packet
from nornir_ikev2.lab.wan.forwarding import Forwarder
from nornir_ikev2.lab.wan.member import Member
from nornir_ikev2.lab.wan.processes import BgpPeer, BgpProcess
from nornir_ikev2.lab.wan.state import Route
from nornir_ikev2.lab.wan.tables import Table

BGP_PORT = 179
_PORT = 33001


@dataclass(frozen=True, slots=True)
class Session:
    """One established session: our peer statement, the other router and its statement for us."""

    peer: BgpPeer
    other: Member
    theirs: BgpPeer
    internal: bool
    since: float


@dataclass(frozen=True, slots=True)
class _Path:
    network: IPv4Network
    next_hop: IPv4Address
    internal: bool
    hops: int
    visited: frozenset[str]


class Bgp:
    """The BGP sessions of all routers, kept over time.

    Args:
        members: routers by name.
        forwarder: carries the TCP sessions.
        table: route table of a router without BGP routes.
    """

    def __init__(
        self,
        members: Mapping[str, Member],
        forwarder: Forwarder,
        table: Callable[[Member, str | None], Table],
    ) -> None:
        self._members = members
        self._forwarder = forwarder
        self._table = table
        self._held: dict[str, dict[IPv4Address, Session]] = {}

    def sessions(self, name: str) -> Mapping[IPv4Address, Session]:
        """Established sessions of a router by peer address."""
        return self._held.get(name, {})

    def speakers(self) -> list[Member]:
        """The routers that run BGP, or still hold sessions."""
        return [
            member
            for name, member in self._members.items()
            if member.snapshot.bgp is not None or self._held.get(name)
        ]

    def update(self, member: Member) -> set[str]:
        """Look again at one router; the names of all routers whose sessions changed."""
        old = self._held.get(member.name, {})
        new: dict[IPv4Address, Session] = {}
        process = member.snapshot.bgp
        for peer in process.peers if process is not None else ():
            session = self._session(member, process, peer) if process is not None else None
            if session is None:
                continue
            before = old.get(peer.address)
            kept = before is not None and before.other is session.other
            kept_since = before.since if before is not None and kept else session.since
            new[peer.address] = replace(session, since=kept_since)
        touched: set[str] = set()
        for address in old.keys() ^ new.keys():
            up = address in new
            touched |= {member.name, (new if up else old)[address].other.name}
            state = "Up " if up else "Down Peer closed the session"
            member.router.log.add(f"%BGP-5-ADJCHANGE: neighbor {address} {state}")
        self._held[member.name] = new
        return touched

    def drop(self, name: str) -> None:
        """Forget a router."""
        self._held.pop(name, None)

    def _source(self, member: Member, peer: BgpPeer) -> IPv4Address | None:
        if peer.update_source is not None:
            port = member.snapshot.ports.get(peer.update_source)
            up = port is not None and port.address is not None and member.is_up(port)
            return port.address.ip if port is not None and port.address is not None and up else None
        return member.source_for(peer.address, None, self._table(member, None))

    def _session(self, member: Member, process: BgpProcess, peer: BgpPeer) -> Session | None:
        if peer.shutdown or not peer.remote_as:
            return None
        source = self._source(member, peer)
        for name, _ in self._forwarder.holders(peer.address):
            other = self._members[name]
            theirs = self._answer(other, process.asn, peer, source)
            if other is member or theirs is None or source is None:
                continue
            packet = Packet(source, peer.address, "tcp", _PORT, BGP_PORT)
            there = self._forwarder.send(member.name, packet)
            back = self._forwarder.send(name, packet.reply())
            internal = peer.remote_as == process.asn
            direct = internal or peer.ebgp_multihop or not there.hops
            if there.arrived == name and back.arrived == member.name and direct:
                now = member.router.clock.seconds()
                return Session(peer, other, theirs, internal, now)
        return None

    def _answer(
        self, other: Member, asn: int, peer: BgpPeer, source: IPv4Address | None
    ) -> BgpPeer | None:
        process = other.snapshot.bgp
        if process is None or process.asn != peer.remote_as:
            return None
        for theirs in process.peers:
            if theirs.address == source and theirs.remote_as == asn and not theirs.shutdown:
                own = self._source(other, theirs)
                return theirs if own == peer.address else None
        return None

    def _originated(self, member: Member, process: BgpProcess) -> Iterator[IPv4Network]:
        table = self._table(member, None)
        for network in process.networks:
            route = table.exact(network)
            if route is not None:
                yield network
        codes = {"connected": "C", "static": "S", "eigrp": "D", "ospf": "O"}
        wanted = {codes[name] for name in process.redistribute if name in codes}
        if wanted:
            yield from (route.network for route in table if route.code in wanted)

    def received(self, member: Member, session: Session) -> Iterator[_Path]:
        """What one peer announces to a router."""
        ours = member.snapshot.bgp
        if ours is not None and ours.active(session.peer):
            yield from self._announced(session, frozenset({member.name}))

    def _announced(self, session: Session, visited: frozenset[str]) -> Iterator[_Path]:
        speaker, theirs = session.other, session.theirs
        process = speaker.snapshot.bgp
        if process is None or speaker.name in visited or not process.active(theirs):
            return
        seen = visited | {speaker.name}
        next_hop = session.peer.address
        for network in self._originated(speaker, process):
            yield _Path(network, next_hop, session.internal, 1, seen)
        for other in self.sessions(speaker.name).values():
            if other.other.name in visited or not process.active(other.peer):
                continue
            # An iBGP route goes to iBGP peers only through a route reflector (RFC 4456).
            reflects = theirs.reflector_client or other.peer.reflector_client
            if other.internal and session.internal and not reflects:
                continue
            for path in self._announced(other, seen):
                keep = session.internal and not theirs.next_hop_self
                hop = path.next_hop if keep else next_hop
                yield _Path(path.network, hop, session.internal, path.hops + 1, path.visited)

    def routes(self, member: Member) -> Iterator[Route]:
        """The BGP routes of a router: of each prefix the shortest path of each kind of session."""
        best: dict[tuple[IPv4Network, bool], tuple[_Path, Session]] = {}
        for session in self.sessions(member.name).values():
            for path in self.received(member, session):
                where = (path.network, session.internal)
                if where not in best or path.hops < best[where][0].hops:
                    best[where] = (path, session)
        for path, session in best.values():
            distance = 200 if session.internal else 20
            yield Route(path.network, "B", distance, 0, path.next_hop, None, session.since)
