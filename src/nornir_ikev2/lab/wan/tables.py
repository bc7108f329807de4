"""Route tables: longest match, administrative distance, recursive next hops."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import IPv4Address, IPv4Network

from nornir_ikev2.lab.wan.ports import Port, StaticRoute
from nornir_ikev2.lab.wan.state import Route

_ALL_BITS = 0xFFFFFFFF
_DEFAULT = IPv4Network("0.0.0.0/0")
_MAX_RECURSION = 8


class Table:
    """The routes of one VRF; only the best of each prefix are kept, equals side by side."""

    def __init__(self, routes: Iterable[Route] = ()) -> None:
        self._lengths: dict[int, dict[int, list[Route]]] = {}
        for route in routes:
            self.add(route)

    def add(self, route: Route) -> None:
        """Offer a route; it stays if no other of its prefix is better."""
        bucket = self._lengths.setdefault(route.network.prefixlen, {})
        held = bucket.setdefault(int(route.network.network_address), [])
        rank = (route.distance, route.metric)
        if held and rank > (held[0].distance, held[0].metric):
            return
        if held and rank < (held[0].distance, held[0].metric):
            held.clear()
        if route not in held:
            held.append(route)

    def lookup(self, address: IPv4Address) -> Route | None:
        """The best route for an address; the first of equal ones."""
        number = int(address)
        for length in sorted(self._lengths, reverse=True):
            mask = (_ALL_BITS << (32 - length)) & _ALL_BITS
            held = self._lengths[length].get(number & mask)
            if held:
                return held[0]
        return None

    def egress(self, address: IPv4Address) -> tuple[str, IPv4Address] | None:
        """The interface and the neighbour's address a packet leaves by, recursion done."""
        target = address
        for _ in range(_MAX_RECURSION):
            route = self.lookup(target)
            if route is None:
                return None
            if route.interface is not None:
                return route.interface, route.next_hop or target
            if route.next_hop is None or route.next_hop == target:
                return None
            target = route.next_hop
        return None

    def exact(self, network: IPv4Network) -> Route | None:
        """The best route for exactly this prefix."""
        held = self._lengths.get(network.prefixlen, {}).get(int(network.network_address))
        return held[0] if held else None

    def __iter__(self) -> Iterator[Route]:
        """All routes, ordered by network."""
        every = [
            route for bucket in self._lengths.values() for held in bucket.values() for route in held
        ]
        return iter(
            sorted(every, key=lambda r: (int(r.network.network_address), r.network.prefixlen))
        )


def connected(up: Iterable[Port]) -> Iterator[Route]:
    """Connected and local routes of interfaces whose line protocol is up."""
    for port in up:
        for address in (port.address, *port.secondaries):
            if address is None:
                continue
            if address.network.prefixlen < 32:  # noqa: PLR2004 - a host address has no `L` twin
                host = IPv4Network(address.ip)
                yield Route(address.network, "C", 0, 0, None, port.name)
                yield Route(host, "L", 0, 0, None, port.name)
            else:
                yield Route(address.network, "C", 0, 0, None, port.name)


def _static(route: StaticRoute) -> Route:
    code = "S*" if route.network == _DEFAULT else "S"
    return Route(route.network, code, route.distance, 0, route.next_hop, route.interface)


def base_table(up: Mapping[str, Port], statics: Iterable[StaticRoute]) -> Table:
    """Connected routes and the static routes whose next hop can be reached through them."""
    table = Table(connected(up.values()))
    waiting: list[StaticRoute] = []
    for route in statics:
        if route.interface is None:
            waiting.append(route)
        elif route.interface in up or route.interface == "Null0":
            table.add(_static(route))
    for _ in range(3):  # static routes that lean on static routes: three levels are plenty
        left: list[StaticRoute] = []
        for route in waiting:
            if route.next_hop is not None and table.egress(route.next_hop) is not None:
                table.add(_static(route))
            else:
                left.append(route)
        if len(left) == len(waiting):
            break
        waiting = left
    return table
