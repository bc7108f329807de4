"""Whom a change harms while it goes on: spokes that lose every path at once, and management itself. Pure."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address
from typing import TYPE_CHECKING

from nornir_ikev2.change.outcome import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nornir_ikev2.change.context import RunContext
    from nornir_ikev2.change.router import RouterChange

Pair = tuple[str, str]


def dropping(run: RunContext, *, shared: bool = False) -> set[frozenset[str]]:
    """The ends of tunnels whose SAs go down while the plans are typed, and come back.

    Args:
        run: planned.
        shared: only where lines that serve several peers do it; those can't wait for a batch of their own.
    """
    return {
        frozenset({change.name, peer})
        for change in run.changes.values()
        for impact in (change.plan.impacts if change.plan else ())
        if impact.effect == "drops" and impact.seconds is not None and (impact.shared or not shared)
        for peer in impact.peers
    }


def refuse_outage(run: RunContext, *, in_turn: bool = False) -> bool:
    """Note a failure for each router that would lose all its paths at once; return whether there is none.

    Args:
        run: planned.
        in_turn: tunnels of one router are changed one after the other, as far as their lines are their own.
    """
    if run.allow_outage or run.playbook.goal == "absent":
        return True
    down = dropping(run, shared=in_turn)
    hubs = {tunnel.ends[0] for tunnel in run.intent.tunnels}
    paths: dict[str, set[str]] = {}
    for tunnel in run.intent.tunnels:
        for end, other in (tunnel.ends, tunnel.ends[::-1]):
            paths.setdefault(end, set()).add(other)
    found = False
    for name, peers in paths.items():
        lost = {peer for peer in peers if frozenset({name, peer}) in down}
        if len(lost) > 1 and lost == peers and name not in hubs:
            found = True
            cure = "Run with --batch, which changes one path after the other, or accept it: --allow-outage."
            if in_turn:
                cure = "Lines that all its tunnels share do it. Accept it: --allow-outage."
            text = f"both paths of {name} would be down at once ({', '.join(sorted(lost))})"
            if len(lost) > 2:  # noqa: PLR2004 - both are two
                text = f"all {len(lost)} paths of {name} would be down at once"
            run.fail(Failure(text, name, "plan_change", category="refused_input", cure=cure))
    return not found


def cuts_management(change: RouterChange) -> tuple[str, ...]:
    """Why a change may end our own way to a router: what its driver says, and where we reach it."""
    plan = change.whole or change.plan
    if plan is None:
        return ()
    return tuple(dict.fromkeys((*plan.cuts_management, *_through_the_vpn(change))))


def _through_the_vpn(change: RouterChange) -> Iterator[str]:
    plan, reading = change.whole or change.plan, change.reading
    try:
        address = IPv4Address(change.host.hostname or "")
    except AddressValueError:
        return  # a name: nobody knows which of its addresses that is
    hit = [one for one in plan.impacts if one.effect == "drops"] if plan else []
    interfaces = reading.facts.interfaces.items() if reading else ()
    own = next((name for name, one in interfaces if one.ip == address), None)
    for one in hit:
        if own is not None and one.lines == f"interface {own}":
            yield f"the router is reached at {address}, the address of {own}, which goes down"
            return
    if hit and any(address in lan for lan in change.intent.lans):
        yield f"the router is reached at {address}, in a LAN that these tunnels carry"
