"""Routing across the tunnels. All of it lies in shared places: processes and static routes.

EIGRP and OSPF run on the tunnels and on the LANs; BGP peers over the tunnel addresses and announces
the LANs; static routes point at the tunnel.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from nornir_ikev2.drivers.ios import spell
from nornir_ikev2.drivers.ios.lines import Name, config
from nornir_ikev2.drivers.ios.present import Present
from nornir_ikev2.drivers.ios.stanza import Item, Stanza
from nornir_ikev2.intent.model import Peer, RouterIntent, RouterVpn


def routing(vpn: RouterVpn, intent: RouterIntent, present: Present) -> Iterator[Stanza]:
    """The routing stanzas of one VPN, each `shared`."""
    protocol = vpn.routing.protocol
    if protocol == "static":
        yield from _static(vpn, present)
    number = vpn.routing.number
    if number is None or vpn.mode != "tunnel-interface":
        return
    if protocol == "eigrp":
        yield _eigrp(vpn, number, intent, present)
    elif protocol == "ospf":
        yield from _ospf(vpn, number, intent, present)
    elif protocol == "bgp":
        yield _bgp(vpn, number, intent)


def _eigrp(vpn: RouterVpn, number: int, intent: RouterIntent, present: Present) -> Stanza:
    key = f"router eigrp {number}"
    networks = [*_tunnel_networks(vpn), *intent.lans]
    items = [_eigrp_network(network) for network in networks]
    items += _passive(key, vpn, intent, present)
    return Stanza("routing", key, config("router eigrp {}", number), _once(items), shared=True)


def _eigrp_network(network: IPv4Network) -> Item:
    """A wildcard mask, except where IOS prints the classful network alone."""
    if spell.is_classful(network):
        return Item(config("network {}", network.network_address))
    return Item(config("network {} {}", network.network_address, network.hostmask))


def _ospf(vpn: RouterVpn, number: int, intent: RouterIntent, present: Present) -> Iterator[Stanza]:
    area = vpn.routing.area or 0
    key = f"router ospf {number}"
    items = [
        Item(config("network {} {} area {}", lan.network_address, lan.hostmask, area))
        for lan in intent.lans
    ]
    items += _passive(key, vpn, intent, present)
    yield Stanza("routing", key, config("router ospf {}", number), _once(items), shared=True)
    for peer in vpn.peers:
        if peer.tunnel:
            yield Stanza(
                "routing",
                f"interface Tunnel{peer.tunnel.number}",
                config("interface Tunnel{}", peer.tunnel.number),
                (Item(config("ip ospf {} area {}", number, area)),),
                shared=True,
            )


def _bgp(vpn: RouterVpn, number: int, intent: RouterIntent) -> Stanza:
    items: list[Item] = []
    for peer in vpn.peers:
        items += _neighbor(vpn, number, peer)
    for lan in intent.lans:
        line = config("network {} mask {}", lan.network_address, lan.netmask)
        if spell.is_classful(lan):
            line = config("network {}", lan.network_address)
        items.append(Item(line))
    head = config("router bgp {}", number)
    return Stanza("routing", f"router bgp {number}", head, _once(items), shared=True)


def _neighbor(vpn: RouterVpn, number: int, peer: Peer) -> Iterator[Item]:
    """An iBGP neighbour; a hub reflects routes between its spokes and puts itself in their way.

    Without `all` IOS leaves the next hop of reflected routes alone, and a spoke does not know the
    tunnel network of another spoke.
    """
    if peer.remote_tunnel is None:
        return
    yield Item(config("neighbor {} remote-as {}", peer.remote_tunnel, number))
    if vpn.role == "hub":
        yield Item(config("neighbor {} route-reflector-client", peer.remote_tunnel))
        yield Item(config("neighbor {} next-hop-self all", peer.remote_tunnel))


def _static(vpn: RouterVpn, present: Present) -> Iterator[Stanza]:
    """Routes to the peers' LANs: through the tunnel, or for a crypto map out of the WAN interface.

    With a crypto map a route is only needed where no default route leads out.
    """
    for peer in vpn.peers:
        if peer.tunnel:
            via = Name(f"Tunnel{peer.tunnel.number}")
        elif vpn.mode == "crypto-map" and not present.has_default_route:
            hop = present.next_hop(peer.address)
            if hop is None:
                continue
            via = Name(hop)
        else:
            continue
        for lan in peer.lans:
            head = config("ip route {} {} {}", lan.network_address, lan.netmask, via)
            yield Stanza("routing", head.text, head, shared=True)


def _passive(key: str, vpn: RouterVpn, intent: RouterIntent, present: Present) -> list[Item]:
    """LAN interfaces need no neighbours, unless the operator already runs this process.

    Where he made every interface passive, our tunnels are the exception.
    """
    block = present.top(key)
    if block is not None and (key,) not in present.owned:
        if "passive-interface default" not in {child.text for child in block.children}:
            return []
        tunnels = [peer.tunnel.number for peer in vpn.peers if peer.tunnel]
        return [Item(config("no passive-interface Tunnel{}", number)) for number in tunnels]
    return [
        Item(config("passive-interface {}", Name(interface)))
        for interface in present.interfaces_in(intent.lans)
    ]


def _tunnel_networks(vpn: RouterVpn) -> list[IPv4Network]:
    return [peer.tunnel.address.network for peer in vpn.peers if peer.tunnel]


def _once(items: list[Item]) -> tuple[Item, ...]:
    """Each line once, in the order of first appearance."""
    return tuple({item.line.text: item for item in items}.values())
