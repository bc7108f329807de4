"""The shape of `vpns.yaml`: types, ranges, defaults. What the values mean together is in `rules.py`.

Ranges are those of Cisco-IOS-XE-crypto.yang, -tunnel, -eigrp, -ospf and -bgp of 17.12.1.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from nornir_ikev2.intent.values import (
    Encryption,
    EspEncryption,
    Group,
    Hash,
    Name,
    Pool,
    Size,
    Strict,
    between,
    one_of,
)


def _shape(value: object) -> str:
    return "sides" if isinstance(value, dict) else "all"


Auth = Annotated[
    str, *one_of(("pre-share", "rsa-sig"), "an authentication method we deploy", show=False)
]
AuthSpec = Annotated[
    Annotated[Auth, Tag("all")] | Annotated[dict[str, Auth], Tag("sides")], Discriminator(_shape)
]
Names = Annotated[list[Name], Field(min_length=1)]
ProposalSpec = Annotated[
    Annotated[Names, Tag("all")] | Annotated[dict[str, Names], Tag("sides")], Discriminator(_shape)
]


class ProposalEntry(Strict):
    """Algorithms of an IKE SA, each list in order of preference."""

    encryption: list[Encryption] = Field(min_length=1, description="ciphers of the IKE SA")
    integrity: list[Hash] = Field(
        default=[], description="hashes that authenticate messages; none with aes-gcm"
    )
    prf: list[Hash] = Field(
        default=[], description="pseudo-random functions; needed with aes-gcm, else as integrity"
    )
    group: list[Group] = Field(min_length=1, description="Diffie-Hellman groups (IANA numbers)")


class DpdEntry(Strict):
    """Dead peer detection."""

    interval: Annotated[int, *between(10, 3600, "seconds")] = Field(
        default=10, description="seconds between checks"
    )
    retry: Annotated[int, *between(2, 60, "seconds")] = Field(
        default=3, description="seconds between retries once a check was missed"
    )
    mode: Annotated[str, *one_of(("periodic", "on-demand"), "a DPD mode")] = Field(
        default="periodic", description="periodic always checks, on-demand only before sending"
    )


class IkeEntry(Strict):
    """How the IKE SA is made."""

    proposals: ProposalSpec = Field(
        description="names of proposals in order of preference, or a list per side"
    )
    authentication: AuthSpec = Field(
        default="pre-share", description="how each side proves itself: one word, or one per side"
    )
    trustpoint: Name | None = Field(
        default=None, description="PKI trustpoint of a side that signs; it must be on the router"
    )
    keys: Annotated[str, *one_of(("directional", "shared"), "a kind of keys", show=False)] = Field(
        default="directional", description="directional: each side has its own key; shared: one key"
    )
    lifetime: Annotated[int, *between(120, 86400, "seconds")] = Field(
        default=86400, description="seconds until the IKE SA is rekeyed"
    )
    dpd: DpdEntry | None = Field(default=None, description="dead peer detection, off when absent")


class TransformEntry(Strict):
    """One ESP transform set."""

    encryption: EspEncryption = Field(description="ESP cipher")
    integrity: Hash | None = Field(default=None, description="ESP hash; none with aes-gcm")


class IpsecEntry(Strict):
    """How the child SAs are made."""

    transforms: list[TransformEntry] = Field(
        min_length=1, description="transform sets in order of preference"
    )
    pfs: Group | None = Field(
        default=None, description="Diffie-Hellman group of each rekey; none when absent"
    )
    lifetime: Annotated[int, *between(120, 86400, "seconds")] = Field(
        default=3600, description="seconds until a child SA is rekeyed"
    )


class TunnelEntry(Strict):
    """The tunnel interfaces of a VPN."""

    number: Annotated[int, *between(0, 2_147_483_647)] = Field(
        default=100, description="lowest tunnel interface number to use on each router"
    )
    subnet: Pool = Field(description="prefix the tunnels take a /30 each from")
    mtu: Annotated[int, *between(68, 9216, "bytes")] | None = Field(
        default=1400, description="ip mtu of the tunnel, null leaves it alone"
    )
    tcp_mss: Annotated[int, *between(500, 1460, "bytes")] | None = Field(
        default=1360, description="ip tcp adjust-mss of the tunnel, null leaves it alone"
    )


class EigrpEntry(Strict):
    """Routing by EIGRP."""

    protocol: Literal["eigrp"]
    asn: Annotated[int, *between(1, 65535)] = Field(description="EIGRP autonomous system")


class OspfEntry(Strict):
    """Routing by OSPF."""

    protocol: Literal["ospf"]
    process: Annotated[int, *between(1, 65535)] = Field(description="OSPF process number")
    area: Annotated[int, *between(0, 4_294_967_295)] = Field(default=0, description="OSPF area")


class BgpEntry(Strict):
    """Routing by BGP, one autonomous system for all routers of the VPN."""

    protocol: Literal["bgp"]
    asn: Annotated[int, *between(1, 4_294_967_295)] = Field(description="BGP autonomous system")


class StaticEntry(Strict):
    """A static route to each network of each peer."""

    protocol: Literal["static"]


class NoneEntry(Strict):
    """No routing by this tool."""

    protocol: Literal["none"]


RoutingEntry = Annotated[
    EigrpEntry | OspfEntry | BgpEntry | StaticEntry | NoneEntry, Field(discriminator="protocol")
]


class VpnEntry(Strict):
    """One VPN."""

    topology: Annotated[
        str, *one_of(("hub-spoke", "full-mesh", "point-to-point"), "a topology")
    ] = Field(description="which routers have a tunnel between them")
    hubs: Names | None = Field(default=None, description="hosts or groups, topology hub-spoke only")
    spokes: Names | None = Field(
        default=None, description="hosts or groups, topology hub-spoke only"
    )
    routers: Names | None = Field(
        default=None, description="hosts or groups, topologies full-mesh and point-to-point"
    )
    mode: Annotated[str, *one_of(("tunnel-interface", "crypto-map"), "a mode")] = Field(
        default="tunnel-interface", description="static tunnel interfaces or crypto maps"
    )
    prefix: Name | None = Field(
        default=None, description="how names of our objects begin; the VPN's name in upper case"
    )
    ike: IkeEntry = Field(description="how the IKE SA is made")
    ipsec: IpsecEntry = Field(description="how the child SAs are made")
    tunnel: TunnelEntry | None = Field(
        default=None, description="the tunnel interfaces, mode tunnel-interface only"
    )
    routing: RoutingEntry = Field(
        default=NoneEntry(protocol="none"), description="routing across the VPN"
    )
    allow_weak: bool = Field(
        default=False, description="accept weak algorithms, with a warning each"
    )
    batches: list[Size] = Field(
        default=[],
        description="how many routers at a time, one size per batch, the last one repeated; "
        "all at once when absent",
    )


class VpnsFile(Strict):
    """`inventory/vpns.yaml` of a nornir-ikev2 project."""

    proposals: dict[Name, ProposalEntry] = Field(default={}, description="IKE proposals by name")
    vpns: dict[Name, VpnEntry] = Field(default={}, description="VPNs by name")


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of `vpns.yaml`, for editors."""
    schema = VpnsFile.model_json_schema()
    title = {"title": "inventory/vpns.yaml of nornir-ikev2"}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema | title
