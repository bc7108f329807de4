"""Routing neighbours: who speaks EIGRP, OSPF or BGP with whom, and since when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address

from nornir_ikev2.lab.wan.member import Member
from nornir_ikev2.lab.wan.ports import Port
from nornir_ikev2.lab.wan.processes import Process


@dataclass(frozen=True, slots=True)
class Mate:
    """What is directly at the other end of an interface."""

    member: Member
    port: Port


@dataclass(frozen=True, slots=True)
class Adjacency:
    """One neighbour as one router sees it.

    Attributes:
        protocol: `eigrp` or `ospf`; `number` its AS or process here.
        interface: ours; `other` and `other_interface` name the neighbour's end.
        address: the neighbour's address.
        state: `full`, or `exstart` when the IP MTUs differ.
        area: OSPF area.
        since: router second it came up.
    """

    protocol: str
    number: int
    vrf: str | None
    interface: str
    other: str
    other_interface: str
    other_number: int
    address: IPv4Address
    since: float
    state: str = "full"
    area: int = 0
    instance: str | None = None


Key = tuple[str, int, str | None, str, str, str]
Mates = Callable[[Member, Port], Iterator[Mate]]


def key(adjacency: Adjacency) -> Key:
    """What makes an adjacency the same one over time."""
    return (
        adjacency.protocol,
        adjacency.number,
        adjacency.vrf,
        adjacency.interface,
        adjacency.other,
        adjacency.other_interface,
    )


def same_subnet(one: Port, other: Port) -> bool:
    """Whether two interfaces can be neighbours: each in the other's network, or unnumbered."""
    if one.address is None or other.address is None:
        return False
    if one.unnumbered and other.unnumbered:
        return True
    return one.address.ip in other.address.network and other.address.ip in one.address.network


def eigrp_on(process: Process, port: Port) -> bool:
    """Whether EIGRP sends hellos on an interface."""
    return eigrp_includes(process, port) and not process.is_passive(port.name)


def eigrp_includes(process: Process, port: Port) -> bool:
    """Whether EIGRP advertises an interface's network."""
    address = port.address
    return (
        address is not None and port.vrf == process.vrf and process.network(address.ip) is not None
    )


def ospf_area(process: Process, port: Port) -> int | None:
    """The area of an interface in a process, None when OSPF does not run there."""
    if port.address is None or port.vrf != process.vrf:
        return None
    if port.ospf is not None:
        return port.ospf[1] if port.ospf[0] == process.number else None
    line = process.network(port.address.ip)
    return line.area if line is not None else None


def ip_mtu(port: Port) -> int:
    """IP MTU in bytes: configured, else 1500, less on tunnels (IPsec 1438, GRE 1476), 1514 on loopbacks."""
    if port.ip_mtu or port.mtu:
        return port.ip_mtu or port.mtu or 0
    if port.tunnel is not None:
        return 1438 if port.tunnel.mode.startswith("ipsec") else 1476
    return 1514 if port.name.startswith("Loopback") else 1500


def ospf_timers(port: Port) -> tuple[int, int]:
    """Hello and dead interval in seconds; 10 and 40 on the network types we have."""
    hello = int(port.setting("ip ospf hello-interval ") or 10)
    return hello, int(port.setting("ip ospf dead-interval ") or 4 * hello)


def ospf_point_to_point(port: Port) -> bool:
    """Whether OSPF elects no designated router on an interface."""
    kind = port.setting("ip ospf network ")
    return kind == "point-to-point" if kind else port.tunnel is not None


def found(member: Member, mates: Mates) -> Iterator[Adjacency]:
    """All EIGRP and OSPF adjacencies a router has now, with `since` now."""
    now = member.router.clock.seconds()
    snapshot = member.snapshot
    if not snapshot.eigrp and not snapshot.ospf:
        return
    for port in snapshot.ports.values():
        if port.address is None or port.name.startswith("Loopback") or not member.is_up(port):
            continue
        eigrp = [one for one in snapshot.eigrp if eigrp_on(one, port)]
        ospf = [one for one in snapshot.ospf if ospf_area(one, port) is not None]
        if not eigrp and not ospf:
            continue
        for mate in mates(member, port):
            if same_subnet(port, mate.port) and mate.port.address is not None:
                yield from _eigrp(eigrp, port, mate, now)
                yield from _ospf(ospf, port, mate, now)


def _eigrp(processes: Iterable[Process], port: Port, mate: Mate, now: float) -> Iterator[Adjacency]:
    for process in processes:
        for theirs in mate.member.snapshot.eigrp:
            if (
                theirs.number == process.number
                and eigrp_on(theirs, mate.port)
                and mate.port.address
            ):
                yield Adjacency(
                    "eigrp",
                    process.number,
                    process.vrf,
                    port.name,
                    mate.member.name,
                    mate.port.name,
                    theirs.number,
                    mate.port.address.ip,
                    now,
                    instance=process.instance,
                )


def _ospf(processes: Iterable[Process], port: Port, mate: Mate, now: float) -> Iterator[Adjacency]:
    for process in processes:
        area = ospf_area(process, port)
        for theirs in mate.member.snapshot.ospf:
            agreed = (
                area is not None
                and ospf_area(theirs, mate.port) == area
                and not process.is_passive(port.name)
                and not theirs.is_passive(mate.port.name)
                and ospf_timers(port) == ospf_timers(mate.port)
            )
            if agreed and area is not None and mate.port.address is not None:
                yield Adjacency(
                    "ospf",
                    process.number,
                    process.vrf,
                    port.name,
                    mate.member.name,
                    mate.port.name,
                    theirs.number,
                    mate.port.address.ip,
                    now,
                    state="full" if ip_mtu(port) == ip_mtu(mate.port) else "exstart",
                    area=area,
                )


class Neighbours:
    """The adjacencies of all routers, kept over time.

    Args:
        members: routers by name.
        mates: what is at the other end of an interface that is up.
    """

    def __init__(self, members: Mapping[str, Member], mates: Mates) -> None:
        self._members = members
        self._mates = mates
        self._held: dict[str, dict[Key, Adjacency]] = {}

    def of(self, name: str) -> Iterable[Adjacency]:
        """The adjacencies of one router."""
        return self._held.get(name, {}).values()

    def update(self, member: Member) -> set[str]:
        """Look again at one router; the names of all routers whose adjacencies changed."""
        old = self._held.get(member.name, {})
        new = {key(one): one for one in found(member, self._mates)}
        touched: set[str] = set()
        for where in old.keys() | new.keys():
            before, after = old.get(where), new.get(where)
            if before is not None and after is not None and before.state == after.state:
                new[where] = before
                continue
            touched |= {member.name, where[4]}
            if before is not None:
                _log(member, before, up=False)
            if after is not None:
                _log(member, after, up=True)
        self._held[member.name] = new
        return touched

    def drop(self, name: str) -> None:
        """Forget a router."""
        self._held.pop(name, None)


def _log(member: Member, one: Adjacency, *, up: bool) -> None:
    """The syslog of an adjacency change, worded as IOS words it."""
    if one.protocol == "eigrp":
        state = "up: new adjacency" if up else "down: interface down"
        member.router.log.add(
            f"%DUAL-5-NBRCHANGE: EIGRP-IPv4 {one.number}: Neighbor {one.address} "
            f"({one.interface}) is {state}"
        )
    elif one.state == "full":
        change = "LOADING to FULL, Loading Done" if up else "FULL to DOWN, Neighbor Down"
        member.router.log.add(
            f"%OSPF-5-ADJCHG: Process {one.number}, Nbr {one.address} on {one.interface} from {change}"
        )
