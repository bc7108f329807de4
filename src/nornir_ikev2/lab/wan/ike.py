"""IKE between the routers of a fabric: who starts, what comes up, what a change takes down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from ipaddress import IPv4Address

from nornir_ikev2.lab.wan import flows as flow_rules
from nornir_ikev2.lab.wan.acl import Packet
from nornir_ikev2.lab.wan.exchanges import MakeExchanges
from nornir_ikev2.lab.wan.forwarding import BEYOND, Forwarder
from nornir_ikev2.lab.wan.member import Member
from nornir_ikev2.lab.wan.state import CryptoFlow, IkeSa

IKE_PORT = 500


class IkeEngine:
    """Keeps the SAs of all members in step with their configurations.

    Args:
        members: routers by name.
        forwarder: carries the IKE packets.
        make: what makes SAs and ends them.
        dirty: called with the name of a router that must be looked at again.
    """

    def __init__(
        self,
        members: Mapping[str, Member],
        forwarder: Forwarder,
        make: MakeExchanges,
        dirty: Callable[[str], None],
    ) -> None:
        self.members = members
        self.forwarder = forwarder
        self.dirty = dirty
        self.exchanges = make(self)
        forwarder.on_sent = self.exchanges.sent

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
                self.exchanges.delete(member, sa)
        self.exchanges.follow(member)

    def release(self, member: Member, flow: CryptoFlow) -> None:
        """End the SAs of a flow, and the IKE SA when it carries nothing else."""
        sa = flow.ike
        self.exchanges.clear_child(member, flow)
        flow.ike = None
        if sa is not None and sa.local_spi in member.ike_sas and not self._carries(member, sa):
            self.exchanges.delete(member, sa)

    @staticmethod
    def _carries(member: Member, sa: IkeSa) -> bool:
        return any(flow.ike is sa for flow in member.by_peer.get((sa.local, sa.remote), ()))

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
        there = self.forwarder.send(member.name, packet, vrf=vrf, exempt=True)
        peer = self.members.get(there.arrived or "")
        if peer is None or peer is member:
            return None
        back = self.forwarder.send(peer.name, packet.reply(), vrf=there.vrf, exempt=True)
        return peer if back.arrived == member.name else None

    def leaves(
        self, member: Member, local: IPv4Address, remote: IPv4Address, vrf: str | None
    ) -> bool:
        """Whether IKE packets of a router leave this lab towards a peer beyond it."""
        packet = Packet(local, remote, "udp", IKE_PORT, IKE_PORT)
        return self.forwarder.send(member.name, packet, vrf=vrf, exempt=True).arrived == BEYOND

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
            for name, _ in self.forwarder.holders(peer):
                other = self.members[name]
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
            member.tally.sent()
            return False
        if (flow.local, flow.peer) not in member.by_peer:
            member.put_flows(member.flows)
        live = self._live(member, flow)
        if live is not None:
            return self.exchanges.add_child(member, peer, flow, live)
        return self.exchanges.establish(member, peer, flow)

    def _live(self, member: Member, flow: CryptoFlow) -> IkeSa | None:
        if flow.local is None or flow.peer is None:
            return None
        for one in member.by_peer.get((flow.local, flow.peer), ()):
            sa = one.ike
            same = sa is not None and (sa.fvrf, sa.profile) == (flow.fvrf, flow.entry.profile)
            if sa is not None and same and self.exchanges.alive(sa):
                return sa
        return None

    def forget_router(self, member: Member) -> None:
        """A router is gone without a word: its SAs vanish, its peers find out by DPD."""
        self.exchanges.forget(member)
