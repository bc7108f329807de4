"""The wires of a lab as veth pairs, and each router's addresses and routes in its namespace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Final

from nornir_ikev2.ike.model import IkeConfig, Selector
from nornir_ikev2.lab.strongswan.charon import MARK
from nornir_ikev2.lab.strongswan.namespace import Namespace
from nornir_ikev2.lab.wan.ports import Port
from nornir_ikev2.lab.wan.tables import Table

PROTECTED: Final = 220
"""Routing table in which `kernel-libipsec` sends packets into its device."""

STOPPED_RULE: Final = 50
PROTECTED_RULE: Final = 100
_ORIGIN: Final = 99
"""Mark of the routes that are ours (`proto`)."""

_LONGEST_NAME: Final = 15
_PAIR: Final = 2
Ends = tuple[IPv4Address, IPv4Address]


@dataclass(frozen=True, slots=True)
class Layout:
    """What a namespace shall look like; each line as `ip -batch` takes it after `add`.

    Attributes:
        up: wired interfaces that are up.
        addresses: `198.51.100.1/30 dev Gi2`.
        routes: `0.0.0.0/0 via 198.51.100.2`.
        rules: what is protected, and which peers an access list cuts off.
    """

    up: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    routes: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()


def device(interface: str) -> str:
    """A name for an interface of a router that Linux takes: `Gi2`, `Gi0-0-1`."""
    digits = interface.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-")
    kind = interface[: len(interface) - len(digits)]
    return (kind[:2] + digits.replace("/", "-").replace(":", "-"))[:_LONGEST_NAME]


def layout(
    ports: Iterable[Port],
    tables: Iterable[Table],
    wired: Mapping[str, str],
    config: IkeConfig,
    *,
    protected: Iterable[Selector] = (),
    stopped: Iterable[Ends] = (),
) -> Layout:
    """The namespace of a router with this configuration.

    Args:
        ports: its interfaces; tunnels have no part in this.
        tables: its routes, one table for each VRF; a namespace has one for all of them.
        wired: device by interface that has a cable.
        config: for the networks its crypto maps protect, in each of which it must have an address.
        protected: what goes into ESP now, as this router sees it.
        stopped: local address and peer between which its own or another access list lets nothing pass.
    """
    plain = [port for port in ports if port.tunnel is None and not port.shutdown]
    found: dict[str, str] = {}
    for port in plain:
        place = wired.get(port.name, "lo")
        for one in (port.address, *port.secondaries):
            if one is not None:
                prefix = one if place != "lo" else IPv4Network(one.ip)
                found[str(one.ip)] = f"{prefix} dev {place}"
    held = {IPv4Address(text) for text in found}
    extra = {f"{inside(one)}/32 dev lo" for one in _insides(config) if not _any_in(held, one)}
    return Layout(
        frozenset(wired[port.name] for port in plain if port.name in wired),
        frozenset({*found.values(), *extra}),
        frozenset(
            route
            for table in tables
            for route in _routes(table, {port.name for port in plain}, wired)
        ),
        frozenset({*map(_protect, protected), *map(_stop, stopped)}),
    )


def _routes(table: Table, plain: set[str], wired: Mapping[str, str]) -> Iterator[str]:
    for route in table:
        if route.code in {"C", "L"}:
            continue
        hop = route.next_hop
        leaving = table.egress(hop) if hop is not None else None
        interface = route.interface or (leaving[0] if leaving else None)
        if interface not in plain or interface not in wired:
            continue
        if hop is None:
            yield f"{route.network} dev {wired[interface]} scope link"
        else:
            gateway = leaving[1] if leaving else hop
            yield f"{route.network} via {gateway} dev {wired[interface]} onlink"


def _insides(config: IkeConfig) -> Iterator[IPv4Network]:
    for entry in config.entries:
        if entry.kind == "crypto-map" and entry.complete:
            yield from (one.local for one in entry.selectors if one.local.prefixlen)


def _any_in(held: Iterable[IPv4Address], network: IPv4Network) -> bool:
    return any(address in network for address in held)


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


class Network:
    """The namespaces of all routers of a topology and the wires between them.

    Args:
        links: network by interface, by router.

    Raises:
        NornirIkev2Error: the kernel refuses.
    """

    def __init__(self, links: Mapping[str, Mapping[str, str]]) -> None:
        self.namespaces: dict[str, Namespace] = {}
        self.wired = {
            router: {name: device(name) for name in plugs} for router, plugs in links.items()
        }
        self._layouts: dict[str, Layout] = {}
        self._switch: Namespace | None = None
        try:
            for router in links:
                self.namespaces[router] = Namespace(router)
            self._plug(links)
        except BaseException:
            self.close()
            raise

    def _plug(self, links: Mapping[str, Mapping[str, str]]) -> None:
        networks: dict[str, list[tuple[str, str]]] = {}
        for router, plugs in links.items():
            for interface, network in plugs.items():
                networks.setdefault(network, []).append((router, self.wired[router][interface]))
        for number, ends in enumerate(networks.values()):
            if len(ends) == _PAIR:
                (one, here), (two, there) = ends
                self.namespaces[one].plug(here, self.namespaces[two], there)
            elif len(ends) == 1:  # the other end is outside the lab
                router, name = ends[0]
                self.namespaces[router].ip([f"link add {name} type veth peer name {name[:12]}-x"])
                self.namespaces[router].ip([f"link set {name[:12]}-x up"])
            else:
                self._bridge(f"net{number}", ends)

    def _bridge(self, name: str, ends: Iterable[tuple[str, str]]) -> None:
        """A network with more than two ends: a bridge in a namespace of its own."""
        if self._switch is None:
            self._switch = Namespace("switch")
        self._switch.ip([f"link add name {name} type bridge", f"link set {name} up"])
        for number, (router, interface) in enumerate(ends):
            port = f"{name}p{number}"
            self.namespaces[router].plug(interface, self._switch, port)
            self._switch.ip([f"link set {port} master {name}"])

    def follow(self, router: str, wanted: Layout) -> bool:
        """Make a namespace look as wanted; whether anything changed."""
        held = self._layouts.get(router, Layout())
        if held == wanted:
            return False
        self._layouts[router] = wanted
        wired = self.wired[router].values()
        lines = [f"rule del {one}" for one in sorted(held.rules - wanted.rules)]
        lines += [f"addr del {one}" for one in sorted(held.addresses - wanted.addresses)]
        lines += [f"link set {one} {'up' if one in wanted.up else 'down'}" for one in wired]
        lines += [f"addr add {one}" for one in sorted(wanted.addresses - held.addresses)]
        lines.append(f"route flush proto {_ORIGIN}")
        lines += [f"route replace {one} proto {_ORIGIN}" for one in sorted(wanted.routes)]
        lines += [f"rule add {one}" for one in sorted(wanted.rules - held.rules)]
        self.namespaces[router].ip(lines, force=True)
        return True

    def unplug(self, router: str) -> None:
        """Take a router's interfaces down and its addresses away, as a power cut would."""
        self.follow(router, Layout())

    def close(self) -> None:
        """Let all namespaces go, and with them everything in them."""
        for namespace in (*self.namespaces.values(), self._switch):
            if namespace is not None:
                namespace.close()
        self.namespaces.clear()
        self._switch = None
