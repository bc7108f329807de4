"""The two ends of one tunnel with all that is known of them: intent, evidence, prediction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nornir_ikev2.ike.model import Negotiation
from nornir_ikev2.intent.model import Intent, Peer, RouterIntent, RouterVpn, TunnelIntent
from nornir_ikev2.verify.evidence import Evidence
from nornir_ikev2.verify.names import same_interface
from nornir_ikev2.verify.records import ChildSa, IkeSa

TunnelKey = tuple[str, tuple[str, str]]
"""VPN and ends of a tunnel."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a check did not pass: a word for machines, a likely cause for people."""

    reason: str
    cause: str


@dataclass(frozen=True, slots=True)
class End:
    """One end: `peer` is the other end as this router must know it, `evidence` what this router showed."""

    router: RouterIntent
    vpn: RouterVpn
    peer: Peer
    peer_identity: str
    evidence: Evidence

    @property
    def name(self) -> str:
        """Inventory name of the router."""
        return self.router.name

    def ike_sas(self, evidence: Evidence | None = None) -> tuple[IkeSa, ...]:
        """Return this router's IKE SAs with the peer, by address, else by the identity it proved."""
        shown = evidence or self.evidence
        by_address = shown.ike.get(str(self.peer.address), ())
        own = str(self.router.wan.address)
        local = tuple(sa for sa in by_address if sa.local == own or self.router.wan.behind_nat)
        return local or shown.ike_by_id.get(self.peer_identity, ())

    def children(self, evidence: Evidence | None = None) -> tuple[ChildSa, ...]:
        """Return the pairs of selectors this router holds for the tunnel, with or without SAs."""
        shown = (evidence or self.evidence).children.get(str(self.peer.address), ())
        return tuple(one for one in shown if same_interface(one.interface or "", self.interface))

    @property
    def interface(self) -> str:
        """Where the crypto is: the tunnel interface, or the WAN interface of a crypto map."""
        tunnel = self.peer.tunnel
        return f"Tunnel{tunnel.number}" if tunnel else self.router.wan.interface


@dataclass(frozen=True, slots=True)
class Pair:
    """A tunnel with both ends; `prediction` None when none was made."""

    tunnel: TunnelIntent
    first: End
    second: End
    prediction: Negotiation | None

    @property
    def both(self) -> tuple[tuple[End, End], tuple[End, End]]:
        """Each end with the other one."""
        return (self.first, self.second), (self.second, self.first)


def pairs(
    intent: Intent,
    evidence: Mapping[str, Evidence],
    predictions: Mapping[TunnelKey, Negotiation],
) -> Iterator[tuple[TunnelIntent, Pair | None]]:
    """Yield every tunnel of the intent; with None when an end was not read. Linear in the tunnels."""
    peers = {
        (router.name, vpn.vpn, peer.name): (vpn, peer)
        for router in intent.routers.values()
        for vpn in router.vpns
        for peer in vpn.peers
    }

    def end(name: str, other: str, vpn_name: str) -> End | None:
        found, shown = peers.get((name, vpn_name, other)), evidence.get(name)
        if found is None or shown is None or other not in intent.routers:
            return None
        identity = str(intent.routers[other].wan.address)
        return End(intent.routers[name], found[0], found[1], identity, shown)

    for tunnel in intent.tunnels:
        one, two = tunnel.ends
        first, second = end(one, two, tunnel.vpn), end(two, one, tunnel.vpn)
        if first is None or second is None:
            yield tunnel, None
        else:
            yield tunnel, Pair(tunnel, first, second, predictions.get((tunnel.vpn, tunnel.ends)))
