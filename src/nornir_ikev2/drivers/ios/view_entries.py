"""Where a configuration asks for IPsec: crypto maps on interfaces, and protected tunnels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Final

from nornir_ikev2.drivers.ios.tree import Block
from nornir_ikev2.drivers.ios.view_interfaces import Port, own_address
from nornir_ikev2.drivers.ios.view_ipsec import IpsecSettings, settings
from nornir_ikev2.drivers.ios.view_text import address, after, interface, number
from nornir_ikev2.ike.defaults import DEFAULT
from nornir_ikev2.ike.model import CryptoEntry, Profile, Release, Selector, TransformSet

_ANY: Final = IPv4Network("0.0.0.0/0")
_ANY_ANY: Final = (Selector(_ANY, _ANY),)


@dataclass(frozen=True, slots=True)
class Objects:
    """The objects that entries refer to, by name.

    `holders` are the interfaces by address; `lifetime` is the global IPsec lifetime in seconds;
    `default_set` says whether the default transform set is still on.
    """

    release: Release
    ports: Mapping[str, Port]
    holders: Mapping[IPv4Address, Port]
    access_lists: Mapping[str, tuple[Selector, ...]]
    transform_sets: Mapping[str, TransformSet]
    profiles: Mapping[str, Profile]
    ipsec_profiles: Mapping[str, IpsecSettings]
    lifetime: int
    default_set: bool


def entries(root: Block, objects: Objects) -> tuple[CryptoEntry, ...]:
    """All entries: tunnels in the order of the interfaces, then crypto maps by interface and sequence."""
    maps = _maps(root)
    templates = _templates(root, objects.profiles)
    found: list[CryptoEntry] = []
    for port in objects.ports.values():
        if port.protection and port.name in templates:
            found.extend(_virtual_template(port, templates[port.name], objects))
        elif port.protection and not port.name.startswith("Virtual-Template"):
            found.extend(_tunnel(port, objects))
    for port in objects.ports.values():
        if port.crypto_map:
            found.extend(_crypto_map(root, port, maps, objects))
    return tuple(found)


def _tunnel(port: Port, objects: Objects) -> Iterator[CryptoEntry]:
    """A protected tunnel: one entry per static peer, and one for unknown peers if it is multipoint."""
    name, _, rest = (port.protection or "").partition(" ")
    found = objects.ipsec_profiles.get(name)
    own = rest.split()
    profile = own[own.index("ikev2-profile") + 1] if "ikev2-profile" in own[:-1] else None
    wan, local = _source(port, objects)
    mode = port.tunnel.get("mode", "gre ip")
    multipoint = "multipoint" in mode
    target = address(port.tunnel.get("destination", ""))
    peers = port.nbma if multipoint else [target] if target else []
    lacks = (
        _no_ipsec_profile(found, name)
        or _down(port)
        or _down(wan)
        or (
            ""
            if peers or multipoint or port.tunnel.get("destination")
            else "it has no tunnel destination"
        )
    )
    unknown = _foreign_mode(mode) or ("" if peers or multipoint else _unknown_destination(port))
    ends: list[IPv4Address | None] = [*peers]
    if multipoint or not peers:
        ends.append(None)
    for peer in ends:
        yield _entry(
            CryptoEntry(
                name=port.name,
                kind="tunnel",
                interface=wan.name if wan else port.tunnel.get("source", ""),
                local_address=local,
                peers=(peer,) if peer else (),
                profile=profile,
                transform_sets=(),
                selectors=_tunnel_selectors(port, mode, local, peer, objects),
                fvrf=port.tunnel.get("vrf"),
                complete=not (lacks or unknown),
                lacks=lacks,
                unknown=unknown,
            ),
            found,
            objects,
        )


def _tunnel_selectors(
    port: Port, mode: str, local: IPv4Address | None, peer: IPv4Address | None, objects: Objects
) -> tuple[Selector, ...]:
    """Any to any for a VTI (or its access list), the two ends and GRE for GRE."""
    if mode.startswith("ipsec"):
        return objects.access_lists.get(port.tunnel_acl or "", _ANY_ANY)
    ends = (_host(local), _host(peer))
    return (Selector(ends[0], ends[1], "ipip" if mode == "ipip" else "gre"),)


def _host(end: IPv4Address | None) -> IPv4Network:
    return IPv4Network((int(end), 32)) if end else _ANY


def _source(port: Port, objects: Objects) -> tuple[Port | None, IPv4Address | None]:
    """The interface and address that a tunnel starts from."""
    text = port.tunnel.get("source", "")
    fixed = address(text)
    if fixed is None:
        wan = objects.ports.get(interface(text)) if text else None
        return wan, own_address(wan, objects.ports)
    return objects.holders.get(fixed), fixed


def _templates(root: Block, profiles: Mapping[str, Profile]) -> dict[str, str]:
    """IKEv2 profile by virtual template that it clones."""
    found: dict[str, str] = {}
    for block in root.starting("crypto ikev2 profile "):
        place = (block.value("virtual-template ") or "").split()
        name = block.text.split()[3]
        if place and number(place[0]) is not None and name in profiles:
            found[f"Virtual-Template{place[0]}"] = name
    return found


def _virtual_template(port: Port, profile: str, objects: Objects) -> Iterator[CryptoEntry]:
    """A dynamic VTI answers any peer, on its tunnel source or on every routed port."""
    name = (port.protection or "").split(" ")[0]
    found = objects.ipsec_profiles.get(name)
    wan, local = _source(port, objects)
    places = (
        [(wan, local)]
        if local
        else [
            (item, item.address)
            for item in objects.ports.values()
            if item.address and not item.name.startswith(("Tunnel", "Virtual-Template", "Loopback"))
        ]
    )
    for place, start in places:
        lacks = _no_ipsec_profile(found, name) or _down(place)
        yield _entry(
            CryptoEntry(
                name=port.name,
                kind="tunnel",
                interface=place.name if place else "",
                local_address=start,
                peers=(),
                profile=profile,
                transform_sets=(),
                selectors=_ANY_ANY,
                fvrf=port.tunnel.get("vrf"),
                complete=not lacks,
                lacks=lacks,
            ),
            found,
            objects,
        )


def _maps(root: Block) -> dict[str, list[tuple[int, Block]]]:
    """Entries of crypto maps and dynamic maps (`dynamic NAME`) by name, in sequence."""
    found: dict[str, list[tuple[int, Block]]] = {}
    for block in root.starting("crypto "):
        words = block.text.split()
        if len(words) > 3 and words[1] in {"map", "dynamic-map"}:  # noqa: PLR2004 - name, sequence
            sequence = number(words[3])
            key = words[2] if words[1] == "map" else f"dynamic {words[2]}"
            if sequence is not None:
                found.setdefault(key, []).append((sequence, block))
    for items in found.values():
        items.sort(key=lambda item: item[0])
    return found


def _crypto_map(
    root: Block, port: Port, maps: Mapping[str, list[tuple[int, Block]]], objects: Objects
) -> Iterator[CryptoEntry]:
    name = port.crypto_map or ""
    local_port = objects.ports.get(interface(root.value(f"crypto map {name} local-address ") or ""))
    local = own_address(local_port or port, objects.ports)
    for sequence, block in maps.get(name, []):
        words = block.text.split()
        if "ipsec-isakmp" not in words:
            continue
        dynamic = words[words.index("dynamic") + 1] if "dynamic" in words[:-1] else None
        blocks = [item for _, item in maps.get(f"dynamic {dynamic}", [])] if dynamic else [block]
        for part in blocks:
            yield _map_entry(part, f"{name} {sequence}", port, local, objects)


def _map_entry(
    block: Block, name: str, port: Port, local: IPv4Address | None, objects: Objects
) -> CryptoEntry:
    dynamic = block.text.startswith("crypto dynamic-map")
    named = [text for child in block.children if (text := after(child.text, "set peer"))]
    peers = tuple(found for text in named if (found := address(text.split()[0])))
    acl = block.value("match address ")
    selectors = objects.access_lists.get(acl or "", ())
    if dynamic and acl is None:
        selectors = _ANY_ANY
    unknown = _a_name("peer", named[0].split()[0]) if named and not peers else ""
    lacks = (
        _down(port)
        or ("" if dynamic or named else "it has no peer")
        or ("" if selectors else _no_access_list(acl, objects))
    )
    entry = CryptoEntry(
        name=name,
        kind="crypto-map",
        interface=port.name,
        local_address=local,
        peers=peers,
        profile=None,
        transform_sets=(),
        selectors=selectors,
        fvrf=port.vrf,
        complete=not (lacks or unknown),
        lacks=lacks,
        unknown=unknown,
    )
    return _entry(entry, settings(block, objects.release), objects)


def _entry(entry: CryptoEntry, found: IpsecSettings | None, objects: Objects) -> CryptoEntry:
    """Fill in what the IPsec profile or the crypto map says, and look whether all of it exists."""
    sets = found.transform_sets if found else ()
    if not sets and objects.default_set:
        sets = (DEFAULT,)
    profile = entry.profile or (found.profile if found else None)
    lacks = entry.lacks or _missing(sets, profile, objects)
    return CryptoEntry(
        name=entry.name,
        kind=entry.kind,
        interface=entry.interface,
        local_address=entry.local_address,
        peers=entry.peers,
        profile=profile,
        transform_sets=sets,
        pfs=found.pfs if found else None,
        lifetime=(found.lifetime if found else None) or objects.lifetime,
        selectors=entry.selectors,
        fvrf=entry.fvrf,
        complete=not (lacks or entry.unknown),
        lacks=lacks,
        unknown=entry.unknown,
    )


def _missing(sets: tuple[str, ...], profile: str | None, objects: Objects) -> str:
    """The first object that is named and not there."""
    if not sets:
        return "it has no transform set"
    for name in sets:
        if name not in objects.transform_sets and name != DEFAULT:
            return f"transform set {name} is missing"
    if profile is not None and profile not in objects.profiles:
        return f"IKEv2 profile {profile} is missing"
    return ""


def _down(port: Port | None) -> str:
    """Why an interface can't carry IKE; unknown ones count as good."""
    if port is None:
        return ""
    if port.shut:
        return f"{port.name} is shut"
    return f"{port.name} has no address" if port.no_address and not port.borrows else ""


def _no_ipsec_profile(found: IpsecSettings | None, name: str) -> str:
    return "" if found is not None else f"IPsec profile {name} is missing"


def _unknown_destination(port: Port) -> str:
    target = port.tunnel.get("destination", "")
    if target == "dynamic":
        return "its destination is found at run time (tunnel destination dynamic)"
    return _a_name("destination", target) if target else ""


def _a_name(what: str, name: str) -> str:
    return f"its {what} {name} is a name, which can't be looked up here"


def _foreign_mode(mode: str) -> str:
    return f"tunnel mode {mode} is not predicted" if "ipv6" in mode.split() else ""


def _no_access_list(name: str | None, objects: Objects) -> str:
    if name is None:
        return "it has no match address"
    if name not in objects.access_lists:
        return f"access list {name} is missing"
    return f"access list {name} permits nothing"
