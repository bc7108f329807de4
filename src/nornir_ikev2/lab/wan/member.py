"""One router as the fabric knows it: its configuration as last read, and its live state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address

from nornir_ikev2.ike.model import Selector
from nornir_ikev2.lab.contracts import Router
from nornir_ikev2.lab.wan.events import Events
from nornir_ikev2.lab.wan.ports import Port
from nornir_ikev2.lab.wan.snapshot import Snapshot
from nornir_ikev2.lab.wan.state import CryptoFlow, IkeSa
from nornir_ikev2.lab.wan.tables import Table, base_table
from nornir_ikev2.lab.wan.tally import Tally

FlowKey = tuple[str, str, int, Selector]


@dataclass(slots=True)
class Line:
    """Line protocol of one interface: up or down since a router second."""

    up: bool
    since: float
    reason: str = ""


class Member:
    """A router attached to the WAN.

    Attributes:
        links: topology network by interface name.
        ike_sas: IKE SAs by local SPI, oldest first.
        flows: what the crypto configuration protects, by key, in configuration order.
        inbound: flow by the SPI of its inbound ESP SA.
        lines: line protocol by interface.
        by_tunnel, by_peer: the same flows by tunnel interface, and by both endpoints.
        booted: address of each interface when the router was plugged in.
        events: what was last logged of its interfaces.
        tally: what it counted of IKEv2 since it booted.
        epoch: grows whenever forwarding of this router may have changed.
        management: address the station talks to, fixed when first seen.
    """

    def __init__(self, router: Router, links: Mapping[str, str]) -> None:
        self.router = router
        self.name = router.name
        self.links = dict(links)
        self.ike_sas: dict[int, IkeSa] = {}
        self.flows: dict[FlowKey, CryptoFlow] = {}
        self.inbound: dict[int, CryptoFlow] = {}
        self.lines: dict[str, Line] = {}
        self.by_tunnel: dict[str, CryptoFlow] = {}
        self.by_peer: dict[tuple[IPv4Address, IPv4Address], list[CryptoFlow]] = {}
        self.events = Events()
        self.tally = Tally()
        self.epoch = 0
        self.management: IPv4Address | None = None
        self.snapshot = Snapshot(router)
        self._tables: dict[str | None, tuple[int, Table]] = {}
        self._owned: tuple[int, dict[str | None, set[IPv4Address]]] = (-1, {})
        self.booted = {port.name: port.address for port in self.snapshot.ports.values()}
        self._last_ids = {"session": 0, "conn": 2000}

    def refresh(self) -> bool:
        """Read the configuration again if it moved on; whether it did."""
        if self.snapshot.version == self.router.config.version:
            return False
        old, self.snapshot = self.snapshot, Snapshot(self.router)
        if (old.ports, old.statics) != (self.snapshot.ports, self.snapshot.statics):
            self.epoch += 1
        return True

    def put_flows(self, flows: dict[FlowKey, CryptoFlow]) -> None:
        """Replace the flows and their indexes."""
        self.flows = flows
        self.by_tunnel = {
            flow.interface: flow for flow in flows.values() if flow.entry.kind == "tunnel"
        }
        self.by_peer = {}
        for flow in flows.values():
            if flow.local is not None and flow.peer is not None:
                self.by_peer.setdefault((flow.local, flow.peer), []).append(flow)

    def next_id(self, kind: str, step: int = 1) -> int:
        """The next `session` or `conn` number."""
        self._last_ids[kind] += step
        return self._last_ids[kind]

    def tunnel_id(self) -> int:
        """The lowest free id of an IKE SA."""
        used = {sa.tunnel_id for sa in self.ike_sas.values()}
        return next(number for number in range(1, len(used) + 2) if number not in used)

    def is_up(self, port: Port) -> bool:
        """Whether an interface forwards now; tunnels as last decided by their line state."""
        if port.shutdown:
            return False
        if port.tunnel is None:
            return True
        line = self.lines.get(port.name)
        return line is not None and line.up

    def set_line(self, name: str, *, up: bool, reason: str = "") -> bool:
        """Record a line protocol; whether it changed."""
        line = self.lines.get(name)
        now = self.router.clock.seconds()
        if line is None:
            self.lines[name] = Line(up, now, reason)
            self.epoch += 1
            return up
        line.reason = reason
        if line.up == up:
            return False
        line.up, line.since = up, now
        self.epoch += 1
        return True

    def up_ports(self, vrf: str | None) -> dict[str, Port]:
        """The interfaces of a VRF that forward now."""
        return {
            port.name: port
            for port in self.snapshot.ports.values()
            if port.vrf == vrf and self.is_up(port)
        }

    def base(self, vrf: str | None) -> Table:
        """Connected and static routes of a VRF."""
        held = self._tables.get(vrf)
        if held is not None and held[0] == self.epoch:
            return held[1]
        statics = (route for route in self.snapshot.statics if route.vrf == vrf)
        table = base_table(self.up_ports(vrf), statics)
        self._tables[vrf] = (self.epoch, table)
        return table

    def owns(self, address: IPv4Address, vrf: str | None) -> bool:
        """Whether an address is one of ours, on an interface that is up."""
        if self._owned[0] != self.epoch:
            found: dict[str | None, set[IPv4Address]] = {}
            for port in self.snapshot.ports.values():
                if self.is_up(port):
                    found.setdefault(port.vrf, set()).update(_addresses(port))
            self._owned = (self.epoch, found)
        return address in self._owned[1].get(vrf, ())

    def addresses(self) -> set[IPv4Address]:
        """All configured addresses, up or not."""
        return {one for port in self.snapshot.ports.values() for one in _addresses(port)}

    def source_for(
        self, destination: IPv4Address, vrf: str | None, table: Table
    ) -> IPv4Address | None:
        """The address the router itself uses towards a destination: that of the egress interface."""
        if self.owns(destination, vrf):
            return destination
        leaving = table.egress(destination)
        port = self.snapshot.ports.get(leaving[0]) if leaving else None
        return port.address.ip if port is not None and port.address is not None else None

    def find_management(self) -> None:
        """Fix the management address: the first linked interface that has one."""
        if self.management is not None:
            return
        for name in self.links:
            port = self.snapshot.ports.get(name)
            if port is not None and port.address is not None and not port.shutdown:
                self.management = port.address.ip
                return


def _addresses(port: Port) -> Iterable[IPv4Address]:
    return (one.ip for one in (port.address, *port.secondaries) if one is not None)
