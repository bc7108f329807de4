"""Source NAT on the way out, as far as crypto maps notice it: there is no table of translations.

A packet that was translated is never answered here. Source of the order: Cisco, "NAT Order of Operation"
(document 6209): inside to outside, routing and NAT come before the crypto map is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from nornir_ikev2.lab.contracts import Node
from nornir_ikev2.lab.wan.acl import Ace, Packet, permits
from nornir_ikev2.lab.wan.ports import Port


@dataclass(frozen=True, slots=True)
class SourceNat:
    """One `ip nat inside source list|route-map NAME interface IF`; `maps` are (permit, lists) in sequence."""

    lists: tuple[str, ...]
    maps: tuple[tuple[bool, tuple[str, ...]], ...]
    interface: str

    def takes(self, lists: Mapping[str, tuple[Ace, ...]], packet: Packet) -> bool:
        """Whether this line translates a packet."""
        if self.lists:
            return any(permits(lists[name], packet) for name in self.lists if name in lists)
        for permit, names in self.maps:
            if not names or any(permits(lists[name], packet) for name in names if name in lists):
                return permit
        return False


def source_nat(root: Node) -> tuple[SourceNat, ...]:
    """All lines of source NAT that translate into the address of an interface, in order."""
    found: list[SourceNat] = []
    for node in root.starting("ip nat inside source "):
        words = node.text.split()[4:]
        if len(words) < 4 or words[2] != "interface":  # noqa: PLR2004 - kind, name, interface, IF
            continue
        maps = tuple(_route_map(root, words[1])) if words[0] == "route-map" else ()
        lists = (words[1],) if words[0] == "list" else ()
        found.append(SourceNat(lists, maps, words[3]))
    return tuple(found)


def _route_map(root: Node, name: str) -> Iterator[tuple[bool, tuple[str, ...]]]:
    for node in root.starting(f"route-map {name} "):
        lists = next(node.starting("match ip address "), None)
        names = tuple(lists.text.split()[3:]) if lists is not None else ()
        yield node.text.split()[2] == "permit", names


def is_inside(port: Port) -> bool:
    """Whether an interface is marked `ip nat inside`."""
    return "ip nat inside" in port.settings


def translated(
    packet: Packet,
    leaving: Port,
    rules: tuple[SourceNat, ...],
    lists: Mapping[str, tuple[Ace, ...]],
) -> Packet:
    """A packet from inside as it leaves by an interface that is `ip nat outside`."""
    if "ip nat outside" not in leaving.settings or leaving.address is None:
        return packet
    if any(one.takes(lists, packet) for one in rules):
        return replace(packet, source=leaving.address.ip)
    return packet
