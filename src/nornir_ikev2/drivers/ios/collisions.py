"""Foreign configuration that stands in the way: errors before anything is pushed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network
from typing import Final

from nornir_ikev2.drivers.ios.names import Owners
from nornir_ikev2.drivers.ios.present import Present, key_of
from nornir_ikev2.drivers.ios.stanza import Edit
from nornir_ikev2.drivers.ios.tree import Block
from nornir_ikev2.errors import PlanError
from nornir_ikev2.ike.model import Release
from nornir_ikev2.ike.strength import group_weaknesses, transform_weaknesses, weaknesses
from nornir_ikev2.intent.model import Peer, RouterIntent, RouterVpn

_EIGRP_AF: Final = re.compile(r"address-family ipv4 unicast autonomous-system (\d+)$")


def refuse_collisions(intent: RouterIntent, present: Present, release: Release) -> None:
    """Refuse what can't be done on this router; all reasons at once.

    Raises:
        PlanError: names the router, the object and what to change.
    """
    reasons = [*_wan(intent, present), *_between_vpns(intent), *_tunnels(intent, present)]
    for vpn in intent.vpns:
        reasons += _release(vpn, release)
        reasons += _routing(vpn, present)
    if reasons:
        raise PlanError(
            "\n".join(f"{intent.name}: {reason}" for reason in dict.fromkeys(reasons)),
            cure="Change the VPN or the router; nothing was touched.",
        )


def refuse_taken_names(intent: RouterIntent, present: Present, edits: Iterable[Edit]) -> None:
    """Refuse to change objects that have a name of ours on a router where this VPN never was.

    Raises:
        PlanError: somebody else made an object whose name begins with the VPN's prefix.
    """
    known = Owners(intent.owned_prefixes)
    touched = (key_of(edit.path[0].text if edit.path else _undone(edit)) for edit in edits)
    for key in dict.fromkeys(touched):
        own = present.own.get(key)
        if own is None or own.section == "tunnels" or known.owner(own.name):
            continue
        prefix = present.owners.owner(own.name)
        raise PlanError(
            f"{intent.name}: {key} is on the router already, and this project never put a VPN with the "
            f"prefix {prefix} there",
            cure="Set `prefix` of the VPN to something else. If the lock file beside vpns.yaml was lost: "
            "bring it back, or remove these objects by hand.",
        )


def _undone(edit: Edit) -> str:
    """The top-level line an edit takes away or makes."""
    return edit.line.text if edit.undoes is None else edit.undoes


def warnings(intent: RouterIntent, present: Present) -> Iterator[str]:
    """What may work otherwise than meant, because of foreign objects."""
    if not intent.vpns:
        return
    yield from _lans(intent, present)
    peers = {str(peer.address) for vpn in intent.vpns for peer in vpn.peers}
    for block in present.root.children:
        text = block.text
        if text in present.own:
            continue
        if text.startswith("crypto ikev2 policy "):
            yield from _policy(block, intent)
        elif text.startswith("crypto ikev2 profile "):
            yield from _profile(block, peers)


def _policy(block: Block, intent: RouterIntent) -> Iterator[str]:
    local = [child.text.split()[-1] for child in block.starting("match address local ")]
    fvrf = block.value("match fvrf ")
    if fvrf in {intent.wan.fvrf, "any"} and (not local or str(intent.wan.address) in local):
        yield f"{block.text} serves the same local address and may win over ours"


def _profile(block: Block, peers: set[str]) -> Iterator[str]:
    for child in block.starting("match identity remote "):
        words = child.text.split()
        if words[3] == "any" or (words[3] == "address" and words[4] in peers):
            yield f"{block.text} matches a peer of ours too ({child.text}): IOS may pick either"
            return


def _lans(intent: RouterIntent, present: Present) -> Iterator[str]:
    for lan in intent.lans:
        routed = any(lan.overlaps(one.network) for one in present.routes if one.network.prefixlen)
        if not routed and not present.interfaces_in([lan]):
            yield f"no interface and no static route of this router leads to its LAN {lan}"


def _wan(intent: RouterIntent, present: Present) -> Iterator[str]:
    if not intent.vpns:
        return
    wan = intent.wan
    block = present.top(f"interface {wan.interface}")
    if block is None:
        yield f"there is no interface {wan.interface} (host data wan.interface)"
        return
    address = present.addresses.get(wan.interface)
    if address and address.ip != wan.address and not wan.behind_nat:
        yield f"{wan.interface} has the address {address.ip}, the inventory says {wan.address}"
    fvrf = block.value("vrf forwarding ") or block.value("ip vrf forwarding ")
    if fvrf != wan.fvrf:
        yield f"{wan.interface} is in VRF {fvrf or '(global)'}, the inventory says {wan.fvrf}"
    if any(vpn.mode == "crypto-map" for vpn in intent.vpns):
        for holder, name in present.maps:
            if holder is block and present.owners.owner(name) is None:
                yield f"{wan.interface} already has crypto map {name}, which is not ours"


def _between_vpns(intent: RouterIntent) -> Iterator[str]:
    """An interface has one crypto map, and an IKE identity selects one profile."""
    maps = [vpn.vpn for vpn in intent.vpns if vpn.mode == "crypto-map"]
    if len(maps) > 1:
        yield f"the VPNs {' and '.join(maps)} both want the crypto map of {intent.wan.interface}"
    seen: dict[str, str] = {}
    for vpn in intent.vpns:
        for peer in vpn.peers:
            other = seen.setdefault(str(peer.address), vpn.vpn)
            if other != vpn.vpn:
                yield f"{peer.name} ({peer.address}) is a peer in the VPNs {other} and {vpn.vpn}"


def _tunnels(intent: RouterIntent, present: Present) -> Iterator[str]:
    ends = [peer for vpn in intent.vpns for peer in vpn.peers if peer.tunnel]
    if not ends:
        return
    networks = _Networks(present)
    destinations = _destinations(present)
    for peer in ends:
        name = tunnel_end(peer)
        if name in present.tunnels and f"interface {name}" not in present.own:
            yield f"interface {name} exists and is not ours"
        address = peer.tunnel.address if peer.tunnel else None
        other = networks.overlapping(address.network) if address else None
        if other and other != name:
            yield f"the tunnel network {address.network if address else ''} overlaps with {other}"
        foreign = destinations.get(str(peer.address))
        if foreign:
            yield f"interface {foreign} already is an IPsec tunnel to {peer.address}"


class _Networks:
    """Networks of foreign interfaces in the global table; IOS does not let those overlap each other."""

    def __init__(self, present: Present) -> None:
        self._found = sorted(
            (int(one.network[0]), int(one.network[-1]), name)
            for name, one in present.addresses.items()
            if f"interface {name}" not in present.own and name not in present.in_vrf
        )

    def overlapping(self, network: IPv4Network) -> str | None:
        """The interface whose network shares addresses with this one."""
        first, last = int(network[0]), int(network[-1])
        at = bisect_right(self._found, last, key=lambda one: one[0]) - 1
        if at >= 0 and self._found[at][1] >= first:
            return self._found[at][2]
        return None


def _destinations(present: Present) -> dict[str, str]:
    """Foreign IPsec tunnels by destination: two any-any tunnels between two addresses can't be."""
    found: dict[str, str] = {}
    for name, block in present.tunnels.items():
        destination = block.value("tunnel destination ")
        if destination and block.text not in present.own and block.find("tunnel mode ipsec ipv4"):
            found[destination] = name
    return found


