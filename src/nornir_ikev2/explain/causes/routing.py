"""Routing over and under a tunnel: recursion, EIGRP's bandwidth, one-way traffic, sizes."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network
from typing import Final

from nornir_ikev2.drivers.ios.tree import Block
from nornir_ikev2.drivers.ios.view_text import interface, number, wildcard
from nornir_ikev2.explain.causes.case import Case, interface_line, where
from nornir_ikev2.explain.lines import say
from nornir_ikev2.explain.model import Cause, Confidence
from nornir_ikev2.explain.tunnels import Side, Tunnel
from nornir_ikev2.verify.names import same_interface

TUNNEL_BANDWIDTH: Final = 100
"""kbit/s of a tunnel without `bandwidth`; EIGRP takes half of it (Cisco community, ta-p/3127442)."""
FLAPS: Final = 3
LOST: Final = ("retry limit exceeded", "holding time expired")
FEW: Final = 10
"""Packets that say nothing about a direction."""


def recursion(case: Case) -> Iterator[Cause]:
    """The way to the tunnel's destination leads into the tunnel."""
    for side, other in case.tunnel.sides:
        entry = side.entry
        if entry is None or entry.kind != "tunnel" or side.peer is None or entry.fvrf is not None:
            continue
        said = _recursion_logged(side)
        static = _static_into(side, side.peer)
        advertised = _advertised(side, other)
        into = side.reading.leaves_by(side.peer) == entry.name
        if static:
            yield _recursive(side, side.name, static, said, "a static route")
        elif advertised and (into or said or _less_specific(side, other)):
            yield _recursive(
                side, other.name, advertised, said, f"{other.name}, over the tunnel itself"
            )
        elif said or into:
            route = f"ip route to {side.peer}"
            yield _recursive(side, side.name, "", said, f"a route into the tunnel ({route})")


def _recursive(side: Side, router: str, line: str, said: tuple[str, ...], source: str) -> Cause:
    return Cause(
        "RECURSIVE_ROUTING",
        router,
        line,
        f"{side.name} learns the way to {side.peer}, the destination of {side.interface}, from {source}:"
        " once the tunnel is up its own packets go into it",
        f"keep {side.peer} out of what is routed over {side.interface}: a host route by the WAN, a narrower"
        " `network` or a filter, or a front-door VRF",
        said,
        "proved" if line else "likely",
    )


def _recursion_logged(side: Side) -> tuple[str, ...]:
    name = side.interface
    found = [
        one
        for one in side.reading.events
        if one.name == "TUN-5-RECURDOWN" and same_interface(one.text.split()[0], name)
    ]
    return (f"{side.name} logged {len(found)} x {found[-1].text}",) if found else ()


def _static_into(side: Side, peer: IPv4Address) -> str:
    """The most specific static route to the peer, if it leads into the tunnel; `` if not."""
    best: tuple[int, str, bool] = (-1, "", False)
    inside = side.reading.ports.get(side.interface)
    for line in side.reading.root.starting("ip route "):
        words = line.text.split()[2:]
        if len(words) < 3 or words[0] == "vrf":  # noqa: PLR2004 - network, mask, way
            continue
        network = _masked(words[0], words[1])
        if network is None or peer not in network or network.prefixlen <= best[0]:
            continue
        into = same_interface(words[2], side.interface) or _beyond(
            side, inside is not None, words[2]
        )
        best = (network.prefixlen, line.text, into)
    return say(best[1]) if best[2] else ""


def _beyond(side: Side, known: bool, hop: str) -> bool:  # noqa: FBT001 - a fact of the caller
    """Whether a next hop is the other end of the tunnel."""
    if not known or not hop[:1].isdigit():
        return False
    address = side.reading.root.find(f"interface {side.interface}")
    words = (address.value("ip address ") or "").split() if address else []
    network = _masked(words[0], words[1]) if len(words) > 1 else None
    return network is not None and IPv4Address(hop) in network


def _masked(base: str, mask: str) -> IPv4Network | None:
    try:
        return IPv4Network(f"{base}/{mask}", strict=False)
    except ValueError:
        return None


