"""Addresses of all routers together: nothing twice, nothing that overlaps."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from nornir_ikev2.intent.findings import Findings
from nornir_ikev2.intent.roster import Roster
from nornir_ikev2.intent.site import Site
from nornir_ikev2.place import Place


@dataclass(frozen=True, slots=True)
class _Lan:
    """One network of one router."""

    network: IPv4Network
    router: str
    place: Place
    hub: bool


def check_sites(sites: Iterable[Site], findings: Findings) -> None:
    """Refuse an address that two routers claim: towards peers, or towards this tool."""
    wans: dict[IPv4Address, str] = {}
    reached: dict[tuple[str, int], str] = {}
    for site in sites:
        other = wans.setdefault(site.wan.address, site.name)
        if other != site.name:
            findings.host(
                (site.name, "data", "wan", "address"),
                f"`{site.wan.address}` is the address of `{other}` too",
            )
        other = reached.setdefault(site.reach, site.name)
        if other != site.name:
            host, port = site.reach
            findings.host(
                (site.name, "hostname"), f"{host} port {port} is the router `{other}` already"
            )


def check_networks(one: Roster, sites: Mapping[str, Site], findings: Findings) -> None:
    """Check the networks of one VPN: LANs, WAN addresses and the tunnels' prefix."""
    lans = sorted(_lans(one, sites), key=lambda lan: int(lan.network.network_address))
    tunnels = one.entry.mode == "tunnel-interface"
    widest: _Lan | None = None
    for lan in lans:
        if widest is not None and lan.network.network_address in widest.network:
            shared = lan.hub and widest.hub and lan.router != widest.router and tunnels
            if not shared:
                findings.host(
                    lan.place, f"`{lan.network}` overlaps `{widest.network}` of `{widest.router}`"
                )
        if widest is None or lan.network.broadcast_address > widest.network.broadcast_address:
            widest = lan
    _check_pool(one, lans, sites, findings)
    _check_wans(one, lans, sites, findings)


def _lans(one: Roster, sites: Mapping[str, Site]) -> Iterable[_Lan]:
    for name, role in one.roles.items():
        site = sites.get(name)
        for number, network in enumerate(site.lans if site else ()):
            yield _Lan(network, name, (name, "data", "lans", number), role == "hub")


def _check_pool(
    one: Roster, lans: list[_Lan], sites: Mapping[str, Site], findings: Findings
) -> None:
    if one.entry.tunnel is None:
        return
    pool, place = one.entry.tunnel.subnet, ("vpns", one.vpn, "tunnel", "subnet")
    for lan in lans:
        if lan.network.overlaps(pool):
            findings.vpn(place, f"`{pool}` overlaps the network `{lan.network}` of `{lan.router}`")
    for name in one.roles:
        site = sites.get(name)
        if site and site.wan.address in pool:
            findings.vpn(place, f"`{pool}` holds the WAN address {site.wan.address} of `{name}`")


def _check_wans(
    one: Roster, lans: list[_Lan], sites: Mapping[str, Site], findings: Findings
) -> None:
    """A tunnel's destination must not be reached through the tunnel.

    With a crypto map the same is allowed: IKE itself is not encrypted. Traffic for management may be.
    """
    starts = [int(lan.network.network_address) for lan in lans]
    for name in one.roles:
        site = sites.get(name)
        if site is None:
            continue
        at = bisect_right(starts, int(site.wan.address)) - 1
        if at < 0 or site.wan.address not in lans[at].network:
            continue
        lan = lans[at]
        text = f"`{lan.network}` of `{lan.router}` holds the WAN address {site.wan.address}"
        if one.entry.mode == "crypto-map":
            findings.warn(
                ("vpns", one.vpn), f"{text} of `{name}`: the crypto map may select management too"
            )
        else:
            findings.host(
                lan.place, f"{text} of `{name}`: its tunnel would be routed through itself"
            )
