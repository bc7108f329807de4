"""`ping` and `traceroute`: echoes through the fabric, worded as IOS words them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address

from nornir_ikev2.lab.wan.acl import Packet
from nornir_ikev2.lab.wan.fabric import Fabric
from nornir_ikev2.lab.wan.forwarding import BEYOND, STATION
from nornir_ikev2.lab.wan.ports import Port, ip

PER_LINE = 70
"""Result characters per line."""

_PROBES = 3
_MAX_TTL = 30
_SAMPLES = 200


@dataclass(frozen=True, slots=True)
class Request:
    """One `ping`; `timeout` in seconds, `size` in bytes, `source` an address or interface name."""

    router: str
    target: IPv4Address
    source: str | None = None
    vrf: str | None = None
    repeat: int = 5
    size: int = 100
    timeout: int = 2


def interface(fabric: Fabric, router: str, text: str) -> Port | None:
    """The interface a user means: full name or abbreviation, any case (`lo10`, `Gi2`)."""
    wanted = text.lower().replace(" ", "")
    letters = wanted.rstrip("0123456789./:")
    digits = wanted[len(letters) :]
    for port in fabric.members[router].snapshot.ports.values():
        name = port.name.lower()
        kind = name.rstrip("0123456789./:")
        if name[len(kind) :] == digits and letters and kind.startswith(letters):
            return port
    return None


def source_of(fabric: Fabric, request: Request) -> tuple[IPv4Address | None, str]:
    """The source address of a ping and, when there is none, what IOS says.

    Without a source IOS takes the address of the egress interface; without a route the echo is just
    never answered.
    """
    member = fabric.members[request.router]
    if request.source is None:
        table = fabric.table(member, request.vrf)
        return member.source_for(request.target, request.vrf, table), ""
    address = ip(request.source)
    if address is not None:
        if member.owns(address, request.vrf):
            return address, ""
        return None, "% Invalid source address- IP address not on any of our up interfaces"
    port = interface(fabric, request.router, request.source)
    if port is None or port.address is None or not member.is_up(port):
        return None, "% Invalid source interface - IP not enabled or interface is down"
    return port.address.ip, ""


def echo(fabric: Fabric, request: Request, source: IPv4Address, *, ttl: int = 255) -> bool:
    """Send one echo; whether the reply came back. Asks for the SAs that were missing on the way."""
    packet = Packet(source, request.target)
    there = fabric.forwarder.send(request.router, packet, vrf=request.vrf, ttl=ttl, count=True)
    if there.wanted is not None:
        _want(fabric, there.wanted)
        return False
    if there.arrived == STATION:
        return True
    carried = fabric.ike.exchanges.carries_tunnels
    if there.arrived is None or there.arrived == BEYOND:
        # What goes beyond through a tunnel interface may have no device in Linux to go by.
        real = there.arrived == BEYOND and (carried or not there.tunnelled)
        return real and _really(fabric, request, source)
    back = fabric.forwarder.send(there.arrived, packet.reply(), vrf=there.vrf, count=True)
    if back.wanted is not None:
        _want(fabric, back.wanted)
    if back.arrived != request.router:
        return False
    if not carried and (there.tunnelled or back.tunnelled):
        return True
    return _really(fabric, request, source)


def _really(fabric: Fabric, request: Request, source: IPv4Address) -> bool:
    """Whether an echo that the model lets pass comes back."""
    member = fabric.members[request.router]
    return fabric.ike.exchanges.echo(member, source, request.target, request.size)


def _want(fabric: Fabric, wanted: tuple[str, object]) -> None:
    name = wanted[0]
    member = fabric.members[name]
    for flow in member.flows.values():
        if flow is wanted[1]:
            fabric.ike.initiate(member, flow)
            return


def series(fabric: Fabric, request: Request, source: IPv4Address | None) -> Iterator[bool]:
    """The results of all echoes, one by one; the network may change between two of them."""
    same = 0
    last: bool | None = None
    for _ in range(request.repeat):
        fabric.settle()
        if same < _SAMPLES:
            result = source is not None and echo(fabric, request, source)
            same = same + 1 if result == last else 0
            last = result
        yield bool(last)


def head(request: Request, source: IPv4Address | None) -> str:
    """The lines before the results."""
    text = (
        "Type escape sequence to abort.\n"
        f"Sending {request.repeat}, {request.size}-byte ICMP Echos to {request.target}, "
        f"timeout is {request.timeout} seconds:\n"
    )
    if request.source is not None and source is not None:
        text += f"Packet sent with a source address of {source} \n"
    return text


def result(answers: list[bool]) -> str:
    """The result characters and the line of success."""
    marks = "".join("!" if answer else "." for answer in answers)
    lines = [marks[start : start + PER_LINE] for start in range(0, len(marks), PER_LINE)]
    good = sum(answers)
    percent = good * 100 // len(answers) if answers else 0
    rate = f"Success rate is {percent} percent ({good}/{len(answers)})"
    if good:
        rate += ", round-trip min/avg/max = 1/1/2 ms"
    return "\n".join([*lines, rate])


def traceroute(fabric: Fabric, router: str, target: IPv4Address) -> str:
    """`traceroute TARGET`: one line per hop, at most 30 here."""
    fabric.settle()
    request = Request(router, target)
    source, _ = source_of(fabric, request)
    lines = [
        "Type escape sequence to abort.",
        f"Tracing the route to {target}",
        "VRF info: (vrf in name/id, vrf out name/id)",
    ]
    for ttl in range(1, _MAX_TTL + 1):
        packet = Packet(source or target, target, "udp", 49152, 33433 + ttl)
        there = fabric.forwarder.send(router, packet, ttl=ttl)
        hop = target if there.arrived is not None else there.expired
        if source is None or hop is None:
            lines.append(f"{ttl:>3}" + "  *" * _PROBES)
            continue
        lines.append(f"{ttl:>3} {hop} 1 msec 1 msec 1 msec")
        if there.arrived is not None:
            break
    return "\n".join(lines)
