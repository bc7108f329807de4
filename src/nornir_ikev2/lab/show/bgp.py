"""`show ip bgp summary`."""

from __future__ import annotations

from nornir_ikev2.lab.contracts import Call, ExecCommand
from nornir_ikev2.lab.show.neighbours import router_id
from nornir_ikev2.lab.show.text import age
from nornir_ikev2.lab.wan.fabric import Fabric
from nornir_ikev2.lab.wan.member import Member
from nornir_ikev2.lab.wan.processes import BgpProcess
from nornir_ikev2.lab.wan.state import BgpNeighbor

_HEAD = "Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd"
_KEEPALIVE = 60


def neighbors(fabric: Fabric, member: Member, process: BgpProcess) -> list[BgpNeighbor]:
    """The configured neighbours that have an AS, by address."""
    sessions = fabric.bgp.sessions(member.name)
    found: list[BgpNeighbor] = []
    for peer in sorted(process.peers, key=lambda one: int(one.address)):
        session = sessions.get(peer.address)
        if not peer.remote_as:
            continue
        if session is None:
            state = "Idle (Admin)" if peer.shutdown else "Idle"
            found.append(BgpNeighbor(peer.address, peer.remote_as, state, None, None))
        else:
            count = len({path.network for path in fabric.bgp.received(member, session)})
            found.append(
                BgpNeighbor(peer.address, peer.remote_as, "Established", count, session.since)
            )
    return found


def summary(fabric: Fabric, member: Member) -> str:
    """The summary; without a BGP process what IOS says then."""
    process = member.snapshot.bgp
    if process is None:
        return "% BGP not active"
    now = member.router.clock.seconds()
    every = neighbors(fabric, member, process)
    identifier = process.router_id or router_id(member, None)
    entries = sum(1 for route in fabric.table(member, None) if route.code == "B")
    version = entries + len(process.networks) + 1
    lines = [
        f"BGP router identifier {identifier}, local AS number {process.asn}",
        f"BGP table version is {version}, main routing table version {version}",
    ]
    if version > 1:
        lines += [
            f"{version - 1} network entries using {(version - 1) * 248} bytes of memory",
            f"{version - 1} path entries using {(version - 1) * 136} bytes of memory",
            "1/1 BGP path/bestpath attribute entries using 288 bytes of memory",
            "0 BGP route-map cache entries using 0 bytes of memory",
            "0 BGP filter-list cache entries using 0 bytes of memory",
            f"BGP using {(version - 1) * 384 + 288} total bytes of memory",
            f"BGP activity {version - 1}/0 prefixes, {version - 1}/0 paths, scan interval 60 secs",
        ]
    lines += ["", _HEAD]
    for one in every:
        seconds = now - one.since if one.since is not None else 0.0
        messages = 2 + int(seconds) // _KEEPALIVE + 2 if one.since is not None else 0
        up = age(seconds) if one.since is not None else "never"
        received = f"{one.prefixes:>9}" if one.prefixes is not None else f" {one.state}"
        lines.append(
            f"{one.address!s:<16}4 {one.remote_as:>12} {messages:>7} {messages:>7} "
            f"{version if one.since is not None else 1:>8} {0:>4} {0:>4} {up:<8}{received}"
        )
    return "\n".join(lines)


def commands(fabric: Fabric) -> tuple[ExecCommand, ...]:
    """The BGP commands."""

    def run(call: Call) -> str:
        fabric.settle()
        return summary(fabric, fabric.members[call.router.name])

    return (
        ExecCommand("show ip bgp summary", run, privileged=False),
        ExecCommand("show bgp ipv4 unicast summary", run, privileged=False),
    )
