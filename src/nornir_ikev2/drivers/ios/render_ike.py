"""IKEv2 objects: proposals, policy, keyring, profiles. Grammar: Cisco-IOS-XE-crypto.yang 17.12.1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address
from typing import LiteralString

from nornir_ikev2.drivers.ios import spell
from nornir_ikev2.drivers.ios.lines import Name, Secret, Value, config
from nornir_ikev2.drivers.ios.names import Names, upper
from nornir_ikev2.drivers.ios.stanza import Item, Stanza
from nornir_ikev2.drivers.protocol import KeyResolver
from nornir_ikev2.ike.model import AuthMethod, Proposal
from nornir_ikev2.intent.model import Peer, RouterVpn, Wan

AuthPair = tuple[AuthMethod, AuthMethod]
DEFAULT_LIFETIME = 86400


def proposals(vpn: RouterVpn, names: Names) -> Iterator[Stanza]:
    """One stanza per proposal of this router's role."""
    for proposal in vpn.proposals:
        name = names.proposal(proposal.name)
        yield Stanza(
            "proposals",
            f"crypto ikev2 proposal {name.value}",
            config("crypto ikev2 proposal {}", name),
            tuple(_algorithms(proposal)),
        )


def _algorithms(proposal: Proposal) -> Iterator[Item]:
    yield _list("encryption", [Name(spell.ike_encryption(one)) for one in proposal.encryption])
    if proposal.integrity:
        yield _list("integrity", [Name(spell.ike_hash(one)) for one in proposal.integrity])
    if proposal.prf:
        yield _list("prf", [Name(spell.ike_hash(one)) for one in proposal.prf])
    yield _list("group", [spell.group(one) for one in proposal.group])


def _list(keyword: LiteralString, values: Sequence[Value]) -> Item:
    return Item(config(keyword + " {}" * len(values), *values), f"{keyword} ")


def policy(
    vpns: Sequence[tuple[RouterVpn, Names]], at: int, wan: Wan, local: IPv4Address | None
) -> Stanza:
    """The policy of VPN number `at`.

    IOS finds a policy by front-door VRF and local address alone, so policies of several VPNs on one
    address can't be told apart: each offers the proposals of all, its own first. `local` is the address on
    the interface itself, None when it is not fixed.
    """
    own = vpns[at]
    items = [Item(config("match fvrf {}", Name(wan.fvrf)), "match fvrf ")] if wan.fvrf else []
    if local is not None:
        items.append(Item(config("match address local {}", local)))
    for vpn, names in [own, *vpns[:at], *vpns[at + 1 :]]:
        items += [
            Item(config("proposal {}", names.proposal(one.name)), "proposal ", ordered=True)
            for one in vpn.proposals
        ]
    name = own[1].policy
    return Stanza(
        "policies",
        f"crypto ikev2 policy {name.value}",
        config("crypto ikev2 policy {}", name),
        tuple(items),
    )


def keyring(vpn: RouterVpn, names: Names, keys: KeyResolver) -> Stanza | None:
    """The keyring, one peer block per peer with a key; None when nobody uses keys."""
    peers = tuple(
        Item(config("peer {}", Name(upper(peer.name))), body=tuple(_keys(peer, keys)))
        for peer in vpn.peers
        if peer.local_key or peer.remote_key
    )
    if not peers:
        return None
    name = names.keyring
    return Stanza(
        "keyrings",
        f"crypto ikev2 keyring {name.value}",
        config("crypto ikev2 keyring {}", name),
        peers,
    )


def _keys(peer: Peer, keys: KeyResolver) -> Iterator[Item]:
    yield Item(config("address {}", peer.address), "address ")
    if peer.local_key and peer.local_key == peer.remote_key:
        line = config("pre-shared-key {}", Secret(keys(peer.local_key)))
        yield Item(line, "pre-shared-key ")
        return
    if peer.local_key:
        line = config("pre-shared-key local {}", Secret(keys(peer.local_key)))
        yield Item(line, "pre-shared-key local ")
    if peer.remote_key:
        line = config("pre-shared-key remote {}", Secret(keys(peer.remote_key)))
        yield Item(line, "pre-shared-key remote ")


def auth_pairs(vpn: RouterVpn) -> list[AuthPair]:
    """The pairs (ours, theirs) of authentication methods in this VPN, in an order that stays."""
    return sorted({(peer.auth_local, peer.auth_remote) for peer in vpn.peers})


def profiles(vpn: RouterVpn, names: Names, wan: Wan) -> Iterator[Stanza]:
    """One profile per pair of authentication methods."""
    for number, pair in enumerate(auth_pairs(vpn), start=1):
        name = names.profile(number)
        peers = [peer for peer in vpn.peers if (peer.auth_local, peer.auth_remote) == pair]
        yield Stanza(
            "profiles",
            f"crypto ikev2 profile {name.value}",
            config("crypto ikev2 profile {}", name),
            tuple(_profile(vpn, names, wan, pair, peers)),
        )


def _profile(
    vpn: RouterVpn, names: Names, wan: Wan, pair: AuthPair, peers: Sequence[Peer]
) -> Iterator[Item]:
    ours, theirs = pair
    if wan.fvrf:
        yield Item(config("match fvrf {}", Name(wan.fvrf)), "match fvrf ")
    for peer in peers:
        yield Item(config("match identity remote address {} 255.255.255.255", peer.address))
    yield Item(config("identity local address {}", wan.address), "identity local ")
    # A remote side may be allowed several methods: the old one is taken away, not overwritten.
    yield Item(config("authentication remote {}", Name(theirs)))
    yield Item(config("authentication local {}", Name(ours)), "authentication local ", clear=True)
    if "pre-share" in pair:
        yield Item(config("keyring local {}", names.keyring), "keyring ")
    if vpn.trustpoint and pair != ("pre-share", "pre-share"):
        yield Item(config("pki trustpoint {}", Name(vpn.trustpoint)))
    default = vpn.lifetime == DEFAULT_LIFETIME
    yield Item(config("lifetime {}", vpn.lifetime), "lifetime ", default=default)
    if vpn.dpd:
        dpd = vpn.dpd
        line = config("dpd {} {} {}", dpd.interval, dpd.retry, Name(dpd.mode))
        yield Item(line, "dpd ")
