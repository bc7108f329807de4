"""Pairs of IKE configurations that work, to be broken one thing at a time."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from nornir_ikev2.ike.model import (
    CryptoEntry,
    Identity,
    IdentityMatch,
    IkeConfig,
    Keyring,
    KeyringPeer,
    Policy,
    Profile,
    Proposal,
    Release,
    Selector,
    TransformSet,
    Trustpoint,
)

ANY = IPv4Network("0.0.0.0/0")
XE = Release("17.12.1", (17, 12, 1))
HUB = "198.51.100.1"
SPOKE = "203.0.113.1"


def host(address: str) -> IPv4Network:
    return IPv4Network(f"{address}/32")


def selector(local: str, remote: str, protocol: str = "ip") -> Selector:
    return Selector(IPv4Network(local), IPv4Network(remote), protocol)


def router(name: str, wan: str, peer: str) -> IkeConfig:
    """One end of a VTI with a shared key."""
    return IkeConfig(
        name=name,
        release=XE,
        proposals={"P": Proposal("P", ("aes-cbc-256", "aes-cbc-128"), ("sha512",), (), (20, 19))},
        policies={"POL": Policy("POL", None, (IPv4Address(wan),), ("P",))},
        keyrings={"K": Keyring("K", (KeyringPeer("peer", host(peer), None, "secret", "secret"),))},
        profiles={
            "PROF": Profile(
                name="PROF",
                remote_matches=(IdentityMatch("address", network=host(peer)),),
                identity_local=Identity("address", wan),
                auth_local="pre-share",
                auth_remote=("pre-share",),
                keyring="K",
            )
        },
        trustpoints={"CA": Trustpoint("CA", "ca-1", f"CN={name}", has_certificate=True)},
        transform_sets={"TS": TransformSet("TS", "aes-cbc-256", "sha256")},
        entries=(
            CryptoEntry(
                name="Tunnel100",
                kind="tunnel",
                interface="GigabitEthernet2",
                local_address=IPv4Address(wan),
                peers=(IPv4Address(peer),),
                profile="PROF",
                transform_sets=("TS",),
                pfs=19,
                selectors=(Selector(ANY, ANY),),
            ),
        ),
        addresses=(IPv4Address(wan),),
    )


def hub() -> IkeConfig:
    return router("hub", HUB, SPOKE)


def spoke() -> IkeConfig:
    return router("spoke", SPOKE, HUB)


def with_entry(config: IkeConfig, **changes: Any) -> IkeConfig:
    """The configuration with its first entry changed."""
    return replace(config, entries=(replace(config.entries[0], **changes), *config.entries[1:]))


def with_profile(config: IkeConfig, **changes: Any) -> IkeConfig:
    return replace(config, profiles={"PROF": replace(config.profiles["PROF"], **changes)})


def with_proposal(config: IkeConfig, **changes: Any) -> IkeConfig:
    return replace(config, proposals={"P": replace(config.proposals["P"], **changes)})


def with_policy(config: IkeConfig, **changes: Any) -> IkeConfig:
    return replace(config, policies={"POL": replace(config.policies["POL"], **changes)})


def with_key_peer(config: IkeConfig, **changes: Any) -> IkeConfig:
    peer = replace(config.keyrings["K"].peers[0], **changes)
    return replace(config, keyrings={"K": Keyring("K", (peer,))})


def with_trustpoint(config: IkeConfig, **changes: Any) -> IkeConfig:
    return replace(config, trustpoints={"CA": replace(config.trustpoints["CA"], **changes)})


def signing(config: IkeConfig) -> IkeConfig:
    """The configuration with certificates both ways."""
    return with_profile(
        config,
        auth_local="rsa-sig",
        auth_remote=("rsa-sig",),
        keyring=None,
        trustpoints_sign=("CA",),
        trustpoints_verify=("CA",),
    )


def crypto_map(config: IkeConfig, *selectors: Selector) -> IkeConfig:
    """The configuration with a crypto map entry in place of the tunnel."""
    return with_entry(config, kind="crypto-map", name="MAP 10", selectors=selectors)
