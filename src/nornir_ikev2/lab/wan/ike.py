"""IKE between the routers of a fabric: who starts, what comes up, what a change takes down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from ipaddress import IPv4Address

from nornir_ikev2.ike.model import Negotiation
from nornir_ikev2.lab.wan import flows as flow_rules
from nornir_ikev2.lab.wan import sa as births
from nornir_ikev2.lab.wan.acl import Packet
from nornir_ikev2.lab.wan.forwarding import Forwarder
from nornir_ikev2.lab.wan.lifetimes import Lifetimes
from nornir_ikev2.lab.wan.member import Member
from nornir_ikev2.lab.wan.negotiation import Negotiate
from nornir_ikev2.lab.wan.state import CryptoFlow, IkeSa

IKE_PORT = 500


class IkeEngine:
    """Keeps the SAs of all members in step with their configurations.

    Args:
        members: routers by name.
        forwarder: carries the IKE packets.
        negotiate: the rules of IKEv2.
        dirty: called with the name of a router that must be looked at again.
    """

    def __init__(
        self,
        members: Mapping[str, Member],
        forwarder: Forwarder,
        negotiate: Negotiate,
        dirty: Callable[[str], None],
    ) -> None:
        self._members = members
        self._forwarder = forwarder
        self._negotiate = negotiate
        self._dirty = dirty
        self.lifetimes = Lifetimes(self)
        forwarder.on_sent = self.lifetimes.sent

    def update(self, member: Member) -> None:
        """Make the flows of a router those of its configuration; end the SAs that must end."""
        new = flow_rules.wanted(member)
        for key, old in list(member.flows.items()):
            fresh = new.get(key)
            if fresh is not None and flow_rules.survives(old, fresh):
                peers, old.entry = old.entry.peers, fresh.entry
                if peers != fresh.entry.peers and old.child is None:
                    old.peer = fresh.peer
                old.ivrf, old.path_mtu = fresh.ivrf, fresh.path_mtu
                new[key] = old
            else:
                self.release(member, old)
        member.put_flows(new)
        held, known = member.addresses(), member.snapshot.ike.profiles
        for sa in list(member.ike_sas.values()):
            if sa.profile not in known or sa.local not in held:
                self.delete(member, sa)

    def release(self, member: Member, flow: CryptoFlow) -> None:
        """End the SAs of a flow, and the IKE SA when it carries nothing else."""
        sa = flow.ike
        self.clear_child(member, flow)
        flow.ike = None
        if sa is not None and sa.local_spi in member.ike_sas and not self._carries(member, sa):
            self.delete(member, sa)

    @staticmethod
    def _carries(member: Member, sa: IkeSa) -> bool:
        return any(flow.ike is sa for flow in member.by_peer.get((sa.local, sa.remote), ()))

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

    def path(self, member: Member, sa_or_flow: IkeSa | CryptoFlow) -> Member | None:
        """The router at the other end, if IKE packets get there and back."""
        if isinstance(sa_or_flow, IkeSa):
            local, remote = sa_or_flow.local, sa_or_flow.remote
        elif sa_or_flow.local is None or sa_or_flow.peer is None:
            return None
        else:
            local, remote = sa_or_flow.local, sa_or_flow.peer
        vrf = sa_or_flow.fvrf
        if not member.owns(local, vrf):
            return None
        packet = Packet(local, remote, "udp", IKE_PORT, IKE_PORT)
        there = self._forwarder.send(member.name, packet, vrf=vrf, exempt=True)
        peer = self._members.get(there.arrived or "")
        if peer is None or peer is member:
            return None
        back = self._forwarder.send(peer.name, packet.reply(), vrf=there.vrf, exempt=True)
        return peer if back.arrived == member.name else None

    def start_down(self, members: Iterable[Member]) -> None:
        """Let every tunnel interface of these routers that is down start negotiating."""
        for member in members:
            for flow in list(member.by_tunnel.values()):
                if flow.child is None and flow.entry.complete:
                    self.initiate(member, flow)

    def start_towards(self, member: Member) -> None:
        """Let other routers' tunnel interfaces that point at this router start negotiating."""
        for (local, peer), held in list(member.by_peer.items()):
            if all(flow.child is not None for flow in held):
                continue
            for name, _ in self._forwarder.holders(peer):
                other = self._members[name]
                for flow in list(other.by_peer.get((peer, local), ())):
                    tunnel = flow.entry.kind == "tunnel"
                    if tunnel and flow.child is None and flow.entry.complete:
                        self.initiate(other, flow)

    def answering(self, peer: Member, flow: CryptoFlow) -> CryptoFlow | None:
        """The responder's flow for the selectors an initiator proposes: mirrored ones first."""
        if flow.local is None or flow.peer is None:
            return None
        held = [one for one in peer.by_peer.get((flow.peer, flow.local), ()) if one.entry.complete]
        mirror = flow_rules.mirrored(flow.selector)
        exact = [one for one in held if one.selector == mirror]
        free = [one for one in exact if one.child is None]
        wider = [one for one in held if flow_rules.overlap(one.selector, mirror)]
        return next(iter([*free, *exact, *wider, *held]), None)

    def judge(self, member: Member, peer: Member, flow: CryptoFlow) -> Negotiation:
        """What IKEv2 makes of the two configurations as they are now."""
        theirs = self.answering(peer, flow)
        now: datetime = member.router.clock.now()
        return self._negotiate(
            member.snapshot.indexed,
            peer.snapshot.indexed,
            flow_rules.narrowed(flow),
            flow_rules.narrowed(theirs) if theirs is not None else None,
            now,
        )

    def initiate(self, member: Member, flow: CryptoFlow) -> bool:
        """Try to bring a flow up; whether it is up now."""
        if flow.child is not None:
            return True
        if not flow.entry.complete or flow.local is None or flow.peer is None:
            return False
        for address in flow.entry.peers:
            flow.peer = address
            peer = self.path(member, flow)
            if peer is not None:
                break
        else:
            flow.negotiating = True
            return False
        if (flow.local, flow.peer) not in member.by_peer:
            member.put_flows(member.flows)
        live = self._live(member, flow)
        if live is not None:
            return self.lifetimes.new_child(member, peer, flow, live)
        return self._fresh(member, peer, flow)

    def _live(self, member: Member, flow: CryptoFlow) -> IkeSa | None:
        if flow.local is None or flow.peer is None:
            return None
        for one in member.by_peer.get((flow.local, flow.peer), ()):
            sa = one.ike
            same = sa is not None and (sa.fvrf, sa.profile) == (flow.fvrf, flow.entry.profile)
            if sa is not None and same and self.other_end(sa) is not None:
                return sa
        return None

    def _fresh(self, member: Member, peer: Member, flow: CryptoFlow) -> bool:
        outcome = self.judge(member, peer, flow)
        theirs = self.answering(peer, flow)
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

    def forget_router(self, member: Member) -> None:
        """A router is gone without a word: its SAs vanish, its peers find out by DPD."""
        for sa in list(member.ike_sas.values()):
            self.delete(member, sa, notify=False)
