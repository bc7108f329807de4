"""SAs made by rule: what IKEv2 makes of two configurations, and what time does to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import IPv4Address

from nornir_ikev2.ike.model import Exchange, Negotiation
from nornir_ikev2.lab.wan import flows as flow_rules
from nornir_ikev2.lab.wan import revocation
from nornir_ikev2.lab.wan import sa as births
from nornir_ikev2.lab.wan.acl import Packet
from nornir_ikev2.lab.wan.exchanges import MakeExchanges, Paths
from nornir_ikev2.lab.wan.lifetimes import Lifetimes
from nornir_ikev2.lab.wan.member import Member
from nornir_ikev2.lab.wan.negotiation import Negotiate, standard
from nornir_ikev2.lab.wan.state import CryptoFlow, IkeSa
from nornir_ikev2.lab.wan.tally import negotiated

IKE_PORT = 500
CLOCKS_AGREE = timedelta(minutes=1)
CRL_MISSING = (Exchange("IKE_SA_INIT"), Exchange("IKE_AUTH", "AUTHENTICATION_FAILED"))


class Modelled:
    """Implements `exchanges.Exchanges` without packets.

    Args:
        engine: knows the routers and the paths between them.
        negotiate: the rules of IKEv2.
    """

    def __init__(self, engine: Paths, negotiate: Negotiate) -> None:
        self._engine = engine
        self._members = engine.members
        self._forwarder = engine.forwarder
        self._negotiate = negotiate
        self._dirty = engine.dirty
        self.carries_tunnels = False
        self.lifetimes = Lifetimes(self, engine)

    def follow(self, member: Member) -> None:
        """Nothing to do: configurations are judged when SAs are made."""

    def routed(self, member: Member) -> None:
        """Nothing to do: packets are walked over the routers' own tables."""

    def refresh(self, member: Member) -> None:
        """Nothing to do: counters are kept as packets pass."""

    def echo(self, _member: Member, _source: IPv4Address, _target: IPv4Address, _size: int) -> bool:
        """What the model lets pass comes back."""
        return True

    def alive(self, sa: IkeSa) -> bool:
        """Whether the peer still has its half of an IKE SA."""
        return self.other_end(sa) is not None

    def check(self, member: Member) -> None:
        """Start dead peer detection where the other end does not answer any more."""
        for sa in list(member.ike_sas.values()):
            self.lifetimes.check(member, sa)

    def sent(self, member: Member, sa: IkeSa) -> None:
        """Traffic left through an SA."""
        self.lifetimes.sent(member, sa)

    def add_child(self, member: Member, peer: Member, flow: CryptoFlow, sa: IkeSa) -> bool:
        """Bring a flow up inside an IKE SA that is there already."""
        return self.lifetimes.new_child(member, peer, flow, sa)

    def other_end(self, sa: IkeSa) -> tuple[Member, IkeSa] | None:
        """The peer's half of an IKE SA, None when the peer has lost it."""
        peer = self._members.get(sa.peer_router)
        theirs = peer.ike_sas.get(sa.remote_spi) if peer is not None else None
        return (peer, theirs) if peer is not None and theirs is not None else None

    def delete(self, member: Member, sa: IkeSa, *, notify: bool = True) -> None:
        """Delete an IKE SA with its children; the peer learns it if a packet gets there.

        RFC 7296 section 1.4.1: deleting an IKE SA closes the child SAs negotiated with it.
        """
        other = self.other_end(sa)
        heard = (
            notify and other is not None and self._delivered(member, sa.remote, sa.local, sa.fvrf)
        )
        self._forget(member, sa)
        if other is None:
            return
        if heard:
            self._forget(*other)
        else:
            self.lifetimes.orphan(other[0], other[1])

    def _forget(self, member: Member, sa: IkeSa) -> None:
        self.lifetimes.cancel(sa.local_spi)
        for _, child in births.drop_ike(member, sa):
            if child is not None:
                self.lifetimes.cancel(child.spi_in)
        self._dirty(member.name)

    def clear_child(self, member: Member, flow: CryptoFlow) -> None:
        """Delete the ESP SAs of a flow at both ends (one INFORMATIONAL exchange)."""
        child = births.drop_child(member, flow)
        if child is None or flow.local is None or flow.peer is None:
            return
        self.lifetimes.cancel(child.spi_in)
        self._dirty(member.name)
        for name, _ in self._forwarder.holders(flow.peer):
            peer = self._members[name]
            theirs = peer.inbound.get(child.spi_out)
            if theirs is None:
                continue
            if self._delivered(member, flow.peer, flow.local, flow.fvrf):
                births.drop_child(peer, theirs)
                self.lifetimes.cancel(child.spi_out)
                self._dirty(name)
            else:
                self.lifetimes.outlive(peer, theirs)

    def _delivered(
        self, member: Member, remote: IPv4Address, local: IPv4Address, vrf: str | None
    ) -> str | None:
        packet = Packet(local, remote, "udp", IKE_PORT, IKE_PORT)
        return self._forwarder.send(member.name, packet, vrf=vrf, exempt=True).arrived

    def judge(self, member: Member, peer: Member, flow: CryptoFlow) -> Negotiation:
        """What IKEv2 makes of the two configurations as they are now."""
        outcome = self._judged(member, peer, flow, member.router.clock.now())
        apart = abs(peer.router.clock.now() - member.router.clock.now()) > CLOCKS_AGREE
        if outcome.ok and apart:  # each end looks at the other's certificate by its own clock
            outcome = self._judged(member, peer, flow, peer.router.clock.now())
        if outcome.ok and not revocation.known(self._forwarder, member, peer, outcome):
            return replace(
                outcome, ok=False, child=None, reason="NO_CERTIFICATE", exchanges=CRL_MISSING
            )
        return outcome

    def _judged(self, member: Member, peer: Member, flow: CryptoFlow, now: datetime) -> Negotiation:
        theirs = self._engine.answering(peer, flow)
        return self._negotiate(
            member.snapshot.indexed,
            peer.snapshot.indexed,
            flow_rules.narrowed(flow),
            flow_rules.narrowed(theirs) if theirs is not None else None,
            now,
        )

    def establish(self, member: Member, peer: Member, flow: CryptoFlow) -> bool:
        """A new IKE SA with its first child, if the rules let it come up."""
        outcome = self.judge(member, peer, flow)
        theirs = self._engine.answering(peer, flow)
        negotiated(member.tally, peer.tally, outcome)
        flow.negotiating = False
        mine = outcome.ok or outcome.half_open == member.name
        yours = outcome.ok or outcome.half_open == peer.name
        if not (mine or yours) or theirs is None:
            return False
        spis, esp = (births.spi(64), births.spi(64)), (births.spi(32), births.spi(32))
        auth = (outcome.initiator_auth, outcome.responder_auth)
        for here, one, on, side in ((member, flow, mine, 0), (peer, theirs, yours, 1)):
            if not on:
                continue
            profile = outcome.responder_profile if side else outcome.initiator_profile
            stale = one.ike
            if stale is not None and stale.local_spi in here.ike_sas:
                self.delete(here, stale, notify=False)  # INITIAL_CONTACT, RFC 7296 section 2.4
            births.add_ike(
                here,
                one,
                peer=member.name if side else peer.name,
                profile=profile or one.entry.profile,
                suite=outcome.suite,
                spis=(spis[side], spis[1 - side]),
                auth=(auth[side], auth[1 - side]),
                initiator=not side,
            )
            if outcome.child is not None:
                # The first child has no exchange of its own, so no PFS (RFC 7296 section 1.3.1).
                spi = (esp[side], esp[1 - side])
                births.add_child(here, one, outcome.child, spis=spi, pfs=None, initiator=not side)
            self._dirty(here.name)
        self._introduce(member, flow, peer, theirs)
        return outcome.ok

    def _introduce(
        self, member: Member, flow: CryptoFlow, peer: Member, theirs: CryptoFlow
    ) -> None:
        if flow.ike is not None and theirs.ike is not None:
            flow.ike.remote_id, theirs.ike.remote_id = theirs.ike.local_id, flow.ike.local_id
            self.lifetimes.start(member, flow)
            return
        for here, one in ((member, flow), (peer, theirs)):
            if one.ike is not None:
                one.ike.remote_id = births.identity(None, one)
                self.lifetimes.orphan(here, one.ike)

    def forget(self, member: Member) -> None:
        """A router is gone without a word: its SAs vanish, its peers find out by DPD."""
        for sa in list(member.ike_sas.values()):
            self.delete(member, sa, notify=False)


def by_rule(negotiate: Negotiate = standard) -> MakeExchanges:
    """Exchanges without packets; other rules only in tests."""

    def make(engine: Paths) -> Modelled:
        return Modelled(engine, negotiate)

    return make
