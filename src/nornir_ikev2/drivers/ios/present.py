"""What the present configuration holds, looked up by what plans ask for. Built once, in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import Final

from nornir_ikev2.drivers.ios.names import Owners
from nornir_ikev2.drivers.ios.tree import Block, parse
from nornir_ikev2.drivers.protocol import SectionName
from nornir_ikev2.intent.model import RouterIntent

_NAMED: Final = re.compile(
    r"crypto ikev2 (?P<ike>proposal|policy|keyring|profile) (?P<a>\S+)$"
    r"|crypto ipsec (?P<ipsec>transform-set|profile) (?P<b>\S+)"
    r"|crypto map (?P<c>\S+) \d+ "
    r"|ip access-list extended (?P<d>\S+)$"
)
_SECTIONS: Final[dict[str, SectionName]] = {
    "proposal": "proposals",
    "policy": "policies",
    "keyring": "keyrings",
    "transform-set": "transform_sets",
}
_FOUR_WORDS: Final = ("crypto ipsec transform-set ", "crypto map ")
_PROTECTION: Final = "tunnel protection ipsec profile "


@dataclass(frozen=True, slots=True)
class Own:
    """A present object that is ours."""

    section: SectionName
    name: str
    block: Block


class Present:
    """One router's running-config, and what in it is ours.

    Attributes:
        root: the whole tree.
        owned: lines in shared places this tool added, from the lock file.
        own: our objects by key.
        tunnels: all tunnel interfaces by name, ours and foreign.
        addresses: address of each interface that has a static one.
        in_vrf: interfaces outside the global table.
    """

    def __init__(self, config: str, intent: RouterIntent) -> None:
        self.root = parse(config)
        self.owned = frozenset(intent.owned)
        prefixes = [*intent.owned_prefixes, *(vpn.prefix for vpn in intent.vpns)]
        self.owners = Owners(prefixes)
        self._top: dict[str, Block] = {}
        self.own: dict[str, Own] = {}
        self.tunnels: dict[str, Block] = {}
        self.maps: list[tuple[Block, str]] = []
        self.addresses: dict[str, IPv4Interface] = {}
        self.in_vrf: set[str] = set()
        self.routes: list[Route] = []
        for block in self.root.children:
            self._take(block)

    def top(self, key: str) -> Block | None:
        """The top-level object with this key."""
        return self._top.get(key)

    @property
    def has_default_route(self) -> bool:
        """Whether a static default route exists in the global table."""
        return any(route.network.prefixlen == 0 for route in self.routes)

    def next_hop(self, address: IPv4Address) -> str | None:
        """The next hop of the longest static route to an address."""
        fit = [route for route in self.routes if address in route.network]
        return max(fit, key=lambda one: one.network.prefixlen).hop if fit else None

    def interfaces_in(self, networks: Iterable[IPv4Network]) -> list[str]:
        """Interfaces with an address in one of the networks, in order of the configuration."""
        wanted = list(networks)
        return [
            name
            for name, address in self.addresses.items()
            if any(address.ip in network for network in wanted)
        ]

    def _take(self, block: Block) -> None:
        text = block.text
        key = key_of(text)
        self._top.setdefault(key, block)
        if text.startswith("interface "):
            self._interface(text.removeprefix("interface "), block)
        elif text.startswith("ip route "):
            self.routes.extend(_route(text))
        elif match := _NAMED.match(text):
            name = next(value for value in match.group("a", "b", "c", "d") if value)
            if self.owners.owner(name):
                self.own[key] = Own(_section(match), name, block)

    def _interface(self, name: str, block: Block) -> None:
        for child in block.children:
            text = child.text
            if text.startswith("crypto map "):
                self.maps.append((block, text.split()[2]))
        self.addresses.update(interface_addresses(block))
        if block.value("vrf forwarding ") or block.value("ip vrf forwarding "):
            self.in_vrf.add(name)
        if name.startswith("Tunnel"):
            self.tunnels[name] = block
            profile = (block.value(_PROTECTION) or "").split(" ")[0]
            if self.owners.owner(profile) or (block.text,) in self.owned:
                self.own[block.text] = Own("tunnels", name, block)


def interface_addresses(block: Block) -> dict[str, IPv4Interface]:
    """The static primary address of an interface by its name; empty when it has none."""
    found: dict[str, IPv4Interface] = {}
    for child in block.starting("ip address "):
        found.update(_address(block.text.removeprefix("interface "), child.text))
    return found


@dataclass(frozen=True, slots=True)
class Route:
    """A static route of the global table; `hop` is an address."""

    network: IPv4Network
    hop: str


def key_of(text: str) -> str:
    """The words that identify a top-level object."""
    return " ".join(text.split(None, 4)[:4]) if text.startswith(_FOUR_WORDS) else text


def _section(match: re.Match[str]) -> SectionName:
    if kind := match["ike"]:
        return _SECTIONS.get(kind, "profiles")
    if kind := match["ipsec"]:
        return _SECTIONS.get(kind, "ipsec_profiles")
    return "crypto_maps" if match["c"] else "access_lists"


def _address(name: str, text: str) -> dict[str, IPv4Interface]:
    words = text.split()
    if text.endswith(" secondary"):
        return {}
    try:
        return {name: IPv4Interface(f"{words[2]}/{words[3]}")}
    except (ValueError, IndexError):
        return {}


def _route(text: str) -> Iterator[Route]:
    words = text.split()
    try:
        yield Route(IPv4Network(f"{words[2]}/{words[3]}"), str(IPv4Address(words[4])))
    except (ValueError, IndexError):
        return
