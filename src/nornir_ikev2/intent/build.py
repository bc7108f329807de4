"""From checked entries to the intent of each router. Everything was checked before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Interface
from typing import cast

from nornir_ikev2.ike.model import AuthMethod, Dpd, Proposal
from nornir_ikev2.intent.lock import Lock
from nornir_ikev2.intent.model import (
    Mode,
    Peer,
    RouterIntent,
    RouterVpn,
    Routing,
    SecretRef,
    Topology,
    Transform,
    TunnelEnd,
    TunnelIntent,
)
from nornir_ikev2.intent.roster import Roster
from nornir_ikev2.intent.rules import prefix_of
from nornir_ikev2.intent.schema import (
    BgpEntry,
    EigrpEntry,
    OspfEntry,
    ProposalEntry,
    RoutingEntry,
    VpnEntry,
)
from nornir_ikev2.intent.site import Site

Ends = Mapping[str, tuple[int, IPv4Interface]]


def routing(entry: RoutingEntry) -> Routing:
    """The routing of a VPN."""
    match entry:
        case EigrpEntry():
            return Routing("eigrp", entry.asn)
        case BgpEntry():
            return Routing("bgp", entry.asn)
        case OspfEntry():
            return Routing("ospf", entry.process, entry.area)
        case _:
            return Routing(entry.protocol)


def proposals(entries: Mapping[str, ProposalEntry]) -> dict[str, Proposal]:
    """All proposals of the file by name."""
    return {
        name: Proposal(
            name,
            tuple(entry.encryption),
            tuple(entry.integrity),
            tuple(entry.prf),
            tuple(entry.group),
        )
        for name, entry in entries.items()
    }


@dataclass(slots=True)
class VpnBuilder:
    """Builds the parts of all routers in one VPN."""

    roster: Roster
    sites: Mapping[str, Site]
    known: Mapping[str, Proposal]
    lock: Lock
    tunnels: list[TunnelIntent] = field(default_factory=list[TunnelIntent])

    def build(self) -> dict[str, RouterVpn]:
        """The part of each router; fills `tunnels` and gives out numbers and addresses.

        Raises:
            NornirIkev2Error: no address is left for a tunnel.
        """
        entry = self.roster.entry
        peers: dict[str, list[Peer]] = {name: [] for name in self.roster.roles}
        for ends in self.roster.pairs():
            given: Ends | None = None
            if entry.tunnel:
                given = self.lock.allocate(
                    self.roster.vpn, ends, entry.tunnel.subnet, entry.tunnel.number
                )
            for name, peer in (ends, ends[::-1]):
                peers[name].append(self._peer(name, peer, given, initiator=name == ends[1]))
            mode = cast("Mode", entry.mode)
            self.tunnels.append(TunnelIntent(self.roster.vpn, ends, mode, routing(entry.routing)))
        shared = _Shared.of(entry)
        return {name: self._part(name, shared, tuple(found)) for name, found in peers.items()}

    def _part(self, name: str, shared: _Shared, peers: tuple[Peer, ...]) -> RouterVpn:
        entry, role = self.roster.entry, self.roster.roles[name]
        return RouterVpn(
            vpn=self.roster.vpn,
            prefix=prefix_of(self.roster.vpn, entry),
            topology=cast("Topology", entry.topology),
            role=role,
            mode=cast("Mode", entry.mode),
            proposals=tuple(self.known[one] for one in self.side_proposals(name)),
            transforms=shared.transforms,
            trustpoint=entry.ike.trustpoint,
            lifetime=entry.ike.lifetime,
            dpd=shared.dpd,
            pfs=entry.ipsec.pfs,
            ipsec_lifetime=entry.ipsec.lifetime,
            routing=shared.routing,
            allow_weak=entry.allow_weak,
            peers=peers,
            batches=tuple(entry.batches),
        )

    def side_proposals(self, name: str) -> list[str]:
        """Names of the proposals of one router, in its order of preference."""
        written = self.roster.entry.ike.proposals
        return written[self._side(name)] if isinstance(written, dict) else written

    def auth(self, name: str) -> AuthMethod:
        """How one router proves itself."""
        written = self.roster.entry.ike.authentication
        word = written[self._side(name)] if isinstance(written, dict) else written
        return cast("AuthMethod", word)

    def _side(self, name: str) -> str:
        """How a per-side value calls this router's side: by role in a hub-spoke VPN, else by name."""
        return self.roster.roles[name] if self.roster.entry.topology == "hub-spoke" else name

    def _key(self, owner: str, other: str) -> SecretRef | None:
        if self.auth(owner) != "pre-share":
            return None
        both = self.auth(other) == "pre-share" and self.roster.entry.ike.keys == "shared"
        pair = "--".join(sorted((owner, other)))
        return SecretRef(self.roster.vpn, pair, "shared" if both else owner)

    def _peer(self, name: str, peer: str, given: Ends | None, *, initiator: bool) -> Peer:
        site, tunnel = self.sites[peer], None
        if given and self.roster.entry.tunnel:
            entry = self.roster.entry.tunnel
            tunnel = TunnelEnd(given[name][0], given[name][1], entry.mtu, entry.tcp_mss)
        return Peer(
            name=peer,
            address=site.wan.address,
            lans=site.lans,
            tunnel=tunnel,
            remote_tunnel=given[peer][1].ip if given else None,
            auth_local=self.auth(name),
            auth_remote=self.auth(peer),
            local_key=self._key(name, peer),
            remote_key=self._key(peer, name),
            initiator=initiator,
        )


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all routers of a VPN have in common, built once."""

    transforms: tuple[Transform, ...]
    dpd: Dpd | None
    routing: Routing

    @classmethod
    def of(cls, entry: VpnEntry) -> _Shared:
        dpd = entry.ike.dpd
        return cls(
            tuple(Transform(one.encryption, one.integrity) for one in entry.ipsec.transforms),
            Dpd(dpd.interval, dpd.retry, "periodic" if dpd.mode == "periodic" else "on-demand")
            if dpd
            else None,
            routing(entry.routing),
        )


def router(site: Site, parts: tuple[RouterVpn, ...], lock: Lock) -> RouterIntent:
    """The whole intent of one router."""
    owned = lock.owned(site.name)
    return RouterIntent(
        name=site.name,
        platform=site.platform,
        wan=site.wan,
        lans=site.lans,
        vpns=parts,
        owned=owned.lines,
        owned_prefixes=owned.prefixes,
    )
