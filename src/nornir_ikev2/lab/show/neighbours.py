"""`show ip eigrp neighbors`, `show ip ospf neighbor`."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address

from nornir_ikev2.lab.contracts import Call, ExecCommand
from nornir_ikev2.lab.show.text import age, short
from nornir_ikev2.lab.wan.fabric import Fabric
from nornir_ikev2.lab.wan.member import Member
from nornir_ikev2.lab.wan.neighbours import Adjacency, ospf_point_to_point, ospf_timers
from nornir_ikev2.lab.wan.processes import Process
from nornir_ikev2.lab.wan.state import EigrpNeighbor, OspfNeighbor

_EIGRP_HEAD = """\
H   Address                 Interface              Hold Uptime   SRTT   RTO  Q  Seq
                                                   (sec)         (ms)       Cnt Num"""
_OSPF_HEAD = "\nNeighbor ID     Pri   State           Dead Time   Address         Interface"


def router_id(member: Member, process: Process | None) -> IPv4Address:
    """The router id: configured, else the highest loopback address, else the highest address."""
    if process is not None and process.router_id is not None:
        return process.router_id
    up = [port for port in member.snapshot.ports.values() if port.address and member.is_up(port)]
    loopbacks = [port for port in up if port.name.startswith("Loopback")]
    found = [port.address.ip for port in loopbacks or up if port.address is not None]
    return max(found, default=IPv4Address(0))


def eigrp_neighbors(fabric: Fabric, member: Member) -> list[EigrpNeighbor]:
    """The EIGRP neighbours of a router; newest last."""
    now = member.router.clock.seconds()
    found = [
        EigrpNeighbor(
            one.number,
            one.instance,
            one.vrf,
            one.address,
            one.interface,
            15 - int(now - one.since) % 5,
            one.since,
        )
        for one in fabric.neighbours.of(member.name)
        if one.protocol == "eigrp"
    ]
    return sorted(found, key=lambda one: (one.since, int(one.address)))


def eigrp(fabric: Fabric, member: Member, number: int | None, vrf: str | None) -> str:
    """The table of each EIGRP process, newest neighbour first as IOS lists them."""
    now = member.router.clock.seconds()
    every = eigrp_neighbors(fabric, member)
    lines: list[str] = []
    for process in member.snapshot.eigrp:
        if process.vrf != vrf or number not in {None, process.number}:
            continue
        name = f"VR({process.instance}) Address-Family " if process.instance else ""
        where = f" VRF({vrf})" if vrf else ""
        lines.append(f"EIGRP-IPv4 {name}Neighbors for AS({process.number}){where}")
        rows = [one for one in every if (one.asn, one.vrf) == (process.number, vrf)]
        if rows:
            lines.append(_EIGRP_HEAD)
        for handle, one in reversed(list(enumerate(rows))):
            lines.append(
                f"{handle:<3} {one.address!s:<23} {short(one.interface):<23}{one.hold:>4} "
                f"{age(now - one.since):>8} {12:>4} {1398:>5} {0:>2} {handle + 3:>2}"
            )
    return "\n".join(lines)


def _ospf_state(member: Member, one: Adjacency) -> tuple[int, str]:
    state = "FULL" if one.state == "full" else "EXSTART"
    port = member.snapshot.ports[one.interface]
    if ospf_point_to_point(port):
        return 0, f"{state}/  -"
    designated = port.address is not None and one.address > port.address.ip
    return 1, f"{state}/{'DR' if designated else 'BDR'}"


def ospf_neighbors(fabric: Fabric, member: Member) -> Iterator[OspfNeighbor]:
    """The OSPF neighbours of a router."""
    for one in fabric.neighbours.of(member.name):
        if one.protocol != "ospf":
            continue
        other = fabric.members[one.other]
        theirs = next((p for p in other.snapshot.ospf if p.number == one.other_number), None)
        priority, state = _ospf_state(member, one)
        dead = ospf_timers(member.snapshot.ports[one.interface])[1]
        left = dead - 1 - int(member.router.clock.seconds() - one.since) % 10
        yield OspfNeighbor(
            one.number,
            router_id(other, theirs),
            priority,
            state,
            left,
            one.address,
            one.interface,
            one.since,
        )


def ospf(fabric: Fabric, member: Member) -> str:
    """The neighbour table; nothing at all without neighbours."""
    rows = [
        f"{one.router_id!s:<15} {one.priority:>3}   {one.state:<15} {age(one.dead)}    "
        f"{one.address!s:<15} {one.interface}"
        for one in ospf_neighbors(fabric, member)
    ]
    return "\n".join([_OSPF_HEAD, *rows]) if rows else ""


def commands(fabric: Fabric) -> tuple[ExecCommand, ...]:
    """The neighbour commands."""

    def run_eigrp(call: Call) -> str:
        fabric.settle()
        number = call.args.get("as")
        member = fabric.members[call.router.name]
        return eigrp(fabric, member, int(number) if number else None, call.args.get("vrf"))

    def run_ospf(call: Call) -> str:
        fabric.settle()
        return ospf(fabric, fabric.members[call.router.name])

    return (
        ExecCommand("show ip eigrp neighbors", run_eigrp, privileged=False),
        ExecCommand("show ip eigrp <as:INT 1-65535> neighbors", run_eigrp, privileged=False),
        ExecCommand("show ip eigrp vrf <vrf:WORD> neighbors", run_eigrp, privileged=False),
        ExecCommand("show ip ospf neighbor", run_ospf, privileged=False),
    )
