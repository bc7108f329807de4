"""What the interfaces of a configuration say about addresses, crypto maps and tunnels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from nornir_ikev2.drivers.ios.tree import Block
from nornir_ikev2.drivers.ios.view_text import address, after, interface


@dataclass(slots=True)
class Port:
    """One interface.

    Attributes:
        name: canonical.
        address: primary address; None with `no_address` False means that nothing is said about it.
        others: secondary addresses.
        vrf: VRF of the interface.
        borrows: interface of `ip unnumbered`.
        tunnel: what follows `tunnel` on its lines, by first word: `source`, `destination`, `mode`, `vrf`.
        protection: what follows `tunnel protection ipsec profile`.
        tunnel_acl: access list of `tunnel protection ipsec policy ipv4`.
        nbma: peers of static NHRP maps.
    """

    name: str
    address: IPv4Address | None = None
    others: list[IPv4Address] = field(default_factory=list[IPv4Address])
    no_address: bool = False
    vrf: str | None = None
    borrows: str | None = None
    shut: bool = False
    crypto_map: str | None = None
    tunnel: dict[str, str] = field(default_factory=dict[str, str])
    protection: str | None = None
    tunnel_acl: str | None = None
    nbma: list[IPv4Address] = field(default_factory=list[IPv4Address])


def ports(root: Block) -> dict[str, Port]:
    """All interfaces by canonical name; a second block of the same interface adds to the first."""
    found: dict[str, Port] = {}
    for block in root.children:
        head, _, rest = block.text.partition(" ")
        if rest and len(head) > 2 and "interface".startswith(head):  # noqa: PLR2004 - `int` is enough
            name = interface(rest)
            port = found.setdefault(name, Port(name))
            for child in block.children:
                _read(port, child.text)
    return found


def holders(known: Mapping[str, Port]) -> dict[IPv4Address, Port]:
    """Interfaces by address; of two with one address (in different VRFs) the first."""
    found: dict[IPv4Address, Port] = {}
    for port in known.values():
        for own in (port.address, *port.others):
            if own is not None:
                found.setdefault(own, port)
    return found


def own_address(port: Port | None, known: Mapping[str, Port]) -> IPv4Address | None:
    """The primary address of an interface, or the one it borrows."""
    if port is None:
        return None
    if port.address is None and port.borrows:
        lender = known.get(port.borrows)
        return lender.address if lender else None
    return port.address


def _read(port: Port, text: str) -> None:
    first, _, rest = text.partition(" ")
    if first == "ip":
        _read_ip(port, rest)
    elif first == "tunnel":
        _read_tunnel(port, rest)
    elif text in {"shutdown", "no shutdown"}:
        port.shut = text == "shutdown"
    elif text == "no ip address":
        port.no_address = True
    elif first == "vrf":
        port.vrf = after(rest, "forwarding") or port.vrf
    elif first == "crypto":
        port.crypto_map = (after(rest, "map") or port.crypto_map or "").split(" ")[0] or None


def _read_ip(port: Port, rest: str) -> None:
    words = rest.split()
    if words[:1] == ["address"] and len(words) > 1:
        found = address(words[1])
        if found is not None and words[-1] == "secondary":
            port.others.append(found)
        elif found is not None:
            port.address = found
            port.no_address = False
    elif words[:1] == ["unnumbered"]:
        port.borrows = interface(rest.partition(" ")[2])
    elif words[:2] == ["vrf", "forwarding"] and len(words) > 2:  # noqa: PLR2004 - two words, a name
        port.vrf = words[2]
    elif words[:1] == ["nhrp"]:
        _read_nhrp(port, words[1:])


def _read_nhrp(port: Port, words: list[str]) -> None:
    """`map TUNNEL-ADDRESS NBMA` and `nhs TUNNEL-ADDRESS nbma NBMA`."""
    place: str | None = None
    if words[:1] == ["map"] and len(words) > 2 and words[1] != "multicast":  # noqa: PLR2004
        place = words[-1]  # three words: map, tunnel address, outer address
    elif words[:1] == ["nhs"] and "nbma" in words[:-1]:
        place = words[words.index("nbma") + 1]
    found = address(place) if place else None
    if found is not None and found not in port.nbma:
        port.nbma.append(found)


def _read_tunnel(port: Port, rest: str) -> None:
    word, _, value = rest.partition(" ")
    if word != "protection":
        port.tunnel[word] = value.strip()
        return
    profile = after(value, "ipsec profile")
    if profile:
        port.protection = profile
    port.tunnel_acl = after(value, "ipsec policy ipv4") or port.tunnel_acl
