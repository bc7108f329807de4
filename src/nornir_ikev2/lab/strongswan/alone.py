"""One router with charon in a namespace that is there already: a container, whose wires others laid.

There is no model of the other routers: what is beyond the wires answers for itself, or not.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeVar

from nornir_ikev2.lab.strongswan.charon import Refused
from nornir_ikev2.lab.strongswan.collision import superfluous
from nornir_ikev2.lab.strongswan.daemon import Daemon
from nornir_ikev2.lab.strongswan.exchanges import ANSWER_SECONDS, DELETE_SECONDS, CharonExchanges
from nornir_ikev2.lab.strongswan.layout import Layout
from nornir_ikev2.lab.strongswan.management import keep_apart
from nornir_ikev2.lab.strongswan.namespace import Namespace
from nornir_ikev2.lab.strongswan.network import Network
from nornir_ikev2.lab.strongswan.observed import ObservedIke
from nornir_ikev2.lab.wan.exchanges import MakeExchanges, Paths
from nornir_ikev2.lab.wan.fabric import Fabric
from nornir_ikev2.lab.wan.ike import IkeEngine
from nornir_ikev2.lab.wan.member import Member
from nornir_ikev2.lab.wan.state import CryptoFlow, IkeSa

T = TypeVar("T")

SETTINGS: Final = {
    "net/ipv4/ip_forward": "1",
    "net/ipv4/conf/all/rp_filter": "0",
    "net/ipv4/conf/default/rp_filter": "0",
    "net/ipv4/conf/all/send_redirects": "0",
}


class OwnNamespace(Namespace):
    """The network namespace and /run of this process; nothing is made and nothing is ended."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.pid = os.getpid()
        for place, value in SETTINGS.items():
            Path("/proc/sys", place).write_text(value, encoding="ascii")

    @property
    def run_folder(self) -> Path:
        """Our own /run."""
        return Path("/run")

    def inside(self, *command: str) -> list[str]:
        """The command as it is."""
        return [*command]

    def call(self, function: Callable[[], T]) -> T:
        """Call a function; we are inside already."""
        return function()

    def close(self) -> None:
        """Nothing to let go."""


class OwnNetwork(Network):
    """The interfaces of this namespace as those of one router.

    Args:
        router: its name.
        wired: device by interface, `{"GigabitEthernet2": "eth1"}`.
    """

    def __init__(self, router: str, wired: Mapping[str, str]) -> None:
        namespace = OwnNamespace(router)
        keep_apart(namespace)
        self.namespaces = {router: namespace}
        self.wired = {router: dict(wired)}
        self._layouts: dict[str, Layout] = {}
        self._switch = None


class LoneExchanges(CharonExchanges):
    """Implements `wan.exchanges.Exchanges` for a router whose peers are somewhere else."""

    def alive(self, sa: IkeSa) -> bool:
        """Whether charon still has the SA; what the peer has, only the peer knows."""
        return any(sa is one for one in self._held(sa))

    def _held(self, sa: IkeSa) -> list[IkeSa]:
        members = self._engine.members.values()
        return [one for member in members for one in member.ike_sas.values() if one is sa]

    def _sas(self, daemon: Daemon) -> tuple[ObservedIke, ...]:
        """The SAs of the daemon, without those that peers started at the same moment as well."""
        seen = daemon.sas()
        lost = superfluous(seen)
        for one in lost:
            daemon.charon.terminate(ike=one.unique, seconds=DELETE_SECONDS)
        return tuple(one for one in seen if one not in lost)

    def _start(
        self, member: Member, peer: Member, flow: CryptoFlow, connection: str | None
    ) -> bool:
        """Let charon start, by the connection it was told for this peer."""
        daemon = self._daemons.get(member.name)
        if daemon is None or flow.peer is None:
            return False
        way = daemon.loading.way(flow.entry.name, flow.selector, flow.peer)
        flow.negotiating = False
        if way is None or way.reason is not None or not way.connections:
            return False
        place = (member.name, way.child, flow.peer)
        if self._lately_refused(place, member, peer):
            return False
        self._mirror(member)
        known = connection is not None and connection in daemon.loading.connections
        name = connection if connection is not None and known else way.connections[0]
        try:
            daemon.charon.initiate(name, way.child, seconds=ANSWER_SECONDS)
        except Refused:
            self._refuse(place, member, peer)
        self.refresh(member)
        return flow.child is not None


class LoneEngine(IkeEngine):
    """Takes every peer that packets leave towards for reachable: only an answer can tell."""

    def path(self, member: Member, sa_or_flow: IkeSa | CryptoFlow) -> Member | None:
        """The router itself, in place of a peer that nothing is known of; None without a way out."""
        local = sa_or_flow.local
        remote = sa_or_flow.remote if isinstance(sa_or_flow, IkeSa) else sa_or_flow.peer
        if local is None or remote is None or not member.owns(local, sa_or_flow.fvrf):
            return None
        return member if self.leaves(member, local, remote, sa_or_flow.fvrf) else None


class LoneFabric(Fabric):
    """A WAN with one router in it; what leaves by a wire is beyond."""

    def isolate(self, exchanges: MakeExchanges) -> None:
        """Let a daemon make the SAs, and let packets leave."""
        self.forwarder.beyond = True
        self.ike = LoneEngine(self.members, self.forwarder, exchanges, self.mark)


def by_charon(
    router: str, wired: Mapping[str, str], kept: Callable[[CharonExchanges], None]
) -> MakeExchanges:
    """Exchanges of one router by its own charon in this namespace; `kept` is handed them, to end them."""
    network = OwnNetwork(router, wired)

    def make(engine: Paths) -> CharonExchanges:
        made = LoneExchanges(engine, network, None)
        kept(made)
        made.start([router])
        return made

    return make
