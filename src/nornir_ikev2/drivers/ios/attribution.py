"""Which peer a line of a plan is for. Pure.

Peers share proposals, profiles and routing processes; what is for one of them alone can wait until it is
that peer's turn, and harms only that peer's tunnel.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from ipaddress import AddressValueError, IPv4Address, IPv4Interface, IPv4Network
from typing import Final

from nornir_ikev2.drivers.ios.names import upper
from nornir_ikev2.drivers.ios.present import Present, interface_addresses
from nornir_ikev2.drivers.ios.stanza import Edit, Stanza
from nornir_ikev2.drivers.ios.tree import Block
from nornir_ikev2.intent.model import RouterIntent

SHARED: Final = ""
"""The peer of a line that several peers need."""

_TUNNEL: Final = re.compile(r"\bTunnel\d+$")
_DESCRIPTION: Final = re.compile(r"description \S+ to (\S+)$")


class Attribution:
    """Names of peers, in upper case, by what lines mention.

    Built from the intent and from the objects on the router, so that peers that left are known too.
    """

    def __init__(self, intent: RouterIntent, present: Present, wanted: list[Stanza]) -> None:
        self._prefixes = [part.prefix for part in intent.vpns]
        self._addresses: dict[str, str] = {}
        self._tunnels: dict[str, str] = {}
        self._networks: dict[IPv4Network, str] = {}
        self._lans: dict[str, str] = {}
        self._entries: dict[str, str] = {}
        self._lists: dict[str, str] = {}
        self._finders: tuple[tuple[str, Callable[[str, str], str]], ...] = (
            ("crypto ikev2 keyring ", lambda _, inner: _after("peer ", inner)),
            ("crypto ikev2 profile ", lambda _, inner: self._in_profile(inner)),
            ("ip access-list extended ", lambda name, _: self._list(name)),
            ("crypto map ", lambda name, _: self._entries.get(_entry(name), SHARED)),
            ("interface ", lambda name, _: self._tunnels.get(name, SHARED)),
            ("ip route ", lambda line, _: self._route(line)),
            ("router ", lambda _, inner: self._routed(inner)),
        )
        self._from_router(present)
        self._from_intent(intent)
        for stanza in wanted:
            if stanza.key.startswith("crypto map "):
                lines = [item.line.text for item in stanza.body]
                self._entries[_entry(stanza.key.removeprefix("crypto map "))] = self._matched(
                    lines
                ) or self._peer_of(lines)

    def of(self, edit: Edit) -> str:
        """The peer an edit is for, `SHARED` when it is for several."""
        last = edit.line.text if edit.undoes is None else edit.undoes
        return self.of_path((*(head.text for head in edit.path), last))

    def of_path(self, path: tuple[str, ...]) -> str:
        """The peer a line is for, given with the lines it stands under."""
        top, inner = path[0], path[1] if len(path) > 1 else ""
        for head, find in self._finders:
            if top.startswith(head):
                return find(top.removeprefix(head), inner)
        return SHARED

    def _in_profile(self, inner: str) -> str:
        is_match = inner.startswith("match identity remote address ")
        return self._addresses.get(inner.split()[4], SHARED) if is_match else SHARED

    def _route(self, line: str) -> str:
        words = line.split()
        found = self._tunnels.get(words[-1], SHARED)
        return found or self._lans.get(" ".join(words[:2]), SHARED)

    def _routed(self, line: str) -> str:
        """A line in a routing process: about a tunnel, a neighbour across one, or its network."""
        if tunnel := _TUNNEL.search(line):
            return self._tunnels.get(tunnel[0], SHARED)
        words = line.removeprefix("no ").split()
        if len(words) < 2 or words[0] not in {"network", "neighbor"}:  # noqa: PLR2004 - word and address
            return SHARED
        try:
            address = IPv4Address(words[1])
        except AddressValueError:
            return SHARED
        return next((name for net, name in self._near(address) if address in net), SHARED)

    def _near(self, address: IPv4Address) -> Iterator[tuple[IPv4Network, str]]:
        """The tunnel networks that may hold an address, without a look at all of them."""
        for length in range(32, 7, -1):
            network = IPv4Network((int(address), length), strict=False)
            if network in self._networks:
                yield network, self._networks[network]

    def _list(self, name: str) -> str:
        for prefix in self._prefixes:
            if name.startswith(f"{prefix}-"):
                return name.removeprefix(f"{prefix}-")
        return self._lists.get(name, SHARED)

    def _from_intent(self, intent: RouterIntent) -> None:
        for part in intent.vpns:
            for peer in part.peers:
                name = upper(peer.name)
                self._addresses[str(peer.address)] = name
                for lan in peer.lans:
                    self._lans[f"{lan.network_address} {lan.netmask}"] = name
                if peer.tunnel:
                    self._tunnels[f"Tunnel{peer.tunnel.number}"] = name
                    self._networks[peer.tunnel.address.network] = name

    def _from_router(self, present: Present) -> None:
        """What our present objects say of peers, those that left among them."""
        for own in present.own.values():
            prefix = present.owners.owner(own.name) or ""
            if own.section == "keyrings":
                self._keyring(own.block)
            elif own.section == "access_lists":
                self._lists[own.name] = own.name.removeprefix(f"{prefix}-")
            elif own.section == "tunnels":
                self._tunnel(own.name, own.block)
        for key, own in present.own.items():
            if own.section == "crypto_maps":
                lines = [child.text for child in own.block.children]
                self._entries[_entry(key.removeprefix("crypto map "))] = self._matched(
                    lines
                ) or self._peer_of(lines)
            elif own.section == "tunnels" and own.name not in self._tunnels:
                destination = own.block.value("tunnel destination ") or ""
                self._name_tunnel(own.name, own.block, self._addresses.get(destination, SHARED))

    def _keyring(self, block: Block) -> None:
        for child in block.starting("peer "):
            address = child.value("address ")
            if address:
                self._addresses[address.split()[0]] = child.text.removeprefix("peer ")

    def _tunnel(self, name: str, block: Block) -> None:
        said = next((m for child in block.children if (m := _DESCRIPTION.match(child.text))), None)
        if said:
            destination = block.value("tunnel destination ")
            if destination:
                self._addresses.setdefault(destination, upper(said[1]))
            self._name_tunnel(name, block, upper(said[1]))

    def _name_tunnel(self, name: str, block: Block, peer: str) -> None:
        self._tunnels[name] = peer
        network: IPv4Interface | None = interface_addresses(block).get(name)
        if network is not None:
            self._networks[network.network] = peer

    def _matched(self, lines: list[str]) -> str:
        """The peer of a crypto map entry, by the access list it matches."""
        name = next((one.split()[2] for one in lines if one.startswith("match address ")), "")
        return self._list(name) if name else SHARED

    def _peer_of(self, lines: list[str]) -> str:
        address = next((one.split()[2] for one in lines if one.startswith("set peer ")), "")
        return self._addresses.get(address, SHARED)


def _after(head: str, line: str) -> str:
    return line.removeprefix(head) if line.startswith(head) else SHARED


def _entry(rest: str) -> str:
    """Name and number of a crypto map entry."""
    return " ".join(rest.split()[:2])
