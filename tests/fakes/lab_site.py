"""Configurations of a hub, its spokes and the provider's router between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from ipaddress import IPv4Address

from fakes.lab_wan import Wan, build


def ends(number: int) -> tuple[IPv4Address, IPv4Address]:
    """The WAN address of spoke `number` (1..) and of its gateway."""
    base = int(IPv4Address("203.0.113.0")) if number <= 60 else int(IPv4Address("100.64.0.0"))
    return IPv4Address(base + 4 * (number - 1) + 1), IPv4Address(base + 4 * (number - 1) + 2)


@dataclass(frozen=True, slots=True)
class Site:
    """What differs from test to test."""

    spokes: int = 1
    mode: str = "tunnel"
    directional: bool = False
    routing: str = "eigrp"
    dpd: str = "dpd 10 3 periodic"
    pfs: str = "group19"
    lifetime: int = 3600


def _crypto(local: IPv4Address, peers: list[tuple[str, IPv4Address, str, str]], site: Site) -> str:
    lines = [
        "crypto ikev2 proposal P",
        " encryption aes-cbc-256",
        " integrity sha512",
        " group 20",
        "crypto ikev2 policy POL",
        f" match address local {local}",
        " proposal P",
        "crypto ikev2 keyring KR",
    ]
    for name, address, own, theirs in peers:
        lines += [f" peer {name}", f"  address {address}"]
        if site.directional:
            lines += [f"  pre-shared-key local {own}", f"  pre-shared-key remote {theirs}"]
        else:
            lines += [f"  pre-shared-key {min(own, theirs)}"]
    lines += ["crypto ikev2 profile PR"]
    lines += [
        f" match identity remote address {address} 255.255.255.255" for _, address, _, _ in peers
    ]
    lines += [
        f" identity local address {local}",
        " authentication remote pre-share",
        " authentication local pre-share",
        " keyring local KR",
        *([f" {site.dpd}"] if site.dpd else []),
        "crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac",
        " mode tunnel",
    ]
    if site.mode == "tunnel":
        lines += [
            "crypto ipsec profile IP",
            f" set security-association lifetime seconds {site.lifetime}",
            " set transform-set TS",
            f" set pfs {site.pfs}",
            " set ikev2-profile PR",
        ]
    return "\n".join(lines) + "\n"


def _map(
    peers: list[tuple[IPv4Address, str, str]], site: Site
) -> str:  # `(peer, own LAN, its LAN)`, networks as `A W`
    text = ""
    for index, (peer, _, _) in enumerate(peers, 1):
        text += (
            f"crypto map CM {index * 10} ipsec-isakmp\n set peer {peer}\n"
            f" set security-association lifetime seconds {site.lifetime}\n"
            f" set transform-set TS\n set pfs {site.pfs}\n set ikev2-profile PR\n"
            f" match address ACL{index}\n"
        )
    for index, (_, own, theirs) in enumerate(peers, 1):
        text += f"ip access-list extended ACL{index}\n 10 permit ip {own} {theirs}\n"
    return text


def _interfaces(local: IPv4Address, lan: str, site: Site) -> str:
    crypto = " crypto map CM\n" if site.mode == "map" else ""
    return (
        f"interface Loopback10\n ip address {lan} 255.255.255.0\n"
        f"interface GigabitEthernet2\n ip address {local} 255.255.255.252\n{crypto}"
    )


def _tunnel(number: int, address: str, destination: IPv4Address) -> str:
    return (
        f"interface Tunnel{number}\n ip address {address} 255.255.255.252\n ip mtu 1400\n"
        f" tunnel source GigabitEthernet2\n tunnel mode ipsec ipv4\n"
        f" tunnel destination {destination}\n tunnel protection ipsec profile IP\n"
    )


def _routing(site: Site, lan: str, peers: list[str], router_id: str) -> str:
    network = f"{lan.rsplit('.', 1)[0]}.0"
    if site.routing == "eigrp":
        return f"router eigrp 100\n network {network} 0.0.0.255\n network 10.255.0.0 0.0.255.255\n"
    if site.routing == "ospf":
        return (
            f"router ospf 1\n router-id {router_id}\n network {network} 0.0.0.255 area 0\n"
            " network 10.255.0.0 0.0.255.255 area 0\n"
        )
    if site.routing == "bgp":
        lines = "".join(f" neighbor {peer} remote-as 65000\n" for peer in peers)
        return f"router bgp 65000\n network {network} mask 255.255.255.0\n{lines}"
    return ""


def tunnel_addresses(number: int) -> tuple[str, str]:
    base = int(IPv4Address("10.255.0.0")) + 4 * (number - 1)
    return str(IPv4Address(base + 1)), str(IPv4Address(base + 2))


def lan(number: int) -> str:
    """LAN address of spoke `number`; 0 is the hub."""
    return f"10.{number >> 8}.{number & 255}.1" if number > 3 else f"10.{number}.0.1"


HUB = IPv4Address("198.51.100.1")


def hub(site: Site) -> str:
    numbers = range(1, site.spokes + 1)
    peers = [(f"S{n}", ends(n)[0], f"hubkey{n}", f"spokekey{n}") for n in numbers]
    text = _crypto(HUB, peers, site)
    network = "10.0.0.0 0.0.0.255"
    if site.mode == "map":
        selectors = [
            (ends(n)[0], network, f"{lan(n).rsplit('.', 1)[0]}.0 0.0.0.255") for n in numbers
        ]
        text += _map(selectors, site)
    text += _interfaces(HUB, "10.0.0.1", site)
    if site.mode == "tunnel":
        text += "".join(_tunnel(100 + n, tunnel_addresses(n)[0], ends(n)[0]) for n in numbers)
        neighbours = [tunnel_addresses(n)[1] for n in numbers]
        text += _routing(site, "10.0.0.1", neighbours, "10.0.0.1")
    return text + "ip route 0.0.0.0 0.0.0.0 198.51.100.2\n"


def spoke(number: int, site: Site) -> str:
    local, gateway = ends(number)
    text = _crypto(local, [("HUB", HUB, f"spokekey{number}", f"hubkey{number}")], site)
    if site.mode == "map":
        own = f"{lan(number).rsplit('.', 1)[0]}.0 0.0.0.255"
        text += _map([(HUB, own, "10.0.0.0 0.0.0.255")], site)
    text += _interfaces(local, lan(number), site)
    if site.mode == "tunnel":
        here = tunnel_addresses(number)
        text += _tunnel(100 + number, here[1], HUB)
        text += _routing(site, lan(number), [here[0]], lan(number))
    return text + f"ip route 0.0.0.0 0.0.0.0 {gateway}\n"


def provider(spokes: int) -> str:
    text = "interface GigabitEthernet2\n ip address 198.51.100.2 255.255.255.252\n"
    for number in range(1, spokes + 1):
        text += f"interface GigabitEthernet{number + 2}\n ip address {ends(number)[1]} 255.255.255.252\n"
    return text + f"interface GigabitEthernet{spokes + 3}\n ip address 192.0.2.1 255.255.255.0\n"


def site(**values: object) -> Wan:
    """Build the whole site and settle it; values are fields of `Site`."""
    wanted = replace(Site(), **values)  # type: ignore[arg-type] # fields of Site, checked by each test
    numbers = range(1, wanted.spokes + 1)
    configs = {"hub1": hub(wanted), "wan": provider(wanted.spokes)}
    configs |= {f"branch{n}": spoke(n, wanted) for n in numbers}
    links = {"hub1": {"GigabitEthernet2": "n0"}, "wan": {"GigabitEthernet2": "n0"}}
    for n in numbers:
        links[f"branch{n}"] = {"GigabitEthernet2": f"n{n}"}
        links["wan"][f"GigabitEthernet{n + 2}"] = f"n{n}"
    return build(configs, links)
