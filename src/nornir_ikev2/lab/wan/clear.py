"""`clear crypto ...`: SAs go, the peer is told; tunnel interfaces come back by themselves."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address

from nornir_ikev2.lab.wan.fabric import Fabric
from nornir_ikev2.lab.wan.member import Member
from nornir_ikev2.lab.wan.state import IkeSa


def ike_sas(fabric: Fabric, router: str, chosen: Callable[[IkeSa], bool]) -> None:
    """Delete the chosen IKE SAs with their children (RFC 7296 section 1.4.1)."""
    fabric.settle()
    member = fabric.members[router]
    for sa in list(member.ike_sas.values()):
        if chosen(sa):
            fabric.ike.exchanges.delete(member, sa)
    fabric.mark(router)


def ipsec_sas(fabric: Fabric, router: str, peer: IPv4Address | None) -> None:
    """Delete the ESP SAs, of one peer or all; IKE SAs stay."""
    fabric.settle()
    member = fabric.members[router]
    for flow in list(member.flows.values()):
        if peer is None or flow.peer == peer:
            fabric.ike.exchanges.clear_child(member, flow)
    fabric.mark(router)


def counters(member: Member) -> None:
    """`clear crypto sa counters`."""
    for flow in member.flows.values():
        flow.send_errors = 0
        if flow.child is not None:
            flow.child.packets_in = flow.child.packets_out = 0