def _advertised(side: Side, other: Side) -> str:
    """The line of the far end that puts its WAN network into the protocol run over the tunnel."""
    peer = side.peer
    port = other.reading.ports.get(other.interface)
    if peer is None or port is None or port.address is None:
        return ""
    for process in other.reading.root.children:
        if not process.text.startswith(("router eigrp ", "router ospf ")):
            continue
        lines = [(one.text, _holds(one.text)) for one in _networks(process)]
        covers = any(network is not None and port.address in network for _, network in lines)
        line = next(
            (text for text, network in lines if network is not None and peer in network), ""
        )
        if covers and line:
            return say(process.text, line)
        if covers and process.find("redistribute connected") is not None:
            return say(process.text, "redistribute connected")
    return ""


def _networks(process: Block) -> Iterator[Block]:
    return (one for _, one in process.walk() if one.text.startswith("network "))


def _holds(text: str) -> IPv4Network | None:
    words = text.split()
    if len(words) > 2 and words[2][:1].isdigit():  # noqa: PLR2004 - network, base, wildcard
        return wildcard(words[1], words[2])
    if len(words) < 2:  # noqa: PLR2004 - network, base
        return None
    first = number(words[1].split(".")[0]) or 0
    length = 8 if first < 128 else 16 if first < 192 else 24  # noqa: PLR2004 - classes A, B and C
    try:
        return IPv4Network(f"{words[1]}/{length}", strict=False)
    except ValueError:
        return None


def _less_specific(side: Side, other: Side) -> bool:
    """Whether what the far end announces beats the router's own way to it."""
    port = other.reading.ports.get(other.entry.interface) if other.entry else None
    own = side.reading.route(side.peer) if side.peer else None
    if port is None or own is None:
        return False
    return own.prefix.endswith("/0")


def eigrp_bandwidth(case: Case) -> Iterator[Cause]:
    """Neighbours that come and go over a tunnel whose bandwidth nobody set."""
    for side, _ in case.tunnel.sides:
        name = side.interface
        head = side.reading.root.find(f"interface {name}")
        if head is None or not name.startswith("Tunnel"):
            continue
        rate = number((head.value("bandwidth ") or "").strip())
        lost = [
            one
            for one in side.reading.events
            if one.name == "DUAL-5-NBRCHANGE"
            and f"({name})" in one.text
            and any(words in one.text for words in LOST)
        ]
        if len(lost) < FLAPS or (rate is not None and rate > TUNNEL_BANDWIDTH):
            continue
        said = f"bandwidth {rate}" if rate is not None else "no bandwidth, which means 100 kbit/s"
        yield Cause(
            "EIGRP_BANDWIDTH",
            side.name,
            interface_line(side, name, "bandwidth ") if rate else say(head.text),
            f"{name} of {side.name} has {said}; EIGRP may use half of it, and its neighbour was lost"
            f" {len(lost)} times",
            f"interface {name}, then bandwidth with the rate of the WAN, on both ends",
            (f"{side.name} logged {lost[-1].text}",),
            "likely",
            "beside",
        )


def asymmetry(case: Case) -> Iterator[Cause]:
    """A spoke that sends by one hub and is answered by the other."""
    for side, other in case.tunnel.sides:
        sent, got = _counts(side)
        if sent < FEW or got * FEW > sent:
            continue
        for rival in case.fleet.others(side, case.tunnel):
            here = next(one for one, _ in rival.sides if one.name == side.name)
            far = next(one for one, _ in rival.sides if one.name != side.name)
            back, answered = _counts(here)
            if answered < FEW or back * FEW > answered or far.name == other.name:
                continue
            router, line, why = _odd_delay(side, other, here, far)
            yield Cause(
                "ASYMMETRIC_ROUTING",
                router,
                line,
                f"{side.name} sends through {side.interface} to {other.name} and is answered through"
                f" {here.interface} by {far.name}{why}",
                "make both directions prefer the same hub: the same order of `delay` on the spoke's and the"
                " hubs' tunnel interfaces",
                (
                    f"{side.interface}: {sent} out, {got} in; {here.interface}: {back} out, {answered} in",
                ),
                "proved" if why else "likely",
                "beside",
            )
            return


