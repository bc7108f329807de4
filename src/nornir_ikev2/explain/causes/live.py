"""What only the routers' state tells: paths that carry nothing, many tunnels that went down at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from nornir_ikev2.explain import acl
from nornir_ikev2.explain.causes.case import Case, interface_line, where
from nornir_ikev2.explain.lines import say
from nornir_ikev2.explain.log import Event
from nornir_ikev2.explain.model import Cause
from nornir_ikev2.explain.tunnels import Side, Tunnel
from nornir_ikev2.verify.names import same_interface

AFTER_EDIT: Final = timedelta(seconds=120)
AT_ONCE: Final = timedelta(seconds=5)
MANY: Final = 2


def path(case: Case) -> Iterator[Cause]:
    """IKE packets that are sent and not answered, although the configurations agree."""
    tunnel = case.tunnel
    if tunnel.status not in {"down", "half-open"} or tunnel.refused is not None or not tunnel.both:
        return
    blocked = [cause for side, other in tunnel.sides for cause in _filtered(side, other)]
    yield from blocked
    for side, other in tunnel.sides if not blocked else ():
        if side.peer is not None and not side.reading.evidence.routes:
            continue
        entry = side.entry
        in_vrf = entry is not None and entry.fvrf is not None
        if side.peer and not in_vrf and side.reading.route(side.peer) is None:
            yield Cause(
                "NO_ROUTE_TO_PEER",
                side.name,
                "",
                f"{side.name} has no route to {side.peer}, the WAN address of {other.name}",
                f"ip route {side.peer} 255.255.255.255 with the next hop of the WAN",
                ("show ip route",),
            )


def unanswered(case: Case) -> Iterator[Cause]:
    """Where nothing else is found: requests without answers point at the path between the routers."""
    for side, other in case.tunnel.sides:
        counted = side.reading.exchanges.get("IKE_SA_INIT")
        if counted and counted.sent and not counted.received:
            yield Cause(
                "PATH_BLOCKED",
                side.name,
                interface_line(side, side.entry.interface) if side.entry else "",
                f"{side.name} sent {counted.sent} IKE_SA_INIT and had no answer from {other.name}; the"
                " configurations agree, so something between them drops UDP 500 or 4500, or ESP",
                f"let UDP 500, UDP 4500 and ESP pass between {side.peer} and {other.peer}",
                confidence="possible",
            )
            return


def _filtered(side: Side, other: Side) -> Iterator[Cause]:
    """An access list on the WAN interface that drops IKE of the peer."""
    entry, peer = side.entry, side.peer
    port = side.reading.root.find(f"interface {entry.interface}") if entry else None
    if entry is None or port is None or peer is None or entry.local_address is None:
        return
    name = (port.value("ip access-group ") or "").split()
    if len(name) != 2 or name[1] != "in":  # noqa: PLR2004 - list and direction
        return
    rules = side.reading.lists.get(name[0], ())
    source, target = acl.host(peer), acl.host(entry.local_address)
    rule = acl.hit(rules, source, target, "udp")
    if rules and (rule is None or not rule.permit):
        yield Cause(
            "PATH_BLOCKED",
            side.name,
            say(port.text, f"ip access-group {name[0]} in") if rule is None else say(rule.text),
            f"the access list {name[0]} on {entry.interface} of {side.name} drops IKE from {peer}"
            f" ({other.name})",
            f"permit udp host {peer} host {entry.local_address} eq 500 and 4500, and esp, in {name[0]}",
        )


def shared_edit(case: Case) -> Iterator[Cause]:
    """Many tunnels of one router that went down together, right after somebody configured it."""
    for side, _ in case.tunnel.sides:
        tunnels = case.fleet.by_router.get(side.name, ())
        if len(tunnels) < MANY or any(one.refused is not None for one in tunnels):
            continue  # somebody who repairs one tunnel may have cleared them all
        edits = [one for one in side.reading.events if one.name == "SYS-5-CONFIG_I" and one.at]
        for edit in reversed(edits):
            down = _down_after(side, edit, [_mine(one, side) for one in tunnels])
            if len(down) < max(MANY, (len(tunnels) + 1) // 2) or _link_lost(side, edit):
                continue
            yield _shared(case, side, edit, len(down))
            return


def _mine(tunnel: Tunnel, side: Side) -> Side:
    return next(one for one, _ in tunnel.sides if one.name == side.name)


def _down_after(side: Side, edit: Event, mine: list[Side]) -> set[str]:
    """Tunnels that were lost at one moment after an edit."""
    lost: dict[str, datetime] = {}
    for one in side.reading.events:
        if one.at is None or edit.at is None or not edit.at <= one.at <= edit.at + AFTER_EDIT:
            continue
        for end in mine:
            if _says_down(one, end):
                lost.setdefault(f"{end.interface} {end.peer}", one.at)
    if not lost:
        return set()
    first = min(lost.values())
    return {name for name, at in lost.items() if at - first <= AT_ONCE}


def _says_down(event: Event, end: Side) -> bool:
    if event.name == "LINEPROTO-5-UPDOWN" and event.text.endswith("to down"):
        words = event.text.split()
        return any(
            same_interface(word.rstrip(","), end.interface) for word in words if "Tunnel" in word
        )
    session = event.name in {"CRYPTO-5-IKEV2_SESSION_STATUS", "CRYPTO-5-SESSION_STATUS"}
    return session and "DOWN" in event.text and f"Peer {end.peer}:" in event.text


def _link_lost(side: Side, edit: Event) -> bool:
    """Whether an interface itself went down then, which explains it too."""
    return any(
        one.name in {"LINK-3-UPDOWN", "LINK-5-CHANGED"}
        and one.text.endswith(("down", "administratively down"))
        and one.at is not None
        and edit.at is not None
        and abs(one.at - edit.at) <= AFTER_EDIT
        for one in side.reading.events
    )


def _shared(case: Case, side: Side, edit: Event, count: int) -> Cause:
    profile = side.profile
    tunnels = case.fleet.by_router.get(side.name, ())
    users = [
        one
        for one in tunnels
        if (end := _mine(one, side)).profile is not None and end.profile == profile
    ]
    line = f"crypto ikev2 profile {profile.name}" if profile and len(users) >= MANY else ""
    user = edit.text.partition(" by ")[2]
    return Cause(
        "SHARED_OBJECT_EDITED",
        side.name,
        say(line),
        f"{count} of {len(tunnels)} tunnels of {side.name} went down at once right after it was configured"
        f" by {user}: what they share was edited, and that resets all of them; {where(side)} is back",
        "edit shared objects in a maintenance window, or give each peer objects of its own",
        (f"{edit.at:%H:%M:%S} {edit.text}" if edit.at else edit.text,),
        "likely",
        "beside",
    )
