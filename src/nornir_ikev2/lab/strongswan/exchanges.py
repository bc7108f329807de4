"""SAs made by packets: each router's charon does what its configuration says."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from ipaddress import IPv4Address
from pathlib import Path
from typing import Final

from nornir_ikev2.errors import NornirIkev2Error
from nornir_ikev2.ike.model import Identity, Selector
from nornir_ikev2.lab.strongswan import records
from nornir_ikev2.lab.strongswan.charon import Refused
from nornir_ikev2.lab.strongswan.counterpart import fitting
from nornir_ikev2.lab.strongswan.daemon import Daemon
from nornir_ikev2.lab.strongswan.devices import link
from nornir_ikev2.lab.strongswan.esp import Esp, carrier
from nornir_ikev2.lab.strongswan.identities import of_router
from nornir_ikev2.lab.strongswan.layout import Around, layout
from nornir_ikev2.lab.strongswan.network import Network
from nornir_ikev2.lab.strongswan.observed import ObservedIke
from nornir_ikev2.lab.strongswan.pki import LabPki
from nornir_ikev2.lab.strongswan.translate import translate
from nornir_ikev2.lab.wan.exchanges import Paths
from nornir_ikev2.lab.wan.forwarding import gre_source
from nornir_ikev2.lab.wan.member import Member
from nornir_ikev2.lab.wan.state import CryptoFlow, IkeSa

LOGGER = logging.getLogger(__name__)

ANSWER_SECONDS: Final = 4.0
"""How long an initiator is waited for: charon needs 0.02 s where the peer answers."""

DELETE_SECONDS: Final = 1.0
RETRY_SECONDS: Final = 10.0
"""Router seconds until a tunnel interface that was refused tries again, unless a configuration changes."""

Known = dict[IPv4Address, Identity]


class CharonExchanges:
    """Implements `wan.exchanges.Exchanges`.

    Commands to the daemons are answered within milliseconds and run on the lab's loop; what happens by
    itself (rekeys, dead peers, a peer's delete) is reported by their events.

    Args:
        engine: knows the routers and the paths between them.
        network: the namespaces.
        folder: where each daemon's log goes, one folder per router; None: into its private /run.

    Attributes:
        esp: who encrypts.
        carries_tunnels: whether packets go through tunnel interfaces for real.
    """

    def __init__(self, engine: Paths, network: Network, folder: Path | None) -> None:
        self._engine = engine
        self.network = network
        self._folder = folder
        self._pki = LabPki()
        self._loop = asyncio.get_running_loop()
        self._daemons: dict[str, Daemon] = {}
        self._known: dict[str, Known] = {}
        self._told: set[str] = set()
        self._refused: dict[tuple[str, str, IPv4Address], tuple[int, int, float]] = {}
        self.esp = carrier()
        self.carries_tunnels = self.esp is Esp.KERNEL

    def start(self, routers: Iterable[str]) -> None:
        """Start the daemons of these routers.

        Raises:
            NornirIkev2Error: one does not start.
        """
        for name in routers:
            self._daemons[name] = Daemon(
                self.network.namespaces[name],
                self._log(name),
                self._pki,
                partial(self._announce, name),
            )

    def follow(self, member: Member) -> None:
        """Mirror addresses and routes, and tell the daemon what the configuration says now."""
        if member.name not in self._daemons:
            self._restart(member.name)
        self._mirror(member)
        mine = of_router(member.snapshot.ike)
        changed = self._known.get(member.name) != mine
        self._known[member.name] = mine
        for other in list(self._engine.members.values()) if changed else [member]:
            self._tell(other)

    def _restart(self, name: str) -> None:
        """A router was switched on again."""
        try:
            self.start([name])
        except NornirIkev2Error as error:
            LOGGER.error("%s: %s", name, error)  # noqa: TRY400 - the message says it all

    def _log(self, name: str) -> Path | None:
        if self._folder is None:
            return None
        (self._folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._folder / name / "charon.log"

    def _tell(self, member: Member) -> None:
        """Load the configuration of a router into its daemon, as far as it can be."""
        daemon = self._daemons.get(member.name)
        if daemon is None:
            return
        try:
            wanted = translate(
                member.snapshot.indexed,
                known=self._callers(member),
                transport=self.carries_tunnels,
            )
            daemon.tell(wanted)
        except NornirIkev2Error as error:
            LOGGER.warning("%s: %s", member.name, error)

    def _callers(self, member: Member) -> Known:
        """Who may call this router: those it has as peers, and those that have it as theirs."""
        mine = {entry.local_address for entry in member.snapshot.ike.entries if entry.local_address}
        peers = {peer for entry in member.snapshot.ike.entries for peer in entry.peers}
        found: Known = {}
        for name, identities in self._known.items():
            other = self._engine.members.get(name)
            if other is None or other is member:
                continue
            calls = any(
                peer in mine for entry in other.snapshot.ike.entries for peer in entry.peers
            )
            for address, identity in identities.items():
                if calls or address in peers:
                    found[address] = identity
        return found

    def _mirror(self, member: Member) -> None:
        ports = member.snapshot.ports.values()
        tables = {
            vrf: self._engine.forwarder.table(member, vrf)
            for vrf in {None, *(port.vrf for port in ports)}
        }
        wanted = layout(ports, tables, member.snapshot.ike, self._around(member))
        self.network.follow(member.name, wanted)

    def _around(self, member: Member) -> Around:
        flows = member.flows.values()
        stopped = [
            (flow.local, flow.peer)
            for flow in flows
            if flow.local and flow.peer and self._engine.path(member, flow) is None
        ]
        wired = self.network.wired[member.name]
        if self.carries_tunnels:
            return Around(wired, _tunnels(member), (), tuple(stopped))
        children = [flow.child for flow in flows if flow.entry.kind == "crypto-map" and flow.child]
        protected = [Selector(one.local, one.remote, one.protocol) for one in children]
        return Around(wired, {}, tuple(protected), tuple(stopped))

    def forget(self, member: Member) -> None:
        """Power off: the daemon and its interfaces are gone, peers hear nothing."""
        daemon = self._daemons.pop(member.name, None)
        if daemon is not None:
            daemon.stop()
        self._known.pop(member.name, None)
        self._refused.clear()  # the clock and the configuration of the router begin anew
        self.network.unplug(member.name)
        records.clear(member)

    def _announce(self, name: str) -> None:
        """An event of a daemon, on its own thread."""
        if name in self._told or self._loop.is_closed():
            return
        self._told.add(name)
        self._loop.call_soon_threadsafe(self._heard, name)

    def _heard(self, name: str) -> None:
        self._told.discard(name)
        member = self._engine.members.get(name)
        if member is not None:
            self.refresh(member)

    def refresh(self, member: Member) -> None:
        """Ask the daemon for its SAs and keep the records in step."""
        daemon = self._daemons.get(member.name)
        if daemon is None:
            return
        try:
            seen = self._sas(daemon)
            daemon.count(member.tally)
        except NornirIkev2Error as error:
            LOGGER.warning("%s: %s", member.name, error)
            if not daemon.charon.running:
                self._replace(member)
            return
        holders = {address: name for name, known in self._known.items() for address in known}
        counted = self.carries_tunnels
        if records.follow(member, daemon.records, seen, daemon.loading, holders, tunnels=counted):
            self._mirror(member)
            self._engine.dirty(member.name)

    def _sas(self, daemon: Daemon) -> tuple[ObservedIke, ...]:
        """The SAs of a daemon."""
        return daemon.sas()

    def _replace(self, member: Member) -> None:
        """The daemon has died: its SAs are gone, and a new one begins."""
        self._daemons.pop(member.name).stop()
        records.clear(member)
        self._restart(member.name)
        self._tell(member)
        self._engine.dirty(member.name)

    def alive(self, sa: IkeSa) -> bool:
        """Whether the peer still has its half of an IKE SA."""
        peer = self._engine.members.get(sa.peer_router)
        return peer is not None and sa.remote_spi in peer.ike_sas

    def establish(self, member: Member, peer: Member, flow: CryptoFlow) -> bool:
        """Let charon start; whether the child is up now."""
        return self._start(member, peer, flow, None)

    def add_child(self, member: Member, peer: Member, flow: CryptoFlow, sa: IkeSa) -> bool:
        """CREATE_CHILD_SA in a live IKE SA; whether the child is up now."""
        daemon = self._daemons.get(member.name)
        return self._start(member, peer, flow, daemon.records.connection(sa) if daemon else None)

    def _start(
        self, member: Member, peer: Member, flow: CryptoFlow, connection: str | None
    ) -> bool:
        daemon, other = self._daemons.get(member.name), self._daemons.get(peer.name)
        if daemon is None or other is None or flow.peer is None:
            return False
        way = daemon.loading.way(flow.entry.name, flow.selector, flow.peer)
        flow.negotiating = False
        if way is None or way.reason is not None or not way.connections:
            return False
        place = (member.name, way.child, flow.peer)
        if self._lately_refused(place, member, peer):
            return False
        for one in (member, peer):
            self._mirror(one)
        name = connection if connection in daemon.loading.connections else None
        name = name or fitting(daemon.loading, way, other.loading)
        try:
            daemon.charon.initiate(name, way.child, seconds=ANSWER_SECONDS)
        except NornirIkev2Error as error:
            if not isinstance(error, Refused):
                LOGGER.warning("%s: %s", member.name, error)
            self._refuse(place, member, peer)
        for one in (member, peer):
            self.refresh(one)
        return flow.child is not None

    def _lately_refused(
        self, place: tuple[str, str, IPv4Address], member: Member, peer: Member
    ) -> bool:
        """Whether nothing changed since the peer refused, and it was not long ago."""
        refused = self._refused.get(place)
        versions = (member.router.config.version, peer.router.config.version)
        return (
            refused is not None
            and refused[:2] == versions
            and member.router.clock.seconds() < refused[2]
        )

    def _refuse(self, place: tuple[str, str, IPv4Address], member: Member, peer: Member) -> None:
        until = member.router.clock.seconds() + RETRY_SECONDS
        versions = (member.router.config.version, peer.router.config.version)
        self._refused[place] = (*versions, until)
        member.router.clock.call_later(RETRY_SECONDS + 1, lambda: self._engine.dirty(member.name))

    def delete(self, member: Member, sa: IkeSa) -> None:
        """INFORMATIONAL with a delete; the peer's records follow at once if it got there."""
        daemon = self._daemons.get(member.name)
        number = daemon.records.number(sa) if daemon else None
        if daemon is not None and number is not None:
            with suppress(NornirIkev2Error):  # a daemon that has died is replaced below
                daemon.charon.terminate(ike=number, seconds=DELETE_SECONDS)
        self._both(member, sa.peer_router)

    def clear_child(self, member: Member, flow: CryptoFlow) -> None:
        """INFORMATIONAL with a delete of the ESP SAs of a flow."""
        daemon, child = self._daemons.get(member.name), flow.child
        if daemon is None or child is None:
            return
        number = daemon.records.children.get(child.spi_in)
        if number is not None:
            with suppress(NornirIkev2Error):  # as above
                daemon.charon.terminate(child=number, seconds=DELETE_SECONDS)
        self._both(member, flow.ike.peer_router if flow.ike else "")

    def _both(self, member: Member, peer: str) -> None:
        self.refresh(member)
        self._engine.dirty(member.name)
        other = self._engine.members.get(peer)
        if other is not None:
            self.refresh(other)
            self._engine.dirty(other.name)

    def check(self, member: Member) -> None:
        """Addresses, routes or access lists changed somewhere; charon's own probes find dead peers."""
        self._mirror(member)

    def routed(self, member: Member) -> None:
        """Devices of tunnels come and go, and routes with them."""
        self._mirror(member)

    def sent(self, member: Member, sa: IkeSa) -> None:
        """Nothing to do: charon sees the traffic itself."""

    def echo(self, member: Member, source: IPv4Address, target: IPv4Address, size: int, /) -> bool:
        """One ICMP echo through the namespaces; through ESP where something protects it."""
        for one in self._engine.members.values():
            self._mirror(one)
        daemon = self._daemons.get(member.name)
        return daemon is not None and daemon.echoes.reaches(source, target, size)

    def close(self) -> None:
        """End all daemons and let the namespaces go."""
        for daemon in self._daemons.values():
            daemon.stop()
        self._daemons.clear()
        self.network.close()


def _tunnels(member: Member) -> dict[str, str]:
    """The devices of the tunnel interfaces that are up."""
    found: dict[str, str] = {}
    for port in member.snapshot.ports.values():
        if port.tunnel is None or not member.is_up(port):
            continue
        source = gre_source(member, port)
        line = link(port, str(source) if source else None)
        if line is not None:
            found[port.name] = line
    return found