def _release(vpn: RouterVpn, release: Release) -> Iterator[str]:
    """What the release can't do, and what is weak unless allowed."""
    found = [weak for one in vpn.proposals for weak in weaknesses(one, release)]
    for transform in vpn.transforms:
        found += transform_weaknesses(transform.encryption, transform.integrity, release)
    if vpn.pfs:
        found += group_weaknesses(vpn.pfs, release)
    for weak in found:
        if weak.refused_by_release or not vpn.allow_weak:
            yield f"VPN {vpn.vpn}: {weak.text}"


def _routing(vpn: RouterVpn, present: Present) -> Iterator[str]:
    """IOS has one BGP process, and an EIGRP AS runs either classic or named."""
    number = vpn.routing.number
    for block in present.root.children:
        text = block.text
        if vpn.routing.protocol == "bgp" and text.startswith("router bgp "):
            if text != f"router bgp {number}" and (text,) not in present.owned:
                yield f"{text} runs already; VPN {vpn.vpn} wants AS {number}"
        elif vpn.routing.protocol == "eigrp" and text.startswith("router eigrp "):
            for child in block.children:
                match = _EIGRP_AF.match(child.text)
                if match and int(match[1]) == number:
                    yield f"{text} (named mode) already runs AS {number}"


def tunnel_end(peer: Peer) -> str:
    """What our end of a tunnel is called, for messages."""
    return f"Tunnel{peer.tunnel.number}" if peer.tunnel else f"the crypto map entry for {peer.name}"
