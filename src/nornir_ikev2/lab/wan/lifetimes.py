"""Time and SAs: rekeys, hard lifetimes, dead peer detection."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from nornir_ikev2.lab.contracts import Timer
from nornir_ikev2.lab.wan import sa as births
from nornir_ikev2.lab.wan.flows import narrowed
from nornir_ikev2.lab.wan.member import Member
from nornir_ikev2.lab.wan.negotiation import later_child
from nornir_ikev2.lab.wan.neighbours import eigrp_on, ospf_area
from nornir_ikev2.lab.wan.state import CryptoFlow, IkeSa

if TYPE_CHECKING:
    from nornir_ikev2.lab.wan.exchanges import Paths
    from nornir_ikev2.lab.wan.modelled import Modelled

SOFT = 0.95
"""Part of a lifetime after which the shorter-lived end rekeys."""

RETRIES = 5
"""Probes without an answer after which IOS declares a peer dead."""


class Lifetimes:
    """The timers of all SAs, by SPI."""

    def __init__(self, exchanges: Modelled, engine: Paths) -> None:
        self._exchanges = exchanges
        self._engine = engine
        self._timers: dict[int, Timer] = {}
        self._watched: dict[int, Timer] = {}

    def cancel(self, spi: int) -> None:
        """Forget what was to come for an SA."""
        for timers in (self._timers, self._watched):
            timer = timers.pop(spi, None)
            if timer is not None:
                timer.cancel()

    def _later(self, spi: int, member: Member, seconds: float, call: Callable[[], None]) -> None:
        self.cancel(spi)
        self._timers[spi] = member.router.clock.call_later(max(seconds, 1.0), call)

    def start(self, member: Member, flow: CryptoFlow) -> None:
        """Start the clocks of a new IKE SA and its first child."""
        if flow.ike is not None:
            self._start_ike(member, flow.ike)
        self._start_child(member, flow)

    def _start_ike(self, member: Member, sa: IkeSa) -> None:
        other = self._exchanges.other_end(sa)
        life = min(sa.lifetime, other[1].lifetime if other else sa.lifetime)
        self._later(sa.local_spi, member, life * SOFT, lambda: self._rekey_ike(member, sa, life))

    def _rekey_ike(self, member: Member, sa: IkeSa, life: int) -> None:
        """CREATE_CHILD_SA for the IKE SA itself: new keys, no new proof of identity."""
        other = self._exchanges.other_end(sa)
        peer = self._engine.path(member, sa)
        carried = [flow for flow in member.by_peer.get((sa.local, sa.remote), ()) if flow.ike is sa]
        outcome = self._exchanges.judge(member, peer, carried[0]) if peer and carried else None
        if other is None or outcome is None or outcome.suite is None:
            left = life * (1 - SOFT)
            self._later(sa.local_spi, member, left, lambda: self._exchanges.delete(member, sa))
            return
        self.cancel(sa.local_spi)
        spis = (births.spi(64), births.spi(64))
        for here, one, side in ((member, sa, 0), (other[0], other[1], 1)):
            here.ike_sas.pop(one.local_spi, None)
            one.local_spi, one.remote_spi = spis[side], spis[1 - side]
            one.suite, one.created = outcome.suite, here.router.clock.seconds()
            here.ike_sas[one.local_spi] = one
        self._start_ike(member, sa)

    def _start_child(self, member: Member, flow: CryptoFlow) -> None:
        child = flow.child
        peer = self._engine.path(member, flow)
        if child is None:
            return
        theirs = peer.inbound.get(child.spi_out) if peer else None
        life = min(
            child.lifetime, theirs.child.lifetime if theirs and theirs.child else child.lifetime
        )
        self._later(
            child.spi_in, member, life * SOFT, lambda: self._rekey_child(member, flow, life)
        )

    def _rekey_child(self, member: Member, flow: CryptoFlow, life: int) -> None:
        child = flow.child
        if child is None:
            return
        peer = self._engine.path(member, flow)
        if peer is not None and flow.ike is not None and self._make(member, peer, flow):
            self.cancel(child.spi_in)
            self._start_child(member, flow)
            return
        left = life * (1 - SOFT)
        self._later(child.spi_in, member, left, lambda: self._expire(member, flow, child.spi_in))

    def _expire(self, member: Member, flow: CryptoFlow, spi: int) -> None:
        if flow.child is None or flow.child.spi_in != spi:
            return
        # Without a child IOS gives the IKE SA up too; a tunnel interface then starts afresh.
        self._engine.release(member, flow)

    def new_child(self, member: Member, peer: Member, flow: CryptoFlow, sa: IkeSa) -> bool:
        """Bring a flow up inside an IKE SA that is there already; whether it is up now."""
        other = self._exchanges.other_end(sa)
        theirs = self._engine.answering(peer, flow)
        if other is None or theirs is None or not self._make(member, peer, flow):
            flow.negotiating = False
            return False
        flow.ike, theirs.ike = sa, other[1]
        self._start_child(member, flow)
        return True

    def _make(self, member: Member, peer: Member, flow: CryptoFlow) -> bool:
        """One CREATE_CHILD_SA exchange with key exchange if PFS asks for it."""
        theirs = self._rekeyed(peer, flow) or self._engine.answering(peer, flow)
        if theirs is None:
            return False
        suite = later_child(
            member.snapshot.indexed, peer.snapshot.indexed, narrowed(flow), narrowed(theirs)
        )
        if suite is None:
            return False
        esp = (births.spi(32), births.spi(32))
        pfs = flow.entry.pfs
        births.add_child(member, flow, suite, spis=esp, pfs=pfs, initiator=True)
        births.add_child(peer, theirs, suite, spis=(esp[1], esp[0]), pfs=pfs, initiator=False)
        return True

    @staticmethod
    def _rekeyed(peer: Member, flow: CryptoFlow) -> CryptoFlow | None:
        return peer.inbound.get(flow.child.spi_out) if flow.child else None

    def check(self, member: Member, sa: IkeSa) -> None:
        """Start dead peer detection if the other end does not answer any more."""
        if not self._alive(member, sa):
            self.watch(member, sa)

    def _alive(self, member: Member, sa: IkeSa) -> bool:
        other = self._exchanges.other_end(sa)
        return other is not None and self._engine.path(member, sa) is other[0]

    def orphan(self, member: Member, sa: IkeSa) -> None:
        """Let an end whose other half is gone live until DPD or its lifetime ends it."""
        left = sa.lifetime - sa.active(member.router.clock.seconds())
        self._later(sa.local_spi, member, left, lambda: self._exchanges.delete(member, sa))
        for flow in member.by_peer.get((sa.local, sa.remote), ()):
            if flow.ike is sa:
                self.outlive(member, flow)
        self.watch(member, sa)

    def outlive(self, member: Member, flow: CryptoFlow) -> None:
        """Let ESP SAs that nobody will rekey live until their hard lifetime ends."""
        child = flow.child
        if child is not None:
            left = child.remaining(member.router.clock.seconds())
            self._later(
                child.spi_in, member, left, lambda: self._expire(member, flow, child.spi_in)
            )

    def watch(self, member: Member, sa: IkeSa) -> None:
        """Delete an SA whose peer is silent when DPD has asked often enough.

        `periodic` asks by itself; `on-demand` only after traffic, see `sent`, of which a routing
        protocol sends enough.
        """
        if sa.dpd is None or sa.local_spi in self._watched:
            return
        if sa.dpd.mode == "periodic" or _chatty(member, sa):
            self._probe(member, sa, sa.dpd.interval + RETRIES * sa.dpd.retry)

    def sent(self, member: Member, sa: IkeSa) -> None:
        """Traffic went out through an SA: on-demand DPD asks if the peer is silent."""
        on_demand = sa.dpd is not None and sa.dpd.mode == "on-demand"
        if sa.dpd is None or not on_demand or sa.local_spi in self._watched:
            return
        if not self._alive(member, sa):
            self._probe(member, sa, sa.dpd.interval + RETRIES * sa.dpd.retry)

    def _probe(self, member: Member, sa: IkeSa, seconds: float) -> None:
        self._watched[sa.local_spi] = member.router.clock.call_later(
            seconds, lambda: self._verdict(member, sa)
        )

    def _verdict(self, member: Member, sa: IkeSa) -> None:
        self._watched.pop(sa.local_spi, None)
        if sa.local_spi in member.ike_sas and not self._alive(member, sa):
            self._exchanges.delete(member, sa, notify=False)


def _chatty(member: Member, sa: IkeSa) -> bool:
    """Whether EIGRP or OSPF sends hellos through a tunnel of this SA."""
    for flow in member.by_peer.get((sa.local, sa.remote), ()):
        port = member.snapshot.ports.get(flow.interface)
        if flow.ike is not sa or port is None or port.tunnel is None:
            continue
        if any(eigrp_on(process, port) for process in member.snapshot.eigrp):
            return True
        if any(ospf_area(process, port) is not None for process in member.snapshot.ospf):
            return True
    return False
