"""The lab's own reading of a running-config as an `IkeConfig`.

Independent of the deployer's reader on purpose: a test in which both agree means something.
Never raises for any configuration; what can't be read is left out.
"""

from __future__ import annotations

from collections.abc import Mapping

from nornir_ikev2.ike.model import CryptoEntry, IkeConfig, Profile, Release, TransformSet
from nornir_ikev2.lab.contracts import Node
from nornir_ikev2.lab.wan.acl import Ace, access_lists
from nornir_ikev2.lab.wan.certificates import trustpoints
from nornir_ikev2.lab.wan.ports import Port, ports
from nornir_ikev2.lab.wan.view_ikev2 import global_dpd, keyrings, policies, profiles, proposals
from nornir_ikev2.lab.wan.view_ipsec import (
    IpsecProfile,
    MapEntry,
    crypto_maps,
    default_lifetime,
    ipsec_profiles,
    local_addresses,
    map_entries,
    transform_sets,
    tunnel_entry,
)

DEFAULT_TRANSFORM_SET = TransformSet("default", "aes-cbc-128", "sha1", "transport")


def read(name: str, root: Node, release: Release) -> IkeConfig:
    """Read all that decides about IKEv2 and IPsec.

    Args:
        name: node name of the router.
        root: the running-config.
        release: decides the smart defaults.
    """
    return read_parts(name, root, release, ports(root), access_lists(root))


def read_parts(
    name: str,
    root: Node,
    release: Release,
    interfaces: Mapping[str, Port],
    lists: Mapping[str, tuple[Ace, ...]],
) -> IkeConfig:
    """Like `read`, with the interfaces and access lists already read."""
    lines = {node.text for node in root.children if node.text.startswith("no crypto ")}
    sets = transform_sets(root)
    if "no crypto ipsec transform-set default" not in lines:
        sets.setdefault("default", DEFAULT_TRANSFORM_SET)
    ike_profiles = profiles(root, global_dpd(root))
    return IkeConfig(
        name=name,
        release=release,
        proposals=proposals(root),
        policies=policies(root),
        keyrings=keyrings(root),
        profiles=ike_profiles,
        trustpoints=trustpoints(root),
        transform_sets=sets,
        entries=_entries(root, release, interfaces, lists, ike_profiles, sets),
        default_proposal="no crypto ikev2 proposal default" not in lines,
        default_policy="no crypto ikev2 policy default" not in lines,
    )


def _entries(
    root: Node,
    release: Release,
    interfaces: Mapping[str, Port],
    lists: Mapping[str, tuple[Ace, ...]],
    ike_profiles: Mapping[str, Profile],
    sets: Mapping[str, TransformSet],
) -> tuple[CryptoEntry, ...]:
    lifetime = default_lifetime(root)
    protections: Mapping[str, IpsecProfile] = ipsec_profiles(root, release, lifetime)
    maps: Mapping[str, tuple[MapEntry, ...]] = crypto_maps(root, release, lifetime)
    sources = local_addresses(root)
    found: list[CryptoEntry] = []
    for port in interfaces.values():
        if port.tunnel is not None and port.tunnel.profile is not None:
            protection = protections.get(port.tunnel.profile)
            found.append(tunnel_entry(port, interfaces, protection, ike_profiles, sets))
        if port.crypto_map is not None and port.crypto_map in maps:
            source = interfaces.get(sources.get(port.crypto_map, port.name), port)
            entries = maps[port.crypto_map]
            found.extend(map_entries(port, source, entries, lists, ike_profiles, sets))
    return tuple(found)
