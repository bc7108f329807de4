"""The wires of a lab as veth pairs, and each router's addresses and routes in its namespace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from nornir_ikev2.lab.strongswan.devices import device
from nornir_ikev2.lab.strongswan.layout import Layout
from nornir_ikev2.lab.strongswan.namespace import Namespace

_ORIGIN: Final = 99
"""Mark of the routes that are ours (`proto`)."""

_PAIR: Final = 2


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
        lines = _steps(held, wanted, self.wired[router].values())
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


def _steps(held: Layout, wanted: Layout, wired: Iterable[str]) -> list[str]:
    """Lines of `ip -batch` from one layout to another."""
    gone, new = held.links - wanted.links, wanted.links - held.links
    dropped = {_name(one) for one in gone}
    kept = {one for one in held.addresses if one.split()[2] not in dropped}
    return [
        *(f"rule del {one}" for one in sorted(held.rules - wanted.rules)),
        *(f"addr del {one}" for one in sorted(kept - wanted.addresses)),
        *(f"link del {one}" for one in sorted(dropped)),
        *(f"link add {one}" for one in sorted(new)),
        *(f"link set {one} {'up' if one in wanted.up else 'down'}" for one in wired),
        *(f"link set {_name(one)} up" for one in sorted(new)),
        *(f"addr add {one}" for one in sorted(wanted.addresses - kept)),
        f"route flush table all proto {_ORIGIN}",
        *(f"route replace {one} proto {_ORIGIN}" for one in sorted(wanted.routes)),
        *(f"rule add {one}" for one in sorted(wanted.rules - held.rules)),
    ]


def _name(link: str) -> str:
    return link.partition(" ")[0]
