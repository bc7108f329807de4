"""IPsec objects: transform sets, IPsec profiles, access lists, crypto maps, tunnel interfaces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network

from nornir_ikev2.drivers.ios import spell
from nornir_ikev2.drivers.ios.lines import Name, Value, config
from nornir_ikev2.drivers.ios.names import Names
from nornir_ikev2.drivers.ios.render_ike import auth_pairs
from nornir_ikev2.drivers.ios.stanza import Item, Stanza
from nornir_ikev2.intent.model import Peer, RouterIntent, RouterVpn, TunnelEnd, Wan

DEFAULT_LIFETIME = 3600


def transform_sets(vpn: RouterVpn, names: Names) -> Iterator[Stanza]:
    """One set per transform, numbered in order of preference."""
    for number, one in enumerate(vpn.transforms, start=1):
        name = names.transform_set(number)
        words = spell.transform(one)
        yield Stanza(
            "transform_sets",
            f"crypto ipsec transform-set {name.value}",
            config("crypto ipsec transform-set {}" + " {}" * len(words), name, *words),
            (Item(config("mode tunnel"), "mode "),),
        )


def ipsec_profiles(vpn: RouterVpn, names: Names) -> Iterator[Stanza]:
    """One IPsec profile per IKEv2 profile, for tunnel interfaces."""
    if vpn.mode != "tunnel-interface":
        return
    for number, _ in enumerate(auth_pairs(vpn), start=1):
        name = names.ipsec_profile(number)
        yield Stanza(
            "ipsec_profiles",
            f"crypto ipsec profile {name.value}",
            config("crypto ipsec profile {}", name),
            tuple(_protection(vpn, names, number)),
        )


def _protection(vpn: RouterVpn, names: Names, pair: int) -> Iterator[Item]:
    """What IPsec profiles and crypto map entries have in common."""
    yield Item(
        config("set security-association lifetime seconds {}", vpn.ipsec_lifetime),
        "set security-association lifetime seconds ",
        default=vpn.ipsec_lifetime == DEFAULT_LIFETIME,
    )
    sets = [names.transform_set(number + 1) for number in range(len(vpn.transforms))]
    yield Item(config("set transform-set" + " {}" * len(sets), *sets), "set transform-set ")
    if vpn.pfs:
        yield Item(config("set pfs group{}", spell.group(vpn.pfs)), "set pfs ")
    yield Item(config("set ikev2-profile {}", names.profile(pair)), "set ikev2-profile ")


def access_lists(vpn: RouterVpn, names: Names, intent: RouterIntent) -> Iterator[Stanza]:
    """One list per peer in crypto-map mode: our LANs to its LANs, so that both ends mirror."""
    if vpn.mode != "crypto-map":
        return
    for peer in vpn.peers:
        name = names.access_list(peer.name)
        yield Stanza(
            "access_lists",
            f"ip access-list extended {name.value}",
            config("ip access-list extended {}", name),
            tuple(_permit(ours, theirs) for ours in intent.lans for theirs in peer.lans),
        )


def crypto_map(
    vpn: RouterVpn, names: Names, wan: Wan, sequences: Mapping[str, int]
) -> Iterator[Stanza]:
    """The entries of the map and its line on the WAN interface.

    Args:
        vpn: in crypto-map mode, else nothing comes.
        names: of the VPN.
        wan: where the map goes.
        sequences: number of the entry of each peer.
    """
    if vpn.mode != "crypto-map":
        return
    pairs = auth_pairs(vpn)
    for peer in vpn.peers:
        sequence = sequences[peer.name]
        pair = pairs.index((peer.auth_local, peer.auth_remote)) + 1
        yield Stanza(
            "crypto_maps",
            f"crypto map {names.map.value} {sequence}",
            config("crypto map {} {} ipsec-isakmp", names.map, sequence),
            (
                Item(config("set peer {}", peer.address)),
                *_protection(vpn, names, pair),
                Item(config("match address {}", names.access_list(peer.name)), "match address "),
            ),
        )
    yield Stanza(
        "crypto_maps",
        f"interface {wan.interface}",
        config("interface {}", Name(wan.interface)),
        (Item(config("crypto map {}", names.map), "crypto map "),),
        shared=True,
    )


def tunnels(vpn: RouterVpn, names: Names, wan: Wan) -> Iterator[Stanza]:
    """One static VTI per peer."""
    pairs = auth_pairs(vpn)
    for peer in vpn.peers:
        if peer.tunnel is None:
            continue
        pair = pairs.index((peer.auth_local, peer.auth_remote)) + 1
        yield Stanza(
            "tunnels",
            f"interface Tunnel{peer.tunnel.number}",
            config("interface Tunnel{}", peer.tunnel.number),
            tuple(_tunnel(vpn, peer, peer.tunnel, wan, names.ipsec_profile(pair))),
        )


def _tunnel(vpn: RouterVpn, peer: Peer, end: TunnelEnd, wan: Wan, profile: Name) -> Iterator[Item]:
    yield Item(config("description {} to {}", Name(vpn.prefix), Name(peer.name)), "description ")
    address = end.address
    yield Item(config("ip address {} {}", address.ip, address.netmask), "ip address ")
    if end.mtu:
        yield Item(config("ip mtu {}", end.mtu), "ip mtu ")
    if end.tcp_mss:
        yield Item(config("ip tcp adjust-mss {}", end.tcp_mss), "ip tcp adjust-mss ")
    yield Item(config("tunnel source {}", Name(wan.interface)), "tunnel source ")
    yield Item(config("tunnel mode ipsec ipv4"), "tunnel mode ")
    yield Item(config("tunnel destination {}", peer.address), "tunnel destination ")
    if wan.fvrf:
        yield Item(config("tunnel vrf {}", Name(wan.fvrf)), "tunnel vrf ")
    yield Item(config("tunnel protection ipsec profile {}", profile), "tunnel protection ")


def _permit(ours: IPv4Network, theirs: IPv4Network) -> Item:
    words = (*_side(ours), *_side(theirs))
    return Item(config("permit ip" + " {}" * len(words), *words))


def _side(network: IPv4Network) -> tuple[Value, ...]:
    """One side of an access list entry, as running-config prints it."""
    if network.prefixlen == network.max_prefixlen:
        return Name("host"), network.network_address
    if network.prefixlen == 0:
        return (Name("any"),)
    return network.network_address, network.hostmask
