"""What the namespace of a router shall look like: addresses, tunnel devices, routes and rules. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network
from typing import Final

from nornir_ikev2.ike.model import IkeConfig, Selector
from nornir_ikev2.lab.strongswan.charon import MARK
from nornir_ikev2.lab.strongswan.devices import device
from nornir_ikev2.lab.wan.ports import Port
from nornir_ikev2.lab.wan.state import Route
from nornir_ikev2.lab.wan.tables import Table

PROTECTED: Final = 220
"""Routing table in which `kernel-libipsec` sends packets into its device."""

FIRST_VRF: Final = 1000
"""Routing table of the first VRF."""

STOPPED_RULE: Final = 50
PROTECTED_RULE: Final = 100
VRF_RULE: Final = 150
LOOPBACK: Final = "lo"
_LAST_METRIC: Final = 4294967295
_PAIR: Final = 2
Ends = tuple[IPv4Address, IPv4Address]
Tables = Mapping[str | None, Table]


@dataclass(frozen=True, slots=True)
class Layout:
    """A namespace; each line as `ip -batch` takes it after `add`.

    Attributes:
        up: wired interfaces that are up.
        links: tunnel devices, `Tu10 type xfrm dev lo if_id 11`.
        addresses: `198.51.100.1/30 dev Gi2`.
        routes: `0.0.0.0/0 via 198.51.100.2 dev Gi2 onlink`.
        rules: which VRF packets belong to, what is protected, which peers an access list cuts off.
    """

    up: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    routes: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Around:
    """What there is beside a router's own configuration.

    Attributes:
        wired: device by interface that has a cable.
        tunnels: by tunnel interface that is up, what `ip link add` takes.
        protected: what goes into ESP of charon's own now, as this router sees it.
        stopped: local address and peer between which an access list lets nothing pass.
    """

    wired: Mapping[str, str]
    tunnels: Mapping[str, str] = field(default_factory=dict[str, str])
    protected: tuple[Selector, ...] = ()
    stopped: tuple[Ends, ...] = ()

    def place(self, port: Port) -> str:
        """The device an interface is; the loopback for those that lead nowhere."""
        if port.name in self.tunnels:
            return device(port.name)
        return self.wired.get(port.name, LOOPBACK)


def layout(ports: Iterable[Port], tables: Tables, config: IkeConfig, around: Around) -> Layout:
    """The namespace of a router with this configuration.

    Args:
        ports: its interfaces; a tunnel takes part if it is in `around.tunnels`.
        tables: its routes by VRF; None is the global table.
        config: for the networks its crypto maps protect, in each of which it must have an address.
        around: everything else.
    """
    here = [
        one for one in ports if not one.shutdown and (not one.tunnel or one.name in around.tunnels)
    ]
    numbers = {vrf: FIRST_VRF + at for at, vrf in enumerate(sorted(filter(None, tables)))}
    addresses = _addresses(here, around)
    extra = {
        f"{inside(one)}/32 dev {LOOPBACK}"
        for one in _insides(config)
        if not any(address in one for address in addresses)
    }
    return Layout(
        up=frozenset(around.wired[port.name] for port in here if port.name in around.wired),
        links=frozenset(around.tunnels.values()),
        addresses=frozenset({*addresses.values(), *extra}),
        routes=frozenset(_routes(here, tables, numbers, around)),
        rules=frozenset(
            {
                *map(_protect, around.protected),
                *map(_stop, around.stopped),
                *_belongings(here, numbers, around),
            }
        ),
    )


def _addresses(ports: Iterable[Port], around: Around) -> dict[IPv4Address, str]:
    found: dict[IPv4Address, str] = {}
    for port in ports:
        place = around.place(port)
        if port.unnumbered:  # the address is where it was borrowed
            continue
        # The routing table of a VRF has the network of the interface; the main table must not.
        apart = " noprefixroute" if port.vrf and place != LOOPBACK else ""
        for one in (port.address, *port.secondaries):
            if one is not None:
                prefix = one if place != LOOPBACK else IPv4Network(one.ip)
                found[one.ip] = f"{prefix} dev {place}{apart}"
    return found


def _routes(
    ports: Iterable[Port], tables: Tables, numbers: Mapping[str, int], around: Around
) -> Iterator[str]:
    places = {port.name: around.place(port) for port in ports}
    leading = {name: place for name, place in places.items() if place != LOOPBACK}
    for vrf, table in tables.items():
        into = f" table {numbers[vrf]}" if vrf else ""
        for route in table:
            wanted = (
                route.code == "C"
                if vrf and route.code in {"C", "L"}
                else route.code not in {"C", "L"}
            )
            line = _route(route, table, leading) if wanted else None
            if line:
                yield line + into
        if vrf:  # what a VRF has no route for is lost, and not looked up in the global table
            yield f"unreachable default{into} metric {_LAST_METRIC}"


def _route(route: Route, table: Table, leading: Mapping[str, str]) -> str | None:
    """The line of a route; None when it leads to no device."""
    hop = route.next_hop
    leaving = table.egress(hop) if hop is not None else None
    place = leading.get(route.interface or (leaving[0] if leaving else ""))
    if place is None:
        return None
    if hop is None:
        return f"{route.network} dev {place} scope link"
    return f"{route.network} via {leaving[1] if leaving else hop} dev {place} onlink"


def _belongings(ports: Iterable[Port], numbers: Mapping[str, int], around: Around) -> Iterator[str]:
    """What comes in by an interface of a VRF, or from an address in it, is routed there."""
    for port in ports:
        if not port.vrf or port.vrf not in numbers:
            continue
        number = numbers[port.vrf]
        place = around.place(port)
        if place != LOOPBACK:
            yield f"pref {VRF_RULE} iif {place} lookup {number}"
        for one in (port.address, *port.secondaries):
            if one is not None:
                yield f"pref {VRF_RULE} from {one.ip} lookup {number}"


def _insides(config: IkeConfig) -> Iterator[IPv4Network]:
    for entry in config.entries:
        if entry.kind == "crypto-map" and entry.complete:
            yield from (one.local for one in entry.selectors if one.local.prefixlen)


def inside(network: IPv4Network) -> IPv4Address:
    """An address that a host of the network may have."""
    return network.network_address + (network.num_addresses > _PAIR)


def _protect(selector: Selector) -> str:
    """Packets of others that the selector holds go into ESP; charon's own carry its mark."""
    place = f"from {selector.local} to {selector.remote}"
    kind = "" if selector.protocol == "ip" else f" ipproto {selector.protocol}"
    return f"pref {PROTECTED_RULE} not fwmark {MARK} {place}{kind} lookup {PROTECTED}"


def _stop(ends: Ends) -> str:
    return f"pref {STOPPED_RULE} from {ends[0]} to {ends[1]} blackhole"
