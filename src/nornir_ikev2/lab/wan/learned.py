"""Routes learned by EIGRP and OSPF: shortest paths over the adjacencies, computed when asked for."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from nornir_ikev2.lab.wan.member import Member
from nornir_ikev2.lab.wan.neighbours import (
    Adjacency,
    Neighbours,
    eigrp_includes,
    ospf_area,
    ospf_point_to_point,
)
from nornir_ikev2.lab.wan.ports import Port
from nornir_ikev2.lab.wan.processes import Process
from nornir_ikev2.lab.wan.state import Route

_EIGRP_REFERENCE = 10_000_000
_OSPF_REFERENCE = 100_000


def bandwidth(port: Port) -> int:
    """Kilobits per second: configured, else 100 on tunnels, 8000000 on loopbacks, 1000000."""
    if port.bandwidth is not None:
        return port.bandwidth
    if port.name.startswith("Tunnel"):
        return 100
    return 8_000_000 if port.name.startswith("Loopback") else 1_000_000


def delay(port: Port) -> int:
    """Microseconds: configured, else 50000 on tunnels, 5000 on loopbacks, 10."""
    if port.delay is not None:
        return port.delay
    if port.name.startswith("Tunnel"):
        return 50_000
    return 5_000 if port.name.startswith("Loopback") else 10


def ospf_cost(port: Port) -> int:
    """Cost of leaving by an interface: configured, else 100 Mbit/s over its bandwidth, at least 1."""
    configured = port.setting("ip ospf cost ")
    return int(configured) if configured else max(1, _OSPF_REFERENCE // bandwidth(port))


def eigrp_metric(slowest: int, delays: int) -> int:
    """The classic composite metric with K1 = K3 = 1: slowest link (kbit/s) and sum of delays (usec)."""
    return 256 * (_EIGRP_REFERENCE // slowest + delays // 10)


@dataclass(frozen=True, slots=True)
class _Hop:
    """Where a path to a router starts here."""

    interface: str
    address: IPv4Address
    since: float


@dataclass(frozen=True, slots=True)
class _Reached:
    member: Member
    number: int
    hop: _Hop
    slowest: int
    total: int
    areas: frozenset[int]


class Learned:
    """Learned routes per router.

    Args:
        members: routers by name.
        neighbours: their adjacencies.
    """

    def __init__(self, members: Mapping[str, Member], neighbours: Neighbours) -> None:
        self._members = members
        self._neighbours = neighbours

    def routes(self, member: Member, vrf: str | None) -> Iterator[Route]:
        """All EIGRP and OSPF routes of a router in a VRF, best and worse alike."""
        for process in member.snapshot.eigrp:
            if process.vrf == vrf:
                for reached in self._reach(member, "eigrp", process.number, vrf):
                    yield from _eigrp_routes(reached)
        for process in member.snapshot.ospf:
            if process.vrf == vrf:
                own = {area for port in member.snapshot.ports.values()
                       if (area := ospf_area(process, port)) is not None}  # fmt: skip
                for reached in self._reach(member, "ospf", process.number, vrf):
                    yield from _ospf_routes(reached, own)

    def _adjacent(
        self, name: str, protocol: str, number: int, vrf: str | None
    ) -> Iterator[Adjacency]:
        for one in self._neighbours.of(name):
            if (one.protocol, one.number, one.vrf, one.state) == (protocol, number, vrf, "full"):
                yield one

    def _reach(
        self, member: Member, protocol: str, number: int, vrf: str | None
    ) -> Iterator[_Reached]:
        """Every other router of the domain with the best path to it (Dijkstra)."""
        start = _Reached(member, number, _Hop("", IPv4Address(0), 0), 1 << 40, 0, frozenset())
        queue: list[tuple[int, int, _Reached]] = [(0, 0, start)]
        done: set[str] = set()
        order = 0
        while queue:
            _, _, here = heapq.heappop(queue)
            if here.member.name in done:
                continue
            done.add(here.member.name)
            if here.member is not member:
                yield here
                if protocol == "eigrp" and _is_stub(here):
                    continue
            table = vrf if here.member is member else None
            for one in self._adjacent(here.member.name, protocol, here.number, table):
                # An adjacency outlives its interface until neighbours are met anew.
                gone = one.interface not in here.member.snapshot.ports
                if gone or one.other in done or one.other not in self._members:
                    continue
                order += 1
                heapq.heappush(queue, self._next(here, one, protocol, order))

    def _next(
        self, here: _Reached, one: Adjacency, protocol: str, order: int
    ) -> tuple[int, int, _Reached]:
        port = here.member.snapshot.ports[one.interface]
        hop = here.hop if here.hop.interface else _Hop(one.interface, one.address, one.since)
        slowest = min(here.slowest, bandwidth(port))
        total = here.total + (delay(port) if protocol == "eigrp" else ospf_cost(port))
        rank = eigrp_metric(slowest, total) if protocol == "eigrp" else total
        areas = here.areas | {one.area}
        reached = _Reached(self._members[one.other], one.other_number, hop, slowest, total, areas)
        return rank, order, reached


def _is_stub(reached: _Reached) -> bool:
    return any(one.stub for one in reached.member.snapshot.eigrp if one.number == reached.number)


def _process(reached: _Reached, processes: tuple[Process, ...]) -> Process | None:
    return next((one for one in processes if one.number == reached.number), None)


def _up_ports(member: Member) -> Iterator[Port]:
    return (
        port
        for port in member.snapshot.ports.values()
        if port.address is not None and member.is_up(port)
    )


def _external(reached: _Reached, process: Process, vrf: str | None) -> Iterator[IPv4Network]:
    """Networks a process redistributes from connected and static routes."""
    if not process.redistribute & {"connected", "static"}:
        return
    wanted = {"connected": {"C"}, "static": {"S"}}
    codes = {code for name in process.redistribute for code in wanted.get(name, ())}
    for route in reached.member.base(vrf):
        if route.code in codes:
            yield route.network


def _eigrp_routes(reached: _Reached) -> Iterator[Route]:
    process = _process(reached, reached.member.snapshot.eigrp)
    if process is None:
        return
    hop = reached.hop
    for port in _up_ports(reached.member):
        if port.address is not None and eigrp_includes(process, port):
            slowest = min(reached.slowest, bandwidth(port))
            metric = eigrp_metric(slowest, reached.total + delay(port))
            yield Route(
                port.address.network, "D", 90, metric, hop.address, hop.interface, hop.since
            )
    for network in _external(reached, process, process.vrf):
        metric = eigrp_metric(reached.slowest, reached.total)
        yield Route(network, "D EX", 170, metric, hop.address, hop.interface, hop.since)


def _ospf_routes(reached: _Reached, own: set[int]) -> Iterator[Route]:
    process = _process(reached, reached.member.snapshot.ospf)
    if process is None:
        return
    hop = reached.hop
    for port in _up_ports(reached.member):
        area = ospf_area(process, port)
        if port.address is None or area is None:
            continue
        network, cost = port.address.network, ospf_cost(port)
        if port.name.startswith("Loopback"):
            # A loopback is a stub host, whatever its mask, unless told to be point-to-point.
            network = network if ospf_point_to_point(port) else IPv4Network(port.address.ip)
            cost = 1
        code = "O" if area in own else "O IA"
        metric = reached.total + cost
        yield Route(network, code, 110, metric, hop.address, hop.interface, hop.since)
    for network in _external(reached, process, process.vrf):
        yield Route(network, "O E2", 110, 20, hop.address, hop.interface, hop.since)
