"""Transform sets, IPsec profiles, crypto maps and protected tunnels of a running-config."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network

from nornir_ikev2.ike.model import CryptoEntry, Profile, Release, Selector, TransformSet
from nornir_ikev2.lab.contracts import Node
from nornir_ikev2.lab.wan.acl import Ace, selectors
from nornir_ikev2.lab.wan.ports import Port, ip

ANY = Selector(IPv4Network("0.0.0.0/0"), IPv4Network("0.0.0.0/0"))
_HMAC = {
    "esp-md5-hmac": "md5",
    "esp-sha-hmac": "sha1",
    "esp-sha256-hmac": "sha256",
    "esp-sha384-hmac": "sha384",
    "esp-sha512-hmac": "sha512",
}
_FIXED = {"esp-des": "des", "esp-3des": "3des", "esp-null": "null"}
_SIZED = {"esp-aes": "aes-cbc", "esp-gcm": "aes-gcm", "esp-gmac": "aes-gmac"}


@dataclass(frozen=True, slots=True)
class IpsecProfile:
    """The `set` lines that an IPsec profile and a crypto map entry have in common."""

    name: str
    lifetime: int
    transform_sets: tuple[str, ...] = ()
    ikev2_profile: str | None = None
    pfs: int | None = None


@dataclass(frozen=True, slots=True)
class MapEntry:
    """One sequence of a crypto map. `access_list` None when there is no `match address`."""

    map_name: str
    sequence: int
    settings: IpsecProfile
    peers: tuple[IPv4Address, ...] = ()
    access_list: str | None = None


def _transform_set(name: str, words: list[str], node: Node) -> TransformSet:
    encryption: str | None = None
    integrity: str | None = None
    for index, word in enumerate(words):
        following = words[index + 1] if index + 1 < len(words) else ""
        if word in _SIZED:
            encryption = f"{_SIZED[word]}-{following if following.isdigit() else '128'}"
        elif word in _FIXED:
            encryption = _FIXED[word]
        elif word in _HMAC:
            integrity = _HMAC[word]
    transport = next(node.starting("mode transport"), None) is not None
    return TransformSet(name, encryption, integrity, "transport" if transport else "tunnel")


def transform_sets(root: Node) -> dict[str, TransformSet]:
    """All transform sets by name."""
    found: dict[str, TransformSet] = {}
    for node in root.starting("crypto ipsec transform-set "):
        _, _, _, name, *words = node.text.split()
        found[name] = _transform_set(name, words, node)
    return found


def default_lifetime(root: Node) -> int:
    """Seconds of `crypto ipsec security-association lifetime seconds N`, else 3600."""
    node = next(root.starting("crypto ipsec security-association lifetime seconds "), None)
    return int(node.text.split()[-1]) if node else 3600


def _default_group(release: Release) -> int:
    # Bare `set pfs`: group14 is the default of the YANG model from 17.14, group1 before.
    return 14 if release.number >= (17, 14) else 1


def _settings(profile: IpsecProfile, lines: Iterable[str], release: Release) -> IpsecProfile:
    for line in lines:
        match line.split():
            case ["set", "transform-set", *names]:
                profile = replace(profile, transform_sets=tuple(names))
            case ["set", "ikev2-profile", name]:
                profile = replace(profile, ikev2_profile=name)
            case ["set", "pfs"]:
                profile = replace(profile, pfs=_default_group(release))
            case ["set", "pfs", group]:
                profile = replace(profile, pfs=int(group.removeprefix("group")))
            case ["set", "security-association", "lifetime", "seconds", seconds]:
                profile = replace(profile, lifetime=int(seconds))
            case ["set", "security-association", "lifetime", "days", days]:
                profile = replace(profile, lifetime=int(days) * 86400)
            case _:
                pass
    return profile


def ipsec_profiles(root: Node, release: Release, lifetime: int) -> dict[str, IpsecProfile]:
    """All IPsec profiles by name, the built-in `default` included."""
    found = {"default": IpsecProfile("default", lifetime)}
    for node in root.starting("crypto ipsec profile "):
        name = node.text.split()[3]
        lines = (child.text for child in node.children)
        found[name] = _settings(IpsecProfile(name, lifetime), lines, release)
    return found


def _map_entry(node: Node, release: Release, lifetime: int) -> MapEntry | None:
    words = node.text.split()
    if len(words) < 5 or not words[3].isdigit() or words[4] != "ipsec-isakmp":  # noqa: PLR2004 - shape of the line
        return None
    lines = [child.text for child in node.children]
    peers = [ip(line.split()[2]) for line in lines if line.startswith("set peer ")]
    return MapEntry(
        words[2],
        int(words[3]),
        _settings(IpsecProfile(words[2], lifetime), lines, release),
        tuple(peer for peer in peers if peer is not None),
        next((line.split()[2] for line in lines if line.startswith("match address ")), None),
    )


def crypto_maps(root: Node, release: Release, lifetime: int) -> dict[str, tuple[MapEntry, ...]]:
    """All static crypto maps by name, entries by sequence."""
    found: dict[str, list[MapEntry]] = {}
    for node in root.starting("crypto map "):
        entry = _map_entry(node, release, lifetime)
        if entry is not None:
            found.setdefault(entry.map_name, []).append(entry)
    return {
        name: tuple(sorted(entries, key=lambda entry: entry.sequence))
        for name, entries in found.items()
    }


def local_addresses(root: Node) -> dict[str, str]:
    """`crypto map NAME local-address IF`: interface by map name."""
    return {
        node.text.split()[2]: node.text.split()[4]
        for node in root.starting("crypto map ")
        if " local-address " in node.text
    }


def source_port(port: Port, interfaces: Mapping[str, Port]) -> Port | None:
    """The interface whose address a tunnel uses as its source."""
    source = port.tunnel.source if port.tunnel else None
    if source is None:
        return None
    if source in interfaces:
        return interfaces[source]
    address = ip(source)
    if address is None:
        return None
    return next(
        (
            one
            for one in interfaces.values()
            if one.address is not None and one.address.ip == address
        ),
        None,
    )


def tunnel_entry(
    port: Port,
    interfaces: Mapping[str, Port],
    protection: IpsecProfile | None,
    profiles: Mapping[str, Profile],
    sets: Mapping[str, TransformSet],
) -> CryptoEntry:
    """The entry of a tunnel interface with `tunnel protection`.

    Args:
        port: the tunnel.
        interfaces: all of the router; its source is one of them.
        protection: its IPsec profile, None where that does not exist.
        profiles: IKEv2 profiles by name; an entry that names another is not complete.
        sets: transform sets by name, likewise.
    """
    tunnel = port.tunnel
    source = source_port(port, interfaces)
    settings = protection or IpsecProfile("", 3600)
    names = settings.transform_sets or ("default",)
    profile = tunnel.ikev2_profile if tunnel and tunnel.ikev2_profile else settings.ikev2_profile
    local = source.address.ip if source and source.address else None
    peer = tunnel.destination if tunnel else None
    chosen = ANY
    if tunnel and not tunnel.mode.startswith("ipsec") and local and peer:
        chosen = Selector(IPv4Network(local), IPv4Network(peer), "gre")
    return CryptoEntry(
        name=port.name,
        kind="tunnel",
        interface=source.name if source else "",
        local_address=local,
        peers=(peer,) if peer else (),
        profile=profile,
        transform_sets=names,
        pfs=settings.pfs,
        lifetime=settings.lifetime,
        selectors=(chosen,),
        fvrf=tunnel.vrf if tunnel else None,
        complete=bool(
            protection
            and peer
            and local
            and not port.shutdown
            and source
            and not source.shutdown
            and all(name in sets for name in names)
            and (profile is None or profile in profiles)
        ),
    )


def map_entries(
    port: Port,
    source: Port,
    entries: tuple[MapEntry, ...],
    lists: Mapping[str, tuple[Ace, ...]],
    profiles: Mapping[str, Profile],
    sets: Mapping[str, TransformSet],
) -> list[CryptoEntry]:
    """The entries of the crypto map on an interface.

    Args:
        port: where the map is applied.
        source: lends the local address (`crypto map NAME local-address`).
        entries: of the map, by sequence.
        lists: access lists by name; one that does not exist leaves the entry incomplete.
        profiles: IKEv2 profiles by name, likewise.
        sets: transform sets by name, likewise.
    """
    found: list[CryptoEntry] = []
    for entry in entries:
        settings = entry.settings
        protected = selectors(lists.get(entry.access_list or "", ()))
        found.append(
            CryptoEntry(
                name=f"{entry.map_name} {entry.sequence}",
                kind="crypto-map",
                interface=port.name,
                local_address=source.address.ip if source.address else None,
                peers=entry.peers,
                profile=settings.ikev2_profile,
                transform_sets=settings.transform_sets,
                pfs=settings.pfs,
                lifetime=settings.lifetime,
                selectors=protected,
                fvrf=port.vrf,
                complete=bool(
                    entry.peers
                    and protected
                    and source.address
                    and not port.shutdown
                    and settings.transform_sets
                    and all(name in sets for name in settings.transform_sets)
                    and (settings.ikev2_profile is None or settings.ikev2_profile in profiles)
                ),
            )
        )
    return found
