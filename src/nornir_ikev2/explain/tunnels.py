"""The tunnels between the routers of a fleet: both ends joined, and the state each shows. Pure.

Tunnels are found in the configurations, so that a wrong `vpns.yaml` hides none, and neither does a VPN
that this tool did not make.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Address

from nornir_ikev2.explain.model import Status
from nornir_ikev2.explain.reading import RouterReading
from nornir_ikev2.ike.model import CryptoEntry, KeyringPeer, Negotiation, Profile
from nornir_ikev2.ike.negotiate import negotiate
from nornir_ikev2.ike.predict import pairs
from nornir_ikev2.verify.check_ike import mirrored
from nornir_ikev2.verify.evidence import IKE_SA
from nornir_ikev2.verify.names import same_interface
from nornir_ikev2.verify.records import ChildSa, IkeSa


@dataclass(frozen=True, eq=False)
class Side:
    """One end of a tunnel; `entry` None when nothing of this router answers the other."""

    reading: RouterReading
    entry: CryptoEntry | None
    peer: IPv4Address | None

    @property
    def name(self) -> str:
        """Inventory name of the router."""
        return self.reading.name

    @property
    def interface(self) -> str:
        """Where the crypto is: the tunnel interface, or the interface of the crypto map."""
        if self.entry is None:
            return ""
        return self.entry.name if self.entry.kind == "tunnel" else self.entry.interface

    @property
    def profile(self) -> Profile | None:
        """The IKEv2 profile of the entry."""
        name = self.entry.profile if self.entry else None
        return self.reading.ike.profiles.get(name or "")

    @cached_property
    def key_peer(self) -> KeyringPeer | None:
        """The keyring peer that the address of the other end leads to."""
        keyring = self.reading.indexed.keyring(self.profile.keyring if self.profile else None)
        return keyring.by_address(self.peer) if keyring and self.peer else None

    @cached_property
    def ike_sas(self) -> tuple[IkeSa, ...]:
        """The IKE SAs this router shows with the other end."""
        local = str(self.entry.local_address) if self.entry else ""
        found = self.reading.evidence.ike.get(str(self.peer), ())
        return tuple(sa for sa in found if not local or sa.local == local)

    @cached_property
    def children(self) -> tuple[ChildSa, ...]:
        """The pairs of selectors this router shows for the entry, with or without SAs."""
        found = self.reading.evidence.children.get(str(self.peer), ())
        return tuple(one for one in found if same_interface(one.interface or "", self.interface))


@dataclass(frozen=True, eq=False)
class Tunnel:
    """Both ends, and what IKEv2 makes of the configurations with either as initiator.

    `forth` and `back` are None where that end has nobody to call.
    """

    one: Side
    two: Side
    forth: Negotiation | None = None
    back: Negotiation | None = None

    @property
    def sides(self) -> tuple[tuple[Side, Side], tuple[Side, Side]]:
        """Each end with the other one."""
        return (self.one, self.two), (self.two, self.one)

    @property
    def both(self) -> bool:
        """Whether both ends have an entry."""
        return self.one.entry is not None and self.two.entry is not None

    @property
    def turns(self) -> tuple[tuple[Side, Side, Negotiation], ...]:
        """The directions that were played: initiator, responder, outcome."""
        found: list[tuple[Side, Side, Negotiation]] = []
        for first, second, outcome in (
            (self.one, self.two, self.forth),
            (self.two, self.one, self.back),
        ):
            if outcome is not None:
                found.append((first, second, outcome))
        return tuple(found)

    @cached_property
    def refused(self) -> tuple[Side, Side, Negotiation] | None:
        """The first direction in which no tunnel comes up."""
        return next((turn for turn in self.turns if not turn[2].ok), None)

    @cached_property
    def status(self) -> Status:
        """What both ends show."""
        if any(IKE_SA not in side.reading.evidence.asked for side, _ in self.sides):
            return "unread"
        ready = [[sa for sa in side.ike_sas if sa.ready] for side, _ in self.sides]
        if not any(ready):
            return self._without_sa()
        same = any(mirrored(mine, theirs) for mine in ready[0] for theirs in ready[1])
        if not same:
            return "half-open"
        up = all(any(one.up for one in side.children) for side, _ in self.sides)
        return "up" if up else "down"

    def _without_sa(self) -> Status:
        quiet = all(side.entry and side.entry.kind == "crypto-map" for side, _ in self.sides)
        negotiating = any(side.ike_sas for side, _ in self.sides)
        return "idle" if quiet and not negotiating and self.refused is None else "down"


@dataclass(frozen=True, eq=False)
class Fleet:
    """All routers that were read, and all tunnels between them."""

    readings: Mapping[str, RouterReading]
    tunnels: tuple[Tunnel, ...] = ()
    by_router: Mapping[str, tuple[Tunnel, ...]] = field(
        default_factory=dict[str, tuple[Tunnel, ...]]
    )
    holders: Mapping[IPv4Address, str] = field(default_factory=dict[IPv4Address, str])

    def others(self, side: Side, but: Tunnel) -> Iterator[Tunnel]:
        """The other tunnels of a router."""
        return (one for one in self.by_router.get(side.name, ()) if one is not but)


def join(readings: Mapping[str, RouterReading]) -> Fleet:
    """Find every tunnel between routers that were read; linear in their entries.

    Args:
        readings: by name, in the order of the inventory.
    """
    holders: dict[IPv4Address, str] = {}
    for name, reading in readings.items():
        for address in reading.ike.addresses:
            holders.setdefault(address, name)
    order = {name: number for number, name in enumerate(readings)}
    wanted = {
        tuple(sorted((name, holders[peer]), key=lambda one: order[one]))
        for name, reading in readings.items()
        for entry in reading.ike.entries
        for peer in entry.peers
        if holders.get(peer, name) != name
    }
    found: list[Tunnel] = []
    for one, two in sorted(wanted, key=lambda pair: (order[pair[0]], order[pair[1]])):
        found.extend(_between(readings[one], readings[two]))
    by_router: dict[str, list[Tunnel]] = {}
    for tunnel in found:
        for side, _ in tunnel.sides:
            by_router.setdefault(side.name, []).append(tunnel)
    grouped = {name: tuple(several) for name, several in by_router.items()}
    return Fleet(readings, tuple(found), grouped, holders)


def _between(one: RouterReading, two: RouterReading) -> Iterator[Tunnel]:
    joined = list(pairs(one.indexed, two.indexed))
    # Two entries that call the other router and not each other's address are still meant for each other.
    lonely = [theirs for mine, theirs in joined if mine is None]
    for mine, theirs in joined:
        if mine is None and theirs not in lonely:
            continue
        if theirs is None and lonely:
            other = lonely.pop(0)
            yield Tunnel(Side(one, mine, _peer(mine, None)), Side(two, other, _peer(other, None)))
            continue
        here = Side(one, mine, _peer(mine, theirs))
        there = Side(two, theirs, _peer(theirs, mine))
        if mine is None or theirs is None:
            yield Tunnel(here, there)
            continue
        forth = back = None
        if mine.peers:
            forth = negotiate(one.indexed, two.indexed, mine, responder_entry=theirs)
        if theirs.peers:
            back = negotiate(two.indexed, one.indexed, theirs, responder_entry=mine)
        yield Tunnel(here, there, forth, back)


def _peer(entry: CryptoEntry | None, other: CryptoEntry | None) -> IPv4Address | None:
    """The address at which an end knows the other one."""
    if entry is not None and entry.peers:
        known = other.local_address if other else None
        return known if known in entry.peers else entry.peers[0]
    return other.local_address if other else None
