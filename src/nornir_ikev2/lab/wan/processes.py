"""The routing processes of a running-config: EIGRP, OSPF and BGP as configured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, IPv4Network

from nornir_ikev2.lab.contracts import Node
from nornir_ikev2.lab.wan.ports import area_number, ip

_CLASS_A_END = 128
_CLASS_B_END = 192


@dataclass(frozen=True, slots=True)
class NetworkLine:
    """One `network A W [area N]`: base and wildcard bits; `area` for OSPF."""

    base: int
    wildcard: int
    area: int = 0

    def holds(self, address: IPv4Address) -> bool:
        """Whether an interface address is selected."""
        return (int(address) | self.wildcard) == (self.base | self.wildcard)


@dataclass(frozen=True, slots=True)
class Process:
    """One EIGRP address family or OSPF process.

    Attributes:
        number: EIGRP AS or OSPF process.
        instance: name in EIGRP named mode.
        passive_default: `passive-interface default`; `passive` and `active` are the exceptions.
        redistribute: `connected`, `static` and whatever else is named.
    """

    number: int
    instance: str | None = None
    vrf: str | None = None
    router_id: IPv4Address | None = None
    networks: tuple[NetworkLine, ...] = ()
    passive_default: bool = False
    passive: frozenset[str] = frozenset()
    active: frozenset[str] = frozenset()
    redistribute: frozenset[str] = frozenset()
    stub: bool = False

    def is_passive(self, interface: str) -> bool:
        """Whether no hellos are sent on an interface."""
        if self.passive_default:
            return interface not in self.active
        return interface in self.passive

    def network(self, address: IPv4Address) -> NetworkLine | None:
        """The most specific network line that selects an interface address."""
        found = [line for line in self.networks if line.holds(address)]
        return min(found, key=lambda line: line.wildcard, default=None)


@dataclass(frozen=True, slots=True)
class BgpPeer:
    """One `neighbor A`; `remote_as` 0 while it has none."""

    address: IPv4Address
    remote_as: int = 0
    update_source: str | None = None
    shutdown: bool = False
    activated: bool | None = None
    reflector_client: bool = False
    next_hop_self: bool = False
    ebgp_multihop: bool = False


@dataclass(frozen=True, slots=True)
class BgpProcess:
    """`router bgp N`, global table, unicast IPv4."""

    asn: int
    router_id: IPv4Address | None = None
    peers: tuple[BgpPeer, ...] = ()
    networks: tuple[IPv4Network, ...] = ()
    redistribute: frozenset[str] = field(default=frozenset())
    default_unicast: bool = True

    def active(self, peer: BgpPeer) -> bool:
        """Whether IPv4 unicast routes are exchanged with a peer."""
        return self.default_unicast if peer.activated is None else peer.activated


def _classful_wildcard(address: IPv4Address) -> int:
    first = int(address) >> 24
    if first < _CLASS_A_END:
        return 0x00FFFFFF
    return 0x0000FFFF if first < _CLASS_B_END else 0x000000FF


def _network(words: list[str]) -> NetworkLine | None:
    address = ip(words[0]) if words else None
    if address is None:
        return None
    wildcard = ip(words[1]) if len(words) > 1 else None
    area = area_number(words[3]) if len(words) > 3 and words[2] == "area" else 0  # noqa: PLR2004 - `A W area N`
    bits = int(wildcard) if wildcard is not None else _classful_wildcard(address)
    return NetworkLine(int(address), bits, area)


def _line(process: Process, text: str) -> Process:  # noqa: PLR0911 - one flat case per line shape
    match text.split():
        case ["network", *rest]:
            found = _network(rest)
            return replace(process, networks=(*process.networks, found)) if found else process
        case ["passive-interface", "default"]:
            return replace(process, passive_default=True)
        case ["passive-interface", name]:
            return replace(process, passive=process.passive | {name})
        case ["no", "passive-interface", name]:
            return replace(process, active=process.active | {name})
        case ["redistribute", source, *_]:
            return replace(process, redistribute=process.redistribute | {source})
        case ["eigrp", "router-id", address] | ["router-id", address]:
            return replace(process, router_id=ip(address))
        case ["eigrp", "stub", *_]:
            return replace(process, stub=True)
        case ["autonomous-system", number]:
            return replace(process, number=int(number))
        case _:
            return process


def _af_interface(process: Process, node: Node) -> Process:
    name = node.text.split()[1]
    lines = {child.text for child in node.children}
    passive = bool(lines & {"passive-interface", "shutdown"})
    if name == "default":
        return replace(process, passive_default=passive)
    if passive:
        return replace(process, passive=process.passive | {name})
    explicit = "no passive-interface" in lines
    return replace(process, active=process.active | {name}) if explicit else process


def _eigrp_family(node: Node, process: Process) -> Process:
    words = node.text.split()
    if "vrf" in words:
        process = replace(process, vrf=words[words.index("vrf") + 1])
    if "autonomous-system" in words:
        number = int(words[words.index("autonomous-system") + 1])
        process = replace(process, number=number)
    for child in node.children:
        if child.text.startswith("af-interface "):
            process = _af_interface(process, child)
        elif child.text.startswith("topology "):
            for line in child.children:
                process = _line(process, line.text)
        else:
            process = _line(process, child.text)
    if "shutdown" in {child.text for child in node.children}:
        process = replace(process, networks=())
    return process


def eigrp(root: Node) -> tuple[Process, ...]:
    """All EIGRP address families, classic and named."""
    found: list[Process] = []
    for node in root.starting("router eigrp "):
        name = node.text.split()[2]
        classic = name.isdigit()
        process = Process(int(name)) if classic else Process(0, instance=name)
        families = [
            child for child in node.children if child.text.startswith("address-family ipv4")
        ]
        found.extend(_eigrp_family(family, process) for family in families)
        if classic:
            own = [child.text for child in node.children if child not in families]
            found.append(_lines(process, own))
    return tuple(found)


def _lines(process: Process, lines: Iterable[str]) -> Process:
    for line in lines:
        process = _line(process, line)
    return process


def ospf(root: Node) -> tuple[Process, ...]:
    """All OSPF processes."""
    found: list[Process] = []
    for node in root.starting("router ospf "):
        words = node.text.split()
        vrf = words[4] if len(words) > 4 and words[3] == "vrf" else None  # noqa: PLR2004 - `router ospf N vrf V`
        found.append(
            _lines(Process(int(words[2]), vrf=vrf), (child.text for child in node.children))
        )
    return tuple(found)


def _peer_line(peer: BgpPeer, words: list[str], *, on: bool) -> BgpPeer:  # noqa: PLR0911 - one flat case per line shape
    match words:
        case ["remote-as", number]:
            return replace(peer, remote_as=int(number) if number.isdigit() else 0)
        case ["update-source", name]:
            return replace(peer, update_source=name)
        case ["shutdown", *_]:
            return replace(peer, shutdown=on)
        case ["activate"]:
            return replace(peer, activated=on)
        case ["route-reflector-client"]:
            return replace(peer, reflector_client=on)
        case ["next-hop-self", *_]:
            return replace(peer, next_hop_self=on)
        case ["ebgp-multihop", *_]:
            return replace(peer, ebgp_multihop=on)
        case _:
            return peer


def _bgp_network(words: list[str]) -> IPv4Network | None:
    address = ip(words[0]) if words else None
    if address is None:
        return None
    if len(words) > 2 and words[1] == "mask":  # noqa: PLR2004 - `network A mask M`
        return IPv4Network(f"{address}/{words[2]}", strict=False)
    length = 32 - _classful_wildcard(address).bit_length()
    return IPv4Network((int(address), length), strict=False)


def _bgp_lines(node: Node) -> list[str]:
    lines: list[str] = []
    for child in node.children:
        if child.text in {"address-family ipv4", "address-family ipv4 unicast"}:
            lines.extend(line.text for line in child.children)
        elif not child.text.startswith("address-family "):
            lines.append(child.text)
    return lines


def bgp(root: Node) -> BgpProcess | None:
    """The BGP process of the global table, None without one."""
    node = next(root.starting("router bgp "), None)
    if node is None or not node.text.split()[2].isdigit():
        return None
    process = BgpProcess(int(node.text.split()[2]))
    peers: dict[IPv4Address, BgpPeer] = {}
    networks: list[IPv4Network] = []
    for line in _bgp_lines(node):
        on = not line.startswith("no ")
        match line.removeprefix("no ").split():
            case ["neighbor", name, *rest] if (address := ip(name)) is not None:
                peer = peers.get(address, BgpPeer(address))
                peers[address] = _peer_line(peer, rest, on=on)
            case ["network", *rest] if (network := _bgp_network(rest)) is not None:
                networks.append(network)
            case ["bgp", "router-id", address]:
                process = replace(process, router_id=ip(address))
            case ["bgp", "default", "ipv4-unicast"]:
                process = replace(process, default_unicast=on)
            case ["redistribute", source, *_]:
                process = replace(process, redistribute=process.redistribute | {source})
            case _:
                pass
    return replace(process, peers=tuple(peers.values()), networks=tuple(networks))
