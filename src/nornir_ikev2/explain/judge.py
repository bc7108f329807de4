"""All rules over all tunnels, and the order of what they find. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import AddressValueError, IPv4Address
from typing import Final

from nornir_ikev2.explain.causes import live, management, objects, pki, profiles, routing, suite
from nornir_ikev2.explain.causes.auth import auth
from nornir_ikev2.explain.causes.case import Case, Rule
from nornir_ikev2.explain.causes.child import nat_exemption, pfs, selectors, transforms
from nornir_ikev2.explain.model import CONFIDENCES, STAGES, Cause, Explained, TunnelExplained
from nornir_ikev2.explain.reading import RouterReading
from nornir_ikev2.explain.tunnels import Fleet, Tunnel, join

RULES: Final[tuple[Rule, ...]] = (
    objects.objects,
    profiles.nat,
    objects.peers,
    suite.suite,
    profiles.profiles,
    auth,
    pki.pki,
    selectors,
    transforms,
    pfs,
    nat_exemption,
    routing.recursion,
    live.path,
    live.shared_edit,
    management.through_tunnel,
    routing.eigrp_bandwidth,
    routing.asymmetry,
    routing.sizes,
)
"""In the order of a tunnel's life: of two causes that are as sure, the earlier one is met first."""


def explain(
    readings: Mapping[str, RouterReading],
    unread: Mapping[str, str] | None = None,
    reach: Mapping[str, str] | None = None,
) -> Explained:
    """Name the causes of every tunnel between routers.

    Args:
        readings: what the routers told, by name.
        unread: why a router told nothing, by name.
        reach: address of each unread router in the inventory, where management looks for it.
    """
    fleet = join(readings)
    routers = {
        name: found
        for name, reading in readings.items()
        if (found := tuple(management.key_in_log(reading)))
    }
    for name, why in (unread or {}).items():
        routers[name] = (_unread(name, why, (reach or {}).get(name, ""), fleet),)
    return Explained(
        tunnels=tuple(_tunnel(tunnel, fleet) for tunnel in fleet.tunnels),
        routers=routers,
        asked=(*readings, *(unread or {})),
        unread=dict(unread or {}),
        notes=tuple(note for reading in readings.values() for note in reading.notes),
    )


def _tunnel(tunnel: Tunnel, fleet: Fleet) -> TunnelExplained:
    case = Case(tunnel, fleet)
    found = [cause for rule in RULES for cause in rule(case)]
    if not any(one.stage == "now" for one in found) and tunnel.status in {"down", "half-open"}:
        found += live.unanswered(case) or ()
        found = found or [_unexplained(tunnel)]
    ends = (tunnel.one.name, tunnel.two.name)
    entries = tuple(side.entry.name if side.entry else None for side, _ in tunnel.sides)
    return TunnelExplained(
        ends,
        (entries[0], entries[1]),
        tunnel.status,
        ranked(found),
        predicted=next((one.suite for _, _, one in tunnel.turns if one.suite), None),
        negotiated=next((sa.suite for sa in tunnel.one.ike_sas if sa.ready), None),
    )


def ranked(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Likeliest first, each cause of a router once: what is felt now, then later, then what is beside it."""
    once: dict[tuple[str, str, str], Cause] = {}
    for one in causes:
        once.setdefault((one.cause, one.router, one.line), one)
    return tuple(
        sorted(
            once.values(),
            key=lambda one: (STAGES.index(one.stage), CONFIDENCES.index(one.confidence)),
        )
    )


def _unexplained(tunnel: Tunnel) -> Cause:
    return Cause(
        "UNEXPLAINED",
        tunnel.one.name,
        "",
        f"{tunnel.one.name} and {tunnel.two.name} have configurations that agree, and their tunnel is"
        f" {tunnel.status}",
        "look at `debug crypto ikev2 error` on both ends while one of them is made to try again",
        confidence="possible",
    )


def _unread(name: str, why: str, reach: str, fleet: Fleet) -> Cause:
    """A router that did not answer; perhaps because the way to it is the tunnel that is down."""
    through = _managed_through(name, reach, fleet)
    if through is not None:
        return through
    return Cause(
        "ROUTER_NOT_READ", name, "", f"{name} could not be read: {why}", "see what the message says",
        confidence="possible",
    )  # fmt: skip


def _managed_through(name: str, reach: str, fleet: Fleet) -> Cause | None:
    try:
        address = IPv4Address(reach)
    except AddressValueError:
        return None
    for reading in fleet.readings.values():
        for entry in reading.ike.entries:
            tunnel = entry.kind == "tunnel" and reading.leaves_by(address) == entry.name
            if tunnel or (
                entry.kind == "crypto-map" and any(address in one.remote for one in entry.selectors)
            ):
                return Cause(
                    "MANAGED_THROUGH_TUNNEL",
                    name,
                    "",
                    f"{name} does not answer on {address}, which {reading.name} reaches only through"
                    f" {entry.name}: it is managed through the tunnel",
                    f"reach {name} by its WAN address or its console, and manage it that way from now on",
                    confidence="likely",
                )
    return None
