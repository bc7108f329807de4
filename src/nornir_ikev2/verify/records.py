"""What routers showed, typed. Made from the dicts of `parse`, which has checked that nothing is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Literal, cast

from nornir_ikev2.ike.model import Suite
from nornir_ikev2.verify.names import ike_cipher, ike_hash, transform

Raw = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class IkeSa:
    """One end of an IKE SA; addresses and SPIs as printed, `suite` None while negotiating.

    `lifetime` and `active` in seconds; `initiator` None when the output does not say.
    """

    local: str
    remote: str
    status: str
    suite: Suite | None
    lifetime: int
    active: int
    local_spi: str | None
    remote_spi: str | None
    local_id: str | None
    remote_id: str | None
    initiator: bool | None

    @property
    def ready(self) -> bool:
        """Whether the router takes the SA for established."""
        return self.status == "READY"


@dataclass(frozen=True, slots=True)
class ChildSa:
    """One pair of selectors of one router, with its ESP SAs if there are any.

    Attributes:
        interface: under which it is listed.
        local, remote: what is protected, None for IPv6; protocol 0 is any.
        spis_in, spis_out: ESP SPIs, several for a moment during a rekey, none when there is no SA.
        encryption, integrity: our names, None when there is no SA.
        mode: `tunnel` or `transport`, None when there is no SA.
        pfs: DH group of the exchange that made the SA, None when it had none of its own.
        encaps, decaps: packets; None when the output does not say.
    """

    interface: str | None
    peer: str
    local: IPv4Network | None
    remote: IPv4Network | None
    protocol: int
    spis_in: tuple[str, ...]
    spis_out: tuple[str, ...]
    encryption: str | None
    integrity: str | None
    mode: Literal["tunnel", "transport"] | None
    pfs: int | None
    encaps: int | None
    decaps: int | None

    @property
    def up(self) -> bool:
        """Whether packets can go both ways."""
        return bool(self.spis_in and self.spis_out)


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A routing neighbour; `up` means routes are exchanged, `state` is as printed, for people."""

    address: str
    interface: str | None
    up: bool
    state: str


@dataclass(frozen=True, slots=True)
class Interface:
    """One row of `show ip interface brief`; `address` None when unassigned."""

    name: str
    address: str | None
    status: str
    protocol: str


@dataclass(frozen=True, slots=True)
class Route:
    """One route: all the ways out as (next hop or "", interface or "")."""

    prefix: str
    protocol: str
    ways: tuple[tuple[str, str], ...]


def ike_sa(raw: Raw) -> IkeSa:
    """Make an IKE SA from a record of `show crypto ikev2 sa`."""
    cipher = ike_cipher(_text(raw, "encryption"), _number(raw, "key_size"))
    integrity = ike_hash(_maybe(raw, "integrity"))
    prf = ike_hash(_maybe(raw, "prf")) or integrity
    group = _number(raw, "group") or 0
    suite = Suite(cipher, integrity, prf, group) if cipher and prf and group else None
    initiator = _maybe(raw, "initiator")
    return IkeSa(
        local=_text(raw, "local"),
        remote=_text(raw, "remote"),
        status=_text(raw, "status"),
        suite=suite,
        lifetime=_number(raw, "lifetime") or 0,
        active=_number(raw, "active") or 0,
        local_spi=_maybe(raw, "local_spi"),
        remote_spi=_maybe(raw, "remote_spi"),
        local_id=_maybe(raw, "local_id"),
        remote_id=_maybe(raw, "remote_id"),
        initiator=None if initiator is None else initiator == "Yes",
    )


def child_sa(raw: Raw) -> ChildSa:
    """Make a child SA from a record of `show crypto ipsec sa`."""
    spis: dict[str, list[Raw]] = {"inbound": [], "outbound": []}
    for section in cast("list[Raw]", raw["sections"]):
        if section.get("protocol") == "esp":
            spis.setdefault(_text(section, "direction"), []).extend(
                cast("list[Raw]", section.get("spis", []))
            )
    first = next(iter(spis["inbound"] + spis["outbound"]), None)
    encryption, integrity = transform(_text(first, "transform")) if first else (None, None)
    settings = _text(first, "settings") if first else ""
    group = _maybe(raw, "dh_group") or "none"
    return ChildSa(
        interface=_maybe(raw, "interface"),
        peer=_text(raw, "peer"),
        local=_network(_text(raw, "local_ident"), _text(raw, "local_mask")),
        remote=_network(_text(raw, "remote_ident"), _text(raw, "remote_mask")),
        protocol=_number(raw, "local_protocol") or 0,
        spis_in=tuple(_text(one, "spi") for one in spis["inbound"]),
        spis_out=tuple(_text(one, "spi") for one in spis["outbound"]),
        encryption=encryption,
        integrity=integrity,
        mode=_mode(settings),
        pfs=int(group.removeprefix("group")) if group.removeprefix("group").isdecimal() else None,
        encaps=_number(raw, "encaps"),
        decaps=_number(raw, "decaps"),
    )


def eigrp_neighbor(raw: Raw) -> Neighbor:
    """Make a neighbour from a record of `show ip eigrp neighbors`: whoever is listed is up."""
    state = f"up for {_text(raw, 'uptime')}"
    return Neighbor(_text(raw, "address"), _maybe(raw, "interface"), up=True, state=state)


def ospf_neighbor(raw: Raw) -> Neighbor:
    """Make a neighbour from a record of `show ip ospf neighbor`."""
    state = _text(raw, "state")
    return Neighbor(
        _text(raw, "address"), _maybe(raw, "interface"), up=state == "FULL", state=state
    )


def bgp_neighbor(raw: Raw) -> Neighbor:
    """Make a neighbour from a record of `show ip bgp summary`: with a prefix count it is up."""
    prefixes = _number(raw, "prefixes")
    state = _maybe(raw, "state") or "Established"
    return Neighbor(_text(raw, "neighbor").lstrip("*"), None, up=prefixes is not None, state=state)


def interface(raw: Raw) -> Interface:
    """Make an interface from a record of `show ip interface brief`."""
    address = _text(raw, "address")
    return Interface(
        name=_text(raw, "interface"),
        address=None if address == "unassigned" else address,
        status=_text(raw, "status"),
        protocol=_text(raw, "protocol"),
    )


def route(raw: Raw) -> Route:
    """Make a route from a record of `show ip route`, its prefix length taken from the heading if needed."""
    prefix = _text(raw, "prefix")
    if "/" not in prefix:
        prefix += "/" + (_maybe(raw, "parent") or "/32").rpartition("/")[2]
    ways = [raw, *cast("list[Raw]", raw["more"])]
    pairs = tuple((_maybe(one, "next_hop") or "", _maybe(one, "interface") or "") for one in ways)
    return Route(prefix, _text(raw, "protocol"), tuple(pair for pair in pairs if any(pair)))


def _mode(settings: str) -> Literal["tunnel", "transport"] | None:
    if not settings:
        return None
    return "transport" if settings.lower().startswith("transport") else "tunnel"


def _network(address: str, mask: str) -> IPv4Network | None:
    return None if ":" in address else IPv4Network((address, mask), strict=False)


def _text(raw: Raw, key: str) -> str:
    value = raw.get(key)
    return "" if value is None else str(value)


def _maybe(raw: Raw, key: str) -> str | None:
    value = raw.get(key)
    return None if value is None else str(value)


def _number(raw: Raw, key: str) -> int | None:
    value = raw.get(key)
    return value if isinstance(value, int) else None
