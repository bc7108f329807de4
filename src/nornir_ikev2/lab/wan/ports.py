"""Interfaces, VRFs and static routes of a running-config."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from ipaddress import AddressValueError, IPv4Address, IPv4Interface, IPv4Network

from nornir_ikev2.lab.contracts import Node


@dataclass(frozen=True, slots=True)
class TunnelConfig:
    """The `tunnel ...` lines of an interface; `mode` without the word `mode`, `gre ip` by default."""

    source: str | None = None
    destination: IPv4Address | None = None
    mode: str = "gre ip"
    vrf: str | None = None
    profile: str | None = None
    ikev2_profile: str | None = None


@dataclass(frozen=True, slots=True)
class Port:
    """One interface as configured; addresses None when it has none.

    `ospf` is `(process, area)` of `ip ospf P area N`; `settings` are the lines kept as text.
    """

    name: str
    shutdown: bool = False
    address: IPv4Interface | None = None
    secondaries: tuple[IPv4Interface, ...] = ()
    unnumbered: str | None = None
    vrf: str | None = None
    description: str = ""
    mtu: int | None = None
    ip_mtu: int | None = None
    bandwidth: int | None = None
    delay: int | None = None
    crypto_map: str | None = None
    access_in: str | None = None
    access_out: str | None = None
    ospf: tuple[int, int] | None = None
    settings: tuple[str, ...] = ()
    tunnel: TunnelConfig | None = None

    def setting(self, prefix: str) -> str | None:
        """What follows `prefix` in the first line that starts with it."""
        return next(
            (line[len(prefix) :].strip() for line in self.settings if line.startswith(prefix)), None
        )


@dataclass(frozen=True, slots=True)
class StaticRoute:
    """One `ip route`; `next_hop` or `interface` or both are set."""

    network: IPv4Network
    next_hop: IPv4Address | None
    interface: str | None
    distance: int
    vrf: str | None


def ip(text: str) -> IPv4Address | None:
    """An IPv4 address, or None when the text is none."""
    try:
        return IPv4Address(text)
    except (AddressValueError, ValueError):
        return None


def area_number(text: str) -> int:
    """An OSPF area, given as a number or as an address."""
    return int(text) if text.isdigit() else int(IPv4Address(text))


def _tunnel(lines: list[str]) -> TunnelConfig:
    tunnel = TunnelConfig()
    for line in lines:
        words = line.split()
        match words[1:]:
            case ["source", source, *_]:
                tunnel = replace(tunnel, source=source)
            case ["destination", destination, *_]:
                tunnel = replace(tunnel, destination=ip(destination))
            case ["mode", *mode]:
                tunnel = replace(tunnel, mode=" ".join(mode))
            case ["vrf", vrf, *_]:
                tunnel = replace(tunnel, vrf=vrf)
            case ["protection", "ipsec", "profile", profile, *more]:
                ikev2 = more[more.index("ikev2-profile") + 1] if "ikev2-profile" in more else None
                tunnel = replace(tunnel, profile=profile, ikev2_profile=ikev2)
            case _:
                pass
    return tunnel


def _address(port: Port, words: list[str]) -> Port:
    match words:
        case [address, mask, *more] if ip(address) and ip(mask):
            value = IPv4Interface(f"{address}/{mask}")
            if "secondary" in more:
                return replace(port, secondaries=(*port.secondaries, value))
            return replace(port, address=value)
        case _:
            return port


def _apply(port: Port, line: str) -> Port:  # noqa: C901, PLR0911, PLR0912 - one flat case per line shape
    match line.split():
        case ["ip", "address", *rest]:
            return _address(port, rest)
        case ["ip", "unnumbered", name]:
            return replace(port, unnumbered=name)
        case ["vrf", "forwarding", vrf] | ["ip", "vrf", "forwarding", vrf]:
            return replace(port, vrf=vrf)
        case ["description", *_]:
            return replace(port, description=line.partition(" ")[2])
        case ["mtu", size]:
            return replace(port, mtu=int(size))
        case ["ip", "mtu", size]:
            return replace(port, ip_mtu=int(size))
        case ["bandwidth", rate] if rate.isdigit():
            return replace(port, bandwidth=int(rate))
        case ["delay", tens] if tens.isdigit():
            return replace(port, delay=int(tens) * 10)
        case ["crypto", "map", name, *_]:
            return replace(port, crypto_map=name)
        case ["ip", "access-group", name, "in"]:
            return replace(port, access_in=name)
        case ["ip", "access-group", name, "out"]:
            return replace(port, access_out=name)
        case ["ip", "ospf", process, "area", area] if process.isdigit():
            return replace(port, ospf=(int(process), area_number(area)))
        case _:
            return replace(port, settings=(*port.settings, line))


def port(node: Node) -> Port:
    """Read one `interface` node."""
    name = node.text.partition(" ")[2].split()[0]
    lines = [child.text for child in node.children]
    found = Port(name, shutdown="shutdown" in lines)
    tunnel_lines = [line for line in lines if line.startswith("tunnel ")]
    for line in lines:
        if line != "shutdown" and not line.startswith(("tunnel ", "no ")):
            found = _apply(found, line)
    if name.startswith("Tunnel"):
        found = replace(found, tunnel=_tunnel(tunnel_lines))
    return found


def ports(root: Node) -> Mapping[str, Port]:
    """All interfaces by name, in order; unnumbered ones have the lender's address."""
    found = {
        one.name: one
        for one in (port(node) for node in root.children if node.text.startswith("interface "))
    }
    for name, one in list(found.items()):
        lender = found.get(one.unnumbered or "")
        if lender is not None and lender.address is not None:
            found[name] = replace(one, address=IPv4Interface(f"{lender.address.ip}/32"))
    return found


def static_routes(root: Node) -> tuple[StaticRoute, ...]:
    """All `ip route` lines that we can read, in order."""
    found: list[StaticRoute] = []
    for node in root.children:
        if not node.text.startswith("ip route "):
            continue
        words = node.text.split()[2:]
        vrf = None
        if words and words[0] == "vrf":
            vrf, words = words[1], words[2:]
        route = _static(words, vrf)
        if route is not None:
            found.append(route)
    return tuple(found)


def _static(words: list[str], vrf: str | None) -> StaticRoute | None:
    try:
        network = IPv4Network(f"{words[0]}/{words[1]}", strict=False)
    except (ValueError, IndexError):
        return None
    next_hop: IPv4Address | None = None
    interface: str | None = None
    distance = 1
    for word in words[2:]:
        if word in {"name", "tag", "track", "permanent", "global"}:
            break
        if word.isdigit():
            distance = int(word)
        elif (address := ip(word)) is not None:
            next_hop = address
        elif word != "dhcp":
            interface = word
    if next_hop is None and interface is None:
        return None
    return StaticRoute(network, next_hop, interface, distance, vrf)
