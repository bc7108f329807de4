"""Do both ends exchange routes over the tunnel?"""

from __future__ import annotations

from nornir_ikev2.verify import evidence
from nornir_ikev2.verify.ends import End, Pair, Verdict
from nornir_ikev2.verify.names import same_interface

_COMMAND = {"eigrp": evidence.EIGRP, "ospf": evidence.OSPF, "bgp": evidence.BGP}


def check_routing(pair: Pair) -> Verdict | None:
    """Return what is wrong with routing over a tunnel; None when all is right or there is none."""
    protocol = pair.tunnel.routing.protocol
    if pair.tunnel.mode == "crypto-map" or protocol == "none":
        return None
    for end, other in pair.both:
        wrong = _static(end, other) if protocol == "static" else _neighbor(end, other, protocol)
        if wrong:
            return wrong
    return None


def _neighbor(end: End, other: End, protocol: str) -> Verdict | None:
    name = protocol.upper()
    shown = end.evidence.neighbors.get((_COMMAND[protocol], str(end.peer.remote_tunnel)))
    if shown is None:
        return Verdict(
            "NO_NEIGHBOR",
            f"{end.name} does not list {other.name} ({end.peer.remote_tunnel}) as {name} neighbour: "
            f"{end.interface} is not in the routing process, or packets do not pass the tunnel",
        )
    if shown.interface and not same_interface(shown.interface, end.interface):
        return Verdict(
            "NO_NEIGHBOR",
            f"{end.name} reaches {name} neighbour {other.name} over {shown.interface}, not over "
            f"{end.interface}",
        )
    if not shown.up:
        cause = f"{name} neighbour {other.name} of {end.name} is {shown.state}"
        return Verdict("NO_NEIGHBOR", f"{cause}: the two ends do not agree, or it takes longer")
    return None


def _static(end: End, other: End) -> Verdict | None:
    for lan in end.peer.lans:
        route = end.evidence.routes.get(str(lan))
        ways = route.ways if route else ()
        if not any(_over_tunnel(end, way) for way in ways):
            found = (
                f"goes to {' '.join(part for part in ways[0] if part)}" if ways else "is missing"
            )
            return Verdict(
                "NO_ROUTE",
                f"the route of {end.name} to {lan} behind {other.name} {found}: a static route leaves "
                f"the table when {end.interface} is down",
            )
    return None


def _over_tunnel(end: End, way: tuple[str, str]) -> bool:
    next_hop, interface = way
    return next_hop == str(end.peer.remote_tunnel) or same_interface(interface, end.interface)