def _counts(side: Side) -> tuple[int, int]:
    return (
        sum(one.encaps or 0 for one in side.children),
        sum(one.decaps or 0 for one in side.children),
    )


def _odd_delay(side: Side, other: Side, here: Side, far: Side) -> tuple[str, str, str]:
    """The hub whose tunnel is preferred backwards only, its delay line, and the words for it."""
    mine = _delay(side), _delay(here)
    theirs = _delay(other), _delay(far)
    if (mine[0] < mine[1]) == (theirs[0] < theirs[1]) or theirs[0] == theirs[1]:
        return far.name, interface_line(far, far.interface, "delay "), ""
    words = (
        f": delay {mine[0]} and {mine[1]} on {side.name}, but {theirs[0]} on {other.name} and {theirs[1]}"
        f" on {far.name}"
    )
    set_there = "delay " in interface_line(far, far.interface, "delay ")
    guilty = far if set_there else other
    return guilty.name, interface_line(guilty, guilty.interface, "delay "), words


def _delay(side: Side) -> int:
    """Tens of microseconds; a tunnel has 5000 by default."""
    head = side.reading.root.find(f"interface {side.interface}")
    return number((head.value("delay ") or "").strip() if head else "") or 5000


def sizes(case: Case) -> Iterator[Cause]:
    """Packets that fit the tunnel interface and not what is under it: pings pass, TCP stalls."""
    for side, _ in case.tunnel.sides:
        entry = side.entry
        if entry is None or entry.kind != "tunnel":
            continue
        yield from _size(case.tunnel, side)


def _size(tunnel: Tunnel, side: Side) -> Iterator[Cause]:
    head = side.reading.root.find(f"interface {side.interface}")
    if head is None:
        return
    mtu = number((head.value("ip mtu ") or "").strip())
    mss = number((head.value("ip tcp adjust-mss ") or "").strip())
    fits = min(_fits(one) for one, _ in tunnel.sides)
    confidence: Confidence = "proved"
    if mtu is not None and mtu > fits:
        yield Cause(
            "MTU_TOO_LARGE",
            side.name,
            interface_line(side, side.interface, "ip mtu "),
            f"packets of {mtu} bytes are let into {where(side)}, but only {fits} fit through IPsec: small"
            " ones pass, full ones are lost or fragmented",
            f"interface {side.interface}, then ip mtu 1400 and ip tcp adjust-mss 1360 (or {fits} and"
            f" {fits - 40})",
            confidence=confidence,
            stage="beside",
        )
    limit = min(mtu or fits, fits) - 40
    if mss is not None and mss > limit and (mtu is None or mtu <= fits):
        yield Cause(
            "MTU_TOO_LARGE",
            side.name,
            interface_line(side, side.interface, "ip tcp adjust-mss "),
            f"TCP through {where(side)} is told {mss} bytes a segment, and {limit} fit",
            f"interface {side.interface}, then ip tcp adjust-mss {limit}",
            confidence=confidence,
            stage="beside",
        )


def _fits(side: Side) -> int:
    """The largest packet that fits into ESP on the way of an end, from the WAN interface and the cipher.

    On a path of 1500 bytes `show crypto ipsec sa` gives a plaintext MTU of 1438 with AES-CBC and 1446
    with GCM (genie outputs); SHA-384 and SHA-512 take up to 16 bytes more.
    """
    entry = side.entry
    wan = side.reading.root.find(f"interface {interface(entry.interface)}") if entry else None
    path = 1500
    if wan is not None:
        values = (wan.value("ip mtu "), wan.value("mtu "))
        path = next((int(one) for one in values if one and one.isdecimal()), path)
    name = entry.transform_sets[0] if entry and entry.transform_sets else ""
    used = side.reading.indexed.transform_set(name)
    overhead = 62
    if used is not None and used.integrity is None:
        overhead = 54
    elif used is not None and used.integrity in {"sha384", "sha512"}:
        overhead += 16
    return path - overhead
