"""All that one router must be, as stanzas in reference order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from ipaddress import IPv4Address
from itertools import count

from nornir_ikev2.drivers.ios import render_ike, render_ipsec
from nornir_ikev2.drivers.ios.names import Names
from nornir_ikev2.drivers.ios.present import Present
from nornir_ikev2.drivers.ios.render_routing import routing
from nornir_ikev2.drivers.ios.stanza import ORDER, Stanza
from nornir_ikev2.drivers.protocol import KeyResolver
from nornir_ikev2.errors import PlanError
from nornir_ikev2.intent.model import RouterIntent, RouterVpn


def render(intent: RouterIntent, present: Present, keys: KeyResolver) -> list[Stanza]:
    """Render the intent.

    Args:
        intent: of one router.
        present: its configuration; decides crypto map sequence numbers and what is passive.
        keys: resolves pre-shared keys.

    Returns:
        Stanzas in reference order, each key once.

    Raises:
        PlanError: a value can't be typed, or IOS can't do what is asked.
    """
    vpns = [(vpn, Names(vpn)) for vpn in intent.vpns]
    found: dict[str, Stanza] = {}
    for at, (vpn, names) in enumerate(vpns):
        for stanza in _one(vpn, names, intent, present, keys):
            _merge(found, stanza)
        _merge(found, render_ike.policy(vpns, at, intent.wan, _local(intent, present)))
    rank = {name: number for number, name in enumerate(ORDER)}
    return sorted(found.values(), key=lambda stanza: rank[stanza.section])


def _one(
    vpn: RouterVpn, names: Names, intent: RouterIntent, present: Present, keys: KeyResolver
) -> Iterator[Stanza]:
    yield from render_ike.proposals(vpn, names)
    keyring = render_ike.keyring(vpn, names, keys)
    if keyring:
        yield keyring
    yield from render_ike.profiles(vpn, names, intent.wan)
    yield from render_ipsec.transform_sets(vpn, names)
    yield from render_ipsec.ipsec_profiles(vpn, names)
    yield from render_ipsec.access_lists(vpn, names, intent)
    sequences = _sequences(vpn, names, present)
    yield from render_ipsec.crypto_map(vpn, names, intent.wan, sequences)
    yield from render_ipsec.tunnels(vpn, names, intent.wan)
    yield from routing(vpn, intent, present)


def _local(intent: RouterIntent, present: Present) -> IPv4Address | None:
    """The address IKE packets have on the router itself; behind NAT it is not the one peers see."""
    if not intent.wan.behind_nat:
        return intent.wan.address
    address = present.addresses.get(intent.wan.interface)
    return address.ip if address else None


def _sequences(vpn: RouterVpn, names: Names, present: Present) -> Mapping[str, int]:
    """A number for the crypto map entry of each peer; entries that exist keep theirs.

    A peer gets the same number whether it comes alone or with the others.
    """
    if vpn.mode != "crypto-map":
        return {}
    peers = {names.access_list(peer.name).value: peer.name for peer in vpn.peers}
    found: dict[str, int] = {}
    taken: set[int] = set()
    for key, own in present.own.items():
        if own.section == "crypto_maps" and own.name == names.map.value:
            number = int(key.split()[3])
            taken.add(number)
            name = peers.get(own.block.value("match address ") or "")
            if name:
                found.setdefault(name, number)
    free = (number for number in count(10, 10) if number not in taken)
    for peer in vpn.peers:
        if peer.name not in found:
            found[peer.name] = next(free)
    return found


def _merge(found: dict[str, Stanza], stanza: Stanza) -> None:
    """Shared stanzas of several VPNs become one; two of our own with one key can't be."""
    key = f"{stanza.section} {stanza.key}"
    other = found.get(key)
    if other is None:
        found[key] = stanza
    elif stanza.shared:
        lines = {item.line.text: item for item in (*other.body, *stanza.body)}
        found[key] = replace(other, body=tuple(lines.values()))
    else:
        raise PlanError(f"two VPNs of this router both want {stanza.key}")
