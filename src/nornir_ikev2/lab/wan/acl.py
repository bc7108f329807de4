"""Access lists as a router applies them: to packets, and to say what a crypto map protects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv4Network

from nornir_ikev2.ike.model import Selector
from nornir_ikev2.lab.contracts import Node

_ANY_PORT = (0, 65535)
_ALL_BITS = 0xFFFFFFFF
_PORT_NAMES = {
    "bgp": 179, "domain": 53, "ftp": 21, "isakmp": 500, "non500-isakmp": 4500, "ntp": 123,
    "snmp": 161, "smtp": 25, "syslog": 514, "tacacs": 49, "telnet": 23, "tftp": 69, "www": 80,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Packet:
    """What access lists and routes look at. `protocol` is `ip`-less: `icmp`, `tcp`, `udp`, `esp`, `gre`."""

    source: IPv4Address
    destination: IPv4Address
    protocol: str = "icmp"
    source_port: int = 0
    destination_port: int = 0

    def reply(self) -> Packet:
        """The packet that answers this one."""
        return Packet(
            self.destination,
            self.source,
            self.protocol,
            self.destination_port,
            self.source_port,
        )


@dataclass(frozen=True, slots=True)
class Range:
    """Addresses of one side of an entry: base and wildcard bits (1 = any), and ports."""

    base: int
    wildcard: int
    ports: tuple[int, int] = _ANY_PORT

    def holds(self, address: IPv4Address, port: int) -> bool:
        """Whether an address and port are inside."""
        low, high = self.ports
        return (int(address) | self.wildcard) == (self.base | self.wildcard) and low <= port <= high

    def network(self) -> IPv4Network:
        """The smallest network that holds all addresses; exact for contiguous wildcards."""
        length = 32 - self.wildcard.bit_length()
        return IPv4Network((self.base & (_ALL_BITS << (32 - length)) & _ALL_BITS, length))


@dataclass(frozen=True, slots=True)
class Ace:
    """One permit or deny line."""

    permit: bool
    protocol: str
    source: Range
    destination: Range

    def matches(self, packet: Packet) -> bool:
        """Whether the line applies to a packet."""
        return (
            self.protocol in {"ip", packet.protocol}
            and self.source.holds(packet.source, packet.source_port)
            and self.destination.holds(packet.destination, packet.destination_port)
        )


def _address(words: Iterator[str]) -> Range:
    word = next(words)
    if word == "any":
        return Range(0, _ALL_BITS)
    if word == "host":
        return Range(int(IPv4Address(next(words))), 0)
    return Range(int(IPv4Address(word)), int(IPv4Address(next(words))))


def _number(word: str) -> int:
    return _PORT_NAMES[word] if word in _PORT_NAMES else int(word)


def _ports(words: list[str]) -> tuple[tuple[int, int], list[str]]:
    if len(words) > 2 and words[0] == "range":  # noqa: PLR2004 - `range LOW HIGH`
        return (_number(words[1]), _number(words[2])), words[3:]
    if len(words) > 1 and words[0] in {"eq", "gt", "lt"}:
        port = _number(words[1])
        found = {"eq": (port, port), "gt": (port + 1, 65535), "lt": (0, port - 1)}[words[0]]
        return found, words[2:]
    return _ANY_PORT, words


def _extended(words: list[str]) -> Ace:
    action, protocol, *rest = words
    sides: list[Range] = []
    for _ in range(2):
        words_left = iter(rest)
        side = _address(words_left)
        ports, rest = _ports(list(words_left))
        sides.append(Range(side.base, side.wildcard, ports))
    return Ace(action == "permit", protocol, sides[0], sides[1])


def _standard(words: list[str]) -> Ace:
    action, *rest = words
    if len(rest) == 1 and rest[0] != "any":
        rest = ["host", rest[0]]
    return Ace(action == "permit", "ip", _address(iter(rest)), Range(0, _ALL_BITS))


def entry(text: str, *, extended: bool) -> Ace | None:
    """Read one line of an access list; None for remarks and what we can't read."""
    words = text.split()
    if words and words[0].isdigit():
        words = words[1:]
    if not words or words[0] not in {"permit", "deny"}:
        return None
    try:
        return _extended(words) if extended else _standard(words)
    except (StopIteration, ValueError, AddressValueError):
        return None


def access_lists(root: Node) -> Mapping[str, tuple[Ace, ...]]:
    """All IPv4 access lists of a configuration by name or number, entries in order."""
    found: dict[str, list[Ace]] = {}
    for node in root.children:
        if node.text.startswith("ip access-list "):
            _, _, kind, name = node.text.split(maxsplit=3)
            lines = [entry(child.text, extended=kind == "extended") for child in node.children]
            found.setdefault(name, []).extend(line for line in lines if line)
        elif node.text.startswith("access-list "):
            _, name, rest = node.text.split(maxsplit=2)
            number = int(name) if name.isdigit() else 0
            standard = 1 <= number <= 99 or 1300 <= number <= 1999  # noqa: PLR2004 - IOS ranges
            if line := entry(rest, extended=not standard):
                found.setdefault(name, []).append(line)
    return {name: tuple(lines) for name, lines in found.items()}


def permits(lines: tuple[Ace, ...], packet: Packet) -> bool:
    """Whether an access list permits a packet; the end of the list denies."""
    return next((line.permit for line in lines if line.matches(packet)), False)


def selectors(lines: tuple[Ace, ...]) -> tuple[Selector, ...]:
    """What a crypto map with this access list protects: its permit lines, in order."""
    return tuple(
        Selector(line.source.network(), line.destination.network(), line.protocol)
        for line in lines
        if line.permit
    )
