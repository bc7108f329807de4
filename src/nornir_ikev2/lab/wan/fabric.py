"""The WAN of a lab: routers attached to networks, kept in step with their configurations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from ipaddress import IPv4Address
from time import perf_counter

from nornir_ikev2.lab.contracts import Clock, Router
from nornir_ikev2.lab.wan.acl import Packet
from nornir_ikev2.lab.wan.bgp import Bgp
from nornir_ikev2.lab.wan.exchanges import MakeExchanges
from nornir_ikev2.lab.wan.forwarding import STATION, Forwarder
from nornir_ikev2.lab.wan.ike import IkeEngine
from nornir_ikev2.lab.wan.learned import Learned
from nornir_ikev2.lab.wan.lines import LineStates
from nornir_ikev2.lab.wan.member import Member
from nornir_ikev2.lab.wan.modelled import by_rule
from nornir_ikev2.lab.wan.neighbours import Mate, Neighbours
from nornir_ikev2.lab.wan.ports import Port
from nornir_ikev2.lab.wan.state import RouterState
from nornir_ikev2.lab.wan.tables import Table

STATION_ADDRESS = IPv4Address("192.0.2.10")
SETTLE_AFTER = 0.5
"""Router seconds from a configuration change to the reaction of the WAN, unless somebody looks earlier."""

_ROUNDS = 20
_LARGE = 200
_CHEAP = 0.02
_PATIENCE = 5


class Fabric:
    """All routers of a lab and what runs between them. Implements `router.Wan`.

    Args:
        clock: time of the lab; used only to put off work.
        station: address of the management station.
        exchanges: what makes SAs; by rule, unless a daemon does.
        deaf: whether routing hellos of a router are lost.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        station: IPv4Address = STATION_ADDRESS,
        exchanges: MakeExchanges | None = None,
        deaf: Callable[[str], bool] = lambda _name: False,
    ) -> None:
        self._clock = clock
        self._station = station
        self._deaf = deaf
        self.members: dict[str, Member] = {}
        self._networks: dict[str, list[tuple[str, str]]] = {}
        self._holders: dict[IPv4Address, list[tuple[str, str]]] = {}
        self._indexed: dict[str, set[IPv4Address]] = {}
        self._underlay: dict[str, object] = {}
        self._routing: dict[str, object] = {}
        self._dirty: set[str] = set()
        self._scheduled = False
        self._settling = False
        self._epoch = 0
        self._generation = 0
        self._tables: dict[tuple[str, str | None], tuple[int, Table]] = {}
        self._reach: dict[str, tuple[object, float, float, bool]] = {}
        self.forwarder = Forwarder(self.members, self.table, self.holders, station)
        self.ike = IkeEngine(self.members, self.forwarder, exchanges or by_rule(), self.mark)
        self.neighbours = Neighbours(self.members, self.mates)
        self._igp = Learned(self.members, self.neighbours)
        self.bgp = Bgp(self.members, self.forwarder, self.igp_table)
        self._lines = LineStates(self.forwarder, self.table, self._later)

    def attach(self, router: Router, links: Mapping[str, str]) -> None:
        """Plug a router in; its configuration is loaded already.

        Args:
            router: the router.
            links: topology network by interface name; interfaces without one are plugged in nowhere.
        """
        self.detach(router.name)
        member = Member(router, links)
        self.members[router.name] = member
        for interface, network in links.items():
            self._networks.setdefault(network, []).append((router.name, interface))
        member.find_management()
        router.config.subscribe(lambda: self._changed(member))
        self.mark(router.name)

    def detach(self, name: str) -> None:
        """Unplug a router, as a power cut would: nobody is told."""
        member = self.members.get(name)
        if member is None:
            return
        self.ike.forget_router(member)
        del self.members[name]
        for ends in self._networks.values():
            ends[:] = [end for end in ends if end[0] != name]
        self._index(name, {})
        self.neighbours.drop(name)
        self.bgp.drop(name)
        self._underlay.pop(name, None)
        self._routing.pop(name, None)
        self._epoch += 1
        self._reach.pop(name, None)
        self._dirty.discard(name)
        self._dirty |= set(self.members)
        self._schedule()

    def _changed(self, member: Member) -> None:
        if self.members.get(member.name) is member:
            self.mark(member.name)

    def mark(self, name: str) -> None:
        """Look at a router again soon."""
        if name in self.members:
            self._dirty.add(name)
            self._schedule()

    def _later(self, member: Member, seconds: float) -> None:
        self._clock.call_later(seconds, lambda: self.mark(member.name))

    def _schedule(self) -> None:
        if not self._scheduled and not self._settling:
            self._scheduled = True
            self._clock.call_later(SETTLE_AFTER, self._on_time)

    def _on_time(self) -> None:
        self._scheduled = False
        self.settle()

    def settle(self) -> None:
        """Bring everything in step with the configurations; cheap when nothing changed."""
        if self._settling:
            return
        self._settling = True
        try:
            for _ in range(_ROUNDS):
                if not self._dirty:
                    break
                self._round()
        finally:
            self._settling = False
        if self._dirty:
            self._schedule()

    def _round(self) -> None:
        epoch = self._epoch
        names, self._dirty = self._dirty, set()
        dirty = [self.members[name] for name in sorted(names) if name in self.members]
        plain = [member for member in dirty if self._reread(member)]
        for member in dirty:
            self.ike.update(member)
        self._generation += 1
        if plain:
            for member in self.members.values():
                self.ike.exchanges.check(member)
        self._fall(dirty)
        self.ike.start_down(self.members.values() if plain else dirty)
        for member in dirty:
            self.ike.start_towards(member)
        self._route(dirty, everywhere=bool(plain))
        if self._epoch != epoch:
            for member in self.members.values():
                self.ike.exchanges.routed(member)

    def _fall(self, dirty: Iterable[Member]) -> None:
        """Let tunnels that lost their SAs go down before they may come up again."""
        fallen = [member for member in dirty if self._lines.update(member)]
        self._epoch += bool(fallen)
        for member in fallen:
            for name in self.neighbours.update(member):
                if name in self.members:
                    self.neighbours.update(self.members[name])

    def _route(self, dirty: Iterable[Member], *, everywhere: bool) -> None:
        looked_at = {member.name: member for member in dirty}
        if everywhere:
            looked_at = dict(self.members)
        for name in sorted(self._dirty):
            if name in self.members:
                looked_at[name] = self.members[name]
        self._dirty -= looked_at.keys()
        changed = {name for name, member in looked_at.items() if self._lines.update(member)}
        self._epoch += bool(changed)
        touched: set[str] = set()
        for member in looked_at.values():
            touched |= self.neighbours.update(member)
        for name in touched - looked_at.keys():
            if name in self.members:
                self.neighbours.update(self.members[name])
        self._epoch += bool(touched)
        speakers = self.bgp.speakers()
        if not (changed or touched or any(member.name in looked_at for member in speakers)):
            speakers = []
        for _ in range(2):  # sessions over routes of other sessions come up in the second pass
            moved = [member for member in speakers if self.bgp.update(member)]
            self._epoch += bool(speakers)
            if not moved:
                break

    def _reread(self, member: Member) -> bool:
        """Read a changed configuration; whether plain forwarding may have changed."""
        member.refresh()
        member.events.see(member.snapshot.ports, member.router.log)
        member.find_management()
        self._index(member.name, member.snapshot.ports)
        if self._routing.get(member.name) != member.snapshot.routing:
            self._routing[member.name] = member.snapshot.routing
            self._epoch += 1
        underlay = (member.snapshot.underlay, member.snapshot.filters)
        if self._underlay.get(member.name) == underlay:
            return False
        self._underlay[member.name] = underlay
        return True

    def _index(self, name: str, ports: Mapping[str, Port]) -> None:
        for address in self._indexed.pop(name, set()):
            left = [end for end in self._holders[address] if end[0] != name]
            if left:
                self._holders[address] = left
            else:
                del self._holders[address]
        for port in ports.values():
            for one in (port.address, *port.secondaries):
                if one is not None:
                    self._holders.setdefault(one.ip, []).append((name, port.name))
                    self._indexed.setdefault(name, set()).add(one.ip)

    def holders(self, address: IPv4Address) -> list[tuple[str, str]]:
        """The `(router, interface)` pairs that hold an address, up or not."""
        return self._holders.get(address, [])

    def mates(self, member: Member, port: Port) -> Iterator[Mate]:
        """What is at the other end of an interface that is up: a tunnel's peer, or the link's others."""
        if port.tunnel is not None:
            wanted = self._lines.wanted(member, port)
            if wanted is not None:  # hellos are traffic: a crypto map under a GRE tunnel starts IKE
                self.ike.initiate(self.members[wanted[0]], wanted[1])
            mate = self._lines.tunnel_mate(member, port)
            if (
                mate is not None
                and not self._deaf(member.name)
                and not self._deaf(mate.member.name)
            ):
                yield mate
            return
        for name, interface in self._networks.get(member.links.get(port.name, ""), ()):
            other = self.members[name]
            theirs = other.snapshot.ports.get(interface)
            if other is not member and theirs is not None and other.is_up(theirs):
                yield Mate(other, theirs)

    def igp_table(self, member: Member, vrf: str | None) -> Table:
        """Routes of a router without those of BGP."""
        return self._table(member, vrf, bgp=False)

    def table(self, member: Member, vrf: str | None) -> Table:
        """The routing table of a router and VRF."""
        return self._table(member, vrf, bgp=vrf is None and member.snapshot.bgp is not None)

    def _table(self, member: Member, vrf: str | None, *, bgp: bool) -> Table:
        snapshot = member.snapshot
        if not bgp and not snapshot.eigrp and not snapshot.ospf:
            return member.base(vrf)
        where = (f"{member.name} bgp" if bgp else member.name, vrf)
        version = self._epoch + member.epoch
        held = self._tables.get(where)
        if held is not None and held[0] == version:
            return held[1]
        table = Table(member.base(vrf))
        self._tables[where] = (version, table)
        for route in self._igp.routes(member, vrf):
            table.add(route)
        if bgp:
            for route in self.bgp.routes(member):
                table.add(route)
        return table

    def reaches_station(self, name: str) -> bool:
        """Whether TCP works now between the management station and a router.

        The configuration counts as it is at this moment, also before the WAN has settled. On routers with
        hundreds of sections, which take long to read, the answer may lag by a few times that long.
        """
        member = self.members.get(name)
        if member is None or member.management is None:
            return True
        stamp, asked, cost, answer = self._reach.get(name, (None, 0.0, 0.0, True))
        version = (member.router.config.version, self._generation)
        now = perf_counter()
        # A small configuration is always read: on a busy machine it would look costly now and then.
        large = cost > _CHEAP and len(member.snapshot.root.children) > _LARGE
        if stamp == version or (large and now - asked < cost * _PATIENCE):
            return answer
        fresh = member.refresh()
        answer = self._reaches(member, member.management)
        if fresh:
            self.mark(name)
        self._reach[name] = (version, now, perf_counter() - now, answer)
        return answer

    def _reaches(self, member: Member, address: IPv4Address) -> bool:
        gateway = self.forwarder.gateway()
        if gateway is None:
            return True
        segment = Packet(self._station, address, "tcp", 50022, 22)
        if gateway[0] is member:
            return member.owns(address, None) or address not in member.addresses()
        port = next(
            (
                one
                for one in member.snapshot.ports.values()
                if one.address and one.address.ip == address
            ),
            None,
        )
        if port is None:
            return False
        there = self.forwarder.from_station(segment)
        if there.arrived != member.name:
            return False
        return self.forwarder.send(member.name, segment.reply(), vrf=port.vrf).arrived == STATION

    def state(self, name: str) -> RouterState:
        """Everything the crypto renderers need of a router, settled."""
        self.settle()
        member = self.members[name]
        self.ike.exchanges.refresh(member)
        return RouterState(
            name=name,
            seconds=member.router.clock.seconds(),
            config=member.snapshot.ike,
            ike_sas=tuple(member.ike_sas.values()),
            flows=tuple(member.flows.values()),
            interfaces=tuple(self._lines.interfaces(member)),
        )
